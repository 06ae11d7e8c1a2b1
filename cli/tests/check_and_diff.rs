//! `check` and `diff`: what differs, and what it means.

mod common;

use std::fs;

use common::{read, run, stdout, tea_table};

#[test]
fn a_good_table_is_fine_without_a_page() {
    assert!(stdout(&["check"]).starts_with("fine: the official table, "));
    assert_eq!(stdout(&["check", "--table", "tea.toml"]), "fine: tea.toml, 3 rows listed\n");
    assert_eq!(
        stdout(&["check", "--table", "tea.toml", "--edition", "2024-01"]),
        "fine: tea.toml, 4 rows listed\n"
    );
}

#[test]
fn a_bad_table_is_bad_input() {
    let (_folder, path) = tea_table();
    fs::write(&path, read(&path).replace("retry = \"soon\"", "retry = \"sooon\"")).expect("written");
    let run = run(&["check", "--table", path.to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("unknown policy `sooon`; did you mean `soon`?"), "{}", run.stderr);
}

/// It uses the official table's policies and is no whole table alone.
#[test]
fn a_table_on_top_of_the_official_one_is_checked_with_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("gateway.toml");
    let table = |retry: &str| {
        format!(
            r#"[[error]]
name = "ProviderDown"
status = 502
title = "The provider is down"
cause = "It did not answer."
solution = "Wait."
remedy = "wait"
retry = "{retry}"
match = [{{ code = "provider_down" }}]
sample = {{ body = "down" }}
"#
        )
    };
    fs::write(&path, table("backoff")).expect("written");
    let path = path.to_str().expect("UTF-8");
    let alone = run(&["check", "--table", path]);
    assert_eq!(alone.code, 2, "{}", alone.stderr);
    let official = stdout(&["explain", "--json"]).matches("\"id\"").count();
    let fine = stdout(&["check", "--table", path, "--extend-official"]);
    assert!(fine.starts_with(&format!("fine: {path}, ")), "{fine}");
    let code = stdout(&["generate", "--table", path, "--extend-official"]);
    assert!(code.contains(&format!("pub static ROWS: [Row; {}] = [", official + 1)), "{official}");
    let page = stdout(&["render", "--format", "markdown", "--table", path, "--extend-official"]);
    assert!(page.contains("| 502 - The provider is down |") && page.contains("| 429 - "), "{page}");

    fs::write(path, table("backof")).expect("written");
    let bad = run(&["check", "--table", path, "--extend-official"]);
    let expected = format!("error: {path}:8:9: unknown policy `backof`; did you mean `backoff`?\n");
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""));
    assert!(bad.stderr.starts_with(&expected), "{}", bad.stderr);
    fs::write(path, b"name = \"\xFF\"").expect("written");
    let bad = run(&["check", "--table", path, "--extend-official"]);
    assert!(bad.stderr.starts_with(&format!("error: {path}:1:9: not UTF-8")), "{}", bad.stderr);
    assert_eq!(run(&["check", "--extend-official"]).code, 2);
}

