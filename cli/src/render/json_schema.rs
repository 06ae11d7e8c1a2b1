//! The JSON Schema of a table, with which editors complete and check it.
//!
//! It knows the form. What only the whole table can get wrong, the build step says; so too that it lacks rows or
//! policies, as one that extends the official table may.

use openai_error_policy_build::format::{self, Range};
use openai_error_policy_build::{Matcher, Remedy};
use serde_json::{Value, json};

pub(crate) fn schema() -> serde_json::Result<String> {
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Error table of openai-error-policy",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "page": page(),
            "messages": messages(),
            "retry": policies(),
            "error": rows(),
            "unlisted": unlisted(),
        },
    });
    serde_json::to_string_pretty(&schema).map(|json| json + "\n")
}

/// `value` with what an editor shows about it.
fn about(mut value: Value, description: &str) -> Value {
    if let Some(keys) = value.as_object_mut() {
        keys.insert("description".to_owned(), description.into());
    }
    value
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

fn whole((minimum, maximum): Range, description: &str) -> Value {
    json!({ "type": "integer", "minimum": minimum, "maximum": maximum, "description": description })
}

fn duration(description: &str) -> Value {
    json!({ "type": "string", "pattern": "^([0-9]+(ms|s|m|h))+$", "description": description })
}

fn month(description: &str) -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "description": description })
}

fn policy_name(description: &str) -> Value {
    json!({ "type": "string", "pattern": POLICY_NAME, "description": description })
}

const POLICY_NAME: &str = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$";

fn status() -> Value {
    whole(format::STATUS, "An HTTP status")
}

fn remedy() -> Value {
    let names: Vec<&str> = Remedy::ALL.iter().map(|(_, name)| *name).collect();
    let retryable: Vec<&str> =
        Remedy::ALL.iter().filter(|(remedy, _)| !remedy.is_action()).map(|(_, name)| *name).collect();
    let description = format!("Who must act; only {} may be retried", retryable.join(" and "));
    json!({ "enum": names, "description": description })
}

fn page() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["title", "heading"],
        "properties": {
            "title": text("Heading of the docs page"),
            "embed": { "type": "string", "pattern": "^https://", "description": "Address of the official page" },
            "heading": text("Head of the first column"),
            "column_widths": about(
                json!({ "type": "array", "items": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" } }),
                "Widths of the first columns, as the page writes them",
            ),
        },
    })
}

fn messages() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "delay_phrases": about(
                json!({ "type": "array", "items": text("Words") }),
                "Words in a message after which a delay is given",
            ),
            "echoes": {
                "type": "array",
                "description": "Messages that repeat what the caller sent as a secret",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["after", "until"],
                    "properties": {
                        "after": text("The text before the secret, anywhere in the message"),
                        "until": text("The text after the secret"),
                    },
                },
            },
        },
    })
}

fn policies() -> Value {
    json!({
        "type": "object",
        "description": "The named policies, in snake_case",
        "additionalProperties": false,
        "patternProperties": { POLICY_NAME: policy() },
    })
}

fn policy() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["max_attempts"],
        "properties": {
            "max_attempts": whole(format::MAX_ATTEMPTS, "Calls, the first included; 1 = never retried"),
            "initial_delay": duration("First wait, for example \"500ms\""),
            "multiplier": whole(format::MULTIPLIER, "Growth from one wait to the next"),
            "max_delay": duration("Longest wait of our own choosing"),
            "jitter_percent": whole(format::JITTER_PERCENT, "Random addition to every wait, in percent of it"),
            "max_server_delay": duration("Longest wait a server may ask for; beyond it we stop"),
            "time_budget": duration("Longest time from the first call to the end of the last wait"),
            "pacing": {
                "type": "object",
                "description": "How to come back to speed",
                "additionalProperties": false,
                "required": ["hold", "raise_percent", "raise_every"],
                "properties": {
                    "hold": duration("How long the earlier rate is held"),
                    "raise_percent": whole(format::RAISE_PERCENT, "The most the rate may rise at a time"),
                    "raise_every": duration("The time between two rises"),
                },
            },
        },
    })
}

fn rows() -> Value {
    json!({
        "type": "array",
        "description": "The documented errors, in the order of the page",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": [
                "name", "status", "title", "cause", "solution", "remedy", "retry", "match", "sample",
            ],
            "properties": {
                "name": about(
                    json!({ "type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$" }),
                    "The Rust variant, UpperCamel; it never changes",
                ),
                "status": status(),
                "title": text("What the error is called: words and code spans"),
                "cause": text("Why it happens: words, code spans and links"),
                "solution": text("What to do: words, code spans and links"),
                "remedy": remedy(),
                "retry": policy_name("The name of a policy"),
                "match": about(matchers_of_row(), "What recognises it; the heaviest matcher wins"),
                "sample": sample(),
                "since": month("The month in which the page began to list it"),
                "retired": month("The month in which the page ceased to list it"),
            },
        },
    })
}

/// There must be one, and they may have a policy and a remedy of their own, unlike those of unlisted answers.
fn matchers_of_row() -> Value {
    let mut matchers = matchers();
    matchers["minItems"] = 1.into();
    let keys = &mut matchers["items"]["properties"];
    keys["retry"] = policy_name("A policy of its own");
    keys["remedy"] = remedy();
    matchers
}

fn matchers() -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "anyOf": [
                { "required": ["code"] },
                { "required": ["message"] },
                { "required": ["type"] },
                { "required": ["status"] },
            ],
            "properties": {
                "code": text("`error.code`, equal"),
                "message": about(
                    json!({ "type": "string", "minLength": 1, "maxLength": Matcher::LONGEST_MESSAGE }),
                    "A beginning of the message, ASCII case ignored",
                ),
                "type": text("`error.type`, equal"),
                "status": status(),
            },
        },
    })
}

fn sample() -> Value {
    json!({
        "type": "object",
        "description": "An answer the API sends",
        "additionalProperties": false,
        "required": ["body"],
        "properties": {
            "body": text("The body of the answer"),
            "status": status(),
            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
        },
    })
}

fn unlisted() -> Value {
    json!({
        "type": "array",
        "description": "Answers the page does not document; the last entry covers the rest",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["retry"],
            "properties": {
                "match": matchers(),
                "status": {
                    "type": "array",
                    "description": "Statuses and ranges of them, \"500-599\"",
                    "items": {
                        "anyOf": [
                            status(),
                            { "type": "string", "pattern": "^[1-5][0-9]{2}-[1-5][0-9]{2}$" },
                        ],
                    },
                },
                "retry": policy_name("The name of a policy"),
                "remedy": remedy(),
                "should_retry": policy_name("The policy when the server asks for a retry"),
            },
        },
    })
}
