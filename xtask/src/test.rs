//! `cargo xtask test`: every check and test, counted, with one line at the end.

use std::process::Command;

use crate::setup::{self, For};
use crate::tally::Tally;
use crate::words::Words;
use crate::{Stop, bindings, crash, page, schemathesis, sim, step, tree};

/// Help of `cargo xtask test`.
pub const HELP: &str = "
cargo xtask test [PART…]

Everything that CI runs, in this order, or only the parts that are named: fmt, clippy, doc, page, build, bindings,
rust, schemathesis, svelte-check, eslint, vitest, browser, window, simulation, crash. What is missing is installed first.

A part that fails does not keep the others from running. The last line is the count: `N passed, N failed`. A tool
(rustfmt, clippy, svelte-check, …) counts as one test.";

/// One part: its name, whether it needs binaries or the page, and what it does.
struct Part {
    name: &'static str,
    needs: Needs,
    run: fn(&mut Tally) -> Result<(), Stop>,
}

/// What has to be built before a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// The page, which the desktop app takes in when it is compiled.
    Page,
    /// The page and the binaries.
    Binaries,
}

const PARTS: [Part; 13] = [
    Part { name: "fmt", needs: Needs::Nothing, run: fmt },
    Part { name: "clippy", needs: Needs::Page, run: clippy },
    Part { name: "doc", needs: Needs::Nothing, run: doc },
    Part { name: "bindings", needs: Needs::Binaries, run: compare_bindings },
    Part { name: "rust", needs: Needs::Binaries, run: rust },
    Part { name: "schemathesis", needs: Needs::Binaries, run: schemathesis_part },
    Part { name: "svelte-check", needs: Needs::Nothing, run: svelte_check },
    Part { name: "eslint", needs: Needs::Nothing, run: eslint },
    Part { name: "vitest", needs: Needs::Nothing, run: vitest },
    Part { name: "browser", needs: Needs::Binaries, run: browser_part },
    Part { name: "window", needs: Needs::Binaries, run: window_part },
    Part { name: "simulation", needs: Needs::Binaries, run: simulation },
    Part { name: "crash", needs: Needs::Binaries, run: crash_part },
];

/// Named by hand like parts, but run whenever another needs them.
const BUILDS: [&str; 2] = ["page", "build"];

/// `cargo xtask test`.
pub fn test(mut words: Words) -> Result<(), Stop> {
    let names = words.names();
    words.nothing_left()?;
    let known = |name: &str| BUILDS.contains(&name) || PARTS.iter().any(|part| part.name == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let parts: Vec<&str> = BUILDS.iter().copied().chain(PARTS.iter().map(|part| part.name)).collect();
        return Err(Stop::Usage(format!("there is no part `{name}`; there are {}", parts.join(", "))));
    }
    let begun = step::now();
    let mut tally = Tally::default();
    match setup::everything(For::Testing) {
        Ok(()) => parts(&names, &mut tally)?,
        Err(Stop::Failed(text)) => {
            println!("{text}");
            tally.tool("set-up", false);
        }
        Err(other) => return Err(other),
    }
    println!("everything took {}", step::seconds(begun.elapsed()));
    println!("{}", tally.closing());
    if tally.failed.is_empty() { Ok(()) } else { Err(Stop::Told) }
}

/// Runs the parts of `names`, all where it is empty.
fn parts(names: &[String], tally: &mut Tally) -> Result<(), Stop> {
    std::fs::create_dir_all(tree::output()).map_err(|error| Stop::io("tests/output", &error))?;
    let mut builds = Builds { page: None, binaries: None };
    let asked = |name: &str| names.is_empty() || names.iter().any(|asked| asked == name);
    if asked("page") {
        builds.page(tally)?;
    }
    for part in PARTS.iter().filter(|part| asked(part.name)) {
        if builds.ready(part.needs, tally)? {
            (part.run)(tally)?;
        } else {
            // An older binary may lie there; a test of it would prove nothing.
            tally.tool(&format!("{}: not run, as the build failed", part.name), false);
        }
    }
    if asked("build") {
        builds.ready(Needs::Binaries, tally)?;
    }
    Ok(())
}

/// What has been built in this run: none where it was not tried yet, else whether it went well.
struct Builds {
    page: Option<bool>,
    binaries: Option<bool>,
}

impl Builds {
    fn ready(&mut self, needs: Needs, tally: &mut Tally) -> Result<bool, Stop> {
        match needs {
            Needs::Nothing => Ok(true),
            Needs::Page => self.page(tally),
            Needs::Binaries => Ok(self.page(tally)? && self.binaries(tally)?),
        }
    }

    fn page(&mut self, tally: &mut Tally) -> Result<bool, Stop> {
        if let Some(done) = self.page {
            return Ok(done);
        }
        let done = match page::build() {
            Ok(()) => true,
            Err(Stop::Failed(text)) => {
                println!("{text}");
                false
            }
            Err(other) => return Err(other),
        };
        tally.tool("page", done);
        self.page = Some(done);
        Ok(done)
    }

    fn binaries(&mut self, tally: &mut Tally) -> Result<bool, Stop> {
        if let Some(done) = self.binaries {
            return Ok(done);
        }
        let done = step::show("build", crash::build())?.ok;
        tally.tool("build", done);
        self.binaries = Some(done);
        Ok(done)
    }
}

