//! A fault as text: `OP:FAULT[:COUNT]`, for example `create:lose-answer`, `read:status=503:3`, `any:stall=2:*`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::StatusCode;

use super::Spoil;
use crate::cloud::{Fate, Op};

/// A fault that is armed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Which requests it hits.
    pub on: Target,
    /// What happens to them.
    pub kind: Kind,
    /// How many of them.
    pub count: Count,
}

impl Fault {
    /// What becomes of what a request of `op` makes. A cluster's fate comes from `create` and `any`, a rule's from
    /// `firewall` alone.
    pub(super) fn fate_of(&self, op: Op) -> Option<Fate> {
        let is_meant = op == Op::Create || self.on == Target::Only(op);
        self.kind.fate().filter(|_| is_meant)
    }
}

/// Which requests a fault hits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Those of one kind.
    Only(Op),
    /// All of the provider's paths; the sandbox's own are never hit.
    Any,
}

impl Target {
    pub(crate) fn hits(self, op: Op) -> bool {
        match self {
            Target::Only(only) => only == op,
            Target::Any => true,
        }
    }

    fn may_create(self) -> bool {
        self.hits(Op::Create)
    }
}

/// How many requests a fault still hits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// That many, at least 1.
    Times(u32),
    /// All.
    Always,
}

impl Count {
    /// What is left after one; `None` for nothing.
    pub(crate) fn one_less(self) -> Option<Count> {
        match self {
            Count::Always => Some(Count::Always),
            Count::Times(times) => times.checked_sub(1).filter(|left| *left > 0).map(Count::Times),
        }
    }
}

/// What a fault does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `lose-answer`: do the work, close the connection without answering.
    LoseAnswer,
    /// `drop`: close the connection before doing anything.
    Drop,
    /// `stall=SECONDS`: do the work at once, answer so much later. At most a day, thousandths count.
    Stall(Duration),
    /// `status=CODE`: answer so without doing anything; 429 has the provider's empty body. 200 to 599.
    Status(StatusCode),
    /// `after-status=CODE`: do the work, answer so.
    AfterStatus(StatusCode),
    /// `garbage`: 200 with bytes that are not JSON, without doing anything.
    Garbage,
    /// `after-garbage`: do the work, answer the same.
    AfterGarbage,
    /// `hide=SECONDS`: the new cluster is missing from list and read for so long.
    Hide(Duration),
    /// `defer`, `fail`, `stuck`: what becomes of the new cluster. `firewall:defer` is about a new firewall rule.
    Fate(Fate),
}

impl Kind {
    pub(super) fn spoil(&self) -> Option<Spoil> {
        match self {
            Kind::LoseAnswer => Some(Spoil::LoseAnswer),
            Kind::Drop => Some(Spoil::Drop),
            Kind::Status(status) => Some(Spoil::Status(*status)),
            Kind::AfterStatus(status) => Some(Spoil::AfterStatus(*status)),
            Kind::Garbage => Some(Spoil::Garbage),
            Kind::AfterGarbage => Some(Spoil::AfterGarbage),
            Kind::Stall(_) | Kind::Hide(_) | Kind::Fate(_) => None,
        }
    }

    pub(super) fn stall(&self) -> Option<Duration> {
        if let Kind::Stall(time) = self { Some(*time) } else { None }
    }

    pub(super) fn hidden_ms(&self) -> Option<i64> {
        if let Kind::Hide(time) = self { i64::try_from(time.as_millis()).ok() } else { None }
    }

    pub(super) fn fate(&self) -> Option<Fate> {
        if let Kind::Fate(fate) = self { Some(*fate) } else { None }
    }

    fn is_about_a_new_cluster(&self) -> bool {
        self.hidden_ms().is_some() || self.fate().is_some()
    }
}

/// A text that is no [`Fault`], and why.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAFault {
    /// It has not two or three parts.
    #[error("a fault is written OP:FAULT[:COUNT], for example create:lose-answer or read:status=503:3")]
    Form,
    /// The first part is no kind of request.
    #[error("«{0}» is no kind of request: use create, read, list, update, delete, firewall, catalogue or any")]
    Op(String),
    /// The second part is no fault.
    #[error(
        "«{0}» is no fault: use lose-answer, drop, stall=SECONDS, status=CODE, after-status=CODE, garbage, \
         after-garbage, hide=SECONDS, for create also defer, fail or stuck, and firewall:defer"
    )]
    Kind(String),
    /// The fault is about a new cluster, and the request makes none.
    #[error("«{0}» is about a new cluster: write create:{0}")]
    NotACreate(String),
    /// The third part is no count.
    #[error("«{0}» is no count: use a whole number above 0, or * for always")]
    Count(String),
}

impl FromStr for Fault {
    type Err = NotAFault;

    fn from_str(text: &str) -> Result<Self, NotAFault> {
        let mut parts = text.split(':');
        let (Some(op), Some(kind), count, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(NotAFault::Form);
        };
        let on = target(op).ok_or_else(|| NotAFault::Op(op.to_owned()))?;
        let parsed = parse_kind(kind).ok_or_else(|| NotAFault::Kind(kind.to_owned()))?;
        let defers_a_rule = on == Target::Only(Op::Firewall) && parsed == Kind::Fate(Fate::Defers);
        if parsed.is_about_a_new_cluster() && !on.may_create() && !defers_a_rule {
            return Err(NotAFault::NotACreate(kind.to_owned()));
        }
        let count = match count {
            None => Count::Times(1),
            Some("*") => Count::Always,
            Some(times) => match times.parse() {
                Ok(times) if times > 0 => Count::Times(times),
                Ok(_) | Err(_) => return Err(NotAFault::Count(times.to_owned())),
            },
        };
        Ok(Fault { on, kind: parsed, count })
    }
}

