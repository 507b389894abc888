//! What holds for any draft whatever.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;
use crate::api::{
    AccessDraft, Application, CassandraDraft, DataCentreDraft, KafkaDraft, PeeringDraft, ProfileDraft, TopicDraft,
    UserDraft, WindowDraft,
};
use crate::catalogue::shipped;
use crate::profile_file::{FileKind, parse, to_toml};

/// Keys as a careless or a cunning person writes them.
fn keys() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("name"),
        Just("Name"),
        Just("dataCentres"),
        Just("datacentres"),
        Just("tags"),
        Just("TAGS"),
        Just("slaTier"),
        Just("kafkaVersion"),
        Just("network"),
        Just("numberOfNodes"),
        Just("privateIpBroadcastForDiscovery"),
        Just("clientToClusterEncryption"),
        Just("slipway-run"),
        Just("bundledUseOnly"),
        Just("password"),
    ]
    .prop_map(str::to_owned)
    .boxed()
    .prop_union(any::<String>().boxed())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // Halves, because serde_json reads long fractions back a hair off.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 2.0)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((keys(), inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn extras() -> impl Strategy<Value = Map<String, Value>> {
    let centres = vec(vec((keys(), values()), 0..4), 0..4).prop_map(|centres| {
        let centres = centres.into_iter().map(|fields| Value::Object(fields.into_iter().collect()));
        Value::Array(centres.collect())
    });
    (vec((keys(), values()), 0..4), option::of(centres)).prop_map(|(fields, centres)| {
        let mut extra: Map<String, Value> = fields.into_iter().collect();
        if let Some(centres) = centres {
            extra.insert("dataCentres".to_owned(), centres);
        }
        extra
    })
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z-]{0,50}",
        "(10|172|192|300)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0(/[0-9]{1,2})?",
        Just("AWS_VPC".to_owned()),
        Just("US_EAST_1".to_owned()),
        Just("KFK-DEV-t4g.small-5".to_owned()),
        Just("PRODUCTION".to_owned()),
    ]
}

fn tags() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(keys(), texts(), 0..3)
}

fn numbers() -> impl Strategy<Value = Option<u32>> {
    option::of(prop_oneof![any::<u32>(), 0..9_u32])
}

fn centres() -> impl Strategy<Value = DataCentreDraft> {
    (texts(), texts(), texts(), texts(), texts(), numbers(), numbers(), any::<bool>(), tags()).prop_map(
        |(name, cloud_provider, region, network, node_size, nodes, replication_factor, continuous_backup, tags)| {
            DataCentreDraft {
                name,
                cloud_provider,
                region,
                network,
                node_size,
                nodes,
                replication_factor,
                continuous_backup,
                tags,
            }
        },
    )
}

fn accesses() -> impl Strategy<Value = AccessDraft> {
    let from = prop_oneof![Just("mine".to_owned()), Just("203.0.113.0/24".to_owned()), texts()];
    (from, texts()).prop_map(|(from, opens)| AccessDraft { from, opens })
}

type SetUp = (Vec<PeeringDraft>, Vec<UserDraft>, Vec<TopicDraft>, Vec<WindowDraft>);

fn set_ups() -> impl Strategy<Value = SetUp> {
    let peering =
        (texts(), texts(), texts(), texts(), texts()).prop_map(|(data_centre, owner, network, region, subnets)| {
            PeeringDraft { data_centre, owner, network, region, subnets, ..PeeringDraft::default() }
        });
    let user = (texts(), texts(), texts(), any::<bool>()).prop_map(|(name, permissions, mechanism, asks_password)| {
        UserDraft { name, permissions, mechanism, asks_password }
    });
    let topic = (texts(), numbers(), numbers()).prop_map(|(name, partitions, replication_factor)| TopicDraft {
        name,
        partitions,
        replication_factor,
    });
    let window =
        (texts(), numbers(), numbers()).prop_map(|(day, start_hour, hours)| WindowDraft { day, start_hour, hours });
    (vec(peering, 0..2), vec(user, 0..2), vec(topic, 0..2), vec(window, 0..2))
}

