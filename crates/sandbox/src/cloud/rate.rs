//! The limits of requests: a bucket per user and one per account, on the clock that is passed in.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use super::access::{Access, Caller};

/// How many requests a second may be sent before the answer is 429.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rate {
    /// No limit.
    Off,
    /// That many, and as many at once after a second of silence.
    PerSecond(NonZeroU32),
}

impl Default for Rate {
    /// The provider's: 35 `[redoc]`.
    fn default() -> Self {
        NonZeroU32::new(35).map_or(Rate::Off, Rate::PerSecond)
    }
}

/// A text that is no [`Rate`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a limit is a whole number of requests per second above 0, or «off»")]
pub struct NotARate;

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        if text == "off" {
            return Ok(Rate::Off);
        }
        text.parse().map(Rate::PerSecond).map_err(|_| NotARate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rate::Off => f.write_str("off"),
            Rate::PerSecond(per_second) => write!(f, "{per_second}"),
        }
    }
}

/// The limits of a cloud: one per user, and one per account that all its users share `[docs rate-limits]`.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    user: Rate,
    account: Rate,
    users: Vec<Bucket>,
    accounts: Vec<Bucket>,
}

impl Limits {
    /// Full buckets for everybody of `access`.
    pub(crate) fn new(user: Rate, account: Rate, access: &Access) -> Self {
        let users = vec![Bucket::full(user); access.users()];
        let accounts = vec![Bucket::full(account); access.accounts()];
        Self { user, account, users, accounts }
    }

    /// What one user, and what one account may send.
    pub(crate) fn rates(&self) -> (Rate, Rate) {
        (self.user, self.account)
    }

    /// Takes one request of `caller` at `now_ms` from both limits, or from neither where one has none left.
    pub(crate) fn take(&mut self, caller: Caller, now_ms: i64) -> bool {
        let (Some(user), Some(account)) = (self.users.get_mut(caller.user), self.accounts.get_mut(caller.account))
        else {
            return false;
        };
        user.refill(self.user, now_ms);
        account.refill(self.account, now_ms);
        let enough = user.has_one() && account.has_one();
        if enough {
            user.take_one();
            account.take_one();
        }
        enough
    }
}

/// What one user or account has left, in thousandths of a request.
#[derive(Clone, Debug)]
struct Bucket {
    left: i64,
    at_ms: i64,
}

const ONE: i64 = 1_000;

impl Bucket {
    /// A full bucket.
    fn full(rate: Rate) -> Self {
        Self { left: capacity(rate), at_ms: i64::MIN }
    }

    /// Gives what the time until `now_ms` brings; without a limit it stays full.
    fn refill(&mut self, rate: Rate, now_ms: i64) {
        let Rate::PerSecond(per_second) = rate else {
            self.left = capacity(rate);
            return;
        };
        // A thousandth of a request per millisecond, for each request per second.
        let refill = now_ms.saturating_sub(self.at_ms).max(0).saturating_mul(i64::from(per_second.get()));
        self.left = self.left.saturating_add(refill).min(capacity(rate));
        self.at_ms = self.at_ms.max(now_ms);
    }

    fn has_one(&self) -> bool {
        self.left >= ONE
    }

    fn take_one(&mut self) {
        self.left -= ONE;
    }
}

fn capacity(rate: Rate) -> i64 {
    match rate {
        Rate::Off => i64::MAX,
        Rate::PerSecond(per_second) => i64::from(per_second.get()).saturating_mul(ONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refills, and takes one where there is one.
    fn take(bucket: &mut Bucket, rate: Rate, now_ms: i64) -> bool {
        bucket.refill(rate, now_ms);
        let enough = bucket.has_one();
        if enough {
            bucket.take_one();
        }
        enough
    }

    #[test]
    fn a_burst_of_a_seconds_worth_passes_and_the_next_waits() {
        let rate: Rate = "35".parse().unwrap();
        let mut bucket = Bucket::full(rate);
        let passed = (0..100).filter(|_| take(&mut bucket, rate, 5_000)).count();
        assert_eq!(passed, 35);
        assert!(!take(&mut bucket, rate, 5_028));
        assert!(take(&mut bucket, rate, 5_029));
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let rate: Rate = "1".parse().unwrap();
        let mut bucket = Bucket::full(rate);
        assert!(take(&mut bucket, rate, 5_000));
        assert!(!take(&mut bucket, rate, 1_000));
        assert!(!take(&mut bucket, rate, 5_999));
        assert!(take(&mut bucket, rate, 6_000));
    }

    #[test]
    fn off_has_no_limit() {
        let rate: Rate = "off".parse().unwrap();
        let mut bucket = Bucket::full(rate);
        assert!((0..10_000).all(|_| take(&mut bucket, rate, 0)));
        for text in ["0", "-1", "1.5", "", "OFF"] {
            assert_eq!(text.parse::<Rate>(), Err(NotARate), "{text}");
        }
    }
}
