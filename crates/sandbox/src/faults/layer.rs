//! Faults as a layer around a service: the error of the layer is a connection that was closed without an answer.

use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response, StatusCode};
use instaclustr_api::{Link, TransportError};
use tower::{Layer, Service};

use super::{Faults, Hit, Spoil};
use crate::cloud::{Route, json, of_status};

/// The connection was closed without an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the connection was closed before an answer came")]
pub struct Closed;

impl From<Closed> for TransportError {
    /// A connection was there: whoever sent a request can't know whether it was read.
    fn from(closed: Closed) -> Self {
        TransportError::MaybeSent { link: Link::Provider, message: closed.to_string() }
    }
}

/// Puts [`Faulty`] around a service.
#[derive(Clone)]
pub struct FaultLayer(Faults);

impl FaultLayer {
    /// A layer of `faults`.
    pub fn new(faults: Faults) -> Self {
        Self(faults)
    }
}

impl<S> Layer<S> for FaultLayer {
    type Service = Faulty<S>;

    fn layer(&self, inner: S) -> Faulty<S> {
        Faulty { inner, faults: self.0.clone() }
    }
}

/// A service whose answers are spoiled by [`Faults`].
#[derive(Clone)]
pub struct Faulty<S> {
    inner: S,
    faults: Faults,
}

impl<S> Service<Request<Bytes>> for Faulty<S>
where
    S: Service<Request<Bytes>, Response = Response<Bytes>, Error = Closed> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Bytes>;
    type Error = Closed;
    type Future = BoxFuture<'static, Result<Response<Bytes>, Closed>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let op = Route::of(request.uri().path()).op(request.method());
        let hit = op.map_or(Hit::default(), |op| self.faults.take(op));
        // The clone is ready by what `poll_ready` said of the original.
        let path = request.uri().path().to_owned();
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        Box::pin(async move {
            let answer = match hit.spoil {
                None => inner.call(request).await,
                Some(Spoil::Drop) => Err(Closed),
                Some(Spoil::Status(status)) => Ok(of_status(status, &path)),
                Some(Spoil::Garbage) => Ok(garbage()),
                Some(Spoil::LoseAnswer) => inner.call(request).await.and(Err(Closed)),
                Some(Spoil::AfterStatus(status)) => inner.call(request).await.map(|_| of_status(status, &path)),
                Some(Spoil::AfterGarbage) => inner.call(request).await.map(|_| garbage()),
            };
            // The work is done before the wait: a client that gives up meanwhile has really made its cluster.
            if let Some(time) = hit.stall {
                tokio::time::sleep(time).await;
            }
            answer
        })
    }
}

fn garbage() -> Response<Bytes> {
    json(StatusCode::OK, Bytes::from_static(b"\x1f\x8b\x08\xff<html>not {json"))
}
