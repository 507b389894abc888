//! Profile → the provider's request, and the checks with the field each concerns.
//!
//! The only place that knows these rules; pages and the command line ask. Everything here is a pure function of the
//! draft and of what is handed in.

pub mod access;
mod build;
mod check;
mod draft;
mod expand;
mod extra;
mod fields;
mod finding;
mod mark;
mod name;
mod network;
pub mod peering;
mod place;
mod preview;
pub mod resize;
pub mod restore;
mod review;
mod set_up;
mod size;
pub mod topics;
pub mod users;
pub mod windows;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use build::{Built, build};
pub use check::{Known, check};
pub use draft::new_draft;
pub use expand::{CLUSTERS_MAX, Clash, clashes, expand, without_number};
pub use fields::field_named_by_provider;
pub use mark::{MARK_KEY, Mark, mark, marks_of, parse_mark};
pub use preview::preview;
pub use review::{asked, billed, facts, summary};
pub use set_up::{STEPS_MAX, steps};
