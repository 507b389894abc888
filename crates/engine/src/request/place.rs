//! Where a data centre stands: its name, cloud, region and network.

use super::check::Known;
use super::finding::{Findings, use_value};
use super::network::{self, Block, PREFIX_MAX, PREFIX_MIN, PREFIX_SAFE, Read};
use crate::api::{Catalogue, CloudChoice, DataCentreDraft, Fix};

const SIZES_SOURCE: &str = "OpenAPI document of 2024: /12 to /22; Terraform provider, July 2026: /16 to /26; \
                            the vendor's Kubernetes operator: /16 to /28";

/// Checks name, cloud, region and network of one data centre.
pub(super) fn check(found: &mut Findings<'_>, known: &Known<'_>, index: usize, centre: &DataCentreDraft) {
    name(found, index, centre);
    let cloud = cloud(found, known, index, centre);
    region(found, known, cloud, index, centre);
    network(found, index, centre);
}

/// Needed, and unique in the cluster `[openapi]`; which characters it may hold is stated nowhere.
fn name(found: &mut Findings<'_>, index: usize, centre: &DataCentreDraft) {
    let field = format!("dataCentres.{index}.name");
    let taken = found.draft.data_centres.iter().take(index).any(|other| other.name == centre.name);
    if centre.name.trim().is_empty() {
        found.error(&field, &centre.name, "Needs a name.", Vec::new());
    } else if taken {
        found.error(&field, &centre.name, "Another data centre has this name.", Vec::new());
    }
}

/// The cloud as listed; nothing where it is not.
fn cloud<'k>(
    found: &mut Findings<'_>,
    known: &Known<'k>,
    index: usize,
    centre: &DataCentreDraft,
) -> Option<&'k CloudChoice> {
    let field = format!("dataCentres.{index}.cloudProvider");
    let listed = cloud_of(known.catalogue, &centre.cloud_provider);
    if centre.cloud_provider.is_empty() {
        let fixes = known.catalogue.clouds.iter().map(|cloud| use_value(&cloud.name)).collect();
        found.error(&field, "", "Needs a cloud.", fixes);
    } else if listed.is_none() {
        let same = |cloud: &&CloudChoice| cloud.name.eq_ignore_ascii_case(&centre.cloud_provider);
        let fixes = known.catalogue.clouds.iter().find(same).map(|cloud| use_value(&cloud.name));
        let message = format!("{} is not among the clouds on offer.", centre.cloud_provider);
        found.warning(
            &field,
            &centre.cloud_provider,
            message,
            list_source(known.catalogue),
            fixes.into_iter().collect(),
        );
    }
    listed
}

/// A cloud of the list by the provider's word.
pub(super) fn cloud_of<'c>(catalogue: &'c Catalogue, name: &str) -> Option<&'c CloudChoice> {
    catalogue.clouds.iter().find(|cloud| cloud.name == name)
}

/// What the lists of regions and sizes are.
pub(super) fn list_source(catalogue: &Catalogue) -> String {
    match catalogue.read_at {
        Some(_) => {
            format!("Catalogue of Instaclustr, where it is silent the one of Slipway, {}", catalogue.shipped)
        }
        None => format!("Catalogue that comes with Slipway, of {}", catalogue.shipped),
    }
}

/// AWS and Azure regions are written `US_EAST_1`, those of GCP `us-east1` `[tf]`.
fn region(
    found: &mut Findings<'_>,
    known: &Known<'_>,
    cloud: Option<&CloudChoice>,
    index: usize,
    centre: &DataCentreDraft,
) {
    let field = format!("dataCentres.{index}.region");
    if centre.region.is_empty() {
        found.error(&field, "", "Needs a region.", Vec::new());
        return;
    }
    // Of a cloud that is not listed, or listed without regions, nothing is known.
    let Some(cloud) = cloud.filter(|cloud| !cloud.regions.is_empty()) else { return };
    if cloud.regions.contains(&centre.region) {
        return;
    }
    let plain = |word: &str| word.to_ascii_lowercase().replace(['_', '-'], "");
    let meant = cloud.regions.iter().find(|region| plain(region) == plain(&centre.region));
    let message = format!("{} is not among the regions of {}.", centre.region, cloud.title);
    let fixes = meant.map(use_value).into_iter().collect();
    found.warning(&field, &centre.region, message, list_source(known.catalogue), fixes);
}

