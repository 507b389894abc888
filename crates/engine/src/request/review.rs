//! What a launch would make and what of it is billed, in the words of the review.

use serde_json::Value;

use super::set_up::steps;
use super::size::node_word;
use crate::api::{
    AccessDraft, Application, Asked, AskedDataCentre, BilledNodes, DataCentreDraft, Fact, ProfileDraft, StepWhat,
};
use crate::network::MINE;

/// What a draft asks for; numbers not given count as 0.
pub fn asked(draft: &ProfileDraft) -> Asked {
    Asked {
        version: draft.version.clone(),
        nodes: billed(draft).iter().fold(0, |sum, nodes| sum.saturating_add(nodes.count)),
        data_centres: draft
            .data_centres
            .iter()
            .map(|centre| AskedDataCentre {
                name: centre.name.clone(),
                cloud_provider: centre.cloud_provider.clone(),
                region: centre.region.clone(),
                node_size: centre.node_size.clone(),
                nodes: centre.nodes.unwrap_or(0),
            })
            .collect(),
    }
}

/// Every node that the provider will make: those of the data centres, then the dedicated machines that extra JSON asks
/// for. How many machines a proxy gets, no source says: it is not counted.
pub fn billed(draft: &ProfileDraft) -> Vec<BilledNodes> {
    let nodes = draft.data_centres.iter().map(|centre| BilledNodes {
        count: centre.nodes.unwrap_or(0),
        node_size: centre.node_size.clone(),
        role: node_word(draft.application).to_owned(),
        data_centre: centre.name.clone(),
    });
    let dedicated = match draft.application {
        Application::Kafka => DEDICATED,
        Application::Cassandra => &[],
    };
    nodes.chain(dedicated.iter().filter_map(|block| block.billed(draft))).collect()
}

/// A block of a Kafka create that asks for machines of their own `[openapi]`, `[tf]`.
struct Dedicated {
    block: &'static str,
    count: &'static str,
    size: &'static str,
    role: &'static str,
}

const DEDICATED: &[Dedicated] = &[
    Dedicated {
        block: "dedicatedKraftController",
        count: "controllerNodeCount",
        size: "controllerNodeSize",
        role: "dedicated controllers",
    },
    Dedicated {
        block: "dedicatedZookeeper",
        count: "zookeeperNodeCount",
        size: "zookeeperNodeSize",
        role: "dedicated ZooKeeper nodes",
    },
];

impl Dedicated {
    fn billed(&self, draft: &ProfileDraft) -> Option<BilledNodes> {
        let block = draft.extra.get(self.block)?;
        Some(BilledNodes {
            count: self.count_in(block),
            node_size: block.get(0)?.get(self.size).and_then(Value::as_str).unwrap_or_default().to_owned(),
            role: self.role.to_owned(),
            data_centre: draft.data_centres.first().map(|centre| centre.name.clone()).unwrap_or_default(),
        })
    }

