//! `render`: every format, and back.

mod common;

use std::fs;

use common::{read, run, stdout};
use openai_error_policy_build::{Piece, Table, Text};
use proptest::prelude::*;

#[test]
fn every_format_of_a_small_table() {
    for format in ["gitbook", "markdown", "html", "json", "json-schema"] {
        let page = stdout(&["render", "--format", format, "--table", "tea.toml"]);
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "one final line break: {format}");
        insta::assert_snapshot!(format.replace('-', "_"), page);
    }
}

#[test]
fn an_edition_lists_its_rows() {
    let rows = |edition: &str| {
        let page = stdout(&["render", "--format", "markdown", "--table", "tea.toml", "--edition", edition]);
        page.matches("**Cause:**").count()
    };
    assert_eq!((rows("2024-02"), rows("2024-03")), (4, 3));
}

/// The ten rows of that edition are history: later edits of the table leave its page as it was published.
#[test]
fn the_page_of_2026_02_stays_byte_for_byte() {
    let page = stdout(&["render", "--format", "gitbook", "--edition", "2026-02"]);
    // FNV-1a of the published page.
    let hash = page.bytes().fold(0xcbf29ce484222325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    assert_eq!((page.len(), hash), (4063, 0xcf003f206b1da515), "{page}");
}

#[test]
fn an_output_file_is_written_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("page.md");
    let shown = path.to_str().expect("UTF-8");
    assert_eq!(stdout(&["render", "--format", "markdown", "--table", "tea.toml", "-o", shown]), "");
    assert_eq!(read(&path), stdout(&["render", "--format", "markdown", "--table", "tea.toml"]));
    let run = run(&["render", "--format", "html", "-o", "no/such/folder/page.html"]);
    assert_eq!(run.code, 2);
    let said = "error: cannot write no/such/folder/page.html: the folder no/such/folder does not exist\n";
    assert_eq!(run.stderr, said);
}

#[test]
fn a_dash_is_standard_output() {
    let args = ["render", "--format", "markdown", "--table", "tea.toml"];
    assert_eq!(stdout(&[&args[..], &["-o", "-"]].concat()), stdout(&args));
    assert!(!common::pages().join("-").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_yet_stays_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("pages")).expect("created");
    let [link, inner, circle] = ["link", "pages/inner", "circle"].map(|name| folder.path().join(name));
    for (to, at) in [("pages/inner", &link), ("page.md", &inner), ("circle", &circle)] {
        std::os::unix::fs::symlink(to, at).expect("linked");
    }
    let write = |path: &std::path::Path| {
        run(&["render".as_ref(), "--format=markdown".as_ref(), "-o".as_ref(), path.as_os_str()])
    };
    for _ in 0..2 {
        assert_eq!(write(&link).code, 0);
        assert!(link.is_symlink() && inner.is_symlink());
        assert!(read(&folder.path().join("pages/page.md")).contains("| 429 - "));
    }
    let said = write(&circle);
    assert!(said.code == 2 && circle.is_symlink(), "{}", said.stderr);
}

#[test]
fn a_page_without_a_title_has_a_general_one() {
    let (_folder, path) = common::tea_table();
    let table = read(&path);
    let (head, rest) = table.split_once("[page]").expect("a page");
    let (_, rows) = rest.split_once("\n[").expect("more");
    fs::write(&path, format!("{head}[{rows}")).expect("written");
    let page = stdout(&["render".as_ref(), "--format=html".as_ref(), "--table".as_ref(), path.as_os_str()]);
    assert!(page.contains("<title>API errors</title>") && page.contains("<h1>API errors</h1>"), "{page}");
}

#[test]
fn the_page_for_people_needs_nothing_from_elsewhere() {
    let page = stdout(&["render", "--format", "html"]);
    for foreign in ["src=", "<link", "@import", "url(", "fetch(", "http-equiv=\"refresh\""] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("default-src 'none'"));
}

/// Words that some format or reader could take for markup.
const HARD: [&str; 44] = [
    "|",
    "\\",
    "\\|",
    "<",
    ">",
    "<br>",
    "<br />",
    "&lt;br /&gt;",
    "</td>",
    "</table>",
    "<script>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&copy",
    "&#124;",
    "`",
    "``",
    "\"",
    "'",
    "[",
    "]",
    "[x](y)",
    "(",
    ")",
    "*",
    "**",
    "**Solution:**",
    "Cause:",
    "Solution: ",
    "_",
    "__x__",
    "~~",
    "!",
    "{:.x}",
    "{% raw %}",
    "#",
    "- ",
    "429",
    "1.",
    "é",
    "语言",
    "🦀",
];

