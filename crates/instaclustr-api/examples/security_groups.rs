//! Lets the machines of an AWS security group into a cluster, by the whole set of such rules: reads it, adds one, writes
//! it, reads it back, and takes that one rule away again, unless it was there before.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example security_groups -- kafka CLUSTER sg-0123456789abcdef0
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, FirewallRuleType, SecurityGroupRule};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [product, cluster_id, group] = arguments.as_slice() else {
        return Err("usage: security_groups kafka|cassandra CLUSTER GROUP".into());
    };
    let rule_type = match product.parse()? {
        Application::Kafka => FirewallRuleType::Kafka,
        Application::Cassandra => FirewallRuleType::Cassandra,
    };
    let client = common::client()?;
    let rule = SecurityGroupRule { cluster_id: cluster_id.clone(), security_group_id: group.clone(), rule_type };

    let of_ours = |one: &SecurityGroupRule| one.security_group_id == *group && one.rule_type == rule.rule_type;
    // What is written is all that there is afterwards: a rule that is left out is deleted.
    let before = client.get_firewall_rule_set::<SecurityGroupRule>(cluster_id).await?;
    let was_there = before.firewall_rules.iter().any(|one| of_ours(&one.asked));
    client.replace_firewall_rule_set(&before.with(&rule)).await?;
    let set = client.get_firewall_rule_set::<SecurityGroupRule>(cluster_id).await?;
    println!("the set is {}", set.status);
    for one in &set.firewall_rules {
        println!("{} may use {}", one.asked.security_group_id, one.asked.rule_type);
    }
    // The same rules are known one by one, too, and so one of them is taken away; not if it was there before.
    if !was_there {
        for ours in set.firewall_rules.iter().filter(|one| of_ours(&one.asked)) {
            client.delete_firewall_rule::<SecurityGroupRule>(&ours.id).await?;
        }
    }
    Ok(())
}
