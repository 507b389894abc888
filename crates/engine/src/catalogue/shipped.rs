//! The list that comes with the program, of July 2026 `[tf kafka_cluster_v3, cassandra_cluster_v2]`.
//!
//! Versions and regions are complete. Node sizes are a sample, all generally available in nearly every region of their
//! cloud; the whole list (97 for Kafka on AWS alone) comes from the provider.

use super::{cloud_title, is_developer_size};
use crate::api::{Application, Catalogue, CloudChoice, NodeSizeChoice};
use crate::request::access;

/// The month the list was taken, as a date.
const TAKEN: &str = "2026-07";

/// The list that comes with the program. [`Catalogue::shipped`] says of when it is.
pub fn shipped(application: Application) -> Catalogue {
    let (versions, sizes) = match application {
        Application::Kafka => (KAFKA_VERSIONS, [KAFKA_AWS, KAFKA_GCP, KAFKA_AZURE]),
        Application::Cassandra => (CASSANDRA_VERSIONS, [CASSANDRA_AWS, CASSANDRA_GCP, CASSANDRA_AZURE]),
    };
    let clouds = [("AWS_VPC", AWS_REGIONS), ("GCP", GCP_REGIONS), ("AZURE_AZ", AZURE_REGIONS)];
    Catalogue {
        application,
        versions: owned(versions),
        clouds: clouds
            .into_iter()
            .zip(sizes)
            .map(|((name, regions), sizes)| CloudChoice {
                name: name.to_owned(),
                title: cloud_title(name).to_owned(),
                regions: owned(regions),
                node_sizes: sizes
                    .iter()
                    .map(|size| NodeSizeChoice { name: (*size).to_owned(), developer: is_developer_size(size) })
                    .collect(),
            })
            .collect(),
        opens: owned(access::opens(application)),
        read_at: None,
        shipped: TAKEN.to_owned(),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const KAFKA_VERSIONS: &[&str] = &["4.2.1", "4.1.2", "3.9.2"];
const CASSANDRA_VERSIONS: &[&str] = &["5.0.6", "4.1.10", "4.1.9", "4.0.19", "4.0.17"];

#[rustfmt::skip]
const AWS_REGIONS: &[&str] = &[
    "AF_SOUTH_1", "AP_EAST_1", "AP_NORTHEAST_1", "AP_NORTHEAST_2", "AP_NORTHEAST_3", "AP_SOUTHEAST_1",
    "AP_SOUTHEAST_2", "AP_SOUTHEAST_3", "AP_SOUTHEAST_4", "AP_SOUTHEAST_5", "AP_SOUTHEAST_6", "AP_SOUTHEAST_7",
    "AP_SOUTH_1", "AP_SOUTH_2", "CA_CENTRAL_1", "CA_WEST_1", "EU_CENTRAL_1", "EU_CENTRAL_2", "EU_NORTH_1",
    "EU_SOUTH_1", "EU_SOUTH_2", "EU_WEST_1", "EU_WEST_2", "EU_WEST_3", "IL_CENTRAL_1", "ME_CENTRAL_1",
    "ME_SOUTH_1", "SA_EAST_1", "US_EAST_1", "US_EAST_2", "US_WEST_1", "US_WEST_2",
];

#[rustfmt::skip]
const GCP_REGIONS: &[&str] = &[
    "asia-east1", "asia-northeast1", "asia-south1", "asia-southeast1", "asia-southeast2", "australia-southeast1",
    "europe-central2", "europe-north1", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3",
    "europe-west4", "europe-west6", "europe-west8", "europe-west9", "me-central2", "northamerica-northeast1",
    "southamerica-east1", "us-central1", "us-east1", "us-east4", "us-west1", "us-west2",
];

#[rustfmt::skip]
const AZURE_REGIONS: &[&str] = &[
    "AUSTRALIA_EAST", "CANADA_CENTRAL", "CENTRAL_US", "EAST_US", "EAST_US_2", "GERMANY_WEST_CENTRAL",
    "NORTH_EUROPE", "SOUTHEAST_ASIA", "SOUTH_CENTRAL_US", "SWITZERLAND_NORTH", "UK_SOUTH", "WEST_EUROPE",
    "WEST_US_2",
];

const KAFKA_AWS: &[&str] = &[
    "KFK-DEV-t4g.small-5",
    "KFK-DEV-t4g.small-30",
    "KFK-DEV-t4g.medium-80",
    "KFK-PRD-r7g.large-250",
    "KFK-PRD-r7g.large-400",
    "KFK-PRD-r8g.large-250",
    "KFK-PRD-r7g.xlarge-800",
    "KFK-PRD-i3en.xlarge-2328",
    "KFK-PRD-r7g.2xlarge-1600",
];

const KAFKA_GCP: &[&str] = &[
    "KFK-DEV-n2-standard-2-80",
    "KFK-PRD-n2-highmem-2-400",
    "KFK-PRD-n2-highmem-2-800",
    "KFK-PRD-n2-highmem-4-750",
    "KFK-PRD-n2-highmem-4-1500",
    "kafka-production-n2-standard-8-375",
    "KFK-PRD-n2-highmem-8-1500",
    "KFK-PRD-n2-highmem-8-3000",
];

const KAFKA_AZURE: &[&str] = &[
    "KFK-DEV-Standard_D2s_v5-80",
    "KFK-PRD-Standard_E2s_v5-400",
    "KFK-PRD-Standard_E2s_v5-800",
    "KFK-PRD-Standard_E4s_v5-800",
    "KFK-PRD-Standard_E4s_v5-1600",
    "KFK-PRD-Standard_E8s_v5-1600",
    "KFK-PRD-Standard_E8s_v5-4500",
];

const CASSANDRA_AWS: &[&str] = &[
    "CAS-DEV-t4g.small-5",
    "CAS-DEV-t4g.small-30",
    "CAS-DEV-t4g.medium-30",
    "CAS-DEV-t4g.medium-80",
    "CAS-PRD-r7g.medium-80",
    "CAS-PRD-m7g.large-120",
    "CAS-PRD-r7g.large-120",
    "CAS-PRD-r7g.large-400",
    "CAS-PRD-r7g.xlarge-800",
    "CAS-PRD-r7g.2xlarge-ebs-optimised-1600",
];

const CASSANDRA_GCP: &[&str] = &[
    "CAS-PRD-t2d-standard-2-80",
    "CAS-PRD-t2d-standard-2-120",
    "CAS-PRD-n2-standard-2-120",
    "CAS-PRD-n2-standard-2-250",
    "CAS-PRD-n2-highmem-2-400",
    "CAS-PRD-n2-highmem-4-800",
    "CAS-PRD-n2-highmem-8-1600",
    "CAS-PRD-n2-highmem-16-3200",
];

const CASSANDRA_AZURE: &[&str] = &[
    "CAS-DEV-Standard_DS1_v2-32",
    "CAS-DEV-Standard_DS2_v2-64",
    "Standard_DS2_v2-256-an",
    "Standard_DS12_v2-512-an",
    "Standard_DS13_v2-2046-an",
    "CAS-PRD-Standard_L8s_v3-1788",
    "CAS-PRD-Standard_D16s_v5-1000",
];
