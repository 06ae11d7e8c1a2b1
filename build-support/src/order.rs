//! Grouping and sorting by one map type: every further one would be compiled anew in each consumer's build.

use std::collections::BTreeMap;

/// Positions in a list by key, in the order of the keys.
pub(crate) type Groups = BTreeMap<String, Vec<usize>>;

/// Groups the positions below `count`; one without a key is left out.
pub(crate) fn group(count: usize, key: &dyn Fn(usize) -> Option<String>) -> Groups {
    let mut groups = Groups::new();
    for index in 0..count {
        if let Some(key) = key(index) {
            groups.entry(key).or_default().push(index);
        }
    }
    groups
}

/// The positions below `count` in the order of a number, equal ones as they come.
pub(crate) fn sort(count: usize, number: &dyn Fn(usize) -> usize) -> Vec<usize> {
    let groups = group(count, &|index| Some(format!("{:020}", number(index))));
    groups.into_values().flatten().collect()
}
