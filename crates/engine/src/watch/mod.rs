//! Watching an account at the least cost: how much may be asked, and what is worth asking next. Both pure.

pub mod budget;
pub mod schedule;
