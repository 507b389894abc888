//! Counting: how many tests passed, which failed, which were skipped, from what the runners print.

use crate::step::Ended;

/// The count over all steps.
#[derive(Debug, Default)]
pub struct Tally {
    /// Tests that passed.
    pub passed: usize,
    /// Names of those that failed.
    pub failed: Vec<String>,
    /// Names of those that were skipped.
    pub skipped: Vec<String>,
}

impl Tally {
    /// A tool that is right or wrong as a whole (rustfmt, clippy, …) counts as one test.
    pub fn tool(&mut self, name: &str, ok: bool) {
        if ok { self.passed += 1 } else { self.failed.push(name.to_owned()) }
    }

    /// What `cargo test` printed.
    pub fn libtest(&mut self, step: &str, ended: &Ended) {
        let before = self.counts();
        let mut target = step.to_owned();
        let mut failed_here = 0;
        let mut skipped_here = 0;
        for line in &ended.lines {
            let line = line.trim();
            if let Some(name) = running(line) {
                target = name;
            } else if let Some(told) = skip(line) {
                skipped_here += 1;
                self.skipped.push(format!("{target}: {told}"));
            } else if line.starts_with("test result:") {
                // The runner knows nothing of them: for it they passed.
                self.passed += count(line, "passed").saturating_sub(skipped_here);
                skipped_here = 0;
                let failed = count(line, "failed");
                // With output not captured a test's own words can stand where its verdict was expected.
                for _ in failed_here..failed {
                    self.failed.push(format!("{target}: a test whose name could not be read"));
                }
                failed_here = 0;
            } else if let Some((name, verdict)) = verdict(line) {
                if verdict.starts_with("FAILED") {
                    failed_here += 1;
                    self.failed.push(format!("{target}: {name}"));
                } else if verdict.starts_with("ignored") {
                    self.skipped.push(format!("{target}: {name}"));
                }
            } else if line.contains("process didn't exit successfully") && line.contains("(signal:") {
                self.failed.push(format!("{target}: ended by a signal"));
            }
        }
        self.settle(step, ended, before);
    }

    /// What a runner wrote as TAP, version 13 or 14, nested or flat: Vitest and node's own test runner.
    pub fn tap(&mut self, step: &str, tap: &str, ended: &Ended) {
        let before = self.counts();
        let mut lines = tap.lines().map(str::trim).peekable();
        while let Some(line) = lines.next() {
            let (ok, rest) = match (line.strip_prefix("not ok "), line.strip_prefix("ok ")) {
                (Some(rest), _) => (false, rest),
                (None, Some(rest)) => (true, rest),
                (None, None) => continue,
            };
            let name = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
            let name = name.strip_prefix("- ").unwrap_or(name);
            if is_suite(&mut lines) {
                continue;
            }
            let (name, mark) = name.split_once(" # ").unwrap_or((name, ""));
            let mark = mark.to_ascii_uppercase();
            if mark.starts_with("SKIP") || mark.starts_with("TODO") {
                self.skipped.push(format!("{step}: {name}"));
            } else if ok {
                self.passed += 1;
            } else {
                self.failed.push(format!("{step}: {name}"));
            }
        }
        self.settle(step, ended, before);
    }

    /// Passed, failed, skipped.
    fn counts(&self) -> [usize; 3] {
        [self.passed, self.failed.len(), self.skipped.len()]
    }

    /// A step that ended badly without a failed test, or met no test at all, is itself what failed.
    fn settle(&mut self, step: &str, ended: &Ended, before: [usize; 3]) {
        let [_, failed, _] = before;
        if self.failed.len() == failed {
            if !ended.ok {
                self.failed.push(format!("{step}: {}", ended.how));
            } else if self.counts() == before {
                self.failed.push(format!("{step}: not one test was found"));
            }
        }
    }

    /// The closing lines: what was skipped, what failed, and the count alone on the last.
    pub fn closing(&self) -> String {
        let mut text = String::new();
        for name in &self.skipped {
            text.push_str(&format!("skipped  {name}\n"));
        }
        for name in &self.failed {
            text.push_str(&format!("FAILED   {name}\n"));
        }
        text.push_str(&format!("{} passed, {} failed", self.passed, self.failed.len()));
        if !self.skipped.is_empty() {
            text.push_str(&format!(", {} skipped", self.skipped.len()));
        }
        text
    }
}

/// `Running unittests src/lib.rs (target/debug/deps/slipway_engine-0123)` → `slipway_engine`.
fn running(line: &str) -> Option<String> {
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{name} (examples)"));
    }
    let path = line.strip_prefix("Running ")?.split_once('(')?.1.trim_end_matches(')');
    let file = path.rsplit(['/', '\\']).next()?;
    Some(file.rsplit_once('-').map_or(file, |(name, _)| name).to_owned())
}

