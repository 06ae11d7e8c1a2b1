//! `classify`: one answer, its row and the verdict.

use std::path::Path;

use super::verdict::{Judged, now};
use crate::args::ClassifyArgs;
use crate::failure::{Outcome, Result};
use crate::{file, output};

pub(crate) fn classify(args: &ClassifyArgs) -> Result {
    if args.jsonl {
        return super::jsonl::classify_lines();
    }
    let body = file::read(args.body.as_deref().unwrap_or(Path::new("-")))?;
    let judged = Judged::new(args.status, args.headers.as_slice(), &body, 1, now());
    if args.json {
        return output::json(&judged.line);
    }
    judged.print()?;
    Ok(Outcome::Fine)
}
