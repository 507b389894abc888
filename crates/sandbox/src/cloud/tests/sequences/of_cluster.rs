//! What is asked of clusters.

use instaclustr_api::{Application, create_path};

use super::super::*;
use super::step::{New, OfCluster};
use super::story::{Asked, BASE};
use crate::testing::cassandra_of;

/// A provider, a region of it, and sizes of brokers and of Cassandra nodes.
const PROVIDERS: [(&str, &str, [&str; 3], [&str; 3]); 3] = [
    (
        "AWS_VPC",
        "US_EAST_1",
        ["KFK-DEV-t4g.small-5", "KFK-DEV-t4g.small-30", "KFK-DEV-t4g.medium-80"],
        ["CAS-DEV-t4g.small-5", "CAS-DEV-t4g.small-30", "CAS-DEV-t4g.medium-80"],
    ),
    (
        "GCP",
        "us-central1",
        ["KFK-DEV-n2-standard-2-80", "KFK-PRD-n2-highmem-2-400", "KFK-PRD-n2-highmem-2-800"],
        ["CAS-PRD-t2d-standard-2-80", "CAS-PRD-t2d-standard-2-120", "CAS-PRD-n2-standard-2-120"],
    ),
    (
        "AZURE_AZ",
        "EAST_US",
        ["KFK-DEV-Standard_D2s_v5-80", "KFK-PRD-Standard_E2s_v5-400", "KFK-PRD-Standard_E2s_v5-800"],
        ["CAS-DEV-Standard_DS1_v2-32", "CAS-DEV-Standard_DS2_v2-64", "Standard_DS2_v2-256-an"],
    ),
];

/// Sizes of dedicated controllers and ZooKeeper nodes in AWS.
const DEDICATED: [(&str, &str, &str, [&str; 2]); 2] = [
    (
        "dedicatedKraftController",
        "controllerNodeCount",
        "controllerNodeSize",
        ["KFK-KR-DEV-t4g.small-30", "KFK-KR-PRD-m7g.large-80"],
    ),
    (
        "dedicatedZookeeper",
        "zookeeperNodeCount",
        "zookeeperNodeSize",
        ["KFK-ZK-DEV-t4g.small-30", "KFK-ZK-PRD-m7g.large-80"],
    ),
];

/// The create of what is `new`.
pub(super) fn create(new: &New) -> Asked {
    let (provider, region, of_kafka, of_cassandra) = PROVIDERS[new.provider];
    let (application, mut body, size) = match new.kafka {
        true => (Application::Kafka, kafka_create("one"), of_kafka[0]),
        false => (Application::Cassandra, cassandra_of(["A", "B"].get(..new.centres).unwrap()), of_cassandra[0]),
    };
    body["privateNetworkCluster"] = json!(new.is_private);
    if new.has_second_factor {
        body["twoFactorDelete"] = json!([{ "confirmationEmail": "me@example.com" }]);
    }
    for centre in body["dataCentres"].as_array_mut().unwrap() {
        centre["cloudProvider"] = json!(provider);
        centre["region"] = json!(region);
        centre["nodeSize"] = json!(size);
        centre["numberOfNodes"] = json!(new.triples * 3);
        if new.is_tight {
            centre["network"] = json!(centre["network"].as_str().unwrap().replace("/16", "/26"));
        }
    }
    if let Some((block, count, size, sizes)) = DEDICATED.get(new.dedicated).filter(|_| new.kafka && new.provider == 0) {
        body[*block] = json!([{ *count: 3, *size: sizes[0] }]);
    }
    (Method::POST, create_path(application).to_owned(), body)
}

/// Sizes that the nodes of a data centre may have.
fn sizes(application: Application, centre: &Value) -> [&'static str; 3] {
    let provider = PROVIDERS.into_iter().find(|(name, ..)| centre["cloudProvider"] == **name).unwrap();
    match application {
        Application::Kafka => provider.2,
        Application::Cassandra => provider.3,
    }
}

/// Three nodes more, as far as the smallest network has room for them and for dedicated ones.
fn grow(centre: &mut Value) {
    let nodes = centre["numberOfNodes"].as_i64().unwrap();
    centre["numberOfNodes"] = json!(if nodes < 54 { nodes + 3 } else { nodes });
}

/// What is asked of `cluster`.
pub(super) fn asked(cluster: &Cluster, what: &OfCluster) -> Asked {
    let (id, path) = (cluster.id(), format!("{}/{}", create_path(cluster.application()), cluster.id()));
    match what {
        OfCluster::Delete => (Method::DELETE, path, Value::Null),
        OfCluster::Confirm => (Method::POST, format!("/sandbox/clusters/{id}/confirm-delete"), Value::Null),
        OfCluster::Refuse => (Method::POST, format!("/sandbox/clusters/{id}/refuse-delete"), Value::Null),
        OfCluster::Settings { has_second_factor } => {
            let body = match has_second_factor {
                true => json!({ "twoFactorDelete": { "confirmationEmail": "me@example.com" } }),
                false => json!({ "description": "mine" }),
            };
            (Method::PUT, format!("{BASE}/operations/clusters/v2/{id}/change-settings/v2"), body)
        }
        OfCluster::Resize { .. } | OfCluster::ResizeDedicated { .. } | OfCluster::Grow | OfCluster::AddCentre => {
            // A PUT of what it is to be, changed.
            let mut body = Value::Object(cluster.spec().clone());
            change(&mut body, cluster.application(), what);
            (Method::PUT, path, body)
        }
    }
}

fn change(body: &mut Value, application: Application, what: &OfCluster) {
    let first = &mut body["dataCentres"][0];
    match what {
        OfCluster::Resize { size, concurrency, grows } => {
            first["nodeSize"] = json!(sizes(application, first)[*size]);
            if *grows {
                grow(first);
            }
            body["resizeSettings"] = json!([{ "concurrency": concurrency }]);
        }
        OfCluster::ResizeDedicated { size } => {
            for (block, _, field, sizes) in DEDICATED {
                if !body[block].is_null() {
                    body[block][0][field] = json!(sizes[*size]);
                }
            }
        }
        OfCluster::Grow => grow(first),
        OfCluster::AddCentre => {
            let centres = body["dataCentres"].as_array_mut().unwrap();
            if application == Application::Cassandra && centres.len() == 1 {
                centres.push(cassandra_of(&["A", "B"])["dataCentres"][1].clone());
            }
        }
        OfCluster::Delete | OfCluster::Confirm | OfCluster::Refuse | OfCluster::Settings { .. } => {}
    }
}
