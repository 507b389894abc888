//! Saving an account, and the way of its key into the keyring and out of it.
//!
//! The order, where a key comes with the account:
//!
//! 1. What is asked is checked.
//! 2. The keyring takes the key, and gives the one that it takes the place of. The key before the row: an account whose
//!    key was not kept would only look as if it worked.
//! 3. What is asked is checked against the store once more, since a keyring takes its time, and the row is committed.
//! 4. Where that fails, the keyring gets back what it held, if the account has its key there; else it forgets the new
//!    one.
//!
//! Where the key comes from elsewhere, the row is committed and only then does the keyring forget the account's key: no
//! account ever names a keyring that has forgotten. The keyring is asked to forget whatever the source was before, so
//! that nothing is left of a program that died in between.
//!
//! A program that dies between 2 and 3 leaves the new key in the keyring, one that dies before it forgot the old one. The
//! next save of that account takes its place or takes it out, its removal takes it out. Of an account that was only about
//! to be added there is no row: its key stays under an id that nobody uses, until a person takes it out.
//!
//! A keyring may never answer. The caller is told after [`PATIENCE`]; what comes later is taken back as in 4, and till
//! then no other key is kept for the account, so that two can't overtake each other.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::AccountId;
use crate::owner::Owner;
use crate::run::driver::Done;
use crate::secrets::{KEY_BYTES_MAX, KeyOf, PATIENCE, Secret};
use crate::store::{AccountFacts, AccountRow, AccountSeen};
use crate::watch::budget::RATE_MAX;

const LABEL_CHARS_MAX: usize = 40;
const WORD_CHARS_MAX: usize = 10;

/// What is to be committed.
struct Saving {
    /// What was asked, without the key.
    ask: SaveAccount,
    id: AccountId,
    facts: AccountFacts,
}

