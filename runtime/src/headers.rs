//! What a program gives to `classify` beside the body: status and headers, in whatever type it has them.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The HTTP status of an answer, or none (events inside a stream, batch rows). Any number is taken as it is.
///
/// Made from a `u16`, an `Option<u16>` and, with the feature `http`, a `StatusCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status(pub(crate) Option<u16>);

impl From<u16> for Status {
    fn from(status: u16) -> Self {
        Self(Some(status))
    }
}

impl From<Option<u16>> for Status {
    fn from(status: Option<u16>) -> Self {
        Self(status)
    }
}

/// A set of headers. Names are asked for in lower case and found whatever their case.
///
/// Implemented for slices, arrays, vectors and maps of pairs, for `()` (no headers) and, with the feature `http`, for
/// `http::HeaderMap`.
pub trait Headers {
    /// The first value of the header `name`, which is in lower case; none when it is absent or not UTF-8.
    fn value(&self, name: &str) -> Option<&str>;
}

impl Headers for () {
    fn value(&self, _: &str) -> Option<&str> {
        None
    }
}

impl<T: Headers + ?Sized> Headers for &T {
    fn value(&self, name: &str) -> Option<&str> {
        (**self).value(name)
    }
}

impl<T: Headers + ?Sized> Headers for Box<T> {
    fn value(&self, name: &str) -> Option<&str> {
        (**self).value(name)
    }
}

impl<T: Headers> Headers for Option<T> {
    fn value(&self, name: &str) -> Option<&str> {
        self.as_ref()?.value(name)
    }
}

fn find<'a, K, V>(pairs: impl Iterator<Item = (&'a K, &'a V)>, name: &str) -> Option<&'a str>
where
    K: AsRef<str> + 'a,
    V: AsRef<str> + 'a,
{
    for (key, value) in pairs {
        if key.as_ref().eq_ignore_ascii_case(name) {
            return Some(value.as_ref());
        }
    }
    None
}

impl<K: AsRef<str>, V: AsRef<str>> Headers for [(K, V)] {
    fn value(&self, name: &str) -> Option<&str> {
        find(self.iter().map(|(key, value)| (key, value)), name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>, const N: usize> Headers for [(K, V); N] {
    fn value(&self, name: &str) -> Option<&str> {
        self.as_slice().value(name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> Headers for Vec<(K, V)> {
    fn value(&self, name: &str) -> Option<&str> {
        self.as_slice().value(name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> Headers for BTreeMap<K, V> {
    fn value(&self, name: &str) -> Option<&str> {
        find(self.iter(), name)
    }
}

#[cfg(feature = "std")]
impl<K: AsRef<str>, V: AsRef<str>, S> Headers for std::collections::HashMap<K, V, S> {
    fn value(&self, name: &str) -> Option<&str> {
        find(self.iter(), name)
    }
}
