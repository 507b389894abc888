//! The page in a browser on this computer: the same door over HTTP, on loopback alone.

mod door;
mod gate;
mod pages;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use serde_json::json;
use tokio::net::TcpListener;

use crate::args::ServeArguments;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::signal;

pub use door::Door;
pub use gate::Gate;

/// Largest body of a command, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// What every request is answered from.
#[derive(Clone)]
struct Site {
    door: Arc<dyn Door>,
    gate: Arc<Gate>,
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// An address that others could reach, a port that is taken, a home that can't be opened.
pub async fn run(context: &mut Context, arguments: &ServeArguments) -> Result<Exit, Failure> {
    if !arguments.listen.ip().is_loopback() {
        return Err(Failure::Usage(format!(
            "--listen {} could be reached from other computers; give a loopback address such as 127.0.0.1:0",
            arguments.listen
        )));
    }
    let listener = bind(arguments.listen).await?;
    let address = listener.local_addr().map_err(|error| Failure::Local(error.to_string()))?;
    let session = context.open("serve", Drive::Yes).await?;
    let gate = Gate::new(address)?;
    let url = gate.url();
    if context.output.json() {
        context.output.value(&json!({ "url": url }))?;
    } else {
        context.output.answer(&format!("Slipway is served at\n  {url}\nThe address works once. Ctrl-C stops it."))?;
    }
    if !pages::built() {
        context.output.note("The page was not built into this program: the address answers, but shows no page.");
    }
    let router = router(Arc::new(session.engine.clone()), gate);
    let served = tokio::select! {
        served = axum::serve(listener, router) => served,
        () = signal::stop() => Ok(()),
    };
    session.close().await;
    served.map_err(|error| Failure::Local(format!("serving ended: {error}")))?;
    Ok(Exit::Done)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::Local(format!("can't listen on {address}: {error}")))
}

/// The whole site over `door`, guarded by `gate`.
pub fn router(door: Arc<dyn Door>, gate: Gate) -> Router {
    let site = Site { door, gate: Arc::new(gate) };
    let api = Router::new()
        .route("/events", get(door::events))
        .route("/{command}", post(door::command))
        .fallback(door::no_such_path)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(site.clone(), gate::session));
    Router::new()
        .nest("/api", api)
        .route("/", get(gate::first_page))
        .fallback(pages::file)
        .layer(from_fn_with_state(site.clone(), gate::host_and_origin))
        .layer(axum::middleware::from_fn(gate::headers))
        .with_state(site)
}
