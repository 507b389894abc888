//! The handle that shells hold, and how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot};

use crate::api::*;
use crate::edges::{Edges, SandboxEndpoint};
use crate::owner::Owner;
use crate::store::Copying;

/// How many calls may wait for the owner.
const CALLS_MAX: usize = 256;
/// How many events a slow listener may be behind before it is told that it missed some.
const EVENTS_MAX: usize = 1024;

/// How to open an engine.
pub struct Options {
    /// The folder that holds everything.
    pub home: PathBuf,
    /// What this program is, for others that find it driving: `window`, `serve`, `launch`, ….
    pub who: String,
    /// Whether it drives accounts that nobody else drives.
    pub drive: bool,
    /// The embedded sandbox, where the shell runs it.
    pub sandbox: Option<Arc<dyn SandboxEndpoint>>,
    /// The outside.
    pub edges: Edges,
}

pub(crate) type Reply<T> = oneshot::Sender<Result<T, Problem>>;

macro_rules! handle {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)+) => {
        /// A call on its way to the owner.
        #[allow(non_camel_case_types, reason = "named as the commands are")]
        #[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
        pub(crate) enum Call {
            /// End, after the requests that change something have been answered.
            Close(oneshot::Sender<()>),
            $($(#[$doc])* $name($input, Reply<$output>),)+
        }

        impl Engine {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// A [`Problem`] that says what is wrong, where, and what to do.
                pub async fn $name(&self, input: $input) -> Result<$output, Problem> {
                    let (reply, answer) = oneshot::channel();
                    self.calls.send(Call::$name(input, reply)).await.map_err(|_| ended())?;
                    answer.await.map_err(|_| ended())?
                }
            )+
        }
    };
}

crate::commands!(handle);

/// A handle to the engine: cheap to clone, the same for every shell.
#[derive(Clone)]
pub struct Engine {
    calls: mpsc::Sender<Call>,
    events: broadcast::Sender<Event>,
}

impl Engine {
    /// The handle and the owner behind it, which does nothing until it is run.
    ///
    /// # Errors
    /// A store that can't be opened.
    pub fn parts(options: Options) -> Result<(Engine, Owner), Problem> {
        let (calls, inbox) = mpsc::channel(CALLS_MAX);
        let (events, _) = broadcast::channel(EVENTS_MAX);
        let owner = Owner::open(options, inbox, events.clone())?;
        Ok((Engine { calls, events }, owner))
    }

    /// Opens the store and runs the owner on a thread of its own, where its commits can't hold up the shell.
    ///
    /// # Errors
    /// A store that can't be opened.
    pub async fn open(options: Options) -> Result<Engine, Problem> {
        let (ready, opened) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| internal(format!("The engine can't start: {error}.")))?;
        std::thread::Builder::new()
            .name("slipway-engine".to_owned())
            .spawn(move || {
                let copies = options.drive.then(|| (options.home.clone(), options.edges.clock.clone()));
                match Engine::parts(options) {
                    Ok((engine, owner)) => {
                        // It ends with the owner.
                        let copying =
                            copies.map(|(home, clock)| Copying::start(home, clock, owner.damage.clone())).transpose();
                        if let Err(error) = &copying {
                            tracing::error!(%error, "no daily copies are made");
                        }
                        if ready.send(Ok(engine)).is_ok() {
                            runtime.block_on(owner.work());
                        }
                    }
                    Err(problem) => drop(ready.send(Err(problem))),
                }
            })
            .map_err(|error| internal(format!("The engine can't start: {error}.")))?;
        opened.await.map_err(|_| ended())?
    }

    /// What changes from now on.
    pub fn events(&self) -> Events {
        Events { receiver: self.events.subscribe() }
    }

    /// Ends it: nothing new is sent, requests that change something are waited for a few seconds, locks are freed.
    /// Ending without this is safe too: what was on its way is looked for at the next start.
    pub async fn close(self) {
        let (done, closed) = oneshot::channel();
        if self.calls.send(Call::Close(done)).await.is_ok() {
            // An error means that it has ended already.
            let _ = closed.await;
        }
    }
}

/// A stream of events.
pub struct Events {
    pub(crate) receiver: broadcast::Receiver<Event>,
}

impl Events {
    /// The next event; [`Event::Lagged`] where some were missed, nothing once the engine has ended.
    pub async fn next(&mut self) -> Option<Event> {
        match self.receiver.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::Lagged),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

fn ended() -> Problem {
    internal("The engine has ended.".to_owned()).with_remedy("Start Slipway again.")
}

fn internal(message: String) -> Problem {
    Problem::new(ProblemCode::Internal, Place::App, message)
}
