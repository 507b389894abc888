//! What can happen to a run, and what a step gives.

use super::RunState;
use super::steps::StepInput;
use crate::api::{ClusterRef, NoticeKind, Problem, RunEventKind};
use crate::estimate::Estimate;
use crate::network::Range;
use crate::run::observe::Observation;
use crate::time::Timestamp;

/// Something that happened to a run.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// The driver holds the account and its key, and has room in the budget for the write.
    Ready,
    /// The write of an attempt was answered, or was not. An answer to another attempt than the last says nothing. A
    /// refusal also comes of a run that was not sent yet, where what is asked for turns out to be impossible.
    Answered {
        /// Which attempt.
        attempt: u32,
        /// What came of it.
        answer: WriteAnswer,
    },
    /// A driver finds the run in `sending` that it did not send: a process died there.
    FoundSending,
    /// The home came from elsewhere, where the same intent may have been sent.
    CameAlong {
        /// The newest change of the store that knows of no cluster which this intent made; nothing where that can't be told.
        before: Option<i64>,
    },
    /// Another run of the launch was refused, and the launch asked to stop then.
    LaunchStopped,
    /// A look-up by the mark came to an end.
    LookedUp(LookUp),
    /// The cluster was looked at.
    Looked(Look),
    /// The account's list was read and lacks the cluster.
    Unlisted,
    /// The account's list was read and has the cluster.
    Listed,
    /// The resizes of a data centre were read: its replacements of nodes, those of the past among them.
    Operations {
        /// Name of the data centre.
        data_centre: String,
        /// What the provider tells.
        seen: Vec<ReplacementSeen>,
    },
    /// Something happened to what the cluster is given once it runs.
    Step(StepInput),
    /// A person decided. For [`Decided::Found`] the driver has read the cluster first.
    Decided(Decided),
    /// It is known how long clusters like this one took.
    Usual(Estimate),
    /// The usual time of [`late_from`](super::late_from) is over.
    Late,
    /// The moment of [`DeleteAt::due`](super::DeleteAt::due) has come.
    Due {
        /// How long a program has been there to tell of it, without a gap, in milliseconds.
        present_ms: i64,
    },
}

/// What came of a write (see «Safety of a write» in `docs/architecture.md`).
#[derive(Clone, PartialEq, Debug)]
pub enum WriteAnswer {
    /// Success, with the cluster as the answer shows it; a delete's answer shows none.
    Accepted(Option<Box<Observation>>),
    /// Success, with the id of the cluster that it made and nothing else of it.
    Made(ClusterRef),
    /// Certainly not done, and sending it again would not help.
    Refused(Problem),
    /// Certainly not done; worth another attempt, not before the given pause in milliseconds.
    NotDone {
        /// Why.
        problem: Problem,
        /// What the provider asked for, if it did.
        pause_ms: Option<i64>,
    },
    /// It is not known whether it was done.
    Unclear(Problem),
}

/// What came of a look-up.
#[derive(Clone, PartialEq, Debug)]
pub enum LookUp {
    /// Exactly one cluster bears this attempt's mark, and it was not known before.
    Found(Box<Observation>),
    /// None bears it.
    Absent,
    /// More than one might be it.
    Several(Vec<ClusterRef>),
    /// None bears a mark of this run, but these are new, bear its name and no mark, and are all that was asked for: the
    /// provider may have dropped the tags. A person confirms.
    Unmarked(Vec<ClusterRef>),
    /// It could not be looked for.
    Failed(Problem),
    /// It was looked for, and a cluster that may be it could not be read.
    Doubtful {
        /// Why.
        problem: Problem,
        /// Clusters that bear the mark, while there is one that could not be read.
        candidates: Vec<ClusterRef>,
    },
}

/// What came of a look at the cluster.
#[derive(Clone, PartialEq, Debug)]
pub enum Look {
    /// It was read.
    Seen(Box<Observation>),
    /// The provider does not know it (404).
    Missing {
        /// Whether a delete from here may be why.
        deleted_here: bool,
    },
    /// It could not be looked at.
    Failed(Problem),
}

/// The replacement of a node, as a look showed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplacementSeen {
    /// The provider's id of it.
    pub id: String,
    /// Whether the resize that it is part of is under way.
    pub active: bool,
    /// The node that goes.
    pub node_id: Option<String>,
    /// The node that comes.
    pub new_node_id: Option<String>,
    /// The provider's word.
    pub status: String,
}

/// What a person has tried again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Again {
    /// What is to be let in where this computer is asked for; the address that it has where nothing is said.
    pub mine: Option<Range>,
    /// The user of this name alone.
    pub user: Option<String>,
}

/// A person's decision, as the rules need it.
#[derive(Clone, PartialEq, Debug)]
pub enum Decided {
    /// This cluster is the one; as just read.
    Found(Box<Observation>),
    /// Send again.
    SendAgain,
    /// Give it up.
    Withdraw,
    /// Try again what is missing of what the cluster is given; with a range, where this computer is to be let in.
    TryAgain(Again),
    /// Delete the cluster at another moment, or not by itself.
    DeleteAt(Option<Timestamp>),
}

/// An entry for the timeline, before it has its number.
#[derive(Clone, PartialEq, Debug)]
pub struct NewEvent {
    /// What kind.
    pub kind: RunEventKind,
    /// One sentence.
    pub text: String,
    /// The node it concerns.
    pub node: Option<String>,
    /// The problem, where it is one.
    pub problem: Option<Problem>,
}

/// What has to be done, after the new state is on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Send the write of this attempt.
    Send {
        /// Which attempt.
        attempt: u32,
    },
    /// Send a step of the run.
    SendStep {
        /// Which.
        step: usize,
        /// The number of its write.
        write: u32,
    },
    /// Tell the person outside the page.
    Notify(NoticeKind),
    /// Begin the delete of the run's cluster, as the launch asked.
    Delete,
}

/// What a step gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The run afterwards.
    pub state: RunState,
    /// What goes into the timeline.
    pub events: Vec<NewEvent>,
    /// What has to be done afterwards.
    pub actions: Vec<Action>,
}
