//! How many requests an account may be asked: a token bucket that halves on 429 and recovers slowly.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Requests per second that Slipway allows itself per account where nobody says more. [API.md §8: a live client notes a baseline of
/// about 1/s]
pub const RATE: u32 = 1;
/// … and at most. [API.md §8: documented limit]
pub const RATE_MAX: u32 = 35;
/// Requests that may follow each other at once after a rest.
pub const BURST: f64 = 5.0;
/// The rate never falls below this share of the rate …
const SHARE_MIN: f64 = 1.0 / 16.0;
/// … and grows back by this share with each second without a 429.
const RECOVERY_PER_SECOND: f64 = 0.01;
/// First pause after a 429 that names none, in milliseconds; doubled with each further one.
const PAUSE_MS_MIN: i64 = 2_000;
const PAUSE_MS_MAX: i64 = 60_000;
/// The longest pause that a provider is believed, in milliseconds.
const ASKED_MS_MAX: i64 = 3_600_000;
/// Clocks of programs on one store differ by less than this, in milliseconds; more means that the clock was set back.
const CLOCKS_MS_MAX: i64 = 60_000;

/// A token bucket. It is kept in the store, so that every program on it draws from the same one.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Requests per second that the account allows; a person may change it at any time, so it is kept with the account.
    #[serde(skip, default = "usual")]
    rate: u32,
    tokens: f64,
    share: f64,
    at: Timestamp,
    not_before: Timestamp,
    slowed: u32,
}

fn usual() -> u32 {
    RATE
}

impl Budget {
    /// A full bucket.
    pub fn full(now: Timestamp) -> Self {
        Self { rate: RATE, tokens: BURST, share: 1.0, at: now, not_before: now, slowed: 0 }
    }

    /// The bucket of an account that is asked so often in a second at most.
    pub fn at_rate(self, rate: u32) -> Self {
        Self { rate: rate.clamp(RATE, RATE_MAX), ..self }
    }

    /// An empty bucket.
    pub fn empty(now: Timestamp) -> Self {
        Self { tokens: 0.0, ..Self::full(now) }
    }

    /// The bucket `now`. A clock that went back gives nothing, and makes no pause longer.
    fn advanced(mut self, now: Timestamp) -> Self {
        if self.at.ms_since(now) > CLOCKS_MS_MAX {
            let left = self.not_before.ms_since(self.at).max(0);
            self.at = now;
            self.not_before = now.plus_ms(left);
        }
        self.not_before = self.not_before.min(now.plus_ms(ASKED_MS_MAX));
        // Another program on the same store may have read the clock a moment later: its stretch is not given twice.
        if self.at > now {
            return self;
        }
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of a pause are far below 2^52")]
        let seconds = now.ms_since(self.at).max(0) as f64 / 1000.0;
        self.tokens = (self.tokens + seconds * f64::from(self.rate) * self.share).min(BURST);
        if seconds > 0.0 {
            self.share = (self.share + seconds * RECOVERY_PER_SECOND).min(1.0);
        }
        self.at = now;
        self
    }

