//! What a survey of an account tells: shapes and codes, nothing of the account's own.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A survey of the API as an account sees it, to be sent to whoever makes Slipway. Reading only; no name, id, address or
/// key of the account is in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountSurvey {
    /// When.
    pub at: Timestamp,
    /// This program's version.
    pub version: String,
    /// The provider's own document.
    pub document: ProviderDocument,
    /// What was read, in the order of our table.
    pub looks: Vec<SurveyLook>,
}

/// The provider's own document, and what it settles or says otherwise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProviderDocument {
    /// It was read and compared.
    Compared {
        /// When it was read. Where it can't be had any more, an older comparison is told.
        at: Timestamp,
        /// `2.0`, `3.0.1`, ….
        format: String,
        /// The version that it gives itself.
        version: Option<String>,
        /// How many paths it has.
        paths: u32,
        /// One sentence for each difference.
        differences: Vec<String>,
    },
    /// There is none to be had.
    Missing {
        /// HTTP status, where there was an answer.
        code: Option<u16>,
        /// Why, in a few words of our own.
        why: String,
    },
}

/// One path that was read, or could not be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SurveyLook {
    /// What it is for.
    pub what: String,
    /// The path with its parameters open: `…/{id}`.
    pub path: String,
    /// HTTP status; absent where there was no answer, or nothing to read.
    pub code: Option<u16>,
    /// Why there is no shape, in a few words of our own.
    pub note: Option<String>,
    /// Each place of the answer with its kinds: `dataCentres[].status: text RUNNING`.
    pub shape: Vec<String>,
}
