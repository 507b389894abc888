//! Passwords of clusters' users: in the keyring alone.

use super::{Kept, PATIENCE, Secret, Secrets};
use crate::api::{Place, Problem, ProblemCode};
use crate::id::RunId;

/// Whose password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordOf {
    entry: String,
    run: RunId,
    cluster: String,
    user: String,
}

impl PasswordOf {
    /// That of `user` of the cluster that `run` makes; `cluster` is its name, for problems.
    pub(crate) fn new(run: &RunId, cluster: &str, user: &str) -> Self {
        let entry = format!("{run}/{user}");
        Self { entry, run: run.clone(), cluster: cluster.to_owned(), user: user.to_owned() }
    }

    /// The one that is kept, or else `made`, kept now.
    ///
    /// # Errors
    /// There is none, which is `asked` of a person or lost; or the keyring does not give or take it within [`PATIENCE`].
    pub(crate) async fn had_or_kept(
        self,
        secrets: &dyn Secrets,
        made: Option<Secret>,
        asked: bool,
    ) -> Result<Secret, Problem> {
        if let Some(password) = self.clone().had(secrets).await? {
            return Ok(password);
        }
        let made = made.ok_or_else(|| {
            if asked {
                let message = format!("User {} of {} needs a password.", self.user, self.cluster);
                return Problem {
                    code: ProblemCode::NotAllowed,
                    ..self.problem(message, "Give it one, and try again.")
                };
            }
            // A locked keyring that nobody can unlock here looks the same as one without it.
            let message =
                format!("The keyring holds no {}, or it is locked; the user may have been made with it.", self.what());
            self.problem(
                message,
                "Unlock the keyring, and try again. If it is lost, make another user at the provider.",
            )
        })?;
        self.keep(secrets, made.clone()).await?;
        Ok(made)
    }

    /// The one that is kept.
    ///
    /// # Errors
    /// The keyring does not answer within [`PATIENCE`].
    pub(crate) async fn had(self, secrets: &dyn Secrets) -> Result<Option<Secret>, Problem> {
        let late = self.took_too_long();
        tokio::time::timeout(PATIENCE, secrets.password(self)).await.map_err(|_| late)?
    }

    /// Keeps one.
    ///
    /// # Errors
    /// The keyring does not take it within [`PATIENCE`].
    pub(crate) async fn keep(self, secrets: &dyn Secrets, password: Secret) -> Result<(), Problem> {
        let late = self.took_too_long();
        tokio::time::timeout(PATIENCE, secrets.keep_password(self, password)).await.map_err(|_| late)?
    }

    fn took_too_long(&self) -> Problem {
        let message = format!("The keyring did not answer within {} s for the {}.", PATIENCE.as_secs(), self.what());
        self.problem(message, "Unlock the keyring, and try again.")
    }
}

impl Kept for PasswordOf {
    fn entry(&self) -> &str {
        &self.entry
    }

    fn what(&self) -> String {
        format!("password of user {} of {}", self.user, self.cluster)
    }

    fn otherwise(&self) -> &'static str {
        "try again"
    }

    fn problem(&self, message: String, remedy: &str) -> Problem {
        Problem::new(ProblemCode::NoKey, Place::Run { id: self.run.clone() }, message).with_remedy(remedy)
    }
}
