//! Recognition once more, slow and obvious, for the fuzz targets to compare with.
//!
//! It reads a body that is JSON from end to end, walks it by the listed paths, collects every error object, takes the
//! best of them, and weighs every matcher of the table. Broken bodies are not its business.

use openai_error_policy_build::{ErrorRow, Matcher, Remedy, Table, Unlisted};

use crate::targets::json::{self, Json, Words};

/// What an answer is.
#[derive(Debug, Clone)]
pub struct Recognition<'t> {
    /// The row.
    pub row: Option<&'t ErrorRow>,
    /// The name of the policy.
    pub retry: &'t str,
    /// Who must act.
    pub remedy: Option<Remedy>,
    /// The status given, else the one in the body.
    pub status: Option<u16>,
    /// The error object that says most.
    pub error: ErrorObject,
    /// Whether the body has one error object, in no string, in which no fact stands in the way of another: then the
    /// beginning of the body can only say less, and nothing else.
    pub is_plain: bool,
}

/// The facts of an error object, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorObject {
    /// `code`, numbers as they are written.
    pub code: Option<String>,
    /// `type`.
    pub kind: Option<String>,
    /// `message`.
    pub message: Option<String>,
    /// `param`.
    pub param: Option<String>,
}

/// Recognises an answer; none where the body is not JSON from end to end, or where nobody has said what is right.
pub fn recognise<'t>(table: &'t Table, given: Option<u16>, body: &[u8]) -> Option<Recognition<'t>> {
    let text = std::str::from_utf8(body).ok()?;
    let walk = Walk::of(&Json::read(text)?, 0);
    if walk.is_undecided {
        return None;
    }
    let error = walk.best().map(|candidate| candidate.error.clone()).unwrap_or_default();
    // A stream's 200 says nothing about the error in it.
    let said = given.filter(|status| !(100..300).contains(status));
    let deciding = said.or(walk.status).or(given);
    let (row, retry, remedy) = weigh(table, &error, deciding);
    let is_plain = walk.candidates.len() == 1 && !walk.is_tangled;
    Some(Recognition { row, retry, remedy, status: given.or(walk.status), error, is_plain })
}

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Response,
    Body,
    StatusDetails,
    Details,
    Choice,
    Error,
    Inner,
    Innermost,
    Metadata,
    ErrorDetails,
}

/// From which place by which key to which place.
const PATHS: &[(Place, &[&str], Place)] = &[
    (Place::Root, &["error", "errors", "last_error", "detail", "fault", "cause"], Place::Error),
    (Place::Root, &["response"], Place::Response),
    (Place::Root, &["body", "data"], Place::Body),
    (Place::Root, &["details"], Place::Details),
    (Place::Root, &["choices", "result"], Place::Choice),
    (Place::Root, &["message"], Place::Inner),
    (Place::Response, &["error", "last_error"], Place::Error),
    (Place::Response, &["status_details"], Place::StatusDetails),
    (Place::Response, &["body", "data"], Place::Body),
    (Place::Body, &["error", "errors", "detail"], Place::Error),
    (Place::StatusDetails, &["error"], Place::Error),
    (Place::Choice, &["error"], Place::Error),
    (Place::Details, &["error", "detail"], Place::Error),
    (Place::Error, &["message", "error", "data"], Place::Inner),
    (Place::Inner, &["error"], Place::Innermost),
    (Place::ErrorDetails, &["error"], Place::Innermost),
    (Place::Error, &["metadata"], Place::Metadata),
    (Place::Error, &["details"], Place::ErrorDetails),
    (Place::Metadata, &["raw"], Place::Body),
];

fn step(from: Place, key: &str) -> Option<Place> {
    PATHS.iter().find(|(place, keys, _)| *place == from && keys.contains(&key)).map(|path| path.2)
}

/// A key as most servers write it.
fn usual(key: &str) -> &str {
    match key {
        "Code" => "code",
        "Error" => "error",
        "Message" => "message",
        "Response" => "response",
        "lastError" => "last_error",
        "errorCode" => "error_code",
        "error_msg" | "errorMessage" | "error_message" | "faultstring" => "msg",
        "status_code" | "statusCode" => "status",
        _ => key,
    }
}

/// How many strings around each other are opened.
const STRINGS: usize = 3;

/// An error object that was found, in the order in which they end.
#[derive(Debug)]
struct Candidate {
    is_specific: bool,
    depth: usize,
    error: ErrorObject,
}

#[derive(Debug, Default)]
struct Walk {
    /// How many strings are around this JSON.
    strings: usize,
    candidates: Vec<Candidate>,
    /// The first status that the body states.
    status: Option<u16>,
    /// A fact stood in the way of another, or in a string.
    is_tangled: bool,
    is_undecided: bool,
}

