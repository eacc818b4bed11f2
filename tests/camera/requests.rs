//! Requests that the page's server answers, and those that it refuses.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::camera;
use crate::common::Device;
use crate::film::frame;
use crate::visitor::Visitor;

#[test]
fn the_page_is_for_one_visitor_and_may_do_little() {
    let (device, secret) = (Device::new(), "set-cookie: ringtrue=");
    let (mut session, address) = camera(&device, &[]);
    let stranger = Visitor::of(&address);
    // 32 hexadecimal digits between two slashes.
    assert_eq!(stranger.path.len(), 34);
    let page = stranger.page();
    assert_eq!(page.status, 200);
    for header in [
        secret,
        "; httponly; samesite=strict",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
        "permissions-policy: camera=(self)",
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ] {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
    assert!(!page.head.contains("unsafe"));
    let other = stranger.page();
    assert_eq!(other.status, 403);
    assert!(
        other
            .body
            .contains("Somebody has opened this page already.")
    );
    assert!(!other.head.contains(secret));
    session.shows("A second browser asked for the page, and was refused.");
    session.types("\x03").ends(2);
    session.shows("stopped; nothing was changed");
}

#[test]
fn the_same_visitor_may_reload_the_page() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let visitor = Visitor::first(&address);
    assert_eq!(visitor.page().status, 200);
    assert_eq!(visitor.posts("state", &[]).json()["stage"], "look");
    session.types("\x03").ends(2);
    assert!(!session.text().contains("second browser"));
    assert!(TcpStream::connect(&visitor.host).is_err());
}

#[test]
fn requests_that_our_page_does_not_send_are_refused() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    let port = ours.host.split(':').nth(1).unwrap();
    let local = format!("localhost:{port}");
    let large = (8 + 1920 * 1920 + 1).to_string();
    for (what, changed, status) in [
        // DNS rebinding: an attacker's name that resolves to this machine.
        ("state", ("Host", "rebound.example"), 421),
        ("state", ("Host", local.as_str()), 421),
        ("state", ("Host", ""), 421),
        // A page from elsewhere, or a local file.
        ("state", ("Origin", "http://elsewhere.example"), 403),
        ("state", ("Origin", "http://127.0.0.1:1"), 403),
        ("state", ("Origin", "null"), 403),
        ("state", ("Origin", ""), 403),
        ("state", ("Sec-Fetch-Site", "cross-site"), 403),
        ("answer", ("Cookie", ""), 403),
        ("answer", ("Cookie", "ringtrue=0"), 403),
        ("frame", ("Content-Type", "text/plain"), 415),
        ("frame", ("Content-Length", ""), 411),
        ("frame", ("Content-Length", &large), 413),
        ("frame", ("Content-Length", "99999999999999999999"), 400),
        ("answer", ("Content-Length", "4"), 413),
        ("elsewhere", ("Cookie", &ours.cookie), 404),
        ("../../etc/passwd", ("Cookie", &ours.cookie), 404),
        ("state?x", ("Cookie", &ours.cookie), 404),
    ] {
        let answer = ours.sends(&ours.head(what, &[changed]), &[]);
        assert_eq!(answer.status, status, "{what} {changed:?} {answer:?}");
        assert!(!answer.head.contains("access-control"), "{answer:?}");
    }
    // Paths without the secret, an absolute URL, other methods, malformed requests.
    let host = &ours.host;
    for (request, status) in [
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
        (
            format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            404,
        ),
        (
            format!("GET {address} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            421,
        ),
        (
            format!("HEAD {} HTTP/1.1\r\nHost: {host}\r\n\r\n", ours.path),
            405,
        ),
        (
            format!(
                "OPTIONS {}frame HTTP/1.1\r\nHost: {host}\r\n\r\n",
                ours.path
            ),
            405,
        ),
        ("rubbish\r\n\r\n".to_owned(), 400),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n",
                "x".repeat(20_000)
            ),
            431,
        ),
    ] {
        assert_eq!(ours.sends(&request, &[]).status, status, "{request}");
    }
    session.types("\x03").ends(2);
}

#[test]
fn an_invalid_frame_is_refused() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    let good = frame(&[]);
    let short = &good[..good.len() - 1];
    let long = [&good[..], &[0]].concat();
    let no_size = &[&[0; 8][..], &good[8..]].concat();
    let huge = &[&[0xff; 8][..], &good[8..]].concat();
    for bad in [&[][..], &[0; 7], &[0; 8], short, &long, no_size, huge] {
        assert_eq!(ours.posts("frame", bad).status, 400);
    }
    for answer in [&b"Yes"[..], b"", b"ye", b"\xff"] {
        assert_eq!(ours.posts("answer", answer).status, 400);
    }
    // Nothing has been asked yet.
    assert_eq!(ours.posts("answer", b"yes").status, 409);
    assert_eq!(ours.posts("frame", &good).json()["stage"], "look");
    session.types("\x03").ends(2);
}

#[test]
fn a_silent_client_blocks_nobody() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    let slow = |text: String| {
        let mut stream = TcpStream::connect(&ours.host).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let mut half = slow("GET / HT".to_owned());
    let length = ("Content-Length", "1000");
    let mut bodyless = slow(ours.head("frame", &[length]));
    assert_eq!(ours.posts("state", &[]).status, 200);
    // Each slow connection is closed in the end, while others are served.
    let mut rest = Vec::new();
    let _ = half.read_to_end(&mut rest);
    let _ = bodyless.read_to_end(&mut rest);
    assert_eq!(ours.posts("state", &[]).status, 200);
    session.types("\x03").ends(2);
}
