//! Decides which requests are answered. Another site's page can make a browser send
//! requests here, and can point its own name at our address; other programs on this
//! machine can send anything. So any request that is not exactly what our page sends
//! is refused, before its body is read.

use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderName, ORIGIN, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use ringtrue_core::qr::MAX_FRAME_SIDE;
use subtle::ConstantTimeEq as _;

/// The route of a request that is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The page, for the visitor who has it.
    Page,
    /// The page, for someone who may be the first visitor.
    FirstPage,
    /// A frame to look at, of this many bytes.
    Frame(usize),
    /// An answer to take, of this many bytes.
    Answer(usize),
    /// The state to show.
    State,
}

/// Bytes before a frame's pixels: its width and its height.
pub const FRAME_HEAD: usize = 8;

/// The largest frame in bytes.
const MAX_FRAME: usize = FRAME_HEAD + (MAX_FRAME_SIDE * MAX_FRAME_SIDE) as usize;

/// The longest answer in bytes: "yes".
const MAX_ANSWER: usize = 3;

/// The name of the cookie that the first visitor is known by.
pub const COOKIE_NAME: &str = "ringtrue";

/// Returns the route of a request, or the status that refuses it. `host` is ours, as a
/// browser spells it; `path` is the page's, with a slash at both ends.
pub fn route(request: &Parts, host: &str, path: &str, visitor: &str) -> Result<Route, StatusCode> {
    let headers = &request.headers;
    // After DNS rebinding, Host is the name of the other site.
    if only(headers, &HOST) != Some(host.as_bytes()) || request.uri.authority().is_some() {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let asked = request.uri.path();
    let (Some(base), None) = (asked.get(..path.len()), request.uri.query()) else {
        return Err(StatusCode::NOT_FOUND);
    };
    if !equals_secret(base, path) {
        return Err(StatusCode::NOT_FOUND);
    }
    let what = asked.get(path.len()..).unwrap_or_default();
    let method = match what {
        "" => Method::GET,
        "frame" | "answer" | "state" => Method::POST,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    if request.method != method {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    if !is_from_here(headers, what.is_empty()) {
        return Err(StatusCode::FORBIDDEN);
    }
    if what.is_empty() {
        return Ok(if is_visitor(headers, visitor) {
            Route::Page
        } else {
            Route::FirstPage
        });
    }
    let origin = format!("http://{host}");
    if only(headers, &ORIGIN) != Some(origin.as_bytes()) || !is_visitor(headers, visitor) {
        return Err(StatusCode::FORBIDDEN);
    }
    // No form can send this type, and another page's script only after a preflight.
    if only(headers, &CONTENT_TYPE) != Some(b"application/octet-stream") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let length = body_length(headers)?;
    let (route, limit) = match what {
        "frame" => (Route::Frame(length), MAX_FRAME),
        "answer" => (Route::Answer(length), MAX_ANSWER),
        _ => (Route::State, 0),
    };
    if length > limit {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(route)
}

/// Returns whether `Sec-Fetch-Site`, which not every browser sends, allows a request:
/// it comes from our page or, if it asks for the page itself, from no page.
fn is_from_here(headers: &HeaderMap, is_page: bool) -> bool {
    let site = HeaderName::from_static("sec-fetch-site");
    let sites: &[&[u8]] = if is_page {
        &[b"none", b"same-origin"]
    } else {
        &[b"same-origin"]
    };
    !headers.contains_key(&site) || only(headers, &site).is_some_and(|s| sites.contains(&s))
}

/// Returns the length of the body in bytes, which must be declared.
fn body_length(headers: &HeaderMap) -> Result<usize, StatusCode> {
    if headers.contains_key(TRANSFER_ENCODING) || !headers.contains_key(CONTENT_LENGTH) {
        return Err(StatusCode::LENGTH_REQUIRED);
    }
    only(headers, &CONTENT_LENGTH)
        .and_then(|length| std::str::from_utf8(length).ok()?.parse().ok())
        .ok_or(StatusCode::BAD_REQUEST)
}

fn is_visitor(headers: &HeaderMap, visitor: &str) -> bool {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
        .any(|value| equals_secret(value, visitor))
}

/// Returns a header's value if the header occurs exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value.as_bytes()),
        _ => None,
    }
}

/// Compares in constant time.
fn equals_secret(given: &str, secret: &str) -> bool {
    given.as_bytes().ct_eq(secret.as_bytes()).into()
}

/// Returns the width and the height of the frame in a body, if it has exactly that
/// many pixels.
pub fn frame_size(body: &[u8]) -> Option<(u32, u32)> {
    let (width, rest) = body.split_first_chunk()?;
    let (height, pixels) = rest.split_first_chunk()?;
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    let fits = |side| (1..=MAX_FRAME_SIDE).contains(&side);
    let count = usize::try_from(u64::from(width).checked_mul(height.into())?).ok()?;
    (fits(width) && fits(height) && pixels.len() == count).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use hyper::{Request, StatusCode};

    use super::{Route, frame_size, route};

    const HOST: &str = "127.0.0.1:4711";
    const GOOD: &[(&str, &str)] = &[
        ("host", HOST),
        ("origin", "http://127.0.0.1:4711"),
        ("cookie", "a=b; ringtrue=visitor"),
        ("content-type", "application/octet-stream"),
        ("content-length", "0"),
    ];

    /// Judges a good request with these headers changed; an empty value drops the
    /// header.
    fn routed(method: &str, path: &str, changed: &[(&str, &str)]) -> Result<Route, StatusCode> {
        let mut request = Request::builder().method(method).uri(path);
        let kept = GOOD.iter().filter(|(name, _)| {
            let is_changed = |other: &&(&str, &str)| other.0 == *name;
            changed.iter().find(is_changed).is_none()
        });
        for (name, value) in kept.chain(changed).filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        route(&parts, HOST, "/path/", "visitor")
    }

    #[test]
    fn what_our_page_sends_is_answered() {
        assert_eq!(routed("GET", "/path/", &[]), Ok(Route::Page));
        let stranger = routed("GET", "/path/", &[("cookie", "")]);
        assert_eq!(stranger, Ok(Route::FirstPage));
        assert_eq!(routed("POST", "/path/state", &[]), Ok(Route::State));
        let same_origin = ("sec-fetch-site", "same-origin");
        let frame = routed(
            "POST",
            "/path/frame",
            &[("content-length", "3686408"), same_origin],
        );
        assert_eq!(frame, Ok(Route::Frame(3_686_408)));
        let answer = routed("POST", "/path/answer", &[("content-length", "3")]);
        assert_eq!(answer, Ok(Route::Answer(3)));
    }

    #[test]
    fn a_name_that_leads_here_is_not_ours() {
        for host in [
            "",
            "evil.example",
            "evil.example:4711",
            "localhost:4711",
            "127.0.0.1",
        ] {
            let refused = Err(StatusCode::MISDIRECTED_REQUEST);
            assert_eq!(routed("GET", "/path/", &[("host", host)]), refused);
        }
        let twice = routed("GET", "/path/", &[("host", HOST), ("host", HOST)]);
        assert_eq!(twice, Err(StatusCode::MISDIRECTED_REQUEST));
        let absolute = routed("GET", "http://127.0.0.1:4711/path/", &[]);
        assert_eq!(absolute, Err(StatusCode::MISDIRECTED_REQUEST));
    }

    #[test]
    fn another_path_or_method_is_refused() {
        let missing = Err(StatusCode::NOT_FOUND);
        for path in [
            "/", "/path", "/Path/", "/path/x", "/path//", "/path/?a", "/pat%68/", "*",
        ] {
            assert_eq!(routed("GET", path, &[]), missing, "{path}");
        }
        for (method, path) in [
            ("POST", "/path/"),
            ("GET", "/path/state"),
            ("OPTIONS", "/path/frame"),
        ] {
            assert_eq!(
                routed(method, path, &[]),
                Err(StatusCode::METHOD_NOT_ALLOWED)
            );
        }
    }

    #[test]
    fn another_page_is_refused() {
        for (name, value) in [
            ("origin", ""),
            ("origin", "null"),
            ("origin", "http://evil.example"),
            ("origin", "http://127.0.0.1:4712"),
            ("origin", "https://127.0.0.1:4711"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("cookie", ""),
            ("cookie", "ringtrue=visitors"),
            ("cookie", "ringtrue"),
        ] {
            let refused = Err(StatusCode::FORBIDDEN);
            assert_eq!(
                routed("POST", "/path/state", &[(name, value)]),
                refused,
                "{name} {value}"
            );
        }
        let framed = routed("GET", "/path/", &[("sec-fetch-site", "cross-site")]);
        assert_eq!(framed, Err(StatusCode::FORBIDDEN));
    }

    #[test]
    fn a_body_is_measured_before_it_is_read() {
        for (path, name, value, status) in [
            (
                "/path/frame",
                "content-length",
                "",
                StatusCode::LENGTH_REQUIRED,
            ),
            (
                "/path/frame",
                "transfer-encoding",
                "chunked",
                StatusCode::LENGTH_REQUIRED,
            ),
            (
                "/path/frame",
                "content-length",
                "-1",
                StatusCode::BAD_REQUEST,
            ),
            (
                "/path/frame",
                "content-length",
                "3686409",
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            (
                "/path/answer",
                "content-length",
                "4",
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            (
                "/path/state",
                "content-length",
                "1",
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            (
                "/path/frame",
                "content-type",
                "text/plain",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ),
            (
                "/path/frame",
                "content-type",
                "",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ),
        ] {
            assert_eq!(
                routed("POST", path, &[(name, value)]),
                Err(status),
                "{name} {value}"
            );
        }
    }

    #[test]
    fn a_frame_has_as_many_pixels_as_it_says() {
        let frame = |width: u32, height: u32, pixels: usize| {
            let mut body = Vec::new();
            body.extend(width.to_be_bytes());
            body.extend(height.to_be_bytes());
            body.extend(vec![0; pixels]);
            frame_size(&body)
        };
        assert_eq!(frame(3, 2, 6), Some((3, 2)));
        assert_eq!(frame(1920, 1920, 1920 * 1920), Some((1920, 1920)));
        for (width, height, pixels) in [
            (3, 2, 5),
            (3, 2, 7),
            (0, 2, 0),
            (3, 0, 0),
            (1921, 1, 1921),
            (u32::MAX, u32::MAX, 1),
        ] {
            assert_eq!(frame(width, height, pixels), None);
        }
        for length in 0..8 {
            assert_eq!(frame_size(&vec![0; length]), None);
        }
    }
}
