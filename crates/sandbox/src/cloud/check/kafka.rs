//! Rules of a Kafka cluster `[openapi] KafkaClusterV2` `[tf]`.

use instaclustr_api::Application;

use super::{Form, Problems, data_centre, version};
use crate::catalogue::{Catalogue, Provider, Purpose};
use crate::cloud::route::ApiVersion;
use crate::cloud::spec::is_set;

pub(super) fn check(form: &Form<'_>, problems: &mut Problems) {
    for field in ["clientToClusterEncryption", "allowDeleteTopics", "autoCreateTopics"] {
        form.flag(field, problems);
    }
    form.optional_flag("clientBrokerAuthWithMtls", problems);
    form.whole("defaultNumberOfPartitions", 1..=i64::from(i32::MAX), problems);
    // 2 to 5 racks: the range of the older API's rackAllocation `[openapi]`.
    let racks = form.whole("defaultReplicationFactor", 2..=5, problems);

    let data_centres = form.objects("dataCentres", problems);
    if data_centres.len() != 1 {
        problems.add("dataCentres", "must have exactly 1 item");
    }
    let provider = data_centres
        .first()
        .and_then(|data_centre| data_centre.get("cloudProvider")?.as_str())
        .and_then(|name| Catalogue::get().provider(name));
    let dedicated = machines(form, provider, problems);
    for data_centre in &data_centres {
        let racks = racks.map(|racks| (racks, "defaultReplicationFactor"));
        data_centre::check(Application::Kafka, form, data_centre, racks, dedicated, problems);
        if let Some(link) = data_centre.block("privateLink", problems) {
            data_centre::aws_private_only(form, data_centre, "privateLink", problems);
            advertised(&link, problems);
        }
        if let Some(connectivity) = data_centre.block("privateConnectivity", problems) {
            private_connectivity(form, data_centre, &connectivity, problems);
        }
    }
    add_ons(form, problems);
    storage(form, problems);
    telemetry(form, problems);
}

/// Version 3 has `privateConnectivity` where version 2 has `privateLink` `[tf]`.
pub(super) fn check_version(form: &Form<'_>, version: ApiVersion, problems: &mut Problems) {
    let (other, own) = match version {
        ApiVersion::V2 => ("privateConnectivity", "privateLink"),
        ApiVersion::V3 => ("privateLink", "privateConnectivity"),
    };
    for data_centre in form.objects("dataCentres", &mut Problems::default()) {
        if data_centre.get(other).is_some_and(is_set) {
            problems.add(data_centre.path(other), format!("is not of this version of the API, which has {own}"));
        }
    }
}

fn advertised(link: &Form<'_>, problems: &mut Problems) {
    if link.text("advertisedHostname", problems).is_some_and(|name| name.chars().count() < 3) {
        problems.add(link.path("advertisedHostname"), "must have at least 3 characters");
    }
}

/// AWS PrivateLink or GCP Private Service Connect; the names in it are `[inferred]` from `[tf]`.
fn private_connectivity(root: &Form<'_>, data_centre: &Form<'_>, block: &Form<'_>, problems: &mut Problems) {
    if let Some(link) = block.block("awsPrivateLink", problems) {
        data_centre::aws_private_only(root, data_centre, "privateConnectivity", problems);
        advertised(&link, problems);
    }
    let Some(connect) = block.block("gcpPrivateServiceConnect", problems) else { return };
    if data_centre.get("cloudProvider").and_then(serde_json::Value::as_str) != Some("GCP") {
        problems.add(block.path("gcpPrivateServiceConnect"), "is for GCP only");
    }
    let racks = connect.objects("gcpPrivateServiceConnectRack", problems);
    if racks.len() < 3 {
        problems.add(connect.path("gcpPrivateServiceConnectRack"), "must have at least 3 items");
    }
    racks.iter().for_each(|rack| advertised(rack, problems));
    if let Some(proxy) = connect.block("shotoverProxy", problems) {
        proxy.text("nodeSize", problems);
    }
    data_centre::service_connect_network(&connect, "network", problems);
}

