//! Passwords of the users that runs make.

use futures_util::FutureExt;

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::RunId;
use crate::owner::Owner;
use crate::run::driver::Done;
use crate::run::state::RunStep;
use crate::run::subject::Subject;
use crate::secrets::PasswordOf;

/// Shortest password, in characters. `[openapi]` of Cassandra; Kafka's has no bound.
const PASSWORD_CHARS_MIN: usize = 8;
/// Longest password, in bytes.
const PASSWORD_BYTES_MAX: usize = 1024;

impl Owner {
    pub(super) fn keep_password(&mut self, ask: KeepPassword) -> Answer<Nothing> {
        let (of, password) = match self.password_of(&ask.id, &ask.user) {
            Ok(found) => found,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        if let Err(problem) = may_be_given(&ask, password) {
            return Answer::Now(Err(problem));
        }
        Answer::Later(Box::new(move |owner, reply: Reply<Nothing>| {
            let secrets = owner.edges.secrets.clone();
            let kept = async move {
                // A caller that has gone needs no answer.
                let _ = reply.send(of.keep(secrets.as_ref(), ask.password).await.map(|()| Nothing {}));
                Done::Reported
            };
            owner.in_flight.push(kept.boxed());
        }))
    }

    pub(super) fn reveal_password(&mut self, ask: PasswordRef) -> Answer<Revealed> {
        let (of, _) = match self.password_of(&ask.id, &ask.user) {
            Ok(found) => found,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        Answer::Later(Box::new(move |owner, reply: Reply<Revealed>| {
            let secrets = owner.edges.secrets.clone();
            let asked = async move {
                let none = || {
                    let message = format!("The keyring holds no password of user {}, or it is locked.", ask.user);
                    Problem::new(ProblemCode::NotFound, Place::Run { id: ask.id.clone() }, message)
                        .with_remedy("Unlock the keyring. A password that was kept on another computer is only there.")
                };
                let had = of.had(secrets.as_ref()).await.and_then(|password| password.ok_or_else(none));
                // A caller that has gone needs no answer.
                let _ = reply.send(had.map(|password| Revealed { password }));
                Done::Reported
            };
            owner.in_flight.push(asked.boxed());
        }))
    }

    /// Where the password of a user stands that the run makes, and how it stands.
    fn password_of(&self, id: &RunId, user: &str) -> Result<(PasswordOf, Option<StepPassword>), Problem> {
        let row = self.store.run(id)?.ok_or_else(|| super::views::no_run(id))?;
        let is_it = |step: &&RunStep| matches!(&step.subject, Subject::User(made) if made.name == user);
        match row.state.steps.iter().find(is_it) {
            Some(step) => Ok((PasswordOf::new(id, &row.facts.cluster_name, user), step.password(row.state.stage))),
            None => {
                let message = format!("This run makes no user {user}.");
                Err(Problem::new(ProblemCode::NotFound, Place::Run { id: id.clone() }, message))
            }
        }
    }
}

/// What is kept has to be what the user was made with: not once it may have been sent.
fn may_be_given(ask: &KeepPassword, stands: Option<StepPassword>) -> Result<(), Problem> {
    if stands != Some(StepPassword::MayBeGiven) {
        let message =
            format!("User {} is not asked for a password: one is made, or it may have been made with one.", ask.user);
        return Err(Problem::new(ProblemCode::NotAllowed, Place::Run { id: ask.id.clone() }, message));
    }
    let password = ask.password.expose();
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(Problem::field("password", format!("Must have at least {PASSWORD_CHARS_MIN} characters.")));
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(Problem::field("password", format!("Must have at most {PASSWORD_BYTES_MAX} bytes.")));
    }
    Ok(())
}
