//! Peerings of a profile: networks of somebody's that are joined to its data centres, once the cluster runs.

use std::collections::BTreeSet;

use instaclustr_api::{AwsPeer, AzurePeer, GcpPeer};
use serde_json::json;

use super::finding::{Findings, use_value};
use super::preview::Sender;
use super::set_up::LOOKED_FOR;
use crate::api::{DataCentreDraft, PeeringDraft, PreviewRequest, ProfileDraft};
use crate::network::Range;
use crate::run::subject::{Cloud, OtherNetwork, Peering, Subject};

/// Where a peering is asked for `[openapi]`.
pub fn path(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Aws => "/cluster-management/v2/resources/providers/aws/vpc-peers/v2",
        Cloud::Gcp => "/cluster-management/v2/resources/providers/gcp/vpc-peers/v2",
        Cloud::Azure => "/cluster-management/v2/resources/providers/azure/vnet-peers/v2",
    }
}

/// The data centre that a peering is for: the one named, or the one there is.
fn centre_of<'d>(draft: &'d ProfileDraft, peering: &PeeringDraft) -> Option<&'d DataCentreDraft> {
    match draft.data_centres.as_slice() {
        [only] if peering.data_centre.is_empty() => Some(only),
        centres => centres.iter().find(|centre| centre.name == peering.data_centre),
    }
}

/// Which cloud a data centre is in; nothing for one that has no peering.
fn cloud_of(centre: &DataCentreDraft) -> Option<Cloud> {
    match centre.cloud_provider.as_str() {
        "AWS_VPC" => Some(Cloud::Aws),
        "GCP" => Some(Cloud::Gcp),
        "AZURE" | "AZURE_AZ" => Some(Cloud::Azure),
        _ => None,
    }
}

fn subnets(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '\n']).filter(|subnet| !subnet.is_empty())
}

/// The other network, but for the data centre's id, which is known once the cluster is there.
fn other(cloud: Cloud, peering: &PeeringDraft) -> OtherNetwork {
    // An address alone goes out as the range that it is.
    let spelt = |subnet: &str| Range::read(subnet).map_or_else(|_| subnet.to_owned(), |range| range.to_string());
    let peer_subnets = subnets(&peering.subnets).map(spelt).collect();
    let (owner, network) = (peering.owner.clone(), peering.network.clone());
    match cloud {
        Cloud::Aws => OtherNetwork::Aws(AwsPeer {
            cdc_id: String::new(),
            peer_aws_account_id: owner,
            peer_vpc_id: network,
            peer_region: peering.region.clone(),
            peer_subnets,
        }),
        Cloud::Gcp => OtherNetwork::Gcp(GcpPeer {
            cdc_id: String::new(),
            peer_project_id: owner,
            peer_vpc_network_name: network,
            peer_subnets,
        }),
        Cloud::Azure => OtherNetwork::Azure(AzurePeer {
            cdc_id: String::new(),
            peer_resource_group: peering.resource_group.clone(),
            peer_subscription_id: owner,
            peer_virtual_network_name: network,
            peer_subnets,
            peer_ad_object_id: Some(peering.ad_object_id.clone()).filter(|id| !id.is_empty()),
        }),
    }
}

pub(super) fn subjects(draft: &ProfileDraft) -> impl Iterator<Item = Subject> + '_ {
    draft.peerings.iter().filter_map(|peering| {
        let centre = centre_of(draft, peering)?;
        let peer = other(cloud_of(centre)?, peering);
        Some(Subject::Peering(Peering { data_centre: centre.name.clone(), network: centre.network.clone(), peer }))
    })
}

pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    draft.peerings.iter().enumerate().filter_map(|(at, peering)| {
        let cloud = cloud_of(centre_of(draft, peering)?)?;
        let peer = other(cloud, peering).with_data_centre("…");
        let body = match &peer {
            OtherNetwork::Aws(peer) => json!(peer),
            OtherNetwork::Gcp(peer) => json!(peer),
            OtherNetwork::Azure(peer) => json!(peer),
        };
        let field = |name: &str| format!("peerings.{at}.{name}");
        let fields = [
            ("cdcId", field("dataCentre")),
            ("peerAwsAccountId", field("owner")),
            ("peerProjectId", field("owner")),
            ("peerSubscriptionId", field("owner")),
            ("peerVpcId", field("network")),
            ("peerVpcNetworkName", field("network")),
            ("peerVirtualNetworkName", field("network")),
            ("peerRegion", field("region")),
            ("peerResourceGroup", field("resourceGroup")),
            ("peerAdObjectId", field("adObjectId")),
            ("peerSubnets", field("subnets")),
        ];
        Some(sender.later(&format!("Peering {}", peering.network), path(cloud), &body, &fields, LOOKED_FOR))
    })
}

pub(super) fn check(found: &mut Findings<'_>) {
    let draft = found.draft;
    let mut known = BTreeSet::new();
    for (at, peering) in draft.peerings.iter().enumerate() {
        let field = |name: &str| format!("peerings.{at}.{name}");
        let Some(centre) = centre_of(draft, peering) else {
            let fixes = draft.data_centres.iter().map(|centre| use_value(&centre.name)).collect();
            let message =
                if peering.data_centre.is_empty() { "Needs a data centre." } else { "There is no such data centre." };
            found.error(&field("dataCentre"), &peering.data_centre, message, fixes);
            continue;
        };
        let Some(cloud) = cloud_of(centre) else {
            let message = format!("{} has no peering.", centre.cloud_provider);
            found.error(&field("dataCentre"), &peering.data_centre, message, Vec::new());
            continue;
        };
        names(found, at, cloud, peering);
        ranges(found, &field("subnets"), centre, peering);
        if !known.insert((centre.name.as_str(), peering.owner.as_str(), peering.network.as_str())) {
            found.error(&field("network"), &peering.network, "This peering is there already.", Vec::new());
        }
    }
}

