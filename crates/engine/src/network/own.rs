//! One's own address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Range;

/// This computer's addresses, as a cluster sees them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Own {
    /// By IPv4.
    pub v4: Option<Ipv4Addr>,
    /// By IPv6.
    pub v6: Option<Ipv6Addr>,
}

impl Own {
    /// Where the provider is this computer itself, as the sandbox is: nobody has to be asked. `host` may name a port.
    pub fn towards(host: &str) -> Option<Self> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
            Some(_) | None => host,
        };
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let here = name == "localhost" || address.is_ok_and(|address| address.is_loopback());
        here.then_some(Self { v4: Some(Ipv4Addr::LOCALHOST), v6: Some(Ipv6Addr::LOCALHOST) })
    }

    /// What is let in where nodes have such addresses: /32, or /128 only where a node shows an IPv6 address.
    pub fn range(&self, nodes_by_v6: bool) -> Option<Range> {
        let v6 = self.v6.filter(|_| nodes_by_v6).map(IpAddr::V6);
        self.v4.map(IpAddr::V4).or(v6).map(Range::one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_on_this_computer_sees_its_loopback_address() {
        for host in ["127.0.0.1:8080", "127.3.2.1", "localhost:1", "localhost", "[::1]:80", "::1"] {
            assert_eq!(Own::towards(host).and_then(|own| own.v4), Some(Ipv4Addr::LOCALHOST), "{host}");
        }
        for host in ["api.instaclustr.com", "10.0.0.1:443", "localhost.example.com", "", "[2001:db8::1]:443"] {
            assert_eq!(Own::towards(host), None, "{host}");
        }
    }

    #[test]
    fn the_address_by_ipv6_is_used_only_where_nodes_have_such() {
        let own = Own { v4: None, v6: Some(Ipv6Addr::LOCALHOST) };
        assert_eq!(
            (own.range(false), own.range(true).map(|range| range.to_string())),
            (None, Some("::1/128".to_owned()))
        );
        let both = Own { v4: Some(Ipv4Addr::new(203, 0, 113, 7)), ..own };
        assert_eq!(both.range(true).map(|range| range.to_string()), Some("203.0.113.7/32".to_owned()));
    }
}
