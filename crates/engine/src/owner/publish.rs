//! Telling what changed: everything newer in the store than what was told, whoever changed it.

use std::collections::BTreeSet;

use super::{Driven, Live, Owner, away};
use crate::api::{Event, Place, Problem, ProblemCode};
use crate::id::AccountId;
use crate::time::Timestamp;
use crate::watch::schedule::Crowd;

/// The status bar is told at most this often, in milliseconds.
const STATUS_MS: i64 = 1_000;

impl Owner {
    /// Tells what changed since the last time, and takes in what other programs changed.
    pub(crate) fn publish(&mut self, now: Timestamp) -> Result<(), Problem> {
        // What other programs changed shows in the data version; what this one did it knows without asking the file.
        let version = self.store.data_version()?;
        if self.data_version != Some(version) {
            self.wishes_unread = true;
            // Another program may have taken the home over.
            self.elsewhere = self.store.home()?.is_some_and(|kept| kept != self.identity);
            let newest = self.store.revision()?;
            self.publish_to(newest, now)?;
            // Only now: what could not be read is read at the next turn.
            self.data_version = Some(version);
        } else {
            self.publish_own(now)?;
        }
        // Where nothing is committed, nothing else tells that the store works again.
        if !self.drives || self.elsewhere {
            self.store_works();
        }
        Ok(())
    }

    /// Tells what this program changed since the last time, without a look at the file.
    pub(super) fn publish_own(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.publish_to(self.store.own_revision(), now)
    }

    /// Tells every change up to `newest`.
    fn publish_to(&mut self, newest: i64, now: Timestamp) -> Result<(), Problem> {
        let since = self.published;
        if newest > since {
            self.notices_unread = true;
            self.counts = None;
            self.publish_accounts(since, now)?;
            self.count_crowds()?;
            for row in self.store.runs_since(since)? {
                self.take_in(&row.account_id, || Live::new(row.clone()));
                let run = self.run_view(&row);
                self.tell(Event::Run { run });
            }
            let mates = self.has_mates();
            for sighting in self.store.sightings_since(since)? {
                if mates && self.store.is_shown_elsewhere(&sighting)? {
                    continue;
                }
                let cluster = self.cluster_row(&sighting)?;
                self.tell(Event::Cluster { cluster });
            }
            for profile in self.store.profiles_since(since)? {
                self.tell(Event::Profile { profile: crate::doors::profile_row(&profile) });
            }
            self.published = newest;
        }
        self.publish_notices(now)
    }

    /// Whether two accounts are one at the provider.
    fn has_mates(&self) -> bool {
        let one = |account: &Driven| {
            let id = account.row.seen.provider_account_id.clone()?;
            Some((id, account.row.facts.url.clone()))
        };
        let mut known = BTreeSet::new();
        !self.accounts.values().filter_map(one).all(|one| known.insert(one))
    }

    /// Counts what accounts are asked that another program drives.
    pub(super) fn count_crowds(&mut self) -> Result<(), Problem> {
        for account in self.accounts.values_mut().filter(|account| account.lock.is_none()) {
            let (building, calm) = self.store.watched_counts(&account.row.id)?;
            let rate = account.row.facts.rate;
            account.crowd = Crowd { building: building as usize, calm: calm as usize, others: 0, steps: 0, rate };
        }
        Ok(())
    }

    fn publish_notices(&mut self, now: Timestamp) -> Result<(), Problem> {
        let was_away = self.back_since.is_some();
        // Not before somebody listens: a notice that is told to nobody is lost.
        if self.is_first_round(now) || !self.notices_unread || self.events.receiver_count() == 0 {
            return Ok(());
        }
        let (numbers, notices): (Vec<_>, Vec<_>) = self.store.notices_after(self.notices_told)?.into_iter().unzip();
        let told = if was_away { away::in_one(notices).into_iter().collect() } else { notices };
        for notice in told {
            self.tell(Event::Notice { notice });
        }
        self.notices_told = numbers.last().copied().unwrap_or(self.notices_told);
        self.notices_unread = false;
        Ok(())
    }

