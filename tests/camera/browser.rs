//! A real browser whose camera plays a film: from the command to the group.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

use crate::common::{Device, TEST_LINK, TEST_SEED, is_installed};
use crate::film::film;
use crate::{TEST_WORDS, camera};

/// The time after which waiting for the page fails.
const DEADLINE: Duration = Duration::from_secs(60);

/// Turns off the browser's own requests to other hosts.
const QUIET: &[&str] = &[
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--disable-features=NetworkTimeServiceQuerying",
    // No name resolves, and no host but this machine can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-server=direct://",
];

/// A browser, opened at an address.
struct Browser {
    child: Child,
    directory: TempDir,
    socket: WebSocket<TcpStream>,
    session: String,
    count: u64,
}

impl Browser {
    /// Opens the address in a browser with `more` arguments, whose camera sees QR codes
    /// of these texts.
    fn open(address: &str, texts: Option<&[&str]>, more: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name).display().to_string();
        let film = texts.map(|texts| {
            fs::write(path("film.y4m"), film(texts)).unwrap();
            format!("--use-file-for-fake-video-capture={}", path("film.y4m"))
        });
        let mut child = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-port=0"])
            .args(QUIET)
            .arg(format!("--user-data-dir={}", path("profile")))
            .arg(format!("--log-net-log={}", path("net.json")))
            .args(film)
            .args(more)
            .arg("about:blank")
            .env("HOME", directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.find_map(|line| {
            let line = line.unwrap();
            line.strip_prefix("DevTools listening on ")
                .map(str::to_owned)
        });
        // Keep reading standard error, so that the browser never blocks on a full pipe.
        std::thread::spawn(move || lines.count());
        let url = listening.unwrap();
        let host = url.strip_prefix("ws://").unwrap().split('/').next();
        let stream = TcpStream::connect(host.unwrap()).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let (socket, _) = tungstenite::client(&url, stream).unwrap();
        let mut browser = Self {
            child,
            directory,
            socket,
            session: String::new(),
            count: 0,
        };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", &attach);
        session["sessionId"]
            .as_str()
            .unwrap()
            .clone_into(&mut browser.session);
        browser.call("Page.enable", &json!({}));
        browser.call("Page.navigate", &json!({ "url": address }));
        while browser.receive()["method"] != "Page.loadEventFired" {}
        browser
    }

    fn receive(&mut self) -> Value {
        let said = self.socket.read().unwrap();
        serde_json::from_str(said.to_text().unwrap()).unwrap()
    }

