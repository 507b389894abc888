#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc;

use super::*;

/// How long a test may wait for what must come: only a failure takes so long.
const LIMIT: Duration = Duration::from_secs(20);

fn of(source: KeySource) -> KeyOf {
    KeyOf { account: AccountId("1".to_owned()), label: "prod".to_owned(), source }
}

async fn key_from(source: KeySource) -> Result<String, Problem> {
    let key = tokio::time::timeout(LIMIT, SystemSecrets.key(of(source))).await.unwrap();
    key.map(|key| key.expose().to_owned())
}

async fn key_of_command(command: &str) -> Result<String, Problem> {
    key_from(KeySource::Command { command: command.to_owned() }).await
}

/// A pipe with a name, in a folder of its own.
fn pipe(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

/// The lines that come out of a pipe; ends when everybody who held its other end is gone.
fn lines_of(pipe: &Path) -> mpsc::UnboundedReceiver<String> {
    let (line, lines) = mpsc::unbounded_channel();
    let pipe = pipe.to_owned();
    std::thread::spawn(move || {
        for text in BufReader::new(std::fs::File::open(pipe).unwrap()).lines() {
            line.send(text.unwrap()).unwrap();
        }
    });
    lines
}

#[tokio::test]
async fn a_command_gives_the_key_that_it_prints_without_its_line_end() {
    assert_eq!(key_of_command("echo k3y").await.unwrap(), "k3y");
    assert_eq!(key_of_command("printf ' k3 y \\r\\n'").await.unwrap(), " k3 y ");
}

#[tokio::test]
async fn a_command_gets_no_input() {
    assert_eq!(key_of_command("cat; echo k3y").await.unwrap(), "k3y");
}

#[tokio::test]
async fn a_command_that_fails_is_a_problem_that_repeats_nothing_of_what_it_said() {
    let problem = key_of_command("echo s3cret; echo s3cret >&2; exit 3").await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NoKey);
    assert_eq!(problem.message, "The command for the key of account prod failed: exit status: 3.");
    assert!(!format!("{problem:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_command_that_prints_nothing_or_no_text_is_a_problem() {
    assert_eq!(key_of_command("echo").await.unwrap_err().message, "The key of account prod is empty.");
    let problem = key_of_command("printf '\\377\\n'").await.unwrap_err();
    assert!(problem.message.ends_with("its output is not text."), "{problem}");
}

#[tokio::test]
async fn a_command_that_prints_without_end_is_ended() {
    let problem = key_of_command("yes").await.unwrap_err();
    assert!(problem.message.ends_with("it prints more than 65536 bytes."), "{problem}");
}

#[tokio::test]
async fn the_longest_key_is_one_and_a_byte_more_is_none() {
    let print = |bytes: usize| format!("head -c {bytes} /dev/zero | tr '\\0' k");
    assert_eq!(key_of_command(&print(KEY_BYTES_MAX)).await.unwrap().len(), KEY_BYTES_MAX);
    assert!(key_of_command(&print(KEY_BYTES_MAX + 1)).await.is_err());
}

#[tokio::test]
async fn a_command_that_is_given_up_ends_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let (never, alive) = (pipe(folder.path(), "never"), pipe(folder.path(), "alive"));
    let command = format!("sh -c 'echo started; read x <{}' >{}; :", never.display(), alive.display());
    let mut lines = lines_of(&alive);
    let mut key = SystemSecrets.key(of(KeySource::Command { command }));
    tokio::select! {
        _ = &mut key => panic!("it waits for what never comes"),
        line = tokio::time::timeout(LIMIT, lines.recv()) => assert_eq!(line.unwrap().unwrap(), "started"),
    }
    drop(key);
    // The shell inside the shell held the pipe; it closes when that one is gone too.
    assert_eq!(tokio::time::timeout(LIMIT, lines.recv()).await.unwrap(), None);
}

#[tokio::test]
async fn what_a_command_that_ended_well_leaves_running_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (ask, answer) = (pipe(folder.path(), "ask"), pipe(folder.path(), "answer"));
    let agent = format!("(exec >/dev/null; read x <{}; echo $x >{}) &", ask.display(), answer.display());
    assert_eq!(key_of_command(&format!("{agent} echo k3y")).await.unwrap(), "k3y");
    let mut lines = lines_of(&answer);
    std::thread::spawn(move || std::fs::write(ask, "hello\n").unwrap());
    assert_eq!(tokio::time::timeout(LIMIT, lines.recv()).await.unwrap().unwrap(), "hello");
}

#[tokio::test]
async fn a_file_gives_the_key_if_its_owner_alone_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "k3y\n").unwrap();
    let source = || KeySource::File { path: path.display().to_string() };
    for mode in [0o640, 0o604, 0o601] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let problem = key_from(source()).await.unwrap_err();
        assert!(problem.message.ends_with("others may read it."), "{mode:o}: {problem}");
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    assert_eq!(key_from(source()).await.unwrap(), "k3y");
}

#[tokio::test]
async fn a_file_too_long_for_a_key_holds_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, vec![b'k'; KEY_BYTES_MAX + 1]).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let problem = key_from(KeySource::File { path: path.display().to_string() }).await.unwrap_err();
    assert!(problem.message.ends_with("it is too long for a key."), "{problem}");
}

#[tokio::test]
async fn a_variable_that_is_not_set_is_named() {
    let variable = "SLIPWAY_KEY_OF_NOBODY_AT_ALL".to_owned();
    let problem = key_from(KeySource::Environment { variable }).await.unwrap_err();
    assert!(problem.message.contains("SLIPWAY_KEY_OF_NOBODY_AT_ALL"), "{problem}");
}
