//! What requests tell of the way to the provider.

use instaclustr_api::Error;

use crate::api::{Place, Problem, ProblemCode, Reach};
use crate::id::AccountId;
use crate::owner::{Driven, Owner};
use crate::run::answer::{self, Asked};
use crate::time::Timestamp;

/// First pause after a read that failed, in milliseconds; doubled with each further one.
const FAILURE_MS_MIN: i64 = 1_000;
const FAILURE_MS_MAX: i64 = 30_000;
/// Pause after the key was refused, in milliseconds: asking with it again and again would not help.
const REFUSED_MS: i64 = 60_000;

impl Owner {
    /// A read has ended: what it tells of the account. Nothing where the account has gone meanwhile.
    pub(super) fn read_done(&mut self, id: &AccountId, error: Option<&Error>) -> Option<Asked> {
        let account = self.accounts.get_mut(id)?;
        account.reading = false;
        let asked = account.asked.clone();
        self.note_reach(id, &asked, error);
        Some(asked)
    }

    /// What the outcome of a request tells of the way to the provider, and what follows for the next one.
    pub(crate) fn note_reach(&mut self, id: &AccountId, asked: &Asked, error: Option<&Error>) {
        let now = self.now();
        let Some(account) = self.accounts.get_mut(id) else { return };
        let failing = |account: &mut Driven| {
            let pause = FAILURE_MS_MIN.saturating_mul(1 << account.read_failures.min(10)).min(FAILURE_MS_MAX);
            account.read_failures = account.read_failures.saturating_add(1);
            now.plus_ms(pause)
        };
        let reach = match error {
            Some(Error::Api(api)) if api.status == 429 => {
                let pause = api.retry_after.and_then(|pause| i64::try_from(pause.as_millis()).ok());
                // Where the store does not take it the account is held: without the store no request gets room.
                account.budget =
                    self.store.slow_down(id, now, pause).unwrap_or_else(|_| account.budget.slowed(now, pause));
                account.reads_from = account.budget.quiet_until(now);
                Reach::Slowed { until: account.reads_from.unwrap_or(now) }
            }
            Some(Error::Api(api)) if api.status == 401 || api.status == 403 => {
                account.reads_from = Some(now.plus_ms(REFUSED_MS));
                account.key_refused(now);
                Reach::Refused {
                    problem: error.map_or_else(|| unreachable_problem(asked), |e| answer::of_read(asked, e)),
                }
            }
            Some(Error::Transport(_) | Error::NotUnderstood { .. }) => {
                let next_try = failing(account);
                account.reads_from = Some(next_try);
                if matches!(error, Some(Error::Transport(_))) {
                    account.way_lost(self.edges.network.as_ref());
                }
                offline(account, asked, error, now, next_try)
            }
            Some(Error::Api(api)) if api.status >= 500 => {
                let next_try = failing(account);
                account.reads_from = Some(next_try);
                offline(account, asked, error, now, next_try)
            }
            None | Some(Error::Api(_)) => {
                if account.budget.is_slowed() {
                    account.budget = self.store.note_answered(id, now).unwrap_or_else(|_| account.budget.answered());
                }
                account.reads_from = None;
                account.read_failures = 0;
                Reach::Good
            }
        };
        self.put_reach(id, reach);
    }
}

fn offline(account: &Driven, asked: &Asked, error: Option<&Error>, now: Timestamp, next_try: Timestamp) -> Reach {
    let since = match &account.row.seen.reach {
        Reach::Offline { since, .. } => *since,
        Reach::Unknown | Reach::Good | Reach::Slowed { .. } | Reach::Refused { .. } | Reach::NoKey { .. } => now,
    };
    let problem = error.map_or_else(|| unreachable_problem(asked), |error| answer::of_read(asked, error));
    Reach::Offline { since, problem, next_try }
}

fn unreachable_problem(asked: &Asked) -> Problem {
    let place = Place::Account { id: asked.id.clone(), label: asked.label.clone() };
    Problem::new(ProblemCode::NotSent, place, format!("{} can't be reached.", asked.host))
}
