//! Keys: where they come from.

pub use instaclustr_api::Secret;
