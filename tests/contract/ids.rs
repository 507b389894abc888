//! What there is in a sandbox to be asked about, for requests that are made up.

use serde_json::{Value, json};

/// Ids, by what they are of.
#[derive(Default)]
pub struct Ids {
    /// Kafka clusters.
    pub kafka: Vec<String>,
    /// Cassandra clusters.
    pub cassandra: Vec<String>,
    /// Those of each product that may be deleted: else none would be left after the first round of requests.
    pub doomed: Vec<String>,
    /// Data centres, with their cloud as it stands in paths: `aws`, `gcp`, `azure`.
    pub data_centres: Vec<(&'static str, String)>,
    /// Maintenance that is planned.
    pub events: Vec<String>,
}

impl Ids {
    /// The schema of what is called `field` in `place` (an operation, or a schema's name): what there is, or any other.
    pub fn schema_for(&self, place: &str, field: &str) -> Option<Value> {
        let known = self.known_for(place, field)?;
        let any = json!({ "type": "string", "format": "uuid" });
        Some(if field == "bundle" { known } else { json!({ "anyOf": [known, any] }) })
    }

    /// The schema of what is called `field` in `place`, and is there.
    pub fn known_for(&self, place: &str, field: &str) -> Option<Value> {
        let place = place.to_lowercase();
        let known: Vec<&String> = match field {
            "clusterId" if place.starts_with("delete ") && place.contains("/clusters/") => self.doomed.iter().collect(),
            "clusterId" if place.contains("kafka") => self.kafka.iter().collect(),
            "clusterId" if place.contains("cassandra") => self.cassandra.iter().collect(),
            "clusterId" => self.kafka.iter().chain(&self.cassandra).collect(),
            "cdcId" | "clusterDataCentreId" => self.in_cloud_of(&place),
            "maintenanceEventId" => self.events.iter().collect(),
            "bundle" => return Some(json!({ "enum": ["apache_cassandra", "kafka"] })),
            _ => return None,
        };
        Some(json!({ "enum": known }))
    }

    /// The data centres in the cloud that `place` is about, and all where it is about none.
    fn in_cloud_of(&self, place: &str) -> Vec<&String> {
        let about = ["aws", "gcp", "azure"].into_iter().find(|cloud| place.contains(cloud));
        let in_it = self.data_centres.iter().filter(|(cloud, _)| about.is_none_or(|about| about == *cloud));
        in_it.map(|(_, id)| id).collect()
    }
}
