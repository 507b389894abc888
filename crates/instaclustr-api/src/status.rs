//! The provider's words for the state of a cluster, data centre or node.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// State of a cluster, a data centre or a node.
///
/// The v2 schemas give a plain string with no declared enum; these eleven words are the ones the vendor's v1 schemas
/// declare for the same things `[openapi] ClusterDetailsResponse.clusterStatus`. Any other word is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    /// `GENESIS`: accepted, nothing made yet.
    Genesis,
    /// `PROVISIONING`: machines are being made.
    Provisioning,
    /// `PROVISIONED`: machines are there, the software is being set up.
    Provisioned,
    /// `JOINING`: a node is joining its cluster. Not every launch passes through it.
    Joining,
    /// `RESTORING`: data is being restored from a backup.
    Restoring,
    /// `DEFERRED`: stopped until the vendor or the customer acts.
    Deferred,
    /// `RUNNING`: works.
    Running,
    /// `DELETING`: is being removed.
    Deleting,
    /// `DELETED`: gone.
    Deleted,
    /// `DEGRADED`: works in part.
    Degraded,
    /// `FAILED`: will not become `RUNNING` by itself.
    Failed,
    /// A word we don't know, as the provider wrote it.
    Unknown(String),
}

impl Status {
    /// The eleven known words, in the order of a life.
    pub const KNOWN: [Status; 11] = [
        Status::Genesis,
        Status::Provisioning,
        Status::Provisioned,
        Status::Joining,
        Status::Restoring,
        Status::Deferred,
        Status::Running,
        Status::Deleting,
        Status::Deleted,
        Status::Degraded,
        Status::Failed,
    ];

    /// The provider's word.
    pub fn as_str(&self) -> &str {
        match self {
            Status::Genesis => "GENESIS",
            Status::Provisioning => "PROVISIONING",
            Status::Provisioned => "PROVISIONED",
            Status::Joining => "JOINING",
            Status::Restoring => "RESTORING",
            Status::Deferred => "DEFERRED",
            Status::Running => "RUNNING",
            Status::Deleting => "DELETING",
            Status::Deleted => "DELETED",
            Status::Degraded => "DEGRADED",
            Status::Failed => "FAILED",
            Status::Unknown(word) => word,
        }
    }
}

impl Default for Status {
    /// Of an answer that says nothing: an empty unknown word.
    fn default() -> Self {
        Status::Unknown(String::new())
    }
}

impl From<&str> for Status {
    fn from(word: &str) -> Self {
        Self::KNOWN.into_iter().find(|known| known.as_str() == word).unwrap_or_else(|| Status::Unknown(word.to_owned()))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::lenient::text(deserializer).map(|word| Status::from(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_word_reads_back_as_itself() {
        for status in Status::KNOWN {
            assert_eq!(Status::from(status.as_str()), status);
        }
    }

    #[test]
    fn an_unknown_word_is_kept_as_it_came() {
        let status: Status = serde_json::from_str("\"MIGRATING\"").unwrap();
        assert_eq!(status, Status::Unknown("MIGRATING".to_owned()));
        assert_eq!(serde_json::to_string(&status).unwrap(), "\"MIGRATING\"");
    }
}
