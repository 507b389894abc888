//! The delete that a launch asked for at a later moment: said well before, never without a person having had the time
//! to call it off.

use serde::{Deserialize, Serialize};

use super::{Action, Turn};
use crate::api::{NoticeKind, RunEventKind, Stage};
use crate::run::words;
use crate::time::Timestamp;

/// It is told so long before, in milliseconds; half of the whole time where that is shorter.
const NOTICE_MS_MAX: i64 = 60 * 60 * 1000;
/// From the telling to the delete a program was there to tell for at least so long, in milliseconds.
const GRACE_MS_MAX: i64 = 15 * 60 * 1000;
/// The shortest time that a launch may ask for, in milliseconds.
pub(crate) const DELETE_AFTER_MS_MIN: i64 = 10 * 60 * 1000;

/// When a cluster is deleted by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteAt {
    /// When.
    pub at: Timestamp,
    /// How long before it is told, in milliseconds.
    pub notice_ms: i64,
    /// When it was told.
    pub told: Option<Timestamp>,
}

impl DeleteAt {
    /// When there is something to do for it.
    pub fn due(&self) -> Timestamp {
        match self.told {
            Some(_) => self.at,
            None => self.at.plus_ms(-self.notice_ms),
        }
    }

    fn grace_ms(&self) -> i64 {
        self.notice_ms.min(GRACE_MS_MAX)
    }
}

impl Turn<'_> {
    /// Sets it, `span` milliseconds being the whole time until then.
    pub(super) fn set_deadline(&mut self, at: Timestamp, span: i64) {
        let notice_ms = (span / 2).clamp(0, NOTICE_MS_MAX);
        self.state.delete_at = Some(DeleteAt { at, notice_ms, told: None });
        self.tell(RunEventKind::DeleteAt, words::delete_set(span));
    }

    /// A person puts it off, or calls it off.
    pub(super) fn put_deadline(&mut self, at: Option<Timestamp>) {
        if self.state.stage == Stage::Deleting {
            return;
        }
        match at {
            Some(at) => {
                // Never sooner than a launch could ask for it.
                let span = at.ms_since(self.now).max(DELETE_AFTER_MS_MIN);
                self.set_deadline(self.now.plus_ms(span), span);
            }
            None => {
                if self.state.delete_at.take().is_some() {
                    self.tell(RunEventKind::DeleteAt, words::delete_called_off());
                }
            }
        }
    }

    /// Its moment has come: of telling, or of deleting. `present_ms`: how long a program has been there without a gap.
    pub(super) fn due(&mut self, present_ms: i64) {
        let Some(delete) = self.state.delete_at.filter(|delete| delete.due() <= self.now) else { return };
        if self.state.stage == Stage::Deleting {
            self.state.delete_at = None;
            return;
        }
        let grace = delete.grace_ms();
        let told_for = delete.told.map_or(0, |told| self.now.ms_since(told)).min(present_ms);
        if delete.told.is_some() && told_for >= grace {
            self.state.delete_at = None;
            self.tell(RunEventKind::DeleteAt, words::delete_now());
            self.actions.push(Action::Delete);
            return;
        }
        let at = delete.at.max(self.now.plus_ms(grace));
        self.state.delete_at = Some(DeleteAt { at, told: Some(self.now), ..delete });
        self.tell(RunEventKind::DeleteAt, words::delete_soon(at.ms_since(self.now)));
        self.actions.push(Action::Notify(NoticeKind::DeleteSoon));
    }
}
