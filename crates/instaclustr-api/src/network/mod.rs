//! Who may connect to a cluster, and from which networks: firewall rules and peering.

mod firewall;
mod peering;
mod rule_set;

pub use firewall::{FirewallRule, FirewallRuleType, NetworkRule, Rule, SecurityGroupRule};
pub use peering::{
    AwsPeer, AwsPeering, AwsPeeringStatus, AzurePeer, AzurePeering, GcpPeer, GcpPeering, Peer, PeeringStatus,
};
pub use rule_set::FirewallRuleSet;
