//! Finders: third parties on the Internet that tell which address a request comes from.
//!
//! Asked over IPv4 and IPv6 separately, and never through a proxy, whose address is not ours. One alone may be wrong, or may
//! have been asked over another way out: two have to agree, and none may say another.

use std::net::IpAddr;

use super::Own;

/// Over which addresses a finder is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// IPv4 alone.
    V4,
    /// IPv6 alone.
    V6,
}

/// The finders that come with the program: each answers a GET with the address alone, over both families.
pub const FINDERS: [&str; 3] = ["https://api64.ipify.org", "https://icanhazip.com", "https://ident.me"];
/// The most that are asked.
pub const FINDERS_MAX: usize = 8;
/// The longest answer that is looked at, in bytes.
pub const ANSWER_BYTES_MAX: usize = 256;

/// What a finder said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Its URL.
    pub finder: String,
    /// Over which addresses it was asked.
    pub family: Family,
    /// The address, or why there is none.
    pub address: Result<IpAddr, String>,
}

impl Said {
    /// What a finder's answer says: an address of the family and nothing else.
    pub fn of(finder: &str, family: Family, answer: Result<String, String>) -> Self {
        let address = answer.and_then(|text| read(family, &text));
        Self { finder: finder.to_owned(), family, address }
    }
}

fn read(family: Family, text: &str) -> Result<IpAddr, String> {
    let address = text.trim().parse::<IpAddr>().map_err(|_| "the answer is no address".to_owned())?;
    match (family, address) {
        (_, address) if !is_of_the_internet(address) => Err(format!("{address} is no address on the Internet")),
        (Family::V4, IpAddr::V4(_)) | (Family::V6, IpAddr::V6(_)) => Ok(address),
        (Family::V4 | Family::V6, _) => Err("the answer is of the other family".to_owned()),
    }
}

/// Whether a packet of the Internet can come from there.
fn is_of_the_internet(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            // Between a provider and its customers (RFC 6598).
            let shared = matches!(v4.octets(), [100, second, ..] if second & 0xc0 == 64);
            let special = v4.is_loopback() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast();
            !(special || shared || v4.is_private() || v4.is_link_local())
        }
        IpAddr::V6(v6) => {
            let special = v6.is_loopback() || v6.is_unspecified() || v6.is_multicast();
            !(special || v6.is_unique_local() || v6.is_unicast_link_local() || v6.to_ipv4_mapped().is_some())
        }
    }
}

/// Why the address can't be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotFound {
    /// Fewer than two told one.
    TooFew,
    /// They tell different ones: there may be several ways out.
    Several(Vec<IpAddr>),
}

/// The addresses that two finders agree on and none disputes.
///
/// # Errors
/// [`NotFound`], where there is none by IPv4 (and none by IPv6 either).
pub fn agreed(said: &[Said]) -> Result<Own, NotFound> {
    let of = |family: Family| {
        let told = said.iter().filter(|said| said.family == family).filter_map(|said| said.address.as_ref().ok());
        let told: Vec<IpAddr> = told.copied().collect();
        match told.first() {
            Some(first) if told.iter().any(|other| other != first) => {
                let mut several = told.clone();
                several.sort_unstable();
                several.dedup();
                Err(NotFound::Several(several))
            }
            Some(first) if told.len() >= 2 => Ok(*first),
            Some(_) | None => Err(NotFound::TooFew),
        }
    };
    let (v4, v6) = (of(Family::V4), of(Family::V6));
    let own = Own {
        v4: v4.iter().find_map(|address| if let IpAddr::V4(address) = address { Some(*address) } else { None }),
        v6: v6.iter().find_map(|address| if let IpAddr::V6(address) = address { Some(*address) } else { None }),
    };
    match (v4, v6) {
        (Err(NotFound::Several(several)), _) => Err(NotFound::Several(several)),
        (Err(why), Err(_)) => Err(why),
        (Ok(_), _) | (_, Ok(_)) => Ok(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(family: Family, answers: &[&str]) -> Vec<Said> {
        let of = |answer: &&str| Said::of("https://finder", family, Ok((*answer).to_owned()));
        answers.iter().map(of).collect()
    }

    fn told(v4: &[&str], v6: &[&str]) -> Result<(Option<String>, Option<String>), NotFound> {
        let all = [said(Family::V4, v4), said(Family::V6, v6)].concat();
        let own = agreed(&all)?;
        Ok((own.v4.map(|address| address.to_string()), own.v6.map(|address| address.to_string())))
    }

    #[test]
    fn two_have_to_agree_and_none_may_say_another() {
        let mine = || Some("203.0.113.7".to_owned());
        assert_eq!(told(&["203.0.113.7\n", " 203.0.113.7 "], &[]), Ok((mine(), None)));
        assert_eq!(told(&["203.0.113.7", "<html>", "203.0.113.7"], &["2001:db8::7"]), Ok((mine(), None)));
        let both = told(&["203.0.113.7", "203.0.113.7"], &["2001:db8::7", "2001:DB8:0::7"]);
        assert_eq!(both, Ok((mine(), Some("2001:db8::7".to_owned()))));
        assert_eq!(told(&[], &["2001:db8::7", "2001:db8::7"]), Ok((None, Some("2001:db8::7".to_owned()))));
        assert_eq!(told(&["203.0.113.7"], &[]), Err(NotFound::TooFew));
        assert_eq!(told(&[], &[]), Err(NotFound::TooFew));
        let several = told(&["203.0.113.7", "203.0.113.7", "198.51.100.4"], &["2001:db8::7", "2001:db8::7"]);
        let addresses = ["198.51.100.4", "203.0.113.7"].map(|address| address.parse().unwrap());
        assert_eq!(several, Err(NotFound::Several(addresses.to_vec())));
    }

    #[test]
    fn an_answer_that_is_no_address_of_its_family_says_nothing() {
        for (family, answer) in [
            (Family::V4, "2001:db8::7"),
            (Family::V6, "203.0.113.7"),
            (Family::V4, "203.0.113.7/32"),
            (Family::V4, "127.0.0.1"),
            (Family::V6, "::"),
            (Family::V4, "10.1.2.3"),
            (Family::V4, "100.64.0.1"),
            (Family::V4, "169.254.1.1"),
            (Family::V4, "224.0.0.1"),
            (Family::V6, "fe80::1"),
            (Family::V6, "fd00::1"),
            (Family::V6, "::ffff:203.0.113.7"),
            (Family::V4, ""),
        ] {
            assert!(Said::of("https://finder", family, Ok(answer.to_owned())).address.is_err(), "{answer}");
        }
    }
}
