//! Chance that repeats: the same seed gives the same ids, passwords and times, in every release.

use uuid::{Builder, Uuid};

/// A seeded generator (SplitMix64). Written out here rather than taken from a library, because a journal written by one
/// release is replayed by the next, and a library may change what a seed means.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

/// What a generator is for. Each use has a stream of its own, so that one more draw in one moves nothing in another.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Stream {
    /// Ids of clusters, data centres and nodes.
    Ids = 1,
    /// When nodes get where.
    Times = 2,
    /// Generated passwords.
    Passwords = 3,
    /// Ids of accounts.
    Accounts = 4,
    /// The loopback network of the nodes.
    Network = 5,
    /// Seeds of clusters.
    Clusters = 6,
    /// Ids of firewall rules, peerings and other things that belong to clusters.
    Resources = 7,
}

impl Chance {
    /// The generator of `stream` under `seed`.
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut mixed = Self(seed);
        let base = mixed.draw();
        Self(base ^ (stream as u64).wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    /// The next 64 bits.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `low..=high`; `low` where the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0).unsigned_abs().saturating_add(1);
        low.saturating_add_unsigned(self.draw() % width)
    }

    /// A random UUID (version 4).
    pub(crate) fn uuid(&mut self) -> Uuid {
        let high = u128::from(self.draw());
        let low = u128::from(self.draw());
        Builder::from_u128((high << 64) | low)
            .with_variant(uuid::Variant::RFC4122)
            .with_version(uuid::Version::Random)
            .into_uuid()
    }

    /// `length` letters and digits, without those that look alike.
    pub(crate) fn letters(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let last = i64::try_from(LETTERS.len()).unwrap_or(1) - 1;
        (0..length)
            .filter_map(|_| usize::try_from(self.between(0, last)).ok().and_then(|index| LETTERS.get(index)))
            .map(|letter| char::from(*letter))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_the_same_in_every_release() {
        let mut chance = Chance::new(7, Stream::Ids);
        assert_eq!(chance.uuid().to_string(), Chance::new(7, Stream::Ids).uuid().to_string());
        insta::assert_snapshot!(chance.uuid(), @"6f430f96-f6c7-4e0d-bf4e-d9d9767bc347");
        insta::assert_snapshot!(Chance::new(7, Stream::Passwords).letters(12), @"EvBYiPsw6yTA");
    }

    #[test]
    fn a_number_stays_in_its_range() {
        let mut chance = Chance::new(1, Stream::Times);
        for _ in 0..1_000 {
            assert!((3..=5).contains(&chance.between(3, 5)));
        }
        assert_eq!(chance.between(4, 4), 4);
        assert_eq!(chance.between(4, 1), 4);
    }
}
