//! `cargo xtask bench`: measurements against a yardstick. None exists yet.

use crate::Stop;
use crate::words::Words;

/// Help of `cargo xtask bench`.
pub const HELP: &str = "
cargo xtask bench [NAME] [--json] [--check]

Lists the benches, or runs one. There is none yet.";

/// `cargo xtask bench`.
pub fn bench(mut words: Words) -> Result<(), Stop> {
    let json = words.flag("--json");
    words.flag("--check");
    let names = words.names();
    words.nothing_left()?;
    if let Some(name) = names.first() {
        return Err(Stop::Usage(format!("there is no bench `{name}`: none exists yet")));
    }
    println!("{}", if json { "[]" } else { "bench: none exists yet" });
    Ok(())
}