impl Owner {
    pub(in crate::doors) fn save_account(&mut self, mut ask: SaveAccount) -> Answer<AccountView> {
        let facts = match self.checked(&ask) {
            Ok(facts) => facts,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        let is_new = ask.id.is_none();
        let secret = ask.secret.take();
        let id = ask.id.clone().unwrap_or_else(|| AccountId(self.edges.new_id()));
        let saving = Saving { ask, id, facts };
        match secret {
            Some(secret) => Answer::Later(Box::new(move |owner, reply| owner.keep_key(saving, secret, reply))),
            None if is_new || saving.facts.key == KeySource::Keyring => Answer::Now(self.commit(&saving)),
            None => Answer::Later(Box::new(move |owner, reply| match owner.commit(&saving) {
                Ok(view) => owner.forget_key(saving.key_of(), reply, view),
                Err(problem) => answer(Some(reply), Err(problem)),
            })),
        }
    }

    /// The fields by themselves, and against the accounts there are.
    fn checked(&self, ask: &SaveAccount) -> Result<AccountFacts, Problem> {
        let facts = facts_of(ask)?;
        let old = self.old_account(ask, &facts)?;
        check_key(ask, old.as_ref().map(|old| &old.facts.key))?;
        Ok(facts)
    }

    /// The account that is to be changed, if it is one that may be changed so.
    fn old_account(&self, ask: &SaveAccount, facts: &AccountFacts) -> Result<Option<AccountRow>, Problem> {
        for other in self.store.accounts()? {
            if other.facts.label.eq_ignore_ascii_case(&facts.label) && Some(&other.id) != ask.id.as_ref() {
                let place = Place::Field { path: "label".to_owned() };
                return Err(Problem::new(ProblemCode::NameTaken, place, "Another account has this name."));
            }
        }
        let Some(id) = &ask.id else { return Ok(None) };
        if id.is_sandbox() {
            return Err(Problem::field("id", "The sandbox can't be changed."));
        }
        let old = self.account_row(id)?;
        let moved = old.facts.url != facts.url || old.facts.user != facts.user;
        // Its runs are looked for where they were sent: at another address they would seem gone.
        if moved && !self.store.open_runs(id)?.is_empty() {
            let place = Place::Field { path: "url".to_owned() };
            let message = "This account has runs: its address and user name can't be changed.";
            return Err(
                Problem::new(ProblemCode::NotAllowed, place, message).with_remedy("Add another account instead.")
            );
        }
        Ok(Some(old))
    }

    fn keep_key(&mut self, saving: Saving, secret: Secret, reply: Reply<AccountView>) {
        let of = saving.key_of();
        if self.keys_under_way.contains(&saving.id) {
            return answer(Some(reply), Err(of.still_asked()));
        }
        self.keys_under_way.push(saving.id.clone());
        let late = Err(of.not_kept(PATIENCE));
        let keep = self.edges.secrets.keep(of, secret);
        self.in_flight.push(
            async move {
                let (kept, reply) = patiently(keep, Some(reply), late).await;
                Done::Then(Box::new(move |owner: &mut Owner| owner.key_kept(&saving, kept, reply)))
            }
            .boxed(),
        );
    }

    /// The keyring has answered. Without a `reply` it came too late.
    fn key_kept(&mut self, saving: &Saving, kept: Result<Option<Secret>, Problem>, reply: Option<Reply<AccountView>>) {
        let before = match kept {
            Ok(before) => before,
            Err(problem) => {
                self.key_settled(&saving.id);
                return answer(reply, Err(problem));
            }
        };
        let committed = match &reply {
            Some(_) => self.old_account(&saving.ask, &saving.facts).and_then(|_| self.commit(saving)),
            None => Err(saving.key_of().not_kept(PATIENCE)),
        };
        match committed {
            Ok(view) => {
                self.key_settled(&saving.id);
                answer(reply, Ok(view));
            }
            Err(problem) => self.take_key_back(saving, before, reply, problem),
        }
    }

    /// Nothing was committed: the keyring is to hold what it held before.
    fn take_key_back(
        &mut self,
        saving: &Saving,
        before: Option<Secret>,
        reply: Option<Reply<AccountView>>,
        problem: Problem,
    ) {
        let of = saving.key_of();
        // A store that can't be read says nothing against the key that was there.
        let holds = |row: Option<AccountRow>| row.is_some_and(|row| row.facts.key == KeySource::Keyring);
        let before = before.filter(|_| self.store.account(&saving.id).map_or(true, holds));
        let secrets = self.edges.secrets.clone();
        let back = match before {
            Some(before) => secrets.keep(of, before).map(|kept| kept.map(drop)).boxed(),
            None => secrets.forget(of),
        };
        let id = saving.id.clone();
        self.in_flight.push(
            async move {
                let (taken, reply) = patiently(back, reply, Err(problem.clone())).await;
                if let Err(problem) = taken {
                    tracing::warn!(%problem, "a key that was not saved stays in the keyring");
                }
                answer(reply, Err(problem));
                Done::Then(Box::new(move |owner: &mut Owner| owner.key_settled(&id)))
            }
            .boxed(),
        );
    }

    /// The keyring forgets the account's key; then, or where that takes too long, `reply` gets `value`.
    pub(super) fn forget_key<T: Clone + Send + 'static>(&mut self, of: KeyOf, reply: Reply<T>, value: T) {
        let id = of.account.clone();
        self.keys_under_way.push(id.clone());
        let forget = self.edges.secrets.forget(of);
        self.in_flight.push(
            async move {
                let (forgotten, reply) = patiently(forget, Some(reply), Ok(value.clone())).await;
                if let Err(problem) = forgotten {
                    tracing::warn!(%problem, "if the keyring holds a key of the account, it stays there");
                }
                answer(reply, Ok(value));
                Done::Then(Box::new(move |owner: &mut Owner| owner.key_settled(&id)))
            }
            .boxed(),
        );
    }