fn fmt(tally: &mut Tally) -> Result<(), Stop> {
    tally.tool("rustfmt", step::show("rustfmt", tree::cargo(["fmt", "--all", "--check"]))?.ok);
    Ok(())
}

fn clippy(tally: &mut Tally) -> Result<(), Stop> {
    let mut command = tree::cargo(["clippy"]);
    command.args(tree::WHOLE).args(["--all-targets", "--", "-D", "warnings"]);
    tally.tool("clippy", step::show("clippy", command)?.ok);
    Ok(())
}

/// The documentation of the one crate that others may use, as they would read it. Of what it depends on none is made.
fn doc(tally: &mut Tally) -> Result<(), Stop> {
    let mut command = tree::cargo(["doc"]);
    command.args(["--no-deps", "--package", "instaclustr-api", "--all-features"]).env("RUSTDOCFLAGS", "-D warnings");
    tally.tool("doc", step::show("doc", command)?.ok);
    Ok(())
}

fn compare_bindings(tally: &mut Tally) -> Result<(), Stop> {
    let ended = step::read("bindings", bindings::comparison())?;
    // Exactly this one test must have run: a renamed one would be found nowhere and pass.
    let ran = ended.lines.iter().any(|line| line.contains(bindings::TEST));
    tally.tool("bindings", ended.ok && ran);
    Ok(())
}

fn rust(tally: &mut Tally) -> Result<(), Stop> {
    let mut command = tree::cargo(["test"]);
    command.args(tree::WHOLE).args(["--no-fail-fast", "--", "--skip", bindings::TEST, "--skip", schemathesis::TEST]);
    command.env("SLIPWAY_BIN", tree::binary("slipway"));
    let ended = step::read("rust tests", command)?;
    tally.libtest("rust", &ended);
    Ok(())
}

fn schemathesis_part(tally: &mut Tally) -> Result<(), Stop> {
    match schemathesis::install()? {
        Ok(()) => {
            let ended = step::read("schemathesis", schemathesis::command())?;
            tally.libtest("schemathesis", &ended);
        }
        Err(why) => tally.skipped.push(format!("schemathesis: {why}")),
    }
    Ok(())
}

fn svelte_check(tally: &mut Tally) -> Result<(), Stop> {
    tally.tool("svelte-check", step::show("svelte-check", tree::in_ui("npm", ["run", "--silent", "check"]))?.ok);
    Ok(())
}

fn eslint(tally: &mut Tally) -> Result<(), Stop> {
    tally.tool("eslint", step::show("eslint", tree::in_ui("npm", ["run", "--silent", "lint"]))?.ok);
    Ok(())
}

fn vitest(tally: &mut Tally) -> Result<(), Stop> {
    let mut command = tree::in_ui("node", ["node_modules/vitest/vitest.mjs", "run"]);
    // Vitest writes TAP nowhere but to its output.
    command.args(["--reporter=default", "--reporter=tap-flat"]);
    let ended = step::read("vitest", command)?;
    tally.tap("vitest", &ended.lines.join("\n"), &ended);
    Ok(())
}

fn browser_part(tally: &mut Tally) -> Result<(), Stop> {
    let mut command = node_test("browser");
    command.arg("tests/browser/browser.test.mjs");
    reported("browser", &tree::output().join("browser.tap"), command, tally)
}

fn window_part(tally: &mut Tally) -> Result<(), Stop> {
    reported("window", &tree::output().join("window.tap"), window(), tally)
}

/// The window test, and before it that of the comparison which it makes.
pub fn window() -> Command {
    let mut command = node_test("window");
    command.args(["tests/window/compare.test.mjs", "tests/window/window.test.mjs"]);
    command
}

/// Node's own test runner: for people on the terminal, as TAP into a file. The tests find the binaries by variables.
fn node_test(name: &str) -> Command {
    let mut command = tree::in_ui("node", ["--test", "--test-concurrency=1"]);
    command.args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"]);
    command.arg(format!("--test-reporter-destination={}", tree::output().join(format!("{name}.tap")).display()));
    command.env("SLIPWAY_BIN", tree::binary("slipway")).env("SLIPWAY_DESKTOP_BIN", tree::binary("slipway-desktop"));
    command.current_dir(tree::root());
    command
}

/// Runs a step that writes a TAP report, and counts what is in it.
fn reported(name: &str, report: &std::path::Path, command: Command, tally: &mut Tally) -> Result<(), Stop> {
    // A report of an earlier run must not be taken for this one's; where there is none, that is what is wanted.
    let _ = std::fs::remove_file(report);
    let ended = step::read(name, command)?;
    tally.tap(name, &std::fs::read_to_string(report).unwrap_or_default(), &ended);
    Ok(())
}

fn simulation(tally: &mut Tally) -> Result<(), Stop> {
    let ended = step::read("simulation", sim::command(sim::SEEDS, None))?;
    tally.libtest("simulation", &ended);
    Ok(())
}

fn crash_part(tally: &mut Tally) -> Result<(), Stop> {
    let ended = step::read("crash", crash::command(crash::TIMES))?;
    tally.libtest("crash", &ended);
    Ok(())
}
