//! Watching an account at the least cost: how much may be asked, and what is worth asking next. All pure.

pub mod budget;
pub mod pace;
pub mod prospect;
pub mod schedule;
pub mod stages;
