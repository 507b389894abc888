//! The network of a data centre at its cloud provider: the customer's own, or one that is made with the first machine and
//! told from then on `[3rd-party 2026]`. Names of those that are made follow from the data centre's id.

use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The id of the VPC that a data centre of `spec` has in AWS.
pub(crate) fn in_aws(data_centre: Uuid, spec: &Value) -> String {
    given(spec, "awsSettings").map_or_else(|| format!("vpc-{}", short(data_centre)), str::to_owned)
}

/// The name of the network that a data centre of `spec` has in GCP.
pub(crate) fn in_gcp(data_centre: Uuid, spec: &Value) -> String {
    given(spec, "gcpSettings").map_or_else(|| format!("network-{}", short(data_centre)), str::to_owned)
}

/// The `awsSettings` of a data centre of `spec` whose VPC is there; `None` in other clouds.
pub(crate) fn aws_settings(data_centre: Uuid, spec: &Value) -> Option<Value> {
    if spec.get("cloudProvider").and_then(Value::as_str) != Some("AWS_VPC") {
        return None;
    }
    let mut settings = match spec.get("awsSettings").and_then(|block| block.get(0)) {
        Some(Value::Object(fields)) => fields.clone(),
        Some(_) | None => Map::new(),
    };
    settings.insert(FIELD.to_owned(), json!(in_aws(data_centre, spec)));
    Some(json!([settings]))
}

/// Puts a data centre of `spec` into the VPC `id`, or into one that will be made for it; nothing in other clouds.
pub(crate) fn set_in_aws(spec: &mut Map<String, Value>, id: Option<String>) {
    if spec.get("cloudProvider").and_then(Value::as_str) != Some("AWS_VPC") {
        return;
    }
    let mut settings = match spec.shift_remove("awsSettings") {
        Some(Value::Array(mut block)) if !block.is_empty() => block.swap_remove(0),
        Some(_) | None => Value::Null,
    };
    let mut settings = settings.as_object_mut().map(std::mem::take).unwrap_or_default();
    settings.shift_remove(FIELD);
    settings.extend(id.map(|id| (FIELD.to_owned(), Value::from(id))));
    if !settings.is_empty() {
        spec.insert("awsSettings".to_owned(), json!([settings]));
    }
}

/// Adds to the PrivateLinks of a data centre in AWS their end point service: the provider's own id of it, and its name in
/// AWS `[openapi]`. That the id is a UUID is the sandbox's choice; it follows from the data centre's.
pub(crate) fn name_private_links(data_centre: Uuid, shown: &mut Map<String, Value>) {
    let region = shown.get("region").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let id = Uuid::from_u128(data_centre.as_u128() ^ 0xffff_ffff_ffff).to_string();
    let service = format!("com.amazonaws.vpce.{region}.vpce-svc-{}", short(data_centre));
    let name = |link: &mut Value| {
        if let Some(fields) = link.get_mut(0).and_then(Value::as_object_mut) {
            fields.insert("endPointServiceId".to_owned(), json!(id));
            fields.insert("endPointServiceName".to_owned(), json!(service));
        }
    };
    shown.get_mut("privateLink").map(name);
    let newer = shown.get_mut("privateConnectivity").and_then(|block| block.get_mut(0)?.get_mut("awsPrivateLink"));
    newer.map(name);
}

/// As many digits of the id as the id of a VPC has.
pub(crate) fn short(data_centre: Uuid) -> String {
    data_centre.simple().to_string().chars().take(17).collect()
}

const FIELD: &str = "customVirtualNetworkId";

fn given<'a>(spec: &'a Value, block: &str) -> Option<&'a str> {
    let name = spec.get(block)?.get(0)?.get(FIELD)?.as_str()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_the_customers_own_is_told_as_it_was_given() {
        let own = json!({ "cloudProvider": "AWS_VPC",
            "awsSettings": [{ "ebsEncryptionKey": "k", "customVirtualNetworkId": "vpc-own" }] });
        assert_eq!(in_aws(Uuid::nil(), &own), "vpc-own");
        assert_eq!(aws_settings(Uuid::nil(), &own), Some(own["awsSettings"].clone()));
        let gcp = json!({ "cloudProvider": "GCP", "gcpSettings": [{ "customVirtualNetworkId": "mine" }] });
        assert_eq!((in_gcp(Uuid::nil(), &gcp).as_str(), aws_settings(Uuid::nil(), &gcp)), ("mine", None));
    }
}
