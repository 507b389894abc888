//! Who may reach a cluster: ranges of addresses, and one's own address.

pub mod finder;
mod own;
mod range;

pub use own::Own;
pub use range::{MINE, NoRange, Range, Source};
