//! The way from the engine to the sandbox: no socket, a count of what passed, and connections that are never made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use instaclustr_api::{Link, ServiceTransport, Transport, TransportError};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use slipway_engine::api::Problem;
use slipway_engine::edges::Network;
use slipway_engine::network::finder::Family;
use slipway_sandbox::Sandbox;

use crate::world::SimClock;

/// As over a socket: a request that is not answered for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A write may arrive so much later than its sender died, in milliseconds: longer than is looked for before a person is
/// asked.
const STRAY_MS_MAX: u64 = 15 * 60 * 1000;

/// Makes transports to the sandbox.
#[derive(Clone)]
pub struct SimNetwork {
    sandbox: Sandbox,
    clock: SimClock,
    chance: Arc<Mutex<StdRng>>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// How many requests from now on find no connection.
    refused: u32,
    /// When requests left that nobody has taken note of yet, in simulated milliseconds.
    sent: Vec<i64>,
    /// What was asked for that nobody has taken note of yet: method, path and query.
    asked: Vec<String>,
    /// What finders say that say something else.
    finders_say: BTreeMap<String, &'static str>,
    finders_asked: u32,
    /// Writes that arrived after their sender had died: those that make a cluster, and the others.
    strays: Strays,
    /// Changes that are still on their way, their sender dead.
    changes_under_way: u32,
    /// Where the requests were that died with their process.
    died: Vec<Leg>,
    /// Default passwords in answers: must be found nowhere.
    passwords: BTreeSet<String>,
}

/// How many writes arrived after their sender had died.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Strays {
    /// Those that make a cluster.
    pub creates: u64,
    /// Those that change one.
    pub changes: u64,
}

/// Where a request is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Leg {
    /// A write that has not arrived.
    Going,
    /// A write that has arrived, its answer on the way.
    Coming,
    /// Any other request.
    Read,
}

/// A request under way; dropped before its end it has died with its process.
struct Journey {
    leg: Option<Leg>,
    /// A write that arrives all the same if its sender dies before it did, so much later.
    stray: Option<(http::Request<Bytes>, Duration)>,
    sandbox: Sandbox,
    state: Arc<Mutex<State>>,
}

impl Drop for Journey {
    fn drop(&mut self) {
        let Some(leg) = self.leg else { return };
        self.state.lock().unwrap().died.push(leg);
        let Some((request, later)) = self.stray.take().filter(|_| leg == Leg::Going) else { return };
        let (service, state) = (ServiceTransport::new(self.sandbox.clone()), self.state.clone());
        let is_rule = request.uri().path().contains("firewall");
        let creates = request.method() == http::Method::POST && !is_rule;
        if !creates {
            state.lock().unwrap().changes_under_way += 1;
        }
        tokio::spawn(async move {
            tokio::time::sleep(later).await;
            let answer = service.send(request).await;
            state.lock().unwrap().arrived(creates, answer.as_ref().ok());
        });
    }
}

impl State {
    /// A stray has arrived; nobody hears the answer.
    fn arrived(&mut self, creates: bool, answer: Option<&http::Response<Bytes>>) {
        if creates {
            self.strays.creates += 1;
        } else {
            self.strays.changes += 1;
            self.changes_under_way -= 1;
        }
        self.hear(answer);
    }

    /// Takes note of the password in an answer.
    fn hear(&mut self, answer: Option<&http::Response<Bytes>>) {
        let Some(answer) = answer else { return };
        // Most answers have none: they need not be read.
        if memchr::memmem::find(answer.body(), b"defaultUserPassword").is_some() {
            let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap_or_default();
            let password = body["defaultUserPassword"].as_str().filter(|password| !password.is_empty());
            self.passwords.extend(password.map(str::to_owned));
        }
    }
}

impl SimNetwork {
    pub fn new(sandbox: Sandbox, clock: SimClock, seed: u64) -> Self {
        let chance = Arc::new(Mutex::new(StdRng::seed_from_u64(seed ^ 0xde1a)));
        Self { sandbox, clock, chance, state: Arc::default() }
    }

