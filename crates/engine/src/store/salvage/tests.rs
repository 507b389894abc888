mod by_chance;

use rusqlite::Connection;

use super::*;
use crate::api::Stage;
use crate::id::{AccountId, ClusterId, LaunchId, RunId};
use crate::store::bed::{Bed, NOW};
use crate::store::{Change, Claim, RunRow};

fn runs(home: &Path) -> Vec<RunRow> {
    Store::open(home).unwrap().runs_before(i64::MAX, false, u32::MAX).unwrap()
}

/// The pages that hold a text, each of which is then no page of a table.
fn break_pages_with(bed: &Bed, text: &str) -> usize {
    let path = bed.home().join(FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let mut broken = 0;
    for page in bytes.chunks_mut(4096).skip(1) {
        if page.windows(text.len()).any(|window| window == text.as_bytes()) {
            page[..8].fill(0xFF);
            broken += 1;
        }
    }
    std::fs::write(path, bytes).unwrap();
    broken
}

#[test]
fn a_store_that_is_whole_is_left_alone() {
    let bed = Bed::with_runs(3);
    let before = std::fs::read(bed.home().join(FILE)).unwrap();
    let refused = salvage(bed.home(), NOW).unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotAllowed);
    assert_eq!(std::fs::read(bed.home().join(FILE)).unwrap(), before);
}

#[test]
fn a_row_that_is_mended_when_it_is_saved_makes_a_store_damaged() {
    for (table, column) in [("clusters", "seen"), ("accounts", "seen")] {
        let bed = Bed::with_runs(3);
        let connection = Connection::open(bed.home().join(FILE)).unwrap();
        assert!(connection.execute(&format!("UPDATE {table} SET {column} = '{{'"), []).unwrap() > 0);
        drop(connection);
        let saved = salvage(bed.home(), NOW).unwrap();
        assert_eq!(saved.table("runs").unwrap().from_store, 3);
        let store = Store::open(bed.home()).unwrap();
        assert!(!store.sightings_since(-1).unwrap().is_empty() && !store.accounts().unwrap().is_empty());
    }
}

#[test]
fn nobody_saves_a_store_that_another_program_has_open() {
    let bed = Bed::with_runs(1);
    let _open = Store::open(bed.home()).unwrap();
    assert!(salvage(bed.home(), NOW).unwrap_err().message.contains("Another Slipway"));
}

#[test]
fn what_surrounds_a_broken_page_is_saved_and_what_was_in_it_is_named() {
    let bed = Bed::with_runs(60);
    let before = runs(bed.home());
    assert!(break_pages_with(&bed, "cluster-30\"") > 0);
    let opened = Store::open(bed.home()).map(drop);
    assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{opened:?}");
    let saved = salvage(bed.home(), NOW).unwrap();
    let after = runs(bed.home());
    assert!(after.len() > 50, "{}", after.len());
    let lost: Vec<_> = before.iter().filter(|run| !after.iter().any(|kept| kept.id == run.id)).collect();
    assert!(!lost.is_empty() && lost.len() == saved.runs_lost.len());
    assert!(lost.iter().all(|run| saved.runs_lost.contains(&run.id.as_str().to_owned())), "{saved:?}");
    let store = Store::open(bed.home()).unwrap();
    for run in lost {
        assert!(store.launched_at(&run.launch_id).unwrap().is_some(), "the same launch is not launched again");
    }
    assert!(saved.set_aside.unwrap().join(FILE).exists(), "the damaged file is kept");
}

#[test]
fn the_rest_comes_from_the_newest_copy_and_the_newer_row_wins() {
    let bed = Bed::with_runs(60);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    bed.add_runs(60..80);
    break_pages_with(&bed, "cluster-30\"");
    let saved = salvage(bed.home(), NOW).unwrap();
    assert_eq!(saved.runs_lost, Vec::<String>::new());
    assert_eq!(runs(bed.home()).len(), 80);
    assert!(!saved.runs_as_copied.is_empty());
    assert!(!saved.elsewhere, "the store still says whose it is");
    let store = Store::open(bed.home()).unwrap();
    let open = |id: &&RunId| !store.run(id).unwrap().unwrap().state.has_ended();
    let open: Vec<&RunId> = saved.runs_as_copied.iter().filter(open).collect();
    assert!(!open.is_empty(), "one that has ended can't differ from its copy in what it does");
    for run in open {
        let told = store.events(run, 0, 1000).unwrap();
        assert!(told.iter().any(|event| event.text.contains("as the daily copy knew it")), "{run}");
    }
}

