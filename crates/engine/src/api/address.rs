//! What shells see of this computer's own address.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::time::Timestamp;

/// Who may be asked which address this computer has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FinderSettings {
    /// Whether they may be asked; absent while nobody has said: then they are not.
    pub allowed: Option<bool>,
    /// `https` URLs that answer with the address alone; third parties. At most 8.
    pub finders: Vec<String>,
}

/// This computer's address, as far as it is known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OwnAddress {
    /// By IPv4.
    pub v4: Option<String>,
    /// By IPv6.
    pub v6: Option<String>,
    /// When it was found; absent while it is not known.
    pub found_at: Option<Timestamp>,
    /// Why it is not known, where it was asked for.
    pub problem: Option<Problem>,
    /// Who may be asked.
    pub settings: FinderSettings,
}
