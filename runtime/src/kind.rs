//! What every table module can do: written once here, said for its `ErrorKind` by a macro in the generated code.

use core::fmt;

use crate::row::Row;

/// A documented error of some table: the `ErrorKind` of its module.
pub trait Kind: Copy + fmt::Debug + 'static {
    /// Its row.
    fn row(self) -> &'static Row;

    /// The kind of a row; none when the row is of another table.
    fn from_row(row: &'static Row) -> Option<Self>;
}

/// Where the table is not known, the row stands for the kind.
impl Kind for &'static Row {
    fn row(self) -> &'static Row {
        self
    }

    fn from_row(row: &'static Row) -> Option<Self> {
        Some(row)
    }
}

/// The text is no id of a row: the error of `ErrorKind::from_str`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownId;

impl fmt::Display for UnknownId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no row of the table has this id")
    }
}

impl core::error::Error for UnknownId {}

/// Includes the table module that your `build.rs` made of your own table, with `openai-error-policy-build`. Without that
/// build script it does not compile. Use it in a module of its own:
///
/// ```
/// pub mod gateway {
///     openai_error_policy::include_table!();
/// }
///
/// let answer = gateway::classify(429, &(), r#"{"error": {"code": "slow_down"}}"#);
/// assert_eq!(answer.row().map(|row| row.id), Some("slow_down"));
/// ```
#[macro_export]
macro_rules! include_table {
    () => {
        include!(concat!(env!("OUT_DIR"), "/error_table.rs"));
    };
}

/// Behaviour of a table module. Expects `__private::{ALL, ROWS, TABLE}` beside `ErrorKind`.
#[doc(hidden)]
#[macro_export]
macro_rules! __error_kind {
    ($kind:ident) => {
        #[allow(dead_code, unreachable_pub)]
        impl $kind {
            /// All documented errors, in the order of the table.
            pub const ALL: &'static [Self] = &__private::ALL;

            /// The row.
            pub const fn row(self) -> &'static $crate::Row {
                &__private::ROWS[self as ::core::primitive::usize]
            }

            /// The stable id in `snake_case`, for logs, metrics and JSON; `FromStr` reads it.
            pub const fn id(self) -> &'static ::core::primitive::str {
                self.row().id
            }

            /// HTTP status on the docs page. A real answer may have another one.
            pub const fn status(self) -> ::core::primitive::u16 {
                self.row().status
            }

            /// What the error is called.
            pub const fn title(self) -> &'static ::core::primitive::str {
                self.row().title
            }

            /// Why it happens, without markup.
            pub const fn cause(self) -> &'static ::core::primitive::str {
                self.row().cause
            }

            /// What to do, without markup.
            pub const fn solution(self) -> &'static ::core::primitive::str {
                self.row().solution
            }

            /// The links of cause and solution.
            pub const fn links(self) -> &'static [$crate::Link] {
                self.row().links
            }

            /// Who must act.
            pub const fn remedy(self) -> $crate::Remedy {
                self.row().remedy
            }

            /// The row's retry policy; a matcher may give an answer another one.
            pub const fn retry_policy(self) -> &'static $crate::RetryPolicy {
                self.row().retry
            }

            /// The documented error that an answer of this table is; none for an unlisted one, and for an answer that
            /// another table recognised.
            pub fn of(error: &$crate::ApiError) -> ::core::option::Option<Self> {
                error.row().and_then(<Self as $crate::Kind>::from_row)
            }
        }

        impl $crate::Kind for $kind {
            fn row(self) -> &'static $crate::Row {
                $kind::row(self)
            }

            fn from_row(row: &'static $crate::Row) -> ::core::option::Option<Self> {
                let index = ::core::primitive::usize::from(row.index);
                let own = __private::ROWS.get(index).filter(|own| ::core::ptr::eq(*own, row));
                own.map(|_| __private::ALL[index])
            }
        }

        impl $crate::__private::RowField for $kind {
            fn row(&self) -> ::core::option::Option<&'static $crate::Row> {
                ::core::option::Option::Some($kind::row(*self))
            }
        }

        $crate::__kind_serde!($kind);

        impl ::core::fmt::Debug for $kind {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.row().name)
            }
        }

        impl ::core::fmt::Display for $kind {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.row().display(f)
            }
        }

        impl ::core::str::FromStr for $kind {
            type Err = $crate::UnknownId;

            // Not `Self::Err`, which a row of that name makes ambiguous.
            fn from_str(id: &::core::primitive::str) -> ::core::result::Result<Self, $crate::UnknownId> {
                let row = __private::TABLE.row_by_id(id).and_then(<Self as $crate::Kind>::from_row);
                row.ok_or($crate::__private::UNKNOWN_ID)
            }
        }

        #[allow(dead_code, unreachable_pub)]
        /// Recognises an answer of the API: which row it is, and all that it says. Borrows from the body and allocates
        /// nothing for the usual shapes.
        ///
        /// `status` is a `u16`, an `Option<u16>` or a `StatusCode`; `headers` a slice or map of pairs, a `HeaderMap`, or
        /// `&()` where there are none; `body` is read as far as it goes, whatever its shape. For an event inside a
        /// stream, or a row of a batch, the status is `None`.
        pub fn classify<'a>(
            status: impl ::core::convert::Into<$crate::Status>,
            headers: &'a (impl $crate::Headers + ?::core::marker::Sized),
            body: &'a (impl ::core::convert::AsRef<[::core::primitive::u8]> + ?::core::marker::Sized),
        ) -> $crate::Answer<'a> {
            $crate::__private::classify(&__private::TABLE, status.into(), headers, body.as_ref())
        }
    };
}

/// Without the feature `serde` a kind is nothing to it. Generated code cannot ask for the feature: it would be asked of
/// the user's crate.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __kind_serde {
    ($kind:ident) => {};
}

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

        // A number stands for the kind of its row.
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
