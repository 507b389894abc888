//! A home that came from elsewhere.

use crate::api::*;
use crate::owner::Owner;
use crate::run::state::{Decided, Input, Step, StepInput, step};
use crate::run::steps_held;

impl Owner {
    /// The home is this one from now on. What was about to be sent may have been sent where it came from: it is looked
    /// for, and a person decides. In a daily copy that was put back, deletes by a deadline are called off: a person may have
    /// put them off after it was made. What was launched after it was made is lost, and nothing names it.
    pub(super) fn take_over_home(&mut self, _: Nothing) -> Result<StatusView, Problem> {
        let now = self.now();
        let copy = self.store.is_a_copy()?;
        let known = self.store.revision()?;
        let mut steps = Vec::new();
        for account in self.store.accounts()? {
            for row in self.store.open_runs(&account.id)? {
                let input = match (row.state.stage, &row.state.delete_at) {
                    // Until now nothing was listed here: what is known was there before this home left.
                    (Stage::Intended, _) => Some(Input::CameAlong { before: Some(known) }),
                    (_, Some(_)) if copy => Some(Input::Decided(Decided::DeleteAt(None))),
                    (_, Some(_) | None) => None,
                };
                // Who is let in was asked for elsewhere, and «this computer» was another.
                let held = Input::Step(StepInput::Held(steps_held(&row.id)));
                let mut after = step(row.task(), &row.state, held, now);
                if let Some(input) = input {
                    let then = step(row.task(), &after.state, input, now);
                    after = Step { events: [after.events, then.events].concat(), ..then };
                }
                if after.state != row.state {
                    steps.push((row, after));
                }
            }
        }
        let identity = self.identity.clone();
        let taken = self.store.change(|change| {
            // Another program may have taken it over at this very moment, and be about to send.
            if !change.put_home(&identity)? {
                return Ok(false);
            }
            if copy {
                change.add_unnamed_loss(now)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::bed::{Bed, NOW};
    use crate::store::copy_of_the_day;
    use crate::{Edges, Engine, Options};

    fn taken_over(home: &std::path::Path) -> Owner {
        let options = Options {
            home: home.to_owned(),
            who: "test".to_owned(),
            drive: false,
            sandbox: None,
            edges: Edges::system(),
        };
        let (_engine, mut owner) = Engine::parts(options).unwrap();
        owner.take_over_home(Nothing {}).unwrap();
        owner
    }

    fn count(owner: &Owner, is: impl Fn(&crate::store::RunRow) -> bool) -> usize {
        owner.store.runs_before(i64::MAX, false, u32::MAX).unwrap().iter().filter(|run| is(run)).count()
    }

    #[test]
    fn a_copy_that_is_put_back_sends_nothing_again_and_deletes_nothing_by_an_old_deadline() {
        let (bed, other) = (Bed::with_runs(20), tempfile::tempdir().unwrap());
        let copy = copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
        std::fs::copy(copy, other.path().join("slipway.sqlite3")).unwrap();
        let owner = taken_over(other.path());
        assert_eq!(count(&owner, |run| run.state.stage == Stage::Intended), 0);
        assert_eq!(count(&owner, |run| run.state.delete_at.is_some()), 0);
        // What the copy knew of clusters none of these has made: it need not be looked at again.
        let unclear = |run: &crate::store::RunRow| run.state.stage == Stage::Unclear && run.state.sent_at.is_some();
        assert!(count(&owner, |run| unclear(run) && run.state.before.is_some()) > 0);
        assert!(owner.store.lost_unknown().unwrap(), "what came after it is lost");
    }

    #[test]
    fn a_home_that_moved_keeps_its_deadlines() {
        let bed = Bed::with_runs(20);
        let owner = taken_over(bed.home());
        assert_eq!(count(&owner, |run| run.state.delete_at.is_some()), bed.deadlines);
        assert!(!owner.store.lost_unknown().unwrap());
    }
}
