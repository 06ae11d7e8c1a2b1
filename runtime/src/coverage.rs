//! The coverage check of the derive: every live row of a table, or one message with those that are missing.

/// The coverage check of the derive, for the `__private` module of a table.
#[doc(hidden)]
#[macro_export]
macro_rules! __require {
    ($kind:ident) => {
        /// Refuses to compile when a live row is missing in `covered`, with one message that lists them all.
        pub const fn require(type_name: &::core::primitive::str, covered: &[$kind]) {
            // Marked first and read after it: a search for each row would take the compiler too long.
            let mut is_covered = [false; ROWS.len()];
            let mut at = 0;
            while at < covered.len() {
                is_covered[covered[at] as ::core::primitive::usize] = true;
                at += 1;
            }
            let mut message = $crate::__private::Message::new();
            let mut row = 0;
            while row < ROWS.len() {
                if !is_covered[row] && ROWS[row].retired.is_none() {
                    message = message.name(type_name, ROWS[row].name);
                }
                row += 1;
            }
            message.check();
        }
    };
}

/// A text that is put together while the program is compiled.
#[derive(Debug)]
pub struct Message {
    bytes: [u8; Self::LONGEST],
    len: usize,
}

impl Message {
    /// Longer lists are cut; the first names are enough to go on.
    const LONGEST: usize = 2_000;

    /// An empty text.
    #[allow(clippy::new_without_default, reason = "only for generated constants")]
    pub const fn new() -> Self {
        Self { bytes: [0; Self::LONGEST], len: 0 }
    }

    /// Adds a missing row.
    #[must_use]
    pub const fn name(self, type_name: &str, row: &str) -> Self {
        if self.len == 0 {
            return self.push("`").push(type_name).push("` is `exhaustive` but does not cover ").push(row);
        }
        self.push(", ").push(row)
    }

    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.len < Self::LONGEST {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// Fails when a row is missing.
    #[allow(clippy::panic, reason = "the way to report an error from a constant")]
    pub const fn check(&self) {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) if !text.is_empty() => panic!("{}", text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_missing_without_a_name() {
        Message::new().check();
    }

    #[test]
    #[should_panic(expected = "`Mine` is `exhaustive` but does not cover First, Second, Third")]
    fn missing_rows_are_listed() {
        Message::new().name("Mine", "First").name("Mine", "Second").name("Mine", "Third").check();
    }

    #[test]
    #[should_panic(expected = "does not cover Row, Row, Row, Row, Row")]
    fn a_long_list_is_cut() {
        let mut message = Message::new();
        for _ in 0..450 {
            message = message.name("Mine", "Row");
        }
        assert_eq!(message.len, Message::LONGEST);
        message.check();
    }

    /// So large that a search for each row would be too much for the compiler: that this compiles is the test.
    #[allow(unreachable_pub, reason = "a table may be public")]
    mod large {
        struct Line {
            name: &'static str,
            retired: Option<&'static str>,
        }

        const COUNT: usize = 10_000;
        static ROWS: [Line; COUNT] = {
            let mut rows = [const { Line { name: "Row", retired: None } }; COUNT];
            rows[0] = Line { name: "Old", retired: Some("2025-01") };
            rows[1] = Line { name: "Second", retired: None };
            rows
        };

        // A number is the kind of its row.
        __require!(u16);

        pub(super) const fn covered_from(first: u16) -> [u16; COUNT] {
            let mut covered = [first; COUNT];
            let mut at = first;
            while (at as usize) < COUNT {
                covered[at as usize] = at;
                at += 1;
            }
            covered
        }

        const _: () = require("Mine", &covered_from(0));
        const _: () = require("Mine", &covered_from(1));
    }

    #[test]
    #[should_panic(expected = "`Mine` is `exhaustive` but does not cover Second")]
    fn a_missing_row_of_a_large_table_is_named() {
        large::require("Mine", &large::covered_from(2));
    }
}
