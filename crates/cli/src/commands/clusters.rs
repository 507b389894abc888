//! `slipway clusters`: every cluster of the accounts, whoever made it.

use std::collections::BTreeMap;
use std::time::Duration;

use slipway_engine::api::*;
use slipway_engine::id::AccountId;
use slipway_engine::time::Timestamp;

use super::{access, find, follow};
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// How long lists and clusters may take to be read before what is there is shown.
const READING_MAX: Duration = Duration::from_secs(15);

/// Lists clusters, once the lists have been read anew where this process can.
///
/// # Errors
/// There is no such account.
pub async fn run(context: &mut Context, label: Option<&str>) -> Result<Exit, Failure> {
    let session = context.open("clusters", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, label).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, label: Option<&str>) -> Result<Exit, Failure> {
    let opened = context.now();
    let before = engine.list_accounts(Nothing {}).await?.items;
    let only = label.map(|label| find::account(&before, label)).transpose()?.cloned();
    follow::wait_until(engine, READING_MAX, async || {
        let accounts = engine.list_accounts(Nothing {}).await?.items;
        let clusters = find::all_clusters(engine, only.as_ref()).await?;
        let mut lists = true;
        for account in accounts.iter().filter(|account| only.as_ref().is_none_or(|only| only.id == account.id)) {
            lists = lists
                && (is_read(account, &before, opened) || access::key_problem(engine, &account.id).await?.is_some());
        }
        let rows = clusters.iter().all(|cluster| cluster.seen_at.is_some() || cluster.missing_since.is_some());
        Ok((lists && rows).then_some(()))
    })
    .await?;
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let clusters = find::all_clusters(engine, only.as_ref()).await?;
    let labels: BTreeMap<AccountId, String> =
        accounts.iter().map(|account| (account.id.clone(), account.label.clone())).collect();
    let now = context.now();
    context.output.either(&clusters, |clusters| {
        views::clusters(clusters, |id| labels.get(id).cloned().unwrap_or_else(|| id.to_string()), now)
    })?;
    for note in clusters.iter().filter_map(views::mark) {
        context.output.note(&note);
    }
    let mut exits = Vec::new();
    for account in accounts.iter().filter(|account| only.as_ref().is_none_or(|only| only.id == account.id)) {
        if let Some(problem) = unreached(account) {
            context.output.note(&views::problem(problem));
            exits.push(Exit::of(problem.code));
        }
    }
    Ok(Exit::worst(exits))
}

/// Whether nothing new is to be waited for: the list was read since `opened`, or can't be, or somebody else keeps it.
fn is_read(account: &AccountView, before: &[AccountView], opened: Timestamp) -> bool {
    let tried = before.iter().find(|old| old.id == account.id).is_none_or(|old| old.revision < account.revision);
    let read = match &account.driver {
        Driver::Here => account.seen_at.is_some_and(|seen| seen >= opened),
        Driver::Other { .. } | Driver::Nobody => account.seen_at.is_some(),
    };
    read || (tried && unreached(account).is_some())
}

/// Why an account could not be reached at last.
pub fn unreached(account: &AccountView) -> Option<&Problem> {
    match &account.reach {
        Reach::Unknown | Reach::Good | Reach::Slowed { .. } => None,
        Reach::Refused { problem } | Reach::NoKey { problem } | Reach::Offline { problem, .. } => Some(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::{T0, an_account};

    #[test]
    fn an_old_list_is_read_anew_where_this_process_drives_and_taken_where_another_does() {
        let mut account = an_account("prod");
        let opened = T0.plus_ms(1);
        assert!(!is_read(&account, std::slice::from_ref(&account), opened));
        account.driver = Driver::Other { who: "window".to_owned(), since: T0 };
        assert!(is_read(&account, std::slice::from_ref(&account), opened));
    }

    #[test]
    fn a_refused_key_ends_the_waiting_only_once_it_was_tried_anew() {
        let mut account = an_account("prod");
        account.seen_at = None;
        account.reach = Reach::Refused { problem: Problem::new(ProblemCode::KeyRefused, Place::App, "no") };
        let before = [account.clone()];
        assert!(!is_read(&account, &before, T0));
        account.revision += 1;
        assert!(is_read(&account, &before, T0));
    }
}