impl Walk {
    fn of(json: &Json<'_>, strings: usize) -> Self {
        let mut walk = Self { strings, ..Self::default() };
        match json {
            // No JSON in the sense of an answer: a text like any other.
            Json::Null => walk.offer(message("null".to_owned()), 0),
            Json::Bare(word) => walk.offer(message((*word).to_owned()), 0),
            Json::Text(words) => walk.words(words, 0),
            Json::List(items) => walk.list(items, Place::Root, 0),
            Json::Object(entries) => walk.object(entries, Place::Root, 0),
        }
        walk
    }

    /// The first of those that say most: in a field which error it is, then deep inside.
    fn best(&self) -> Option<&Candidate> {
        self.candidates.iter().rev().max_by_key(|candidate| (candidate.is_specific, candidate.depth))
    }

    fn offer(&mut self, error: ErrorObject, depth: usize) {
        let code = error.code.as_deref().filter(|code| status_number(code).is_none());
        let is_specific = error.kind.is_some() || code.is_some();
        if is_specific || error.message.is_some() {
            self.candidates.push(Candidate { is_specific, depth, error });
        } else {
            // Its status, cut, would be a code, and its other facts with it.
            self.is_tangled |= error.code.is_some() || error.param.is_some();
        }
    }

    fn list(&mut self, items: &[Json<'_>], place: Place, depth: usize) {
        for item in items {
            match item {
                Json::Object(entries) => self.object(entries, place, depth),
                Json::Text(words) if matches!(place, Place::Error | Place::Inner) => self.words(words, depth),
                _ => {}
            }
        }
    }

    /// A string where an error object could stand.
    fn words(&mut self, words: &Words<'_>, depth: usize) {
        if !words.decoded.is_empty() && !self.opens(words, depth) {
            self.offer(message(words.decoded.clone()), depth);
        }
    }

    fn object(&mut self, entries: &[(String, Json<'_>)], place: Place, depth: usize) {
        let mut object = Object::default();
        for (key, value) in entries {
            let key = usual(key);
            // Another name of the code counts where there is none.
            let key = if key == "error_code" && object.code.is_empty() { "code" } else { key };
            self.is_tangled |= key == "error_code";
            match value {
                Json::Null => {}
                Json::Text(words) if words.decoded.is_empty() => {}
                Json::Text(words) => self.text(&mut object, place, depth, key, words),
                Json::Bare(word) => self.bare(&mut object, key, word),
                Json::List(items) => {
                    step(place, key).into_iter().for_each(|inner| self.list(items, inner, depth + 1));
                }
                Json::Object(inner) => {
                    step(place, key).into_iter().for_each(|place| self.object(inner, place, depth + 1));
                }
            }
        }
        self.is_tangled |= object.says_twice();
        let is_error = place == Place::Error;
        if is_error || matches!(place, Place::Root | Place::Body | Place::Inner | Place::Innermost) {
            // Words that stand for an object are inside this one.
            let depth = depth + usize::from(object.is_other_words());
            let error = object.into_error();
            // A type alone is what every event of a stream has.
            if is_error || error.code.is_some() || error.message.is_some() {
                self.offer(error, depth);
            } else {
                self.is_tangled |= error.kind.is_some() || error.param.is_some();
            }
        }
    }

    fn text(&mut self, object: &mut Object, place: Place, depth: usize, key: &str, words: &Words<'_>) {
        let text = words.decoded.clone();
        match key {
            "code" => {
                self.is_undecided |= words.hides_a_status();
                self.status = self.status.or(status_number(&text));
                object.code.push(text);
            }
            // The name of an event.
            "type" if place == Place::Root && text == "error" => self.is_tangled = true,
            "type" => object.kind.push(text),
            "message" if self.opens(words, depth) => {}
            "message" => object.message.push(text),
            "msg" => object.msg.push(text),
            "param" => object.param.push(text),
            // Google's name for a type.
            "status" if place == Place::Error => object.status.push(text),
            "status" => {
                self.is_undecided |= words.hides_a_status();
                self.status = self.status.or(status_number(&text));
            }
            _ => {
                let inner = step(place, key);
                let is_message = inner == Some(Place::Error) || key == "error";
                if inner.is_some() && !self.opens(words, depth) && is_message {
                    object.other_words.push(text);
                }
            }
        }
    }

    fn bare(&mut self, object: &mut Object, key: &str, word: &str) {
        match key {
            // `true` and `false` are no codes.
            _ if !word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {}
            "code" => {
                self.status = self.status.or(status_number(word));
                object.code.push(word.to_owned());
            }
            "status" => self.status = self.status.or(status_number(word)),
            _ => {}
        }
    }

    /// Opens JSON inside a string; false when it does not say which error it is: then the string counts too.
    fn opens(&mut self, words: &Words<'_>, depth: usize) -> bool {
        self.is_undecided |= words.hides_its_start();
        let start = words.start();
        if !start.starts_with(['{', '[']) || self.strings == STRINGS {
            // JSON behind other words of an exception, or behind a status, is not the reference's business.
            let is_status = |word: &str| word.trim_matches(['(', ')', ':', ',']).parse::<u16>().is_ok();
            let names_status = || words.decoded.split_whitespace().any(is_status);
            self.is_undecided |= start.contains('{') && (words.is_exception() || names_status());
            return false;
        }
        self.is_tangled = true;
        let Some(json) = Json::read(start) else {
            // Broken JSON in a string: not the reference's business either.
            self.is_undecided = true;
            return false;
        };
        let inner = Self::of(&json, self.strings + 1);
        self.is_undecided |= inner.is_undecided;
        let Some(best) = inner.best() else { return false };
        self.status = self.status.or(inner.status);
        let (is_specific, depth) = (best.is_specific, depth + 1 + best.depth);
        self.candidates.push(Candidate { is_specific, depth, error: best.error.clone() });
        is_specific
    }
}

fn message(text: String) -> ErrorObject {
    ErrorObject { message: Some(text), ..ErrorObject::default() }
}

/// All that an object says, each time it says so.
#[derive(Default)]
struct Object {
    code: Vec<String>,
    kind: Vec<String>,
    status: Vec<String>,
    message: Vec<String>,
    msg: Vec<String>,
    /// Strings where an error object could stand.
    other_words: Vec<String>,
    param: Vec<String>,
}

impl Object {
    fn says_twice(&self) -> bool {
        let messages = self.message.len() + self.msg.len() + self.other_words.len();
        let kinds = self.kind.len() + self.status.len();
        [self.code.len(), kinds, messages, self.param.len()].iter().any(|count| *count > 1)
    }

    fn is_other_words(&self) -> bool {
        self.message.is_empty() && self.msg.is_empty() && !self.other_words.is_empty()
    }

    /// Of a key that stands twice the last counts, of those that stand in for another the first.
    fn into_error(mut self) -> ErrorObject {
        let first = |list: Vec<String>| list.into_iter().next();
        ErrorObject {
            code: self.code.pop(),
            kind: self.kind.pop().or(first(self.status)),
            message: self.message.pop().or(first(self.msg)).or(self.other_words.pop()),
            param: self.param.pop(),
        }
    }
}

/// Three digits, 100 to 599.
fn status_number(text: &str) -> Option<u16> {
    let is_number = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|status| is_number && (100..=599).contains(status))
}

/// The heaviest of all matchers that hold; else the entry of the status, else the last one.
fn weigh<'t>(
    table: &'t Table,
    error: &ErrorObject,
    status: Option<u16>,
) -> (Option<&'t ErrorRow>, &'t str, Option<Remedy>) {
    let of_rows = table.rows.iter().flat_map(|row| row.matchers.iter().map(move |m| (m, Owner::Row(row))));
    let of_entries = table
        .unlisted
        .iter()
        .flat_map(|entry| entry.matchers.iter().map(move |m| (m, Owner::Unlisted(entry))));
    let holding = of_rows.chain(of_entries).filter(|(matcher, _)| holds(matcher, error, status));
    let length = |matcher: &Matcher| matcher.message.as_ref().map_or(0, String::len);
    let heaviest = holding.max_by_key(|(matcher, _)| (matcher.weight(), length(matcher)));
    match heaviest {
        Some((matcher, Owner::Row(row))) => {
            let retry = matcher.retry.as_ref().unwrap_or(&row.retry);
            let remedy = matcher.remedy.as_ref().unwrap_or(&row.remedy);
            (Some(row), &retry.value, Some(remedy.value))
        }
        Some((matcher, Owner::Unlisted(entry))) => {
            let (none, retry, remedy) = unlisted(entry);
            let own_retry = matcher.retry.as_ref().map(|retry| retry.value.as_str());
            let own_remedy = matcher.remedy.as_ref().map(|remedy| remedy.value);
            (none, own_retry.unwrap_or(retry), own_remedy.or(remedy))
        }
        None => {
            let covers = |entry: &&Unlisted| {
                let mut ranges = entry.statuses.iter();
                ranges.any(|(from, to)| status.is_some_and(|status| (*from..=*to).contains(&status)))
            };
            let entry = table.unlisted.iter().find(covers).or(table.unlisted.last());
            unlisted(entry.expect("every table covers the rest"))
        }
    }
}

enum Owner<'t> {
    Row(&'t ErrorRow),
    Unlisted(&'t Unlisted),
}

fn unlisted(entry: &Unlisted) -> (Option<&ErrorRow>, &str, Option<Remedy>) {
    (None, &entry.retry.value, entry.remedy.as_ref().map(|remedy| remedy.value))
}

fn holds(matcher: &Matcher, error: &ErrorObject, status: Option<u16>) -> bool {
    let begins = |prefix: &String| {
        let message = error.message.as_deref().map(json::start_of);
        message.is_some_and(|text| text.to_ascii_lowercase().starts_with(prefix))
    };
    matcher.code.as_ref().is_none_or(|code| error.code.as_ref() == Some(code))
        && matcher.error_type.as_ref().is_none_or(|kind| error.kind.as_ref() == Some(kind))
        && matcher.status.is_none_or(|number| status == Some(number))
        && matcher.message.as_ref().is_none_or(begins)
}
