//! Recipes: how to use `openai-error-policy` with crates whose releases must not force ours. Copy what you need; the
//! page `docs/recipes.md` shows the same code.

pub mod async_openai;
pub mod reqwest_middleware;
pub mod stream;
