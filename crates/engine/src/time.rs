//! Time is passed in: a clock that tells, and the moment it told.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct Timestamp(#[cfg_attr(test, ts(type = "number"))] pub i64);

impl Timestamp {
    /// The moment `ms` milliseconds later.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The moment itself, unless it lies further ahead of `now` than the pause that it is the end of: then the clock went
    /// back, and it is `now`, since waiting makes no sense.
    pub fn within(self, pause_ms: i64, now: Self) -> Self {
        if self.ms_since(now) > pause_ms { now } else { self }
    }

    /// Milliseconds from `earlier` to this moment; negative when the clock went back.
    pub fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Tells the time. The system's in the shells, a made one in tests.
pub trait Clock: Send + Sync {
    /// The moment now.
    fn now(&self) -> Timestamp;
}

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the edge where the system's time comes in")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
