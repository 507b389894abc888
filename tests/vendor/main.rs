//! What the vendor's own programs send and demand `[wire]`, over a real socket.
//!
//! Where both take a code, a test wants one that both take: whatever passes here would carry either program to its end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod cluster;
mod operator;
mod refusals;
mod terraform;
mod wire;

use std::time::Duration;

/// Long enough for anything that is under way to be over.
const LONG: Duration = Duration::from_secs(60 * 60);

const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";
const CASSANDRA: &str = "/cluster-management/v2/resources/applications/cassandra/clusters/v2";
const RULES: &str = "/cluster-management/v2/resources/network-firewall-rules/v2";
const WINDOWS: &str = "/cluster-management/v2/resources/exclusion-windows/v2";
const PEERS: &str = "/cluster-management/v2/resources/providers/aws/vpc-peers/v2";
