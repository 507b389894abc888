//! Rules of a data centre that both products share `[openapi]` `[tf]`.

use instaclustr_api::Application;
use uuid::Uuid;

use super::{Form, Problems};
use crate::catalogue::{Catalogue, Provider, Purpose, is_developer_size};
use crate::cloud::network::Network;

/// The most nodes of one data centre: the sandbox's own limit, the provider states none.
const NODES_MAX: i64 = 1_000;

/// The id of a key of the customer's own `[openapi]` (`format: uuid`).
const EBS_KEY: &str = "ebsEncryptionKey";

/// What is set at each cloud `[openapi] ProviderAwsSettingsV2` and its twins, `[tf]`. Azure's `customVirtualNetworkId` is for
/// PostgreSQL alone `[tf]`.
const SETTINGS: [(&str, &[&str]); 3] = [
    ("awsSettings", &[EBS_KEY, "customVirtualNetworkId", "storageNetwork"]),
    ("gcpSettings", &["customVirtualNetworkId"]),
    ("azureSettings", &["resourceGroup", "storageNetwork"]),
];

/// Checks one data centre whose nodes are spread over `racks`, beside `dedicated` other nodes; returns its network.
pub(super) fn check(
    application: Application,
    root: &Form<'_>,
    form: &Form<'_>,
    racks: Option<(i64, &str)>,
    dedicated: i64,
    problems: &mut Problems,
) -> Option<Network> {
    form.text("name", problems);
    let catalogue = Catalogue::get();
    let provider =
        form.one_of("cloudProvider", catalogue.provider_names(), problems).and_then(|name| catalogue.provider(name));
    if let Some(region) = form.text("region", problems)
        && let Some(provider) = provider.filter(|provider| provider.is_listed())
        && !provider.regions.iter().any(|one| one == region)
    {
        problems.add(form.path("region"), format!("{region} is not a region of {}", provider.name));
    }
    size(application, root, form, "nodeSize", (provider, Purpose::Node), problems);
    let nodes = form.whole("numberOfNodes", 1..=NODES_MAX, problems);
    if let (Some(nodes), Some((racks, field))) = (nodes, racks)
        && nodes % racks.max(1) != 0
    {
        problems.add(form.path("numberOfNodes"), format!("must be a multiple of {field} ({racks})"));
    }
    let network = network(form, nodes.unwrap_or_default() + dedicated, problems);
    tags(form, problems);
    let mut set = Vec::new();
    for (name, fields) in SETTINGS {
        let Some(settings) = form.block(name, problems) else { continue };
        set.push(name);
        for field in fields {
            let text = settings.optional_text(field, problems);
            if *field == EBS_KEY && text.is_some_and(|text| Uuid::parse_str(text).is_err()) {
                problems.add(settings.path(field), "must be a UUID");
            }
        }
        if name == "azureSettings" && settings.get("customVirtualNetworkId").is_some() {
            problems.add(settings.path("customVirtualNetworkId"), "is for PostgreSQL only");
        }
    }
    if let [_, second, ..] = set.as_slice() {
        problems.add(form.path(second), format!("cannot be provided together with {}", set.join(", ")));
    }
    form.optional_text("providerAccountName", problems);
    form.optional_flag("zeroInboundAccess", problems);
    form.optional_flag("tagManagementEnabled", problems);
    form.texts("customSubjectAlternativeNames", problems);
    network
}

/// Private links are for AWS and private-network clusters only `[operator]` `[docs privatelink]`.
pub(super) fn aws_private_only(root: &Form<'_>, form: &Form<'_>, field: &str, problems: &mut Problems) {
    let is_aws = form.get("cloudProvider").and_then(serde_json::Value::as_str) == Some("AWS_VPC");
    let is_private = root.get("privateNetworkCluster").and_then(serde_json::Value::as_bool) == Some(true);
    if !(is_aws && is_private) {
        problems.add(form.path(field), "is for private-network clusters in AWS_VPC only");
    }
}

/// A node size must be there, on offer at the provider (where that is known) for that purpose, and no developer size in
/// PRODUCTION.
pub(super) fn size(
    application: Application,
    root: &Form<'_>,
    form: &Form<'_>,
    field: &str,
    (provider, purpose): (Option<&Provider>, Purpose),
    problems: &mut Problems,
) {
    let Some(size) = form.text(field, problems) else { return };
    if let Some(provider) = provider
        && provider.is_listed()
        && !provider.offers(application, purpose, size)
    {
        problems.add(form.path(field), format!("{size} is not on offer for this in {}", provider.name));
    }
    let is_production = root.get("slaTier").and_then(serde_json::Value::as_str) == Some("PRODUCTION");
    if is_production && is_developer_size(size) {
        problems.add(form.path(field), format!("{size} is a developer size, which PRODUCTION does not allow"));
    }
}

fn network(form: &Form<'_>, nodes: i64, problems: &mut Problems) -> Option<Network> {
    let text = form.text("network", problems)?;
    match Network::of_data_centre(text) {
        Ok(network) => {
            if usize::try_from(nodes).is_ok_and(|nodes| nodes > network.room()) {
                problems.add(form.path("network"), format!("has no room for {nodes} nodes"));
            }
            Some(network)
        }
        Err(reason) => {
            problems.add(form.path("network"), reason.to_string());
            None
        }
    }
}

/// The network `field` of a Private Service Connect, where it is set.
pub(super) fn service_connect_network(form: &Form<'_>, field: &str, problems: &mut Problems) {
    if let Some(text) = form.optional_text(field, problems)
        && let Err(reason) = Network::of_service_connect(text)
    {
        problems.add(form.path(field), reason.to_string());
    }
}

/// A tag needs a key; its value is required in `[openapi]` and optional in `[tf]`, which is newer.
fn tags(form: &Form<'_>, problems: &mut Problems) {
    for tag in form.objects("tags", problems) {
        tag.text("key", problems);
        tag.optional_text("value", problems);
    }
}