fn hard_words() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => prop::sample::select(&HARD[..]).prop_map(str::to_owned),
        2 => "[a-z]{1,6}",
        1 => Just(" ".to_owned()),
    ];
    // Runs of white space are one space on any page, and none at the ends of a text.
    prop::collection::vec(part, 1..8).prop_map(|parts| {
        let words: Vec<String> = parts.concat().split_whitespace().map(str::to_owned).collect();
        if words.is_empty() { "x".to_owned() } else { words.join(" ") }
    })
}

fn address() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z]{1,4}",
        prop::sample::select(
            &["/", "?a=1", "&copy;=2", "&b=", "#", "|", "~", "_", "*", "'", "[", "]", "%20", "$", "!"][..]
        )
        .prop_map(str::to_owned)
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| format!("https://tea.example/{}", parts.concat()))
}

fn piece(links: bool) -> BoxedStrategy<Piece> {
    let words = hard_words().prop_map(Piece::Words);
    let code = hard_words().prop_map(Piece::Code);
    if !links {
        return prop_oneof![words, code].boxed();
    }
    let link = (text(false), address()).prop_map(|(text, url)| Piece::Link { text, url });
    prop_oneof![words, code, link].boxed()
}

/// Pieces side by side, some with a space between; two of a kind become one.
fn text(links: bool) -> BoxedStrategy<Text> {
    let pieces = prop::collection::vec((piece(links), any::<bool>()), 1..5);
    pieces.prop_map(|pieces| Text { pieces: joined(pieces) }).boxed()
}

fn joined(pieces: Vec<(Piece, bool)>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (piece, spaced) in pieces {
        if spaced && !out.is_empty() {
            push(&mut out, Piece::Words(" ".to_owned()));
        }
        push(&mut out, piece);
    }
    if let Some(Piece::Words(last)) = out.last_mut() {
        *last = last.trim_end().to_owned();
    }
    out.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
    out
}

fn push(out: &mut Vec<Piece>, piece: Piece) {
    match (out.last_mut(), piece) {
        (Some(Piece::Words(before)), Piece::Words(words)) => {
            let words = if before.ends_with(' ') { words.trim_start().to_owned() } else { words };
            before.push_str(&words);
        }
        (Some(Piece::Code(before)), Piece::Code(code)) => before.push_str(&code),
        (_, piece) => out.push(piece),
    }
}

/// No page takes brackets alone for a title.
fn title() -> impl Strategy<Value = Text> {
    text(false)
        .prop_filter("a title has a letter or a digit", |title| title.plain().contains(char::is_alphanumeric))
}

/// The text of a table with these rows.
fn table(rows: &[(u16, Text, Text, Text)]) -> String {
    let quoted = |text: &Text| toml_edit::Value::from(text.markdown()).to_string();
    let mut out = "[page]\ntitle = \"T\"\nheading = \"H\"\n[retry.never]\nmax_attempts = 1\n".to_owned();
    for (i, (status, title, cause, solution)) in rows.iter().enumerate() {
        out.push_str(&format!(
            "[[error]]\nname = \"Row{i}\"\nstatus = {status}\ntitle = {}\ncause = {}\nsolution = {}\n\
             remedy = \"fix-request\"\nretry = \"never\"\nmatch = [{{ code = \"c{i}\" }}]\nsample = {{ body = '{{}}' }}\n",
            quoted(title),
            quoted(cause),
            quoted(solution),
        ));
    }
    out + "[[unlisted]]\nretry = \"never\"\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_rendered_is_imported_again(
        rows in prop::collection::vec((100..600_u16, title(), text(true), text(true)), 1..10)
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("table.toml");
        let written = table(&rows);
        fs::write(&source, &written).expect("written");
        let table = Table::parse(&written).map_err(|problems| TestCaseError::fail(format!("{problems}\n{written}")))?;
        let expected: Vec<serde_json::Value> = table.rows.iter().map(|row| serde_json::json!({
            "status": row.status,
            "title": row.title.markdown(),
            "cause": row.cause.markdown(),
            "solution": row.solution.markdown(),
        })).collect();
        for format in ["gitbook", "markdown", "html", "json"] {
            let page = folder.path().join("page").with_extension(if format == "gitbook" { "md" } else { format });
            let shown = page.to_str().expect("UTF-8");
            stdout(&["render", "--format", format, "--table", source.to_str().expect("UTF-8"), "-o", shown]);
            let imported = run(&["import", shown, "--json"]);
            prop_assert_eq!(imported.code, 0, "{}: {}\n{}", format, imported.stderr, read(&page));
            let mut found: Vec<serde_json::Value> = serde_json::from_str(&imported.stdout).expect("JSON");
            for row in found.iter_mut().filter_map(serde_json::Value::as_object_mut) {
                row.retain(|key, _| ["status", "title", "cause", "solution"].contains(&key.as_str()));
            }
            prop_assert_eq!(&found, &expected, "{}\n{}", format, read(&page));
        }
    }
}
