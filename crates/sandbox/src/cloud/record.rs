//! What is written down of a cloud: the accepted changes, from which everything else follows.

use std::fmt;

use instaclustr_api::Application;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::plan::{Fate, Speed};
use super::resources::Event;

/// One line of the journal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Record {
    /// The first line: where this cloud's chance comes from, and how far its numbers are used up.
    Start {
        /// Version of this format: [`FORMAT`].
        format: u32,
        /// Everything that is left to chance follows from it.
        seed: u64,
        /// Number of the next cluster or change.
        next_number: u64,
        /// Position of the next node's public address.
        next_host: u32,
    },
    /// A cluster was accepted.
    Created(Box<Created>),
    /// A change of a cluster was accepted.
    Updated(Box<Updated>),
    /// A resize operation was cancelled.
    Cancelled {
        /// The cluster's id.
        id: String,
        /// The operation's id.
        operation: String,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// The delete of a cluster was accepted that waits for its second factor.
    DeleteAsked {
        /// The cluster's id.
        id: String,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// The delete of a cluster that waited for its second factor was refused there.
    DeleteRefused {
        /// The cluster's id.
        id: String,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// The delete of a cluster was accepted, and confirmed where that is wanted.
    Deleted {
        /// Its id.
        id: String,
        /// When, milliseconds since 1970.
        at_ms: i64,
        /// From when on it is not found, milliseconds since 1970.
        gone_at_ms: i64,
    },
    /// Something smaller than a cluster changed.
    Resource(Event),
}

/// The version of [`Record::Start`] that this program writes.
pub const FORMAT: u32 = 4;

/// The oldest version that it reads: 1 has no resources and no updates, 2 does not know which deletes wait for their second
/// factor, so that there each is to be asked for again, and in 3 none is refused.
pub(crate) const FORMAT_OLDEST: u32 = 1;

/// A cluster as it was accepted: with this, its state at any moment is known.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// Counts clusters and their changes from 0.
    pub number: u64,
    /// When it was accepted, milliseconds since 1970.
    pub at_ms: i64,
    /// Position of the account it belongs to.
    pub account: usize,
    /// The product.
    pub application: Application,
    /// Its ids, password and times follow from it.
    pub seed: u64,
    /// How fast it comes up.
    pub speed: Speed,
    /// What becomes of it.
    pub fate: Fate,
    /// It is missing from list and read until then, milliseconds since 1970.
    pub hidden_until_ms: i64,
    /// Position of its first node's public address.
    pub first_host: u32,
    /// The request, as it is echoed: unset fields left out, tags sorted by key.
    pub spec: Map<String, Value>,
}

/// A change of a cluster as it was accepted.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Updated {
    /// The cluster's id.
    pub id: String,
    /// Counts clusters and their changes from 0.
    pub number: u64,
    /// When it was accepted, milliseconds since 1970.
    pub at_ms: i64,
    /// Ids and times of what it begins follow from it.
    pub seed: u64,
    /// How fast that goes.
    pub speed: Speed,
    /// Position of the public address of the first node that comes with it.
    pub first_host: u32,
    /// How many nodes are replaced at one time.
    pub concurrency: usize,
    /// What the cluster is to be, whole: like [`Created::spec`].
    pub spec: Map<String, Value>,
}

/// What was asked for may hold passwords, and everything left to chance follows from the seed.
impl fmt::Debug for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Created").field("number", &self.number).field("at_ms", &self.at_ms).finish_non_exhaustive()
    }
}

/// What was asked for may hold passwords.
impl fmt::Debug for Updated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updated").field("id", &self.id).field("number", &self.number).finish_non_exhaustive()
    }
}
