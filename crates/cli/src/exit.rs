//! How the program ends: the exit codes, and what went wrong on the way to one.

use std::io;

use slipway_engine::api::{Finding, Problem, ProblemCode, RunKind, RunView, Severity, Stage, StepState};

/// An exit code of the table in `slipway --help`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Done as asked.
    Done = 0,
    /// Refused by the provider, or failed.
    Failed = 1,
    /// Wrong usage, or an invalid profile.
    Usage = 2,
    /// Not finished; the run goes on and is found again.
    Unfinished = 3,
    /// Outcome unclear, and looking has ended: a person decides.
    Undecided = 4,
    /// The account is read-only, or a confirmation is missing.
    NotAllowed = 5,
    /// The key is missing or refused, or there is no keyring.
    NoAccess = 6,
    /// The API or the network cannot be reached.
    Unreachable = 7,
}

impl Exit {
    /// The code for a problem of this kind.
    pub fn of(code: ProblemCode) -> Self {
        match code {
            ProblemCode::Invalid | ProblemCode::NameTaken | ProblemCode::NotFound => Self::Usage,
            ProblemCode::WarningsNotAccepted | ProblemCode::NotAllowed | ProblemCode::NotYet => Self::NotAllowed,
            ProblemCode::NoKey | ProblemCode::KeyRefused => Self::NoAccess,
            ProblemCode::Slowed | ProblemCode::NotSent | ProblemCode::MaybeSent | ProblemCode::NotUnderstood => {
                Self::Unreachable
            }
            ProblemCode::Unclear | ProblemCode::OtherSide => Self::Unfinished,
            ProblemCode::Decide | ProblemCode::ConfirmDelete => Self::Undecided,
            ProblemCode::Refused
            | ProblemCode::ClusterFailed
            | ProblemCode::ClusterDeferred
            | ProblemCode::Store
            | ProblemCode::NotDriven
            | ProblemCode::Internal => Self::Failed,
        }
    }

    /// The one code for several outcomes: what calls for a person most comes first.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        const RANKS: [Exit; 8] = [
            Exit::Failed,
            Exit::Undecided,
            Exit::NoAccess,
            Exit::NotAllowed,
            Exit::Usage,
            Exit::Unreachable,
            Exit::Unfinished,
            Exit::Done,
        ];
        let all: Vec<Self> = all.into_iter().collect();
        RANKS.into_iter().find(|rank| all.contains(rank)).unwrap_or(Self::Done)
    }
}

/// What a command waits for in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// That it is known what came of the request: accepted, refused, or not known.
    Answered,
    /// RUNNING at the provider, and those let in whom its profile lets in.
    Running,
    /// That the cluster is gone, or never came to be.
    Gone,
}

