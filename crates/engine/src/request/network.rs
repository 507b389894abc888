//! Cluster networks: IPv4 blocks in CIDR notation.

use std::fmt;
use std::net::Ipv4Addr;

/// Smallest prefix length that any source allows: `/12` `[openapi]`.
pub(super) const PREFIX_MIN: u8 = 12;
/// Largest prefix length that any source allows: `/28` `[operator]`.
pub(super) const PREFIX_MAX: u8 = 28;
/// The prefix lengths that all sources allow.
pub(super) const PREFIX_SAFE: std::ops::RangeInclusive<u8> = 16..=22;

/// An address with a prefix length; the bits behind the prefix may be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Block {
    address: u32,
    prefix: u8,
}

/// What a text is that should be a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Read {
    /// A block; see [`Block::is_network`].
    Block(Block),
    /// An address without a prefix.
    AddressAlone(Block),
    /// IPv6.
    Version6,
    /// A prefix that is no number from 0 to 32.
    BadPrefix,
    /// Nothing of that kind.
    Nonsense,
}

/// Reads a network. Blanks around it are none of its own: the provider would see them.
pub(super) fn read(text: &str) -> Read {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    if address.parse::<std::net::Ipv6Addr>().is_ok() {
        return Read::Version6;
    }
    let Ok(address) = address.parse::<Ipv4Addr>() else { return Read::Nonsense };
    let address = u32::from(address);
    let Some(prefix) = prefix else { return Read::AddressAlone(Block { address, prefix: 16 }) };
    // «+16» and «016» parse as numbers, and are no prefix.
    let plain = prefix.bytes().all(|byte| byte.is_ascii_digit()) && !(prefix.len() > 1 && prefix.starts_with('0'));
    match prefix.parse::<u8>() {
        Ok(prefix) if plain && prefix <= 32 => Read::Block(Block { address, prefix }),
        _ => Read::BadPrefix,
    }
}

impl Block {
    /// A block of `10.0.0.0/8`, by its second byte.
    pub(super) fn ten(second: u8, prefix: u8) -> Block {
        Block { address: u32::from(Ipv4Addr::new(10, second, 0, 0)), prefix }.network()
    }

    /// The prefix length, 0–32.
    pub(super) fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether no bit is set behind the prefix.
    pub(super) fn is_network(self) -> bool {
        self.network() == self
    }

    /// The same with the bits behind the prefix cleared.
    pub(super) fn network(self) -> Block {
        Block { address: self.address & mask(self.prefix), prefix: self.prefix }
    }

    /// The network of another prefix length that begins in the same place, as far as it can.
    pub(super) fn with_prefix(self, prefix: u8) -> Block {
        Block { prefix, ..self }.network()
    }

    /// Whether the whole block lies in 10/8, 172.16/12 or 192.168/16.
    pub(super) fn is_private(self) -> bool {
        let ranges = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];
        ranges.into_iter().any(|(address, prefix)| {
            self.prefix >= prefix && (self.address & mask(prefix)) == u32::from(Ipv4Addr::from(address))
        })
    }

    /// The first block of this size behind `other`; nothing behind the last address.
    pub(super) fn after(self, other: Block) -> Option<Block> {
        let end = u64::from(other.network().address) + (1_u64 << (32 - u32::from(other.prefix)));
        let size = 1_u64 << (32 - u32::from(self.prefix));
        let address = u32::try_from(end.next_multiple_of(size)).ok()?;
        Some(Block { address, prefix: self.prefix })
    }

    /// Whether the two share an address.
    pub(super) fn overlaps(self, other: Block) -> bool {
        let shorter = mask(self.prefix.min(other.prefix));
        (self.address & shorter) == (other.address & shorter)
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.address), self.prefix)
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        let Read::Block(block) = read(text) else { panic!("{text}") };
        block
    }

    #[test]
    fn what_is_no_network_is_told_apart() {
        assert!(matches!(read("10.0.0.0"), Read::AddressAlone(_)));
        assert_eq!(read("fd00::/48"), Read::Version6);
        for text in ["10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/016", "10.0.0.0/a", "10.0.0.0/999"] {
            assert_eq!(read(text), Read::BadPrefix, "{text}");
        }
        for text in ["", "x", "10.0.0/16", " 10.0.0.0/16", "010.0.0.0/16", "10.0.0.256/16", "/16"] {
            assert_eq!(read(text), Read::Nonsense, "{text}");
        }
    }

    #[test]
    fn bits_behind_the_prefix_are_cleared() {
        assert!(!block("10.20.0.5/16").is_network());
        assert_eq!(block("10.20.0.5/16").network().to_string(), "10.20.0.0/16");
        assert_eq!(block("255.255.255.255/0").network().to_string(), "0.0.0.0/0");
        assert!(block("10.20.0.5/32").is_network());
    }

    #[test]
    fn a_block_is_private_only_as_a_whole() {
        for text in ["10.0.0.0/8", "172.16.0.0/12", "172.31.255.0/24", "192.168.0.0/16"] {
            assert!(block(text).is_private(), "{text}");
        }
        for text in ["10.0.0.0/7", "172.0.0.0/8", "172.32.0.0/16", "192.169.0.0/16", "192.168.0.0/15", "8.8.8.0/24"] {
            assert!(!block(text).is_private(), "{text}");
        }
    }

    #[test]
    fn blocks_overlap_where_one_holds_the_other() {
        assert!(block("10.1.0.0/16").overlaps(block("10.1.128.0/20")));
        assert!(block("10.0.0.0/12").overlaps(block("10.15.0.0/16")));
        assert!(!block("10.1.0.0/16").overlaps(block("10.2.0.0/16")));
    }
}
