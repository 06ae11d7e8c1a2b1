//! Durations as people write them: `500ms`, `8s`, `7m12s`, `1h30m`.

use core::fmt;
use core::time::Duration;

/// Displays a duration with the units of an hour, a minute, a second and a millisecond.
pub(crate) struct Human(pub(crate) Duration);

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0.as_secs();
        if secs < 60 {
            // The standard form is good below a minute: `1.5s`, `17ms`.
            return write!(f, "{:?}", self.0);
        }
        let parts = [(secs / 3_600, "h"), (secs / 60 % 60, "m"), (secs % 60, "s")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        parts.into_iter().try_for_each(|(count, unit)| write!(f, "{count}{unit}"))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn units_that_are_zero_are_left_out() {
        for (millis, text) in [
            (0, "0ns"),
            (17, "17ms"),
            (1_500, "1.5s"),
            (60_000, "1m"),
            (432_000, "7m12s"),
            (3_600_000, "1h"),
            (5_400_000, "1h30m"),
            (3_605_000, "1h5s"),
        ] {
            assert_eq!(Human(Duration::from_millis(millis)).to_string(), text);
        }
    }
}
