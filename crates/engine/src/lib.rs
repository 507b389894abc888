//! What Slipway knows and decides.
//!
//! One owner task holds all state ([`Engine`] is the handle to it); the rules are pure ([`run::state`], [`watch`],
//! [`request`]); what is durable is in [`store`]; time, chance, keys and the network are passed in ([`edges`]).

#[macro_use]
pub mod api;
mod application;
pub mod catalogue;
mod doors;
pub mod edges;
mod engine;
pub mod estimate;
pub mod home;
pub mod id;
pub mod lock;
pub mod network;
mod owner;
pub mod profile_file;
pub mod request;
pub mod run;
pub mod secrets;
pub mod store;
mod survey;
#[cfg(test)]
mod testing;
pub mod time;
pub mod watch;

pub use edges::{Edges, Endpoint, SandboxEndpoint};
pub use engine::{Engine, Events, Options};
pub use owner::Owner;
