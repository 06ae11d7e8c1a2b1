//! Sorting and grouping without maps and sorts of the standard library: they would be compiled anew in each
//! consumer's build, where a map of this kind is a tenth of this crate.

/// Keys of positions in a list.
pub(crate) type Keys = Vec<(String, usize)>;

/// Positions by key, in the order of the keys.
pub(crate) type Groups = Vec<(String, Vec<usize>)>;

pub(crate) fn group(mut keys: Keys) -> Groups {
    let mut groups = Groups::new();
    for &at in &sort(keys.len(), &|a, b| keys[a].0 < keys[b].0) {
        let (key, index) = &mut keys[at];
        match groups.last_mut() {
            Some((last, members)) if last == key => members.push(*index),
            _ => groups.push((std::mem::take(key), vec![*index])),
        }
    }
    groups
}

/// The positions below `count` in order, equal ones as they come.
pub(crate) fn sort(count: usize, is_before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    sort_range(0, count, is_before)
}

fn sort_range(from: usize, to: usize, is_before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    match to - from {
        0 => return Vec::new(),
        1 => return vec![from],
        _ => {}
    }
    let middle = from + (to - from) / 2;
    let [left, right] = [sort_range(from, middle, is_before), sort_range(middle, to, is_before)];
    let mut sorted = Vec::with_capacity(to - from);
    let mut next = 0;
    for &left in &left {
        while next < right.len() && is_before(right[next], left) {
            sorted.push(right[next]);
            next += 1;
        }
        sorted.push(left);
    }
    sorted.extend_from_slice(&right[next..]);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ones_stay_as_they_come() {
        for (numbers, sorted) in [
            (vec![], vec![]),
            (vec![7], vec![0]),
            (vec![1, 2], vec![0, 1]),
            (vec![2, 1], vec![1, 0]),
            (vec![3, 1, 2, 1, 3, 1], vec![1, 3, 5, 2, 0, 4]),
            (vec![5, 4, 3, 2, 1, 0, 5], vec![5, 4, 3, 2, 1, 0, 6]),
        ] {
            assert_eq!(sort(numbers.len(), &|a, b| numbers[a] < numbers[b]), sorted, "{numbers:?}");
        }
    }

    #[test]
    fn groups_are_in_the_order_of_their_keys() {
        let keys = [("b", 0), ("a", 2), ("b", 3), ("", 4)];
        let groups = group(keys.map(|(key, index)| (key.to_owned(), index)).into());
        let groups: Vec<_> = groups.iter().map(|(key, members)| (key.as_str(), members.as_slice())).collect();
        assert_eq!(groups, [("", &[4][..]), ("a", &[2]), ("b", &[0, 3])]);
    }
}
