//! Every mistake a table can have, in the words its author sees.

use openai_error_policy_build::{Diagnostic, OFFICIAL_TABLE, Table};

/// A table without a mistake; every case changes one thing in it.
const GOOD: &str = r#"[page]
title = "Small"
heading = "Code"

[retry.never]
max_attempts = 1

[retry.backoff]
max_attempts = 3
initial_delay = "500ms"
max_delay = "8s"
jitter_percent = 25
max_server_delay = "2m"
time_budget = "10m"

[[error]]
name = "NoKey"
status = 401
title = "No key"
cause = "There is no key."
solution = "Get [a key](https://keys.example)."
remedy = "fix-credentials"
retry = "never"
match = [{ code = "no_key" }]
sample = { body = '{"error": {"code": "no_key"}}' }
since = "2024-01"

[[error]]
name = "Busy"
status = 503
title = "Busy"
cause = "Too many requests."
solution = "Wait."
remedy = "wait"
retry = "backoff"
match = [{ code = "busy" }, { message = "busy", status = 503 }]
sample = { body = "busy" }

[[unlisted]]
retry = "never"
"#;

struct Case {
    name: &'static str,
    replace: &'static str,
    with: &'static str,
}

const fn case(name: &'static str, replace: &'static str, with: &'static str) -> Case {
    Case { name, replace, with }
}

const CASES: &[Case] = &[
    case("bad TOML", "status = 401", "status = = 401"),
    case("bad TOML, two places", "status = 401\ntitle = \"No key\"", "status = = 401\ntitle = \"No key"),
    case("unknown key, near miss", "remedy = \"wait\"", "remidy = \"wait\""),
    case("unknown key, nothing near", "remedy = \"wait\"", "remedy = \"wait\"\ncolour = \"red\""),
    case("unknown table", "[page]", "[pages]"),
    case("missing key", "cause = \"There is no key.\"\n", ""),
    case("wrong type", "status = 401", "status = \"401\""),
    case("wrong type of rows", "[[unlisted]]", "[unlisted]"),
    case("empty text", "cause = \"There is no key.\"", "cause = \" \""),
    case("name not UpperCamel", "name = \"NoKey\"", "name = \"no_key\""),
    case("name in capitals", "name = \"NoKey\"", "name = \"NOKEY\""),
    case("name is a keyword", "name = \"NoKey\"", "name = \"Self\""),
    case("policy name not snake_case", "[retry.never]", "[retry.Never]"),
    case("policy name is a keyword", "[retry.never]", "[retry.loop]"),
    case("names clash in snake_case", "name = \"Busy\"", "name = \"NOKey\""),
    case("duplicate name", "name = \"Busy\"", "name = \"NoKey\""),
    case("status out of range", "status = 401", "status = 601"),
    case("matchers tie", "{ code = \"busy\" }", "{ code = \"no_key\" }"),
    case("messages tie whatever their case", "{ code = \"busy\" }", "{ message = \"BUSY\", status = 503 }"),
    case("matcher with nothing in it", "{ code = \"busy\" }", "{ retry = \"backoff\" }"),
    case("no matchers", "match = [{ code = \"no_key\" }]", "match = []"),
    case("code that is a status", "{ code = \"busy\" }", "{ code = \"503\" }"),
    case("message begins with a space", "message = \"busy\"", "message = \" busy\""),
    case(
        "message too long",
        "message = \"busy\"",
        "message = \"busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy\"",
    ),
    case("unknown policy", "retry = \"backoff\"", "retry = \"backof\""),
    case("unused policy", "[[unlisted]]", "[retry.spare]\nmax_attempts = 1\n\n[[unlisted]]"),
    case("retry without a bound on calls", "max_attempts = 3\n", ""),
    case(
        "retry without any bound",
        "max_attempts = 3\ninitial_delay = \"500ms\"\nmax_delay = \"8s\"\njitter_percent = 25\nmax_server_delay = \"2m\"\ntime_budget = \"10m\"\n",
        "",
    ),
    case("delay without meaning", "max_attempts = 1\n", "max_attempts = 1\nmax_delay = \"8s\"\n"),
    case("action remedy, retrying policy", "retry = \"never\"\nmatch", "retry = \"backoff\"\nmatch"),
    case(
        "action remedy of a matcher, retrying policy",
        "{ code = \"busy\" }",
        "{ code = \"busy\", remedy = \"fix-billing\" }",
    ),
    case("delay out of range", "initial_delay = \"500ms\"", "initial_delay = \"2h\""),
    case("first delay above the longest", "initial_delay = \"500ms\"", "initial_delay = \"9s\""),
    case("jitter out of range", "jitter_percent = 25", "jitter_percent = 101"),
    case("unreadable duration", "initial_delay = \"500ms\"", "initial_delay = \"0.5 seconds\""),
    case("unknown remedy", "remedy = \"wait\"", "remedy = \"wiat\""),
    case("unreadable link", "[a key](https://keys.example)", "[a key]"),
    case("link that never ends", "[a key](https://keys.example)", "[a key](https://keys.example"),
    case("link that is not https", "(https://keys.example)", "(http://keys.example)"),
    case("link in a title", "title = \"Busy\"", "title = \"[Busy](https://busy.example)\""),
    case("other markup: emphasis", "solution = \"Wait.\"", "solution = \"**Wait.**\""),
    case("other markup: HTML", "solution = \"Wait.\"", "solution = \"Wait.<br>Long.\""),
    case("other markup: image", "solution = \"Wait.\"", "solution = \"![x](https://x.example)\""),
    case("code span that never ends", "solution = \"Wait.\"", "solution = \"Set `wait.\""),
    case("control characters", "solution = \"Wait.\"", "solution = \"Wait.\\u0007\""),
    case("line break", "solution = \"Wait.\"", "solution = \"\"\"Wait.\nLong.\"\"\""),
    case("bad edition date", "since = \"2024-01\"", "since = \"2024-13\""),
    case("retired before it began", "since = \"2024-01\"", "since = \"2024-01\"\nretired = \"2023-12\""),
    case(
        "bad status range",
        "[[unlisted]]\n",
        "[[unlisted]]\nstatus = [\"599-500\"]\nretry = \"never\"\n\n[[unlisted]]\n",
    ),
    case("the rest is not covered", "[[unlisted]]\n", "[[unlisted]]\nstatus = [500]\n"),
    case(
        "the rest is covered too early",
        "[[unlisted]]\n",
        "[[unlisted]]\nretry = \"never\"\n\n[[unlisted]]\n",
    ),
];