/// What a run says to a wish: the exit code once it is settled, nothing while it may still come.
pub fn settled(run: &RunView, wish: Wish) -> Option<Exit> {
    let stuck = || run.problem.as_ref().filter(|_| run.needs_you).map(|problem| Exit::of(problem.code));
    if run.kind == RunKind::Delete {
        // Here «gone» is what was asked for, and «given up» is not.
        match (run.stage, wish) {
            (Stage::Gone, _) | (Stage::Deleting, Wish::Answered) => return Some(Exit::Done),
            (Stage::Deleting, Wish::Running | Wish::Gone) => return stuck(),
            (Stage::Withdrawn | Stage::Refused, Wish::Gone) => return settled(run, Wish::Answered),
            (_, Wish::Answered | Wish::Running | Wish::Gone) => {}
        }
    }
    if run.kind == RunKind::Resize && run.ended_at.is_some() && wish == Wish::Gone {
        return Some(if run.stage == Stage::Gone { Exit::Done } else { Exit::Failed });
    }
    match run.stage {
        Stage::Intended => match wish {
            // Without anybody who stays, «tried again by itself» would be a promise that nobody keeps.
            Wish::Answered => stuck().or_else(|| unreachable(run)),
            Wish::Running | Wish::Gone => stuck(),
        },
        Stage::Sending => None,
        Stage::Unclear => match wish {
            Wish::Answered => Some(stuck().unwrap_or(Exit::Unfinished)),
            Wish::Running | Wish::Gone => stuck(),
        },
        Stage::Provisioning => match wish {
            Wish::Answered => Some(Exit::Done),
            Wish::Running | Wish::Gone => stuck(),
        },
        Stage::Running => match wish {
            Wish::Answered => Some(Exit::Done),
            Wish::Running => set_up(run),
            Wish::Gone => None,
        },
        Stage::Deferred | Stage::Failed => match wish {
            Wish::Answered | Wish::Running => Some(Exit::Failed),
            Wish::Gone => None,
        },
        Stage::Refused => match wish {
            Wish::Answered | Wish::Running => Some(match run.problem.as_ref().map(|problem| problem.code) {
                Some(ProblemCode::KeyRefused | ProblemCode::NoKey) => Exit::NoAccess,
                Some(ProblemCode::NotAllowed) => Exit::NotAllowed,
                Some(_) | None => Exit::Failed,
            }),
            Wish::Gone => Some(Exit::Done),
        },
        Stage::Withdrawn | Stage::Gone => match wish {
            Wish::Answered | Wish::Running => Some(Exit::Failed),
            Wish::Gone => Some(Exit::Done),
        },
        Stage::Deleting => match wish {
            Wish::Answered | Wish::Running => Some(Exit::Failed),
            Wish::Gone => None,
        },
    }
}

/// Whether the cluster has what it is to be given; nothing while that goes on by itself.
fn set_up(run: &RunView) -> Option<Exit> {
    use StepState::{Asks, Coming, Deferred, OtherSide, Refused, Sending, Unclear, Waiting};
    let any = |states: &[StepState]| run.steps.iter().any(|step| states.contains(&step.state));
    if any(&[Waiting, Sending, Unclear, Coming]) {
        None
    } else if any(&[Refused, Deferred]) {
        Some(Exit::Failed)
    } else if any(&[Asks]) {
        let asks = run.steps.iter().filter(|step| step.state == Asks);
        Some(Exit::worst(asks.map(|step| match step.problem.as_ref().map(|problem| problem.code) {
            // Looking for it has ended: a person says.
            Some(ProblemCode::Unclear) => Exit::Undecided,
            Some(code) => Exit::of(code),
            None => Exit::NotAllowed,
        })))
    } else if any(&[OtherSide]) {
        // It may take days: the run goes on, and is found again.
        Some(Exit::Unfinished)
    } else {
        Some(Exit::Done)
    }
}

fn unreachable(run: &RunView) -> Option<Exit> {
    let exit = Exit::of(run.problem.as_ref()?.code);
    let slowed = run.problem.as_ref().is_some_and(|problem| problem.code == ProblemCode::Slowed);
    // A 429 passes within seconds; everything else may last.
    (!slowed).then_some(exit)
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// Problems of the engine or of a profile, each with its place.
    Problems(Vec<Problem>),
    /// Findings of the checks that stand in the way.
    Findings(Vec<Finding>),
    /// The command was used wrongly.
    Usage(String),
    /// A confirmation is missing.
    NotConfirmed(String),
    /// Something on this computer failed: a file, a port.
    Local(String),
    /// Stdout is gone; there is nobody to tell.
    Output(io::Error),
}

