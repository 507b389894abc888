//! Views of the engine as text and as the command line's JSON. Pure: the moment is passed in.

use serde_json::{Value, json};
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, RunId};
use slipway_engine::time::Timestamp;

use crate::text::{ago, moment, stopwatch, table};

mod progress;

pub use progress::progress;

/// A run as JSON: its view, its nodes, and the fields of the surface that this version has nothing for, as null.
pub fn run_value(detail: &RunDetail) -> Value {
    let mut value = json!(detail.run);
    if let Value::Object(fields) = &mut value {
        fields.insert("nodes".to_owned(), json!(detail.nodes));
        for absent in ["provenAt", "proof"] {
            fields.insert(absent.to_owned(), Value::Null);
        }
    }
    value
}

/// A run with all that is known of it, as JSON.
pub fn detail_value(detail: &RunDetail) -> Value {
    let mut value = run_value(detail);
    if let Value::Object(fields) = &mut value {
        fields.insert("looks".to_owned(), json!(detail.looks));
        fields.insert("requests".to_owned(), json!(detail.requests));
        fields.insert("mark".to_owned(), json!(detail.mark));
        fields.insert("candidates".to_owned(), json!(detail.candidates));
        fields.insert("replacements".to_owned(), json!(detail.replacements));
    }
    value
}

/// The word for a stage, as in JSON.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Intended => "intended",
        Stage::Sending => "sending",
        Stage::Unclear => "unclear",
        Stage::Provisioning => "provisioning",
        Stage::Running => "running",
        Stage::Refused => "refused",
        Stage::Deferred => "deferred",
        Stage::Failed => "failed",
        Stage::Withdrawn => "withdrawn",
        Stage::Deleting => "deleting",
        Stage::Gone => "gone",
    }
}

/// How many nodes are RUNNING of how many.
pub fn nodes(run: &RunView) -> String {
    format!("{}/{}", run.nodes_running, run.nodes_seen.max(run.asked.nodes))
}

/// Where a run stands, one line: for the progress line and for the change of a stage.
pub fn standing(run: &RunView, now: Timestamp) -> String {
    let mut line = format!(
        "{}  {}  {}",
        stopwatch(run.ended_at.or(run.running_at).unwrap_or(now).ms_since(run.created_at)),
        run.cluster_name,
        stage(run.stage)
    );
    if run.stage == Stage::Provisioning {
        line.push_str(&format!("  {} nodes RUNNING", nodes(run)));
        if let Some(seen) = run.seen_at {
            line.push_str(&format!(", seen {}", ago(seen, now)));
        }
    }
    line
}

/// A problem: what is wrong, where, what to do, and the provider's words.
pub fn problem(problem: &Problem) -> String {
    let mut text = match &problem.place {
        Place::Field { path } => format!("{path}: {}", problem.message),
        Place::Account { .. }
        | Place::Run { .. }
        | Place::Profile { .. }
        | Place::Cluster { .. }
        | Place::Network { .. }
        | Place::Home
        | Place::App => format!("error: {}", problem.message),
    };
    if let Some(remedy) = &problem.remedy {
        text.push(' ');
        text.push_str(remedy);
    }
    if let Some(server) = &problem.server {
        text.push_str(&words(server));
    }
    text
}

fn words(server: &ServerWords) -> String {
    let mut text = format!("\n  the provider answered {}", server.status);
    if server.messages.is_empty() && !server.body.trim().is_empty() {
        text.push_str(&format!(": {}", server.body.trim()));
    }
    for message in &server.messages {
        match &message.field {
            Some(field) => text.push_str(&format!("\n  {field}: {}", message.message)),
            None => text.push_str(&format!("\n  {}", message.message)),
        }
    }
    text
}

/// A finding: field, how bad, what is wrong and right, and where a warning's rule comes from.
pub fn finding(finding: &Finding) -> String {
    let mut text = match finding.severity {
        Severity::Error => format!("{}: {}", finding.field, finding.message),
        Severity::Warning if finding.accepted => {
            format!("{}: warning (accepted): {}", finding.field, finding.message)
        }
        Severity::Warning => format!("{}: warning: {}", finding.field, finding.message),
    };
    if let Some(source) = &finding.source {
        text.push_str(&format!(" ({source})"));
    }
    if !finding.fixes.is_empty() {
        let fixes: Vec<&str> = finding.fixes.iter().map(|fix| fix.label.as_str()).collect();
        text.push_str(&format!(" → {}", fixes.join(", ")));
    }
    text
}

