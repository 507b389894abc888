use super::*;
use crate::id::LaunchId;
use crate::store::Store;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// 2026-11-26, at noon.
const NOON: Timestamp = Timestamp(1_795_694_400_000);

fn a_home() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path()).unwrap();
    store.change(|change| change.put_home("here")).unwrap();
    (home, store)
}

fn launch(store: &mut Store, id: &str) {
    store.change(|change| change.add_launch(&LaunchId::from(id), NOON)).unwrap();
}

fn names(home: &tempfile::TempDir) -> Vec<String> {
    let copies = all(home.path()).unwrap();
    copies.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn there_is_one_copy_a_day_and_the_newest_three_are_kept() {
    let (home, _store) = a_home();
    for day in 0..5 {
        let now = NOON.plus_ms(day * DAY_MS);
        assert!(copy_of_the_day(home.path(), now).unwrap().is_some());
        assert_eq!(copy_of_the_day(home.path(), now.plus_ms(1)).unwrap(), None, "the day has its copy");
    }
    let newest = ["slipway-2026-11-30.sqlite3", "slipway-2026-11-29.sqlite3", "slipway-2026-11-28.sqlite3"];
    assert_eq!(names(&home), newest);
}

#[test]
fn a_copy_holds_what_was_committed_and_a_change_under_way_does_not_wait_for_it() {
    let (home, mut store) = a_home();
    launch(&mut store, "committed");
    let mut path = None;
    store
        .change(|change| {
            change.add_launch(&LaunchId::from("under way"), NOON)?;
            path = copy_of_the_day(home.path(), NOON)?;
            Ok(())
        })
        .unwrap();
    let copy = Connection::open(path.unwrap()).unwrap();
    let launches: Vec<String> = copy
        .prepare("SELECT id FROM launches")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(launches, ["committed"]);
}

#[test]
fn a_copy_that_is_put_back_by_hand_belongs_to_no_home() {
    let (home, mut store) = a_home();
    launch(&mut store, "kept");
    let copy = copy_of_the_day(home.path(), NOON).unwrap().unwrap();
    drop(store);
    std::fs::remove_file(home.path().join(FILE)).unwrap();
    std::fs::copy(copy, home.path().join(FILE)).unwrap();
    let store = Store::open(home.path()).unwrap();
    assert!(store.launched_at(&LaunchId::from("kept")).unwrap().is_some());
    assert_ne!(store.home().unwrap().unwrap(), "here", "so it has to be taken over before anything is sent");
}

#[test]
fn a_damaged_store_is_not_copied_and_pushes_out_no_copy() {
    let (home, mut store) = a_home();
    for launches in 0..200 {
        launch(&mut store, &format!("launch {launches}"));
    }
    copy_of_the_day(home.path(), NOON).unwrap().unwrap();
    drop(store);
    let file = home.path().join(FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    let pages = bytes.len() / 4096;
    // Every page but the first: whichever holds what, some of it is in use.
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 16].fill(0xA5);
    }
    std::fs::write(&file, bytes).unwrap();
    for day in 1..5 {
        assert!(copy_of_the_day(home.path(), NOON.plus_ms(day * DAY_MS)).is_err());
    }
    assert_eq!(names(&home), ["slipway-2026-11-26.sqlite3"]);
}

#[test]
fn what_a_program_left_that_ended_in_the_middle_is_cleared_away() {
    let (home, _store) = a_home();
    std::fs::create_dir(home.path().join(FOLDER)).unwrap();
    std::fs::write(home.path().join(FOLDER).join("being-made.sqlite3"), "half").unwrap();
    assert!(copy_of_the_day(home.path(), NOON).unwrap().is_some());
    let left = std::fs::read_dir(home.path().join(FOLDER)).unwrap().count();
    assert_eq!(left, 2, "the copy and the lock");
}

#[test]
fn the_copies_of_a_store_that_was_given_up_stay_beside_those_of_the_new_one() {
    let (home, store) = a_home();
    copy_of_the_day(home.path(), NOON).unwrap().unwrap();
    drop(store);
    std::fs::remove_file(home.path().join(FILE)).unwrap();
    std::fs::remove_file(home.path().join("store.made")).unwrap();
    let _new = Store::open(home.path()).unwrap();
    assert_eq!(names(&home), Vec::<String>::new());
    assert!(home.path().join("backup-of-store-1/slipway-2026-11-26.sqlite3").exists());
}