fn names(found: &mut Findings<'_>, at: usize, cloud: Cloud, peering: &PeeringDraft) {
    let field = |name: &str| format!("peerings.{at}.{name}");
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut needs = |name: &str, value: &str, what: &str| {
        if value.is_empty() {
            found.error(&field(name), "", format!("Needs {what}."), Vec::new());
        }
        !value.is_empty()
    };
    let network = needs("network", &peering.network, "the other network");
    match cloud {
        Cloud::Aws => {
            let owner = needs("owner", &peering.owner, "the AWS account that owns it");
            needs("region", &peering.region, "its region");
            let digits = peering.owner.len() == 12 && peering.owner.bytes().all(|byte| byte.is_ascii_digit());
            if owner && !digits {
                found.error(&field("owner"), &peering.owner, "An AWS account has 12 digits.", Vec::new());
            }
            let is_vpc = peering.network.strip_prefix("vpc-").is_some_and(|id| !id.is_empty() && is_hex(id));
            if network && !is_vpc {
                found.error(
                    &field("network"),
                    &peering.network,
                    "Must be the id of a VPC, such as vpc-0a61b2c3.",
                    Vec::new(),
                );
            }
        }
        Cloud::Gcp => {
            needs("owner", &peering.owner, "the project that owns it");
        }
        Cloud::Azure => {
            needs("resourceGroup", &peering.resource_group, "its resource group");
            let owner = needs("owner", &peering.owner, "the subscription that owns it");
            let ids = [("owner", owner, &peering.owner), ("adObjectId", true, &peering.ad_object_id)];
            for (name, given, id) in ids {
                if given && !id.is_empty() && uuid::Uuid::parse_str(id).is_err() {
                    found.error(&field(name), id, "Must be a UUID.", Vec::new());
                }
            }
        }
    }
}

/// Ranges of the other network; one that overlaps the data centre's own can't be routed.
fn ranges(found: &mut Findings<'_>, field: &str, centre: &DataCentreDraft, peering: &PeeringDraft) {
    let own = Range::read(&centre.network).ok();
    let mut any = false;
    for subnet in subnets(&peering.subnets) {
        any = true;
        match Range::read(subnet) {
            Err(error) => found.error(field, &peering.subnets, format!("{subnet}: {error}"), Vec::new()),
            Ok(range) if own.is_some_and(|own| own.overlaps(range)) => {
                let message = format!("{subnet} overlaps the cluster's network {}.", centre.network);
                found.error(field, &peering.subnets, message, Vec::new());
            }
            Ok(_) => {}
        }
    }
    if !any {
        found.error(field, &peering.subnets, "Needs a range to be reached, such as 10.1.0.0/16.", Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Application;
    use crate::request::new_draft;

    fn aws() -> PeeringDraft {
        PeeringDraft {
            owner: "123456789012".to_owned(),
            network: "vpc-0a61".to_owned(),
            region: "US_EAST_1".to_owned(),
            subnets: "10.1.0.0/16, 10.2.0.0/16".to_owned(),
            ..PeeringDraft::default()
        }
    }

    fn fields(peerings: Vec<PeeringDraft>, cloud: &str) -> Vec<String> {
        let mut draft = ProfileDraft { peerings, ..new_draft(Application::Kafka) };
        draft.data_centres[0].cloud_provider = cloud.to_owned();
        let mut found = Findings::of(&draft);
        check(&mut found);
        found.list.into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn what_each_cloud_needs_is_told_at_its_field() {
        assert!(fields(vec![aws()], "AWS_VPC").is_empty());
        assert_eq!(fields(vec![aws(), aws()], "AWS_VPC"), ["peerings.1.network"]);
        let empty = || vec![PeeringDraft::default()];
        let told = |names: &[&str]| names.iter().map(|name| format!("peerings.0.{name}")).collect::<Vec<_>>();
        assert_eq!(fields(empty(), "AWS_VPC"), told(&["network", "owner", "region", "subnets"]));
        assert_eq!(fields(empty(), "GCP"), told(&["network", "owner", "subnets"]));
        assert_eq!(fields(empty(), "AZURE_AZ"), told(&["network", "resourceGroup", "owner", "subnets"]));
        assert_eq!(fields(empty(), "ONPREMISES"), told(&["dataCentre"]));
        let other = PeeringDraft { data_centre: "elsewhere".to_owned(), ..aws() };
        assert_eq!(fields(vec![other], "AWS_VPC"), told(&["dataCentre"]));
        let wrong = PeeringDraft { owner: "12".to_owned(), network: "my-vpc".to_owned(), ..aws() };
        assert_eq!(fields(vec![wrong], "AWS_VPC"), told(&["owner", "network"]));
    }

    #[test]
    fn a_range_that_the_cluster_has_itself_can_not_be_reached() {
        let overlapping = PeeringDraft { subnets: "10.20.5.0/24".to_owned(), ..aws() };
        assert_eq!(fields(vec![overlapping], "AWS_VPC"), ["peerings.0.subnets"]);
    }
}
