//! Staying with runs: telling each change, until all are settled, time is up, or somebody wants to stop.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use slipway_engine::api::*;
use slipway_engine::id::RunId;
use tokio::time::{Instant, Interval, sleep_until};

use super::access;
use super::trouble::{StoreTrouble, Troubles};
use crate::exit::{Exit, Failure, Wish, settled};
use crate::home::Context;
use crate::signal;
use crate::views;
use slipway_engine::{Engine, Events};

/// How waiting ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Every run is settled.
    Settled,
    /// Time is up.
    TimeUp,
    /// Somebody wants this process to stop.
    Stopped,
}

/// What is told on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tell {
    /// Each change: lines on stderr for people, run objects on stdout for programs.
    Changes,
    /// Nothing but the progress line.
    Nothing,
}

/// Seconds after which an account's trouble that is older than the waiting is told: by then it was asked anew.
const KNOWN_AFTER_S: u32 = 5;

struct Watched {
    detail: RunDetail,
    /// Last event told.
    seq: u64,
}

/// Runs that are stayed with.
pub struct Follower<'a> {
    engine: &'a Engine,
    events: Events,
    watched: Vec<Watched>,
    tell: Tell,
    stop: Pin<Box<dyn Future<Output = ()>>>,
    second: Interval,
    /// Seconds stayed so far.
    seconds: u32,
    troubles: Troubles,
    store: StoreTrouble,
}

impl<'a> Follower<'a> {
    /// Begins with the runs as they are now. `output` is told what is new from here on and what was before.
    ///
    /// # Errors
    /// A run is not there.
    pub async fn new(context: &mut Context, engine: &'a Engine, ids: &[RunId], tell: Tell) -> Result<Self, Failure> {
        // Listening begins before reading, so that no change falls between the two.
        let events = engine.events();
        let mut watched = Vec::new();
        for id in ids {
            let detail = engine.run(RunRef { id: id.clone() }).await?;
            watched.push(Watched { detail, seq: 0 });
        }
        let second = tokio::time::interval(Duration::from_secs(1));
        let mut follower = Self {
            engine,
            events,
            watched,
            tell,
            stop: Box::pin(signal::stop()),
            second,
            seconds: 0,
            troubles: Troubles::default(),
            store: StoreTrouble::default(),
        };
        for index in 0..follower.watched.len() {
            follower.tell_change(context, index, true).await?;
        }
        Ok(follower)
    }

    /// The runs as last read, in the order asked for.
    pub fn details(&self) -> impl Iterator<Item = &RunDetail> {
        self.watched.iter().map(|watched| &watched.detail)
    }

    /// Stays until every run has settled `wish`, until `deadline`, or until SIGINT or SIGTERM. Calls `settle` once for
    /// each run when it does.
    ///
    /// # Errors
    /// The store can't be read; stdout is gone.
    pub async fn until(
        &mut self,
        context: &mut Context,
        wish: Wish,
        deadline: Option<Instant>,
        mut settle: impl FnMut(&mut Context, &RunDetail) -> Result<(), Failure>,
    ) -> Result<End, Failure> {
        let mut open: Vec<usize> = (0..self.watched.len()).collect();
        loop {
            for index in std::mem::take(&mut open) {
                let Some(watched) = self.watched.get(index) else { continue };
                if self.standing(&watched.detail.run, wish).is_some() {
                    settle(context, &watched.detail)?;
                } else {
                    open.push(index);
                }
            }
            if open.is_empty() {
                return Ok(End::Settled);
            }
            tokio::select! {
                biased;
                () = &mut self.stop => return Ok(End::Stopped),
                () = until_deadline(deadline) => return Ok(End::TimeUp),
                event = self.events.next() => self.take(context, event).await?,
                _ = self.second.tick() => {
                    self.seconds = self.seconds.saturating_add(1);
                    if self.seconds == KNOWN_AFTER_S {
                        self.look_at_accounts(context).await?;
                    }
                    self.progress(context, &open, wish);
                }
            }
        }
    }

    /// The one exit code for how `wish` ended, once waiting did.
    pub fn exit(&self, wish: Wish) -> Exit {
        Exit::worst(self.details().map(|detail| self.standing(&detail.run, wish).unwrap_or(Exit::Unfinished)))
    }

    fn standing(&self, run: &RunView, wish: Wish) -> Option<Exit> {
        standing(run, self.details().map(|detail| &detail.run), wish)
    }

    async fn take(&mut self, context: &mut Context, event: Option<Event>) -> Result<(), Failure> {
        match event {
            Some(Event::Run { run }) => {
                if let Some(index) = self.watched.iter().position(|watched| watched.detail.run.id == run.id) {
                    self.look(context, index).await?;
                }
                Ok(())
            }
            Some(Event::Lagged) => {
                for index in 0..self.watched.len() {
                    self.look(context, index).await?;
                }
                self.look_at_accounts(context).await
            }
            Some(Event::Account { account }) => {
                self.tell_trouble(context, &account);
                Ok(())
            }
            Some(Event::Cluster { .. } | Event::Profile { .. } | Event::Removed { .. } | Event::Notice { .. }) => {
                Ok(())
            }
            Some(Event::Status { status }) => {
                self.store.tell(context, status.store);
                Ok(())
            }
            None => Err(Failure::Local("the engine ended; the runs go on and are found again".to_owned())),
        }
    }

