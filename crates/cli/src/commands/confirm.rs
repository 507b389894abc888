//! Asking a person before something is sent that costs.

use std::io::{BufRead as _, IsTerminal as _};

use crate::exit::Failure;
use crate::home::Context;

/// Shows what would be done and asks; only «y» and «yes» say so.
///
/// # Errors
/// There is nobody to ask, or the answer was another.
pub fn ask(context: &mut Context, shown: &str, question: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed(
            "--yes is missing: without a terminal nobody can be asked. Nothing was sent.".to_owned(),
        ));
    }
    context.output.note(shown);
    context.output.question(&format!("{question} [y/N]"));
    let mut answer = String::new();
    // A terminal that closes here says no.
    let read = std::io::stdin().lock().read_line(&mut answer);
    match (read, answer.trim().to_lowercase().as_str()) {
        (Ok(_), "y" | "yes") => Ok(()),
        (Ok(_) | Err(_), _) => Err(Failure::NotConfirmed("not confirmed. Nothing was sent.".to_owned())),
    }
}
