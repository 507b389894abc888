//! Ranges of addresses, as firewall rules name them.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

/// Addresses with a prefix in common, in one spelling: two that let the same in are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Range(IpNet);

/// Why a text is no range.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoRange {
    /// Neither an address nor a range.
    #[error("Must be an address or a range, such as 203.0.113.7/32.")]
    Nonsense,
    /// Bits are set behind the prefix.
    #[error("An address, not a range: bits are set behind /{}.", .0.0.prefix_len())]
    BitsBehind(Range),
}

impl Range {
    /// One address alone.
    pub fn one(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }

    /// Whether it lets in so many that it is as good as everybody: a prefix shorter than /8, or /16 for IPv6, or all of IPv4
    /// as it stands within IPv6.
    pub fn is_everybody(self) -> bool {
        let least = if self.0.addr().is_ipv4() { 8 } else { 16 };
        self.0.prefix_len() < least || self.0.contains(&MAPPED)
    }

    /// Whether an address is in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// Whether `address` is in it.
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Reads a range; an address alone is one of its own.
    ///
    /// # Errors
    /// [`NoRange`].
    pub fn read(text: &str) -> Result<Self, NoRange> {
        if let Ok(address) = IpAddr::from_str(text) {
            return Ok(Self::one(address.to_canonical()));
        }
        let net = unmapped(IpNet::from_str(text).map_err(|_| NoRange::Nonsense)?);
        let range = Self(net.trunc());
        if range.0 == net { Ok(range) } else { Err(NoRange::BitsBehind(range)) }
    }
}

/// IPv4 within IPv6.
const MAPPED: IpAddr = IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0));

/// A range of IPv4 that is written as one of IPv6 is what it is.
fn unmapped(net: IpNet) -> IpNet {
    let IpNet::V6(v6) = net else { return net };
    let v4 = v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    v4.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(net, IpNet::V4)
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Range {
    type Error = NoRange;

    fn try_from(text: String) -> Result<Self, NoRange> {
        Self::read(&text)
    }
}

impl From<Range> for String {
    fn from(range: Range) -> Self {
        range.to_string()
    }
}

/// Who is let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// This computer, by the address it has when the rule is sent.
    Mine,
    /// A range that a person named.
    Range(Range),
}

/// How a profile says «this computer».
pub const MINE: &str = "mine";

impl Source {
    /// Reads `mine`, an address or a range.
    ///
    /// # Errors
    /// [`NoRange`].
    pub fn read(text: &str) -> Result<Self, NoRange> {
        if text == MINE { Ok(Self::Mine) } else { Range::read(text).map(Self::Range) }
    }

    /// The range, where one was named.
    pub fn named(self) -> Option<Range> {
        match self {
            Self::Mine => None,
            Self::Range(range) => Some(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::read(text).unwrap()
    }

    #[test]
    fn two_spellings_of_one_range_are_one() {
        assert_eq!(range("203.0.113.7"), range("203.0.113.7/32"));
        assert_eq!(range("::ffff:203.0.113.7"), range("203.0.113.7"));
        assert_eq!(range("::ffff:203.0.113.0/120"), range("203.0.113.0/24"));
        assert_eq!(range("2001:DB8:0::/48").to_string(), "2001:db8::/48");
        assert_eq!(Range::read("10.0.0.7/8"), Err(NoRange::BitsBehind(range("10.0.0.0/8"))));
        for nonsense in ["", "mine", "10.0.0/8", "10.0.0.0/33", "::/129", " 10.0.0.0/8", "example.com"] {
            assert_eq!(Range::read(nonsense), Err(NoRange::Nonsense), "{nonsense}");
        }
        assert_eq!(serde_json::to_string(&range("::1")).unwrap(), "\"::1/128\"");
    }

    #[test]
    fn everybody_is_everybody_in_halves_too() {
        for everybody in
            ["0.0.0.0/0", "128.0.0.0/1", "2.0.0.0/7", "::/0", "2000::/3", "::ffff:0:0/96", "::/16", "::/64"]
        {
            assert!(range(everybody).is_everybody(), "{everybody}");
        }
        for some in ["10.0.0.0/8", "203.0.113.7/32", "2001:db8::/32", "2001::/16"] {
            assert!(!range(some).is_everybody(), "{some}");
        }
    }

    #[test]
    fn who_is_let_in_reads_as_it_is_written() {
        assert_eq!(Source::read("mine"), Ok(Source::Mine));
        assert_eq!(Source::read("10.1.0.0/16").map(Source::named), Ok(Some(range("10.1.0.0/16"))));
    }
}