    async fn look_at_accounts(&mut self, context: &mut Context) -> Result<(), Failure> {
        for account in self.engine.list_accounts(Nothing {}).await?.items {
            self.tell_trouble(context, &account);
        }
        Ok(())
    }

    /// What stands in the way of an account of these runs: it holds them all up, and none of them says it.
    fn tell_trouble(&mut self, context: &mut Context, account: &AccountView) {
        let waits = self.details().any(|detail| detail.run.account_id == account.id && detail.run.ended_at.is_none());
        if self.tell == Tell::Changes
            && waits
            && let Some(news) = self.troubles.news(account)
        {
            context.output.note(&news);
        }
    }

    async fn look(&mut self, context: &mut Context, index: usize) -> Result<(), Failure> {
        let Some(watched) = self.watched.get_mut(index) else { return Ok(()) };
        let detail = self.engine.run(RunRef { id: watched.detail.run.id.clone() }).await?;
        let changed = face(&detail) != face(&watched.detail);
        watched.detail = detail;
        self.tell_change(context, index, changed).await
    }

    async fn tell_change(&mut self, context: &mut Context, index: usize, changed: bool) -> Result<(), Failure> {
        let several = self.watched.len() > 1;
        let Some(watched) = self.watched.get_mut(index) else { return Ok(()) };
        if self.tell == Tell::Nothing {
            return Ok(());
        }
        if context.output.json() {
            if changed {
                context.output.value(&views::run_value(&watched.detail))?;
            }
            return Ok(());
        }
        let run = &watched.detail.run;
        for event in new_events(self.engine, &run.id, &mut watched.seq).await? {
            let line = views::event(&event, run.created_at);
            if several {
                context.output.note(&format!("{}  {line}", run.cluster_name));
            } else {
                context.output.note(&line);
            }
        }
        Ok(())
    }

    fn progress(&self, context: &mut Context, open: &[usize], wish: Wish) {
        let now = context.now();
        let Some(first) = open.first().and_then(|index| self.watched.get(*index)) else { return };
        let whole = self.whole(wish).map(|whole| format!("{whole}  ")).unwrap_or_default();
        context.output.progress(&format!("{whole}{}", views::standing(&first.detail.run, now)));
    }

    /// How several runs stand together; of one alone nothing is to be said.
    fn whole(&self, wish: Wish) -> Option<String> {
        let wanted = match wish {
            Wish::Answered | Wish::Running => Stage::Running,
            Wish::Gone => Stage::Gone,
        };
        (self.watched.len() > 1).then(|| views::progress(self.details().map(|detail| &detail.run), wanted))
    }

    /// Tells how several runs stand together, now that nothing more is waited for.
    pub fn tell_whole(&self, context: &mut Context, wish: Wish) {
        if let Some(whole) = self.whole(wish) {
            context.output.note(&format!("{whole}."));
        }
    }
}

/// What a run says to a wish, `all` being those that are stayed with. One that was not sent, and waits for nothing of its
/// own, stands where the run before it in its launch does: with `--stop-on-refusal` it has its turn after that one.
fn standing<'a>(run: &RunView, all: impl Iterator<Item = &'a RunView>, wish: Wish) -> Option<Exit> {
    let waits = |run: &RunView| run.stage == Stage::Intended && run.attempt == 0 && run.problem.is_none();
    let own = settled(run, wish);
    if own.is_some() || !waits(run) {
        return own;
    }
    let mut others = all.filter(|other| other.launch_id == run.launch_id);
    let held = others.find(|other| other.stage == Stage::Intended && !waits(other))?;
    settled(held, wish)
}

/// Stays with a change of a cluster until it is known what came of its request, and tells where it stands then.
///
/// # Errors
/// The run can't be read; stdout is gone.
pub async fn until_answered(context: &mut Context, engine: &Engine, run: RunId) -> Result<Exit, Failure> {
    let mut follower = Follower::new(context, engine, std::slice::from_ref(&run), Tell::Nothing).await?;
    let end = follower.until(context, Wish::Answered, None, |_, _| Ok(())).await?;
    tell_unfinished(context, end, follower.details().map(|detail| &detail.run));
    let exit = follower.exit(Wish::Answered);
    let detail = engine.run(RunRef { id: run }).await?;
    if context.output.json() {
        context.output.value(&views::run_value(&detail))?;
    } else {
        context.output.answer(detail.run.id.as_str())?;
        tell_standing(context, &detail.run);
    }
    if end == End::Settled {
        access::tell_undriven(context, engine, std::iter::once(&detail.run)).await?;
    }
    Ok(exit)
}