    fn count_in(&self, block: &Value) -> u32 {
        let count = block.get(0).and_then(|block| block.get(self.count)).and_then(Value::as_u64).unwrap_or(0);
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// Machines of their own that the body of a cluster has, beside those of its data centres.
pub(super) fn dedicated_nodes(body: &Value) -> u32 {
    let counts = DEDICATED.iter().filter_map(|dedicated| Some(dedicated.count_in(body.get(dedicated.block)?)));
    counts.fold(0, u32::saturating_add)
}

/// The facts of the review in the order to show them.
pub fn facts(draft: &ProfileDraft) -> Vec<Fact> {
    let mut facts = vec![text("What", what(draft)), pasted("Cluster name", draft.cluster_name.clone())];
    let several = draft.data_centres.len() > 1;
    for centre in &draft.data_centres {
        let label = |label: &str| if several { format!("{label}, {}", centre.name) } else { label.to_owned() };
        let word = match draft.application {
            Application::Kafka => "Brokers",
            Application::Cassandra => "Nodes",
        };
        facts.push(text(&label(word), nodes(draft, centre)));
        facts.push(text(&label("Where"), format!("{}, {}", short_cloud(&centre.cloud_provider), centre.region)));
        facts.push(pasted(&label("Cluster network (CIDR)"), centre.network.clone()));
    }
    for block in billed(draft).iter().skip(draft.data_centres.len()) {
        let label = format!("Also {}", block.role);
        facts.push(text(&label, format!("{} × {}", block.count, block.node_size)));
    }
    if draft.private_network_cluster {
        facts.push(text("Addresses", "Private only: no public addresses".to_owned()));
    }
    facts.push(text("Access, once it runs", access(draft)));
    let joined = |names: Vec<String>| names.join(", ");
    let peerings = set_up(draft, StepWhat::Peering);
    if !peerings.is_empty() {
        facts.push(text("Peering, once it runs", joined(peerings)));
    }
    let users = set_up(draft, StepWhat::User);
    if !users.is_empty() {
        facts.push(text("Users, once it runs", joined(users)));
    }
    let topics = set_up(draft, StepWhat::Topic);
    if !topics.is_empty() {
        facts.push(text("Topics, once it runs", joined(topics)));
    }
    let windows = set_up(draft, StepWhat::Window);
    if !windows.is_empty() {
        facts.push(text("Exclusion windows", joined(windows)));
    }
    let extra: Vec<&str> = draft.extra.keys().map(String::as_str).collect();
    if !extra.is_empty() {
        facts.push(pasted("From extra JSON", extra.join(", ")));
    }
    facts
}

/// What it is given of a kind, each by its title.
fn set_up(draft: &ProfileDraft, what: StepWhat) -> Vec<String> {
    let steps = steps(draft);
    steps.iter().filter(|step| step.subject.what() == what).map(|step| step.subject.title()).collect()
}

/// Who is let in, and to what.
fn access(draft: &ProfileDraft) -> String {
    let one = |access: &AccessDraft| {
        let from = if access.from == MINE { "this computer" } else { access.from.as_str() };
        format!("{from} ({})", access.opens)
    };
    match draft.access.as_slice() {
        [] => "nobody is let in".to_owned(),
        rules => rules.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

/// «3 × KFK-DEV-t4g.small-5, US_EAST_1», data centres joined by « + ».
pub fn summary(draft: &ProfileDraft) -> String {
    let one = |centre: &DataCentreDraft| {
        let nodes = centre.nodes.map_or_else(|| "?".to_owned(), |nodes| nodes.to_string());
        let size = known(&centre.node_size, "no size yet");
        format!("{nodes} × {size}, {}", known(&centre.region, "no region yet"))
    };
    let centres: Vec<String> = draft.data_centres.iter().map(one).collect();
    if centres.is_empty() { "no data centre yet".to_owned() } else { centres.join(" + ") }
}

/// «Kafka 4.1.2, encrypted, non-production».
fn what(draft: &ProfileDraft) -> String {
    let application = match draft.application {
        Application::Kafka => "Kafka",
        Application::Cassandra => "Cassandra",
    };
    let encryption = if draft.client_encryption { "encrypted" } else { "not encrypted" };
    let tier = match draft.sla_tier.as_str() {
        "PRODUCTION" => "production",
        "NON_PRODUCTION" => "non-production",
        other => other,
    };
    let pci = if draft.pci_compliance_mode { ", PCI mode" } else { "" };
    format!("{application} {}, {encryption}, {tier}{pci}", draft.version)
}

/// «3 × KFK-PRD-r7g.large-250 in 3 racks».
fn nodes(draft: &ProfileDraft, centre: &DataCentreDraft) -> String {
    let racks = match draft.application {
        Application::Kafka => draft.kafka.replication_factor,
        Application::Cassandra => centre.replication_factor,
    };
    let racks = match racks {
        None => String::new(),
        Some(1) => " in 1 rack".to_owned(),
        Some(racks) => format!(" in {racks} racks"),
    };
    format!("{} × {}{racks}", centre.nodes.unwrap_or(0), centre.node_size)
}

/// A cloud in a word: «AWS».
fn short_cloud(name: &str) -> &str {
    match name {
        "AWS_VPC" => "AWS",
        "AZURE" | "AZURE_AZ" => "Azure",
        "GCP" => "Google Cloud",
        other => other,
    }
}

fn known<'a>(value: &'a str, otherwise: &'a str) -> &'a str {
    if value.is_empty() { otherwise } else { value }
}

fn text(label: &str, value: String) -> Fact {
    Fact { label: label.to_owned(), value, mono: false }
}

fn pasted(label: &str, value: String) -> Fact {
    Fact { label: label.to_owned(), value, mono: true }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::new_draft;

    fn lines(facts: &[Fact]) -> Vec<String> {
        facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect()
    }

    #[test]
    fn the_facts_of_a_kafka_launch() {
        let mut draft = new_draft(Application::Kafka);
        draft.cluster_name = "orders-dev".to_owned();
        let expected = [
            "What: Kafka 4.2.1, encrypted, non-production",
            "Cluster name: orders-dev",
            "Brokers: 3 × KFK-DEV-t4g.small-5 in 3 racks",
            "Where: AWS, US_EAST_1",
            "Cluster network (CIDR): 10.20.0.0/16",
            "Access, once it runs: this computer (KAFKA)",
        ];
        assert_eq!(lines(&facts(&draft)), expected);
        assert_eq!(summary(&draft), "3 × KFK-DEV-t4g.small-5, US_EAST_1");
    }

    #[test]
    fn each_data_centre_has_its_own_facts() {
        let mut draft = new_draft(Application::Cassandra);
        let mut second = draft.data_centres[0].clone();
        second.name = "DC2".to_owned();
        draft.data_centres.push(second);
        let lines = lines(&facts(&draft));
        assert!(lines.contains(&"Nodes, DC1: 3 × CAS-DEV-t4g.small-5 in 3 racks".to_owned()), "{lines:?}");
        assert!(lines.contains(&"Cluster network (CIDR), DC2: 10.30.0.0/16".to_owned()), "{lines:?}");
        assert_eq!(asked(&draft).nodes, 6);
    }

    #[test]
    fn dedicated_controllers_from_extra_json_are_billed_too() {
        let mut draft = new_draft(Application::Kafka);
        let block = json!([{"controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-DEV-t4g.small-30"}]);
        draft.extra.insert("dedicatedKraftController".to_owned(), block);
        let billed = billed(&draft);
        assert_eq!(billed.len(), 2);
        assert_eq!((billed[1].count, billed[1].role.as_str()), (3, "dedicated controllers"));
        assert_eq!(asked(&draft).nodes, 6);
    }

    #[test]
    fn an_empty_draft_is_summed_up_without_inventing_numbers() {
        assert_eq!(summary(&ProfileDraft::default()), "no data centre yet");
        let draft = ProfileDraft { data_centres: vec![DataCentreDraft::default()], ..ProfileDraft::default() };
        assert_eq!(summary(&draft), "? × no size yet, no region yet");
        assert_eq!(asked(&draft).nodes, 0);
    }
}
