//! From one draft to those of a launch of several sizes and copies: names that tell them apart, networks counted on.

use std::collections::BTreeSet;

use super::name::CLUSTER_NAME_SAFE;
use super::network::{Block, Read, read};
use crate::api::{Problem, ProfileDraft, SizeChoice};

/// The most clusters of one launch.
pub const CLUSTERS_MAX: usize = 50;

/// One draft for each size and copy, in this order. Where that is one cluster of the draft's own size, it is the draft.
///
/// Names are `NAME-SIZE-N` (`orders-l250-1`), without the part that does not differ, cut to the length that all sources
/// allow, and none of `taken`. The first cluster has the draft's networks; those of the next ones follow, block by block.
///
/// # Errors
/// More than [`CLUSTERS_MAX`], or no room for another network.
pub fn expand(
    draft: &ProfileDraft,
    sizes: &[SizeChoice],
    copies: u32,
    taken: &BTreeSet<String>,
) -> Result<Vec<ProfileDraft>, Problem> {
    let copies = usize::try_from(copies).unwrap_or(usize::MAX);
    let count = sizes.len().max(1).saturating_mul(copies);
    if count == 0 || count > CLUSTERS_MAX {
        return Err(Problem::field("copies", format!("A launch makes 1 to {CLUSTERS_MAX} clusters, not {count}.")));
    }
    let words = size_words(sizes);
    let mut taken = taken.clone();
    let mut networks = Vec::new();
    let mut drafts = Vec::with_capacity(count);
    for at in 0..sizes.len().max(1) {
        for copy in 1..=copies {
            let mut one = draft.clone();
            for centre in &mut one.data_centres {
                if let Some(size) = sizes.get(at) {
                    centre.node_size.clone_from(&size.node_size);
                    centre.nodes = size.nodes.or(centre.nodes);
                }
            }
            // The first has those of the draft, right or wrong: the checks say which.
            if !drafts.is_empty() {
                for centre in &mut one.data_centres {
                    centre.network = next_network(&centre.network, &networks).ok_or_else(|| {
                        Problem::field("dataCentres.0.network", "No room for the networks of them all.")
                    })?;
                    networks.extend(block(&centre.network));
                }
            } else {
                networks.extend(one.data_centres.iter().filter_map(|centre| block(&centre.network)));
            }
            if count > 1 {
                let word = words.get(at).filter(|_| sizes.len() > 1);
                one.cluster_name = name(&draft.cluster_name, word.map(String::as_str), copy, copies > 1, &taken);
                taken.insert(one.cluster_name.clone());
            }
            drafts.push(one);
        }
    }
    Ok(drafts)
}

/// Which drafts of one launch share a name, and which a network: by their places, the later one first.
pub fn clashes(drafts: &[ProfileDraft]) -> Vec<Clash> {
    let mut found = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut networks: Vec<(usize, Block)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        if names.contains(&draft.cluster_name.as_str()) {
            found.push(Clash::Name { index });
        }
        names.push(&draft.cluster_name);
        for (centre, own) in draft.data_centres.iter().enumerate() {
            let Some(own) = block(&own.network) else { continue };
            // Within one draft the checks of a draft say so.
            if networks.iter().any(|(of, other)| *of != index && other.overlaps(own)) {
                found.push(Clash::Network { index, centre });
            }
            networks.push((index, own));
        }
    }
    found
}

/// What a draft shares with one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash {
    /// Its name.
    Name {
        /// Which draft.
        index: usize,
    },
    /// A network.
    Network {
        /// Which draft.
        index: usize,
        /// Which of its data centres.
        centre: usize,
    },
}

fn block(text: &str) -> Option<Block> {
    match read(text) {
        Read::Block(block) => Some(block),
        Read::AddressAlone(_) | Read::Version6 | Read::BadPrefix | Read::Nonsense => None,
    }
}

/// The network itself where it is free, else the next of its size; what is no network stays, for the checks to say so.
fn next_network(text: &str, used: &[Block]) -> Option<String> {
    let Some(own) = block(text) else { return Some(text.to_owned()) };
    let mut candidate = own;
    while let Some(other) = used.iter().find(|other| other.overlaps(candidate)) {
        candidate = candidate.after(*other)?;
        if own.is_private() && !candidate.is_private() {
            return None;
        }
    }
    Some(if candidate == own { text.to_owned() } else { candidate.to_string() })
}