/// Tiered storage is in one cloud's buckets; the names in it are `[inferred]` from `[tf]`.
fn storage(form: &Form<'_>, problems: &mut Problems) {
    let Some(storage) = form.block("tieredStorage", problems) else { return };
    let places = [("s3Settings", "s3BucketName"), ("gcsSettings", "gcsBucketName")];
    let mut set = 0;
    for (place, bucket) in places {
        let Some(settings) = storage.block(place, problems) else { continue };
        set += 1;
        settings.text(bucket, problems);
        settings.optional_flag("useCustomBucket", problems);
    }
    if set != 1 {
        problems.add("tieredStorage[0]", "must have either s3Settings or gcsSettings");
    }
}

/// What clients measure, and where it is sent; the names in it are `[inferred]` from `[tf]`.
fn telemetry(form: &Form<'_>, problems: &mut Problems) {
    let Some(telemetry) = form.block("clientTelemetry", problems) else { return };
    telemetry.optional_flag("enabled", problems);
    telemetry.optional_text("endpointUrl", problems);
    if let Some(log_in) = telemetry.block("basicAuthentication", problems) {
        log_in.optional_text("username", problems);
        log_in.optional_text("password", problems);
    }
    for header in telemetry.objects("authenticationHeaders", problems) {
        header.optional_text("key", problems);
        header.optional_text("value", problems);
    }
}

/// ZooKeeper and controllers; returns how many machines of their own they need.
fn machines(form: &Form<'_>, provider: Option<&Provider>, problems: &mut Problems) -> i64 {
    let mut dedicated = 0;
    let both = ["dedicatedZookeeper", "dedicatedKraftController"];
    if both.iter().all(|name| form.get(name).is_some_and(is_set)) {
        problems.add(form.path(both[1]), format!("cannot be provided together with {}", both[0]));
    }
    let blocks = [
        ("dedicatedZookeeper", "zookeeperNodeCount", "zookeeperNodeSize", Purpose::ZooKeeper),
        ("dedicatedKraftController", "controllerNodeCount", "controllerNodeSize", Purpose::Controller),
    ];
    for (name, count, size, purpose) in blocks {
        let Some(block) = form.block(name, problems) else { continue };
        dedicated += three_or_five(&block, count, problems).unwrap_or_default();
        data_centre::size(Application::Kafka, form, &block, size, (provider, purpose), problems);
    }
    if let Some(kraft) = form.block("kraft", problems)
        && kraft.whole("controllerNodeCount", 1..=i64::MAX, problems).is_some_and(|count| count != 3)
    {
        problems.add(kraft.path("controllerNodeCount"), "must be 3");
    }
    if let Some(zookeeper) = form.block("collocatedZookeeper", problems) {
        zookeeper.whole("nodeCount", 1..=1_000, problems);
    }
    dedicated
}

fn three_or_five(block: &Form<'_>, field: &str, problems: &mut Problems) -> Option<i64> {
    let count = block.whole(field, 1..=i64::MAX, problems)?;
    if count != 3 && count != 5 {
        problems.add(block.path(field), "must be 3 or 5");
        return None;
    }
    Some(count)
}

/// Karapace is on offer; no version of the older registry and proxy is any more `[tf]`.
fn add_ons(form: &Form<'_>, problems: &mut Problems) {
    let karapace = Catalogue::get().karapace();
    let blocks = [
        ("karapaceSchemaRegistry", karapace),
        ("karapaceRestProxy", karapace),
        ("schemaRegistry", &[]),
        ("restProxy", &[]),
    ];
    for (name, versions) in blocks {
        let Some(block) = form.block(name, problems) else { continue };
        version(&block, "version", versions, problems);
        if name.ends_with("estProxy") {
            block.flag("integrateRestProxyWithSchemaRegistry", problems);
        }
    }
}
