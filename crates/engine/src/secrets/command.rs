//! A key that a command prints, such as a password manager's.

use std::process::Stdio;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdout, Command};

use super::{KEY_BYTES_MAX, KeyOf, Secret, key_in};
use crate::api::Problem;

/// Runs `command` by the system's shell and takes what it prints. Dropping the future ends it, with all it started.
///
/// It gets no input. What it says on stderr is thrown away: of a command that failed nobody can tell whether the key is
/// in there.
///
/// # Errors
/// It can't be started, ends with another code than 0, or prints no text, nothing, or more than [`KEY_BYTES_MAX`].
pub(super) async fn run(of: &KeyOf, command: &str) -> Result<Secret, Problem> {
    let failed = |why: String| {
        of.problem(
            format!("The command for the key of account {} failed: {why}.", of.label),
            "Run it in a terminal to see why.",
        )
    };
    let mut running = Running::start(command).map_err(|error| failed(error.to_string()))?;
    let printed = match running.child.stdout.take() {
        Some(stdout) => printed(stdout).await.map_err(|error| failed(error.to_string()))?,
        None => Vec::new(),
    };
    if printed.len() > KEY_BYTES_MAX {
        return Err(failed(format!("it prints more than {KEY_BYTES_MAX} bytes")));
    }
    let status = running.child.wait().await.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    let text = String::from_utf8(printed).map_err(|_| failed("its output is not text".to_owned()))?;
    key_in(of, &text)
}

/// Everything that is printed, or one byte more than a key may have.
async fn printed(stdout: ChildStdout) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stdout.take(KEY_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// A command under way. Dropped before it was waited for, it ends with everything that it started.
struct Running {
    child: Child,
}

impl Running {
    fn start(command: &str) -> std::io::Result<Self> {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut shell = Command::new(shell);
        shell.args([flag, command]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A group of its own: the shell alone would leave behind what it started.
        #[cfg(unix)]
        shell.process_group(0);
        shell.kill_on_drop(true).spawn().map(|child| Self { child })
    }
}

#[cfg(unix)]
impl Drop for Running {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        // The number is there until the shell has been waited for, and so long it can't be another group's.
        let group = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(group) = group {
            // Gone by itself at this very moment: what is wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}
