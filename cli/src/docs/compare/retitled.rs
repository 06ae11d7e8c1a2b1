//! Which dropped row a new row of the page may be, under another title. Only a question for a person: a row
//! is identified by its code, else by its title, so that the two stay two rows.

use openai_error_policy_build::{ErrorRow, Table};

use super::{Drift, PageRow};

/// How alike the texts must be on the average of title, cause and solution, from 0 to 1: two that are the same are
/// enough, other rows of the same status share few words.
const ALIKE: f64 = 0.6;

/// The dropped row with the new row's status whose texts are most alike, where they are alike enough.
pub(crate) fn likely_former_row<'t>(new: &PageRow, drift: &Drift, table: &'t Table) -> Option<&'t ErrorRow> {
    let dropped = drift.dropped.iter().map(|row| &table.rows[*row]);
    let candidates = dropped.filter(|row| row.status == new.status).map(|row| (likeness(new, row), row));
    let best = candidates.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= ALIKE).map(|(_, row)| row)
}

fn likeness(new: &PageRow, old: &ErrorRow) -> f64 {
    let pairs = [(&new.title, &old.title), (&new.cause, &old.cause), (&new.solution, &old.solution)];
    let alike = pairs.map(|(new, old)| strsim::sorensen_dice(&new.plain(), &old.plain()));
    alike.iter().sum::<f64>() / 3.0
}
