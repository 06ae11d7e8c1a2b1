//! `generate`: the Rust code of a table, for those who check it in.

use openai_error_policy_build::emit;

use crate::args::GenerateArgs;
use crate::failure::Result;
use crate::{file, table};

pub(crate) fn generate(args: &GenerateArgs) -> Result {
    let table = table::chosen(&args.table)?;
    file::write(args.output.as_deref(), &emit::rust(&table, "::openai_error_policy"))
}