    /// The bucket afterwards, and whether a request was taken from it; if not, the moment when there is room for one.
    pub fn take(self, now: Timestamp) -> (Self, Result<(), Timestamp>) {
        let mut bucket = self.advanced(now);
        if now < bucket.not_before {
            return (bucket, Err(bucket.not_before));
        }
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return (bucket, Ok(()));
        }
        let seconds = (1.0 - bucket.tokens) / (f64::from(bucket.rate) * bucket.share);
        #[allow(clippy::cast_possible_truncation, reason = "at most 16 s")]
        let pause = (seconds * 1000.0).ceil() as i64;
        (bucket, Err(bucket.at.max(now).plus_ms(pause.max(1))))
    }

    /// The bucket after a 429. `pause_ms` is what the provider asked for, if it did.
    pub fn slowed(self, now: Timestamp, pause_ms: Option<i64>) -> Self {
        let mut bucket = self.advanced(now);
        bucket.share = (bucket.share / 2.0).max(SHARE_MIN);
        bucket.tokens = 0.0;
        let own = PAUSE_MS_MIN.saturating_mul(1_i64 << bucket.slowed.min(10)).min(PAUSE_MS_MAX);
        bucket.slowed = bucket.slowed.saturating_add(1);
        bucket.not_before = now.plus_ms(pause_ms.unwrap_or(own).clamp(0, ASKED_MS_MAX));
        bucket
    }

    /// The bucket after an answer that was not 429.
    pub fn answered(mut self) -> Self {
        self.slowed = 0;
        self
    }

    /// Whether there is room for all that may follow at once: then a request that is not made now is room that goes unused.
    pub fn is_full(&self, now: Timestamp) -> bool {
        let bucket = self.advanced(now);
        now >= bucket.not_before && bucket.tokens >= BURST - 0.1
    }

    /// Whether the last answer was a 429.
    pub fn is_slowed(&self) -> bool {
        self.slowed > 0
    }

    /// Until when the provider wants quiet, if it does `now`.
    pub fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        let bucket = self.advanced(now);
        (bucket.slowed > 0 && now < bucket.not_before).then_some(bucket.not_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_in(mut bucket: Budget, from: i64, to: i64) -> usize {
        (from..to)
            .filter(|ms| {
                let (left, taken) = bucket.take(Timestamp(*ms));
                bucket = left;
                taken.is_ok()
            })
            .count()
    }

    #[test]
    fn a_minute_gives_the_burst_and_one_a_second() {
        assert_eq!(taken_in(Budget::full(Timestamp(0)), 0, 60_000), 5 + 59);
    }

    #[test]
    fn the_rate_is_the_accounts() {
        assert_eq!(taken_in(Budget::full(Timestamp(0)).at_rate(10), 0, 10_000), 5 + 99);
        assert_eq!(taken_in(Budget::full(Timestamp(0)).at_rate(1_000), 0, 10_000), 5 + 349);
        assert_eq!(taken_in(Budget::full(Timestamp(0)).at_rate(0), 0, 10_000), 5 + 9);
    }

    #[test]
    fn a_pause_that_the_provider_asks_for_is_kept_whole_whatever_the_clock_does() {
        let slowed = Budget::full(Timestamp(0)).slowed(Timestamp(0), Some(300_000));
        assert_eq!(slowed.take(Timestamp(120_000)).1, Err(Timestamp(300_000)));
        assert!(slowed.take(Timestamp(300_000)).1.is_ok());
        // An hour back: what is left of it, and no more.
        let back = Timestamp(-3_600_000);
        assert_eq!(slowed.take(back).1, Err(back.plus_ms(300_000)));
        // Nobody is believed for longer than an hour.
        let for_ever = Budget::full(Timestamp(0)).slowed(Timestamp(0), Some(i64::MAX));
        assert_eq!(for_ever.take(Timestamp(1)).1, Err(Timestamp(3_600_000)));
    }

    #[test]
    fn the_moment_it_names_is_the_first_with_room() {
        let mut bucket = Budget::full(Timestamp(0));
        for _ in 0..5 {
            bucket = bucket.take(Timestamp(0)).0;
        }
        let at = bucket.take(Timestamp(0)).1.unwrap_err();
        assert!(bucket.take(Timestamp(at.0 - 1)).1.is_err());
        assert!(bucket.take(at).1.is_ok());
    }

    #[test]
    fn a_429_halves_the_rate_and_it_recovers_slowly() {
        let slowed = Budget::full(Timestamp(0)).slowed(Timestamp(0), Some(0));
        let first = taken_in(slowed, 0, 10_000);
        assert!((4..=6).contains(&first), "{first} in the first ten seconds");
        let later = taken_in(slowed, 120_000, 130_000);
        assert!(later >= 14, "{later} after two minutes");
    }

    #[test]
    fn pauses_grow_with_each_429_in_a_row_and_start_anew_after_an_answer() {
        let now = Timestamp(0);
        let once = Budget::full(now).slowed(now, None);
        let twice = once.slowed(now, None);
        assert_eq!(once.quiet_until(now), Some(Timestamp(2_000)));
        assert_eq!(twice.quiet_until(now), Some(Timestamp(4_000)));
        assert_eq!(twice.answered().slowed(now, None).quiet_until(now), Some(Timestamp(2_000)));
    }

    #[test]
    fn a_clock_that_goes_back_neither_gives_tokens_nor_blocks_for_long() {
        let slowed = Budget::full(Timestamp(10_000_000)).slowed(Timestamp(10_000_000), None);
        let (bucket, taken) = slowed.take(Timestamp(0));
        let waited = taken.unwrap_err();
        assert!(waited.0 <= 60_000, "{waited:?}");
        assert!(bucket.take(waited).1.is_ok(), "the moment it names has room");
        assert_eq!(slowed.quiet_until(Timestamp(0)), Some(Timestamp(2_000)), "as long as it was");
    }

    #[test]
    fn a_program_whose_clock_was_read_a_moment_earlier_is_not_given_the_stretch_twice() {
        let mut bucket = Budget::empty(Timestamp(0));
        for turn in 1..=10 {
            // One program reads 1 s later than the other; each second is worth one request in all.
            bucket = bucket.take(Timestamp(turn * 1_000)).0;
            let (left, taken) = bucket.take(Timestamp(turn * 1_000 - 900));
            assert!(taken.is_err(), "turn {turn}");
            bucket = left;
        }
    }
}
