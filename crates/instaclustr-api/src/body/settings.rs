//! Settings that belong to a cluster as a whole.

use super::block::blocks;

blocks! {
    /// Deletion only after a confirmation by e-mail or telephone `[openapi] TwoFactorDeleteSettingsV2`.
    ///
    /// Can be changed by the document; the vendor's operator takes it as fixed once it is set `[operator]`.
    pub struct TwoFactorDelete {
        /// Address that is asked. Required.
        pub confirmation_email: String,
        /// Number that is called, of digits, spaces, `+`, `-`, `(` and `)`, not beginning with a space `[tf]`.
        pub confirmation_phone_number: Option<String>,
    }

    /// How resizes are done `[openapi] ResizeSettingsV2`. Write-only: no answer holds it.
    pub struct ResizeSettings {
        /// Whether the account's support contacts hear of the end of a resize.
        pub notify_support_contacts: Option<bool>,
        /// Nodes resized at once. The operator allows 0 or 1 for Kafka, up to the number of nodes for Cassandra
        /// `[operator]`.
        pub concurrency: Option<u32>,
    }
}
