//! What has another name in the new table and is the same otherwise.

use openai_error_policy_build::Table;

use super::{policies, rows};

/// Two tables, and the rows and policies that have other names in the new one.
pub(super) struct Renamed<'t> {
    pub(super) old: &'t Table,
    pub(super) new: &'t Table,
    rows: Vec<(&'t str, &'t str)>,
    policies: Vec<(&'t str, &'t str)>,
}

impl<'t> Renamed<'t> {
    pub(super) fn between(old: &'t Table, new: &'t Table) -> Self {
        let twin = |policy: &'t openai_error_policy_build::Policy| {
            policies::twin(policy, old, new)
                .map(|twin| (policy.name.value.as_str(), twin.name.value.as_str()))
        };
        Self {
            old,
            new,
            rows: rows::renamed(old, new),
            policies: old.policies.iter().filter_map(twin).collect(),
        }
    }

    /// The new name of a row of the old table.
    pub(super) fn row(&self, name: &str) -> Option<&'t str> {
        self.rows.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
    }

    pub(super) fn is_new_row(&self, name: &str) -> bool {
        !has_row(self.old, name) && !self.rows.iter().any(|(_, to)| *to == name)
    }

    /// Whether the row of the old table is not in the new one, under whatever name.
    pub(super) fn is_gone_row(&self, name: &str) -> bool {
        !has_row(self.new, name) && self.row(name).is_none()
    }

    pub(super) fn is_same_row(&self, old: Option<&str>, new: Option<&str>) -> bool {
        old == new || is_pair(&self.rows, old, new)
    }

    pub(super) fn is_same_policy(&self, old: Option<&str>, new: Option<&str>) -> bool {
        old == new || is_pair(&self.policies, old, new)
    }
}

fn has_row(table: &Table, name: &str) -> bool {
    table.rows.iter().any(|row| row.name.value == name)
}

fn is_pair(pairs: &[(&str, &str)], old: Option<&str>, new: Option<&str>) -> bool {
    pairs.iter().any(|(from, to)| old == Some(*from) && new == Some(*to))
}
