//! The words after a command, taken one by one.

use std::str::FromStr;

use crate::Stop;

/// What was typed after the command's name. Take what is known, then call [`Words::nothing_left`].
pub struct Words {
    command: &'static str,
    words: Vec<String>,
}

impl Words {
    /// The words of `command`.
    pub fn new(command: &'static str, words: Vec<String>) -> Words {
        Words { command, words }
    }

    /// Whether `name` is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// The value after `name`, as `name VALUE` or `name=VALUE`.
    pub fn option<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Stop> {
        let joined = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        let value = match word.strip_prefix(&joined) {
            Some(value) => value.to_owned(),
            None if at < self.words.len() => self.words.remove(at),
            None => return Err(self.usage(&format!("{name} needs a value"))),
        };
        value.parse().map(Some).map_err(|_| self.usage(&format!("{name} cannot be `{value}`")))
    }

    /// Everything that has no dash in front, in order.
    pub fn names(&mut self) -> Vec<String> {
        let (names, rest) = std::mem::take(&mut self.words).into_iter().partition(|word| !word.starts_with('-'));
        self.words = rest;
        names
    }

    /// That nothing unknown was typed.
    pub fn nothing_left(&self) -> Result<(), Stop> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(self.usage(&format!("`{word}` is not known here"))),
        }
    }

    fn usage(&self, what: &str) -> Stop {
        Stop::Usage(format!("cargo xtask {}: {what}; see cargo xtask {} --help", self.command, self.command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::new("test", text.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn a_value_stands_after_its_name_or_behind_an_equals_sign() {
        assert_eq!(words("--seeds 5").option::<u64>("--seeds").unwrap(), Some(5));
        assert_eq!(words("--seeds=5").option::<u64>("--seeds").unwrap(), Some(5));
        assert_eq!(words("").option::<u64>("--seeds").unwrap(), None);
    }

    #[test]
    fn a_missing_or_odd_value_is_wrong_usage() {
        assert!(words("--seeds").option::<u64>("--seeds").is_err());
        assert!(words("--seeds many").option::<u64>("--seeds").is_err());
    }

    #[test]
    fn what_nobody_took_is_wrong_usage() {
        let mut some = words("--json fmt clippy");
        assert_eq!(some.names(), ["fmt", "clippy"]);
        assert!(some.nothing_left().is_err());
        assert!(some.flag("--json"));
        assert!(some.nothing_left().is_ok());
    }
}