    /// The keyring has done one of the things it was asked for with a key of the account.
    fn key_settled(&mut self, id: &AccountId) {
        if let Some(place) = self.keys_under_way.iter().position(|under_way| under_way == id) {
            self.keys_under_way.swap_remove(place);
        }
    }

    fn commit(&mut self, saving: &Saving) -> Result<AccountView, Problem> {
        // What the provider refused was refused to the old key.
        let seen = self.store.account(&saving.id)?.map(|row| AccountSeen { writes_refused_at: None, ..row.seen });
        self.store.change(|change| {
            change.put_account(&saving.id, &saving.facts)?;
            seen.as_ref().map_or(Ok(()), |seen| change.put_account_seen(&saving.id, seen))
        })?;
        if let Some(account) = self.accounts.get_mut(&saving.id) {
            account.row.seen.writes_refused_at = None;
            // A new key under the same facts, or new facts: either way the old client is not used any more.
            account.key_changed();
        }
        let row = self.account_row(&saving.id)?;
        Ok(self.account_view(&row))
    }
}

impl Saving {
    fn key_of(&self) -> KeyOf {
        KeyOf::new(&self.id, &self.facts)
    }
}

/// Waits for the keyring. After [`PATIENCE`] the caller gets `late`, and the reply is gone when the keyring answers.
async fn patiently<T, A>(
    mut work: BoxFuture<'static, T>,
    reply: Option<Reply<A>>,
    late: Result<A, Problem>,
) -> (T, Option<Reply<A>>) {
    match tokio::time::timeout(PATIENCE, &mut work).await {
        Ok(done) => (done, reply),
        Err(_) => {
            answer(reply, late);
            (work.await, None)
        }
    }
}

fn answer<T>(reply: Option<Reply<T>>, result: Result<T, Problem>) {
    if let Some(reply) = reply {
        // A caller that has gone needs no answer.
        let _ = reply.send(result);
    }
}

/// What a person says of the account, each field checked by itself.
fn facts_of(ask: &SaveAccount) -> Result<AccountFacts, Problem> {
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
    let rate = ask.rate.unwrap_or(1);
    if !(1..=RATE_MAX).contains(&rate) {
        return field("rate", &format!("1 to {RATE_MAX} requests per second."));
    }
    Ok(AccountFacts {
        label: label.to_owned(),
        word: word.to_owned(),
        colour: ask.colour,
        url: url.trim_end_matches('/').to_owned(),
        user: user.to_owned(),
        key: ask.key.clone(),
        read_only: ask.read_only,
        rate,
    })
}

/// Where the key comes from, and the key itself where it comes along. `before`: where it came from so far.
fn check_key(ask: &SaveAccount, before: Option<&KeySource>) -> Result<(), Problem> {
    let field = |path: &str, message: &str| Err(Problem::field(path, message));
    match (&ask.key, &ask.secret) {
        (KeySource::BuiltIn, _) => field("key", "Only the sandbox needs no key."),
        (KeySource::Keyring, None) if before != Some(&KeySource::Keyring) => {
            field("secret", "Enter the Provisioning key.")
        }
        (KeySource::Keyring, Some(secret)) if secret.expose().trim().is_empty() => {
            field("secret", "Enter the Provisioning key.")
        }
        (KeySource::Keyring, Some(secret)) if secret.expose().len() > KEY_BYTES_MAX => {
            field("secret", "This is too long for a key.")
        }
        (KeySource::Environment { variable: from } | KeySource::Command { command: from }, _)
        | (KeySource::File { path: from }, _)
            if from.trim().is_empty() =>
        {
            field("key", "Say where the key comes from.")
        }
        (KeySource::Environment { .. } | KeySource::Command { .. } | KeySource::File { .. }, Some(_)) => {
            field("secret", "A key is only kept in the keyring.")
        }
        (_, _) => Ok(()),
    }
}