#[test]
fn a_store_that_is_gone_comes_back_from_the_copy_and_sends_nothing_before_it_is_taken_over() {
    let bed = Bed::with_runs(5);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    std::fs::remove_file(bed.home().join(FILE)).unwrap();
    let saved = salvage(bed.home(), NOW).unwrap();
    assert!(saved.elsewhere && !saved.is_everything());
    assert_eq!(runs(bed.home()).len(), 5);
    assert_eq!(saved.set_aside, None);
}

#[test]
fn where_there_is_neither_store_nor_copy_nothing_is_made() {
    let bed = Bed::with_runs(1);
    std::fs::remove_file(bed.home().join(FILE)).unwrap();
    let refused = salvage(bed.home(), NOW).unwrap_err();
    assert!(refused.remedy.unwrap().contains(MADE));
    assert!(matches!(Store::open(bed.home()), Err(StoreError::Missing)));
}

#[test]
fn what_was_about_to_be_sent_or_on_its_way_is_looked_for_and_never_sent_again() {
    let bed = Bed::with_runs(60);
    let open = |stage| runs(bed.home()).iter().filter(|run| run.state.stage == stage).count();
    let (intended, sending, deletes) = (open(Stage::Intended), open(Stage::Sending), bed.open_deletes());
    assert!(intended > 0 && sending > 0 && deletes > 0);
    break_pages_with(&bed, "\"event of cluster-30");
    let saved = salvage(bed.home(), NOW).unwrap();
    assert_eq!(saved.runs_lost, Vec::<String>::new());
    assert_eq!(saved.runs_unclear.len(), intended + sending);
    let after = runs(bed.home());
    assert!(after.iter().all(|run| !matches!(run.state.stage, Stage::Intended | Stage::Sending)));
    let attempts = |runs: &[RunRow]| runs.iter().map(|run| run.state.attempt).collect::<Vec<_>>();
    let unclear: Vec<_> = after.into_iter().filter(|run| saved.runs_unclear.contains(&run.id)).collect();
    assert!(attempts(&unclear).iter().all(|attempt| *attempt == 1), "the mark of the attempt that may have left");
}

#[test]
fn a_delete_that_may_have_been_put_off_since_the_copy_is_called_off() {
    let bed = Bed::with_runs(60);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    std::fs::remove_file(bed.home().join(FILE)).unwrap();
    assert!(bed.deadlines > 0);
    salvage(bed.home(), NOW).unwrap();
    assert!(runs(bed.home()).iter().all(|run| run.state.delete_at.is_none()));
}

