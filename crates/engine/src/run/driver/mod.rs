//! Carries out what the rules ask for, and feeds back what comes of it.
//!
//! The way of a create: budget → [`Input::Ready`] → the state `sending` and the row in `writes` are committed together →
//! only then the request leaves. Nothing else in Slipway sends.

mod apply;
mod begin;
mod change;
mod decide;
mod kin;
mod look;
mod look_up;
mod outgoing;
mod reach;
mod rebuild;
mod resize;
mod step_request;
mod steps;
mod usual;

use std::time::Duration;

use futures_util::future::BoxFuture;
use instaclustr_api::{AccountClusters, ApplicationVersions, CloudNodeSizes, Cluster, Error, ResizeOperation};

use crate::api::{Application, Problem};
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::{Access, Asker, Owner};
use crate::run::subject::{Reading, Seen};
use crate::time::Timestamp;
pub(crate) use apply::Unkept;
pub(crate) use change::NewChange;
use decide::Named;
pub(crate) use kin::Kin;
use outgoing::Answered;
pub(crate) use outgoing::pretty;
pub(crate) use rebuild::unknown_launch;
pub(crate) use resize::Watch as ResizeWatch;

/// A request that a person waits for: it goes before those that the schedule chooses, once the budget has room for it.
pub(crate) struct Urgent {
    /// Told how long it may take from its moment on, or why it can't be made. Always called, so that its asker is always
    /// answered.
    pub(crate) begin: Begin,
    /// When its asker has waited long enough.
    pub(crate) until: Timestamp,
}

type Begin = Box<dyn FnOnce(Result<Duration, Problem>) -> BoxFuture<'static, Done> + Send>;

/// Something that was under way has ended.
pub(crate) enum Done {
    /// A key was asked for.
    Key { account: AccountId, ask: u32, access: Result<Access, Problem> },
    /// A write was sent.
    Written { account: AccountId, run: RunId, attempt: u32, answer: Answered },
    /// A run's cluster was looked at.
    Looked { account: AccountId, run: RunId, result: Result<Cluster, Error> },
    /// The cluster of a resize was read, before it is sent.
    BeforeResize { account: AccountId, run: RunId, result: Result<Cluster, Error> },
    /// The resizes of a data centre, by its name, were read.
    Resizes { account: AccountId, run: RunId, data_centre: String, result: Result<Vec<ResizeOperation>, Error> },
    /// What there is of a kind of steps was read for a run.
    Steps { account: AccountId, run: RunId, reading: Reading, result: Result<Vec<Seen>, Error> },
    /// The list was read; for a look-up, or for itself (then it is the whole list).
    Listed { account: AccountId, search: Option<RunId>, whole: bool, result: Result<Vec<AccountClusters>, Error> },
    /// A cluster was read; for a look-up, or because no run of ours made it.
    Read { account: AccountId, cluster: ClusterId, search: Option<RunId>, result: Result<Cluster, Error> },
    /// A cluster that a person named was read, or could not be asked for.
    Named { account: AccountId, run: RunId, asker: Asker, result: Named },
    /// The versions on offer were read; the node sizes are asked next.
    Versions { account: AccountId, application: Application, result: Result<Vec<ApplicationVersions>, Error> },
    /// The node sizes on offer were read.
    NodeSizes { account: AccountId, application: Application, result: Result<Vec<CloudNodeSizes>, Error> },
    /// Something that has answered by itself.
    Reported,
    /// Work that has to go on in the owner.
    Then(Box<dyn FnOnce(&mut Owner) + Send>),
}

impl Owner {
    /// Takes in what has ended.
    pub(crate) fn done(&mut self, done: Done) {
        match done {
            Done::Key { account, ask, access } => self.key_done(&account, ask, access),
            Done::Written { account, run, attempt, answer } => self.written(&account, &run, attempt, answer),
            Done::Looked { account, run, result } => self.looked(&account, &run, result),
            Done::BeforeResize { account, run, result } => self.read_before_resize(&account, &run, result),
            Done::Resizes { account, run, data_centre, result } => {
                self.resizes_read(&account, &run, data_centre, result);
            }
            Done::Steps { account, run, reading, result } => self.steps_read(&account, &run, &reading, result),
            Done::Listed { account, search, whole, result } => self.listed(&account, search, whole, result),
            Done::Read { account, cluster, search, result } => self.has_read(&account, &cluster, search, result),
            Done::Named { account, run, asker, result } => self.named(&account, &run, asker, result),
            Done::Versions { account, application, result } => self.versions_read(&account, application, result),
            Done::NodeSizes { account, application, result } => self.node_sizes_read(&account, application, result),
            Done::Reported => {}
            Done::Then(work) => work(self),
        }
    }
}
