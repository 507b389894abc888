//! The sandbox as a service: a [`Cloud`] behind a lock, its journal, the sandbox's own paths, and faults around it all.

use std::future::{Ready, ready};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tower::{Layer, Service};

use crate::clock::Clock;
use crate::cloud::{Cloud, Made, NotARate, Rate, Rights, Route, empty, refusal, value};
use crate::faults::{Closed, Fault, FaultLayer, Faults, Faulty};
use crate::journal::Journal;

/// A sandbox in this process: a [`tower::Service`] that needs no socket. Clones share one cloud.
///
/// ```
/// use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Speed};
/// use slipway_sandbox::{Sandbox, system_clock};
///
/// let options = CloudOptions { seed: 7, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![Account::default()] };
/// let sandbox = Sandbox::new(Cloud::new(options), system_clock());
/// sandbox.faults().add("create:lose-answer".parse()?);
/// assert!(sandbox.inspect(|cloud| cloud.clusters().is_empty()));
/// # Ok::<(), slipway_sandbox::NotAFault>(())
/// ```
#[derive(Clone)]
pub struct Sandbox {
    core: Core,
    faulty: Faulty<Core>,
}

impl Sandbox {
    /// A sandbox that keeps nothing on disk.
    pub fn new(cloud: Cloud, clock: Clock) -> Self {
        Self::build(cloud, None, clock)
    }

    /// A sandbox that writes every accepted change into `journal` before its answer leaves.
    pub fn with_journal(cloud: Cloud, journal: Journal, clock: Clock) -> Self {
        Self::build(cloud, Some(journal), clock)
    }

    fn build(cloud: Cloud, journal: Option<Journal>, clock: Clock) -> Self {
        let faults = Faults::new();
        let state = Arc::new(Mutex::new(State { cloud, journal }));
        let core = Core { state, clock, faults: faults.clone() };
        Self { faulty: FaultLayer::new(faults).layer(core.clone()), core }
    }

    /// Its faults: to arm them, and to see how many requests came.
    pub fn faults(&self) -> Faults {
        self.core.faults.clone()
    }

    /// What `look` sees of the cloud, at the time of the sandbox's clock. Nothing else happens meanwhile.
    pub fn inspect<T>(&self, look: impl FnOnce(&Cloud) -> T) -> T {
        let now_ms = (self.core.clock)();
        let mut state = self.core.state();
        state.cloud.advance(now_ms);
        look(&state.cloud)
    }
}

impl Service<Request<Bytes>> for Sandbox {
    type Response = Response<Bytes>;
    type Error = Closed;
    type Future = BoxFuture<'static, Result<Response<Bytes>, Closed>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.faulty.poll_ready(context)
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        self.faulty.call(request)
    }
}

struct State {
    cloud: Cloud,
    journal: Option<Journal>,
}

