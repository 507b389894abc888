//! The way from the engine to the sandbox: no socket, a count of what passed, and connections that are never made.

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
use slipway_sandbox::Sandbox;

use crate::world::SimClock;

/// As over a socket: a request that is not answered for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

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
    /// When requests left, in simulated milliseconds.
    sent: Vec<i64>,
}

impl SimNetwork {
    pub fn new(sandbox: Sandbox, clock: SimClock, seed: u64) -> Self {
        let chance = Arc::new(Mutex::new(StdRng::seed_from_u64(seed ^ 0xde1a)));
        Self { sandbox, clock, chance, state: Arc::default() }
    }

    /// The next `times` requests find no connection.
    pub fn refuse(&self, times: u32) {
        self.state.lock().unwrap().refused = times;
    }

    fn delay(&self) -> Duration {
        Duration::from_millis(self.chance.lock().unwrap().random_range(1..40))
    }

    /// When requests left.
    pub fn sent(&self) -> Vec<i64> {
        self.state.lock().unwrap().sent.clone()
    }
}

impl Network for SimNetwork {
    fn transport(&self, _url: &str) -> Result<Arc<dyn Transport>, Problem> {
        Ok(Arc::new(self.clone()))
    }
}

impl Transport for SimNetwork {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let message = || "simulated".to_owned();
        {
            let mut state = self.state.lock().unwrap();
            state.sent.push(self.clock.millis());
            if state.refused > 0 {
                state.refused -= 1;
                return std::future::ready(Err(TransportError::NotSent { link: Link::Tcp, message: message() }))
                    .boxed();
            }
        }
        let service = ServiceTransport::new(self.sandbox.clone());
        // On the way there and on the way back there is time to die.
        let (there, back) = (self.delay(), self.delay());
        let way = async move {
            tokio::time::sleep(there).await;
            let answer = service.send(request).await;
            tokio::time::sleep(back).await;
            answer
        };
        async move {
            match tokio::time::timeout(PATIENCE, way).await {
                Ok(answer) => answer,
                Err(_) => Err(TransportError::MaybeSent { link: Link::Provider, message: message() }),
            }
        }
        .boxed()
    }
}