/// Runs as a table.
pub fn runs(runs: &[RunView], now: Timestamp) -> String {
    if runs.is_empty() {
        return "No runs. Launch one with `slipway launch`.".to_owned();
    }
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            vec![
                short(&run.id),
                run.cluster_name.clone(),
                application(run.application).to_owned(),
                run.account.clone(),
                stage(run.stage).to_owned(),
                nodes(run),
                ago(run.created_at, now),
                if run.needs_you { "needs you".to_owned() } else { String::new() },
            ]
        })
        .collect();
    table(&["RUN", "CLUSTER", "APPLICATION", "ACCOUNT", "STAGE", "RUNNING", "LAUNCHED", ""], &rows)
}

/// The beginning of a run's id that people see in lists; it may be typed wherever a run is asked for.
fn short(id: &RunId) -> String {
    id.as_str().chars().take(8).collect()
}

/// Kafka or Cassandra, in words.
pub fn application(application: Application) -> &'static str {
    match application {
        Application::Kafka => "Kafka",
        Application::Cassandra => "Cassandra",
    }
}

/// A run with its nodes.
pub fn detail(detail: &RunDetail, now: Timestamp) -> String {
    let run = &detail.run;
    let mut lines = vec![
        format!("{}  {}", run.cluster_name, stage(run.stage)),
        format!("  run       {}", run.id),
        format!("  launch    {}", run.launch_id),
        format!("  account   {}", run.account),
        format!("  asked     {} {}, {} nodes", application(run.application), run.asked.version, run.asked.nodes),
        format!("  launched  {} ({})", moment(run.created_at), ago(run.created_at, now)),
    ];
    if let Some(profile) = &run.profile {
        lines.insert(4, format!("  profile   {profile}"));
    }
    if let Some(at) = run.delete_at {
        lines.push(format!("  deleted   {} by Slipway, unless put off (`slipway resolve`)", moment(at)));
    }
    if let Some(cluster) = &run.cluster {
        lines.push(format!("  cluster   {}", cluster.id));
    }
    if let Some(status) = &run.status {
        let seen = run.seen_at.map(|seen| format!(", seen {}", ago(seen, now))).unwrap_or_default();
        lines.push(format!("  status    {status}{seen}"));
    }
    if let Some(estimate) = &run.estimate {
        let late = if estimate.late { ": this one takes longer than usual" } else { "" };
        lines.push(format!("  usually   {}, from {} runs{late}", estimate.words, estimate.runs));
    }
    if let Some(at) = run.running_at {
        lines.push(format!("  RUNNING   after {}", stopwatch(at.ms_since(run.created_at))));
    }
    for step in &run.steps {
        lines.push(self::step(step));
    }
    if let Some(found) = &run.problem {
        lines.push(problem(found));
    }
    for candidate in &detail.candidates {
        lines.push(format!("  may be    {} ({})", candidate.id, candidate.name));
    }
    if !detail.nodes.is_empty() {
        let rows: Vec<Vec<String>> = detail.nodes.iter().map(node).collect();
        lines.push(String::new());
        lines.push(table(&["NODE", "DATA CENTRE", "RACK", "STATUS", "PUBLIC", "PRIVATE"], &rows));
    }
    lines.join("\n")
}

/// «access    KAFKA for 203.0.113.7/32 (this computer): done, the provider says».
fn step(step: &StepView) -> String {
    let what = match step.what {
        StepWhat::Rule => "access",
        StepWhat::Peering => "peering",
        StepWhat::Window => "window",
        StepWhat::User => "user",
        StepWhat::Topic => "topic",
    };
    let mine = if step.mine && step.network.is_some() { " (this computer)" } else { "" };
    let state = match step.state {
        StepState::Waiting => "waits",
        StepState::Asks => "asks",
        StepState::Sending => "is being asked for",
        StepState::Unclear => "unclear",
        StepState::Coming => "accepted, not there yet",
        StepState::OtherSide => "waits for its other side",
        StepState::Deferred => "put off by the provider",
        StepState::Done => "there, the provider says",
        StepState::Refused => "refused",
    };
    let remedy = |problem: &Problem| problem.remedy.as_ref().map(|remedy| format!(" {remedy}")).unwrap_or_default();
    let why = step.problem.as_ref();
    let why = why.map(|problem| format!("\n            {}{}", problem.message, remedy(problem))).unwrap_or_default();
    format!("  {what:<10}{}{mine}: {state}{why}", step.title)
}

fn node(node: &NodeView) -> Vec<String> {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    vec![
        node.id.chars().take(8).collect(),
        node.data_centre.clone(),
        or_dash(&node.rack),
        if node.gone { format!("{} (gone)", node.status) } else { node.status.clone() },
        or_dash(&node.public_address),
        or_dash(&node.private_address),
    ]
}

