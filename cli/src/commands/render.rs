//! `render`: the docs page of a table.

use crate::args::RenderArgs;
use crate::failure::Result;
use crate::{file, render as formats, table};

pub(crate) fn render(args: &RenderArgs) -> Result {
    let table = table::chosen(&args.table)?;
    let page = formats::render(&table, args.format, args.edition.as_deref())?;
    file::write(args.output.as_deref(), &page)
}
