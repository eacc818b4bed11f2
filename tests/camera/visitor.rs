//! A client of the page's server, request by request.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// A client: the page's address, and its cookie if known.
pub struct Visitor {
    /// Host and port.
    pub host: String,
    /// The path of the page.
    pub path: String,
    /// The cookie that the page set, or an empty string.
    pub cookie: String,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// Parses the state that the page should show.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Visitor {
    /// Returns a client that knows only the address.
    pub fn of(address: &str) -> Self {
        let address = address.strip_prefix("http://").unwrap();
        let slash = address.find('/').unwrap();
        Self {
            host: address[..slash].to_owned(),
            path: address[slash..].to_owned(),
            cookie: String::new(),
        }
    }

    /// Opens the page, and returns a client that has its cookie.
    pub fn first(address: &str) -> Self {
        let visitor = Self::of(address);
        let page = visitor.page();
        assert_eq!(page.status, 200, "{page:?}");
        let cookie = page.head.split("set-cookie: ").nth(1).unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { cookie, ..visitor }
    }

    /// Requests the page.
    pub fn page(&self) -> Answer {
        let (host, path, cookie) = (&self.host, &self.path, &self.cookie);
        self.sends(
            &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n"),
            &[],
        )
    }

    /// Sends a request as the page does.
    pub fn posts(&self, what: &str, body: &[u8]) -> Answer {
        let head = self.head(what, &[("Content-Length", &body.len().to_string())]);
        self.sends(&head, body)
    }

    /// Polls until the state reaches this stage.
    #[track_caller]
    pub fn until(&self, stage: &str) -> Value {
        loop {
            let shown = self.posts("state", &[]).json();
            if shown["stage"] == stage {
                return shown;
            }
        }
    }

    /// Returns the head of the page's request, with these headers changed; empty ones are
    /// left out.
    pub fn head(&self, what: &str, changed: &[(&str, &str)]) -> String {
        let origin = format!("http://{}", self.host);
        let ours = [
            ("Host", self.host.as_str()),
            ("Origin", &origin),
            ("Cookie", &self.cookie),
            ("Sec-Fetch-Site", "same-origin"),
            ("Content-Type", "application/octet-stream"),
            ("Content-Length", "0"),
        ];
        let kept = |name: &str| !changed.iter().any(|(other, _)| *other == name);
        let mut head = format!("POST {}{what} HTTP/1.1\r\n", self.path);
        let ours = ours.iter().filter(|(name, _)| kept(name));
        for (name, value) in ours.chain(changed).filter(|(_, value)| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }

    /// Sends a request, and reads the response to its end.
    pub fn sends(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // If the server refuses early, writing the rest fails.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1);
        Answer {
            status: status.map_or(0, |status| status.parse().unwrap()),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }
}
