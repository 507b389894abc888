//! Who may do what: accounts, their users, and the two ways to log in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use instaclustr_api::Secret;
use uuid::Uuid;

use crate::chance::{Chance, Stream};

/// What a key may be used for `[docs]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rights {
    /// A Provisioning key: everything.
    Full,
    /// A Read Only Provisioning key: a write is answered 403.
    ReadOnly,
}

/// A key of a user. A user with two keys is written down twice, under one name.
#[derive(Clone)]
pub struct User {
    /// The name to log in with.
    pub name: String,
    /// The key.
    pub key: Secret,
    /// What the key may be used for.
    pub rights: Rights,
}

/// An account: clusters belong to it, and its users see only them.
#[derive(Clone, Default)]
pub struct Account {
    /// Its users' keys.
    pub users: Vec<User>,
}

/// Somebody who logged in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    /// Position of the account.
    pub(crate) account: usize,
    /// Position of the user's name: the limit of requests is per user, not per key.
    pub(crate) user: usize,
    pub(crate) rights: Rights,
}

struct Login {
    basic: String,
    terraform: String,
    caller: Caller,
}

/// All accounts, with the words that log in made once: every request is compared with them.
pub(crate) struct Access {
    accounts: Vec<Uuid>,
    logins: Vec<Login>,
    users: usize,
}

impl Access {
    /// Accounts get their ids from `seed`, by position.
    pub(crate) fn new(seed: u64, accounts: &[Account]) -> Self {
        let mut ids = Chance::new(seed, Stream::Accounts);
        let mut access = Self { accounts: Vec::new(), logins: Vec::new(), users: 0 };
        for (account, spec) in accounts.iter().enumerate() {
            access.accounts.push(ids.uuid());
            let mut names: Vec<&str> = Vec::new();
            for user in &spec.users {
                let position = names.iter().position(|name| *name == user.name).unwrap_or_else(|| {
                    names.push(&user.name);
                    names.len() - 1
                });
                let pair = format!("{}:{}", user.name, user.key.expose());
                access.logins.push(Login {
                    basic: STANDARD.encode(&pair),
                    terraform: pair,
                    caller: Caller { account, user: access.users + position, rights: user.rights },
                });
            }
            access.users += names.len();
        }
        access
    }

    /// How many user names there are.
    pub(crate) fn users(&self) -> usize {
        self.users
    }

    /// How many accounts there are.
    pub(crate) fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// The id of the account at `position`.
    pub(crate) fn account_id(&self, position: usize) -> Uuid {
        self.accounts.get(position).copied().unwrap_or_default()
    }

    /// Who sent `authorization`: HTTP Basic, or the vendor's Terraform scheme with the pair in clear `[wire]`.
    pub(crate) fn identify(&self, authorization: Option<&HeaderValue>) -> Option<Caller> {
        let (scheme, token) = authorization?.to_str().ok()?.split_once(' ')?;
        let token = token.trim();
        let login = if scheme.eq_ignore_ascii_case("basic") {
            self.logins.iter().find(|login| login.basic == token)
        } else if scheme.eq_ignore_ascii_case("instaclustr-terraform") {
            self.logins.iter().find(|login| login.terraform == token)
        } else {
            None
        };
        login.map(|login| login.caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        let user = |name: &str, key: &str, rights| User { name: name.to_owned(), key: Secret::new(key), rights };
        let first = Account { users: vec![user("ann", "k1", Rights::Full), user("ann", "r1", Rights::ReadOnly)] };
        Access::new(1, &[first, Account { users: vec![user("bob", "k2", Rights::Full)] }])
    }

    fn identify(header: &str) -> Option<(usize, usize, Rights)> {
        let header = HeaderValue::from_str(header).unwrap();
        access().identify(Some(&header)).map(|caller| (caller.account, caller.user, caller.rights))
    }

    #[test]
    fn both_schemes_log_in() {
        let basic = format!("Basic {}", STANDARD.encode("ann:k1"));
        assert_eq!(identify(&basic), Some((0, 0, Rights::Full)));
        assert_eq!(identify(&basic.replace("Basic", "basic")), Some((0, 0, Rights::Full)));
        assert_eq!(identify("Instaclustr-Terraform ann:k1"), Some((0, 0, Rights::Full)));
        assert_eq!(identify("Instaclustr-Terraform ann:r1"), Some((0, 0, Rights::ReadOnly)));
        assert_eq!(identify("Instaclustr-Terraform bob:k2"), Some((1, 1, Rights::Full)));
    }

    #[test]
    fn anything_else_does_not() {
        for header in
            ["Bearer k1", "Basic", "Basic ann:k1", "Instaclustr-Terraform ann:k2", "Instaclustr-Terraform ann"]
        {
            assert_eq!(identify(header), None, "{header}");
        }
        assert!(access().identify(None).is_none());
    }
}
