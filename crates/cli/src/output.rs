//! Where words go: answers to stdout, messages and progress to stderr.

use std::io::{self, IsTerminal as _, Write};

use serde::Serialize;
use slipway_engine::api::{Finding, Problem, Severity};

use crate::exit::Failure;
use crate::text::harmless;
use crate::views;

/// The two streams, and how to write on them.
pub struct Output {
    json: bool,
    answers: Box<dyn Write + Send>,
    messages: Box<dyn Write + Send>,
    /// Whether messages reach a terminal, where a line can be drawn over.
    live: bool,
    /// Whether the line under the cursor is a progress line.
    drawn: bool,
}

impl Output {
    /// This process's stdout and stderr. `json`: answers are JSON.
    pub fn system(json: bool) -> Self {
        Self {
            json,
            answers: Box::new(io::stdout()),
            messages: Box::new(io::stderr()),
            live: io::stderr().is_terminal(),
            drawn: false,
        }
    }

    /// Whether answers are JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// An answer for people: one or more lines.
    ///
    /// # Errors
    /// Stdout is gone.
    pub fn answer(&mut self, text: &str) -> io::Result<()> {
        self.clear();
        writeln!(self.answers, "{}", harmless(text))?;
        self.answers.flush()
    }

    /// An answer for programs: one JSON value on one line.
    ///
    /// # Errors
    /// Stdout is gone.
    pub fn value<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        self.clear();
        let text = serde_json::to_string(value).map_err(io::Error::other)?;
        writeln!(self.answers, "{text}")?;
        self.answers.flush()
    }

    /// The same answer for whoever asked: JSON with `--json`, else the text.
    ///
    /// # Errors
    /// Stdout is gone.
    pub fn either<T: Serialize>(&mut self, value: &T, text: impl FnOnce(&T) -> String) -> io::Result<()> {
        if self.json { self.value(value) } else { self.answer(&text(value)) }
    }

    /// A message. Where stderr is gone there is nobody to tell, and the work goes on.
    pub fn note(&mut self, text: &str) {
        self.clear();
        _ = writeln!(self.messages, "{}", harmless(text));
    }

    /// The progress line: drawn over itself on a terminal, nothing in a pipe.
    pub fn progress(&mut self, text: &str) {
        if !self.live {
            return;
        }
        // Longer than a terminal's line it would wrap and could not be drawn over.
        let short: String = harmless(text).chars().take(78).collect();
        _ = write!(self.messages, "\r\x1b[K{short}");
        _ = self.messages.flush();
        self.drawn = true;
    }

    /// A question on stderr, without a line's end.
    pub fn question(&mut self, text: &str) {
        self.clear();
        _ = write!(self.messages, "{} ", harmless(text));
        _ = self.messages.flush();
    }

    /// Findings of the checks, each on its own line with its field.
    pub fn findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.note(&views::finding(finding));
        }
    }

    /// What went wrong: words on stderr; with `--json` the problems also on stdout.
    pub fn failure(&mut self, failure: &Failure) {
        match failure {
            Failure::Problems(problems) => {
                for problem in problems {
                    self.note(&views::problem(problem));
                }
                self.problems(problems);
            }
            Failure::Findings(findings) => {
                self.findings(findings);
                if findings.iter().all(|finding| finding.severity == Severity::Warning) {
                    self.note("Nothing was sent. Send in spite of the warnings with --accept-warnings.");
                }
                if self.json {
                    _ = self.value(&serde_json::json!({ "findings": findings }));
                }
            }
            Failure::Usage(text) | Failure::NotConfirmed(text) | Failure::Local(text) => {
                self.note(&format!("error: {text}"));
            }
            // A reader that has seen enough (`slipway runs | head`) needs no message.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Failure::Output(error) => self.note(&format!("error: stdout can't be written: {error}")),
        }
    }

    fn problems(&mut self, problems: &[Problem]) {
        if self.json {
            _ = self.value(&serde_json::json!({ "problems": problems }));
        }
    }

    fn clear(&mut self) {
        if self.drawn {
            _ = write!(self.messages, "\r\x1b[K");
            _ = self.messages.flush();
            self.drawn = false;
        }
    }
}

#[cfg(test)]
pub mod tests {
    use std::sync::{Arc, Mutex};

    use slipway_engine::api::{Place, ProblemCode};

    use super::*;

    /// A stream that can be read back.
    #[derive(Clone, Default)]
    pub struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Kept {
        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// An output with both streams kept.
    pub fn kept(json: bool, live: bool) -> (Output, Kept, Kept) {
        let (answers, messages) = (Kept::default(), Kept::default());
        let output = Output {
            json,
            answers: Box::new(answers.clone()),
            messages: Box::new(messages.clone()),
            live,
            drawn: false,
        };
        (output, answers, messages)
    }

    #[test]
    fn a_pipe_gets_no_progress_line() {
        let (mut output, _, messages) = kept(false, false);
        output.progress("2 of 3");
        assert_eq!(messages.text(), "");
    }

    #[test]
    fn a_message_takes_the_place_of_the_progress_line() {
        let (mut output, _, messages) = kept(false, true);
        output.progress("2 of 3");
        output.note("done");
        assert_eq!(messages.text(), "\r\u{1b}[K2 of 3\r\u{1b}[Kdone\n");
    }

    #[test]
    fn a_failure_is_words_on_stderr_and_with_json_also_a_value_on_stdout() {
        let problem = Problem::new(ProblemCode::NotFound, Place::App, "There is no such run.")
            .with_remedy("Look at `slipway runs`.");
        let (mut output, answers, messages) = kept(true, false);
        output.failure(&problem.into());
        assert_eq!(messages.text(), "error: There is no such run. Look at `slipway runs`.\n");
        let value: serde_json::Value = serde_json::from_str(&answers.text()).unwrap();
        assert_eq!(value["problems"][0]["code"], "notFound");
    }
}