/// Events of a run after `seq`, which moves on.
///
/// # Errors
/// The store can't be read.
pub async fn new_events(engine: &Engine, id: &RunId, seq: &mut u64) -> Result<Vec<RunEvent>, Failure> {
    let mut events = Vec::new();
    loop {
        let page = engine.run_events(ListRunEvents { id: id.clone(), after: *seq, limit: Some(500) }).await?;
        let Some(last) = page.items.last().map(|event| event.seq) else { break };
        *seq = last;
        events.extend(page.items);
        if !page.more {
            break;
        }
    }
    Ok(events)
}

/// What of a run is worth a line of JSON when it changes: all but when it was last looked at.
fn face(detail: &RunDetail) -> (RunView, Vec<NodeView>) {
    let run = RunView { revision: 0, seen_at: None, next: None, pace_ms: None, ..detail.run.clone() };
    (run, detail.nodes.clone())
}

async fn until_deadline(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// The moment at which waiting ends.
pub fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.map(|timeout| Instant::now() + timeout)
}

/// How often a condition is checked where no event tells of it.
const CHECK_EVERY: Duration = Duration::from_millis(500);

/// Asks `check` now, after each event and every half second, until it gives something or `limit` is over.
///
/// # Errors
/// Those of `check`.
pub async fn wait_until<T>(
    engine: &Engine,
    limit: Duration,
    mut check: impl AsyncFnMut() -> Result<Option<T>, Failure>,
) -> Result<Option<T>, Failure> {
    let mut events = engine.events();
    let deadline = Instant::now() + limit;
    let mut tick = tokio::time::interval(CHECK_EVERY);
    loop {
        if let Some(found) = check().await? {
            return Ok(Some(found));
        }
        tokio::select! {
            biased;
            () = sleep_until(deadline) => return Ok(None),
            event = events.next() => {
                if event.is_none() {
                    return Ok(None);
                }
            }
            // Who holds a lock, and whether a key can be had, may change without an event.
            _ = tick.tick() => {}
        }
    }
}

/// What a person reads when a run is settled or waiting ended: where it stands, what is wrong, what to do.
pub fn tell_standing(context: &mut Context, run: &RunView) {
    let now = context.now();
    context.output.note(&views::standing(run, now));
    if let Some(problem) = &run.problem {
        context.output.note(&views::problem(problem));
    }
    if run.stage == Stage::Unclear && run.needs_you {
        context.output.note(&format!(
            "Decide with `slipway resolve {} --found CLUSTER`, `--send-again` or `--withdraw`.",
            run.id
        ));
    }
}

/// Tells that waiting ended before the runs did, and how to come back to them.
pub fn tell_unfinished<'a>(context: &mut Context, end: End, runs: impl Iterator<Item = &'a RunView>) {
    let ids: Vec<&str> = runs.map(|run| run.id.as_str()).collect();
    let why = match end {
        End::TimeUp => "Not finished in time",
        End::Stopped => "Stopped waiting",
        End::Settled => return,
    };
    context.output.note(&format!("{why}; the run goes on and is found again: slipway wait {}", ids.join(" ")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::{T0, a_detail, a_run};

    #[test]
    fn another_look_with_the_same_outcome_is_no_change() {
        let before = a_detail(a_run("orders", Stage::Provisioning));
        let mut after = before.clone();
        after.run.seen_at = Some(T0.plus_ms(60_000));
        after.run.revision += 1;
        assert!(face(&before) == face(&after));
        after.run.nodes_running += 1;
        assert!(face(&before) != face(&after));
    }

    /// A run that was not sent: because something stands in its way, or because it has its turn later.
    fn unsent(problem: Option<ProblemCode>) -> RunView {
        let place = Place::Account { id: "sandbox".into(), label: "sandbox".to_owned() };
        RunView {
            attempt: 0,
            needs_you: problem.is_some(),
            problem: problem.map(|code| Problem::new(code, place, "What stands in the way.")),
            ..a_run("orders", Stage::Intended)
        }
    }

    #[test]
    fn a_run_that_has_its_turn_later_stands_where_the_one_before_it_does() {
        let (held, waits) = (unsent(Some(ProblemCode::KeyRefused)), unsent(None));
        let both = [held, waits.clone()];
        let before = standing(&both[0], both.iter(), Wish::Running);
        assert!(before.is_some());
        assert_eq!(standing(&waits, both.iter(), Wish::Running), before);
        assert_eq!(standing(&waits, both.iter(), Wish::Answered), standing(&both[0], both.iter(), Wish::Answered));
    }

    #[test]
    fn a_run_waits_for_none_of_another_launch_and_not_for_one_that_is_on_its_way() {
        let waits = unsent(None);
        let other = RunView { launch_id: "another".into(), ..unsent(Some(ProblemCode::KeyRefused)) };
        assert_eq!(standing(&waits, [other, waits.clone()].iter(), Wish::Running), None);
        let sending = a_run("orders", Stage::Sending);
        assert_eq!(standing(&waits, [sending, waits.clone()].iter(), Wish::Running), None);
        let running = a_run("orders", Stage::Running);
        assert_eq!(standing(&running, [waits, running.clone()].iter(), Wish::Running), Some(Exit::Done));
    }
}
