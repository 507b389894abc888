//! What can be chosen: versions, clouds with their regions, and node sizes for brokers or nodes.
//!
//! A list is shipped, with the month it was taken; what the provider answers wins over it. No list is complete for
//! ever: a value that is missing here is a warning (`request::check`), never an error.

mod shipped;

use instaclustr_api::{ApplicationVersions, CloudNodeSizes, NodeSize};

use crate::api::{Catalogue, CloudChoice, NodeSizeChoice};
use crate::time::Timestamp;

pub use shipped::shipped;

/// What a node size is for, told by its name `[tf]`, `API.md` §10.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SizeUse {
    /// Brokers or nodes.
    Nodes,
    /// Dedicated ZooKeeper (`KFK-ZK-`, the older `KDZ-`).
    ZooKeeper,
    /// Dedicated KRaft controllers (`KFK-KR-`, the older `KDR-`).
    Controllers,
    /// The Shotover proxy (`CSO-`).
    Proxy,
}

/// What a node size is for. A name without one of the known heads is taken to be for brokers or nodes.
pub fn size_use(name: &str) -> SizeUse {
    let starts = |heads: [&str; 2]| heads.iter().any(|head| name.starts_with(head));
    if starts(["KFK-ZK-", "KDZ-"]) {
        SizeUse::ZooKeeper
    } else if starts(["KFK-KR-", "KDR-"]) {
        SizeUse::Controllers
    } else if name.starts_with("CSO-") {
        SizeUse::Proxy
    } else {
        SizeUse::Nodes
    }
}

/// Whether a node size is of the developer class, which `PRODUCTION` refuses: `-DEV-` in its name `[tf]`.
pub fn is_developer_size(name: &str) -> bool {
    name.contains("-DEV-")
}

/// The list with what the provider answered in place of what is shipped.
///
/// An empty answer, and a cloud that the answer leaves out, change nothing: the shape of the node-size answer is not
/// certain, so silence is not taken for «no longer offered». `at` becomes [`Catalogue::read_at`] where versions were
/// read.
#[must_use]
pub fn with_provider(
    base: Catalogue,
    versions: &[ApplicationVersions],
    sizes: &[CloudNodeSizes],
    at: Timestamp,
) -> Catalogue {
    let mut list = base;
    let word = list.application.list_word();
    let mut read: Vec<String> =
        versions.iter().filter(|of| of.application == word).flat_map(|of| of.versions.clone()).collect();
    newest_first(&mut read);
    if !read.is_empty() {
        list.versions = read;
        list.read_at = Some(at);
    }
    for of in sizes {
        let choices = choices(&of.node_sizes);
        if of.cloud_provider.is_empty() || choices.is_empty() {
            continue;
        }
        match list.clouds.iter_mut().find(|cloud| cloud.name == of.cloud_provider) {
            Some(cloud) => cloud.node_sizes = choices,
            None => list.clouds.push(CloudChoice {
                name: of.cloud_provider.clone(),
                title: cloud_title(&of.cloud_provider).to_owned(),
                regions: Vec::new(),
                node_sizes: choices,
            }),
        }
    }
    list
}

/// A cloud as people say it; a word not known here as it came.
pub fn cloud_title(name: &str) -> &str {
    match name {
        "AWS_VPC" => "Amazon Web Services",
        "GCP" => "Google Cloud",
        "AZURE" | "AZURE_AZ" => "Microsoft Azure",
        "ONPREMISES" => "On premises",
        other => other,
    }
}

fn choices(sizes: &[NodeSize]) -> Vec<NodeSizeChoice> {
    let mut usable: Vec<&NodeSize> = sizes.iter().filter(|size| size_use(&size.name) == SizeUse::Nodes).collect();
    usable.sort_by_cached_key(|size| {
        let told = (size.cpu_cores, size.memory_mb);
        (!is_developer_size(&size.name), told, size.disk_gb.or(disk_gb(&size.name)), size.name.clone())
    });
    usable.dedup_by(|a, b| a.name == b.name);
    usable
        .into_iter()
        .map(|size| NodeSizeChoice { name: size.name.clone(), developer: is_developer_size(&size.name) })
        .collect()
}