/// One line of what happened, with the time since the launch.
pub fn event(event: &RunEvent, since: Timestamp) -> String {
    let mut line = format!("{:>6}  {}", stopwatch(event.at.ms_since(since)), event.text);
    if let Some(server) = event.problem.as_ref().and_then(|problem| problem.server.as_ref()) {
        line.push_str(&words(server));
    }
    line
}

/// What may be done with an account.
fn may(account: &AccountView) -> &'static str {
    match (account.read_only, account.writes_refused_at) {
        (true, _) => "read-only",
        (false, Some(_)) => "read (a write was refused)",
        (false, None) => "read, write",
    }
}

/// Accounts as a table.
pub fn accounts(accounts: &[AccountView], now: Timestamp) -> String {
    let rows: Vec<Vec<String>> = accounts
        .iter()
        .map(|account| {
            vec![
                account.label.clone(),
                account.url.clone(),
                account.user.clone(),
                key(&account.key),
                may(account).to_owned(),
                reach(&account.reach).to_owned(),
                account.clusters.map(|count| count.to_string()).unwrap_or_else(|| "-".to_owned()),
                account.seen_at.map(|seen| ago(seen, now)).unwrap_or_else(|| "-".to_owned()),
            ]
        })
        .collect();
    table(&["ACCOUNT", "URL", "USER", "KEY", "MAY", "REACH", "CLUSTERS", "SEEN"], &rows)
}

fn key(source: &KeySource) -> String {
    match source {
        KeySource::BuiltIn => "-".to_owned(),
        KeySource::Keyring => "keyring".to_owned(),
        KeySource::Environment { variable } => format!("${variable}"),
        KeySource::Command { .. } => "command".to_owned(),
        KeySource::File { path } => path.clone(),
    }
}

fn reach(reach: &Reach) -> &'static str {
    match reach {
        Reach::Unknown => "not asked yet",
        Reach::Good => "good",
        Reach::Slowed { .. } => "slowed down",
        Reach::Refused { .. } => "key refused",
        Reach::NoKey { .. } => "no key",
        Reach::Offline { .. } => "not reached",
    }
}

/// What a test of an account found, a line per link.
pub fn account_test(test: &AccountTest) -> String {
    let links = test.links.iter().map(|link| {
        let state = match link.state {
            LinkState::Good => "good",
            LinkState::Failed => "failed",
            LinkState::NotReached => "not reached",
            LinkState::NotTried => "not tried",
        };
        format!("{:<15}{state:<12}  {}", link.name, link.text)
    });
    let document = test.document.iter().flat_map(provider_document);
    links.chain(document).collect::<Vec<_>>().join("\n")
}

/// What the provider's own document says, a line for each difference.
fn provider_document(document: &ProviderDocument) -> Vec<String> {
    match document {
        ProviderDocument::Missing { code, why } => {
            let code = code.map_or_else(String::new, |code| format!(" (HTTP {code})"));
            vec![format!("The provider's document: {why}{code}.")]
        }
        ProviderDocument::Compared { format, paths, differences, .. } => {
            let head =
                format!("The provider's document: format {format}, {paths} paths, {} differences.", differences.len());
            std::iter::once(head).chain(differences.iter().map(|line| format!("  {line}"))).collect()
        }
    }
}

/// A survey, as much of it as a person reads: the differences, then each path with its code.
pub fn survey(survey: &AccountSurvey) -> String {
    let mut lines = provider_document(&survey.document);
    for look in &survey.looks {
        let code = look.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
        let note = look.note.as_deref().unwrap_or_default();
        lines.push(format!("{code:<4} {:<34} {note}", look.what).trim_end().to_owned());
    }
    lines.join("\n")
}

/// Saved profiles as a table.
pub fn profiles(profiles: &[ProfileRow], now: Timestamp) -> String {
    if profiles.is_empty() {
        return "No profiles. Begin with `slipway profile template kafka`.".to_owned();
    }
    let rows: Vec<Vec<String>> = profiles
        .iter()
        .map(|profile| {
            vec![
                profile.name.clone(),
                application(profile.application).to_owned(),
                profile.cluster_name.clone(),
                profile.summary.clone(),
                ago(profile.saved_at, now),
            ]
        })
        .collect();
    table(&["PROFILE", "APPLICATION", "CLUSTER", "MAKES", "SAVED"], &rows)
}

