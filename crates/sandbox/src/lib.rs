//! The provider, imitated: a stateful server that speaks Instaclustr's Cluster Management API on loopback.
//!
//! [`cloud::Cloud`] is the model: a value that answers requests at a time that is passed in. [`Sandbox`] is a
//! [`tower::Service`] over it, with a journal and faults, for programs that need no socket. [`serve`] puts it behind a
//! socket, [`embedded::Keeper`] keeps one per home, [`standalone::run`] is the command `slipway sandbox`.
#![deny(missing_docs)]

pub mod catalogue;
mod chance;
mod clock;
pub mod cloud;
mod document;
pub mod embedded;
pub mod faults;
#[doc(hidden)]
pub mod fuzzing;
mod journal;
mod login;
mod serve;
mod service;
pub mod standalone;
mod state;

pub use clock::{Clock, system_clock};
pub use document::{BadDocument, Document};
pub use faults::{Closed, Fault, Faults, NotAFault};
pub use journal::Journal;
pub use login::{Login, NotALogin};
pub use serve::serve;
pub use service::Sandbox;
pub use state::Endpoint;

#[cfg(test)]
mod testing;
