//! A desktop session's bus and keyring, for one test alone.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Looks until the keyring is there, or gone. Each is a process of some milliseconds, so this is minutes.
const LOOKS_MAX: u32 = 20_000;
/// Opens the keyring.
const PASSWORD: &str = "open sesame";
/// Starts nothing by itself: a keyring is there when the test starts one.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A session; everything in it ends with it.
pub struct Session {
    folder: tempfile::TempDir,
    bus: Option<(Child, String)>,
    keyring: Option<Child>,
}

impl Session {
    /// As in a plain `ssh`.
    pub fn without_bus() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["run", "data", "cache"] {
            std::os::unix::fs::DirBuilderExt::mode(&mut std::fs::DirBuilder::new(), 0o700)
                .create(folder.path().join(name))
                .unwrap();
        }
        Self { folder, bus: None, keyring: None }
    }

    /// With a bus and nobody on it.
    pub fn with_bus() -> Self {
        let mut session = Self::without_bus();
        let settings = session.folder.path().join("bus.conf");
        let run = session.folder.path().join("run");
        std::fs::write(&settings, BUS.replace("FOLDER", run.to_str().unwrap())).unwrap();
        let mut bus = Command::new("dbus-daemon");
        bus.arg(format!("--config-file={}", settings.display())).args(["--nofork", "--print-address=1"]);
        let bus = session.start(bus.stdin(Stdio::null()).stdout(Stdio::piped()));
        let mut bus = bus.unwrap_or_else(|error| missing("dbus-daemon", &error));
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        session.bus = Some((bus, address.trim().to_owned()));
        session
    }

    /// With a bus and a keyring that is open.
    pub fn with_keyring() -> Self {
        let mut session = Self::with_bus();
        session.unlock();
        session
    }

    /// What belongs to the session, and nothing of the one that the tests run in.
    pub fn enter(&self, command: &mut Command) {
        for (name, folder) in [("XDG_RUNTIME_DIR", "run"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")] {
            command.env(name, self.folder.path().join(folder));
        }
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        if let Some((_, address)) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
    }

    /// The keyring, open; started where it is not.
    pub fn unlock(&mut self) {
        self.start_keyring(Some(PASSWORD));
    }

    /// The keyring, with what it held, locked, and nobody there to open it.
    pub fn lock(&mut self) {
        self.start_keyring(None);
    }

    /// The keyring ends.
    pub fn stop_keyring(&mut self) {
        if let Some(keyring) = self.keyring.take() {
            end(keyring);
            self.until_keyring_is_there(false);
        }
    }

    /// How many keys of Slipway the keyring holds.
    pub fn keys(&self) -> usize {
        let found = self.ask(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.SearchItems",
            "dict:string:string:service,dev.slipway.desktop",
        ]);
        found.matches("object path").count()
    }

    fn start_keyring(&mut self, password: Option<&str>) {
        self.stop_keyring();
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if password.is_some() {
            command.arg("--unlock");
        }
        let keyring = self.start(command.stdin(Stdio::piped()).stdout(Stdio::null()));
        let mut keyring = keyring.unwrap_or_else(|error| missing("gnome-keyring-daemon", &error));
        // Closed with this: a password ends where the input ends.
        let mut input = keyring.stdin.take().unwrap();
        input.write_all(password.unwrap_or_default().as_bytes()).unwrap();
        drop(input);
        self.keyring = Some(keyring);
        self.until_keyring_is_there(true);
    }

    fn until_keyring_is_there(&self, there: bool) {
        let name = ["--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner"];
        let ask = [&name[..], &["string:org.freedesktop.secrets"]].concat();
        let reached = (0..LOOKS_MAX).any(|_| self.ask(&ask).contains(if there { "true" } else { "false" }));
        assert!(reached, "the keyring there: {there}, was never reached");
    }

    /// Asks somebody on the bus.
    fn ask(&self, words: &[&str]) -> String {
        let mut command = Command::new("dbus-send");
        command.args(["--session", "--print-reply"]).args(words);
        self.enter(&mut command);
        let told = command.output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8(told.stdout).unwrap()
    }

    fn start(&self, command: &mut Command) -> std::io::Result<Child> {
        self.enter(command);
        command.stderr(Stdio::null()).current_dir(Path::new("/")).spawn()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.keyring.take().into_iter().chain(self.bus.take().map(|(bus, _)| bus)).for_each(end);
    }
}

fn end(mut child: Child) {
    // It may have ended already.
    let _ = child.kill();
    let _ = child.wait();
}

fn missing(program: &str, error: &std::io::Error) -> ! {
    panic!("{program}: {error}; `cargo xtask setup` installs it")
}
