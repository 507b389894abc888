//! A home that came from elsewhere.

use crate::api::*;
use crate::owner::Owner;
use crate::run::state::{Input, step};

impl Owner {
    /// The home is this one from now on. What was about to be sent may have been sent where it came from: it is looked
    /// for, and a person decides.
    pub(super) fn take_over_home(&mut self, _: Nothing) -> Result<StatusView, Problem> {
        let now = self.now();
        let mut steps = Vec::new();
        for account in self.store.accounts()? {
            for row in self.store.open_runs(&account.id)?.into_iter().filter(|run| run.state.stage == Stage::Intended) {
                let after = step(row.task(), &row.state, Input::CameAlong, now);
                steps.push((row, after));
            }
        }
        let identity = self.identity.clone();
        let taken = self.store.change(|change| {
            // Another program may have taken it over at this very moment, and be about to send.
            if !change.put_home(&identity)? {
                return Ok(false);
            }
            for (row, after) in steps {
                change.put_run(&row, &after.state)?;
                change.add_events(&row.id, after.events, now)?;
            }
            Ok(true)
        })?;
        self.elsewhere = false;
        if !taken {
            return Err(Problem::new(ProblemCode::NotAllowed, Place::Home, "This home belongs here already."));
        }
        self.status_view()
    }
}
