//! What stands in the way of an account, or of the store, told to whoever waits: once when it appears, once when it is over.

use std::collections::BTreeMap;

use slipway_engine::api::*;
use slipway_engine::id::AccountId;

use crate::home::Context;
use crate::views;

/// What was told of the accounts.
#[derive(Default)]
pub struct Troubles(BTreeMap<AccountId, ProblemCode>);

impl Troubles {
    /// The line that an account as it is now is worth, if any.
    pub fn news(&mut self, account: &AccountView) -> Option<String> {
        let problem = match &account.reach {
            Reach::Refused { problem } | Reach::NoKey { problem } | Reach::Offline { problem, .. } => problem,
            Reach::Good => {
                self.0.remove(&account.id)?;
                return Some(format!("Account {} is answered again.", account.label));
            }
            // Slowed down it soon goes on; nothing asked yet says nothing.
            Reach::Slowed { .. } | Reach::Unknown => return None,
        };
        let told = self.0.insert(account.id.clone(), problem.code);
        (told != Some(problem.code)).then(|| format!("Account {}: {}", account.label, views::problem(problem)))
    }
}

/// What is wrong with the store, told once each time it changes.
#[derive(Default)]
pub struct StoreTrouble {
    told: Option<Problem>,
}

impl StoreTrouble {
    /// Takes what the status says now.
    pub fn tell(&mut self, context: &mut Context, problem: Option<Problem>) {
        match (&problem, &self.told) {
            (Some(new), old) if old.as_ref() != Some(new) => context.output.note(&views::problem(new)),
            (None, Some(_)) => context.output.note("The store takes everything again."),
            (Some(_), _) | (None, None) => {}
        }
        self.told = problem;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::{T0, an_account};

    fn offline(code: ProblemCode) -> AccountView {
        let problem = Problem::new(code, Place::App, "No answer that is understood.");
        let reach = Reach::Offline { since: T0, problem, next_try: T0.plus_ms(5_000) };
        AccountView { reach, ..an_account("prod") }
    }

    #[test]
    fn a_trouble_is_told_once_and_so_is_its_end() {
        let mut told = Troubles::default();
        let good = AccountView { reach: Reach::Good, ..an_account("prod") };
        assert_eq!(told.news(&good), None);
        assert!(told.news(&offline(ProblemCode::NotUnderstood)).unwrap().contains("Account prod: "));
        assert_eq!(told.news(&offline(ProblemCode::NotUnderstood)), None);
        // Another trouble is news.
        assert!(told.news(&offline(ProblemCode::NotSent)).is_some());
        let slowed = AccountView { reach: Reach::Slowed { until: T0 }, ..an_account("prod") };
        assert_eq!(told.news(&slowed), None);
        assert_eq!(told.news(&good).as_deref(), Some("Account prod is answered again."));
        assert_eq!(told.news(&good), None);
    }
}