impl State {
    /// The answer, and what the change made that was taken with it.
    fn answer(&mut self, now_ms: i64, request: &Request<Bytes>) -> (Response<Bytes>, Option<Made>) {
        let decision = self.cloud.decide(now_ms, request);
        let Some(change) = decision.change else { return (decision.response, None) };
        // Under the lock, so that lines stand in the order of the answers. It blocks for as long as the disk takes.
        let written = self.journal.as_mut().map(|journal| journal.append(&change.record()));
        if let Some(Err(error)) = written {
            tracing::error!(%error, "the change could not be written down, so it was not made");
            let message = "The sandbox could not write the change down, so it was not made.";
            return (refusal(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", message), None);
        }
        let made = change.made();
        self.cloud.commit(change);
        (decision.response, made)
    }
}

/// The cloud and its journal, behind a lock. Of the faults it knows those alone that say what becomes of what is made.
#[derive(Clone)]
struct Core {
    state: Arc<Mutex<State>>,
    clock: Clock,
    faults: Faults,
}

impl Core {
    /// A change is taken after it was written, so that a panic between leaves the cloud as it was.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut request: Request<Bytes>) -> Response<Bytes> {
        let route = Route::of(request.uri().path());
        if matches!(route, Route::Faults | Route::Counts | Route::Limits) {
            return self.own(&route, &request);
        }
        let op = route.op(request.method());
        let now_ms = (self.clock)();
        let mut state = self.state();
        let Some(op) = op else { return state.answer(now_ms, &request).0 };
        self.faults.twist(op, |twist| {
            request.extensions_mut().insert(twist);
            state.answer(now_ms, &request)
        })
    }

    /// The sandbox's own paths. They want a full key, like every write.
    fn own(&self, route: &Route<'_>, request: &Request<Bytes>) -> Response<Bytes> {
        match self.state().cloud.rights_of(request.headers()) {
            None => return refusal(StatusCode::UNAUTHORIZED, "Unauthorized", "The sandbox's user and key are wanted."),
            Some(Rights::ReadOnly) => return refusal(StatusCode::FORBIDDEN, "Forbidden", "This API key is read-only."),
            Some(Rights::Full) => {}
        }
        match (route, request.method()) {
            (Route::Counts, &Method::GET) => {
                let counts = self.faults.counts();
                let counts: serde_json::Map<String, Value> =
                    counts.into_iter().map(|(op, count)| (op.as_str().to_owned(), json!(count))).collect();
                value(StatusCode::OK, &Value::Object(counts))
            }
            (Route::Limits, &Method::GET) => limits(&self.state().cloud),
            (Route::Limits, &Method::PUT) => self.set_limits(request.body()),
            (Route::Faults, &Method::GET) => self.armed(),
            (Route::Faults, &Method::POST) => match fault_in(request.body()) {
                Ok(fault) => {
                    self.faults.add(fault);
                    self.armed()
                }
                Err(message) => refusal(StatusCode::BAD_REQUEST, "fault", &message),
            },
            (Route::Faults, &Method::DELETE) => {
                self.faults.clear();
                empty(StatusCode::NO_CONTENT)
            }
            _ => refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", "This path does not take this method."),
        }
    }

    /// Takes `{"user": N|"off", "account": N|"off"}`; one that is left out stays.
    fn set_limits(&self, body: &[u8]) -> Response<Bytes> {
        let mut state = self.state();
        let (user, account) = state.cloud.limits();
        let asked = serde_json::from_slice::<Value>(body).map_err(|error| error.to_string());
        let set = asked.and_then(|body| Ok((rate_in(&body, "user", user)?, rate_in(&body, "account", account)?)));
        match set {
            Ok((user, account)) => {
                state.cloud.limit(user, account);
                limits(&state.cloud)
            }
            Err(message) => refusal(StatusCode::BAD_REQUEST, "limits", &message),
        }
    }

    fn armed(&self) -> Response<Bytes> {
        let faults: Vec<String> = self.faults.list().iter().map(ToString::to_string).collect();
        value(StatusCode::OK, &json!({ "faults": faults }))
    }
}

fn limits(cloud: &Cloud) -> Response<Bytes> {
    let (user, account) = cloud.limits();
    let shown = |rate: Rate| match rate {
        Rate::Off => json!("off"),
        Rate::PerSecond(per_second) => json!(per_second.get()),
    };
    value(StatusCode::OK, &json!({ "user": shown(user), "account": shown(account) }))
}

fn rate_in(body: &Value, name: &str, before: Rate) -> Result<Rate, String> {
    match body.get(name) {
        None => Ok(before),
        Some(Value::String(text)) => text.parse().map_err(|reason: NotARate| reason.to_string()),
        Some(number) => number.to_string().parse().map_err(|reason: NotARate| reason.to_string()),
    }
}

/// The fault in `{"fault":"OP:FAULT[:COUNT]"}`.
fn fault_in(body: &[u8]) -> Result<Fault, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| format!("The body must be JSON: {error}"))?;
    let text =
        body.get("fault").and_then(Value::as_str).ok_or("The body must be {\"fault\": \"OP:FAULT[:COUNT]\"}.")?;
    text.parse::<Fault>().map_err(|reason| reason.to_string())
}

impl Service<Request<Bytes>> for Core {
    type Response = Response<Bytes>;
    type Error = Closed;
    type Future = Ready<Result<Response<Bytes>, Closed>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        ready(Ok(self.answer(request)))
    }
}

#[cfg(test)]
mod tests;
