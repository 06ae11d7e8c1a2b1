//! Every mistake a table can have, in the words its author sees.

use openai_error_policy_build::{Diagnostic, Diagnostics, OFFICIAL_TABLE, Place, Table};

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

fn changed(replace: &str, with: &str) -> Result<Table, Diagnostics> {
    assert!(GOOD.contains(replace), "{replace}");
    Table::parse(GOOD.replacen(replace, with, 1))
}

const CASES: &[Case] = &[
    case("bad TOML", "status = 401", "status = = 401"),
    case("bad TOML, two places", "status = 401\ntitle = \"No key\"", "status = = 401\ntitle = \"No key"),
    case("bad TOML, an echo in its line", "status = 401", "status = [1,, 2,, 3]"),
    case(
        "bad TOML, an array that never ends",
        "match = [{ code = \"no_key\" }]",
        "match = [{ code = \"no_key\" }",
    ),
    case(
        "bad TOML, a table that never ends, after another mistake",
        "status = 401\ntitle = \"No key\"\ncause = \"There is no key.\"\nsolution = \"Get [a key](https://keys.example).\"\nremedy = \"fix-credentials\"\nretry = \"never\"\nmatch = [{ code = \"no_key\" }]",
        "status = = 401\nmatch = [{ code = \"no_key\" ]",
    ),
    case(
        "bad TOML, a header that never ends",
        "[[error]]\nname = \"NoKey\"\nstatus = 401",
        "[[error]\nname = \"NoKey\"\nstatus = = 401",
    ),
    case("unknown key, near miss", "remedy = \"wait\"", "remidy = \"wait\""),
    case("unknown key, nothing near", "remedy = \"wait\"", "remedy = \"wait\"\ncolour = \"red\""),
    case("unknown table", "[page]", "[pages]"),
    case("missing key", "cause = \"There is no key.\"\n", ""),
    case("wrong type", "status = 401", "status = \"401\""),
    case("wrong type of a list", "match = [{ code = \"no_key\" }]", "match = \"no_key\""),
    case("wrong type of an entry", "match = [{ code = \"no_key\" }]", "match = [\"no_key\"]"),
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
    case("message begins with a status", "message = \"busy\"", "message = \"503 busy\""),
    case(
        "message begins with the name of an exception",
        "message = \"busy\"",
        "message = \"some.lib.BusyError: busy\"",
    ),
    case(
        "message begins with two names of exceptions",
        "message = \"busy\"",
        "message = \"OvenException BusyError - busy\"",
    ),
    case(
        "message too long",
        "message = \"busy\"",
        "message = \"busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy busy\"",
    ),
    case("unknown policy", "retry = \"backoff\"", "retry = \"backof\""),
    case("unknown policy of a matcher", "{ code = \"busy\" }", "{ code = \"busy\", retry = \"backup\" }"),
    case("unknown policy when asked to retry", "[[unlisted]]\n", "[[unlisted]]\nshould_retry = \"later\"\n"),
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
    case(
        "retrying policy of a matcher, action remedy",
        "{ code = \"no_key\" }",
        "{ code = \"no_key\", retry = \"backoff\" }",
    ),
    case(
        "action remedy of an unlisted entry, retrying policy",
        "[[unlisted]]\n",
        "[[unlisted]]\nstatus = [500]\nremedy = \"fix-billing\"\nretry = \"backoff\"\n\n[[unlisted]]\n",
    ),
    case(
        "policy of an unlisted matcher",
        "[[unlisted]]\n",
        "[[unlisted]]\nmatch = [{ code = \"late\", retry = \"backoff\" }]\nretry = \"never\"\n\n[[unlisted]]\n",
    ),
    case("pacing that lacks its rise", "jitter_percent = 25", "pacing = { hold = \"15m\" }"),
    case("delay out of range", "initial_delay = \"500ms\"", "initial_delay = \"2h\""),
    case("first delay above the longest", "initial_delay = \"500ms\"", "initial_delay = \"9s\""),
    case("jitter out of range", "jitter_percent = 25", "jitter_percent = 101"),
    case("unreadable duration", "initial_delay = \"500ms\"", "initial_delay = \"0.5 seconds\""),
    case("unknown remedy", "remedy = \"wait\"", "remedy = \"wiat\""),
    case("unreadable link", "[a key](https://keys.example)", "[a key]"),
    case("link that never ends", "[a key](https://keys.example)", "[a key](https://keys.example"),
    case("link that is not https", "(https://keys.example)", "(http://keys.example)"),
    case("link in a title", "title = \"Busy\"", "title = \"[Busy](https://busy.example)\""),
    case("link in the page's title", "title = \"Small\"", "title = \"[Small](https://small.example)\""),
    case("address that is not https", "[page]\n", "[page]\nembed = \"http://small.example\"\n"),
    case("column width that is not a number", "[page]\n", "[page]\ncolumn_widths = [\"120.5\", \"wide\"]\n"),
    case("echo without its end", "[page]\n", "[messages]\nechoes = [{ after = \"Bad key\" }]\n\n[page]\n"),
    case("header that is not a string", "body = \"busy\"", "body = \"busy\", headers = { age = 1 }"),
    case("headers that are no table", "body = \"busy\"", "body = \"busy\", headers = \"age: 1\""),
    case("sample that is not a table", "sample = { body = \"busy\" }", "sample = \"busy\""),
    case("other markup: emphasis", "solution = \"Wait.\"", "solution = \"**Wait.**\""),
    case("other markup: HTML", "solution = \"Wait.\"", "solution = \"Wait.<br>Long.\""),
    case("other markup: image", "solution = \"Wait.\"", "solution = \"![x](https://x.example)\""),
    case("code span that never ends", "solution = \"Wait.\"", "solution = \"Set `wait.\""),
    case("control characters", "solution = \"Wait.\"", "solution = \"Wait.\\u0007\""),
    case("control character in front", "solution = \"Wait.\"", "solution = \"\\u0007Wait.\""),
    case("control character of the second block", "solution = \"Wait.\"", "solution = \"Wait\\u0085\""),
    case("mark of direction", "solution = \"Wait.\"", "solution = \"Wait.\\u202E\""),
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
        let problems = changed(case.replace, case.with).expect_err(case.name);
        all.push_str(&format!("## {}\n{problems}\n\n", case.name));
    }
    insta::assert_snapshot!("mistakes", all);
}

