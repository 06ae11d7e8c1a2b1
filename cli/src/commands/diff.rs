//! `diff`: what a change of a table means for users, and the release it calls for.

use std::io::Write;

use crate::args::DiffArgs;
use crate::difference::{self, Effect};
use crate::failure::{Outcome, Result};
use crate::output::{self, BAD, GOOD, TITLE};
use crate::table;

pub(crate) fn diff(args: &DiffArgs) -> Result {
    let read = |path| table::in_file(path, args.extend_official);
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let findings = difference::between(&old, &new);
    let mut out = output::stdout();
    for effect in Effect::ALL {
        let of_effect: Vec<_> = findings.iter().filter(|finding| finding.effect == effect).collect();
        if of_effect.is_empty() {
            continue;
        }
        let style = match effect {
            Effect::Breaking => BAD,
            Effect::Additive => GOOD,
            Effect::Wording => TITLE,
        };
        writeln!(out, "{style}{}{style:#}", effect.name())?;
        of_effect.iter().try_for_each(|finding| writeln!(out, "  {}", finding.text))?;
    }
    let release = if findings.is_empty() {
        "no difference: no release"
    } else if findings.iter().any(|finding| finding.waits) {
        "release: minor before 1.0, major from then on"
    } else if findings.iter().any(|finding| finding.effect == Effect::Additive) {
        "release: patch before 1.0, minor from then on"
    } else {
        "release: patch"
    };
    writeln!(out, "{release}")?;
    out.flush()?;
    let is_breaking = findings.iter().any(|finding| finding.effect == Effect::Breaking);
    Ok(if is_breaking { Outcome::Finding } else { Outcome::Fine })
}
