//! Durations as people write them: `500ms`, `8s`, `7m12s`, `1h30m`.

use core::fmt;
use core::time::Duration;

/// Displays a duration with the units of an hour, a minute, a second and a millisecond.
pub(crate) struct Human(pub(crate) Duration);

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_secs() == 0 {
            return write!(f, "{:?}", self.0);
        }
        // Up to the next millisecond, so that no wait looks shorter than it is.
        let up = self.0.saturating_add(Duration::from_nanos(999_999));
        let (minutes, rest) = (up.as_secs() / 60, up.as_secs() % 60);
        let rest = Duration::new(rest, up.subsec_millis() * 1_000_000);
        for (count, unit) in &[(minutes / 60, "h"), (minutes % 60, "m")] {
            if *count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        if rest.is_zero() { Ok(()) } else { write!(f, "{rest:?}") }
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
            (86_400, "1m26.4s"),
            (120_001, "2m1ms"),
            (432_000, "7m12s"),
            (3_600_000, "1h"),
            (5_400_000, "1h30m"),
            (3_605_000, "1h5s"),
        ] {
            assert_eq!(Human(Duration::from_millis(millis)).to_string(), text);
        }
    }

    #[test]
    fn parts_of_a_millisecond_are_rounded_up() {
        for (nanos, text) in [(250_001, "250.001µs"), (29_123_456_789, "29.124s"), (119_999_000_001, "2m")] {
            assert_eq!(Human(Duration::from_nanos(nanos)).to_string(), text);
        }
        assert!(Human(Duration::MAX).to_string().ends_with('s'));
    }
}
