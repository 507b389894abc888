//! A resize: what a cluster is, what it is to be, what is wrong with that, and the update that is sent.

use instaclustr_api::{BadResize, Cluster, Resize, Update};
use serde_json::Value;

use super::finding::use_value;
use super::place::{cloud_of, list_source};
use super::review::dedicated_nodes;
use super::size::{node_word, other_use};
use crate::api::{
    Application, Asked, AskedDataCentre, Catalogue, CentreResize, Finding, Fix, PreviewRequest, Severity,
};
use crate::catalogue::is_developer_size;

/// What a cluster is, in the words of a launch.
pub fn shape(cluster: &Cluster) -> Asked {
    let centres = cluster.data_centres.iter().map(|centre| AskedDataCentre {
        name: centre.name.clone(),
        cloud_provider: centre.cloud_provider.clone(),
        region: centre.region.clone(),
        node_size: centre.node_size.clone(),
        nodes: centre.number_of_nodes.unwrap_or_else(|| u32::try_from(centre.nodes.len()).unwrap_or(u32::MAX)),
    });
    with_nodes(
        cluster.version.clone().unwrap_or_default(),
        centres.collect(),
        dedicated_nodes(Update::of(cluster).body()),
    )
}

/// What it would be.
pub fn resized(before: &Asked, changes: &[CentreResize]) -> Asked {
    let of = |asked: &Asked| asked.data_centres.iter().fold(0_u32, |sum, centre| sum.saturating_add(centre.nodes));
    let dedicated = before.nodes.saturating_sub(of(before));
    let centres = before.data_centres.iter().map(|centre| {
        let of_it = |change: &&CentreResize| change.name.as_ref().is_none_or(|name| *name == centre.name);
        changes.iter().filter(of_it).fold(centre.clone(), |centre, change| AskedDataCentre {
            node_size: change.node_size.clone().unwrap_or(centre.node_size),
            nodes: change.nodes.unwrap_or(centre.nodes),
            ..centre
        })
    });
    with_nodes(before.version.clone(), centres.collect(), dedicated)
}

fn with_nodes(version: String, data_centres: Vec<AskedDataCentre>, dedicated: u32) -> Asked {
    let nodes = data_centres.iter().fold(dedicated, |sum, centre| sum.saturating_add(centre.nodes));
    Asked { version, nodes, data_centres }
}

/// The update that makes the data centres of `cluster` what `after` says; those that are so already are left alone.
///
/// # Errors
/// Nothing differs, or a data centre is not there.
pub fn update(cluster: &Cluster, after: &[AskedDataCentre]) -> Result<Update, BadResize> {
    let before = shape(cluster).data_centres;
    let mut update = Update::of(cluster);
    let mut changed = false;
    for wanted in after {
        let missing = || BadResize::NoDataCentre(wanted.name.clone());
        let centre = before.iter().find(|centre| centre.name == wanted.name).ok_or_else(missing)?;
        if centre == wanted {
            continue;
        }
        let node_size = (centre.node_size != wanted.node_size).then(|| wanted.node_size.clone());
        let number_of_nodes = (centre.nodes != wanted.nodes).then_some(wanted.nodes);
        let data_centre = Some(wanted.name.clone());
        update = update.resize(&Resize { data_centre, node_size, number_of_nodes, ..Resize::default() })?;
        changed = true;
    }
    if changed { Ok(update) } else { Err(BadResize::Nothing) }
}

/// The request as it would be sent, for the review.
pub fn preview(update: &Update, account_url: &str, account_user: &str) -> PreviewRequest {
    let mut body = update.body().clone();
    instaclustr_api::redact::value(&mut body);
    let path = format!("{}/{}", update.kind().path(), update.id());
    super::preview::plain("Resize", "PUT", path, &body, account_url, account_user)
}

