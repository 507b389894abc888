//! The sandbox over a socket: HTTP/1.1 on a listener, and connections that end without an answer where a fault says so.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::cloud::refusal;
use crate::faults::Closed;
use crate::service::Sandbox;

/// The longest request that is read: 1 MiB. The sandbox's own limit.
const REQUEST_BYTES_MAX: usize = 1024 * 1024;

/// The most connections at once; further ones wait to be accepted.
const CONNECTIONS_MAX: usize = 512;

/// Pause after a connection that could not be accepted for want of something.
const WANT: std::time::Duration = std::time::Duration::from_millis(100);

/// Answers requests on `listener` until it is dropped; its connections end with it.
pub async fn serve(listener: TcpListener, sandbox: Sandbox) -> io::Error {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return io::Error::other("the places were closed");
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // One client's broken hand-shake; others are not concerned.
                Err(error) if is_of_one_connection(&error) => continue,
                // No place for another connection at this moment: those that there are go on, and one of them ends.
                Err(error) if is_of_want(&error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(WANT).await;
                    continue;
                }
                Err(error) => return error,
            },
            // Finished connections are taken out, so that the set does not grow.
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
        };
        let sandbox = sandbox.clone();
        connections.spawn(async move {
            connection(stream, sandbox).await;
            drop(place);
        });
    }
}

/// Too many files are open, here or in the whole system, or memory is short.
fn is_of_want(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    error.kind() == io::ErrorKind::OutOfMemory || matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

fn is_of_one_connection(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset, io::ErrorKind::ConnectionRefused];
    kinds.contains(&error.kind())
}

async fn connection(stream: TcpStream, sandbox: Sandbox) {
    // Small answers must not wait for a full packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended at once");
        return;
    }
    let answer = service_fn(move |request| answer(sandbox.clone(), request));
    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), answer).await;
    // `Closed` ends here, too: hyper drops the connection without a byte.
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn answer(sandbox: Sandbox, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Closed> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, REQUEST_BYTES_MAX).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let too_large = refusal(StatusCode::PAYLOAD_TOO_LARGE, "Payload Too Large", "The body is over 1 MiB.");
            return Ok(too_large.map(Full::new));
        }
        // The request was cut off.
        Err(_) => return Err(Closed),
    };
    let response = sandbox.oneshot(Request::from_parts(head, body)).await?;
    Ok(response.map(Full::new))
}