/// `skipped: NAME: why`, which a test of ours says of itself where it can't do its work (`tests/contract/document.rs`) →
/// name and reason. The runner may have begun its own line already.
fn skip(line: &str) -> Option<&str> {
    let own = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")).map_or(line, |(_, rest)| rest);
    own.strip_prefix("skipped: ")
}

/// `test a::b ... FAILED` → name and verdict.
fn verdict(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("test ")?.rsplit_once(" ... ")
}

/// The number before `word` in a `test result:` line.
fn count(line: &str, word: &str) -> usize {
    let before = line.split(word).next().unwrap_or_default().trim_end();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Whether the TAP line just read closes a suite: node says so in the block of details below it.
fn is_suite<'a>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
    if lines.peek() != Some(&"---") {
        return false;
    }
    let mut suite = false;
    for line in lines.by_ref() {
        suite |= line == "type: 'suite'";
        if line == "..." {
            break;
        }
    }
    suite
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(ok: bool, text: &str) -> Ended {
        let how = if ok { "exit status: 0" } else { "exit status: 101" };
        Ended { ok, how: how.to_owned(), lines: text.lines().map(str::to_owned).collect() }
    }

    #[test]
    fn cargo_tests_are_counted_over_all_binaries_and_named() {
        let mut tally = Tally::default();
        let text = "
     Running unittests src/lib.rs (target/debug/deps/slipway_engine-0a1b)
test run::a ... ok
test run::b ... FAILED
test run::c ... ignored, needs a server
test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests instaclustr_api
test crates/x.rs - wait (line 3) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        tally.libtest("rust", &ended(false, text));
        assert_eq!(tally.passed, 2);
        assert_eq!(tally.failed, ["slipway_engine: run::b"]);
        assert_eq!(tally.skipped, ["slipway_engine: run::c"]);
        assert!(tally.closing().ends_with("\n2 passed, 1 failed, 1 skipped"));
    }

    #[test]
    fn a_test_that_says_it_is_skipped_has_not_passed() {
        let mut tally = Tally::default();
        let text = "
     Running contract/main.rs (target/debug/deps/contract-0a1b)
skipped: fits: no contract document
test fits ... ok
test covered ... skipped: covered: no contract document
ok
test adapt::nulls ... ok
test result: ok. 3 passed; 0 failed; 0 ignored";
        tally.libtest("rust", &ended(true, text));
        assert_eq!(tally.passed, 1);
        let both = ["contract: fits: no contract document", "contract: covered: no contract document"];
        assert_eq!(tally.skipped, both);
    }

    #[test]
    fn a_step_whose_only_test_is_skipped_is_no_failure() {
        let mut tally = Tally::default();
        tally.libtest("x", &ended(true, "skipped: x: no network\ntest x ... ok\ntest result: ok. 1 passed; 0 failed"));
        assert_eq!((tally.passed, tally.failed.len(), tally.skipped.len()), (0, 0, 1));
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_is_itself_a_failure() {
        let mut tally = Tally::default();
        tally.libtest("rust", &ended(false, "error: could not compile"));
        assert_eq!(tally.failed, ["rust: exit status: 101"]);
    }

    #[test]
    fn a_step_without_any_test_is_a_failure() {
        let mut tally = Tally::default();
        tally.libtest("rust", &ended(true, ""));
        assert_eq!(tally.failed, ["rust: not one test was found"]);
    }

    #[test]
    fn a_binary_that_died_is_named() {
        let mut tally = Tally::default();
        let text = "  Running unittests src/lib.rs (target/debug/deps/sandbox-0a)\nprocess didn't exit successfully: `x` (signal: 6, SIGABRT)";
        tally.libtest("rust", &ended(false, text));
        assert_eq!(tally.failed, ["sandbox: ended by a signal"]);
    }

    #[test]
    fn a_failure_whose_name_was_lost_still_counts() {
        let mut tally = Tally::default();
        tally.libtest("sim", &ended(false, "test result: FAILED. 0 passed; 1 failed; 0 ignored"));
        assert_eq!(tally.failed.len(), 1);
    }

    #[test]
    fn node_tap_counts_tests_and_not_suites() {
        let tap = "TAP version 13
# Subtest: window
    # Subtest: launches
    ok 1 - launches
      ---
      duration_ms: 1
      type: 'test'
      ...
    not ok 2 - reaches RUNNING
      ---
      type: 'test'
      error: 'no'
      ...
    ok 3 - later # SKIP no bus
      ---
      ...
not ok 1 - window
  ---
  type: 'suite'
  ...";
        let mut tally = Tally::default();
        tally.tap("window", tap, &ended(false, ""));
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["window: reaches RUNNING"]);
        assert_eq!(tally.skipped, ["window: later"]);
    }

    #[test]
    fn flat_tap_counts_each_line() {
        let mut tally = Tally::default();
        tally.tap("vitest", "TAP version 13\n1..2\nok 1 - a > b # time=1ms\nok 2 - c", &ended(true, ""));
        assert_eq!(tally.passed, 2);
        assert_eq!(tally.closing(), "2 passed, 0 failed");
    }
}