/// What is wrong with it: fields are `dataCentres.0.nodeSize` and `dataCentres.0.nodes`.
pub fn check(cluster: &Cluster, after: &[AskedDataCentre], catalogue: &Catalogue) -> Vec<Finding> {
    let before = shape(cluster).data_centres;
    let application = Application::from(cluster.application);
    let mut found = Vec::new();
    for (index, wanted) in after.iter().enumerate() {
        let Some(centre) = before.iter().find(|centre| centre.name == wanted.name) else { continue };
        if centre.node_size != wanted.node_size {
            let field = format!("dataCentres.{index}.nodeSize");
            found.extend(size_finding(cluster, application, wanted, catalogue, field));
        }
        if centre.nodes != wanted.nodes {
            let field = format!("dataCentres.{index}.nodes");
            found.extend(nodes_finding(cluster, application, centre, wanted, field));
        }
    }
    found
}

/// As for a create.
fn size_finding(
    cluster: &Cluster,
    application: Application,
    wanted: &AskedDataCentre,
    catalogue: &Catalogue,
    field: String,
) -> Option<Finding> {
    let size = &wanted.node_size;
    let cloud = cloud_of(catalogue, &wanted.cloud_provider);
    let listed = cloud.is_none_or(|cloud| cloud.node_sizes.iter().any(|choice| choice.name == *size));
    let (severity, message, source) = if size.is_empty() {
        (Severity::Error, "Needs a node size.".to_owned(), None)
    } else if let Some(other) = other_use(size) {
        (Severity::Error, format!("A size for {other}, not for {}.", node_word(application)), None)
    } else if cluster.sla_tier.as_deref() == Some("PRODUCTION") && is_developer_size(size) {
        (Severity::Error, "A developer size, and the cluster is PRODUCTION.".to_owned(), None)
    } else if !listed {
        let message = "Not among the node sizes listed for its cloud.".to_owned();
        (Severity::Warning, message, Some(list_source(catalogue)))
    } else {
        return None;
    };
    Some(finding(field, severity, size, message, source, Vec::new()))
}

/// A multiple of the racks `[openapi] DataCentreV2.numberOfNodes`; the vendor's operator adds nodes and takes none away.
fn nodes_finding(
    cluster: &Cluster,
    application: Application,
    centre: &AskedDataCentre,
    wanted: &AskedDataCentre,
    field: String,
) -> Option<Finding> {
    let value = wanted.nodes.to_string();
    let racks = racks(cluster, application, &centre.name).filter(|racks| *racks > 0);
    if wanted.nodes == 0 {
        return Some(finding(field, Severity::Error, &value, "Needs at least 1.".to_owned(), None, Vec::new()));
    }
    if let Some(racks) = racks.filter(|racks| !wanted.nodes.is_multiple_of(*racks)) {
        let below = wanted.nodes - wanted.nodes % racks;
        let right = [Some(below), below.checked_add(racks)].into_iter().flatten().filter(|nodes| *nodes > 0);
        let message = format!("Must be a multiple of the {racks} racks.");
        return Some(finding(field, Severity::Error, &value, message, None, right.map(use_value).collect()));
    }
    (wanted.nodes < centre.nodes).then(|| {
        let message = format!("Fewer than the {} there are: no tool of the vendor takes nodes away.", centre.nodes);
        finding(
            field,
            Severity::Warning,
            &value,
            message,
            Some("The vendor's Kubernetes operator".to_owned()),
            Vec::new(),
        )
    })
}

fn racks(cluster: &Cluster, application: Application, centre: &str) -> Option<u32> {
    let update = Update::of(cluster);
    let body = update.body();
    let racks = match application {
        Application::Kafka => body.get("defaultReplicationFactor"),
        Application::Cassandra => {
            let mut centres = body.get("dataCentres").and_then(Value::as_array).into_iter().flatten();
            centres.find(|own| own.get("name").is_some_and(|name| name == centre))?.get("replicationFactor")
        }
    };
    racks.and_then(Value::as_u64).and_then(|racks| u32::try_from(racks).ok())
}

