//! Every snippet of the documents is compiled, run, or a part of a file that is. Rust blocks without `ignore` are
//! doctests of this package (`src/lib.rs`), what the shell runs is in `cli/tests/documents.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use openai_error_policy_tests::cargo::workspace;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use toml_edit::{DocumentMut, Item};

/// The documents whose Rust is compiled as doctests.
const DOCTESTED: [&str; 4] = ["README.md", "docs/guide.md", "build-support/README.md", "cli/README.md"];

/// Its blocks are files that are compiled, or a part of its test: see `adapters/tests/docs.rs`.
const COMPILED_ELSEWHERE: &str = "docs/recipes.md";

/// Where snippets are from that cannot be doctests, since they are parts or need a build script.
const SOURCES: [&str; 4] = [
    "tests/examples/guide.rs",
    "tests/fixtures/gateway/build.rs",
    "tests/fixtures/gateway/src/lib.rs",
    "tests/fixtures/gateway/gateway.toml",
];

struct Block {
    info: String,
    text: String,
}

fn read(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).expect(name).replace("\r\n", "\n")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                block = Some(Block { info, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(block.take()),
            _ => {}
        }
    }
    blocks
}

fn markdown_in(folder: &str) -> Vec<String> {
    let files = fs::read_dir(workspace().join(folder)).expect(folder);
    let names = files.map(|file| file.expect("readable").file_name().into_string().expect("UTF-8"));
    let names = names.filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "md"));
    let path = |name: String| PathBuf::from(folder).join(name).to_string_lossy().replace('\\', "/");
    let mut paths: Vec<String> = names.map(path).collect();
    paths.sort();
    paths
}

/// All Markdown that people read; `runtime/README.md` is a link to the first.
fn documents() -> Vec<String> {
    ["", "docs", "build-support", "cli", "macros"].into_iter().flat_map(markdown_in).collect()
}

#[test]
fn every_snippet_is_tested() {
    let sources = SOURCES.map(read);
    let documents = documents();
    assert!(DOCTESTED.iter().all(|name| documents.iter().any(|document| document == name)), "{documents:?}");
    for document in documents.iter().filter(|document| *document != COMPILED_ELSEWHERE) {
        for Block { info, text } in blocks(&read(document)) {
            let is_tested = match info.as_str() {
                "rust" | "rust,no_run" => DOCTESTED.contains(&document.as_str()),
                "rust,ignore" => sources.iter().any(|source| source.contains(&text)),
                "toml" => is_dependencies(&text) || sources.iter().any(|source| source.contains(&text)),
                // Run by the tests of the command, and nothing but output.
                "sh" | "console" | "text" => true,
                _ => false,
            };
            assert!(is_tested, "{document}: nobody tests this `{info}` block:\n{text}");
        }
    }
}

#[test]
fn the_guide_shows_its_whole_program_in_order() {
    let program = read("tests/examples/guide.rs");
    let (_, code) = program.split_once("\n\n").expect("a heading comment and the code");
    let shown = blocks(&read("docs/guide.md")).into_iter().filter(|block| block.info == "rust,ignore");
    let shown: Vec<String> = shown.map(|block| block.text).filter(|text| program.contains(text)).collect();
    assert_eq!(shown.join("\n"), code, "copy tests/examples/guide.rs into docs/guide.md");
}

#[test]
fn the_guide_has_every_feature() {
    let manifest = manifest("runtime/Cargo.toml");
    let features = manifest["features"].as_table().expect("features");
    let guide = read("docs/guide.md");
    let (_, table) = guide.split_once("## 12. Features").expect("the section");
    for feature in features.iter().map(|(name, _)| name).filter(|name| *name != "default") {
        assert!(table.contains(&format!("`{feature}`")), "docs/guide.md lacks the feature `{feature}`");
    }
}

/// The words of the guide are those of the verdicts: a new reason needs a line of its own.
#[test]
fn the_guide_has_every_reason_to_stop() {
    let source = read("runtime/src/retry.rs");
    let (_, words) = source.split_once("pub const fn as_str").expect("the words of `Stop`");
    let (words, _) = words.split_once("\n    }\n").expect("the end");
    let guide = read("docs/guide.md");
    let words: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 6);
    for word in words {
        assert!(guide.contains(&format!("| `{word}` |")), "docs/guide.md lacks the reason `{word}`");
    }
}

fn manifest(name: &str) -> DocumentMut {
    read(name).parse().expect("TOML")
}

/// What a document tells people to depend on is what its code is compiled with here.
fn is_dependencies(text: &str) -> bool {
    let Ok(shown) = text.parse::<DocumentMut>() else { return false };
    let Some(shown) = shown.get("dependencies").and_then(Item::as_table) else { return false };
    let ours = manifest("tests/Cargo.toml");
    for (name, wanted) in shown {
        let own = &ours["dependencies"][name];
        let is_of_workspace = own.get("workspace").is_some();
        assert!(is_of_workspace || version(own) == version(wanted), "{name}: another version is tested");
        let missing: Vec<String> = features(name, own).difference(&features(name, wanted)).cloned().collect();
        assert!(missing.is_empty(), "{name}: tested with {missing:?}");
    }
    true
}

fn version(dependency: &Item) -> Option<&str> {
    dependency.as_str().or_else(|| dependency.get("version")?.as_str())
}

/// The features asked for; of our own crate also those that they bring.
fn features(name: &str, dependency: &Item) -> BTreeSet<String> {
    let list = |item: Option<&Item>| -> Vec<String> {
        let values = item.and_then(Item::as_array).into_iter().flatten();
        values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let mut found = BTreeSet::from_iter(list(dependency.get("features")));
    let manifest = manifest("runtime/Cargo.toml");
    let mut new: Vec<String> = found.iter().filter(|_| name == "openai-error-policy").cloned().collect();
    while let Some(feature) = new.pop() {
        let brought = list(manifest["features"].get(&feature));
        new.extend(brought.into_iter().filter(|feature| found.insert(feature.clone())));
    }
    // Asked of serde_json by others in this package, and no matter to what is shown.
    found.remove("raw_value");
    found
}
