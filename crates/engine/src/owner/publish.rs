//! Telling what changed: everything newer in the store than what was told, whoever changed it.

use super::{Driven, Live, Owner};
use crate::api::{Event, Place, Problem, ProblemCode};
use crate::id::AccountId;
use crate::owner::KeyState;
use crate::time::Timestamp;

/// The status bar is told at most this often, in milliseconds.
const STATUS_MS: i64 = 1_000;

impl Owner {
    /// Tells what changed since the last time, and takes in what other programs changed.
    pub(crate) fn publish(&mut self, now: Timestamp) -> Result<(), Problem> {
        // What other programs changed shows in the data version; what this one did it knows without asking the file.
        let version = self.store.data_version()?;
        let foreign = self.data_version != Some(version);
        if foreign {
            self.data_version = Some(version);
            self.wishes_unread = true;
            // Another program may have taken the home over.
            self.elsewhere = self.store.home()?.is_some_and(|kept| kept != self.identity);
        }
        let newest = if foreign { self.store.revision()? } else { self.store.own_revision() };
        let since = self.published;
        if newest > since {
            self.publish_accounts(since, now)?;
            for row in self.store.runs_since(since)? {
                self.take_in(&row.account_id, || Live::new(row.clone()));
                let run = self.run_view(&row);
                self.tell(Event::Run { run });
            }
            for sighting in self.store.sightings_since(since)? {
                let cluster = self.cluster_row(&sighting)?;
                self.tell(Event::Cluster { cluster });
            }
            for profile in self.store.profiles_since(since)? {
                self.tell(Event::Profile { profile: crate::doors::profile_row(&profile) });
            }
            self.published = newest;
        }
        // Not before somebody listens: a notice that is taken and not shown is lost.
        let shows = self.notices && self.events.receiver_count() > 0;
        if shows && self.store.has_notices()? {
            for notice in self.store.change(|change| change.take_notices())? {
                self.tell(Event::Notice { notice });
            }
        }
        self.publish_status(now)
    }

    fn publish_accounts(&mut self, since: i64, now: Timestamp) -> Result<(), Problem> {
        for row in self.store.accounts_since(since)? {
            let id = row.id.clone();
            match self.accounts.get_mut(&id) {
                Some(account) => {
                    // Another address, user or key: the client made with the old ones must not be used any more.
                    if account.row.facts != row.facts {
                        account.key = KeyState::Unasked;
                        account.reads_from = None;
                    }
                    account.row = row;
                }
                None => {
                    self.accounts.insert(id.clone(), Driven::new(row, now));
                }
            }
            self.announce_account(&id);
        }
        for (what, id) in self.store.removals_since(since)? {
            if what == "account" {
                let gone = self.accounts.remove(&AccountId(id.clone()));
                for urgent in gone.into_iter().flat_map(|account| account.urgent) {
                    let problem = Problem::new(ProblemCode::NotFound, Place::App, format!("There is no account {id}."));
                    self.in_flight.push((urgent.begin)(Err(problem)));
                }
            }
            self.tell(Event::Removed { what, id });
        }
        Ok(())
    }

    /// A run that another program launched is driven by the one that holds the lock.
    fn take_in(&mut self, account: &AccountId, live: impl FnOnce() -> Live) {
        let Some(account) = self.accounts.get_mut(account) else { return };
        if account.lock.is_none() {
            return;
        }
        let live = live();
        if !crate::run::state::has_ended(live.row.state.stage) && !account.runs.contains_key(&live.row.id) {
            account.runs.insert(live.row.id.clone(), live);
        }
    }

    pub(crate) fn announce_account(&mut self, id: &AccountId) {
        if let Some(account) = self.accounts.get(id) {
            let view = self.account_view(&account.row);
            self.tell(Event::Account { account: view });
        }
    }

    fn publish_status(&mut self, now: Timestamp) -> Result<(), Problem> {
        if self.events.receiver_count() == 0 {
            return Ok(());
        }
        let fresh = self.last_status.as_ref().is_some_and(|last| (0..STATUS_MS).contains(&now.ms_since(last.now)));
        if fresh {
            return Ok(());
        }
        let status = self.status_view()?;
        let changed = self.last_status.as_ref().is_none_or(|last| {
            (last.under_way, last.needs_you, last.seen_at) != (status.under_way, status.needs_you, status.seen_at)
                || last.elsewhere != status.elsewhere
                || (last.requests_per_second - status.requests_per_second).abs() > f64::EPSILON
        });
        if changed {
            self.last_status = Some(status.clone());
            self.tell(Event::Status { status });
        }
        Ok(())
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is no fault: whoever comes asks for what it shows.
        let _ = self.events.send(event);
    }
}
