//! The page of the recipes shows the code that is tested here.

const PAGE: &str = include_str!("../../../docs/recipes.md");

#[test]
fn the_page_has_the_code_of_each_recipe() {
    for (name, code) in [
        ("async_openai", include_str!("../src/async_openai.rs")),
        ("reqwest_middleware", include_str!("../src/reqwest_middleware.rs")),
        ("stream", include_str!("../src/stream.rs")),
    ] {
        assert!(
            PAGE.contains(&format!("```rust\n{code}```\n")),
            "docs/recipes.md lacks the code of {name}.rs"
        );
    }
}
