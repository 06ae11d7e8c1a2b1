//! What a body says, as far as it is read.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

use super::named_status::named_status;
use super::text::Text;
use crate::delay;

/// What an error object says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) code: Option<Text<'a>>,
    pub(crate) kind: Option<Text<'a>>,
    pub(crate) message: Option<Text<'a>>,
    pub(crate) param: Option<Text<'a>>,
}

impl<'a> Fields<'a> {
    /// An answer that is nothing but a message.
    #[inline]
    pub(crate) fn of_message(message: Option<Text<'a>>) -> Self {
        Self { message, ..Self::default() }
    }

    /// Whether the object says in a field which error it is. A code that is only a status does not.
    #[inline]
    fn is_specific(&self) -> bool {
        self.kind.is_some() || self.has_code()
    }

    /// Whether there is a code that is more than a status.
    #[inline]
    fn has_code(&self) -> bool {
        match self.code {
            Some(code) => status_number(code).is_none(),
            None => false,
        }
    }
}

/// What a body says: the best error object so far, and facts that may be anywhere around it.
#[derive(Clone, Default)]
pub(crate) struct Found<'a> {
    error: Fields<'a>,
    /// The error object instead, when it was found in a string that had to be decoded.
    nested: Option<Box<Nested>>,
    /// How good the error object is; none before there is one.
    rank: Option<(bool, u8)>,
    /// A status inside the body.
    pub(crate) status: Option<u16>,
    /// Whether the message is what a program printed, and no answer of a server has it.
    pub(crate) is_printed: bool,
    pub(super) request_id: Option<Text<'a>>,
    /// The first readable one of `retry_after`, `retryDelay` and the like.
    pub(crate) delay: Option<Duration>,
}

/// What was found in a string, decoded.
#[derive(Clone)]
struct Nested {
    code: Option<Vec<u8>>,
    kind: Option<Vec<u8>>,
    message: Option<Vec<u8>>,
    param: Option<Vec<u8>>,
    request_id: Option<Vec<u8>>,
}

fn owned(text: Text<'_>) -> Vec<u8> {
    text.unescaped().into_owned()
}

fn text(bytes: &Option<Vec<u8>>) -> Option<Text<'_>> {
    bytes.as_deref().map(Text::plain)
}

impl<'a> Found<'a> {
    /// Reads the error object in its place.
    #[inline]
    pub(crate) fn with_error<T>(&self, read: impl FnOnce(&Fields<'_>) -> T) -> T {
        if self.nested.is_none() { read(&self.error) } else { read(&self.error()) }
    }

    /// The error object.
    pub(crate) fn error(&self) -> Fields<'_> {
        let Some(nested) = &self.nested else { return self.error };
        Fields {
            code: text(&nested.code),
            kind: text(&nested.kind),
            message: text(&nested.message),
            param: text(&nested.param),
        }
    }

    pub(crate) fn request_id(&self) -> Option<Text<'_>> {
        self.request_id.or_else(|| text(&self.nested.as_ref()?.request_id))
    }

    /// Notes a field that says how long to wait.
    #[inline(never)]
    pub(super) fn offer_delay(&mut self, raw: &[u8]) {
        if self.delay.is_none() {
            self.delay = delay::go(&Text::new(raw).decode());
        }
    }

    #[inline(never)]
    pub(crate) fn offer(&mut self, fields: &Fields<'a>, depth: u8) {
        let rank = (fields.is_specific(), depth);
        let says_something = rank.0 || fields.message.is_some();
        if says_something && self.is_outdone_by(rank) {
            self.rank = Some(rank);
            self.error = *fields;
            self.nested = None;
        }
    }

    /// What a program says around an answer, and how deep it is, unless a code says already which error it is.
    #[inline]
    pub(crate) fn around_an_answer(&self) -> Option<(Text<'a>, u8)> {
        if self.error.has_code() || self.nested.is_some() {
            return None;
        }
        let (_, depth) = self.rank?;
        let message = self.error.message?;
        match message.after_exceptions() {
            Some(text) => Some((text, depth)),
            // JSON in a string has escaped quotes.
            None if message.is_escaped() && names_status(message) => Some((message, depth)),
            None => None,
        }
    }

    /// Whether something of this rank is better than all so far.
    #[inline]
    fn is_outdone_by(&self, rank: (bool, u8)) -> bool {
        match self.rank {
            Some(best) => rank > best,
            None => true,
        }
    }

    /// Whether there is no error object at all.
    #[inline]
    pub(crate) fn is_nothing(&self) -> bool {
        self.rank.is_none()
    }

    /// Whether it is said which error it is.
    pub(crate) fn is_specific(&self) -> bool {
        matches!(self.rank, Some((true, _)))
    }

    /// Whether there is more than the top level of something with a message.
    pub(crate) fn is_envelope(&self) -> bool {
        matches!(self.rank, Some((true, _) | (_, 1..)))
    }

    /// Takes over what was found in JSON inside a string.
    pub(crate) fn offer_nested(&mut self, inner: &Found<'_>, depth: u8) {
        let Some((is_specific, inner_depth)) = inner.rank else { return };
        self.status = self.status.or(inner.status);
        self.delay = self.delay.or(inner.delay);
        let rank = (is_specific, depth.saturating_add(inner_depth));
        if self.is_outdone_by(rank) {
            let fields = inner.error();
            self.rank = Some(rank);
            self.nested = Some(Box::new(Nested {
                code: fields.code.map(owned),
                kind: fields.kind.map(owned),
                message: fields.message.map(owned),
                param: fields.param.map(owned),
                request_id: inner.request_id().map(owned),
            }));
        }
    }
}

/// Whether the words in front of an object name a status.
#[inline(never)]
fn names_status(message: Text<'_>) -> bool {
    match memchr::memchr(b'{', message.raw()) {
        Some(end) => named_status(&message.raw()[..end]).is_some(),
        None => false,
    }
}

/// An HTTP status where a code or a status should be: three digits, 100 to 599.
#[inline(always)]
pub(crate) fn status_number(text: Text<'_>) -> Option<u16> {
    let [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9'] = *text.raw() else { return None };
    Some(u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0'))
}
