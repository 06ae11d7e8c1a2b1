//! `classify`: one answer, its row and the verdict.

mod jsonl;
mod line;
mod verdict;

use std::path::Path;

use crate::args::ClassifyArgs;
use crate::failure::{Outcome, Result};
use crate::{file, output};
use verdict::{Judged, now};

pub(crate) fn classify(args: &ClassifyArgs) -> Result {
    if args.jsonl {
        return jsonl::classify_lines();
    }
    let body = file::read(args.body.as_deref().unwrap_or(Path::new("-")))?;
    let judged = Judged::new(args.status, args.headers.as_slice(), &body, 1, now());
    if args.json {
        return output::json(&judged.line);
    }
    judged.print()?;
    Ok(Outcome::Fine)
}