#[test]
fn drift_is_reported_row_by_row() {
    let run = run(&["check", "--table", "tea.toml", "tea-now.md"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    insta::assert_snapshot!("drift", run.stdout);
}

#[test]
fn an_edition_is_compared_with_what_it_listed() {
    let run = run(&["check", "--table", "tea.toml", "--edition", "2024-02-29", "tea-now.md"]);
    assert!(!run.stdout.contains("OldKettle"), "{}", run.stdout);
    let run = common::run(&["check", "--table", "tea.toml", "--edition", "2024-13", "tea-now.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("expected a month, for example 2026-02"), "{}", run.stderr);
}

#[test]
fn colours_are_for_terminals() {
    assert!(!run(&["check", "--table", "tea.toml", "tea-now.md"]).stdout.contains('\u{1b}'));
}

#[test]
fn a_bad_page_is_bad_input() {
    let run = run(&["check", "bad/statuses-only.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("error: bad/statuses-only.md:3: "), "{}", run.stderr);
}

#[test]
fn a_table_where_a_page_is_expected_is_called_a_table() {
    let (folder, path) = tea_table();
    let without_ending = folder.path().join("tea");
    fs::copy(&path, &without_ending).expect("copied");
    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "[[error\n").expect("written");
    for file in [&path, &without_ending, &broken] {
        let file = file.to_str().expect("UTF-8");
        for args in [&["check", file][..], &["import", file]] {
            let run = run(args);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""));
            let hint = format!(
                "error: {file} is an error table, and a docs page is expected here; \
                 `openai-errors check --table FILE` checks a table\n"
            );
            assert_eq!(run.stderr, hint);
        }
    }
}

/// A change of the table, the exit code of `diff`, and what it prints.
fn diff(change: fn(&str) -> String) -> (i32, String) {
    let (_folder, path) = tea_table();
    let old = read(&path);
    let new = change(&old);
    assert_ne!(old, new);
    fs::write(&path, new).expect("written");
    let run = run(&["diff", "tea.toml", path.to_str().expect("UTF-8")]);
    assert_eq!(run.stderr, "");
    (run.code, run.stdout)
}

#[test]
fn the_effect_of_each_change() {
    let minor = "release: minor before 1.0, major from then on\n";
    let between = "release: patch before 1.0, minor from then on\n";
    let patch = "release: patch\n";
    type Case = (fn(&str) -> String, i32, &'static str, &'static str);
    let cases: [Case; 19] = [
        (|t| format!("{t}\n# a comment\n"), 0, "", "no difference: no release\n"),
        (
            |t| t.replace("Use a pot.", "Use another pot."),
            0,
            "wording\n  PotNotSupported: solution \"Use a pot.\" becomes \"Use another pot.\"\n",
            patch,
        ),
        (
            |t| t.replace("initial_delay = \"500ms\"", "initial_delay = \"1s\""),
            0,
            "wording\n  policy `soon`: initial_delay 500ms becomes 1s\n",
            patch,
        ),
        (
            |t| t.replace("max_attempts = 3", "max_attempts = 2"),
            1,
            "breaking\n  policy `soon`: max_attempts 3 becomes 2\n",
            minor,
        ),
        (
            |t| t.replace("max_server_delay = \"120s\"", "max_server_delay = \"10s\""),
            1,
            "breaking\n  policy `soon`: max_server_delay 2m becomes 10s\n",
            minor,
        ),
        (
            |t| t.replace("time_budget = \"10m\"", "time_budget = \"1h\""),
            0,
            "additive\n  policy `soon`: time_budget 10m becomes 1h\n",
            between,
        ),
        (
            |t| t.replace("Tea errors", "Tea faults"),
            0,
            "wording\n  the page's title, address, heading or widths\n",
            patch,
        ),
        (
            |t| t.replace("{ code = \"slow_pour\" },", "{ code = \"slow_pour\" }, { code = \"drip\" },"),
            0,
            "additive\n  answers with code \"drip\" are recognised: SlowPour (retried by `soon`, wait)\n",
            between,
        ),
        (
            |t| t.replace("status = 418\n", "status = 418\nretired = \"2026-08\"\n"),
            0,
            "additive\n  PotNotSupported: is retired; it is still recognised\n",
            between,
        ),
        (|t| t.replace("retired = \"2024-03\"", ""), 0, "additive\n  OldKettle: is listed again\n", minor),
        (
            |t| {
                t.replace("[[unlisted]]\nstatus = [\"500-599\"]", "[[error]]\nname = \"New\"\nstatus = 500\ntitle = \"New `x`\"\ncause = \"c\"\nsolution = \"s\"\nremedy = \"wait\"\nretry = \"soon\"\nmatch = [{ code = \"new\" }]\nsample = { body = '{}' }\n\n[[unlisted]]\nstatus = [\"500-599\"]")
            },
            0,
            "additive\n  New is new: 500 New `x`\n",
            minor,
        ),
        (
            |t| t.replace("status = 418", "status = 421"),
            1,
            "breaking\n  PotNotSupported: status 418 becomes 421\n",
            minor,
        ),
        (
            |t| t.replace("\"SlowPour\"", "\"SlowerPour\""),
            1,
            "breaking\n  SlowPour is renamed SlowerPour\n",
            minor,
        ),
        (
            |t| t.replace("retry.soon", "retry.later").replace("\"soon\"", "\"later\""),
            1,
            "breaking\n  policy `soon` is renamed `later`\n",
            minor,
        ),
        (
            |t| t.replace("remedy = \"fix-billing\"", "remedy = \"contact-support\""),
            1,
            "breaking\n  CoinSlotEmpty: remedy fix-billing becomes contact-support\n",
            minor,
        ),
        (
            |t| t.replace("    { code = \"card_declined\" },\n", ""),
            1,
            "breaking\n  answers with code \"card_declined\" are no longer recognised as CoinSlotEmpty (not retried, fix-billing)\n",
            minor,
        ),
        (
            |t| t.replace("status = [\"500-599\"]", "status = [\"501-599\"]"),
            1,
            "breaking\n  unlisted answers with status 500: unlisted (retried by `soon`, wait) becomes unlisted (not retried)\n",
            minor,
        ),
        (
            |t| {
                t.replace("    { code = \"card_declined\" },\n", "").replace(
                    "{ code = \"slow_pour\" },",
                    "{ code = \"slow_pour\" }, { code = \"card_declined\" },",
                )
            },
            1,
            "breaking\n  answers with code \"card_declined\": CoinSlotEmpty (not retried, fix-billing) becomes SlowPour (retried by `soon`, wait)\n",
            minor,
        ),
        (
            |t| {
                let (head, rest) = t.split_once("[[error]]\nname = \"PotNotSupported\"").expect("there");
                let (_, tail) = rest.split_once("[[error]]").expect("there");
                format!("{head}[[error]]{tail}")
            },
            1,
            "breaking\n  PotNotSupported is removed; give it `retired` instead, such answers are still sent\n",
            minor,
        ),
    ];
    for (change, code, report, release) in cases {
        let (found_code, found) = diff(change);
        assert!(found.starts_with(report), "expected\n{report}found\n{found}");
        assert!(found.ends_with(release), "expected\n{release}found\n{found}");
        assert_eq!(found_code, code, "{found}");
    }
}

/// The tea table with a second retrying policy, a matcher that has it, and ways to read messages.
fn richer(table: &str) -> String {
    let later = r#"[retry.later]
max_attempts = 9
initial_delay = "5s"
multiplier = 2
max_delay = "60s"
max_server_delay = "120s"
time_budget = "10m"
"#;
    let messages = r#"[messages]
delay_phrases = ["pour again in"]
echoes = [{ after = "Wrong coin", until = "." }]
"#;
    let matcher = r#"{ message = "Slow pour" }, { message = "Slow pour of milk", retry = "later" }"#;
    table
        .replace("[retry.never]", &format!("{messages}\n{later}\n[retry.never]"))
        .replace(r#"{ message = "Slow pour" }"#, matcher)
}

/// Of each change of the richer table what it is to users, and what is said of it.
#[test]
fn what_happens_to_answers_is_compared() {
    let (soon, later) = ("SlowPour (retried by `soon`, wait)", "SlowPour (retried by `later`, wait)");
    let quota = "CoinSlotEmpty (not retried, fix-billing)";
    let milk = r#"answers with message "slow pour of milk""#;
    let rest = "[[unlisted]]\nretry = \"never\"\n# The end";
    let asked = "unlisted (not retried; retried by `soon` when the server asks for it)";
    let pot = "match = [{ message = \"Pot";
    let cases = [
        (
            (rest, "[[unlisted]]\nretry = \"never\"\nshould_retry = \"soon\"\n# The end"),
            "breaking",
            format!(
                "unlisted answers with no status or one up to 399: unlisted (not retried) becomes {asked}"
            ),
        ),
        (
            ("[\"500-599\"]\nretry = \"soon\"", "[\"500-599\"]\nretry = \"later\""),
            "wording",
            "unlisted answers with statuses 500-599: \
             unlisted (retried by `soon`, wait) becomes unlisted (retried by `later`, wait)"
                .to_owned(),
        ),
        (
            (r#"retry = "later" }"#, r#"retry = "soon" }, { message = "Tea", retry = "later" }"#),
            "wording",
            format!("{milk}: {later} becomes {soon}"),
        ),
        (
            (r#"retry = "later" }"#, r#"retry = "later", remedy = "slow-down" }"#),
            "breaking",
            format!("{milk}: {later} becomes SlowPour (retried by `later`, slow-down)"),
        ),
        // It takes what another row had.
        (
            ("{ status = 429 }", r#"{ status = 429 }, { code = "purse_empty", message = "No" }"#),
            "breaking",
            format!(r#"answers with code "purse_empty", message "no": {quota} becomes {soon}"#),
        ),
        // A shorter message of the same row catches what the longer one did.
        (
            (r#"{ message = "Slow pour" }, "#, r#"{ message = "Slow" }, "#),
            "additive",
            format!(r#"answers with message "slow" are recognised: {soon}"#),
        ),
        // No entry covers 429, which is a row's.
        (("[\"400-499\"]", "[\"400-428\", \"430-499\"]"), "no difference: no release", String::new()),
        (
            (pot, "since = \"2020-01\"\nmatch = [{ message = \"Pot"),
            "wording",
            "PotNotSupported: since none becomes 2020-01".to_owned(),
        ),
        (("2024-03", "2025-03"), "wording", "OldKettle: retired 2024-03 becomes 2025-03".to_owned()),
        (
            ("delay_phrases = [\"pour again in\"]\n", ""),
            "breaking",
            r#"delays after "pour again in" in a message are no longer read"#.to_owned(),
        ),
        (
            (r#"until = ".""#, r#"until = ";""#),
            "breaking",
            r#"secrets between "wrong coin" and "." in a message are no longer hidden"#.to_owned(),
        ),
        // What the row says itself is not said again of its matchers.
        (
            (r#"remedy = "fix-billing""#, r#"remedy = "contact-support""#),
            "breaking",
            "CoinSlotEmpty: remedy fix-billing becomes contact-support".to_owned(),
        ),
    ];
    for ((from, to), effect, text) in cases {
        let (_folder, path) = tea_table();
        let old = richer(&read(&path));
        assert!(old.contains(from), "{from}");
        let before = path.with_file_name("before.toml");
        fs::write(&before, &old).expect("written");
        fs::write(&path, old.replacen(from, to, 1)).expect("written");
        let run = run(&["diff".as_ref(), before.as_os_str(), path.as_os_str()]);
        assert_eq!((run.code, run.stderr.as_str()), (i32::from(effect == "breaking"), ""));
        let mut lines = run.stdout.lines();
        assert!(lines.any(|line| line == effect), "{effect}: {}", run.stdout);
        let findings: Vec<&str> = lines.map_while(|line| line.strip_prefix("  ")).collect();
        assert_eq!(findings.join("\n"), text, "{}", run.stdout);
    }
}

#[test]
fn standard_input_is_one_file_only() {
    let table = read(&common::pages().join("tea.toml"));
    for args in [&["diff", "-", "-"][..], &["check", "--table", "-", "-"]] {
        let run = common::run_with(args, &table);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert_eq!(run.stderr, "error: only one of the files can be `-`, standard input\n");
    }
    assert_eq!(common::run_with(&["diff", "-", "tea.toml"], &table).code, 0);
}

#[test]
fn a_page_later_all_kinds_of_changes_come_together() {
    let (_folder, path) = tea_table();
    let table = path.to_str().expect("UTF-8");
    assert_eq!(run(&["import", "tea-now.md", "--into", table, "--update", "--edition", "2026-08"]).code, 0);
    let run = run(&["diff", "tea.toml", table]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    insta::assert_snapshot!("diff", run.stdout);
}
