//! Lists the firewall rules of a cluster, lets an address in, waits until it is let in, and takes the rule away again.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example network -- kafka CLUSTER 203.0.113.7/32
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, Error, FirewallRuleType, NetworkRule, Status};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(product), Some(cluster_id), Some(network)) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: network kafka|cassandra CLUSTER CIDR".into());
    };
    let rule_type = match product.parse()? {
        Application::Kafka => FirewallRuleType::Kafka,
        Application::Cassandra => FirewallRuleType::Cassandra,
    };
    let client = common::client()?;
    for rule in client.list_firewall_rules::<NetworkRule>(&cluster_id).await? {
        println!("{} may use {}: {}", rule.asked.network, rule.asked.rule_type, rule.status);
    }

    let rule = match client.create_firewall_rule(&NetworkRule { cluster_id, network, rule_type }).await {
        Ok(rule) => rule,
        // It is let in already, by a rule that is not ours to take away.
        Err(Error::Api(refusal)) if refusal.status == 409 => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mut seen = rule;
    while matches!(seen.status, Status::Genesis | Status::Provisioning) {
        println!("{} is {}", seen.id, seen.status);
        tokio::time::sleep(common::pause()?).await;
        seen = client.get_firewall_rule(&seen.id).await?;
    }
    println!("{} is {} {}", seen.id, seen.status, seen.deferred_reason.as_deref().unwrap_or_default());
    client.delete_firewall_rule::<NetworkRule>(&seen.id).await?;
    Ok(())
}
