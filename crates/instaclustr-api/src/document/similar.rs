//! Which spelling may stand for another.

/// Whether `there` may be what `ours` is called there: the same but for case, separators, a plural, `s` for `z`, a part
/// left out at either end, or a letter or two.
pub(super) fn may_be(ours: &str, there: &str) -> bool {
    let (ours, there) = (plain(ours), plain(there));
    let (shorter, longer) = if ours.len() <= there.len() { (&ours, &there) } else { (&there, &ours) };
    ours == there
        || (shorter.len() >= 6 && (longer.starts_with(shorter.as_str()) || longer.ends_with(shorter.as_str())))
        || distance(&ours, &there) <= ours.len().min(there.len()) / 6
}

/// Lower-case letters and digits, `z` as `s`, without a plural's `s`.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let mut plain: String = letters.map(|c| c.to_ascii_lowercase()).map(|c| if c == 'z' { 's' } else { c }).collect();
    if plain.ends_with('s') && plain.len() > 3 {
        plain.pop();
    }
    plain
}

/// How many letters have to be put in, taken out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, from) in a.chars().enumerate() {
        let mut next = vec![at + 1];
        for (to, pair) in b.iter().zip(row.windows(2)) {
            let (Some(&diagonal), Some(&above), Some(&left)) = (pair.first(), pair.get(1), next.last()) else {
                continue;
            };
            next.push((diagonal + usize::from(from != *to)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_of_the_same_are_found_and_other_names_are_not() {
        let same = [
            ("isFinalized", "isFinalised"),
            ("collocatedZookeeper", "collocatedZooKeeper"),
            ("collocatedZookeeper", "colocatedZookeeper"),
            ("tieredStorage", "tieredStorages"),
            ("tieredStorage", "kafkaTieredStorage"),
            ("s3BucketName", "s3_bucket_name"),
            ("pscNetwork", "pscNetworks"),
        ];
        for (ours, there) in same {
            assert!(may_be(ours, there), "{ours} {there}");
        }
        for (ours, there) in [("name", "network"), ("region", "status"), ("nodeSize", "nodeCount"), ("id", "name")] {
            assert!(!may_be(ours, there), "{ours} {there}");
        }
    }

    #[test]
    fn the_distance_counts_letters() {
        assert_eq!((distance("", "abc"), distance("kitten", "sitting"), distance("a", "a")), (3, 3, 0));
    }
}
