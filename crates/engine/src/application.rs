//! The applications in the provider's words.

use instaclustr_api::ClusterKind;

use crate::api::{Application, ProfileDraft};

impl From<Application> for instaclustr_api::Application {
    fn from(application: Application) -> Self {
        match application {
            Application::Kafka => Self::Kafka,
            Application::Cassandra => Self::Cassandra,
        }
    }
}

impl From<instaclustr_api::Application> for Application {
    fn from(application: instaclustr_api::Application) -> Self {
        match application {
            instaclustr_api::Application::Kafka => Self::Kafka,
            instaclustr_api::Application::Cassandra => Self::Cassandra,
        }
    }
}

impl Application {
    /// The word in the provider's paths, and in files.
    pub(crate) fn path_word(self) -> &'static str {
        instaclustr_api::Application::from(self).path_word()
    }

    /// The provider's word in lists.
    pub(crate) fn list_word(self) -> &'static str {
        instaclustr_api::Application::from(self).list_word()
    }

    /// The application behind the provider's word in lists, where Slipway can read it.
    pub(crate) fn from_list_word(word: &str) -> Option<Self> {
        instaclustr_api::Application::from_list_word(word).map(Self::from)
    }
}

/// The field of a Kafka data centre that only version 3 of the provider's clusters has `[tf kafka_cluster_v3]`.
const ONLY_IN_V3: &str = "privateConnectivity";

/// The kind of cluster that a draft asks for: version 2, which is documented, unless extra JSON asks for what only
/// version 3 has. Nulls and empty lists ask for nothing.
pub(crate) fn kind_of(draft: &ProfileDraft) -> ClusterKind {
    let centres = draft.extra.get("dataCentres").and_then(serde_json::Value::as_array);
    let is_set = |value: &serde_json::Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    let asks = |field| centres.into_iter().flatten().any(|centre| centre.get(field).is_some_and(is_set));
    match draft.application {
        Application::Kafka if asks(ONLY_IN_V3) => ClusterKind::KafkaV3,
        application @ (Application::Kafka | Application::Cassandra) => {
            ClusterKind::from(instaclustr_api::Application::from(application))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::new_draft;

    #[test]
    fn version_3_is_asked_for_only_with_what_only_it_has() {
        let with = |application, extra: serde_json::Value| {
            let mut draft = new_draft(application);
            draft.extra = extra.as_object().cloned().unwrap_or_default();
            kind_of(&draft)
        };
        let connectivity = json!({"dataCentres": [{"privateConnectivity": [{}]}]});
        assert_eq!(with(Application::Kafka, json!({})), ClusterKind::KafkaV2);
        assert_eq!(with(Application::Kafka, json!({"dataCentres": [{"privateLink": []}]})), ClusterKind::KafkaV2);
        for unset in [json!([]), json!(null)] {
            let unset = json!({"dataCentres": [{"privateConnectivity": unset}]});
            assert_eq!(with(Application::Kafka, unset), ClusterKind::KafkaV2);
        }
        assert_eq!(with(Application::Kafka, connectivity.clone()), ClusterKind::KafkaV3);
        assert_eq!(with(Application::Cassandra, connectivity), ClusterKind::CassandraV2);
    }
}