/// Private, host bits zero, /16–/22: what all sources of `API.md` §2.3 allow.
///
/// They differ on the prefix, so one outside /16–/22 is a warning as long as one of them allows it: /12 to /15 is in
/// the OpenAPI document of 2024, /23 to /26 in the Terraform provider of 2026, /27 and /28 in the operator. Shorter
/// than /12 or longer than /28 is allowed by none and is an error.
fn network(found: &mut Findings<'_>, index: usize, centre: &DataCentreDraft) {
    let field = format!("dataCentres.{index}.network");
    let text = centre.network.as_str();
    let own = || free_network(found.draft.data_centres.as_slice(), index).into_iter().collect::<Vec<Fix>>();
    let block = match network::read(text) {
        Read::Block(block) => block,
        Read::AddressAlone(block) => {
            let fixes = if block.is_private() { vec![use_value(block.network())] } else { own() };
            found.error(&field, text, "The prefix is missing: 10.20.0.0/16, for example.", fixes);
            return;
        }
        Read::Version6 => {
            let fixes = own();
            found.error(&field, text, "IPv6: must be an IPv4 network, such as 10.20.0.0/16.", fixes);
            return;
        }
        Read::BadPrefix => {
            let fixes = own();
            found.error(&field, text, "The prefix must be a number from /16 to /22.", fixes);
            return;
        }
        Read::Nonsense => {
            let fixes = own();
            let message = if text.is_empty() { "Needs a network" } else { "Not a network" };
            found.error(&field, text, format!("{message}: an address with a prefix, such as 10.20.0.0/16."), fixes);
            return;
        }
    };
    if !block.is_private() {
        let fixes = own();
        let message = "Not private: must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.";
        found.error(&field, text, message, fixes);
        return;
    }
    if !block.is_network() {
        let message = format!("An address, not a network: bits are set behind /{}.", block.prefix());
        found.error(&field, text, message, vec![use_value(block.network())]);
        return;
    }
    prefix(found, &field, text, block);
    overlap(found, &field, index, block);
}

fn prefix(found: &mut Findings<'_>, field: &str, text: &str, block: Block) {
    let length = block.prefix();
    let nearest = if length < *PREFIX_SAFE.start() { *PREFIX_SAFE.start() } else { *PREFIX_SAFE.end() };
    // A network made larger may reach out of the private range, where it is no help.
    let better = Some(block.with_prefix(nearest)).filter(|block| block.is_private());
    let fixes: Vec<Fix> =
        better.map(|block| Fix { label: format!("Use /{nearest}"), value: block.to_string() }).into_iter().collect();
    let message = match length {
        _ if PREFIX_SAFE.contains(&length) => return,
        ..PREFIX_MIN => {
            let message = format!("Larger than /{PREFIX_MIN}, which no source allows: must be /16 to /22.");
            found.error(field, text, message, fixes);
            return;
        }
        12..=15 => "Larger than /16. The API allowed /12 in 2024, Terraform 2026 does not.",
        23..=26 => "Smaller than /22. Terraform 2026 allows /26, older sources do not.",
        27..=PREFIX_MAX => "Smaller than /26. Only the vendor's operator allows /28.",
        _ => {
            let message = format!("Smaller than /{PREFIX_MAX}, which no source allows: must be /16 to /22.");
            found.error(field, text, message, fixes);
            return;
        }
    };
    found.warning(field, text, message, SIZES_SOURCE, fixes);
}

/// Networks of a cluster's data centres must not overlap `[openapi]`. Said at the later one.
fn overlap(found: &mut Findings<'_>, field: &str, index: usize, block: Block) {
    let centres = &found.draft.data_centres;
    let clash = centres.iter().take(index).find(|other| match network::read(&other.network) {
        Read::Block(theirs) => theirs.is_network() && theirs.overlaps(block),
        Read::AddressAlone(_) | Read::Version6 | Read::BadPrefix | Read::Nonsense => false,
    });
    let Some(other) = clash else { return };
    let message = format!("Overlaps {} of {}.", other.network, other.name);
    let fixes = free_network(centres, index).into_iter().collect();
    found.error(field, &block.to_string(), message, fixes);
}

/// The first of 10.20.0.0/16, 10.21.0.0/16, … that no other data centre overlaps.
fn free_network(centres: &[DataCentreDraft], index: usize) -> Option<Fix> {
    let others: Vec<Block> = centres
        .iter()
        .enumerate()
        .filter(|(position, _)| *position != index)
        .filter_map(|(_, centre)| match network::read(&centre.network) {
            Read::Block(block) => Some(block),
            Read::AddressAlone(_) | Read::Version6 | Read::BadPrefix | Read::Nonsense => None,
        })
        .collect();
    let free = (20..=255).map(|second| Block::ten(second, 16));
    free.into_iter().find(|block| !others.iter().any(|other| other.overlaps(*block))).map(use_value)
}
