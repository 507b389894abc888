//! The key of an account in this program: asked for, had, and used for as long as the provider takes it.
//!
//! Reading a key may ask a person (a keyring, a password manager). So it is read once; the way to the provider is made
//! anew with the key in hand, and only a provider that refuses the key makes Slipway read it again.

use futures_util::FutureExt;
use instaclustr_api::Client;
use instaclustr_api::http::HeaderValue;

use super::Owner;
use super::account::Driven;
use crate::api::{Place, Problem, ProblemCode, Reach};
use crate::edges::{Endpoint, Network};
use crate::id::AccountId;
use crate::lock;
use crate::run::answer::Asked;
use crate::run::driver::Done;
use crate::secrets::{KeyOf, PATIENCE};
use crate::time::Timestamp;

/// Pause before a key that could not be had is asked for again, in milliseconds. Short for the sandbox, which starts.
pub(super) const KEY_MS: i64 = 30_000;
const SANDBOX_KEY_MS: i64 = 200;
/// A key that the provider refuses is read again at most so often, in milliseconds.
const REREAD_MS: i64 = 60_000;

/// Where the key stands.
pub(crate) enum KeyState {
    /// Not asked for.
    Unasked,
    /// Being read.
    Asked,
    /// It could not be had; asked for again at the moment given.
    Failed(Problem, Timestamp),
    /// Had, and a client made with it.
    Ready(Box<Access>),
}

/// The provider's address with the key, and a client made with them.
pub(crate) struct Access {
    endpoint: Endpoint,
    pub(crate) client: Client,
    /// Whom problems name.
    pub(crate) asked: Asked,
}

impl Access {
    fn make(of: &KeyOf, endpoint: Endpoint, network: &dyn Network) -> Result<Self, Problem> {
        let (id, label) = (of.account.clone(), of.label.clone());
        let transport = network.transport(&endpoint.url)?;
        let client = Client::new(&endpoint.url, &endpoint.user, endpoint.key.clone(), transport).map_err(|error| {
            let place = Place::Account { id: id.clone(), label: label.clone() };
            Problem::new(ProblemCode::Invalid, place, format!("The address of the API can't be used: {error}."))
        })?;
        let client = client.with_user_agent(HeaderValue::from_static(concat!("slipway/", env!("CARGO_PKG_VERSION"))));
        let asked = Asked { id, label, host: host_of(&endpoint.url).to_owned() };
        Ok(Self { endpoint, client, asked })
    }
}

impl Driven {
    pub(crate) fn client(&self) -> Option<Client> {
        match &self.key {
            KeyState::Ready(access) => Some(access.client.clone()),
            KeyState::Unasked | KeyState::Asked | KeyState::Failed(..) => None,
        }
    }

    /// Whose key it is.
    pub(crate) fn key_of(&self) -> KeyOf {
        KeyOf::new(&self.row.id, &self.row.facts)
    }

    /// The key may be another one now: whatever was made with the old one is not used any more, and what it led to is
    /// looked at anew.
    pub(crate) fn key_changed(&mut self) {
        self.key = KeyState::Unasked;
        self.reread_from = None;
        self.reads_from = None;
        self.list_wanted = true;
    }

    /// The provider refused the key: it may have been changed where it comes from, so it is read again, but not each time
    /// that something is refused.
    pub(crate) fn key_refused(&mut self, now: Timestamp) {
        if self.reread_from.is_none_or(|from| from.within(REREAD_MS, now) <= now) {
            self.reread_from = Some(now.plus_ms(REREAD_MS));
            self.key = KeyState::Unasked;
        }
    }

    /// There is no way to the provider. A proxy may have changed: the way is made anew, with the key in hand. The sandbox
    /// may have moved: it is asked where it is.
    pub(crate) fn way_lost(&mut self, network: &dyn Network) {
        if self.row.id.is_sandbox() {
            self.key = KeyState::Unasked;
            return;
        }
        let KeyState::Ready(access) = &self.key else { return };
        match Access::make(&self.key_of(), access.endpoint.clone(), network) {
            Ok(access) => self.key = KeyState::Ready(Box::new(access)),
            // The old one may still come through.
            Err(problem) => tracing::warn!(%problem, "the way to the provider was not made anew"),
        }
    }
}

