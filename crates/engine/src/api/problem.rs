//! What went wrong, in a form a person can act on and a program can branch on.

use serde::{Deserialize, Serialize};

/// Something that is wrong: what, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What kind: a front end decides by this alone, never by the text.
    pub code: ProblemCode,
    /// What is wrong, one or two short sentences.
    pub message: String,
    /// Which thing it concerns.
    pub place: Place,
    /// What the person can do next, one sentence; absent where there is nothing to do.
    pub remedy: Option<String>,
    /// The provider's own answer, where there was one.
    pub server: Option<ServerWords>,
}

/// Kinds of problem.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// A field of a profile or of a command is wrong.
    Invalid,
    /// Something has that name already, here.
    NameTaken,
    /// There is no such thing here.
    NotFound,
    /// Warnings were found that nobody has accepted.
    WarningsNotAccepted,
    /// The account is read-only, or a confirmation is missing.
    NotAllowed,
    /// Something has to be read first, and is being read: the same again, a little later, is done or says more.
    NotYet,
    /// There is no key for the account, or the keyring can't be reached.
    NoKey,
    /// The provider refused the key (401 or 403).
    KeyRefused,
    /// The provider refused the request.
    Refused,
    /// The provider asked us to slow down (429).
    Slowed,
    /// No connection was made: nothing was sent.
    NotSent,
    /// The connection was lost: the request may have arrived.
    MaybeSent,
    /// The provider answered with something that is not understood, or with a fault of its own (5xx).
    NotUnderstood,
    /// It is not known whether a cluster was made; it is being looked for.
    Unclear,
    /// It is not known whether a cluster was made, and looking has ended: a person decides.
    Decide,
    /// Something waits for its other side, such as a peering for who owns the other network.
    OtherSide,
    /// The provider waits until somebody confirms the delete by e-mail or telephone.
    ConfirmDelete,
    /// The provider reports that the cluster failed.
    ClusterFailed,
    /// The provider put the cluster off: it waits for somebody to act.
    ClusterDeferred,
    /// The store can't be read or written.
    Store,
    /// Another program drives this account, or nobody does.
    NotDriven,
    /// A fault of ours.
    Internal,
}

/// Which thing a problem concerns.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Place {
    /// A field, by its path in the form: `dataCentres.0.network`.
    Field {
        /// Path, names and indices joined by dots.
        path: String,
    },
    /// An account.
    Account {
        /// Which.
        id: crate::id::AccountId,
        /// Its label.
        label: String,
    },
    /// A run.
    Run {
        /// Which.
        id: crate::id::RunId,
    },
    /// A profile.
    Profile {
        /// Its name.
        name: String,
    },
    /// A cluster.
    Cluster {
        /// Which.
        id: crate::id::ClusterId,
    },
    /// The way to the provider: a name that can't be resolved, a refused connection, TLS, a proxy.
    Network {
        /// The link that failed: `dns`, `tcp`, `tls`, `proxy` or `provider`.
        link: String,
        /// Host and port.
        host: String,
    },
    /// The folder with the store.
    Home,
    /// The program as a whole.
    App,
}

/// What the provider answered, kept whole as far as it fits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerWords {
    /// HTTP status, 100–599.
    pub status: u16,
    /// Messages found in the body, each with the field it names.
    pub messages: Vec<ServerMessage>,
    /// The body, at most 1 KiB here (64 KiB in the store), secrets as `•••`.
    pub body: String,
}

/// One message of the provider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerMessage {
    /// The field the provider names, if any.
    pub field: Option<String>,
    /// The field of the profile that this is, as a path into the draft; absent where no field of the form is meant.
    #[serde(default)]
    pub path: Option<String>,
    /// Its words.
    pub message: String,
}

impl Problem {
    /// A problem without remedy or server's words; see [`Problem::remedy`] and [`Problem::server`].
    pub fn new(code: ProblemCode, place: Place, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place, remedy: None, server: None }
    }

    /// A field that is wrong.
    pub fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ProblemCode::Invalid, Place::Field { path: path.into() }, message)
    }

    /// The same with what to do next.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same with the provider's answer.
    #[must_use]
    pub fn with_server(mut self, server: ServerWords) -> Self {
        self.server = Some(server);
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
