//! The mark: a tag on every data centre by which a cluster is found again when the answer to its create was lost.

use std::ops::Range;

use crate::id::RunId;

/// Key of the tag that carries the mark.
pub const MARK_KEY: &str = "slipway-run";

/// Between the run's id and the attempt.
const SEPARATOR: char = '_';

/// What stands as the mark in a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark<'a> {
    /// Before a launch: «…», because the run's id comes into being with the launch.
    Preview,
    /// The mark of an attempt, as made by [`mark`].
    Attempt(&'a str),
}

impl Mark<'_> {
    /// The value of the tag.
    pub fn value(&self) -> &str {
        match self {
            Mark::Preview => "…",
            Mark::Attempt(value) => value,
        }
    }
}

/// The mark of one attempt of a run, `<run id>_<attempt>`.
pub fn mark(run: &RunId, attempt: u32) -> String {
    format!("{run}{SEPARATOR}{attempt}")
}

/// Where the marks of all attempts of a run are, in the order of their bytes.
pub fn marks_of(run: &RunId) -> Range<String> {
    // «:» follows the digits.
    format!("{run}{SEPARATOR}")..format!("{run}{SEPARATOR}:")
}

/// The run and attempt that a mark names; nothing where it is not one of ours.
pub fn parse_mark(value: &str) -> Option<(RunId, u32)> {
    let (run, attempt) = value.rsplit_once(SEPARATOR)?;
    let number: u32 = attempt.parse().ok()?;
    // «+1» and «01» parse as numbers too, and no mark of ours looks like that.
    (!run.is_empty() && number.to_string() == attempt).then(|| (RunId::from(run), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_its_run_and_attempt() {
        let run = RunId::from("8f2c6a1e-0000-4000-8000-000000000001");
        assert_eq!(mark(&run, 2), "8f2c6a1e-0000-4000-8000-000000000001_2");
        assert!([0, 1, 9, 10, u32::MAX].iter().all(|attempt| marks_of(&run).contains(&mark(&run, *attempt))));
        assert!(!marks_of(&run).contains(&mark(&RunId::from("8f2c6a1e-0000-4000-8000-000000000002"), 1)));
        assert_eq!(parse_mark(&mark(&run, 2)), Some((run, 2)));
    }

    #[test]
    fn what_is_not_a_mark_names_nothing() {
        for text in ["", "_", "_1", "a", "a_", "a_+1", "a_01", "a_-1", "a_99999999999", "…", "a_1 ", "a.1"] {
            assert_eq!(parse_mark(text), None, "{text}");
        }
    }
}
