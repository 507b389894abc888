//! A survey of an account, and the provider's document at the test of one.

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::Client;

use super::Answer;
use super::accounts::TEST_PATIENCE;
use crate::api::*;
use crate::engine::Reply;
use crate::id::AccountId;
use crate::owner::{Access, Owner};
use crate::request::{self, Mark};
use crate::run::answer::{self, Asked};
use crate::run::driver::Done;
use crate::survey::document::{self, Compared};
use crate::survey::{Known, Looks};
use crate::time::Timestamp;

/// How long one request of a survey may wait for its turn: a person waits for the whole of it, and what is not asked by
/// then is told as not read.
const LOOK_PATIENCE: Duration = Duration::from_secs(60);

/// A survey under way.
struct Survey {
    client: Client,
    asked: Asked,
    at: Timestamp,
    document: ProviderDocument,
    looks: Looks,
    reply: Reply<AccountSurvey>,
}

impl Owner {
    /// Reads everything that can be read, each request in its turn and with a token of the budget: half a minute and more.
    pub(super) fn survey_account(&mut self, ask: AccountRef) -> Answer<AccountSurvey> {
        if let Err(problem) = self.account_row(&ask.id) {
            return Answer::Now(Err(problem));
        }
        Answer::Later(Box::new(move |owner, reply: Reply<AccountSurvey>| {
            let access = owner.new_access(&ask.id);
            let begun = async move {
                let access = access.await;
                Done::Then(Box::new(move |owner: &mut Owner| match access {
                    Ok(Access { client, asked, .. }) => owner.survey_document(client, asked, reply),
                    // A caller that has gone needs no answer.
                    Err(problem) => drop(reply.send(Err(problem))),
                }))
            };
            owner.in_flight.push(begun.boxed());
        }))
    }

    fn survey_document(&mut self, client: Client, asked: Asked, reply: Reply<AccountSurvey>) {
        let (id, at) = (asked.id.clone(), self.now());
        self.send_urgent(&id, LOOK_PATIENCE, move |left| {
            async move {
                let fetched = match left {
                    Ok(_) => document::fetch(&client, at).await,
                    // A caller that has gone needs no answer.
                    Err(problem) => {
                        drop(reply.send(Err(problem)));
                        return Done::Reported;
                    }
                };
                Done::Then(Box::new(move |owner: &mut Owner| {
                    if let Ok(fetched) = &fetched {
                        fetched.keep(&owner.home, &asked.host);
                    }
                    let known = Known::new(fetched.as_ref().ok().map(|fetched| &fetched.document));
                    let document = fetched.as_ref().map_or_else(Clone::clone, |fetched| fetched.compared.told());
                    owner.survey_on(Survey { client, asked, at, document, looks: Looks::new(known), reply });
                }))
            }
            .boxed()
        });
    }

    /// The next look, or the answer.
    fn survey_on(&mut self, mut survey: Survey) {
        let Some(look) = survey.looks.next() else { return survey.end() };
        let id = survey.asked.id.clone();
        self.send_urgent(&id, LOOK_PATIENCE, move |left| {
            async move {
                if left.is_err() {
                    survey.end();
                    return Done::Reported;
                }
                let ids: Vec<&str> = look.ids.iter().map(String::as_str).collect();
                let answer = survey.client.look(look.path, &ids).await;
                Done::Then(Box::new(move |owner: &mut Owner| {
                    if let Some(error) = slowed(&answer) {
                        owner.note_test(&survey.asked.id, &survey.asked, Some(error));
                    }
                    survey.looks.saw(&look, answer);
                    owner.survey_on(survey);
                }))
            }
            .boxed()
        });
    }

    /// After a test that went well: has the document of a real provider read, once a day and in its turn, then answers.
    pub(super) fn document_then(&mut self, client: Client, asked: Asked, test: AccountTest, reply: Reply<AccountTest>) {
        let answer = move |document: Option<ProviderDocument>| {
            // A caller that has gone needs no answer.
            let _ = reply.send(Ok(AccountTest { document, ..test }));
        };
        if is_this_computer(&asked.host) {
            return answer(None);
        }
        let at = self.now();
        let kept = Compared::kept(&self.home, &asked.host);
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(at)) {
            return answer(Some(kept.told()));
        }
        let id = asked.id.clone();
        self.send_urgent(&id, TEST_PATIENCE, move |left| {
            async move {
                let fetched = match left {
                    Ok(_) => Some(document::fetch(&client, at).await),
                    Err(_) => None,
                };
                Done::Then(Box::new(move |owner: &mut Owner| match fetched {
                    Some(Ok(fetched)) => {
                        fetched.keep(&owner.home, &asked.host);
                        answer(Some(fetched.compared.told()));
                    }
                    Some(Err(missing)) => answer(Some(kept.map_or(missing, |kept| kept.told()))),
                    None => answer(kept.map(|kept| kept.told())),
                }))
            }
            .boxed()
        });
    }

    /// What the provider's document says of each of these drafts, as far as an account at that host was ever tested.
    pub(super) fn document_notes(&self, id: &AccountId, drafts: &[ProfileDraft]) -> Vec<Vec<String>> {
        let host = self.accounts.get(id).map(|account| &account.asked.host);
        let kept = host.and_then(|host| Compared::kept(&self.home, host));
        let notes = |draft: &ProfileDraft| {
            let Some(kept) = &kept else { return Vec::new() };
            let built = request::build(draft, Mark::Preview);
            kept.notes(built.method, &built.path, &built.body)
        };
        drafts.iter().map(notes).collect()
    }
}

impl Survey {
    /// Answers with what was seen. A caller that has gone needs no answer.
    fn end(self) {
        let answer = match self.looks.unreachable() {
            Some(error) => Err(answer::of_read(&self.asked, error)),
            None => Ok(AccountSurvey {
                at: self.at,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                document: self.document,
                looks: self.looks.told(),
            }),
        };
        drop(self.reply.send(answer));
    }
}

/// Of all that a look may meet only a 429 says something of the account: a path that isn't there is what is looked for.
fn slowed<T>(answer: &Result<T, instaclustr_api::Error>) -> Option<&instaclustr_api::Error> {
    answer.as_ref().err().filter(|error| matches!(error, instaclustr_api::Error::Api(error) if error.status == 429))
}

/// Whether a host is this computer: only there an address may do without TLS.
fn is_this_computer(host: &str) -> bool {
    instaclustr_api::check_base_url(&format!("http://{host}")).is_ok()
}
