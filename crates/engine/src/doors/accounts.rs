//! Accounts.

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::{Client, Error};

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::AccountId;
use crate::owner::Owner;
use crate::run::answer::{self, Asked};
use crate::run::driver::Done;
use crate::secrets::KeyOf;
use crate::store::{AccountFacts, AccountRow};

const LABEL_CHARS_MAX: usize = 40;
/// How long a test waits for its turn.
pub(super) const TEST_PATIENCE: Duration = Duration::from_secs(15);
const WORD_CHARS_MAX: usize = 10;

impl Owner {
    pub(super) fn list_accounts(&mut self, _: Nothing) -> Result<AccountList, Problem> {
        let rows = self.store.accounts()?;
        Ok(AccountList { items: rows.iter().map(|row| self.account_view(row)).collect() })
    }

    pub(crate) fn account_row(&self, id: &AccountId) -> Result<AccountRow, Problem> {
        self.store
            .account(id)?
            .ok_or_else(|| Problem::new(ProblemCode::NotFound, Place::App, format!("There is no account {id}.")))
    }

    pub(super) fn save_account(&mut self, ask: SaveAccount) -> Answer<AccountView> {
        let (id, facts) = match self.checked(&ask) {
            Ok(checked) => checked,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        let Some(secret) = ask.secret else { return Answer::Now(self.put_account(&id, &facts)) };
        // The key first: an account whose key was not kept would only look as if it worked.
        Answer::Later(Box::new(move |owner, reply: Reply<AccountView>| {
            let of = KeyOf { account: id.clone(), label: facts.label.clone(), source: facts.key.clone() };
            let kept = owner.edges.secrets.keep(of, secret);
            owner.in_flight.push(
                async move {
                    let kept = kept.await;
                    Done::Then(Box::new(move |owner: &mut Owner| {
                        let view = kept.and_then(|()| owner.put_account(&id, &facts));
                        // A caller that has gone needs no answer.
                        let _ = reply.send(view);
                    }))
                }
                .boxed(),
            );
        }))
    }

    fn checked(&self, ask: &SaveAccount) -> Result<(AccountId, AccountFacts), Problem> {
        let field = |path: &str, message: &str| Err(Problem::field(path, message));
        let (label, word, url, user) = (ask.label.trim(), ask.word.trim(), ask.url.trim(), ask.user.trim());
        if label.is_empty() || label.chars().count() > LABEL_CHARS_MAX || label.chars().any(char::is_control) {
            return field("label", "A name of 1 to 40 characters.");
        }
        if word.is_empty() || word.chars().count() > WORD_CHARS_MAX || !word.chars().all(char::is_alphanumeric) {
            return field("word", "A word of 1 to 10 letters, such as prod or dev.");
        }
        if user.is_empty() || user.contains(':') || user.chars().any(char::is_control) {
            return field("user", "The user name at the provider, without a colon.");
        }
        if let Err(error) = instaclustr_api::check_base_url(url) {
            return field("url", &format!("{error}."));
        }
        match (&ask.key, &ask.secret) {
            (KeySource::BuiltIn, _) => return field("key", "Only the sandbox needs no key."),
            (KeySource::Keyring, None) if ask.id.is_none() => return field("secret", "Enter the Provisioning key."),
            (KeySource::Keyring, Some(secret)) if secret.expose().trim().is_empty() => {
                return field("secret", "Enter the Provisioning key.");
            }
            (KeySource::Environment { variable: from } | KeySource::Command { command: from }, _)
            | (KeySource::File { path: from }, _)
                if from.trim().is_empty() =>
            {
                return field("key", "Say where the key comes from.");
            }
            (KeySource::Environment { .. } | KeySource::Command { .. } | KeySource::File { .. }, Some(_)) => {
                return field("secret", "A key is only kept in the keyring.");
            }
            (_, _) => {}
        }
        for other in self.store.accounts()? {
            if other.facts.label.eq_ignore_ascii_case(label) && Some(&other.id) != ask.id.as_ref() {
                let place = Place::Field { path: "label".to_owned() };
                return Err(Problem::new(ProblemCode::NameTaken, place, "Another account has this name."));
            }
        }
        let id = match &ask.id {
            Some(id) if id.is_sandbox() => return field("id", "The sandbox can't be changed."),
            Some(id) => {
                let old = self.account_row(id)?;
                let moved = old.facts.url != url.trim_end_matches('/') || old.facts.user != user;
                // Its runs are looked for where they were sent: at another address they would seem gone.
                if moved && !self.store.open_runs(id)?.is_empty() {
                    let place = Place::Field { path: "url".to_owned() };
                    let message = "This account has runs: its address and user name can't be changed.";
                    return Err(Problem::new(ProblemCode::NotAllowed, place, message)
                        .with_remedy("Add another account instead."));
                }
                old.id
            }
            None => AccountId(self.edges.new_id()),
        };
        let facts = AccountFacts {
            label: label.to_owned(),
            word: word.to_owned(),
            colour: ask.colour,
            url: url.trim_end_matches('/').to_owned(),
            user: user.to_owned(),
            key: ask.key.clone(),
            read_only: ask.read_only,
        };
        Ok((id, facts))
    }

    fn put_account(&mut self, id: &AccountId, facts: &AccountFacts) -> Result<AccountView, Problem> {
        self.store.change(|change| change.put_account(id, facts))?;
        if let Some(account) = self.accounts.get_mut(id) {
            // A new key under the same facts, or new facts: either way the old client is not used any more.
            account.key = crate::owner::KeyState::Unasked;
            account.reads_from = None;
        }
        let row = self.account_row(id)?;
        Ok(self.account_view(&row))
    }

    pub(super) fn remove_account(&mut self, ask: AccountRef) -> Answer<Nothing> {
        let row = match self.removable(&ask.id) {
            Ok(row) => row,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        Answer::Later(Box::new(move |owner, reply: Reply<Nothing>| {
            let of = KeyOf { account: row.id.clone(), label: row.facts.label.clone(), source: row.facts.key.clone() };
            let forgets = row.facts.key == KeySource::Keyring;
            // The row first: nothing can be launched into the account while a keyring makes up its mind.
            if let Err(error) = owner.store.change(|change| change.remove_account(&row.id)) {
                // A caller that has gone needs no answer.
                let _ = reply.send(Err(error.into()));
                return;
            }
            owner.let_go(&row.id);
            let forgotten = owner.edges.secrets.forget(of);
            owner.in_flight.push(
                async move {
                    // A keyring that can't be reached must not keep the account here for ever; the key stays there.
                    let forgotten = if forgets { forgotten.await } else { Ok(()) };
                    if let Err(problem) = forgotten {
                        tracing::warn!(%problem, "the key stays in the keyring");
                    }
                    // A caller that has gone needs no answer.
                    let _ = reply.send(Ok(Nothing {}));
                    Done::Reported
                }
                .boxed(),
            );
        }))
    }

    fn removable(&self, id: &AccountId) -> Result<AccountRow, Problem> {
        let row = self.account_row(id)?;
        let place = Place::Account { id: row.id.clone(), label: row.facts.label.clone() };
        if id.is_sandbox() {
            return Err(Problem::new(ProblemCode::NotAllowed, place, "The sandbox can't be removed."));
        }
        let under_way = self.store.open_runs(id)?.iter().any(|run| run.state.stage != Stage::Running);
        if under_way {
            let message = format!("Account {} has runs under way.", row.facts.label);
            return Err(Problem::new(ProblemCode::NotAllowed, place, message)
                .with_remedy("Wait for them, or withdraw those that were not sent."));
        }
        Ok(row)
    }

    pub(super) fn test_account(&mut self, ask: AccountRef) -> Answer<AccountTest> {
        if let Err(problem) = self.account_row(&ask.id) {
            return Answer::Now(Err(problem));
        }
        Answer::Later(Box::new(move |owner, reply: Reply<AccountTest>| {
            let client = owner.new_client(&ask.id);
            let id = ask.id;
            owner.in_flight.push(
                async move {
                    let client = client.await;
                    Done::Then(Box::new(move |owner: &mut Owner| owner.test_with(id, client, reply)))
                }
                .boxed(),
            );
        }))
    }

    /// The key was had or not: with it the list is read, in its turn.
    fn test_with(&mut self, id: AccountId, client: Result<(Client, Asked), Problem>, reply: Reply<AccountTest>) {
        let at = self.now();
        let (client, asked) = match client {
            Ok(client) => client,
            Err(problem) => {
                // A caller that has gone needs no answer.
                let _ = reply.send(Ok(AccountTest { id, at, links: links_without_key(problem) }));
                return;
            }
        };
        let (account, again) = (id.clone(), client.clone());
        self.send_urgent(&account, TEST_PATIENCE, move |left| {
            async move {
                let result = match left {
                    Ok(_) => Ok(client.list_clusters(None).await.err()),
                    Err(problem) => Err(problem),
                };
                Done::Then(Box::new(move |owner: &mut Owner| {
                    let links = match result {
                        Ok(error) => {
                            owner.note_test(&id, &asked, error.as_ref());
                            if error.is_none() {
                                let test = AccountTest { id, at, links: links(&asked, None) };
                                owner.document_then(again, asked, test, reply);
                                return;
                            }
                            links(&asked, error)
                        }
                        Err(problem) => links_not_asked(problem),
                    };
                    // A caller that has gone needs no answer.
                    let _ = reply.send(Ok(AccountTest { id, at, links }));
                }))
            }
            .boxed()
        });
    }

    /// What a test tells of the way counts for whoever drives the account; a 429 for everybody.
    pub(super) fn note_test(&mut self, id: &AccountId, asked: &Asked, error: Option<&Error>) {
        let driven = self.accounts.get(id).is_some_and(|account| account.lock.is_some());
        match error {
            _ if driven => self.note_reach(id, asked, error),
            Some(Error::Api(api)) if api.status == 429 => {
                let now = self.now();
                let pause = api.retry_after.and_then(|pause| i64::try_from(pause.as_millis()).ok());
                self.guarded(|owner| owner.store.slow_down(id, now, pause).map(drop).map_err(Problem::from));
            }
            Some(_) | None => {}
        }
    }
}

fn link(name: &str, state: LinkState, text: impl Into<String>, problem: Option<Problem>) -> TestLink {
    TestLink { name: name.to_owned(), state, text: text.into(), problem }
}

fn key_found() -> TestLink {
    link("key", LinkState::Good, "The key was found.", None)
}

fn writing() -> TestLink {
    link("writing", LinkState::NotTried, "Not tried: only a write would tell.", None)
}

fn links_without_key(problem: Problem) -> Vec<TestLink> {
    let key = link("key", LinkState::Failed, problem.message.clone(), Some(problem));
    vec![key, not_tried("connection"), not_tried("authentication"), not_tried("reading"), writing()]
}

/// There is a key, and nothing was asked with it: the provider wants quiet, too many wait, the account has gone.
fn links_not_asked(problem: Problem) -> Vec<TestLink> {
    let connection = link("connection", LinkState::NotReached, problem.message.clone(), Some(problem));
    vec![key_found(), connection, not_tried("authentication"), not_tried("reading"), writing()]
}

fn not_tried(name: &str) -> TestLink {
    link(name, LinkState::NotReached, "Not reached.", None)
}

/// What reading the list showed, link by link.
fn links(asked: &Asked, error: Option<Error>) -> Vec<TestLink> {
    use LinkState::{Failed, Good};
    let problem = error.as_ref().map(|error| answer::of_read(asked, error));
    let failed = |name: &str| {
        let text = problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default();
        link(name, Failed, text, problem.clone())
    };
    let good = |name: &str, text: &str| link(name, Good, text, None);
    let connected = format!("{} answers.", asked.host);
    let rest = match &error {
        None => [
            good("connection", &connected),
            good("authentication", "The key is accepted."),
            good("reading", "The list of clusters was read."),
        ],
        Some(Error::Transport(_)) => [failed("connection"), not_tried("authentication"), not_tried("reading")],
        Some(Error::Api(api)) if api.status == 401 => {
            [good("connection", &connected), failed("authentication"), not_tried("reading")]
        }
        Some(Error::Api(_) | Error::NotUnderstood { .. }) => {
            [good("connection", &connected), good("authentication", "The key is not refused."), failed("reading")]
        }
    };
    let mut links = vec![key_found()];
    links.extend(rest);
    links.push(writing());
    links
}
