//! What Slipway knows and decides.

#[macro_use]
pub mod api;
pub mod id;
pub mod secrets;
pub mod time;