fn name(base: &str, word: Option<&str>, copy: usize, numbered: bool, taken: &BTreeSet<String>) -> String {
    let of_number = |number: Option<usize>| {
        let parts = word.map(str::to_owned).into_iter().chain(number.map(|number| number.to_string()));
        let tail: String = parts.map(|part| format!("-{part}")).collect();
        let room = CLUSTER_NAME_SAFE.saturating_sub(tail.len());
        let head: String = base.chars().take(room).collect();
        format!("{}{tail}", head.trim_end_matches(['-', '_']))
    };
    let first = of_number(numbered.then_some(copy));
    if !taken.contains(&first) {
        return first;
    }
    // Somebody has that name: the numbers go on until one is free.
    (copy..).map(|number| of_number(Some(number))).find(|name| !taken.contains(name)).unwrap_or(first)
}

/// A name without the number that tells it from others of the same base: what [`expand`] would have counted on from.
pub fn without_number(name: &str) -> &str {
    let counted = name.rsplit_once('-').filter(|(_, number)| number.bytes().all(|digit| digit.is_ascii_digit()));
    counted.map_or(name, |(base, _)| base)
}

/// A word for each size, no two alike.
fn size_words(sizes: &[SizeChoice]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for size in sizes {
        let same_size = sizes.iter().filter(|other| other.node_size == size.node_size).count() > 1;
        let count = size.nodes.filter(|_| same_size).map(|nodes| format!("-{nodes}n"));
        let word = format!("{}{}", size_word(&size.node_size), count.unwrap_or_default());
        let again = (2..).map(|number| format!("{word}-{number}"));
        let free = std::iter::once(word.clone()).chain(again).find(|word| !words.contains(word));
        words.push(free.unwrap_or(word));
    }
    words
}

