//! What the provider's document settles, or says otherwise.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that the document says of what this crate assumes. A path or field that no source printed and that is
/// there is told too: it is no guess any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Difference {
    /// A path of ours is not in the document.
    PathMissing {
        /// Upper-case method.
        method: String,
        /// The path.
        path: String,
        /// What it is for.
        what: String,
        /// Where we have it from, as `[inferred]`.
        source: String,
        /// Paths of the document that may be it.
        perhaps: Vec<String>,
    },
    /// A path that was only inferred is in the document.
    PathConfirmed {
        /// Upper-case method.
        method: String,
        /// The path.
        path: String,
        /// What it is for.
        what: String,
    },
    /// The provider knows a path, about clusters such as ours, that we don't use.
    PathNew {
        /// Upper-case method.
        method: String,
        /// The path.
        path: String,
    },
    /// A field of ours is not in the document.
    FieldMissing {
        /// Whose field.
        of: String,
        /// Its place, as `dataCentres[].name`.
        field: String,
        /// Whether its spelling was only inferred.
        inferred: bool,
        /// Fields of the same object, unknown to us, that may be it.
        perhaps: Vec<String>,
    },
    /// A field whose spelling was only inferred is in the document.
    FieldConfirmed {
        /// Whose field.
        of: String,
        /// Its place.
        field: String,
    },
    /// The provider knows a field that we don't.
    FieldNew {
        /// Whose field.
        of: String,
        /// Its place.
        field: String,
    },
    /// A field is a list in the document and not with us, or the other way round.
    ListDiffers {
        /// Whose field.
        of: String,
        /// Its place.
        field: String,
        /// Whether it is one in the document.
        there: bool,
    },
    /// The provider knows a word that we don't.
    WordNew {
        /// Of which list.
        of: String,
        /// The word.
        word: String,
        /// Whether it is in a declared list; otherwise it was found in a description.
        declared: bool,
    },
    /// A word of ours is not in the provider's list.
    WordMissing {
        /// Of which list.
        of: String,
        /// The word.
        word: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::PathMissing { method, path, what, source, perhaps } => {
                write!(f, "{method} {path} ({what}) {source} is not in it{}", Perhaps(perhaps))
            }
            Difference::PathConfirmed { method, path, what } => {
                write!(f, "{method} {path} ({what}) was inferred, and is in it")
            }
            Difference::PathNew { method, path } => write!(f, "the provider knows {method} {path}"),
            Difference::FieldMissing { of, field, inferred, perhaps } => {
                let mark = if *inferred { " [inferred]" } else { "" };
                write!(f, "{of}: field {field}{mark} is not in it{}", Perhaps(perhaps))
            }
            Difference::FieldConfirmed { of, field } => write!(f, "{of}: field {field} was inferred, and is in it"),
            Difference::FieldNew { of, field } => write!(f, "{of}: the provider knows a field {field}"),
            Difference::ListDiffers { of, field, there: true } => write!(f, "{of}: field {field} is a list there"),
            Difference::ListDiffers { of, field, there: false } => write!(f, "{of}: field {field} is no list there"),
            Difference::WordNew { of, word, declared: true } => write!(f, "{of}: the provider knows {word}"),
            Difference::WordNew { of, word, declared: false } => write!(f, "{of}: a description names {word}"),
            Difference::WordMissing { of, word } => write!(f, "{of}: {word} is not in the provider's list"),
        }
    }
}

struct Perhaps<'a>(&'a [String]);

impl fmt::Display for Perhaps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "; perhaps it is {}", self.0.join(" or ")) }
    }
}
