//! What is done to clusters and runs that are there: delete, resize, restore, resolve.

use std::time::Duration;

use clap::Args;

/// `slipway delete`.
#[derive(Args, Debug)]
pub struct DeleteArguments {
    /// Id, unique beginning of an id, or unique name
    #[arg(value_name = "CLUSTER")]
    pub cluster: String,
    /// Its name, typed out: without it nothing is deleted
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
}

/// `slipway resize`.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("change").required(true).multiple(true).args(["node_size", "nodes"])))]
pub struct ResizeArguments {
    /// Id, unique beginning of an id, or unique name
    #[arg(value_name = "CLUSTER")]
    pub cluster: String,
    /// Another node size
    #[arg(long, value_name = "SIZE")]
    pub node_size: Option<String>,
    /// Another number of nodes, in each data centre
    #[arg(long, value_name = "N")]
    pub nodes: Option<u32>,
    /// Only this data centre; all of them when absent
    #[arg(long, value_name = "NAME")]
    pub data_centre: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// `slipway restore`.
#[derive(Args, Debug)]
pub struct RestoreArguments {
    /// The cluster whose backup it is: id, unique beginning of an id, or unique name
    #[arg(value_name = "CLUSTER")]
    pub cluster: String,
    /// Name of the new cluster; one that no cluster has is proposed when absent
    #[arg(long, value_name = "N")]
    pub name: Option<String>,
    /// The data as they were so long ago (30m, 2h, 3d); as they are when absent
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub ago: Option<Duration>,
    /// Only this table; repeat for several, all of them when absent
    #[arg(long = "table", value_name = "KEYSPACE.TABLE")]
    pub tables: Vec<String>,
    /// Network of the new cluster (10.20.0.0/16); that of the old one when absent
    #[arg(long, value_name = "CIDR")]
    pub network: Option<String>,
    /// Delete the new cluster so long after it was accepted (10m, 2h)
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub delete_after: Option<Duration>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// `slipway resolve`.
#[derive(Args, Debug)]
pub struct ResolveArguments {
    /// Id, unique beginning of an id, or unique cluster name
    #[arg(value_name = "RUN")]
    pub run: String,
    /// The decision.
    #[command(flatten)]
    pub decision: DecisionArguments,
    /// With --try-again: who is let in where the profile says «mine», instead of the address this computer has
    #[arg(long, value_name = "CIDR", requires = "try_again")]
    pub address: Option<String>,
}

/// What a person decides on an unclear run: exactly one.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct DecisionArguments {
    /// This cluster is the one
    #[arg(long, value_name = "CLUSTER")]
    pub found: Option<String>,
    /// Send it again; if the first did arrive, a second cluster comes to be
    #[arg(long)]
    pub send_again: bool,
    /// Try again the firewall rules that are missing, and nothing else
    #[arg(long)]
    pub try_again: bool,
    /// Give it up
    #[arg(long)]
    pub withdraw: bool,
    /// Don't delete the cluster by itself, as its launch asked
    #[arg(long)]
    pub keep: bool,
    /// Delete it by itself so long from now (2h, 3h30m) instead of when its launch asked
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub delete_after: Option<Duration>,
}
