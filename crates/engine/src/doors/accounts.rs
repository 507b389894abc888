//! Accounts.

mod save;

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::Error;

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::AccountId;
use crate::owner::{Access, Owner};
use crate::run::answer::{self, Asked};
use crate::run::driver::Done;
use crate::secrets::KeyOf;
use crate::store::AccountRow;

/// How long a test waits for its turn.
pub(super) const TEST_PATIENCE: Duration = Duration::from_secs(15);

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

    /// The account, where something may be written with it from here.
    ///
    /// # Errors
    /// The home is a copy, the account or its key may only read, or there is no key to be had.
    pub(super) fn writable_account(&self, id: &AccountId) -> Result<AccountRow, Problem> {
        if self.elsewhere {
            return Err(self.came_from_elsewhere());
        }
        let row = self.account_row(id)?;
        match self.write_problem(id).or_else(|| self.key_problem(id)) {
            Some(problem) => Err(problem),
            None => Ok(row),
        }
    }

    pub(super) fn remove_account(&mut self, ask: AccountRef) -> Answer<Nothing> {
        let row = match self.removable(&ask.id) {
            Ok(row) => row,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        Answer::Later(Box::new(move |owner, reply: Reply<Nothing>| {
            // The row first: nothing can be launched into the account while a keyring makes up its mind.
            let refused = match owner.store.change(|change| change.remove_account(&row.id)) {
                Ok(true) => None,
                Ok(false) => Some(runs_under_way(&row)),
                Err(error) => Some(error.into()),
            };
            if let Some(problem) = refused {
                // A caller that has gone needs no answer.
                let _ = reply.send(Err(problem));
                return;
            }
            owner.let_go(&row.id);
            // A keyring that can't be reached must not keep the account here for ever; the key stays there.
            owner.forget_key(KeyOf::new(&row.id, &row.facts), reply, Nothing {});
        }))
    }

    fn removable(&self, id: &AccountId) -> Result<AccountRow, Problem> {
        let row = self.account_row(id)?;
        if id.is_sandbox() {
            let place = Place::Account { id: row.id.clone(), label: row.facts.label.clone() };
            return Err(Problem::new(ProblemCode::NotAllowed, place, "The sandbox can't be removed."));
        }
        Ok(row)
    }

    pub(super) fn test_account(&mut self, ask: AccountRef) -> Answer<AccountTest> {
        if let Err(problem) = self.account_row(&ask.id) {
            return Answer::Now(Err(problem));
        }
        Answer::Later(Box::new(move |owner, reply: Reply<AccountTest>| {
            // Whoever tests wants to know it anew.
            owner.try_writes_again(&ask.id);
            let access = owner.new_access(&ask.id);
            let id = ask.id;
            owner.in_flight.push(
                async move {
                    let access = access.await;
                    Done::Then(Box::new(move |owner: &mut Owner| owner.test_with(id, access, reply)))
                }
                .boxed(),
            );
        }))
    }

    /// The key was had or not: with it the list is read, in its turn.
    fn test_with(&mut self, id: AccountId, access: Result<Access, Problem>, reply: Reply<AccountTest>) {
        let at = self.now();
        let Access { client, asked, .. } = match access {
            Ok(access) => access,
            Err(problem) => {
                // A caller that has gone needs no answer.
                let _ = reply.send(Ok(AccountTest { id, at, links: links_without_key(problem), document: None }));
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
                                let test = AccountTest { id, at, links: links(&asked, None), document: None };
                                owner.document_then(again, asked, test, reply);
                                return;
                            }
                            links(&asked, error)
                        }
                        Err(problem) => links_not_asked(problem),
                    };
                    // A caller that has gone needs no answer.
                    let _ = reply.send(Ok(AccountTest { id, at, links, document: None }));
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

fn runs_under_way(row: &AccountRow) -> Problem {
    let place = Place::Account { id: row.id.clone(), label: row.facts.label.clone() };
    Problem::new(ProblemCode::NotAllowed, place, format!("Account {} has runs under way.", row.facts.label))
        .with_remedy("Wait for them, or withdraw those that were not sent.")
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

#[cfg(test)]
mod tests;
