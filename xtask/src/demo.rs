//! `cargo xtask run --demo`: two launches at once on the sandbox, by hand of nobody.

use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use crate::{Stop, step, tree};

const APPLICATIONS: [&str; 2] = ["kafka", "cassandra"];

/// Longest stay with a launch. The embedded sandbox takes about a minute.
const TIMEOUT: &str = "85s";

/// Builds the command line and launches one cluster of each application, both RUNNING at the end.
pub fn demo() -> Result<(), Stop> {
    step::must("build", tree::cargo(["build", "-p", "slipway-cli"]))?;
    let home = Home::make()?;
    let begun = step::now();
    println!("Two launches at once, by two processes on one home; one of them drives, the other follows.");
    let mut launches = Vec::new();
    for application in APPLICATIONS {
        let profile = home.0.join(format!("{application}.toml"));
        template(&home.0, application, &profile)?;
        launches.push(Launch::start(&home.0, application, &profile)?);
    }
    let mut late = Vec::new();
    for launch in launches {
        let application = launch.application;
        if !launch.wait()? {
            late.push(application);
        }
    }
    let runs = slipway(&home.0).arg("runs").status();
    if !runs.is_ok_and(|status| status.success()) {
        late.push("the list of runs");
    }
    if late.is_empty() {
        println!("demo: both RUNNING after {}", step::seconds(begun.elapsed()));
        Ok(())
    } else {
        Err(Stop::Failed(format!("demo: not as it should be: {}", late.join(", "))))
    }
}

/// A folder for this demo alone, gone when it is over.
struct Home(PathBuf);

impl Home {
    fn make() -> Result<Home, Stop> {
        let folder = std::env::temp_dir().join(format!("slipway-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| Stop::io(&folder.display().to_string(), &error))?;
        Ok(Home(folder))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What cannot be removed is a few hundred kilobytes in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn slipway(home: &Path) -> Command {
    let mut command = Command::new(tree::binary("slipway"));
    command.arg("--home").arg(home).stdin(Stdio::null());
    command
}

fn template(home: &Path, application: &str, profile: &Path) -> Result<(), Stop> {
    let told = slipway(home).args(["profile", "template", application]).output();
    let told = told.map_err(|error| Stop::io("slipway profile template", &error))?;
    if !told.status.success() {
        return Err(Stop::Failed(String::from_utf8_lossy(&told.stderr).into_owned()));
    }
    std::fs::write(profile, told.stdout).map_err(|error| Stop::io(&profile.display().to_string(), &error))
}

struct Launch {
    application: &'static str,
    child: Child,
    readers: Vec<JoinHandle<()>>,
}

impl Launch {
    fn start(home: &Path, application: &'static str, profile: &Path) -> Result<Launch, Stop> {
        let mut command = slipway(home);
        command.arg("launch").arg(profile).args(["--account", "sandbox", "--name", &format!("demo-{application}")]);
        command.args(["--yes", "--accept-warnings", "--wait=running", "--timeout", TIMEOUT]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| Stop::io("slipway launch", &error))?;
        let mut readers = Vec::new();
        readers.extend(child.stdout.take().map(|output| tell(application, output)));
        readers.extend(child.stderr.take().map(|output| tell(application, output)));
        Ok(Launch { application, child, readers })
    }

    /// Whether it ended with 0.
    fn wait(mut self) -> Result<bool, Stop> {
        for reader in self.readers.drain(..) {
            // A reader has nothing to fail with but a closed terminal.
            let _ = reader.join();
        }
        let status = self.child.wait().map_err(|error| Stop::io("slipway launch", &error))?;
        Ok(status.success())
    }
}

impl Drop for Launch {
    fn drop(&mut self) {
        // Where the other launch could not start: nobody waits for this one. It has ended already otherwise.
        let _ = self.child.kill();
    }
}

/// Prints each line with the launch's name before it.
fn tell(application: &'static str, output: impl Read + Send + 'static) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{application:<9} │ {line}");
        }
    })
}