fn target(word: &str) -> Option<Target> {
    if word == "any" {
        return Some(Target::Any);
    }
    Op::ALL.into_iter().find(|op| *op != Op::Other && op.as_str() == word).map(Target::Only)
}

fn parse_kind(text: &str) -> Option<Kind> {
    let kind = match text.split_once('=') {
        Some(("stall", time)) => Kind::Stall(seconds(time)?),
        Some(("hide", time)) => Kind::Hide(seconds(time)?),
        Some(("status", code)) => Kind::Status(status(code)?),
        Some(("after-status", code)) => Kind::AfterStatus(status(code)?),
        Some(_) => return None,
        None => match text {
            "lose-answer" => Kind::LoseAnswer,
            "drop" => Kind::Drop,
            "garbage" => Kind::Garbage,
            "after-garbage" => Kind::AfterGarbage,
            "defer" => Kind::Fate(Fate::Defers),
            "fail" => Kind::Fate(Fate::Fails),
            "stuck" => Kind::Fate(Fate::Sticks),
            _ => return None,
        },
    };
    Some(kind)
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    (0.0..=86_400.0).contains(&seconds).then(|| Duration::from_millis((seconds * 1_000.0).round() as u64))
}

fn status(text: &str) -> Option<StatusCode> {
    let code: u16 = text.parse().ok()?;
    (200..=599).contains(&code).then(|| StatusCode::from_u16(code).ok()).flatten()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let op = match self.on {
            Target::Any => "any",
            Target::Only(op) => op.as_str(),
        };
        write!(f, "{op}:{}", self.kind)?;
        match self.count {
            Count::Times(times) => write!(f, ":{times}"),
            Count::Always => f.write_str(":*"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::LoseAnswer => f.write_str("lose-answer"),
            Kind::Drop => f.write_str("drop"),
            Kind::Stall(time) => write!(f, "stall={}", time.as_secs_f64()),
            Kind::Status(status) => write!(f, "status={}", status.as_u16()),
            Kind::AfterStatus(status) => write!(f, "after-status={}", status.as_u16()),
            Kind::Garbage => f.write_str("garbage"),
            Kind::AfterGarbage => f.write_str("after-garbage"),
            Kind::Hide(time) => write!(f, "hide={}", time.as_secs_f64()),
            Kind::Fate(Fate::Runs) => f.write_str("run"),
            Kind::Fate(Fate::Defers) => f.write_str("defer"),
            Kind::Fate(Fate::Fails) => f.write_str("fail"),
            Kind::Fate(Fate::Sticks) => f.write_str("stuck"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_reads_back_as_it_is_written() {
        let kinds = [
            "lose-answer",
            "drop",
            "stall=30",
            "stall=0.25",
            "status=503",
            "status=429",
            "after-status=500",
            "garbage",
            "after-garbage",
            "hide=60",
            "defer",
            "fail",
            "stuck",
        ];
        for kind in kinds {
            for op in ["create", "any"] {
                for count in ["1", "7", "*"] {
                    let text = format!("{op}:{kind}:{count}");
                    assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
                }
            }
        }
        for op in ["read", "list", "update", "delete", "firewall", "catalogue"] {
            assert_eq!(format!("{op}:drop").parse::<Fault>().unwrap().to_string(), format!("{op}:drop:1"));
        }
    }

    #[test]
    fn what_is_wrong_with_a_text_is_said() {
        let form = ["", "create", "create:drop:1:2"];
        for text in form {
            assert_eq!(text.parse::<Fault>(), Err(NotAFault::Form), "{text}");
        }
        for op in ["", "other", "CREATE", "provision"] {
            assert_eq!(format!("{op}:drop").parse::<Fault>(), Err(NotAFault::Op(op.to_owned())));
        }
        for kind in [
            "",
            "explode",
            "stall",
            "stall=",
            "stall=-1",
            "stall=NaN",
            "stall=86401",
            "status=99",
            "status=600",
            "drop=1",
        ] {
            assert_eq!(format!("any:{kind}").parse::<Fault>(), Err(NotAFault::Kind(kind.to_owned())), "{kind}");
        }
        for count in ["", "0", "-1", "x", "1.5"] {
            assert_eq!(format!("any:drop:{count}").parse::<Fault>(), Err(NotAFault::Count(count.to_owned())));
        }
        for kind in ["hide=3", "defer", "fail", "stuck"] {
            assert_eq!(format!("read:{kind}").parse::<Fault>(), Err(NotAFault::NotACreate(kind.to_owned())));
        }
        for kind in ["hide=3", "fail", "stuck"] {
            assert_eq!(format!("firewall:{kind}").parse::<Fault>(), Err(NotAFault::NotACreate(kind.to_owned())));
        }
        assert_eq!("firewall:defer".parse::<Fault>().unwrap().to_string(), "firewall:defer:1");
    }
}