impl Failure {
    /// Names a file and what is wrong with it.
    pub fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::Usage(format!("{}: {error}", path.display()))
    }

    /// The exit code for it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Problems(problems) => Exit::worst(problems.iter().map(|problem| Exit::of(problem.code))),
            Self::Findings(findings) => {
                if findings.iter().any(|finding| finding.severity == Severity::Error) {
                    Exit::Usage
                } else {
                    Exit::NotAllowed
                }
            }
            Self::Usage(_) => Exit::Usage,
            Self::NotConfirmed(_) => Exit::NotAllowed,
            Self::Local(_) | Self::Output(_) => Exit::Failed,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use slipway_engine::api::Place;

    use super::*;
    use crate::made_up::a_run;

    fn with(stage: Stage, code: Option<ProblemCode>, needs_you: bool) -> RunView {
        let mut run = a_run("orders", stage);
        run.problem = code.map(|code| Problem::new(code, Place::App, "what happened"));
        run.needs_you = needs_you;
        run
    }

    #[test]
    fn each_kind_of_problem_has_its_code() {
        use ProblemCode as P;
        for (codes, exit) in [
            (vec![P::Refused, P::ClusterFailed, P::ClusterDeferred, P::Store, P::NotDriven, P::Internal], 1),
            (vec![P::Invalid, P::NameTaken, P::NotFound], 2),
            (vec![P::Unclear], 3),
            (vec![P::Decide], 4),
            (vec![P::NotAllowed, P::WarningsNotAccepted, P::NotYet], 5),
            (vec![P::NoKey, P::KeyRefused], 6),
            (vec![P::NotSent, P::MaybeSent, P::NotUnderstood, P::Slowed], 7),
        ] {
            for code in codes {
                assert_eq!(Exit::of(code) as u8, exit, "{code:?}");
            }
        }
    }

    #[test]
    fn each_stage_settles_each_wish_or_leaves_it_open() {
        use Stage as S;
        //           stage            answered running  gone
        for (stage, answered, running, gone) in [
            (S::Intended, None, None, None),
            (S::Sending, None, None, None),
            (S::Unclear, Some(3), None, None),
            (S::Provisioning, Some(0), None, None),
            (S::Running, Some(0), Some(0), None),
            (S::Refused, Some(1), Some(1), Some(0)),
            (S::Deferred, Some(1), Some(1), None),
            (S::Failed, Some(1), Some(1), None),
            (S::Withdrawn, Some(1), Some(1), Some(0)),
            (S::Deleting, Some(1), Some(1), None),
            (S::Gone, Some(1), Some(1), Some(0)),
        ] {
            let run = with(stage, None, false);
            for (wish, exit) in [(Wish::Answered, answered), (Wish::Running, running), (Wish::Gone, gone)] {
                assert_eq!(settled(&run, wish).map(|exit| exit as u8), exit, "{stage:?} {wish:?}");
            }
        }
    }

    #[test]
    fn an_unclear_run_whose_search_has_ended_needs_a_person() {
        let run = with(Stage::Unclear, Some(ProblemCode::Decide), true);
        assert_eq!(settled(&run, Wish::Running), Some(Exit::Undecided));
        assert_eq!(settled(&run, Wish::Answered), Some(Exit::Undecided));
    }

    #[test]
    fn a_refused_key_is_no_access_not_a_failure() {
        assert_eq!(
            settled(&with(Stage::Refused, Some(ProblemCode::KeyRefused), false), Wish::Running),
            Some(Exit::NoAccess)
        );
    }

    #[test]
    fn a_launch_that_does_not_stay_says_that_nobody_is_reached_and_one_that_stays_goes_on() {
        let run = with(Stage::Intended, Some(ProblemCode::NotSent), false);
        assert_eq!(settled(&run, Wish::Answered), Some(Exit::Unreachable));
        assert_eq!(settled(&run, Wish::Running), None);
    }

    #[test]
    fn a_429_is_waited_out() {
        assert_eq!(settled(&with(Stage::Intended, Some(ProblemCode::Slowed), false), Wish::Answered), None);
    }

    #[test]
    fn of_several_outcomes_the_one_that_calls_for_a_person_wins() {
        assert_eq!(Exit::worst([Exit::Done, Exit::Unfinished, Exit::Undecided]), Exit::Undecided);
        assert_eq!(Exit::worst([Exit::Undecided, Exit::Failed]), Exit::Failed);
        assert_eq!(Exit::worst([]), Exit::Done);
    }
}