fn drafts() -> impl Strategy<Value = ProfileDraft> {
    let words = (texts(), option::of(texts()), texts(), texts(), texts(), texts());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let rest = (
        any::<bool>(),
        numbers(),
        numbers(),
        vec(centres(), 0..4),
        (vec(accesses(), 0..3), set_ups()),
        extras(),
        tags(),
    );
    (words, flags, rest).prop_map(|(words, flags, rest)| {
        let (name, account, cluster_name, description, version, sla_tier) = words;
        let (private_network_cluster, pci_compliance_mode, client_encryption, one, two, three) = flags;
        let (is_kafka, replication_factor, partitions, data_centres, (access, set_up), extra, accepted) = rest;
        let (peerings, users, topics, exclusion_windows) = set_up;
        ProfileDraft {
            name,
            // An empty id is none.
            account: account.filter(|id| !id.is_empty()).map(|id| id.as_str().into()),
            application: if is_kafka { Application::Kafka } else { Application::Cassandra },
            cluster_name,
            description,
            version,
            sla_tier,
            private_network_cluster,
            pci_compliance_mode,
            client_encryption,
            kafka: KafkaDraft { replication_factor, partitions, auto_create_topics: one, allow_delete_topics: two },
            cassandra: CassandraDraft { lucene: two, password_auth: three },
            data_centres,
            access,
            peerings,
            users,
            topics,
            exclusion_windows,
            extra,
            accepted,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_preview_is_the_body_line_by_line(draft in drafts()) {
        let request = preview(&draft, "https://x", "u").remove(0);
        let lines: Vec<&str> = request.lines.iter().map(|line| line.text.as_str()).collect();
        let body = build(&draft, Mark::Preview).body;
        prop_assert_eq!(lines.join("\n"), serde_json::to_string_pretty(&body).unwrap());
    }

    #[test]
    fn extra_never_changes_the_mark_or_a_field_of_the_form(draft in drafts()) {
        let plain = ProfileDraft { extra: Map::new(), ..draft.clone() };
        let with = build(&draft, Mark::Attempt("run.1")).body;
        let without = build(&plain, Mark::Attempt("run.1")).body;
        for (key, value) in without.as_object().unwrap().iter().filter(|(key, _)| *key != "dataCentres") {
            prop_assert_eq!(&with[key], value);
        }
        let centres = without["dataCentres"].as_array().unwrap();
        prop_assert_eq!(with["dataCentres"].as_array().unwrap().len(), centres.len());
        for (index, centre) in centres.iter().enumerate() {
            for (key, value) in centre.as_object().unwrap() {
                if key != "privateIpBroadcastForDiscovery" {
                    prop_assert_eq!(&with["dataCentres"][index][key], value);
                }
            }
            let tags = with["dataCentres"][index]["tags"].as_array().unwrap();
            let marks: Vec<&Value> = tags.iter().filter(|tag| tag["key"] == MARK_KEY).collect();
            prop_assert_eq!(marks.len(), 1);
            prop_assert_eq!(&marks[0]["value"], "run.1");
        }
    }

    #[test]
    fn extra_arrives_whole_or_is_refused(draft in drafts()) {
        let refused = super::extra::refused(&draft);
        let body = build(&draft, Mark::Preview).body;
        for (key, value) in draft.extra.iter().filter(|(key, _)| *key != "dataCentres") {
            prop_assert!(body.get(key) == Some(value) || refused.iter().any(|refused| refused.key == *key));
        }
    }

    #[test]
    fn nothing_said_of_any_draft_panics(draft in drafts()) {
        let catalogue = shipped(draft.application);
        let cluster_names = BTreeSet::from([draft.cluster_name.clone()]);
        for found in check(&draft, &Known { catalogue: &catalogue, cluster_names: &cluster_names }) {
            prop_assert!(!found.message.is_empty());
        }
        prop_assert!(facts(&draft).len() >= 2);
        prop_assert!(asked(&draft).data_centres.len() <= billed(&draft).len());
        prop_assert!(!summary(&draft).is_empty());
    }

    #[test]
    fn a_profile_written_as_toml_is_read_as_the_same(draft in drafts()) {
        let text = to_toml(&draft);
        prop_assert_eq!(parse(&text, FileKind::Toml), Ok(draft), "{}", text);
    }

    #[test]
    fn a_file_of_any_text_is_read_or_refused(text in any::<String>()) {
        let _ = parse(&text, FileKind::Toml);
        let _ = parse(&text, FileKind::Json);
    }

    #[test]
    fn any_path_is_set_or_refused(draft in drafts(), path in "[a-zA-Z.0-9]{0,30}", value in texts()) {
        let mut changed = draft.clone();
        if crate::profile_file::set(&mut changed, &path, &value).is_err() {
            prop_assert_eq!(changed, draft);
        }
    }
}
