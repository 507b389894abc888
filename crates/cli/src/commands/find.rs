//! Finding what a person named: by id, by the unique beginning of an id, or by a name that only one has.

use slipway_engine::api::*;
use slipway_engine::id::{ClusterId, RunId};

use crate::exit::Failure;
use slipway_engine::Engine;

/// Pages that are read at most: 200 things each.
const PAGES_MAX: usize = 500;

/// The one of `things` that `typed` names. `what` is the word for such a thing in the message.
///
/// # Errors
/// None is meant, or several are.
pub fn pick<'a, T>(
    things: &'a [T],
    typed: &str,
    what: &str,
    id: impl Fn(&T) -> &str,
    name: impl Fn(&T) -> Option<&str>,
) -> Result<&'a T, Failure> {
    if let Some(exact) = things.iter().find(|thing| id(thing) == typed) {
        return Ok(exact);
    }
    let meant: Vec<&T> = things
        .iter()
        .filter(|thing| !typed.is_empty() && (id(thing).starts_with(typed) || name(thing) == Some(typed)))
        .collect();
    match meant.as_slice() {
        [one] => Ok(one),
        [] => Err(Problem::new(ProblemCode::NotFound, Place::App, format!("There is no {what} «{typed}».")).into()),
        [..] => {
            let shown: Vec<&str> = meant.iter().take(5).map(|thing| id(thing)).collect();
            let more = if meant.len() > shown.len() { ", …" } else { "" };
            Err(Failure::Usage(format!(
                "«{typed}» may be any of {} {what}s: {}{more}; give the id",
                meant.len(),
                shown.join(", ")
            )))
        }
    }
}

/// All runs, newest first.
///
/// # Errors
/// The store can't be read.
pub async fn all_runs(engine: &Engine, active_only: bool) -> Result<Vec<RunView>, Failure> {
    let mut runs = Vec::new();
    let mut cursor = None;
    for _ in 0..PAGES_MAX {
        let page = engine.list_runs(ListRuns { active_only, cursor, limit: Some(200) }).await?;
        runs.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(runs)
}

/// All clusters as last seen.
///
/// # Errors
/// The store can't be read.
pub async fn all_clusters(engine: &Engine, account: Option<&AccountView>) -> Result<Vec<ClusterRow>, Failure> {
    let mut clusters = Vec::new();
    let mut cursor = None;
    for _ in 0..PAGES_MAX {
        let account_id = account.map(|account| account.id.clone());
        let page = engine.list_clusters(ListClusters { account_id, cursor, limit: Some(200) }).await?;
        clusters.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(clusters)
}

/// The run that `typed` names.
///
/// # Errors
/// None is meant, or several are.
pub async fn run(engine: &Engine, typed: &str) -> Result<RunId, Failure> {
    let runs = all_runs(engine, false).await?;
    pick(&runs, typed, "run", |run| run.id.as_str(), |run| Some(&run.cluster_name)).map(|run| run.id.clone())
}

/// The cluster that `typed` names among those last seen.
///
/// # Errors
/// None is meant, or several are.
pub async fn cluster(engine: &Engine, typed: &str) -> Result<ClusterRow, Failure> {
    cluster_of(engine, typed, None).await
}

/// The same among the clusters of one account.
///
/// # Errors
/// None is meant, or several.
pub async fn cluster_of(engine: &Engine, typed: &str, account: Option<&AccountView>) -> Result<ClusterRow, Failure> {
    let clusters = all_clusters(engine, account).await?;
    pick(&clusters, typed, "cluster", |cluster| cluster.id.as_str(), |cluster| cluster.name.as_deref()).cloned()
}

/// The id of the cluster that `typed` names; as typed when none of those seen is meant, for a person may know of one
/// that was not seen here yet.
///
/// # Errors
/// Several are meant.
pub async fn cluster_id(engine: &Engine, candidates: &[ClusterRef], typed: &str) -> Result<ClusterId, Failure> {
    if let Ok(one) = pick(candidates, typed, "cluster", |each| each.id.as_str(), |each| Some(&each.name)) {
        return Ok(one.id.clone());
    }
    match cluster(engine, typed).await {
        Ok(cluster) => Ok(cluster.id),
        Err(Failure::Problems(_)) => Ok(ClusterId(typed.to_owned())),
        Err(ambiguous) => Err(ambiguous),
    }
}

/// The account with this label or id.
///
/// # Errors
/// There is none.
pub fn account<'a>(accounts: &'a [AccountView], label: &str) -> Result<&'a AccountView, Failure> {
    accounts.iter().find(|account| account.label == label || account.id.as_str() == label).ok_or_else(|| {
        let labels: Vec<&str> = accounts.iter().map(|account| account.label.as_str()).collect();
        Problem::new(ProblemCode::NotFound, Place::App, format!("There is no account «{label}»."))
            .with_remedy(format!("There are: {}. Add one with `slipway account add`.", labels.join(", ")))
            .into()
    })
}

/// The saved profile of this name.
///
/// # Errors
/// There is none.
pub async fn profile(engine: &Engine, name: &str) -> Result<Profile, Failure> {
    let profiles = engine.list_profiles(Nothing {}).await?;
    let row = profiles.items.iter().find(|row| row.name == name).ok_or_else(|| {
        Problem::new(
            ProblemCode::NotFound,
            Place::Profile { name: name.to_owned() },
            format!("There is no profile «{name}»."),
        )
        .with_remedy(
            "See `slipway profile list`; a file is meant where there is a `/` or the name ends in .toml or .json.",
        )
    })?;
    Ok(engine.profile(ProfileRef { id: row.id.clone() }).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THINGS: [(&str, &str); 4] = [("ab12", "orders"), ("ab34", "audit"), ("cd56", "orders"), ("ab", "short")];

    fn picked(typed: &str) -> Result<&'static str, String> {
        pick(&THINGS, typed, "run", |thing| thing.0, |thing| Some(thing.1))
            .map(|thing| thing.0)
            .map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn an_id_a_unique_beginning_and_a_unique_name_are_understood() {
        assert_eq!(picked("cd56"), Ok("cd56"));
        assert_eq!(picked("ab3"), Ok("ab34"));
        assert_eq!(picked("audit"), Ok("ab34"));
    }

    #[test]
    fn a_whole_id_wins_over_longer_ones_that_begin_with_it() {
        assert_eq!(picked("ab"), Ok("ab"));
    }

    #[test]
    fn what_several_bear_is_refused_with_their_ids() {
        let text = picked("orders").unwrap_err();
        assert!(text.contains("ab12") && text.contains("cd56"), "{text}");
        assert!(picked("a").is_err());
    }

    #[test]
    fn nothing_typed_means_nothing() {
        assert!(picked("").is_err());
        assert!(picked("zz").unwrap_err().contains("NotFound"));
    }

    #[test]
    fn an_unknown_account_is_told_with_the_ones_there_are() {
        let accounts = [crate::made_up::an_account("prod")];
        let failure = account(&accounts, "dev").err().unwrap();
        assert_eq!(failure.exit() as u8, 2);
        assert!(format!("{failure:?}").contains("prod"));
    }
}
