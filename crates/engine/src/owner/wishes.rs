//! What only the driver of an account can do, wished by a program that is not: rows in the store.

use super::Owner;
use crate::api::{Decision, Place, Problem, ProblemCode, RunView};
use crate::engine::Reply;
use crate::id::{AccountId, RunId};
use crate::lock;
use crate::store::{Wish, WishRow};
use crate::time::Timestamp;

/// A wish that nobody took within this time is withdrawn, in milliseconds: a decision must not be carried out when the
/// person has long been told that it was not.
const WISH_MS_MAX: i64 = 15_000;

/// A wish of this program, until it is answered.
pub(crate) struct Awaited {
    number: i64,
    account: AccountId,
    run: RunId,
    until: Timestamp,
    reply: Reply<RunView>,
}

/// Who waits for a decision to be carried out.
pub(crate) enum Asker {
    /// A caller of this program.
    Here(Reply<RunView>),
    /// A wish of another one, by its number.
    Wish(i64),
}

impl Asker {
    /// The wish that is to be answered together with what carries it out.
    pub(crate) fn wish(&self) -> Option<i64> {
        match self {
            Self::Here(_) => None,
            Self::Wish(number) => Some(*number),
        }
    }
}

impl Owner {
    /// Wishes a decision of whoever drives the account, and waits for the answer.
    pub(crate) fn wish_decision(&mut self, account: AccountId, run: RunId, decision: Decision, reply: Reply<RunView>) {
        let wished = self.wish(&account, &Wish::Resolve { run: run.clone(), decision });
        match wished {
            Ok(number) => {
                let until = self.now().plus_ms(WISH_MS_MAX);
                self.awaited.push(Awaited { number, account, run, until, reply });
            }
            Err(problem) => drop(reply.send(Err(problem))),
        }
    }

    /// Leaves a wish, if there is somebody to take it.
    pub(crate) fn wish(&mut self, account: &AccountId, wish: &Wish) -> Result<i64, Problem> {
        if self.elsewhere {
            return Err(self.came_from_elsewhere());
        }
        if lock::holder(&self.home, account).ok().flatten().is_none() {
            return Err(self.not_driven(account));
        }
        let now = self.now();
        self.wishes_unread = true;
        Ok(self.store.change(|change| change.add_wish(account, wish, now))?)
    }

    /// Says who drives the account, or that nobody does.
    pub(crate) fn not_driven(&self, account: &AccountId) -> Problem {
        if self.elsewhere {
            return self.came_from_elsewhere();
        }
        let known = self.accounts.get(account);
        let label = known.map_or_else(|| account.to_string(), |known| known.row.facts.label.clone());
        let place = Place::Account { id: account.clone(), label: label.clone() };
        match lock::holder(&self.home, account).ok().flatten() {
            Some(holder) => Problem::new(
                ProblemCode::NotDriven,
                place,
                format!("{} drives account {label} and did not answer.", holder.who),
            )
            .with_remedy("Try again, or end that program."),
            None => Problem::new(ProblemCode::NotDriven, place, format!("Nobody drives account {label} now."))
                .with_remedy("Open the window, or run `slipway drive`."),
        }
    }

    /// Says that the home is a copy, or was moved.
    pub(crate) fn came_from_elsewhere(&self) -> Problem {
        let message = format!(
            "The folder {} came from another computer or another place. Slipway there may still use it, so nothing is sent from here.",
            self.home.display()
        );
        Problem::new(ProblemCode::NotAllowed, Place::Home, message)
            .with_remedy("Once it is not used there any more: `slipway home take-over`.")
    }

    /// Carries out what others wish of the accounts driven here, and hands out answers to wishes of this program.
    pub(super) fn grant(&mut self, now: Timestamp) -> Result<(), Problem> {
        // Cleared before: what is carried out may find that a wish has to be read again.
        let taken = if std::mem::take(&mut self.wishes_unread) { self.take_wishes(now) } else { Ok(()) };
        if taken.is_err() {
            self.wishes_unread = true;
        }
        self.hand_out(now);
        taken
    }

