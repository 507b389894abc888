//! A write before it leaves, and its answer as the client gives it.

use instaclustr_api::{Cluster, ClusterKind, Created, Error, Restore, Restored, Secret, Update};
use serde::Serialize;

use super::step_request::{StepRequest, Taken};
use crate::api::ClusterRef;
use crate::request::{self, Mark};
use crate::run::state::RunStep;
use crate::run::work::RunWork;
use crate::store::{Find, RunRow};

/// A write about to leave.
pub(super) struct Outgoing {
    pub(super) attempt: u32,
    pub(super) request: Request,
    /// The tag by which a create is found again.
    pub(super) mark: Option<String>,
}

impl Outgoing {
    /// How it is found out whether it was done.
    pub(super) fn find(&self) -> Find<'_> {
        match (&self.request, self.mark.as_deref()) {
            (_, Some(mark)) => Find::Mark(mark),
            (Request::Step(step), None) if step.is_listed() => Find::List,
            (Request::Step(_), None) => Find::Person,
            (Request::Create(..) | Request::Delete(..) | Request::Resize(_) | Request::Restore(_), None) => {
                Find::ReadBack
            }
        }
    }
}

/// The request of a write.
pub(super) enum Request {
    Create(ClusterKind, request::Built),
    Delete(ClusterKind, String),
    Resize(Box<Update>),
    Restore(Box<Restore>),
    Step(StepRequest),
}

impl Request {
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Create(..) => "create",
            Self::Delete(..) => "delete",
            Self::Resize(_) => "resize",
            Self::Restore(_) => "restore",
            Self::Step(step) => step.operation(),
        }
    }

    pub(super) fn method(&self) -> &'static str {
        match self {
            Self::Create(..) | Self::Restore(_) | Self::Step(_) => "POST",
            Self::Delete(..) => "DELETE",
            Self::Resize(_) => "PUT",
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Create(_, built) => built.path.clone(),
            Self::Delete(kind, id) => format!("{}/{id}", kind.path()),
            Self::Resize(update) => format!("{}/{}", update.kind().path(), update.id()),
            Self::Restore(_) => request::restore::PATH.to_owned(),
            Self::Step(step) => step.path(),
        }
    }

    /// The body as it may be kept and shown.
    pub(super) fn shown(&self) -> String {
        let body = match self {
            Self::Create(_, built) => pretty(&built.body),
            Self::Delete(..) => return String::new(),
            Self::Resize(update) => pretty(update.body()),
            Self::Restore(restore) => pretty(restore.as_ref()),
            Self::Step(step) => step.shown(),
        };
        instaclustr_api::redact::json(&body)
    }
}

/// What a write was answered.
pub(crate) enum Answered {
    Create(Box<Result<Created, Error>>),
    Delete(Result<(), Error>),
    Resize(Box<Result<Cluster, Error>>),
    Restore(Box<Result<Restored, Error>>),
    Step {
        /// The operation of its row.
        operation: &'static str,
        /// Whether what there is can be read.
        can_be_read: bool,
        answer: Box<Result<Taken, Error>>,
    },
}

impl Answered {
    /// The operation of its row in `writes`.
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Delete(_) => "delete",
            Self::Resize(_) => "resize",
            Self::Restore(_) => "restore",
            Self::Step { operation, .. } => operation,
        }
    }

    pub(super) fn error(&self) -> Option<&Error> {
        match self {
            Self::Create(answer) => answer.as_ref().as_ref().err(),
            Self::Delete(answer) => answer.as_ref().err(),
            Self::Resize(answer) => answer.as_ref().as_ref().err(),
            Self::Restore(answer) => answer.as_ref().as_ref().err(),
            Self::Step { answer, .. } => answer.as_ref().as_ref().err(),
        }
    }

    /// Status and body of the answer, for its row.
    pub(super) fn kept(&self) -> Option<(u16, String)> {
        match self.error() {
            Some(Error::Api(error)) => return Some((error.status, error.body.clone())),
            Some(Error::NotUnderstood { status, body, .. }) => return Some((*status, body.clone())),
            Some(Error::Transport(_)) => return None,
            None => {}
        }
        match self {
            Self::Create(answer) => {
                answer.as_ref().as_ref().ok().map(|created| (created.status, created.cluster.body.clone()))
            }
            // The client does not tell which success it was.
            Self::Delete(_) => Some((204, String::new())),
            Self::Resize(answer) => answer.as_ref().as_ref().ok().map(|cluster| (202, cluster.body.clone())),
            Self::Restore(answer) => answer.as_ref().as_ref().ok().map(|restored| (202, pretty(restored))),
            Self::Step { answer, .. } => answer.as_ref().as_ref().ok().map(|taken| (202, taken.body.clone())),
        }
    }
}

/// The write of an attempt; nothing where it is a resize and what has to be read before it was not read, or one
/// that sends nothing.
pub(super) fn outgoing(row: &RunRow, prepared: Option<&Update>, attempt: u32) -> Option<Outgoing> {
    let kind = row.facts.work.cluster_kind();
    let (request, mark) = match &row.facts.work {
        RunWork::Create(work) => {
            let mark = request::mark(&row.id, attempt);
            (Request::Create(kind, request::build(&work.draft, Mark::Attempt(&mark))), Some(mark))
        }
        RunWork::Delete(work) => (Request::Delete(kind, work.target.cluster.id.to_string()), None),
        RunWork::Restore(work) => (Request::Restore(Box::new(work.request.clone())), None),
        RunWork::Rebuilt(_) => return None,
        RunWork::Resize(_) => (Request::Resize(Box::new(prepared?.clone())), None),
    };
    Some(Outgoing { attempt, request, mark })
}

/// The write of a step; nothing where something of it or its cluster is not known.
pub(super) fn outgoing_step(
    cluster: Option<&ClusterRef>,
    step: Option<&RunStep>,
    password: Option<&Secret>,
    write: u32,
) -> Option<Outgoing> {
    let request = StepRequest::new(cluster?.id.as_str(), &step?.subject, password)?;
    Some(Outgoing { attempt: write, request: Request::Step(request), mark: None })
}

pub(crate) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
