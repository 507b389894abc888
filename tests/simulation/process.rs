//! One process: an engine whose owner is polled here, and dropped at a poll of our choosing.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use slipway_engine::{Engine, Options};

use crate::world::World;

/// The owner while it lives. Ready once it has crashed.
pub struct Owner {
    work: Option<Pin<Box<dyn Future<Output = ()>>>>,
    /// Polls left until the crash, where one is set.
    polls_left: Option<u32>,
}

/// A process.
pub struct Process {
    pub engine: Engine,
    pub owner: Owner,
}

impl Process {
    pub fn start(world: &World, who: &str) -> Self {
        Self::start_in(world, who, world.home.path())
    }

    /// On another home in the same world.
    pub fn start_in(world: &World, who: &str, home: &Path) -> Self {
        let options = Options { home: home.to_owned(), ..world.options(who) };
        let (engine, owner) = Engine::parts(options).unwrap();
        Self { engine, owner: Owner { work: Some(Box::pin(owner.work())), polls_left: None } }
    }

    /// With accounts of its own alone: no sandbox is built in.
    pub fn start_without_sandbox(world: &World, who: &str) -> Self {
        let (engine, owner) = Engine::parts(Options { sandbox: None, ..world.options(who) }).unwrap();
        Self { engine, owner: Owner { work: Some(Box::pin(owner.work())), polls_left: None } }
    }

    /// Lets it crash after so many further polls.
    pub fn crash_after(&mut self, polls: u32) {
        self.owner.polls_left.get_or_insert(polls);
    }
}

impl Future for Owner {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.polls_left == Some(0) {
            // Everything in it ends here: requests under way, what was not committed, the locks.
            self.work = None;
        }
        self.polls_left = self.polls_left.map(|polls| polls.saturating_sub(1));
        match &mut self.work {
            Some(work) => work.as_mut().poll(context),
            None => Poll::Ready(()),
        }
    }
}
