//! Sockets and time limits: one thread, a few connections, one request each.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::rules::{COOKIE_NAME, FRAME_HEAD, Route, frame_size, route};
use super::{Event, Frame, Shared, Wants};

/// The interval between checks whether the page was closed.
const TICK: Duration = Duration::from_millis(50);

/// The most connections at once: a browser opens six to one server.
const MAX_CONNECTIONS: usize = 12;

/// How long a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(5);
const BODY_TIME: Duration = Duration::from_secs(5);

/// How long a frame may be looked at; then the page sends another.
const LOOK_TIME: Duration = Duration::from_secs(10);

/// How long a whole connection may take.
const CONNECTION_TIME: Duration = Duration::from_secs(25);

/// How long a response in progress has once the page is closed.
const END_TIME: Duration = Duration::from_secs(1);

/// The most bytes of a request before its body: our page sends some 700.
const MAX_HEAD: usize = 16 << 10;

/// A server that is ready to run.
pub struct Prepared {
    listener: tokio::net::TcpListener,
    runtime: Runtime,
}

/// Prepares a server on this socket.
pub fn prepare(listener: TcpListener) -> io::Result<Prepared> {
    listener.set_nonblocking(true)?;
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let entered = runtime.enter();
    let listener = tokio::net::TcpListener::from_std(listener)?;
    drop(entered);
    Ok(Prepared { listener, runtime })
}

impl Prepared {
    /// Serves until the page is closed.
    pub fn until_closed(self, shared: &Arc<Shared>) {
        let Self { listener, runtime } = self;
        runtime.block_on(serve(listener, shared));
    }
}

async fn serve(listener: tokio::net::TcpListener, shared: &Arc<Shared>) {
    let mut connections = JoinSet::new();
    while !shared.state().is_closed {
        while connections.try_join_next().is_some() {}
        match timeout(TICK, listener.accept()).await {
            Ok(Ok((stream, _))) if connections.len() < MAX_CONNECTIONS => {
                connections.spawn(connection(stream, Arc::clone(shared)));
            }
            // A connection too many is closed; on a timeout, none came.
            Ok(Ok(_)) | Err(_) => {}
            // Out of file descriptors: wait until some are closed.
            Ok(Err(_)) => tokio::time::sleep(TICK).await,
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(END_TIME, all).await;
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(request, &shared).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // A visitor who goes away needs no response.
    let _ = timeout(CONNECTION_TIME, connection).await;
}

async fn respond(request: Request<Incoming>, shared: &Shared) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let mut response = match route(&parts, &shared.host, &shared.path, &shared.visitor) {
        Ok(Route::Page) => page(shared),
        Ok(Route::FirstPage) => first_page(shared),
        Ok(Route::Frame(length)) => frame(body, length, shared).await,
        Ok(Route::Answer(length)) => post_answer(body, length, shared).await,
        Ok(Route::State) => state(shared),
        Err(status) => refusal(status),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Ok(policy) = HeaderValue::from_str(&shared.document.policy) {
        headers.insert(HeaderName::from_static("content-security-policy"), policy);
    }
    response
}

/// The headers of every response: it is never cached, framed, sniffed or leaked to
/// other sites, and may use the camera and no other device.
const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(self), microphone=(), geolocation=(), display-capture=()",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

fn page(shared: &Shared) -> Response<Full<Bytes>> {
    response(
        StatusCode::OK,
        "text/html; charset=utf-8",
        shared.document.html.clone(),
    )
}

/// Returns the page to its first visitor, and refuses everyone after.
fn first_page(shared: &Shared) -> Response<Full<Bytes>> {
    let was_visited = std::mem::replace(&mut shared.state().is_visited, true);
    if was_visited {
        // If the queue is full, this was already reported.
        let _ = shared.events.try_send(Event::SecondVisitor);
        let text = shared.document.taken.clone();
        return response(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", text);
    }
    let mut response = page(shared);
    let cookie = format!(
        "{COOKIE_NAME}={}; Path={}; HttpOnly; SameSite=Strict",
        shared.visitor, shared.path
    );
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// Hands a frame to the command, and returns the state once it was looked at.
async fn frame(body: Incoming, length: usize, shared: &Shared) -> Response<Full<Bytes>> {
    let Some(mut body) = read(body, length).await else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    let Some((width, height)) = frame_size(&body) else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    if shared.state().wants == Wants::Frames {
        body.drain(..FRAME_HEAD);
        let (seen, looked_at) = oneshot::channel();
        let frame = Frame {
            width,
            height,
            grey: body,
            _seen: seen,
        };
        if shared.events.try_send(Event::Frame(frame)).is_err() {
            return refusal(StatusCode::SERVICE_UNAVAILABLE);
        }
        let _ = timeout(LOOK_TIME, looked_at).await;
    }
    state(shared)
}

async fn post_answer(body: Incoming, length: usize, shared: &Shared) -> Response<Full<Bytes>> {
    let is_yes = match read(body, length).await.as_deref() {
        Some(b"yes") => true,
        Some(b"no") => false,
        _ => return refusal(StatusCode::BAD_REQUEST),
    };
    let before = {
        let state = shared.state();
        if state.wants != Wants::Answer {
            return refusal(StatusCode::CONFLICT);
        }
        state.shown.clone()
    };
    if shared.events.try_send(Event::Answer(is_yes)).is_err() {
        return refusal(StatusCode::SERVICE_UNAVAILABLE);
    }
    // Wait for the result of the answer: it may be the last state.
    let shown = async {
        while shared.state().shown == before {
            tokio::time::sleep(TICK).await;
        }
    };
    let _ = timeout(LOOK_TIME, shown).await;
    state(shared)
}

fn state(shared: &Shared) -> Response<Full<Bytes>> {
    let state = shared.state();
    if state.is_last {
        let _ = shared.events.try_send(Event::Delivered);
    }
    response(StatusCode::OK, "application/json", state.shown.clone())
}

/// Reads a body of exactly this length; `None` if it doesn't come in time.
async fn read(mut body: Incoming, length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length);
    let all = async {
        while !body.is_end_stream() {
            let part = body.frame().await?.ok()?.into_data().ok()?;
            if bytes.len().saturating_add(part.len()) > length {
                return None;
            }
            bytes.extend_from_slice(&part);
        }
        Some(())
    };
    timeout(BODY_TIME, all).await.ok()??;
    (bytes.len() == length).then_some(bytes)
}

fn refusal(status: StatusCode) -> Response<Full<Bytes>> {
    let reason = status.canonical_reason().unwrap_or_default();
    response(status, "text/plain; charset=utf-8", format!("{reason}\n"))
}

fn response(status: StatusCode, kind: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
