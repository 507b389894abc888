use super::*;

/// The stores of earlier programs.
const FIXTURES: [(i64, &str); 4] = [
    (1, include_str!("../migrations/fixtures/1.sql")),
    (2, include_str!("../migrations/fixtures/2.sql")),
    (3, include_str!("../migrations/fixtures/3.sql")),
    (4, include_str!("../migrations/fixtures/4.sql")),
];

#[test]
fn a_store_of_an_earlier_schema_comes_to_look_like_a_new_one() {
    for (schema, fixture) in FIXTURES {
        comes_to_look_like_a_new_one(schema, fixture);
    }
    assert_eq!(FIXTURES.map(|(schema, _)| schema).last(), Some(&(SCHEMA - 1)));
}

fn comes_to_look_like_a_new_one(schema: i64, fixture: &str) {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let connection = Connection::open(old.path().join("slipway.sqlite3")).unwrap();
    connection.execute_batch(fixture).unwrap();
    connection.pragma_update(None, "user_version", schema).unwrap();
    connection.execute("INSERT INTO launches (id, created_at) VALUES ('kept', 1)", []).unwrap();
    drop(connection);
    let migrated = Store::open(old.path()).unwrap();
    let fresh = Store::open(new.path()).unwrap();
    assert_eq!(shape(&migrated.connection).unwrap(), shape(&fresh.connection).unwrap());
    let kept: String = migrated.connection.query_row("SELECT id FROM launches", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "kept");
    assert_eq!(schema_of(&migrated.connection).unwrap(), SCHEMA);
}

/// A home with a store that holds a launch, and is closed.
fn a_home_with_a_launch() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path()).unwrap();
    store.change(|change| change.add_launch(&"once-key".into(), crate::time::Timestamp(1))).unwrap();
    home
}

/// Works on the closed store with nothing of ours in between.
fn alter(home: &tempfile::TempDir, sql: &str) {
    Connection::open(home.path().join(FILE)).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_store_of_a_newer_slipway_is_refused() {
    let home = a_home_with_a_launch();
    alter(&home, &format!("CREATE TABLE newer (id TEXT) STRICT; PRAGMA user_version = {}", SCHEMA + 1));
    assert!(matches!(Store::open(home.path()), Err(StoreError::Newer { found }) if found == SCHEMA + 1));
}

#[test]
fn a_store_that_is_lost_or_emptied_is_never_made_anew_by_itself() {
    let home = a_home_with_a_launch();
    let file = home.path().join(FILE);
    let emptied = Connection::open_in_memory().unwrap();
    emptied.execute_batch("CREATE TABLE t (c); DROP TABLE t").unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(Store::open(home.path()), Err(StoreError::Missing)));
    assert!(!file.exists(), "nothing was put in its place");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(Store::open(home.path()), Err(StoreError::Missing)));
    assert_eq!(std::fs::metadata(&file).unwrap().len(), 0);
    emptied.execute("VACUUM INTO ?1", [file.with_extension("other").to_str().unwrap()]).unwrap();
    std::fs::rename(file.with_extension("other"), &file).unwrap();
    assert!(matches!(Store::open(home.path()), Err(StoreError::Missing)));
    let problem = crate::api::Problem::from(StoreError::Missing);
    assert!(problem.remedy.unwrap().contains(MADE), "the way out is named");
}

#[test]
fn a_new_store_is_made_where_a_person_says_that_the_lost_one_may_be_forgotten() {
    let home = a_home_with_a_launch();
    std::fs::remove_file(home.path().join(FILE)).unwrap();
    std::fs::remove_file(home.path().join(MADE)).unwrap();
    assert_eq!(Store::open(home.path()).unwrap().launched_at(&"once-key".into()).unwrap(), None);
    assert!(home.path().join(MADE).exists());
}

#[test]
fn a_store_of_an_earlier_slipway_is_missed_too_once_it_was_opened() {
    let home = a_home_with_a_launch();
    std::fs::remove_file(home.path().join(MADE)).unwrap();
    drop(Store::open(home.path()).unwrap());
    std::fs::remove_file(home.path().join(FILE)).unwrap();
    assert!(matches!(Store::open(home.path()), Err(StoreError::Missing)));
}

#[test]
fn a_schema_number_that_does_not_fit_the_tables_is_damage_and_changes_nothing() {
    for number in [-1, 0, 1, 2, 3, 67] {
        let home = a_home_with_a_launch();
        alter(&home, &format!("PRAGMA user_version = {number}"));
        let before = std::fs::read(home.path().join(FILE)).unwrap();
        let opened = Store::open(home.path()).map(drop);
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{number}: {opened:?}");
        assert_eq!(std::fs::read(home.path().join(FILE)).unwrap(), before);
    }
    let home = a_home_with_a_launch();
    alter(&home, "DROP INDEX runs_cluster");
    assert!(matches!(Store::open(home.path()), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_file_that_is_no_store_is_damage() {
    for bytes in [vec![0; 8192], b"not a store".to_vec()] {
        let home = a_home_with_a_launch();
        std::fs::write(home.path().join(FILE), &bytes).unwrap();
        let opened = Store::open(home.path()).map(drop);
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{opened:?}");
    }
}

#[test]
fn programs_that_start_together_in_a_new_home_all_open_its_store() {
    for _ in 0..5 {
        let home = tempfile::tempdir().unwrap();
        let together = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            let open = || {
                together.wait();
                Store::open(home.path()).map(|store| store.revision().unwrap())
            };
            let programs: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for program in programs {
                assert_eq!(program.join().unwrap().unwrap(), 0);
            }
        });
    }
}