impl Owner {
    /// Asks for the key and makes a client with it.
    pub(crate) fn ask_key(&mut self, id: &AccountId) {
        let access = self.new_access(id);
        let Some(account) = self.accounts.get_mut(id) else { return };
        account.key = KeyState::Asked;
        account.key_asks = account.key_asks.wrapping_add(1);
        let (id, ask) = (id.clone(), account.key_asks);
        self.in_flight.push(async move { Done::Key { account: id, ask, access: access.await } }.boxed());
    }

    /// A client with the key as it is now.
    pub(crate) fn new_access(&self, id: &AccountId) -> impl Future<Output = Result<Access, Problem>> + Send + use<> {
        let account = self.accounts.get(id).map(|account| (account.key_of(), account.row.facts.clone()));
        let sandbox = if id.is_sandbox() { self.sandbox.as_ref().and_then(|sandbox| sandbox.endpoint()) } else { None };
        let (secrets, network) = (self.edges.secrets.clone(), self.edges.network.clone());
        let missing = Problem::new(ProblemCode::NotFound, Place::App, format!("There is no account {id}."));
        async move {
            let (of, facts) = account.ok_or(missing)?;
            let endpoint = match sandbox {
                Some(endpoint) => endpoint,
                None => {
                    // A keyring or a password manager may wait for its person for ever.
                    let key = tokio::time::timeout(PATIENCE, secrets.key(of.clone())).await;
                    let key = key.map_err(|_| of.took_too_long(PATIENCE))??;
                    Endpoint { url: facts.url, user: facts.user, key }
                }
            };
            Access::make(&of, endpoint, network.as_ref())
        }
    }

    /// The key was had, or not.
    pub(crate) fn key_done(&mut self, id: &AccountId, ask: u32, access: Result<Access, Problem>) {
        let now = self.now();
        let Some(account) = self.accounts.get_mut(id) else { return };
        if account.key_asks != ask || !matches!(account.key, KeyState::Asked) {
            return;
        }
        match access {
            Ok(access) => {
                account.asked = access.asked.clone();
                account.key = KeyState::Ready(Box::new(access));
                if let Reach::NoKey { .. } = account.row.seen.reach {
                    self.put_reach(id, Reach::Unknown);
                }
            }
            Err(problem) => {
                let pause = if id.is_sandbox() { SANDBOX_KEY_MS } else { KEY_MS };
                account.key = KeyState::Failed(problem.clone(), now.plus_ms(pause));
                // Who can't send must not keep another from it that can.
                if account.sending == 0 && account.unkept.is_empty() {
                    self.let_go(id);
                }
                // A sandbox that starts is nothing to report, nor what does not keep another program from driving it.
                let driven = matches!(lock::holder(&self.home, id), Ok(Some(_)));
                if !id.is_sandbox() && !driven {
                    self.put_reach(id, Reach::NoKey { problem });
                }
            }
        }
    }
}

/// Host and port of a URL.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split("://").last().unwrap_or_default();
    rest.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Colour;
    use crate::lock::Holder;
    use crate::store::AccountFacts;
    use crate::{Edges, Engine, Options};

    #[test]
    fn a_program_without_the_key_does_not_say_so_of_an_account_that_another_drives() {
        let home = tempfile::tempdir().unwrap();
        let edges = Edges::system();
        let options =
            Options { home: home.path().to_owned(), who: "test".to_owned(), drive: true, sandbox: None, edges };
        let mut owner = Engine::parts(options).unwrap().1;
        let id = AccountId::from("dev");
        let facts = AccountFacts {
            label: "dev".to_owned(),
            word: "dev".to_owned(),
            colour: Colour::Moss,
            url: "https://api.example".to_owned(),
            user: "user".to_owned(),
            key: crate::api::KeySource::Keyring,
            read_only: false,
            rate: 1,
        };
        owner.store.change(|change| change.put_account(&id, &facts)).unwrap();
        owner.published = -1;
        owner.publish(Timestamp(1)).unwrap();
        let without_key = |owner: &mut Owner| {
            let account = owner.accounts.get_mut(&id).unwrap();
            account.key = KeyState::Asked;
            let ask = account.key_asks;
            owner.key_done(&id, ask, Err(Problem::new(ProblemCode::NoKey, Place::App, "There is no keyring.")));
            matches!(owner.store.account(&id).unwrap().unwrap().seen.reach, Reach::NoKey { .. })
        };
        let other = lock::take(home.path(), &id, &Holder { who: "window".to_owned(), since: Timestamp(1) }).unwrap();
        assert!(other.is_some() && !without_key(&mut owner));
        drop(other);
        assert!(without_key(&mut owner));
    }
}