#[test]
fn every_mistake_has_its_words_and_its_place() {
    Table::parse(GOOD).expect("the start of every case");
    let mut all = String::new();
    for case in CASES {
        assert!(GOOD.contains(case.replace), "{}", case.name);
        let problems = Table::parse(&GOOD.replacen(case.replace, case.with, 1)).expect_err(case.name);
        all.push_str(&format!("## {}\n{problems}\n\n", case.name));
    }
    insta::assert_snapshot!("mistakes", all);
}

#[test]
fn all_mistakes_at_once_in_order() {
    let broken = GOOD
        .replace("status = 401", "status = 99")
        .replace("name = \"Busy\"", "name = \"busy\"")
        .replace("remedy = \"wait\"", "remedy = \"nap\"")
        .replace("max_delay = \"8s\"", "max_delay = \"long\"");
    let problems = Table::parse(&broken).unwrap_err();
    insta::assert_snapshot!(problems.with_file("my/table.toml"), @r#"
    my/table.toml:11:13: unreadable duration `long` for `max_delay`, expected for example "500ms", "8s", "1m30s" or "1h"
    my/table.toml:18:10: `status` is out of range, expected 100 to 599
    my/table.toml:29:8: the name `busy` is not UpperCamel, for example `RateLimitReached`
    my/table.toml:34:10: unknown remedy `nap`; expected one of `wait`, `slow-down`, `fix-credentials`, `fix-billing`, `fix-request`, `leave-region`, `contact-support`
    "#);
}

#[test]
fn places_are_lines_columns_and_bytes() {
    let broken = GOOD.replace("\"wait\"", "\"ждать\"").replace("retry = \"backoff\"", "retry = \"later\"");
    let problems = Table::parse(&broken).unwrap_err();
    let of = |p: &Diagnostic| (p.place.line, p.place.column, &broken[p.place.span.0..p.place.span.1]);
    let places: Vec<_> = problems.iter().map(of).collect();
    assert_eq!(places, [(34, 10, "\"ждать\""), (35, 9, "\"later\"")]);
}

#[test]
fn what_is_no_table_at_all() {
    let of_text = |text: &str| Table::parse(text).unwrap_err().to_string();
    let of_bytes = |bytes: &[u8]| Table::parse_bytes(bytes).unwrap_err().to_string();
    let rows_cut = GOOD.split("[[error]]").next().unwrap().to_owned() + "[[unlisted]]\nretry = \"never\"\n";
    let all = [
        ("empty", of_text("")),
        ("no rows", of_text(&rows_cut.replace("[retry.backoff]", "[retry.spare]"))),
        ("a broken link's text", of_text("../error-table.toml")),
        ("not UTF-8", of_bytes(b"[page]\ntitle = \"caf\xe9\"\n")),
    ];
    let all: String = all.iter().map(|(name, text)| format!("## {name}\n{text}\n\n")).collect();
    insta::assert_snapshot!("no_table", all);
}

#[test]
fn a_table_on_top_of_the_official_one() {
    let row = GOOD.split("[[error]]").nth(1).expect("a row");
    let official = || Table::parse(OFFICIAL_TABLE).expect("the official table");
    let whole = Table::parse_over(&format!("[[error]]{row}"), official()).expect("a row is enough");
    assert_eq!(whole.rows.len(), official().rows.len() + 1);
    let clash = format!("[[error]]{row}").replace("NoKey", "SlowDown").replace("\"no_key\"", "\"slow_down\"");
    let problems = Table::parse_over(&clash, official()).expect_err("the name and the matcher are taken");
    insta::assert_snapshot!("on_top", problems);
}

#[test]
fn the_official_table_has_no_mistake() {
    assert!(Table::parse(OFFICIAL_TABLE).is_ok());
}