/// `KFK-PRD-r7g.2xlarge-1600` → `2xl1600`; a size of another form by the letters and digits of its end.
fn size_word(size: &str) -> String {
    let tail = size.rsplit('.').next().unwrap_or(size);
    let short = tail.split_once('-').and_then(|(class, disk)| {
        let short = match class.strip_suffix("large") {
            Some(before) => format!("{before}l"),
            None if class == "small" => "s".to_owned(),
            None if class == "medium" => "m".to_owned(),
            None => return None,
        };
        disk.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{short}{disk}"))
    });
    short.unwrap_or_else(|| {
        let plain: Vec<char> = size.chars().filter(char::is_ascii_alphanumeric).collect();
        let start = plain.len().saturating_sub(10);
        plain.get(start..).unwrap_or_default().iter().collect::<String>().to_ascii_lowercase()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Application;
    use crate::request::{Known, check, new_draft};
    use proptest::prelude::*;

    fn size(name: &str, nodes: Option<u32>) -> SizeChoice {
        SizeChoice { node_size: name.to_owned(), nodes }
    }

    fn draft() -> ProfileDraft {
        let mut draft = new_draft(Application::Kafka);
        draft.name = "bench".to_owned();
        draft.cluster_name = "orders-bench".to_owned();
        draft
    }

    fn told(drafts: &[ProfileDraft]) -> Vec<(&str, &str, Option<u32>)> {
        let one = |draft: &'_ ProfileDraft| draft.data_centres[0].clone();
        let told = drafts.iter().map(|draft| {
            let centre = &draft.data_centres[0];
            assert_eq!(*centre, one(draft));
            (draft.cluster_name.as_str(), centre.network.as_str(), centre.nodes)
        });
        told.collect()
    }

    #[test]
    fn sizes_and_copies_have_names_and_networks_of_their_own() {
        let sizes = [size("KFK-PRD-r7g.large-250", Some(3)), size("KFK-PRD-r7g.2xlarge-1600", Some(6))];
        let drafts = expand(&draft(), &sizes, 2, &BTreeSet::new()).unwrap();
        let expected = [
            ("orders-bench-l250-1", "10.20.0.0/16", Some(3)),
            ("orders-bench-l250-2", "10.21.0.0/16", Some(3)),
            ("orders-bench-2xl1600-1", "10.22.0.0/16", Some(6)),
            ("orders-bench-2xl1600-2", "10.23.0.0/16", Some(6)),
        ];
        assert_eq!(told(&drafts), expected);
        assert_eq!(clashes(&drafts), []);
    }

    #[test]
    fn one_is_the_draft_itself_and_one_of_another_size_keeps_its_name() {
        assert_eq!(expand(&draft(), &[], 1, &BTreeSet::new()).unwrap(), [draft()]);
        let drafts = expand(&draft(), &[size("KFK-DEV-t4g.medium-80", None)], 1, &BTreeSet::new()).unwrap();
        assert_eq!(told(&drafts), [("orders-bench", "10.20.0.0/16", Some(3))]);
    }

    #[test]
    fn names_of_one_base_are_the_same_without_their_numbers() {
        assert_eq!(["orders-1", "orders-12", "orders"].map(without_number), ["orders"; 3]);
        assert_eq!(["orders-l250", "a-b", "7"].map(without_number), ["orders-l250", "a-b", "7"]);
    }

    #[test]
    fn names_that_are_taken_are_passed_over() {
        let taken = ["orders-bench-1".to_owned()].into();
        let drafts = expand(&draft(), &[], 2, &taken).unwrap();
        assert_eq!(
            told(&drafts).iter().map(|(name, ..)| *name).collect::<Vec<_>>(),
            ["orders-bench-2", "orders-bench-3"]
        );
    }

    #[test]
    fn the_same_size_twice_is_told_apart_by_its_nodes() {
        let sizes = [size("n2-standard-4", Some(3)), size("n2-standard-4", Some(6))];
        assert_eq!(
            size_words(&sizes),
            ["n2standard4-3n".replace("n2standard4", "2standard4"), "2standard4-6n".to_owned()]
        );
    }

    #[test]
    fn too_many_and_no_room_are_refused() {
        assert!(expand(&draft(), &[], 51, &BTreeSet::new()).is_err());
        assert!(expand(&draft(), &[], 0, &BTreeSet::new()).is_err());
        let mut last = draft();
        last.data_centres[0].network = "10.255.0.0/16".to_owned();
        assert_eq!(expand(&last, &[], 1, &BTreeSet::new()).unwrap().len(), 1);
        assert!(expand(&last, &[], 2, &BTreeSet::new()).is_err());
    }

    #[test]
    fn what_two_drafts_share_is_told_of_the_later_one() {
        let found = clashes(&[draft(), draft()]);
        assert_eq!(found, [Clash::Name { index: 1 }, Clash::Network { index: 1, centre: 0 }]);
    }

    proptest! {
        #[test]
        fn no_two_share_a_name_or_a_network_and_every_name_is_a_good_one(
            base in "[a-zA-Z0-9][a-zA-Z0-9_-]{2,47}",
            network in 0_u8..200, prefix in 16_u8..=22, copies in 1_u32..=12,
            sizes in proptest::collection::vec(("(KFK|CAS)-PRD-r7g\\.(2x|4x|x)?large-[0-9]{2,4}|[a-z0-9-]{0,20}", 1_u32..=9), 0..4),
        ) {
            let mut draft = draft();
            draft.cluster_name = base;
            draft.data_centres[0].network = format!("10.{network}.0.0/{prefix}");
            let sizes: Vec<_> = sizes.into_iter().map(|(name, nodes)| size(&name, Some(nodes))).collect();
            let drafts = expand(&draft, &sizes, copies, &BTreeSet::new()).unwrap();
            prop_assert_eq!(drafts.len(), sizes.len().max(1) * copies as usize);
            prop_assert_eq!(clashes(&drafts), vec![]);
            let catalogue = crate::catalogue::shipped(Application::Kafka);
            let known = Known { catalogue: &catalogue, cluster_names: &BTreeSet::new() };
            for one in drafts.iter().filter(|_| drafts.len() > 1) {
                let found = check(one, &known);
                prop_assert!(!found.iter().any(|finding| finding.field == "clusterName"), "{}", one.cluster_name);
            }
        }
    }
}
