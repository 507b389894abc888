//! Networks in CIDR notation, of any size and anywhere: what may come in, and what is peered.

use std::net::Ipv4Addr;
use std::str::FromStr;

use serde_json::Value;

use crate::cloud::check::{Form, Problems};

/// An IPv4 network without host bits, /0 to /32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cidr {
    base: u32,
    prefix: u8,
}

/// A text that is no network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum BadCidr {
    #[error("must be an IPv4 network in CIDR notation, for example 203.0.113.7/32")]
    Form,
    #[error("must have no bits set behind its prefix")]
    HostBits,
}

impl FromStr for Cidr {
    type Err = BadCidr;

    fn from_str(text: &str) -> Result<Self, BadCidr> {
        let (address, prefix) = text.split_once('/').ok_or(BadCidr::Form)?;
        let address: Ipv4Addr = address.parse().map_err(|_| BadCidr::Form)?;
        let is_number = (1..=2).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().map_err(|_| BadCidr::Form)?;
        if !is_number || prefix > 32 {
            return Err(BadCidr::Form);
        }
        let network = Self { base: u32::from(address), prefix };
        if network.base & !network.mask() == 0 { Ok(network) } else { Err(BadCidr::HostBits) }
    }
}

impl Cidr {
    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or_default()
    }

    /// Whether some address is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let mask = self.mask() & other.mask();
        self.base & mask == other.base & mask
    }
}

/// A network that must be there, as it was written.
pub(super) fn one<'a>(form: &Form<'a>, field: &str, problems: &mut Problems) -> &'a str {
    let Some(text) = form.text(field, problems) else { return "" };
    if let Err(bad) = text.parse::<Cidr>() {
        problems.add(form.path(field), bad.to_string());
    }
    text
}

/// At least one network, as they were written.
pub(super) fn some(form: &Form<'_>, field: &str, problems: &mut Problems) -> Vec<String> {
    let Some(value) = form.get(field) else {
        problems.add(form.path(field), "is required");
        return Vec::new();
    };
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        problems.add(form.path(field), "must be an array with at least 1 network");
    }
    let mut networks = Vec::with_capacity(items.len());
    for (position, item) in items.iter().enumerate() {
        match item.as_str().ok_or(BadCidr::Form).and_then(|text| text.parse::<Cidr>().map(|_| text)) {
            Ok(text) => networks.push(text.to_owned()),
            Err(bad) => problems.add(format!("{}[{position}]", form.path(field)), bad.to_string()),
        }
    }
    networks
}

/// The first of `networks` that shares an address with `own`.
pub(super) fn overlapping<'a>(networks: &'a [String], own: Option<&Value>) -> Option<&'a str> {
    let own: Cidr = own?.as_str()?.parse().ok()?;
    networks.iter().map(String::as_str).find(|text| text.parse::<Cidr>().is_ok_and(|one| one.overlaps(own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_anywhere_are_taken_and_others_refused() {
        for text in ["0.0.0.0/0", "203.0.113.7/32", "10.0.0.0/8", "203.0.113.0/24"] {
            assert!(text.parse::<Cidr>().is_ok(), "{text}");
        }
        for text in
            ["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/008", "fd00::/8", "010.0.0.0/8"]
        {
            assert_eq!(text.parse::<Cidr>(), Err(BadCidr::Form), "{text}");
        }
        assert_eq!("203.0.113.7/24".parse::<Cidr>(), Err(BadCidr::HostBits));
    }

    #[test]
    fn networks_overlap_when_one_holds_the_other() {
        let cidr = |text: &str| text.parse::<Cidr>().unwrap();
        assert!(cidr("0.0.0.0/0").overlaps(cidr("10.1.2.3/32")));
        assert!(cidr("10.0.0.0/16").overlaps(cidr("10.0.4.0/22")));
        assert!(!cidr("10.0.0.0/16").overlaps(cidr("10.1.0.0/16")));
    }
}
