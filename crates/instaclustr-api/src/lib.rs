//! Typed client of Instaclustr's Cluster Management API.

mod secret;

pub use secret::Secret;
