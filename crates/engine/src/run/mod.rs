//! One run: the pure rules (`state`), what answers and looks mean, how what is unclear is settled, and the driver that
//! carries actions out.

pub mod answer;
pub(crate) mod driver;
pub mod observe;
pub(crate) mod reconcile;
pub mod state;
mod words;

pub(crate) use words::intended as intended_words;