const STATUS: &str = "`status` is out of range, expected 100 to 599";
const STATUSES: &str =
    "`status` is out of range, expected a number or a range such as \"520-529\" between 100 and 599";
const MARKS: &str = "`solution` contains invisible marks of text direction";
const NEVER: &str = "`message` begins with ";
const MONTH: &str = "`since` is not a month, expected \"YYYY-MM\", for example \"2026-02\"";

/// What is replaced and with what (`@` is the value), the first and the last value that are right, the nearest that
/// are not, and what is said of those.
type Range = (&'static str, &'static str, [&'static str; 2], [&'static str; 2], &'static str);

const RANGES: &[Range] = &[
    ("status = 401", "status = @", ["100", "599"], ["99", "600"], STATUS),
    ("code = \"busy\"", "code = \"busy\", status = @", ["100", "599"], ["99", "600"], STATUS),
    ("body = \"busy\"", "body = \"busy\", status = @", ["100", "599"], ["99", "600"], STATUS),
    (UNLISTED, UNLISTED_STATUS, ["100", "599"], ["99", "600"], STATUS),
    (UNLISTED, UNLISTED_STATUS, ["\"300-300\"", "\"300-599\""], ["\"300-299\"", "\"300-600\""], STATUSES),
    (UNLISTED, UNLISTED_STATUS, ["\"100-300\"", "\"300-300\""], ["\"99-300\"", "\"301-300\""], STATUSES),
    (UNLISTED, UNLISTED_STATUS, ["\"100-599\"", "\"400-401\""], ["\"+400-401\"", "\"400-0401\""], STATUSES),
    (
        "max_attempts = 3",
        "max_attempts = @",
        ["2", "100"],
        ["0", "101"],
        "`max_attempts` is out of range, expected 1 to 100",
    ),
    (
        "initial_delay = \"500ms\"\nmax_delay = \"8s\"",
        "initial_delay = \"@\"\nmax_delay = \"24h\"",
        ["1ms", "1h"],
        ["0ms", "1h1ms"],
        "`initial_delay` is out of range, expected 1ms to 1h",
    ),
    (
        "initial_delay = \"500ms\"\nmax_delay = \"8s\"",
        "initial_delay = \"1ms\"\nmax_delay = \"@\"",
        ["1ms", "24h"],
        ["0ms", "24h1ms"],
        "`max_delay` is out of range, expected 1ms to 24h",
    ),
    (
        "max_delay = \"8s\"",
        "max_delay = \"@\"",
        ["500ms", "24h"],
        ["499ms", "1ms"],
        "`max_delay` is out of range: it is less than `initial_delay`",
    ),
    (
        "max_server_delay = \"2m\"",
        "max_server_delay = \"@\"",
        ["1s", "24h"],
        ["999ms", "24h1ms"],
        "`max_server_delay` is out of range, expected 1s to 24h",
    ),
    (
        "time_budget = \"10m\"",
        "time_budget = \"@\"",
        ["1s", "168h"],
        ["999ms", "168h1ms"],
        "`time_budget` is out of range, expected 1s to 168h",
    ),
    (
        "jitter_percent = 25",
        "jitter_percent = @",
        ["0", "100"],
        ["-1", "101"],
        "`jitter_percent` is out of range, expected 0 to 100",
    ),
    (
        "jitter_percent = 25",
        "multiplier = @",
        ["1", "10"],
        ["0", "11"],
        "`multiplier` is out of range, expected 1 to 10",
    ),
    (
        "jitter_percent = 25",
        "pacing = { hold = \"@\", raise_percent = 50, raise_every = \"15m\" }",
        ["1s", "24h"],
        ["999ms", "24h1ms"],
        "`hold` is out of range, expected 1s to 24h",
    ),
    (
        "jitter_percent = 25",
        "pacing = { hold = \"15m\", raise_percent = @, raise_every = \"15m\" }",
        ["1", "1000"],
        ["0", "1001"],
        "`raise_percent` is out of range, expected 1 to 1000",
    ),
    (
        "jitter_percent = 25",
        "pacing = { hold = \"15m\", raise_percent = 50, raise_every = \"@\" }",
        ["1s", "24h"],
        ["999ms", "24h1ms"],
        "`raise_every` is out of range, expected 1s to 24h",
    ),
    ("since = \"2024-01\"", "since = \"2024-@\"", ["01", "12"], ["00", "13"], MONTH),
    ("since = \"2024-01\"", "since = \"@-01\"", ["0000", "9999"], ["999", "10000"], MONTH),
    ("since = \"2024-01\"", "since = \"@\"", ["2024-01", "2024-09"], ["202a-01", "2024-0a"], MONTH),
    (
        "since = \"2024-01\"",
        "since = \"2024-01\"\nretired = \"@\"",
        ["2024-01", "2025-01"],
        ["2023-12", "2023-01"],
        "`NoKey` is retired",
    ),
    (MESSAGE, MESSAGE_IS, ["a", LONGEST], [" a", TOO_LONG], "`message` "),
    // What messages are compared without, and what only looks like it.
    (MESSAGE, MESSAGE_IS, ["413: a", "600 a"], ["100 a", "599 "], NEVER),
    (MESSAGE, MESSAGE_IS, ["5030 a", "503"], ["500 \\\"a", "503 Error: a"], NEVER),
    (MESSAGE, MESSAGE_IS, ["Errors: a", "Error:a"], ["Error: a", "_.a1Error: "], NEVER),
    (MESSAGE, MESSAGE_IS, ["An Exception - a", "Exception -a"], ["Exception - a", "a.Exception: a"], NEVER),
    (MESSAGE, MESSAGE_IS, ["errors: a", "FooError"], ["error: a", "a-Error: a"], NEVER),
    (MESSAGE, MESSAGE_IS, ["An error a", "An API: a"], ["An error: a", "An API Error: a"], NEVER),
    (MESSAGE, MESSAGE_IS, ["a: b", "A_b: c"], ["a_b: c", "a.b_1: c"], NEVER),
    (MESSAGE, MESSAGE_IS, ["ab:c", "1_a: b"], [" Error: a", "a_b: "], NEVER),
    (
        MESSAGE,
        MESSAGE_IS,
        ["error, status code: 1", "error, message: a"],
        ["error, status code: 1, message: a", "500 - a"],
        NEVER,
    ),
    (SOLUTION, SOLUTION_END, ["\\u2029", "\\u202F"], ["\\u202A", "\\u202E"], MARKS),
    (SOLUTION, SOLUTION_END, ["\\u2065", "\\u206A"], ["\\u2066", "\\u2069"], MARKS),
    // What is not a status is a code like any other.
    ("code = \"busy\"", "code = \"@\"", ["099", "600"], ["100", "599"], "a code that is only a status"),
    ("code = \"busy\"", "code = \"@\"", ["50", "0503"], ["500", "503"], "a code that is only a status"),
];

const MESSAGE: &str = "message = \"busy\"";
const MESSAGE_IS: &str = "message = \"@\"";
const SOLUTION: &str = "solution = \"Wait.\"";
const SOLUTION_END: &str = "solution = \"Wait.@\"";
const UNLISTED: &str = "[[unlisted]]\n";
const UNLISTED_STATUS: &str = "[[unlisted]]\nstatus = [@]\nretry = \"never\"\n\n[[unlisted]]\n";
const LONGEST: &str =
    "96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 bytes 96 byt";
const TOO_LONG: &str =
    "97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 bytes 97 byte";

#[test]
fn every_range_ends_where_it_says() {
    assert_eq!([LONGEST.len(), TOO_LONG.len()], [96, 97]);
    for (replace, with, right, wrong, message) in RANGES {
        for value in right {
            changed(replace, &with.replace('@', value)).unwrap_or_else(|p| panic!("{with}, {value}: {p}"));
        }
        for value in wrong {
            let problems = changed(replace, &with.replace('@', value)).expect_err(with);
            assert_eq!(problems.iter().count(), 1, "{problems}");
            let said = problems.iter().all(|problem| problem.message.starts_with(message));
            assert!(said, "{with}, {value}: {problems}");
        }
    }
}

#[test]
fn what_is_just_right_is_no_mistake() {
    for (replace, with) in [
        ("{ code = \"busy\" }", "{ code = \"busy\", remedy = \"slow-down\" }"),
        ("{ code = \"no_key\" }", "{ code = \"no_key\", remedy = \"wait\", retry = \"backoff\" }"),
        ("name = \"NoKey\"", "name = \"Loop\""),
        ("[page]\n", "[page]\nembed = \"https://small.example\"\ncolumn_widths = [\"120\", \"7.5\"]\n"),
        ("title = \"Small\"", "title = \"`Small`\""),
        ("status = 401", "status = 0x191"),
    ] {
        changed(replace, with).unwrap_or_else(|p| panic!("{with}: {p}"));
    }
}

/// What only follows from a mistake is not said beside it.
#[test]
fn a_mistake_is_not_said_twice() {
    let nothing = "a matcher with nothing in it, expected one or more of `code`, `message`, `type`, `status`";
    let no_status = UNLISTED_STATUS.replace('@', "\"x\"");
    let no_code = UNLISTED_STATUS.replace("status = [@]", "match = [{ code = \"503\" }]");
    for (changes, expected) in [
        (
            // Two rows without a name do not clash.
            &[("name = \"NoKey\"\n", ""), ("name = \"Busy\"\n", "")][..],
            "16:1: this `[[error]]` has no `name`, 27:1: this `[[error]]` has no `name`",
        ),
        (
            // Two matchers with nothing in them do not tie.
            &[("{ code = \"no_key\" }", "{}"), ("{ code = \"busy\" }", "{}")],
            &format!("24:10: {nothing}, 36:10: {nothing}"),
        ),
        // A policy that nobody mentions may be the one that was meant.
        (&[("\"backoff\"", "\"bakoff\"")], "35:9: unknown policy `bakoff`; did you mean `backoff`?"),
        (&[("retry = \"never\"\nmatch", "match")], "16:1: this `[[error]]` has no `retry`"),
        // A misspelt key is not missing as well.
        (
            &[("initial_delay", "initial_dely")],
            "10:1: unknown key `initial_dely` in `[retry.backoff]`; did you mean `initial_delay`?",
        ),
        // An entry with a status or a matcher, right or wrong, is not the one that covers the rest.
        (&[(UNLISTED, &no_status)], &format!("40:11: {STATUSES}")),
        (&[(UNLISTED, &no_code)], "40:19: a code that is only a status is not a code; use `status`"),
    ] {
        let text = changes.iter().fold(GOOD.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
        let problems = Table::parse(&text).expect_err(expected);
        let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.join(", "), expected);
    }
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
fn places_inside_a_markdown_text() {
    for (solution, expected) in [
        (r#""*Wait.""#, (33, 13, "*")),
        (r#""π and _x_""#, (33, 19, "_")),
        (r#"'Say "hi" <b>'"#, (33, 22, "<")),
        // The file's bytes are not the text's: the place is the string's.
        (r#""Say \"hi\" <b>""#, (33, 12, "\"")),
        (r#""""*Wait.""""#, (33, 12, "\"")),
    ] {
        let broken = GOOD.replace("\"Wait.\"", solution);
        let problems = Table::parse(&broken).expect_err(solution);
        let Place { line, column, span: (from, to) } = problems.iter().next().expect("a problem").place;
        assert_eq!((line, column, &broken[from..to]), expected, "{solution}");
    }
}

#[test]
fn what_is_no_table_at_all() {
    let of_text = |text: &str| Table::parse(text).unwrap_err().to_string();
    let of_bytes = |bytes: &[u8]| Table::parse(bytes).unwrap_err().to_string();
    let rows_cut = GOOD.split("[[error]]").next().unwrap().to_owned() + "[[unlisted]]\nretry = \"never\"\n";
    let all = [
        ("empty", of_text("")),
        ("no rows", of_text(&rows_cut.replace("[retry.backoff]", "[retry.spare]"))),
        ("empty lists", of_text("error = []\nunlisted = []\n")),
        ("a broken link's text", of_text("../error-table.toml")),
        ("not UTF-8", of_bytes(b"[page]\ntitle = \"caf\xe9\"\n")),
    ];
    let all: String = all.iter().map(|(name, text)| format!("## {name}\n{text}\n\n")).collect();
    insta::assert_snapshot!("no_table", all);
    // What looks like a path, but is more than one line of it, is read as a table.
    for text in ["# error-table.toml", "x = \"y.toml\"\n# y.toml", "a.toml\nb.toml", "[a.toml", "a.tom"] {
        assert!(!of_text(text).contains("symlinks"), "{text}");
    }
    let problems = Table::parse(b"[page]\ntitle = \"caf\xe9\"\n").unwrap_err();
    assert_eq!(problems.iter().next().unwrap().place.span, (19, 20));
    assert!(Table::parse(GOOD.as_bytes()).is_ok());
}

#[test]
fn a_table_on_top_of_the_official_one() {
    let row = GOOD.split("[[error]]").nth(1).expect("a row");
    let official = || Table::parse(OFFICIAL_TABLE).expect("the official table");
    let whole = Table::parse_over(format!("[[error]]{row}"), official()).expect("a row is enough");
    assert_eq!(whole.rows.len(), official().rows.len() + 1);
    Table::parse_over("error = []", official()).expect("nothing is enough");
    let row = |code: &str| format!("[[error]]{row}").replace("\"no_key\"", &format!("\"{code}\""));
    let unlisted = "[[unlisted]]\nmatch = [{ code = \"context_length_exceeded\" }]\nretry = \"never\"\n";
    let mut all = String::new();
    for (name, own) in [
        ("name and matcher of a row", row("slow_down").replace("NoKey", "SlowDown")),
        ("matcher of an unlisted entry", row("context_length_exceeded")),
        ("matcher of an unlisted entry, twice", row("context_length_exceeded") + unlisted),
        ("matcher of an unlisted entry on one of its own", unlisted.to_owned()),
        ("a policy that must not retry", retry_never_that_retries()),
        ("unused policy", "[retry.spare]\nmax_attempts = 1\n".to_owned()),
    ] {
        // Nothing is said of the other table's places, which would all be 1:1 here.
        let problems = Table::parse_over(format!("# own\n{own}"), official()).expect_err(name);
        all.push_str(&format!("## {name}\n{problems}\n\n"));
    }
    insta::assert_snapshot!("on_top", all);
}

fn retry_never_that_retries() -> String {
    let backoff = GOOD.split("\n\n").find(|part| part.starts_with("[retry.backoff]")).expect("a policy");
    backoff.replace("backoff", "never")
}

#[test]
fn each_replaced_policy_is_told_once() {
    let bill = |code: &str| {
        format!(
            "[[unlisted]]\nmatch = [{{ code = \"{code}\" }}]\nremedy = \"fix-billing\"\nretry = \"stop\"\n\n"
        )
    };
    let stop = format!("[retry.stop]\nmax_attempts = 1\n\n{}{}[[unlisted]]\n", bill("a"), bill("b"));
    let base = GOOD.replace(UNLISTED, &stop);
    let never = retry_never_that_retries();
    let own = format!("{never}\n{}", never.replace("never", "stop"));
    let problems = Table::parse_over(&own, Table::parse(&base).expect("a base")).unwrap_err();
    let places: Vec<_> = problems.iter().map(|problem| (problem.place.line, problem.place.column)).collect();
    assert_eq!(places, [(1, 8), (8, 8)], "{problems}");
}

#[test]
fn a_policy_that_only_the_other_table_used_is_no_mistake() {
    let base = GOOD.replace(UNLISTED, "[retry.spare]\nmax_attempts = 1\n\n[[unlisted]]\n");
    let base = base.replace("[[unlisted]]\nretry = \"never\"", "[[unlisted]]\nretry = \"spare\"");
    let whole = Table::parse_over("[[unlisted]]\nretry = \"never\"", Table::parse(&base).expect("a base"));
    assert!(whole.is_ok_and(|table| table.policy("spare").is_some()));
}

#[test]
fn the_official_table_has_no_mistake() {
    assert!(Table::parse(OFFICIAL_TABLE).is_ok());
}
