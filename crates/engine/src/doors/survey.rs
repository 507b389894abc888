//! A survey of an account, and the provider's document at the test of one.

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::Client;

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::AccountId;
use crate::owner::Owner;
use crate::run::answer::{self, Asked};
use crate::run::driver::Done;
use crate::survey::shape::Known;
use crate::survey::{document, look_around};

impl Owner {
    /// Reads everything that can be read, one request a second, which a person waits for: half a minute and more. Like a
    /// test it takes no token, and stays by itself within the rate that the budget begins with.
    pub(super) fn survey_account(&mut self, ask: AccountRef) -> Answer<AccountSurvey> {
        if let Err(problem) = self.account_row(&ask.id) {
            return Answer::Now(Err(problem));
        }
        Answer::Later(Box::new(move |owner, reply: Reply<AccountSurvey>| {
            let client = owner.new_client(&ask.id);
            let at = owner.now();
            owner.in_flight.push(
                async move {
                    match client.await {
                        Err(problem) => {
                            // A caller that has gone needs no answer.
                            let _ = reply.send(Err(problem));
                            Done::Reported { requests: 0 }
                        }
                        Ok((client, asked)) => survey(client, asked, at, reply).await,
                    }
                }
                .boxed(),
            );
        }))
    }

    /// After a test that went well: has the document of a real provider read, with a token of the budget, then answers.
    pub(super) fn document_then(&mut self, client: Client, asked: Asked, test: AccountTest, reply: Reply<AccountTest>) {
        let now = self.now();
        if is_this_computer(&asked.host) {
            // A caller that has gone needs no answer.
            let _ = reply.send(Ok(test));
            return;
        }
        if let Some(pause) = self.token(&asked.id) {
            let again = move |owner: &mut Owner| owner.document_then(client, asked, test, reply);
            let waited = async move {
                tokio::time::sleep(pause).await;
                Done::Then(Box::new(again))
            };
            self.in_flight.push(waited.boxed());
            return;
        }
        let fetched = async move {
            let fetched = document::fetch(&client).await;
            Done::Then(Box::new(move |owner: &mut Owner| {
                owner.requests.push_back(now);
                if let Ok(fetched) = fetched {
                    fetched.keep(&owner.home, &asked.host, now);
                    tracing::info!(host = asked.host, differences = fetched.differences.len(), "document compared");
                }
                // A caller that has gone needs no answer.
                let _ = reply.send(Ok(test));
            }))
        };
        self.in_flight.push(fetched.boxed());
    }

    /// Takes a token of the account's budget, or says how long to wait for one.
    fn token(&mut self, id: &AccountId) -> Option<Duration> {
        let now = self.now();
        let account = self.accounts.get_mut(id)?;
        match account.budget.take(now) {
            Ok(budget) => {
                account.budget = budget;
                None
            }
            Err(at) => Some(Duration::from_millis(at.ms_since(now).max(1).unsigned_abs())),
        }
    }
}

async fn survey(client: Client, asked: Asked, at: crate::time::Timestamp, reply: Reply<AccountSurvey>) -> Done {
    let fetched = document::fetch(&client).await;
    let known = Known::new(fetched.as_ref().ok().map(|fetched| &fetched.document));
    let around = look_around(&client, &known).await;
    let document = fetched.as_ref().map_or_else(Clone::clone, document::Fetched::told);
    let answer = match &around.unreachable {
        Some(error) => Err(answer::of_read(&asked, error)),
        None => Ok(AccountSurvey { at, version: env!("CARGO_PKG_VERSION").to_owned(), document, looks: around.looks }),
    };
    Done::Then(Box::new(move |owner: &mut Owner| {
        let now = owner.now();
        // The document, and what was looked at.
        owner.requests.extend((0..=around.requests).map(|_| now));
        if let Ok(fetched) = fetched {
            fetched.keep(&owner.home, &asked.host, now);
        }
        // A caller that has gone needs no answer.
        let _ = reply.send(answer);
    }))
}

/// Whether a host is this computer: only there an address may do without TLS.
fn is_this_computer(host: &str) -> bool {
    instaclustr_api::check_base_url(&format!("http://{host}")).is_ok()
}
