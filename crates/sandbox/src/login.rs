//! Further log-ins of a sandbox, as text: `[ACCOUNT/]USER:KEY[:read-only]`.

use std::str::FromStr;

use instaclustr_api::Secret;

use crate::cloud::{Account, Rights, User};

/// A log-in beside the first: of the same account, or of another that is told apart by its name.
#[derive(Clone)]
pub struct Login {
    account: Option<String>,
    user: User,
}

/// The key in it is not shown.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("account", &self.account).field("user", &self.user.name).finish_non_exhaustive()
    }
}

/// A text that is no [`Login`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a log-in is written [ACCOUNT/]USER:KEY[:read-only], for example bob:secret or other/eve:secret:read-only")]
pub struct NotALogin;

impl FromStr for Login {
    type Err = NotALogin;

    fn from_str(text: &str) -> Result<Self, NotALogin> {
        let (user, key) = text.split_once(':').ok_or(NotALogin)?;
        let (account, name) = match user.split_once('/') {
            Some((account, name)) => (Some(account), name),
            None => (None, user),
        };
        let (key, rights) = match key.strip_suffix(":read-only") {
            Some(key) => (key, Rights::ReadOnly),
            None => (key, Rights::Full),
        };
        if name.is_empty() || key.is_empty() || account.is_some_and(str::is_empty) {
            return Err(NotALogin);
        }
        let user = User { name: name.to_owned(), key: Secret::new(key), rights };
        Ok(Self { account: account.map(str::to_owned), user })
    }
}

/// The accounts of a sandbox whose first account has `users`, and of `logins`: in the order in which they are named first.
/// A state on disk knows accounts by that order.
pub(crate) fn accounts(users: Vec<User>, logins: &[Login]) -> Vec<Account> {
    let mut names: Vec<&str> = Vec::new();
    let mut accounts = vec![Account { users }];
    for login in logins {
        let position = login.account.as_deref().map_or(0, |name| {
            let known = names.iter().position(|one| *one == name);
            1 + known.unwrap_or_else(|| {
                names.push(name);
                accounts.push(Account::default());
                names.len() - 1
            })
        });
        if let Some(account) = accounts.get_mut(position) {
            account.users.push(login.user.clone());
        }
    }
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(logins: &[&str]) -> Vec<Vec<(String, Rights)>> {
        let logins: Vec<Login> = logins.iter().map(|text| text.parse().unwrap()).collect();
        let first = User { name: "ann".to_owned(), key: Secret::new("k"), rights: Rights::Full };
        let users = |account: Account| account.users.into_iter().map(|user| (user.name, user.rights)).collect();
        accounts(vec![first], &logins).into_iter().map(users).collect()
    }

    #[test]
    fn logins_join_the_first_account_or_their_own() {
        let found = named(&["bob:b", "other/eve:e", "third/joe:j", "other/max:m:read-only"]);
        let user = |name: &str, rights| (name.to_owned(), rights);
        let expected = [
            vec![user("ann", Rights::Full), user("bob", Rights::Full)],
            vec![user("eve", Rights::Full), user("max", Rights::ReadOnly)],
            vec![user("joe", Rights::Full)],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_login_is_refused() {
        for text in ["", "bob", "bob:", ":k", "/bob:k", "other/:k", "bob::read-only"] {
            assert_eq!(text.parse::<Login>().err(), Some(NotALogin), "{text}");
        }
    }

    #[test]
    fn a_login_shows_no_key() {
        assert!(!format!("{:?}", "bob:secret".parse::<Login>().unwrap()).contains("secret"));
    }
}
