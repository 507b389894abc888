//! Answers that wait for the disk: a launch is answered once a power cut can't take it any more.
//!
//! It goes there with the commit of the first request that leaves for it, so that whoever clicked waits for the disk once.

use super::Owner;
use crate::api::{Problem, ProblemCode};

impl Owner {
    /// Answers launches. What left for one took it to disk; where nothing left, it goes there now.
    pub(super) fn settle(&mut self) {
        if self.unsettled.is_empty() {
            return;
        }
        let settled = self.store.settle().map_err(|error| {
            let problem = Problem::from(error);
            self.note_trouble(&problem);
            not_safe(problem)
        });
        for (view, reply) in self.unsettled.drain(..) {
            // A caller that has gone needs no answer.
            let _ = reply.send(settled.clone().map(|()| view));
        }
    }
}

/// What a caller is told whose launch is there and will be sent, as long as no power cut takes it before.
fn not_safe(problem: Problem) -> Problem {
    let message = format!("The launch was taken, and is not safe on disk yet. {}", problem.message);
    let remedy =
        "Another try with the same id or key is safe; with a new one it would be another launch. Look among the runs.";
    let remedy = format!("{remedy} {}", problem.remedy.unwrap_or_default()).trim_end().to_owned();
    Problem { code: ProblemCode::Unclear, message, remedy: Some(remedy), ..problem }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;
    use std::path::Path;

    use crate::api::{Application, LaunchAsk, LaunchView};
    use crate::engine::Reply;
    use crate::id::AccountId;
    use crate::time::Timestamp;
    use crate::{Edges, Engine, Options, request};

    fn wait(owner: &mut Owner, reply: Reply<LaunchView>) {
        let view = LaunchView {
            id: "one".into(),
            created_at: Timestamp(1),
            stop_on_refusal: false,
            runs: Vec::new(),
            lost: 0,
        };
        owner.unsettled.push((view, reply));
    }

    fn owner_in(home: &Path, edges: Edges) -> Owner {
        let options = Options { home: home.to_owned(), who: "test".to_owned(), drive: false, sandbox: None, edges };
        Engine::parts(options).unwrap().1
    }

    #[test]
    fn a_launch_that_another_program_took_in_this_moment_is_brought_to_disk_before_it_is_answered() {
        let home = tempfile::tempdir().unwrap();
        let mut owners = [(); 2].map(|()| owner_in(home.path(), Edges::system()));
        let mut draft = request::new_draft(Application::Kafka);
        (draft.name, draft.cluster_name) = ("orders".to_owned(), "orders".to_owned());
        let ask = LaunchAsk {
            launch_id: "one".into(),
            account_id: AccountId::from(AccountId::SANDBOX),
            drafts: vec![draft],
            profile_id: None,
            accept_warnings: true,
            stop_on_refusal: false,
            delete_after_ms: None,
            open_to: Vec::new(),
        };
        let runs = owners.each_mut().map(|owner| owner.take_launch(ask.clone()).unwrap().runs[0].id.clone());
        assert_eq!(runs[0], runs[1]);
        // Whether the first program has seen to it already can't be known.
        assert!(!owners[1].store.is_settled());
    }

    #[test]
    fn a_launch_is_answered_once_it_is_on_disk() {
        let home = tempfile::tempdir().unwrap();
        let edges = Edges::system();
        let disk = edges.full_disk.clone();
        let mut owner = owner_in(home.path(), edges);
        owner.store.change_unsettled(|change| change.add_launch(&"one".into(), Timestamp(1))).unwrap();
        let (reply, mut answer) = oneshot::channel();
        wait(&mut owner, reply);
        disk.fail(1);
        owner.settle();
        let problem = answer.try_recv().unwrap().unwrap_err();
        assert_eq!(problem.code, ProblemCode::Unclear);
        assert!(problem.remedy.unwrap().contains("same id or key is safe"), "{}", problem.message);
        let (reply, mut again) = oneshot::channel();
        wait(&mut owner, reply);
        owner.settle();
        assert_eq!(again.try_recv().unwrap().unwrap().id, "one".into());
    }
}
