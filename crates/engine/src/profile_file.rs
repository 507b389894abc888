//! Profiles as files: TOML with comments for people, JSON for programs, and single fields by path.
//!
//! A file holds the fields of [`ProfileDraft`] under the same names. What is wrong is told with its field, all of it at
//! once; whether the values make sense, `request::check` says.

mod field;
mod read;
mod set;
mod write;

pub use read::{FileKind, parse};
pub use set::set;
pub use write::{template, to_toml};

#[cfg(doc)]
use crate::api::ProfileDraft;
