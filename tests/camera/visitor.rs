//! Whoever asks for the page, request by request.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// Where the page is, and what is known of it.
pub struct Visitor {
    /// Host and port.
    pub host: String,
    /// The path of the page.
    pub path: String,
    /// The cookie that it gave.
    pub cookie: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// What the page is to show.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Visitor {
    /// Somebody who knows the address.
    pub fn of(address: &str) -> Self {
        let address = address.strip_prefix("http://").unwrap();
        let slash = address.find('/').unwrap();
        Self {
            host: address[..slash].to_owned(),
            path: address[slash..].to_owned(),
            cookie: String::new(),
        }
    }

    /// The one who has the page.
    pub fn first(address: &str) -> Self {
        let visitor = Self::of(address);
        let page = visitor.page();
        assert_eq!(page.status, 200, "{page:?}");
        let cookie = page.head.split("set-cookie: ").nth(1).unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { cookie, ..visitor }
    }

    /// Asks for the page.
    pub fn page(&self) -> Answer {
        let (host, path, cookie) = (&self.host, &self.path, &self.cookie);
        self.sends(
            &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n"),
            &[],
        )
    }

    /// Sends what the page sends.
    pub fn posts(&self, what: &str, body: &[u8]) -> Answer {
        let head = self.head(what, &[("Content-Length", &body.len().to_string())]);
        self.sends(&head, body)
    }

    /// Asks until the page is to show this.
    #[track_caller]
    pub fn until(&self, stage: &str) -> Value {
        loop {
            let shown = self.posts("state", &[]).json();
            if shown["stage"] == stage {
                return shown;
            }
        }
    }

    /// The head of what the page sends, but for these headers; an empty one is
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

    /// Sends this, and reads until the other side has said all.
    pub fn sends(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // Who is refused early can't send the rest.
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
