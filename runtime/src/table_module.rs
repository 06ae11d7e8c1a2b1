//! What every table module can do: written once here, said for its `ErrorKind` by a macro in the generated code.

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
                match __private::ROWS.get(index) {
                    ::core::option::Option::Some(own) if ::core::ptr::eq(own, row) => {
                        ::core::option::Option::Some(__private::ALL[index])
                    }
                    _ => ::core::option::Option::None,
                }
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
                $crate::__private::parse_id(&__private::TABLE, id)
            }
        }

        #[allow(dead_code, unreachable_pub)]
        /// Recognises an answer of the API: which row it is, and all that it says. Borrows from the body and allocates
        /// nothing for the usual shapes.
        ///
        /// `status` is a `u16`, an `Option<u16>` or a `StatusCode`; `headers` a slice or map of pairs, a `HeaderMap`, or
        /// `&()` where there are none; `body` is read as far as it goes, whatever its shape. For an event inside a
        /// stream, or a row of a batch, the status is `None`. To recognise the answer, a status in the body counts
        /// instead of one from 100 to 299, with which a stream begins before its error.
        pub fn classify<'a>(
            status: impl ::core::convert::Into<$crate::Status>,
            headers: &'a (impl $crate::Headers + ?::core::marker::Sized),
            body: &'a (impl ::core::convert::AsRef<[::core::primitive::u8]> + ?::core::marker::Sized),
        ) -> $crate::Answer<'a> {
            $crate::__private::classify(&__private::TABLE, status.into(), headers, body.as_ref())
        }
    };
}

/// What `serde` needs of a kind.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __kind_serde {
    ($kind:ident) => {
        impl $crate::__private::serde::Serialize for $kind {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $kind {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize_kind(deserializer)
            }
        }
    };
}

/// Without `serde` this expands to nothing. A `cfg` in generated code would read the features of the user's crate.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __kind_serde {
    ($kind:ident) => {};
}
