//! Trouble with the store while a program has it open. Nothing is sent that was not committed, so it would look as if nothing
//! happened: it has to be said.

use std::sync::PoisonError;

use super::Owner;
use crate::api::{Problem, ProblemCode};
use crate::store;

/// What is wrong with the store.
pub(crate) struct Trouble {
    problem: Problem,
    /// The newest change of this program before it.
    revision: i64,
}

impl Owner {
    /// Keeps what is wrong with the store, so that the status says it; other problems are told where they belong.
    pub(crate) fn note_trouble(&mut self, problem: &Problem) {
        if problem.code == ProblemCode::Store && !self.is_damaged() {
            self.trouble = Some(Trouble { problem: problem.clone(), revision: self.store.own_revision() });
        }
    }

    /// What stood in the way is over. Damage is not.
    pub(super) fn store_works(&mut self) {
        if !self.is_damaged() {
            self.trouble = None;
        }
    }

    /// What is wrong with the store now.
    pub(crate) fn store_problem(&mut self) -> Option<Problem> {
        let found = self.damage.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(problem) = found {
            self.note_trouble(&problem);
        }
        if self.trouble.as_ref().is_some_and(|trouble| trouble.revision != self.store.own_revision()) {
            self.store_works();
        }
        self.trouble.as_ref().map(|trouble| trouble.problem.clone())
    }

    fn is_damaged(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| store::needs_salvage(&trouble.problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Event;
    use crate::store::StoreError;
    use crate::{Edges, Engine, Options};

    fn an_owner(home: &std::path::Path) -> (Engine, Owner) {
        let edges = Edges::system();
        let options = Options { home: home.to_owned(), who: "test".to_owned(), drive: true, sandbox: None, edges };
        Engine::parts(options).unwrap()
    }

    fn fail(owner: &mut Owner, code: i32) {
        let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        owner.guarded(|_| Err(StoreError::from(error).into()));
    }

    fn commit(owner: &mut Owner) {
        owner.store.change(|change| change.add_launch(&"one".into(), crate::time::Timestamp(1))).unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_is_said_until_the_store_takes_something_again() {
        let home = tempfile::tempdir().unwrap();
        let (engine, mut owner) = an_owner(home.path());
        let mut events = engine.events();
        fail(&mut owner, rusqlite::ffi::SQLITE_FULL);
        owner.turn();
        owner.tell_news();
        let told = loop {
            if let Event::Status { status } = events.next().await.unwrap() {
                break status.store.unwrap();
            }
        };
        assert!(told.remedy.unwrap().contains("space"));
        commit(&mut owner);
        assert_eq!(owner.status_view().unwrap().store, None);
    }

    #[test]
    fn damage_stays_said_whatever_the_store_still_takes() {
        let home = tempfile::tempdir().unwrap();
        let (_engine, mut owner) = an_owner(home.path());
        fail(&mut owner, rusqlite::ffi::SQLITE_CORRUPT);
        commit(&mut owner);
        fail(&mut owner, rusqlite::ffi::SQLITE_FULL);
        let said = owner.status_view().unwrap().store.unwrap();
        assert!(said.remedy.unwrap().contains("slipway home salvage"), "{}", said.message);
    }
}
