//! One run: the pure rules (`state`), what answers and looks mean, how what is unclear is settled, and the driver that
//! carries actions out.

pub mod answer;
pub(crate) mod driver;
pub mod observe;
pub(crate) mod reconcile;
pub mod state;
pub mod subject;
mod words;
pub mod work;

pub(crate) use words::{changed_by as changed_by_words, intended as intended_words, steps_held};
