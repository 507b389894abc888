//! Where a Kafka cluster keeps old records, and where it sends what its clients measure.
//!
//! These blocks are newer than the vendor's document: fields by `[tf]`, names in JSON `[inferred]` from it.

use super::block::blocks;
use crate::secret::Secret;

blocks! {
    /// Old records in an object store. One of the two. Immutable.
    pub struct TieredStorage {
        /// At most one: a bucket at AWS.
        pub s3_settings: Vec<S3Settings>,
        /// At most one: a bucket at Google.
        pub gcs_settings: Vec<GcsSettings>,
    }

    /// A bucket at AWS.
    pub struct S3Settings {
        /// Name of the bucket. Required. Immutable.
        #[serde(rename = "s3BucketName")]
        pub bucket_name: String,
        /// Whether the bucket is the customer's own. Immutable.
        pub use_custom_bucket: Option<bool>,
        /// What the names of the objects begin with. Read-only.
        pub prefix: Option<String>,
    }

    /// A bucket at Google.
    pub struct GcsSettings {
        /// Name of the bucket. Required. Immutable.
        #[serde(rename = "gcsBucketName")]
        pub bucket_name: String,
        /// What the names of the objects begin with. Read-only.
        pub prefix: Option<String>,
    }

    /// What clients measure, and where it is sent. Whether any of it can be changed is not known.
    pub struct ClientTelemetry {
        /// Whether it is on.
        pub enabled: Option<bool>,
        /// Where it is sent.
        pub endpoint_url: Option<String>,
        /// At most one: the log-in there.
        pub basic_authentication: Vec<BasicAuthentication>,
        /// Headers that are sent along.
        pub authentication_headers: Vec<AuthenticationHeader>,
    }

    /// A log-in by name and password. Whether it can be changed is not known.
    pub struct BasicAuthentication {
        /// The name.
        pub username: String,
        /// The password.
        #[serde(serialize_with = "crate::body::block::for_the_wire")]
        pub password: Option<Secret>,
    }

    /// A header that lets a request in. Whether it can be changed is not known.
    pub struct AuthenticationHeader {
        /// Name of the header.
        pub key: String,
        /// Its value.
        #[serde(serialize_with = "crate::body::block::for_the_wire")]
        pub value: Option<Secret>,
    }
}