fn finding(
    field: String,
    severity: Severity,
    value: &str,
    message: String,
    source: Option<String>,
    fixes: Vec<Fix>,
) -> Finding {
    Finding { field, severity, message, source, value: value.to_owned(), accepted: false, fixes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::shipped;
    use serde_json::json;

    fn kafka() -> Cluster {
        let answer = json!({"id": "c-1", "name": "orders", "kafkaVersion": "3.9.1", "slaTier": "PRODUCTION",
            "defaultReplicationFactor": 3, "newer": {"x": 1}, "status": "RUNNING",
            "dedicatedKraftController": [{"controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-m5.large-30"}],
            "dataCentres": [{"name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1", "newer": 2,
                "nodeSize": "KFK-PRD-r7g.large-250", "numberOfNodes": 3}]});
        crate::testing::cluster(&answer)
    }

    fn to(size: Option<&str>, nodes: Option<u32>) -> Asked {
        let change = CentreResize { name: None, node_size: size.map(str::to_owned), nodes };
        resized(&shape(&kafka()), &[change])
    }

    fn told(after: &Asked) -> Vec<(Severity, String)> {
        let found = check(&kafka(), &after.data_centres, &shipped(Application::Kafka));
        found.into_iter().map(|finding| (finding.severity, finding.field)).collect()
    }

    #[test]
    fn a_resize_changes_what_it_names_and_sends_the_rest_as_it_was_read() {
        let before = shape(&kafka());
        assert_eq!(before.nodes, 6, "controllers count");
        let after = to(Some("KFK-PRD-r7g.xlarge-500"), None);
        assert_eq!((after.nodes, after.data_centres[0].nodes), (6, 3));
        let update = update(&kafka(), &after.data_centres).unwrap();
        let centre = &update.body()["dataCentres"][0];
        assert_eq!((&centre["nodeSize"], &centre["newer"]), (&json!("KFK-PRD-r7g.xlarge-500"), &json!(2)));
        assert_eq!(update.body()["newer"], json!({"x": 1}));
        let shown = preview(&update, "https://api.example", "user");
        assert!(shown.path.ends_with("/kafka/clusters/v2/c-1") && shown.method == "PUT", "{shown:?}");
        assert!(shown.lines.iter().any(|line| line.text.contains("KFK-PRD-r7g.xlarge-500")));
    }

    #[test]
    fn what_changes_nothing_or_another_data_centre_is_no_resize() {
        assert_eq!(update(&kafka(), &shape(&kafka()).data_centres).unwrap_err(), BadResize::Nothing);
        let mut other = to(None, Some(6)).data_centres;
        other[0].name = "DC9".to_owned();
        assert!(matches!(update(&kafka(), &other), Err(BadResize::NoDataCentre(_))));
    }

    #[test]
    fn each_rule_of_a_resize() {
        use Severity::{Error, Warning};
        let size = || "dataCentres.0.nodeSize".to_owned();
        let nodes = || "dataCentres.0.nodes".to_owned();
        assert_eq!(told(&to(Some("KFK-PRD-r7g.large-250"), Some(3))), []);
        assert_eq!(told(&to(Some(""), None)), [(Error, size())]);
        assert_eq!(told(&to(Some("KFK-DEV-t4g.small-5"), None)), [(Error, size())]);
        assert_eq!(told(&to(Some("KFK-KR-m5.large-30"), None)), [(Error, size())]);
        assert_eq!(told(&to(Some("KFK-PRD-of.later-1"), None)), [(Warning, size())]);
        assert_eq!(told(&to(None, Some(0))), [(Error, nodes())]);
        assert_eq!(told(&to(None, Some(4))), [(Error, nodes())]);
        assert_eq!(told(&to(None, Some(6))), []);
    }

    #[test]
    fn fewer_nodes_are_for_the_provider_to_say() {
        let mut six = kafka();
        six.data_centres[0].number_of_nodes = Some(6);
        let after = resized(&shape(&six), &[CentreResize { name: None, node_size: None, nodes: Some(3) }]);
        let found = check(&six, &after.data_centres, &shipped(Application::Kafka));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].source.is_some()), (Severity::Warning, true));
    }
}
