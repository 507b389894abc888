//! The promises, checked at the end of each story.

use std::collections::BTreeMap;

use slipway_engine::api::*;
use slipway_engine::request::{MARK_KEY, parse_mark};

use crate::seed::Story;
use crate::world::KEY;

/// Requests that may follow each other at once, and per second after that (see `watch/budget.rs`).
const BURST: usize = 5;

pub async fn check(story: &mut Story, runs: &[RunView]) {
    found_again(story, runs);
    one_cluster_each(story, runs);
    within_budget(story);
    in_order(story, runs).await;
    no_secret_kept(story);
    settled(story, runs);
}

fn broken(story: &mut Story, what: String) {
    story.report.broken.push(what);
}

fn found_again(story: &mut Story, runs: &[RunView]) {
    for id in story.accepted.clone() {
        if !runs.iter().any(|run| run.id == id) {
            broken(story, format!("the accepted run {id} is lost"));
        }
    }
}

/// At most one cluster per run and word of a person; none that no run owns; nothing deleted.
fn one_cluster_each(story: &mut Story, runs: &[RunView]) {
    let mut by_run: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let clusters: Vec<(String, Option<String>, bool)> = story.world.sandbox.inspect(|cloud| {
        let clusters = cloud.clusters().iter();
        clusters
            .map(|cluster| {
                let mark = cluster.tag(MARK_KEY).map(str::to_owned);
                (cluster.id().to_string(), mark, cluster.deleted_at_ms().is_some())
            })
            .collect()
    });
    for (id, mark, deleted) in clusters {
        if deleted {
            broken(story, format!("cluster {id} was deleted, and nobody asked for it"));
        }
        match mark.as_deref().and_then(parse_mark) {
            Some((run, _)) => by_run.entry(run.0).or_default().push(id),
            None => broken(story, format!("cluster {id} bears no mark")),
        }
    }
    for (run, clusters) in by_run {
        let view = runs.iter().find(|view| view.id.0 == run);
        let again = view.and_then(|view| story.sent_again.get(&view.id)).copied().unwrap_or(0);
        if clusters.len() > 1 + again {
            broken(story, format!("run {run} has {} clusters after {again} × send again", clusters.len()));
        }
        let Some(view) = view else {
            broken(story, format!("clusters {clusters:?} belong to run {run}, which is nowhere"));
            continue;
        };
        let owned = view.cluster.as_ref().is_some_and(|cluster| clusters.contains(&cluster.id.0));
        // An unclear run still looks, and a withdrawn one was given up by a person: its stray is shown as that.
        if !owned
            && !matches!(view.stage, Stage::Unclear | Stage::Withdrawn | Stage::Intended | Stage::Sending)
            && again == 0
        {
            broken(story, format!("clusters {clusters:?} of run {run} ({:?}) are not its own", view.stage));
        }
    }
}

/// Never more than the burst and one a second, in every stretch; each start of a process may use a burst of its own.
fn within_budget(story: &mut Story) {
    let sent = story.world.network.sent();
    let bursts = BURST * (1 + story.starts);
    for (first, from) in sent.iter().enumerate() {
        let Some((last, until)) =
            sent.iter().enumerate().skip(first).take_while(|(_, at)| **at - from <= 60_000).last()
        else {
            continue;
        };
        let allowed = bursts + usize::try_from((until - from) / 1000).unwrap() + 1;
        if last - first + 1 > allowed {
            let seconds = (until - from) / 1000;
            return broken(story, format!("{} requests in {seconds} s, {allowed} allowed", last - first + 1));
        }
    }
}

async fn in_order(story: &mut Story, runs: &[RunView]) {
    for run in runs {
        let mut events = Vec::new();
        loop {
            let after = events.last().map_or(0, |event: &RunEvent| event.seq);
            let page = story.events_of(ListRunEvents { id: run.id.clone(), after, limit: None }).await;
            events.extend(page.items);
            if !page.more {
                break;
            }
        }
        let seqs_right = events.iter().zip(1..).all(|(event, seq)| event.seq == seq);
        let times_right = events.windows(2).all(|pair| pair[0].at <= pair[1].at);
        if events.is_empty() || !seqs_right || !times_right {
            broken(story, format!("the timeline of run {} has a hole or is out of order", run.id));
        }
    }
}

fn no_secret_kept(story: &mut Story) {
    let mut secrets = story.world.network.passwords();
    secrets.push(KEY.to_owned());
    if secrets.iter().any(|secret| story.told.contains(secret)) {
        broken(story, "an event holds a key or a password".to_owned());
    }
    for file in std::fs::read_dir(story.world.home.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            if secrets.iter().any(|secret| text.contains(secret)) {
                broken(story, format!("{} holds a key or a password", path.display()));
            }
        }
    }
}

/// Everything has come to where it can't go on without the provider or a person.
fn settled(story: &mut Story, runs: &[RunView]) {
    for run in runs {
        let open = match run.stage {
            Stage::Intended | Stage::Sending | Stage::Deleting => true,
            Stage::Unclear => !run.needs_you,
            Stage::Provisioning => story.report.fault != "create:stuck",
            Stage::Running | Stage::Refused | Stage::Deferred | Stage::Failed | Stage::Withdrawn | Stage::Gone => false,
        };
        if open {
            broken(story, format!("run {} is still {:?} at the end, next {:?}", run.id, run.stage, run.next));
        }
    }
}
