//! Delays as servers write them. Zero, negative, unreadable and overflowing values are absent, never a wait.

use alloc::borrow::Cow;
use alloc::string::String;
use core::time::Duration;

use crate::search::{all, find, run, split};

const NANOS: u64 = 1_000_000_000;

/// A number of units: `33`, `1.5`; no sign, no exponent. `unit` is in nanoseconds.
pub(crate) fn number(text: &str, unit: u64) -> Option<Duration> {
    let (whole, fraction) = around_point(text);
    if whole.len() + fraction.len() == 0
        || !all(whole, u8::is_ascii_digit)
        || !all(fraction, u8::is_ascii_digit)
    {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut scale = u128::from(unit);
    let mut nanos = u128::from(whole) * scale;
    for digit in fraction.get(..9).unwrap_or(fraction).as_bytes() {
        scale /= 10;
        nanos += u128::from(digit - b'0') * scale;
    }
    positive(nanos)
}

/// What is in front of the decimal point and after it.
fn around_point(text: &str) -> (&str, &str) {
    match find(text, ".") {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// Seconds, whole or with a fraction.
pub(crate) fn seconds(text: &str) -> Option<Duration> {
    number(text.trim(), NANOS)
}

/// Milliseconds, whole or with a fraction.
pub(crate) fn millis(text: &str) -> Option<Duration> {
    number(text.trim(), 1_000_000)
}

fn positive(nanos: u128) -> Option<Duration> {
    let secs = u64::try_from(nanos / u128::from(NANOS)).ok()?;
    let subsec = (nanos % u128::from(NANOS)) as u32;
    if nanos > 0 { Some(Duration::new(secs, subsec)) } else { None }
}

/// A Go duration and nothing else (`1h2m3.5s`, `6m0s`, `17ms`); a bare number is seconds.
pub(crate) fn go(text: &str) -> Option<Duration> {
    let text = text.trim();
    match leading(text) {
        Some((delay, "")) => Some(delay),
        _ => seconds(text),
    }
}

/// The duration a text begins with, with units short or spelt out (`7m12s`, `33 seconds`, `1 minute and 30 seconds`),
/// and what follows it.
pub(crate) fn leading(text: &str) -> Option<(Duration, &str)> {
    let (mut total, mut smallest, mut rest) = one(text)?;
    // The units become smaller: what follows otherwise is another duration.
    while let Some((delay, unit, tail)) = one(after_separator(rest)) {
        if unit >= smallest {
            break;
        }
        total = total.checked_add(delay)?;
        (smallest, rest) = (unit, tail);
    }
    if total.is_zero() { None } else { Some((total, rest)) }
}

/// What follows a comma or the word between two numbers.
fn after_separator(text: &str) -> &str {
    let text = text.trim_start();
    let text = text.strip_prefix(',').unwrap_or(text).trim_start();
    text.strip_prefix("and ").unwrap_or(text)
}

/// One number with its unit (also that in nanoseconds), and the rest. A zero counts here: `6m0s` is six minutes.
fn one(text: &str) -> Option<(Duration, u64, &str)> {
    let text = text.trim_start();
    let (digits, tail) = text.split_at(run(text.as_bytes(), |b| matches!(b, b'0'..=b'9' | b'.' | b',')));
    let tail = tail.trim_start();
    let name = split(tail, |c| !c.is_alphabetic()).next()?;
    let unit = unit(name)?;
    let digits = without_commas(digits)?;
    let is_zero = !digits.is_empty() && all(&digits, |b| matches!(b, b'0' | b'.'));
    let delay = if is_zero { Duration::ZERO } else { number(&digits, unit)? };
    Some((delay, unit, &tail[name.len()..]))
}

/// `1,500` as `1500`; none where three digits do not follow a comma.
fn without_commas(digits: &str) -> Option<Cow<'_, str>> {
    if find(digits, ",").is_none() {
        return Some(Cow::Borrowed(digits));
    }
    let (whole, fraction) = around_point(digits);
    let mut groups = split(whole, |c| c == ',');
    let mut number = String::from(groups.next()?);
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        number.push_str(group);
    }
    number.push_str(&digits[whole.len()..]);
    if find(fraction, ",").is_none() { Some(Cow::Owned(number)) } else { None }
}

/// Their names and how many nanoseconds they have.
const UNITS: [(&[&str], u64); 7] = [
    (&["ns", "nanosecond"], 1),
    (&["us", "µs", "μs", "microsecond"], 1_000),
    (&["ms", "millisecond", "msec"], 1_000_000),
    (&["s", "sec", "second"], NANOS),
    (&["m", "min", "minute"], 60 * NANOS),
    (&["h", "hr", "hour"], 3_600 * NANOS),
    (&["d", "day"], 86_400 * NANOS),
];

/// The unit in nanoseconds.
fn unit(name: &str) -> Option<u64> {
    let singular = match name.as_bytes() {
        [.., b's' | b'S'] if name.chars().count() > 2 => &name[..name.len() - 1],
        _ => name,
    };
    for (names, nanos) in &UNITS {
        for known in *names {
            if singular.eq_ignore_ascii_case(known) {
                return Some(*nanos);
            }
        }
    }
    None
}

/// The delay that follows the first of `phrases` that one follows, also where the message is broken into lines.
pub(crate) fn in_message(message: &str, phrases: &[&str]) -> Option<Duration> {
    let mut lower = String::with_capacity(message.len() + 1);
    for word in message.split_ascii_whitespace() {
        lower.push_str(word);
        lower.push(' ');
    }
    lower.make_ascii_lowercase();
    for phrase in phrases {
        let mut rest = lower.as_str();
        while let Some(at) = find(rest, phrase) {
            rest = &rest[at + phrase.len()..];
            if let Some((delay, _)) = leading(rest) {
                return Some(delay);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_durations() {
        for (text, millis) in [
            ("1h2m3.5s", Some(3_723_500)),
            ("6m0s", Some(360_000)),
            ("17ms", Some(17)),
            ("1m26.4s", Some(86_400)),
            ("7.66s", Some(7_660)),
            ("20", Some(20_000)),
            ("0s", None),
            ("0", None),
            ("-1", None),
            ("-1s", None),
            ("", None),
            ("NaN", None),
            ("1e999", None),
            ("99999999999999999999999s", None),
            ("18446744073709551615h", None),
            ("5 parsecs", None),
            ("1s later", None),
        ] {
            assert_eq!(go(text), millis.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn seconds_and_millis() {
        assert_eq!(seconds(" 1.5 "), Some(Duration::from_millis(1_500)));
        assert_eq!(seconds("1.0000000001"), Some(Duration::from_secs(1)));
        assert_eq!(millis("250"), Some(Duration::from_millis(250)));
        assert_eq!(millis("0.5"), Some(Duration::from_micros(500)));
        for text in ["", ".", "0", "0.0", "-3", "+3", "inf", "nan", "1e3", "12abc", "99999999999999999999"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn delays_in_messages() {
        let phrases = ["try again in", "retry after"];
        for (message, millis) in [
            ("Please try again in 7m12s. Visit", Some(432_000)),
            ("Please try again in 644ms.", Some(644)),
            ("Please TRY AGAIN in 20s.", Some(20_000)),
            ("please retry after 33 seconds.", Some(33_000)),
            ("Try again in 1 minute, or later", Some(60_000)),
            ("try again in a moment; try again in 35 seconds", Some(35_000)),
            ("try again in 1h2m3.5s", Some(3_723_500)),
            ("try again in 1 minute and 30 seconds.", Some(90_000)),
            ("try again in 1 hour, 2 minutes, and 3 seconds.", Some(3_723_000)),
            ("try again in 1 minute, 30 seconds", Some(90_000)),
            ("try again in 5 seconds, 5 minutes have passed", Some(5_000)),
            ("try again in 5 seconds, 5 seconds have passed", Some(5_000)),
            ("try again in h, 5 ms", None),
            ("try again in 1,500 ms", Some(1_500)),
            ("try again in 1,234,567 ms", Some(1_234_567)),
            ("try again in 1,5 s", None),
            ("try again in 1.5,000 s", None),
            ("try again in , s", None),
            ("try\nagain in\r\n  20s", Some(20_000)),
            ("try again in 20", None),
            ("try again in", None),
            ("try again in 0s", None),
            ("wait 20s", None),
            ("Expected: try again in 1 second.", Some(1_000)),
            ("try again in 55s.", Some(55_000)),
            ("retry after 159h55m54s.", Some(575_754_000)),
        ] {
            assert_eq!(in_message(message, &phrases), millis.map(Duration::from_millis), "{message}");
        }
    }

    #[test]
    fn every_unit_in_every_form() {
        let second = Duration::from_secs(1);
        let day = second * 86_400;
        for (names, unit) in [
            (&["ns", "nanosecond", "nanoseconds"][..], Duration::from_nanos(1)),
            (&["us", "µs", "μs", "microsecond", "microseconds"], Duration::from_micros(1)),
            (&["ms", "msec", "msecs", "millisecond", "Milliseconds"], Duration::from_millis(1)),
            (&["s", "S", "sec", "secs", "second", "SECONDS"], second),
            (&["m", "min", "mins", "minute", "minutes"], second * 60),
            (&["h", "hr", "hrs", "hour", "hours"], second * 3_600),
            (&["d", "day", "days"], day),
        ] {
            for name in names {
                assert_eq!(go(&["3", name].concat()), Some(unit * 3), "{name}");
                let spaced = ["3 ", name, " left"].concat();
                assert_eq!(leading(&spaced), Some((unit * 3, " left")), "{name}");
            }
        }
        for name in ["", "x", "ss", "dayss", "n", "week"] {
            assert_eq!(leading(&["3", name].concat()), None, "{name}");
        }
    }

    #[test]
    fn parts_of_a_unit() {
        for (text, nanos) in [
            ("1.5d", Some(129_600_000_000_000)),
            ("0.25h", Some(900_000_000_000)),
            (".5s", Some(500_000_000)),
            ("5.s", Some(5_000_000_000)),
            ("1.000000001s", Some(1_000_000_001)),
            ("2.5us", Some(2_500)),
            ("0.5ns", None),
            ("0.0s", None),
            (".s", None),
            ("s", None),
            ("1.2.3s", None),
        ] {
            assert_eq!(go(text), nanos.map(Duration::from_nanos), "{text}");
        }
    }
}