    fn take_wishes(&mut self, now: Timestamp) -> Result<(), Problem> {
        let driven: Vec<AccountId> =
            self.accounts.iter().filter(|(_, account)| account.lock.is_some()).map(|(id, _)| id.clone()).collect();
        for account in driven {
            for WishRow { number, wish, wished_at } in self.store.open_wishes(&account)? {
                if now.ms_since(wished_at) > WISH_MS_MAX {
                    let late = self.not_driven(&account);
                    self.store.change(|change| change.answer_wish(number, Err(&late)))?;
                    continue;
                }
                match wish {
                    Wish::Look { run } => {
                        self.want_look(&account, &run);
                        self.store.change(|change| change.answer_wish(number, Ok(())))?;
                    }
                    Wish::List => {
                        self.want_list(&account);
                        self.store.change(|change| change.answer_wish(number, Ok(())))?;
                    }
                    Wish::Resolve { run, decision } => {
                        if self.wishes_taken.insert(number) {
                            self.decide(&account, run, decision, Asker::Wish(number));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn hand_out(&mut self, now: Timestamp) {
        for awaited in std::mem::take(&mut self.awaited) {
            let answer = match self.answer_to(&awaited, now) {
                Ok(Some(answer)) => answer,
                // Not known yet, or the store fails for a moment.
                Ok(None) | Err(_) => {
                    self.awaited.push(awaited);
                    continue;
                }
            };
            let view = answer.and_then(|()| self.view_of(&awaited.run));
            // A caller that has gone needs no answer.
            let _ = awaited.reply.send(view);
        }
    }

    /// What came of a wish of this program; one that has waited too long is withdrawn.
    fn answer_to(&mut self, awaited: &Awaited, now: Timestamp) -> Result<Option<Result<(), Problem>>, Problem> {
        let number = awaited.number;
        let answer = self.store.wish_answer(number)?;
        if answer.is_some() || now <= awaited.until {
            return Ok(answer);
        }
        let problem = self.not_driven(&awaited.account);
        if self.store.change(|change| change.answer_wish(number, Err(&problem)))? {
            return Ok(Some(Err(problem)));
        }
        // It was carried out at this very moment.
        Ok(self.store.wish_answer(number)?)
    }

    /// A decision was carried out, or could not be.
    pub(crate) fn decided(&mut self, asker: Asker, run: &RunId, result: Result<(), Problem>) {
        match asker {
            Asker::Here(reply) => {
                let view = result.and_then(|()| self.view_of(run));
                // A caller that has gone needs no answer.
                let _ = reply.send(view);
            }
            // What was carried out answered its wish in the same commit.
            Asker::Wish(number) => {
                if let Err(problem) = result {
                    self.guarded(|owner| {
                        owner.store.change(|change| change.answer_wish(number, Err(&problem)))?;
                        Ok(())
                    });
                }
                self.wishes_taken.remove(&number);
                // Where the answer was not kept the wish is still open, and is taken again.
                self.wishes_unread = true;
            }
        }
    }

    /// Looks at a run's cluster, or for it, as soon as the budget allows.
    pub(crate) fn want_look(&mut self, account: &AccountId, run: &RunId) {
        if let Some(live) = self.live_mut(account, run) {
            live.wanted = true;
        }
        self.try_now(account);
    }

    /// Reads the list as soon as the budget allows.
    pub(crate) fn want_list(&mut self, account: &AccountId) {
        if let Some(account) = self.accounts.get_mut(account) {
            account.list_wanted = true;
        }
        self.try_now(account);
    }

    /// A person wants to know now: a pause after failures ends, the quiet that the provider asked for does not.
    fn try_now(&mut self, account: &AccountId) {
        let now = self.now();
        if let Some(account) = self.accounts.get_mut(account) {
            account.reads_from = account.budget.quiet_until(now);
        }
    }
}