/// Clusters as a table. `label` names an account.
pub fn clusters(clusters: &[ClusterRow], label: impl Fn(&AccountId) -> String, now: Timestamp) -> String {
    if clusters.is_empty() {
        return "No clusters.".to_owned();
    }
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let rows: Vec<Vec<String>> = clusters
        .iter()
        .map(|cluster| {
            vec![
                cluster.id.to_string(),
                or_dash(&cluster.name),
                cluster.application.clone(),
                label(&cluster.account_id),
                match cluster.missing_since {
                    Some(since) => format!("missing since {}", moment(since)),
                    None => or_dash(&cluster.status),
                },
                format!("{}/{}", cluster.nodes_running, cluster.nodes_seen),
                or_dash(&cluster.region),
                cluster.seen_at.map(|seen| ago(seen, now)).unwrap_or_else(|| "not read yet".to_owned()),
            ]
        })
        .collect();
    table(&["CLUSTER", "NAME", "APPLICATION", "ACCOUNT", "STATUS", "RUNNING", "REGION", "SEEN"], &rows)
}

/// What the mark of a cluster says, where that needs a person.
pub fn mark(cluster: &ClusterRow) -> Option<String> {
    let id = &cluster.id;
    Some(match cluster.mark.as_ref()? {
        ClusterMark::Stray { run, stage } => {
            let which = match stage {
                Stage::Withdrawn => "which was withdrawn",
                Stage::Refused => "which was refused",
                Stage::Intended
                | Stage::Sending
                | Stage::Unclear
                | Stage::Provisioning
                | Stage::Running
                | Stage::Deferred
                | Stage::Failed
                | Stage::Deleting
                | Stage::Gone => "which has another cluster",
            };
            format!("{id} bears the tag of your run {run}, {which}: it is billed, and no run of yours watches it.")
        }
        ClusterMark::Unreadable => format!(
            "{id} could not be read, and may be of a run that was lost with a damaged store: it is read again every five minutes, \
             and may hold up a launch. If it is not yours: slipway home disown {id}"
        ),
        ClusterMark::MaybeLost => format!(
            "{id} may be of a run that was lost with a damaged store, or of another home: its mark does not say for certain. If it \
             is yours: slipway home take-up {id}; if not: slipway home disown {id}"
        ),
    })
}

/// What a launch would make and bill, before it is confirmed.
pub fn review(review: &Review) -> String {
    let mut lines = vec![format!("Account {} ({})", review.account.label, review.account.url)];
    for cluster in &review.clusters {
        let width = cluster.facts.iter().map(|fact| fact.label.chars().count()).max().unwrap_or(0);
        for fact in &cluster.facts {
            let gap = " ".repeat(width.saturating_sub(fact.label.chars().count()));
            lines.push(format!("  {}{gap}  {}", fact.label, fact.value));
        }
        for nodes in &cluster.billed {
            lines.push(format!(
                "  billed: {} × {} ({}, {})",
                nodes.count, nodes.node_size, nodes.role, nodes.data_centre
            ));
        }
        lines.push(String::new());
    }
    lines.extend(review.notes.iter().map(|note| format!("  {note}")));
    lines.push("  Slipway does not know the price.".to_owned());
    lines.join("\n")
}

/// What a restore would do, for the question before it.
pub fn restore_review(review: &RestoreReview) -> String {
    let mut lines = vec![format!("Account {} ({})", review.account.label, review.account.url)];
    lines.push(format!("  from the backups of {} ({})", review.cluster.name, review.cluster.id));
    lines.push(match (review.first_backup, review.last_backup) {
        (Some(first), Some(last)) => format!("  listed: {} to {}", moment(first), moment(last)),
        _ => "  no finished backup is listed".to_owned(),
    });
    lines.push(format!("  as it was: {}", review.what.at.map_or_else(|| "now".to_owned(), moment)));
    if !review.what.tables.is_empty() {
        lines.push(format!("  only {}", review.what.tables.join(", ")));
    }
    lines.push(format!("  into a new cluster {}, of the same size", review.what.name));
    lines.push("  Billing starts when it is accepted. Slipway does not know the price.".to_owned());
    lines.join("\n")
}

/// What a resize would do, for the question before it.
pub fn resize_review(review: &ResizeReview) -> String {
    let mut lines = vec![format!("Account {} ({})", review.account.label, review.account.url)];
    for (before, after) in review.before.data_centres.iter().zip(&review.after.data_centres) {
        let one = |centre: &AskedDataCentre| format!("{} × {}", centre.nodes, centre.node_size);
        lines.push(format!("  {}: {} → {}", before.name, one(before), one(after)));
    }
    lines.push("  Billing changes when it is accepted. Slipway does not know the price.".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests;
