//! The keys that each part of a table may have, and the numbers that are allowed: for the parser, and for the JSON
//! Schema of the command line. No part of the public API.
#![allow(missing_docs, reason = "each is named as the part or the key of the table")]

pub const TABLE: &[&str] = &["page", "messages", "retry", "error", "unlisted"];
pub const PAGE: &[&str] = &["title", "embed", "heading", "column_widths"];
pub const MESSAGES: &[&str] = &["delay_phrases", "echoes"];
pub const ECHO: &[&str] = &["after", "until"];
pub const POLICY: &[&str] = &[
    "max_attempts",
    "max_delay",
    "max_server_delay",
    "time_budget",
    "initial_delay",
    "multiplier",
    "jitter_percent",
    "pacing",
];
pub const PACING: &[&str] = &["hold", "raise_percent", "raise_every"];
pub const ROW: &[&str] = &[
    "name", "status", "title", "cause", "solution", "remedy", "retry", "match", "sample", "since", "retired",
];
pub const MATCHER_OF_ROW: &[&str] = &["code", "message", "type", "status", "retry", "remedy"];
/// With a policy of its own, what it matches would be an entry of its own.
pub const MATCHER_OF_UNLISTED: &[&str] = &["code", "message", "type", "status"];
pub const SAMPLE: &[&str] = &["status", "headers", "body"];
pub const UNLISTED: &[&str] = &["match", "status", "retry", "remedy", "should_retry"];

/// The least and the largest number that is allowed.
pub type Range = (u32, u32);

pub const STATUS: Range = (100, 599);
pub const MAX_ATTEMPTS: Range = (1, 100);
pub const MULTIPLIER: Range = (1, 10);
pub const JITTER_PERCENT: Range = (0, 100);
pub const RAISE_PERCENT: Range = (1, 1_000);
