//! A story of many clusters in several accounts, two of which are one at the provider.

use std::collections::BTreeSet;

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::request;
use slipway_engine::secrets::Secret;

use crate::process::Process;
use crate::scripted::{an_ask, by_hand_as, seconds, with};
use crate::world::{KEY, World};

/// In all of them.
const CLUSTERS: usize = 1_000;
/// From one reading of the list to the next (see `watch/schedule.rs`), in seconds.
const LIST: u64 = 60;
/// Requests that may follow each other at once (see `watch/budget.rs`); after that one a second.
const BURST: usize = 5;

/// The users of two accounts at the provider.
const ACCOUNTS: [&[&str]; 2] = [&["ada", "grace"], &["edsger"]];

async fn made_by_hand(world: &World, user: &str, name: &str) -> String {
    let body = request::build(&an_ask("by-hand", name).drafts[0], request::Mark::Preview).body;
    by_hand_as(world, user).create_cluster(instaclustr_api::Application::Kafka, &body).await.unwrap().cluster.id
}

/// All that is shown, by page.
async fn shown(a: &mut Process, engine: &Engine) -> Vec<ClusterRow> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let ask = ListClusters { account_id: None, cursor, limit: Some(200) };
        let page = with(&mut [&mut *a], engine.list_clusters(ask)).await.unwrap();
        rows.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return rows;
        }
    }
}

#[test]
fn a_thousand_clusters_of_three_accounts_are_each_found_once_and_what_comes_and_goes_is_seen_in_two_lists() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let world = World::with_accounts(1, None, &ACCOUNTS);
        let mut made = BTreeSet::new();
        for number in 0..CLUSTERS {
            let user = if number % 2 == 0 { "ada" } else { "edsger" };
            made.insert(made_by_hand(&world, user, &format!("there-{number}")).await);
        }
        seconds(120).await;
        let mut a = Process::start_without_sandbox(&world, "a");
        let engine = a.engine.clone();
        for user in ["ada", "grace", "edsger"] {
            let account = SaveAccount {
                id: None,
                label: user.to_owned(),
                word: user.to_owned(),
                colour: Colour::Moss,
                url: "https://api.example.com".to_owned(),
                user: user.to_owned(),
                key: KeySource::Keyring,
                secret: Some(Secret::new(KEY)),
                read_only: false,
                rate: None,
            };
            with(&mut [&mut a], engine.save_account(account)).await.unwrap();
        }
        let _ = world.network.asked();
        // Each is read once, at one request a second for each of the two accounts of the provider.
        let reading = u64::try_from(CLUSTERS).unwrap();
        with(&mut [&mut a], seconds(reading)).await;
        let rows = shown(&mut a, &engine).await;
        let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        assert_eq!((ids.len(), ids.into_iter().collect::<BTreeSet<_>>()), (CLUSTERS, made));
        assert!(rows.iter().all(|row| row.status.is_some()), "each was read");
        let asked = world.network.asked().len();
        let most = 2 * (BURST + usize::try_from(reading).unwrap());
        assert!(asked <= most, "{asked} requests where {most} are allowed");
        // One comes and one goes, by other hands than ours.
        let gone = rows.iter().find(|row| row.name.as_deref() == Some("there-0")).unwrap().id.to_string();
        by_hand_as(&world, "grace").delete_cluster(instaclustr_api::Application::Kafka, &gone).await.unwrap();
        let new = made_by_hand(&world, "edsger", "new").await;
        with(&mut [&mut a], seconds(2 * LIST + 5)).await;
        let rows = shown(&mut a, &engine).await;
        let ids: BTreeSet<String> =
            rows.iter().filter(|row| row.missing_since.is_none()).map(|row| row.id.to_string()).collect();
        assert!(ids.contains(&new), "one that came is shown within two lists");
        assert!(!ids.contains(&gone), "one that went is shown as such within two lists");
    });
}