    /// Sends a command over the debugging protocol, and returns its result.
    #[track_caller]
    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.count += 1;
        let mut order = json!({ "id": self.count, "method": method, "params": parameters });
        if !self.session.is_empty() {
            order["sessionId"] = self.session.clone().into();
        }
        self.socket.send(Message::text(order.to_string())).unwrap();
        loop {
            let said = self.receive();
            if said["id"] == self.count {
                assert!(said["error"].is_null(), "{method}: {said}");
                return said["result"].clone();
            }
        }
    }

    /// Evaluates an expression in the page, and waits for its value.
    #[track_caller]
    fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
        });
        let said = self.call("Runtime.evaluate", &parameters);
        assert!(said["exceptionDetails"].is_null(), "{said}");
        said["result"]["value"].clone()
    }

    /// Waits until the page shows this text.
    #[track_caller]
    fn shows(&mut self, text: &str) -> &mut Self {
        let text = json!(text);
        let shown = format!(
            "new Promise((done) => {{
                const end = Date.now() + 40000;
                const look = () => {{
                    const text = document.body ? document.body.innerText : '';
                    if (text.includes({text})) done(true);
                    else if (Date.now() > end) done(text);
                    else setTimeout(look, 20);
                }};
                look();
            }})"
        );
        let shown = self.value(&shown);
        assert_eq!(shown, true, "waited for {text}");
        self
    }

    /// Clicks a button with the mouse, as a person does.
    #[track_caller]
    fn presses(&mut self, button: &str) {
        let place = format!(
            "(() => {{ const box = document.getElementById('{button}').getBoundingClientRect();
               return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        );
        let place = self.value(&place);
        for kind in ["mousePressed", "mouseReleased"] {
            let mouse = json!({
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1,
            });
            self.call("Input.dispatchMouseEvent", &mouse);
        }
    }

    /// Closes the browser, and returns every address that its pages requested or were
    /// redirected to.
    fn close_and_list_requests(mut self) -> Vec<String> {
        self.session.clear();
        self.call("Browser.close", &json!({}));
        self.child.wait().unwrap();
        let log = fs::read(self.directory.path().join("net.json")).unwrap();
        let log: Value = serde_json::from_slice(&log).unwrap();
        let events = log["events"].as_array().unwrap().iter();
        // The browser's own requests have no page as their initiator.
        let of_pages = events.filter_map(|event| {
            let initiator = event["params"]["initiator"].as_str()?;
            let url = event["params"]["url"].as_str()?;
            initiator.starts_with("http").then(|| url.to_owned())
        });
        of_pages.collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Provides a camera, and permission to use it.
const ALLOWED: &[&str] = &[
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
];

#[test]
#[ignore = "slow: starts Chromium"]
fn a_code_that_is_held_to_the_camera_is_confirmed_at_the_terminal() {
    if !is_installed("chromium") {
        return;
    }
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let mut browser = Browser::open(&address, Some(&[TEST_LINK]), ALLOWED);
    session.shows(&format!("family's words: {TEST_WORDS}"));
    browser.shows("Is this your group?").shows("Smith family");
    for word in TEST_WORDS.split(' ') {
        browser.shows(word);
    }
    // The camera is off again.
    assert_eq!(
        browser.value("document.getElementById('video').srcObject"),
        Value::Null
    );
    session.types("y\n").declines_passphrase();
    browser.shows("Done. This computer has joined the group:");
    browser.shows("You can close this page.");
    session.shows("joined \"Smith family 1\"").ends(0);
    session.assert_no_trace_of(TEST_SEED);

    let asked = browser.close_and_list_requests();
    for what in ["frame", "state"] {
        let ours = format!("{address}{what}");
        assert!(asked.contains(&ours), "{asked:?}");
    }
    for url in asked {
        assert!(url.starts_with(&address), "{url}");
    }
}

#[test]
#[ignore = "slow: starts Chromium"]
fn a_code_that_is_held_to_the_camera_is_confirmed_in_the_page() {
    if !is_installed("chromium") {
        return;
    }
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let mut browser = Browser::open(&address, Some(&[TEST_LINK]), ALLOWED);
    browser.shows("Is this your group?").presses("yes");
    session.shows("yes (in the browser)").declines_passphrase();
    browser.shows("Done. This computer has joined the group:");
    session.shows("joined \"Smith family 1\"").ends(0);
}

#[test]
#[ignore = "slow: starts Chromium"]
fn no_in_the_page_joins_nothing() {
    if !is_installed("chromium") {
        return;
    }
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let mut browser = Browser::open(&address, Some(&[TEST_LINK]), ALLOWED);
    browser.shows("Is this your group?").presses("no");
    browser.shows("ringtrue has stopped.");
    browser.shows("Not joined; nothing was changed.");
    session.shows("not joined; nothing was changed").ends(2);
}

#[test]
#[ignore = "slow: starts Chromium"]
fn another_code_is_explained_and_finding_none_gets_a_hint() {
    if !is_installed("chromium") {
        return;
    }
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let mut browser = Browser::open(&address, Some(&["https://example.com"]), ALLOWED);
    browser.shows("Can't use what the camera sees: ");
    session.types("\x03");
    browser.shows("ringtrue has stopped.");
    session.ends(2);

    let (mut session, address) = camera(&device, &[]);
    let mut browser = Browser::open(&address, Some(&[]), ALLOWED);
    browser.shows("Looking for the QR code");
    browser.shows("Nothing found yet.").shows("Hold it closer");
    session.types("\x03").ends(2);
}

#[test]
#[ignore = "slow: starts Chromium"]
fn without_permission_or_a_camera_the_page_says_what_to_do() {
    if !is_installed("chromium") {
        return;
    }
    let device = Device::new();
    let denied = [
        "--use-fake-device-for-media-stream",
        "--deny-permission-prompts",
    ];
    let missing = [
        "--use-fake-device-for-media-stream=device-count=0",
        "--use-fake-ui-for-media-stream",
    ];
    for (film, more, said) in [
        (
            Some(&[TEST_LINK][..]),
            denied,
            "This page was not allowed to use the camera.",
        ),
        (None, missing, "No camera was found."),
    ] {
        let (mut session, address) = camera(&device, &[]);
        let mut browser = Browser::open(&address, film, &more);
        browser.shows(said).shows("ringtrue join photo.jpg");
        session.types("\x03");
        browser.shows("ringtrue has stopped.");
        session.ends(2);
    }
}
