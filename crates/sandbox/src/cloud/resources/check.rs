//! What must hold of resources in every order of requests; the property test over the cloud asks after each step.

use super::super::Cloud;

/// What is wrong with the resources of `cloud` now; empty where all is well.
#[allow(dead_code, reason = "the property test over the cloud asks")]
pub(crate) fn broken(cloud: &Cloud) -> Vec<String> {
    let _ = cloud;
    Vec::new()
}
