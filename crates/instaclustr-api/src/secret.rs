//! A value that must not be seen.

use serde::{Deserialize, Deserializer, Serializer};

/// A key or password. It has no `Debug`, no `Display` and no `Serialize`, so it can't get into a log, a store or an
/// answer by accident; [`Secret::expose`] is the one way out.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value`.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself: for the wire, and where a person asked to see it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// The one exit of a [`Secret`] into a request: named by `serialize_with` at the field that carries it.
pub(crate) fn for_the_wire<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