    fn publish_accounts(&mut self, since: i64, now: Timestamp) -> Result<(), Problem> {
        for row in self.store.accounts_since(since)? {
            let id = row.id.clone();
            match self.accounts.get_mut(&id) {
                Some(account) => {
                    // Another address, user or key: the client made with the old ones must not be used any more.
                    if account.row.facts != row.facts {
                        account.key_changed();
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
    pub(crate) fn take_in(&mut self, account: &AccountId, live: impl FnOnce() -> Live) {
        let Some(account) = self.accounts.get_mut(account) else { return };
        if account.lock.is_none() {
            return;
        }
        let live = live();
        if !live.row.state.has_ended() && !account.runs.contains_key(&live.row.id) {
            account.runs.insert(live.row.id.clone(), live);
        }
    }

    pub(crate) fn announce_account(&mut self, id: &AccountId) {
        if let Some(account) = self.accounts.get(id) {
            let view = self.account_view(&account.row);
            self.tell(Event::Account { account: view });
        }
    }

    pub(super) fn publish_status(&mut self, now: Timestamp) -> Result<(), Problem> {
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
                || (&last.elsewhere, &last.store) != (&status.elsewhere, &status.store)
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::api::{Event, Notice, NoticeKind};
    use crate::edges::Edges;
    use crate::engine::{Engine, Events, Options};
    use crate::id::RunId;
    use crate::owner::Owner;
    use crate::time::Timestamp;

    const NOW: Timestamp = Timestamp(1_000);

    /// A program on `home` that drives nothing, and somebody who listens to it.
    fn a_program(home: &Path) -> (Owner, Events) {
        let options = Options {
            home: home.to_owned(),
            who: "test".to_owned(),
            drive: false,
            sandbox: None,
            edges: Edges::system(),
        };
        let (engine, owner) = Engine::parts(options).unwrap();
        let events = engine.events();
        (owner, events)
    }

    fn leave_a_notice(owner: &mut Owner, title: &str) {
        let notice = Notice {
            run: Some(RunId::from("run-1")),
            kind: NoticeKind::Running,
            title: title.to_owned(),
            body: String::new(),
        };
        owner.store.change(|change| change.add_notice(&notice)).unwrap();
    }

    /// The titles told so far.
    async fn told(owner: Owner, mut events: Events) -> Vec<String> {
        // With the owner goes the sender: what comes then is the end, not a wait.
        drop(owner);
        let mut titles = Vec::new();
        while let Some(event) = events.next().await {
            if let Event::Notice { notice } = event {
                titles.push(notice.title);
            }
        }
        titles
    }

    #[tokio::test]
    async fn every_program_tells_a_notice_once() {
        let home = tempfile::tempdir().unwrap();
        let (mut window, at_the_window) = a_program(home.path());
        let (mut serve, in_the_browser) = a_program(home.path());
        leave_a_notice(&mut window, "orders: running");
        for _ in 0..2 {
            window.publish(NOW).unwrap();
            serve.publish(NOW).unwrap();
        }
        assert_eq!(told(window, at_the_window).await, ["orders: running"]);
        assert_eq!(told(serve, in_the_browser).await, ["orders: running"]);
    }

    #[tokio::test]
    async fn what_came_before_a_program_was_opened_is_not_told() {
        let home = tempfile::tempdir().unwrap();
        let (mut before, _) = a_program(home.path());
        leave_a_notice(&mut before, "last night: failed");
        let (mut window, at_the_window) = a_program(home.path());
        leave_a_notice(&mut before, "now: running");
        window.publish(NOW).unwrap();
        assert_eq!(told(window, at_the_window).await, ["now: running"]);
    }

    #[tokio::test]
    async fn a_notice_waits_until_somebody_listens() {
        let home = tempfile::tempdir().unwrap();
        let (mut owner, nobody) = a_program(home.path());
        drop(nobody);
        leave_a_notice(&mut owner, "orders: running");
        owner.publish(NOW).unwrap();
        let listener = Events { receiver: owner.events.subscribe() };
        owner.publish(NOW).unwrap();
        assert_eq!(told(owner, listener).await, ["orders: running"]);
    }
}
