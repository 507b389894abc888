//! Typed bodies of the two creates.
//!
//! Every field that the vendor's OpenAPI document declares is here with its rule; newer ones travel in `other`. The
//! provider's schemas declare no defaults, so every required switch is sent. A «block» is an array with at most one
//! item `[openapi x-insta-comment]`; an empty one is left out.

mod cassandra;
mod kafka;
mod parts;

pub use cassandra::{CassandraClusterCreate, CassandraDataCentreCreate};
pub use kafka::{KafkaClusterCreate, KafkaDataCentreCreate};
pub use parts::{
    AwsSettings, AzureSettings, DedicatedZookeeper, GcpSettings, KarapaceRestProxy, Kraft, PrivateLink, ResizeSettings,
    RestProxy, TwoFactorDelete, VersionOnly,
};

use serde::{Deserialize, Deserializer};

/// Reads a null as if the field were not there.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Gives a body a `Debug` that shows its JSON without secrets.
macro_rules! debug_without_secrets {
    ($($body:ty),+) => {$(
        impl std::fmt::Debug for $body {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut json = serde_json::to_value(self).map_err(|_| std::fmt::Error)?;
                crate::redact::value(&mut json);
                write!(f, "{} {json}", stringify!($body))
            }
        }
    )+};
}
pub(crate) use debug_without_secrets;