    /// From now on this finder says something else than the others.
    pub fn finder_says(&self, url: &str, said: &'static str) {
        self.state.lock().unwrap().finders_say.insert(url.to_owned(), said);
    }

    /// How often finders were asked.
    pub fn finders_asked(&self) -> u32 {
        self.state.lock().unwrap().finders_asked
    }

    /// The next `times` requests find no connection.
    pub fn refuse(&self, times: u32) {
        self.state.lock().unwrap().refused = times;
    }

    /// Where requests were that have died since the last time, a write first.
    pub fn died(&self) -> Option<Leg> {
        std::mem::take(&mut self.state.lock().unwrap().died).into_iter().min()
    }

    /// Default passwords that passed.
    pub fn passwords(&self) -> Vec<String> {
        self.state.lock().unwrap().passwords.iter().cloned().collect()
    }

    fn delay(&self) -> Duration {
        Duration::from_millis(self.chance.lock().unwrap().random_range(1..40))
    }

    /// When requests left, since the last time this was asked.
    pub fn sent(&self) -> Vec<i64> {
        std::mem::take(&mut self.state.lock().unwrap().sent)
    }

    /// What was asked for since the last time this was asked, in order: method, path and query.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// Writes that arrived after their sender had died.
    pub fn strays(&self) -> Strays {
        self.state.lock().unwrap().strays
    }

    /// Whether a change whose sender is dead may still arrive.
    pub fn is_change_under_way(&self) -> bool {
        self.state.lock().unwrap().changes_under_way > 0
    }

    /// How long after its sender's death a write arrives, where it does.
    fn stray_delay(&self) -> Option<Duration> {
        let mut chance = self.chance.lock().unwrap();
        chance.random_bool(0.5).then(|| Duration::from_millis(chance.random_range(0..STRAY_MS_MAX)))
    }
}

impl Network for SimNetwork {
    fn transport(&self, _url: &str) -> Result<Arc<dyn Transport>, Problem> {
        Ok(Arc::new(self.clone()))
    }

    fn ask_finder(&self, url: String, family: Family) -> BoxFuture<'static, Result<String, String>> {
        let mut state = self.state.lock().unwrap();
        state.finders_asked += 1;
        let said = match (family, state.finders_say.get(&url)) {
            (Family::V4, Some(said)) => Ok((*said).to_owned()),
            (Family::V4, None) => Ok("203.0.113.7\n".to_owned()),
            (Family::V6, _) => Err("no route to host".to_owned()),
        };
        let delay = self.delay();
        async move {
            tokio::time::sleep(delay).await;
            said
        }
        .boxed()
    }
}

impl Transport for SimNetwork {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let message = || "simulated".to_owned();
        {
            let mut state = self.state.lock().unwrap();
            state.sent.push(self.clock.millis());
            let what = request.uri().path_and_query().map_or("", |what| what.as_str());
            state.asked.push(format!("{} {what}", request.method()));
            if state.refused > 0 {
                state.refused -= 1;
                return std::future::ready(Err(TransportError::NotSent { link: Link::Tcp, message: message() }))
                    .boxed();
            }
        }
        let service = ServiceTransport::new(self.sandbox.clone());
        // On the way there and on the way back there is time to die.
        let (there, back) = (self.delay(), self.delay());
        let write = request.method() != http::Method::GET;
        let state = self.state.clone();
        let stray = if write { self.stray_delay().map(|later| (request.clone(), later)) } else { None };
        let leg = Some(if write { Leg::Going } else { Leg::Read });
        let journey = Journey { leg, stray, sandbox: self.sandbox.clone(), state: self.state.clone() };
        async move {
            let mut journey = journey;
            let way = async {
                tokio::time::sleep(there).await;
                if write {
                    journey.leg = Some(Leg::Coming);
                }
                let answer = service.send(request).await;
                state.lock().unwrap().hear(answer.as_ref().ok());
                tokio::time::sleep(back).await;
                answer
            };
            let answer = tokio::time::timeout(PATIENCE, way).await;
            // At its end, or given up by its own process: either way it has not died.
            journey.leg = None;
            answer.unwrap_or_else(|_| Err(TransportError::MaybeSent { link: Link::Provider, message: message() }))
        }
        .boxed()
    }
}
