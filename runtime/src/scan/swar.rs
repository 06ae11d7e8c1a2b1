//! Eight bytes at a time, as one number: what recognition does most, without a loop and without a call.

use core::cmp::Ordering;

/// The eight bytes from a place on, the first one in the lowest bits; none near the end.
#[inline]
pub(super) fn chunk(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// This byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// How many bytes are in front of the first mark; eight without one.
#[inline]
pub(super) fn before(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Marks a byte among eight, in their highest bits. The lowest mark is always right; above it a borrow may add
/// others.
#[inline]
fn marks(chunk: u64, byte: u8) -> u64 {
    let others = chunk ^ each(byte);
    others.wrapping_sub(each(0x01)) & !others
}

/// Marks the quotes and backslashes.
#[inline]
pub(super) fn string_ends(chunk: u64) -> u64 {
    (marks(chunk, b'"') | marks(chunk, b'\\')) & each(0x80)
}

/// How many spaces eight bytes begin with.
#[inline]
pub(super) fn spaces(chunk: u64) -> usize {
    before(chunk ^ each(b' '))
}

/// Where the first space is among the eight bytes from a place on.
#[inline]
pub(super) fn find_space(text: &[u8], at: usize) -> Option<usize> {
    let marks = marks(chunk(text, at)?, b' ') & each(0x80);
    (marks != 0).then(|| at + before(marks))
}

/// Whether two texts of eight bytes or more differ in the first eight, whatever their case. May miss a
/// difference.
#[inline]
pub(super) fn begin_differently(ours: &[u8], theirs: &[u8]) -> bool {
    // Upper case differs from lower case in this bit only.
    const CASE: u64 = each(0x20);
    matches!((chunk(ours, 0), chunk(theirs, 0)), (Some(ours), Some(theirs)) if (ours ^ theirs) & !CASE != 0)
}

/// The first eight bytes as a number that sorts as they do.
#[inline]
pub(crate) fn first_eight(text: &[u8]) -> Option<u64> {
    text.first_chunk().map(|chunk| u64::from_be_bytes(*chunk))
}

/// The first sixteen bytes as a number that sorts as they do, with zeros behind a shorter text.
pub(crate) const fn first_sixteen(text: &[u8]) -> u128 {
    let (mut padded, mut at) = ([0; 16], 0);
    while at < text.len() && at < 16 {
        padded[at] = text[at];
        at += 1;
    }
    u128::from_be_bytes(padded)
}

/// The same in ASCII lower case.
#[inline]
pub(super) fn lower_sixteen(number: u128) -> u128 {
    let [high, low] = [(number >> 64) as u64, number as u64];
    (u128::from(lower(high)) << 64) | u128::from(lower(low))
}

/// As texts compare; the first eight bytes settle it in most cases.
#[inline]
pub(crate) fn order(ours: &[u8], theirs: &[u8]) -> Ordering {
    match (first_eight(ours), first_eight(theirs)) {
        (Some(a), Some(b)) if a != b => a.cmp(&b),
        _ => ours.cmp(theirs),
    }
}

/// Eight bytes of a number that sorts as they do, in ASCII lower case.
#[inline]
pub(super) fn lower(chunk: u64) -> u64 {
    // The highest bit of each byte tells; no sum runs into the next byte.
    let ascii = chunk & each(0x7F);
    let (from_a, after_z) = (ascii + each(0x80 - b'A'), ascii + each(0x7F - b'Z'));
    let upper = from_a & !after_z & !chunk & each(0x80);
    chunk | (upper >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ascii_letters_have_a_lower_case() {
        for (byte, neighbour) in
            (0..=255_u8).flat_map(|byte| [0x00, 0x7F, 0xFF, b'Z'].map(|other| (byte, other)))
        {
            for place in 0..8 {
                let mut chunk = [neighbour; 8];
                chunk[place] = byte;
                let expected = u64::from_be_bytes(chunk.map(|byte| byte.to_ascii_lowercase()));
                assert_eq!(lower(u64::from_be_bytes(chunk)), expected, "{chunk:?}");
            }
        }
    }

    /// What is looked for with one bit changed, the ends of the range, and a letter.
    const PLAIN: [u8; 11] =
        [b'a', b'#', b'!', b']', b'X', b'"' | 0x80, b'\\' | 0x80, b' ' | 0x80, b' ' - 1, 0x00, 0xFF];

    #[test]
    fn the_first_of_eight_is_found() {
        for plain in PLAIN {
            let chunk = [plain; 8];
            assert_eq!(before(string_ends(u64::from_le_bytes(chunk))), 8, "{plain}");
            assert_eq!(find_space(&chunk, 0), None, "{plain}");
            assert_eq!(spaces(u64::from_le_bytes(chunk)), 0, "{plain}");
            for place in 0..8 {
                for end in [b'"', b'\\'] {
                    let mut chunk = chunk;
                    chunk[place] = end;
                    assert_eq!(before(string_ends(u64::from_le_bytes(chunk))), place, "{chunk:?}");
                }
                let (mut one, mut all) = (chunk, chunk);
                one[place] = b' ';
                all[..place].fill(b' ');
                assert_eq!(find_space(&one, 0), Some(place), "{one:?}");
                assert_eq!(spaces(u64::from_le_bytes(all)), place, "{all:?}");
            }
        }
        assert_eq!(spaces(each(b' ')), 8);
        assert_eq!((find_space(b"a b", 0), find_space(b" a long text", 3)), (None, Some(7)));
    }

    #[test]
    fn case_does_not_make_a_difference() {
        for (ours, theirs, expected) in [
            ("Rate limit", "rate LIMIT reached", false),
            ("rate limit", "race limit", true),
            ("short", "sharp", false),
            ("a text and more", "a text, more", true),
        ] {
            assert_eq!(begin_differently(ours.as_bytes(), theirs.as_bytes()), expected, "{ours}");
        }
    }

    #[test]
    fn texts_sort_as_bytes_do() {
        let texts = ["", "a", "aaaaaaaa", "aaaaaaab", "aaaaaaaab", "aaaaaaaaa", "\u{e9}aaaaaaaa", "zzzzzzzz"];
        for (ours, theirs) in texts.iter().flat_map(|ours| texts.iter().map(move |theirs| (ours, theirs))) {
            assert_eq!(order(ours.as_bytes(), theirs.as_bytes()), ours.cmp(theirs), "{ours} {theirs}");
        }
    }
}