/// The disk in GB, from the end of the name `[inferred]`: good enough to order a list by, and for nothing else.
fn disk_gb(name: &str) -> Option<u64> {
    name.rsplit('-').next()?.parse().ok()
}

fn newest_first(versions: &mut Vec<String>) {
    let numbers = |version: &str| version.split('.').map(|part| part.parse::<u64>().ok()).collect::<Vec<_>>();
    versions.sort_by_cached_key(|version| std::cmp::Reverse((numbers(version), version.clone())));
    versions.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Application;

    fn sizes(cloud: &str, names: &[&str]) -> CloudNodeSizes {
        CloudNodeSizes {
            cloud_provider: cloud.to_owned(),
            node_sizes: names.iter().map(|name| NodeSize { name: (*name).to_owned(), ..NodeSize::default() }).collect(),
        }
    }

    fn versions(application: &str, versions: &[&str]) -> ApplicationVersions {
        ApplicationVersions {
            application: application.to_owned(),
            versions: versions.iter().map(|version| (*version).to_owned()).collect(),
        }
    }

    #[test]
    fn the_shipped_lists_have_every_region_and_no_size_that_is_not_for_nodes() {
        for application in [Application::Kafka, Application::Cassandra] {
            let list = shipped(application);
            let counts: Vec<(&str, usize)> =
                list.clouds.iter().map(|cloud| (cloud.name.as_str(), cloud.regions.len())).collect();
            assert_eq!(counts, [("AWS_VPC", 32), ("GCP", 24), ("AZURE_AZ", 13)]);
            for cloud in &list.clouds {
                assert!(!cloud.node_sizes.is_empty());
                for size in &cloud.node_sizes {
                    assert_eq!(size_use(&size.name), SizeUse::Nodes);
                    assert_eq!(size.developer, is_developer_size(&size.name));
                }
                let firsts = cloud.node_sizes.iter().position(|size| !size.developer).unwrap_or(0);
                assert!(cloud.node_sizes[firsts..].iter().all(|size| !size.developer), "developer sizes come first");
            }
            assert_eq!(list.read_at, None);
            assert_eq!(list.shipped, "2026-07");
        }
    }

    #[test]
    fn the_providers_versions_win_and_are_sorted_by_number() {
        let answer =
            [versions("KAFKA", &["3.9.2", "4.10.0", "4.9.1", "4.9.1"]), versions("APACHE_CASSANDRA", &["5.0.6"])];
        let list = with_provider(shipped(Application::Kafka), &answer, &[], Timestamp(7));
        assert_eq!(list.versions, ["4.10.0", "4.9.1", "3.9.2"]);
        assert_eq!(list.read_at, Some(Timestamp(7)));
    }

    #[test]
    fn the_providers_sizes_win_without_those_for_controllers_and_proxies() {
        let answer = [
            sizes(
                "AWS_VPC",
                &["KFK-PRD-r9g.large-400", "KFK-ZK-DEV-t4g.small-30", "KFK-PRD-r9g.large-80", "KFK-DEV-z-900", "KDR-x"],
            ),
            sizes("MOON", &["M-1"]),
        ];
        let list = with_provider(shipped(Application::Kafka), &[], &answer, Timestamp(7));
        let names = |cloud: &str| -> Vec<String> {
            let found = list.clouds.iter().find(|of| of.name == cloud);
            found.map(|of| of.node_sizes.iter().map(|size| size.name.clone()).collect()).unwrap_or_default()
        };
        assert_eq!(names("AWS_VPC"), ["KFK-DEV-z-900", "KFK-PRD-r9g.large-80", "KFK-PRD-r9g.large-400"]);
        assert_eq!(names("MOON"), ["M-1"]);
        assert!(!names("GCP").is_empty());
        assert_eq!(list.read_at, None);
    }

    #[test]
    fn an_empty_answer_leaves_the_shipped_list() {
        let base = shipped(Application::Cassandra);
        let answer = [versions("APACHE_CASSANDRA", &[])];
        assert_eq!(with_provider(base.clone(), &answer, &[sizes("GCP", &[])], Timestamp(7)), base);
    }
}
