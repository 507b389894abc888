//! A network in CIDR notation: anywhere, as what may come in or is peered, or private, as the provider wants it of a data
//! centre `[openapi]` `[tf]` `[operator]`.

use std::net::Ipv4Addr;
use std::str::FromStr;

/// An IPv4 network without host bits, /0 to /32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Network {
    base: u32,
    prefix: u8,
}

impl Default for Network {
    fn default() -> Self {
        Self { base: u32::from(Ipv4Addr::new(10, 0, 0, 0)), prefix: 16 }
    }
}

/// Why a text is no network, or none for a data centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum BadNetwork {
    #[error("must be an IPv4 network in CIDR notation, for example 10.0.0.0/16")]
    NotCidr,
    #[error("must have no bits set behind its prefix")]
    HostBits,
    #[error("must have a prefix length from /{0} to /{1}")]
    Prefix(u8, u8),
    #[error("must be part of a private address space (10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16)")]
    NotPrivate,
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (address, prefix) = text.split_once('/').ok_or(BadNetwork::NotCidr)?;
        let address: Ipv4Addr = address.parse().map_err(|_| BadNetwork::NotCidr)?;
        let is_number = (1..=2).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().map_err(|_| BadNetwork::NotCidr)?;
        if !is_number || prefix > 32 {
            return Err(BadNetwork::NotCidr);
        }
        let network = Self { base: u32::from(address), prefix };
        if network.base & !network.mask() == 0 { Ok(network) } else { Err(BadNetwork::HostBits) }
    }
}

/// Addresses at the beginning of a network that no node gets: its own, and those that clouds keep for themselves.
const KEPT: u32 = 4;

impl Network {
    /// The private network that `text` names, of a size that a data centre may have.
    ///
    /// # Errors
    /// [`BadNetwork`] where it is something else.
    pub(crate) fn of_data_centre(text: &str) -> Result<Self, BadNetwork> {
        Self::private(text, 12, 26)
    }

    /// The private network that `text` names, of a size that Private Service Connect may have `[tf]`.
    ///
    /// # Errors
    /// [`BadNetwork`] where it is something else.
    pub(crate) fn of_service_connect(text: &str) -> Result<Self, BadNetwork> {
        Self::private(text, 12, 22)
    }

    fn private(text: &str, shortest: u8, longest: u8) -> Result<Self, BadNetwork> {
        let network: Self = text.parse()?;
        if !(shortest..=longest).contains(&network.prefix) {
            return Err(BadNetwork::Prefix(shortest, longest));
        }
        let spaces =
            [(Ipv4Addr::new(10, 0, 0, 0), 8), (Ipv4Addr::new(172, 16, 0, 0), 12), (Ipv4Addr::new(192, 168, 0, 0), 16)];
        let inside = |(base, prefix): (Ipv4Addr, u8)| {
            let space = Self { base: u32::from(base), prefix };
            network.prefix >= prefix && network.overlaps(space)
        };
        if spaces.into_iter().any(inside) { Ok(network) } else { Err(BadNetwork::NotPrivate) }
    }

    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or_default()
    }

    /// How many nodes find an address here.
    pub(crate) fn room(self) -> usize {
        let addresses = !self.mask();
        usize::try_from(addresses.saturating_sub(KEPT)).unwrap_or(usize::MAX)
    }

    /// The address of the node at `position`.
    pub(crate) fn address(self, position: usize) -> Ipv4Addr {
        let offset = u32::try_from(position).unwrap_or_default().saturating_add(KEPT) & !self.mask();
        Ipv4Addr::from(self.base | offset)
    }

    /// Whether `address` is in it.
    pub(crate) fn holds(self, address: Ipv4Addr) -> bool {
        u32::from(address) & self.mask() == self.base
    }

    /// Whether some address is in both.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        let mask = self.mask() & other.mask();
        self.base & mask == other.base & mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_without_host_bits_are_taken() {
        for text in ["10.0.0.0/16", "10.224.0.0/12", "172.16.0.0/12", "172.31.255.192/26", "192.168.0.0/18"] {
            assert!(Network::of_data_centre(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn networks_anywhere_are_networks() {
        for text in ["0.0.0.0/0", "203.0.113.7/32", "10.0.0.0/8", "203.0.113.0/24"] {
            assert!(text.parse::<Network>().is_ok(), "{text}");
        }
        for text in ["", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/008", "010.0.0.0/8"] {
            assert_eq!(text.parse::<Network>(), Err(BadNetwork::NotCidr), "{text}");
        }
        assert_eq!("203.0.113.7/24".parse::<Network>(), Err(BadNetwork::HostBits));
    }

    #[test]
    fn others_are_refused_with_their_reason() {
        let table = [
            ("", BadNetwork::NotCidr),
            ("10.0.0.0", BadNetwork::NotCidr),
            ("10.0.0.0/+16", BadNetwork::NotCidr),
            ("10.0.0/16", BadNetwork::NotCidr),
            ("fd00::/16", BadNetwork::NotCidr),
            ("10.0.0.0/11", BadNetwork::Prefix(12, 26)),
            ("10.0.0.0/27", BadNetwork::Prefix(12, 26)),
            ("10.0.0.1/16", BadNetwork::HostBits),
            ("11.0.0.0/16", BadNetwork::NotPrivate),
            ("172.32.0.0/16", BadNetwork::NotPrivate),
            ("192.160.0.0/12", BadNetwork::NotPrivate),
        ];
        for (text, reason) in table {
            assert_eq!(Network::of_data_centre(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn addresses_are_inside_and_apart() {
        let network: Network = "10.1.0.0/26".parse().unwrap();
        assert_eq!(network.room(), 59);
        assert_eq!(network.address(0).to_string(), "10.1.0.4");
        assert_eq!(network.address(58).to_string(), "10.1.0.62");
    }

    #[test]
    fn networks_overlap_when_one_holds_the_other() {
        let network = |text: &str| text.parse::<Network>().unwrap();
        assert!(network("0.0.0.0/0").overlaps(network("10.1.2.3/32")));
        assert!(network("10.0.0.0/16").overlaps(network("10.0.4.0/22")));
        assert!(!network("10.0.0.0/16").overlaps(network("10.1.0.0/16")));
    }
}
