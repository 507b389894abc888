//! What all bodies have in common: how unset is read and written, what is read-only, how nothing secret is shown.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::application::{Application, ClusterKind};
use crate::secret::Secret;

/// The body of one of the products.
pub trait ClusterBody: Serialize + DeserializeOwned {
    /// The product that it orders.
    const APPLICATION: Application;

    /// Where it is to be created: at the oldest kind that has all that the body asks for.
    fn kind(&self) -> ClusterKind;

    /// The JSON that goes over the wire, **with its secrets**.
    fn to_json(&self) -> Value {
        // A body has no map with other keys than texts, and nothing else can fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Reads a body out of what the provider answered, without the fields that only the provider writes.
    ///
    /// A required field that is not there is read as empty, false or 0: to change one thing of a cluster take
    /// [`Update`](crate::Update), which leaves everything else as it was.
    ///
    /// # Errors
    /// [`BadBody`] where a field has another type than the documents say. Unknown words, unknown fields, nulls and
    /// missing fields are none.
    fn from_json(json: &Value) -> Result<Self, BadBody> {
        serde_json::from_value(writable(json)).map_err(|error| BadBody(without_values(&error.to_string())))
    }
}

/// Why a JSON can't be read as a body: a field has another type than the documents say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the body of such a cluster: {0}")]
pub struct BadBody(pub(crate) String);

/// The reader's words without the value that they quote, which may be a secret: «invalid type: string, expected …».
fn without_values(words: &str) -> String {
    let (Some(before), Some((_, expected))) = (words.split(['"', '`']).next(), words.rsplit_once(", expected")) else {
        return "it can't be read".to_owned();
    };
    format!("{}, expected{expected}", before.trim_end())
}

/// A field of a body.
pub(super) trait Field: Default {
    /// As it is read, before nulls are taken out.
    type Read: DeserializeOwned;

    fn of(read: Self::Read) -> Self;

    /// Whether it is left out when written.
    fn is_unset(&self) -> bool {
        false
    }
}

macro_rules! always_written {
    ($($kind:ty),+) => {$(
        impl Field for $kind {
            type Read = Self;
            fn of(read: Self) -> Self {
                read
            }
        }
    )+};
}
always_written!(bool, u32, String);

impl<T: DeserializeOwned> Field for Option<T> {
    type Read = T;

    fn of(read: T) -> Self {
        Some(read)
    }

    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

impl<T: DeserializeOwned> Field for Vec<T> {
    type Read = Vec<Option<T>>;

    fn of(read: Self::Read) -> Self {
        read.into_iter().flatten().collect()
    }

    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

/// Reads a null as if the field were not there.
pub(super) fn read<'de, D: Deserializer<'de>, F: Field>(deserializer: D) -> Result<F, D::Error> {
    Option::<F::Read>::deserialize(deserializer).map(|read| read.map_or_else(F::default, F::of))
}

/// The one exit of a [`Secret`] in a body.
pub(super) fn for_the_wire<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

/// What is shown of a body: its JSON without secrets. The name stands before it, since it may be what says that a
/// value is a secret.
pub(crate) fn show(body: &impl Serialize, name: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let json = serde_json::to_value(body).map_err(|_| std::fmt::Error)?;
    let mut named = Value::Object(Map::from_iter([(name.to_owned(), json)]));
    crate::redact::value(&mut named);
    write!(f, "{name} {}", named.get(name).unwrap_or(&Value::Null))
}

/// Defines blocks: fields that are read leniently and left out where unset, `other` for those not named, and a `Debug`
/// without secrets.
macro_rules! blocks {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$about_field:meta])* pub $field:ident: $kind:ty,)*
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$about_field])*
                #[serde(deserialize_with = "crate::body::block::read")]
                #[serde(skip_serializing_if = "crate::body::block::Field::is_unset")]
                pub $field: $kind,
            )*
            /// Fields not named here, as they came.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::body::block::show(self, stringify!($name), f)
            }
        }
    )+};
}
pub(super) use blocks;

/// Fields that only the provider writes, by the block that they stand in; `""` is the cluster itself.
///
/// `[openapi] readOnly`; those of blocks newer than that document by `[tf]`.
const READ_ONLY: [(&str, &[&str]); 7] = [
    ("", &["id", "status", "currentClusterOperationStatus", "defaultUserPassword"]),
    ("dataCentres", &["id", "status", "nodes", "deletedNodes", "currentOperations"]),
    ("privateLink", &["endPointServiceId", "endPointServiceName"]),
    ("awsPrivateLink", &["endPointServiceId", "endPointServiceName"]),
    ("shotoverProxy", &["version"]),
    ("s3Settings", &["prefix"]),
    ("gcsSettings", &["prefix"]),
];

/// What of a cluster's JSON may be sent back in an update: everything but nulls and what only the provider writes.
pub(crate) fn writable(json: &Value) -> Value {
    writable_in("", json)
}

fn writable_in(block: &str, json: &Value) -> Value {
    match json {
        Value::Object(object) => {
            let read_only = READ_ONLY.iter().find(|(name, _)| *name == block).map_or(&[][..], |(_, fields)| fields);
            let kept = object.iter().filter(|(name, value)| !value.is_null() && !read_only.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), writable_in(name, value))).collect())
        }
        Value::Array(items) => {
            Value::Array(items.iter().filter(|item| !item.is_null()).map(|item| writable_in(block, item)).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json.clone(),
    }
}