#[test]
fn a_home_that_cannot_be_read_counts_as_copied() {
    let bed = Bed::with_runs(2);
    let connection = Connection::open(bed.home().join(FILE)).unwrap();
    let page: i64 =
        connection.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'home'", [], |row| row.get(0)).unwrap();
    drop(connection);
    let path = bed.home().join(FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let start = (usize::try_from(page).unwrap() - 1) * 4096;
    bytes[start..start + 8].fill(0xFF);
    std::fs::write(&path, bytes).unwrap();
    let saved = salvage(bed.home(), NOW).unwrap();
    assert!(saved.elsewhere && saved.runs_lost.is_empty());
    assert_ne!(Store::open(bed.home()).unwrap().home().unwrap().as_deref(), Some("here"));
}

#[test]
fn a_first_page_that_is_gone_is_made_anew() {
    for with_copy in [false, true] {
        let bed = Bed::with_runs(20);
        if with_copy {
            copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
        }
        let path = bed.home().join(FILE);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[..if with_copy { 4096 } else { 100 }].fill(0);
        std::fs::write(&path, bytes).unwrap();
        let saved = salvage(bed.home(), NOW).unwrap();
        assert!(saved.readable);
        assert_eq!(saved.table("runs").unwrap().from_store, 20);
    }
}

#[test]
fn ended_between_moving_the_old_store_and_placing_the_new_one_it_can_be_done_again() {
    let bed = Bed::with_runs(20);
    break_pages_with(&bed, "\"event of cluster-3");
    let under_way = bed.home().join(UNDER_WAY);
    std::fs::create_dir(&under_way).unwrap();
    std::fs::rename(bed.home().join(FILE), under_way.join(FILE)).unwrap();
    assert!(matches!(Store::open(bed.home()), Err(StoreError::Missing)));
    let saved = salvage(bed.home(), NOW).unwrap();
    assert_eq!(saved.table("runs").unwrap().from_store, 20);
    assert!(!under_way.exists());
    assert!(saved.set_aside.unwrap().join(FILE).exists());
}

#[test]
fn what_is_only_in_the_log_is_saved_too_even_where_the_log_was_left_behind() {
    for left_behind in [false, true] {
        let bed = Bed::with_runs(20);
        // A program that is killed leaves its log. Here it is copied from under one that is open.
        let open = Store::open(bed.home()).unwrap();
        bed.add_runs(20..25);
        let log = std::fs::read(bed.home().join(LOG)).unwrap();
        let file = std::fs::read(bed.home().join(FILE)).unwrap();
        drop(open);
        std::fs::write(bed.home().join(FILE), file).unwrap();
        assert!(break_pages_with(&bed, "\"event of cluster-3") > 0);
        std::fs::write(bed.home().join(LOG), log).unwrap();
        let under_way = bed.home().join(UNDER_WAY);
        if left_behind {
            std::fs::create_dir(&under_way).unwrap();
            std::fs::rename(bed.home().join(FILE), under_way.join(FILE)).unwrap();
        }
        let saved = salvage(bed.home(), NOW).unwrap();
        assert_eq!(saved.table("runs").unwrap().from_store, 25);
        assert!(saved.set_aside.unwrap().join(LOG).exists());
        assert!(!bed.home().join(LOG).exists());
    }
}

#[test]
fn a_removed_profile_does_not_come_back_from_the_copy() {
    let bed = Bed::with_runs(60);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    let mut store = Store::open(bed.home()).unwrap();
    store.change(|change| change.remove_profile(&"profile-1".into())).unwrap();
    drop(store);
    break_pages_with(&bed, "cluster-30\"");
    salvage(bed.home(), NOW).unwrap();
    let store = Store::open(bed.home()).unwrap();
    assert_eq!(store.profile(&"profile-1".into()).unwrap(), None);
    assert!(store.profile(&"profile-2".into()).unwrap().is_some());
    assert!(store.launched_at(&LaunchId::from("launch-7")).unwrap().is_some());
}

/// What is kept of lost runs: how many, and how many of them without an id.
fn kept_as_lost(home: &Path) -> (u32, u32) {
    let connection = Connection::open(home.join(FILE)).unwrap();
    let counts = "SELECT count(*), count(*) - count(id) FROM lost_runs";
    connection.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn lost_runs_are_kept_with_their_launches_and_told_once() {
    let bed = Bed::with_runs(60);
    let before = runs(bed.home());
    let account = AccountId::from("account-1");
    let theirs = ClusterId::from("theirs");
    let said = |change: &Change<'_>| {
        change.note_cluster(&account, theirs.as_str(), "KAFKA", NOW)?;
        change.put_claim(&account, &theirs, Claim::Others)
    };
    assert!(Store::open(bed.home()).unwrap().change(said).unwrap());
    assert!(break_pages_with(&bed, "cluster-30\"") > 0);
    let saved = salvage(bed.home(), NOW).unwrap();
    let lost = u32::try_from(saved.runs_lost.len()).unwrap();
    assert_eq!(kept_as_lost(bed.home()), (lost, 0));
    let store = Store::open(bed.home()).unwrap();
    for run in before.iter().filter(|run| saved.runs_lost.contains(&run.id.as_str().to_owned())) {
        let kept = store.lost_run(&run.id).unwrap().unwrap();
        assert_eq!(kept.launch_id.as_ref(), Some(&run.launch_id));
        assert_eq!(store.lost_of_launch(&run.launch_id).unwrap(), 1);
    }
    assert!(!store.lost_unknown().unwrap());
    drop(store);
    // Saved once more after other damage, they are still known, and not new.
    assert!(break_pages_with(&bed, "\"event of cluster-3:") > 0);
    let again = salvage(bed.home(), NOW).unwrap();
    assert_eq!(again.runs_lost, Vec::<String>::new());
    assert_eq!(kept_as_lost(bed.home()), (lost, 0));
    let kept = Store::open(bed.home()).unwrap().sighting(&account, &theirs).unwrap();
    assert_eq!(kept.unwrap().claim, Some(Claim::Others), "what a person said is kept");
}

#[test]
fn where_only_the_copy_is_left_there_may_be_runs_that_nothing_names() {
    let bed = Bed::with_runs(5);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    std::fs::remove_file(bed.home().join(FILE)).unwrap();
    let saved = salvage(bed.home(), NOW).unwrap();
    assert!(saved.runs_unknown);
    assert_eq!(kept_as_lost(bed.home()), (1, 1));
    assert!(Store::open(bed.home()).unwrap().lost_unknown().unwrap());
}

#[test]
fn a_whole_store_of_an_earlier_schema_is_not_taken_for_a_damaged_one() {
    let home = tempfile::tempdir().unwrap();
    let connection = Connection::open(home.path().join(FILE)).unwrap();
    connection.execute_batch(include_str!("../migrations/fixtures/3.sql")).unwrap();
    connection.pragma_update(None, "user_version", 3).unwrap();
    drop(connection);
    assert_eq!(salvage(home.path(), NOW).unwrap_err().code, ProblemCode::NotAllowed);
}
