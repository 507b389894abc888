//! Rules of a Cassandra cluster `[openapi] CassandraClusterV2`.

use std::collections::BTreeSet;

use instaclustr_api::Application;

use super::{Form, Problems, data_centre, version};
use crate::cloud::network::Network;

pub(super) fn check(form: &Form<'_>, problems: &mut Problems) {
    form.flag("luceneEnabled", problems);
    form.flag("passwordAndUserAuth", problems);
    if let Some(spark) = form.block("spark", problems) {
        version(&spark, "version", &[], problems);
    }

    let data_centres = form.objects("dataCentres", problems);
    if data_centres.is_empty() {
        problems.add("dataCentres", "must have at least 1 item");
    }
    let mut names = BTreeSet::new();
    let mut networks: Vec<Network> = Vec::new();
    for data_centre in &data_centres {
        // 2 to 5 racks: the range of the older API's rackAllocation `[openapi]`.
        let racks = data_centre.whole("replicationFactor", 2..=5, problems);
        let racks = racks.map(|racks| (racks, "replicationFactor"));
        for field in ["clientToClusterEncryption", "continuousBackup", "privateIpBroadcastForDiscovery"] {
            data_centre.flag(field, problems);
        }
        if data_centre.optional_flag("privateLink", problems) == Some(true) {
            data_centre::aws_private_only(form, data_centre, "privateLink", problems);
        }
        add_ons(data_centre, problems);
        if let Some(network) = data_centre::check(Application::Cassandra, form, data_centre, racks, 0, problems) {
            if networks.iter().any(|other| other.overlaps(network)) {
                problems.add(data_centre.path("network"), "overlaps the network of another data centre");
            }
            networks.push(network);
        }
        let name = data_centre.get("name").and_then(serde_json::Value::as_str);
        if name.is_some_and(|name| !names.insert(name)) {
            problems.add(data_centre.path("name"), "must be unique in the cluster");
        }
    }
}

/// Debezium has no version on offer any more `[tf]`; a proxy needs a size.
fn add_ons(data_centre: &Form<'_>, problems: &mut Problems) {
    if let Some(debezium) = data_centre.block("debezium", problems) {
        version(&debezium, "version", &[], problems);
    }
    if let Some(proxy) = data_centre.block("shotoverProxy", problems) {
        proxy.text("nodeSize", problems);
    }
    if let Some(connectivity) = data_centre.block("privateConnectivity", problems) {
        for endpoint in connectivity.objects("endpointAddresses", problems) {
            endpoint.texts("address", problems);
            endpoint.optional_text("rack", problems);
        }
    }
    data_centre.optional_flag("privateServiceConnectV2", problems);
    data_centre::service_connect_network(data_centre, "pscNetwork", problems);
}
