//! Waiting until a cluster is as it is wanted.
//!
//! A condition is a pure function over what the looks have shown, [`Seen`]: [`running`], [`ready`],
//! [`all_nodes_running`], [`gone`], or one of your own. [`wait_until`] looks, asks the condition, pauses, and looks
//! again until the deadline. It does better than the vendor's own clients, which end at the first 429 `[wire]`: whatever
//! passes (a lost connection, a 429, a 5xx, an answer that can't be used, a 404 by itself) is «ask again».
//!
//! Time is the caller's, a [`Clock`], so that no runtime is forced on anyone. With tokio:
//!
//! ```
//! use std::time::Duration;
//! use futures_util::future::BoxFuture;
//! use instaclustr_api::wait::Clock;
//!
//! struct Tokio(tokio::time::Instant);
//!
//! impl Clock for Tokio {
//!     fn now(&self) -> Duration {
//!         self.0.elapsed()
//!     }
//!
//!     fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
//!         Box::pin(tokio::time::sleep(time))
//!     }
//! }
//! ```
//!
//! ```no_run
//! # use std::time::Duration;
//! # use instaclustr_api::wait::{Clock, Pace, ready, wait_until};
//! # async fn example(client: instaclustr_api::Client, cluster: instaclustr_api::Cluster, clock: &dyn Clock) {
//! let pace = Pace { pause: Duration::from_secs(10), deadline: Duration::from_secs(30 * 60) };
//! match wait_until(&client, &cluster, ready, pace, clock).await {
//!     Ok(seen) => println!("ready after {} looks", seen.looks),
//!     Err(ended) => println!("{ended}; last seen: {:?}", ended.seen.status()),
//! }
//! # }
//! ```

mod condition;
mod look;

use std::time::Duration;

use futures_util::future::{BoxFuture, Either, select};

pub use self::condition::{ABSENT_LOOKS_MIN, Seen, Verdict, all_nodes_running, gone, ready, running};
use self::look::{Look, look};
use crate::application::{Application, ClusterKind};
use crate::client::Client;
use crate::cluster::Cluster;
use crate::error::{ApiError, Error};

/// Time, as the caller has it.
pub trait Clock: Send + Sync {
    /// Time since some fixed moment; never goes back.
    fn now(&self) -> Duration;

    /// Is done once `time` is over.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// How often is looked, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between the end of one look and the next. The provider allows 35 requests a second for each user `[redoc]`, all
    /// programs together; in 2026 perhaps no more than one `[3rd-party 2026]`. Longer where it asks for it by
    /// `Retry-After`.
    pub pause: Duration,
    /// From the call of [`wait_until`] on. It holds also for a look that gets no answer.
    pub deadline: Duration,
}

/// The cluster that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// Where it is read.
    pub kind: ClusterKind,
    /// Its id.
    pub id: &'a str,
}

impl<'a> From<&'a Cluster> for Target<'a> {
    fn from(cluster: &'a Cluster) -> Self {
        Self { kind: cluster.kind, id: &cluster.id }
    }
}

impl<'a> From<(Application, &'a str)> for Target<'a> {
    fn from((application, id): (Application, &'a str)) -> Self {
        Self { kind: application.into(), id }
    }
}

/// Why the waiting ended before the condition was met, and what was seen until then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Ended {
    /// The reason.
    pub why: Why,
    /// What was seen last. In a box, for the size of a result.
    pub seen: Box<Seen>,
}

/// Why the waiting ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The deadline has come. The cluster may still get there.
    #[error("the time was over before it was so")]
    Deadline,
    /// The condition will not be met by itself.
    #[error("it will not come to that: {0}")]
    CannotBe(String),
    /// The provider refuses to be asked: the key is wrong (401) or may not read this (403), or it objects to the
    /// question itself (another 4xx).
    #[error(transparent)]
    Refused(ApiError),
    /// The id can't stand in a path, so nothing was asked.
    #[error("the id can't stand in a path")]
    BadId,
}

/// Looks at a cluster until `condition` is met, and returns what was seen then.
///
/// It looks at once, and then after each pause. It only reads: with a look that shows a 404 it also reads the account's
/// list, because a 404 by itself proves nothing (an answer may lag `[inferred]`, a key may be of another account
/// `[3rd-party 2026]`). Dropping the future ends the waiting at any moment.
///
/// # Errors
/// [`Ended`], with what was seen last.
pub async fn wait_until<'a>(
    client: &Client,
    target: impl Into<Target<'a>>,
    condition: impl Fn(&Seen) -> Verdict,
    pace: Pace,
    clock: &dyn Clock,
) -> Result<Seen, Ended> {
    let target = target.into();
    let end = clock.now().saturating_add(pace.deadline);
    let mut seen = Seen::default();
    if !crate::read::is_id(target.id) {
        return Err(ended(Why::BadId, seen));
    }
    loop {
        let left = end.saturating_sub(clock.now());
        let Some(look) = within(clock, left, look(client, target)).await else {
            return Err(ended(Why::Deadline, seen));
        };
        let pause = pace.pause.max(asked_pause(&look));
        if let Some(refusal) = seen.take(look) {
            return Err(ended(Why::Refused(refusal), seen));
        }
        match condition(&seen) {
            Verdict::Met => return Ok(seen),
            Verdict::CannotBe(reason) => return Err(ended(Why::CannotBe(reason), seen)),
            Verdict::NotYet => {}
        }
        let left = end.saturating_sub(clock.now());
        if left.is_zero() {
            return Err(ended(Why::Deadline, seen));
        }
        clock.sleep(pause.min(left)).await;
    }
}

fn ended(why: Why, seen: Seen) -> Ended {
    Ended { why, seen: Box::new(seen) }
}

/// The pause that the provider asks for by `Retry-After`.
fn asked_pause(look: &Look) -> Duration {
    match look {
        Look::Unsure(Error::Api(error)) => error.retry_after.unwrap_or_default(),
        Look::Unsure(Error::Transport(_) | Error::NotUnderstood { .. })
        | Look::Read(_)
        | Look::Absent
        | Look::OnlyListed
        | Look::Refused(_) => Duration::ZERO,
    }
}

/// What `work` comes to, unless `time` is over first.
async fn within<T>(clock: &dyn Clock, time: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(std::pin::pin!(work), clock.sleep(time)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(((), _)) => None,
    }
}
