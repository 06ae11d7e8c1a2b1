//! HTTP dates (RFC 9110, section 5.6.7), all three forms, as seconds since 1970.

use core::time::Duration;

use crate::search::{all, split};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The time since 1970-01-01T00:00:00Z; `None` for something that is not a date, or for one before 1970.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut words = [""; 6];
    let mut count = 0;
    for word in split(text.trim(), |c| matches!(c, ' ' | '-')) {
        if !word.is_empty() {
            *words.get_mut(count)? = word;
            count += 1;
        }
    }
    match words[..count] {
        [weekday, day, month, year, time, ref zone @ ..] if weekday.ends_with(',') => {
            moment([day, month, year, time], zone)
        }
        [_, month, day, time, year, ref zone @ ..] => moment([day, month, year, time], zone),
        _ => None,
    }
}

fn moment([day, month, year, time]: [&str; 4], zone: &[&str]) -> Option<Duration> {
    let (day, month, year) = (digits(day)?, month_number(month)?, full_year(year)?);
    let is_utc = matches!(zone, [] | ["GMT" | "UTC"]);
    if !is_utc || day == 0 || day > days_in(year, month) {
        return None;
    }
    Some(Duration::from_secs(days(year, month, day)? * 86_400 + seconds_of_day(time)?))
}

fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.len() <= 4 && all(text, u8::is_ascii_digit);
    if is_number { text.parse().ok() } else { None }
}

fn month_number(text: &str) -> Option<u64> {
    let mut number = 0;
    for name in &MONTHS {
        number += 1;
        if name.eq_ignore_ascii_case(text) {
            return Some(number);
        }
    }
    None
}

/// RFC 850 dates have two digits: up to 69 of this century, as everywhere in Unix. (RFC 9110 asks for the year nearest to
/// now, and there is no clock here.)
fn full_year(text: &str) -> Option<u64> {
    match (text.len(), digits(text)?) {
        (4, year) => Some(year),
        (2, year) => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

/// The length of a month in days.
fn days_in(year: u64, month: u64) -> u64 {
    // Of the centuries every fourth one.
    let is_leap = if year % 100 == 0 { year / 100 % 4 == 0 } else { year % 4 == 0 };
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn seconds_of_day(text: &str) -> Option<u64> {
    let mut parts = split(text, |c| c == ':');
    let (hour, minute, second) = (digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?);
    if hour > 23 || minute > 59 || second > 60 || parts.next().is_some() {
        return None;
    }
    Some(hour * 3_600 + minute * 60 + second)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    // Years that begin in March put the leap day at their end.
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 100 / 4 + day_of_year;
    days.checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn reads_all_three_forms() {
        for (text, secs) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1_709_164_800)),
            ("Sun, 22 Nov 2026 14:00:00 GMT", Some(1_795_356_000)),
            ("Wed, 31 Dec 1969 23:59:59 GMT", None),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some(951_782_400)),
            ("Sat, 31 Feb 2026 00:00:00 GMT", None),
            ("Sun, 29 Feb 2026 00:00:00 GMT", None),
            ("Mon, 29 Feb 2100 00:00:00 GMT", None),
            ("Tuesday, 31-Nov-26 00:00:00 GMT", None),
            ("Fri Apr 31 00:00:00 2026", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Thu, 31 Dec 2026 23:59:59 GMT", Some(1_798_761_599)),
            ("Sun, 06 Nov 1994 08:49:37 +0200", None),
            ("Sun, 06 Nov 1994 25:00:00 GMT", None),
            ("Sun, 40 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nix 1994 08:49:37 GMT", None),
            ("tomorrow", None),
            ("", None),
            ("Sun, 06 Nov 99999999999999999999 08:49:37 GMT", None),
            // without a zone, in another name of the same, and with something after it
            ("Sun, 06 Nov 1994 08:49:37", Some(784_111_777)),
            ("Sun, 06 Nov 1994 08:49:37 UTC", Some(784_111_777)),
            ("Sun, 06 Nov 1994 08:49:37 GMT now", None),
            ("Sun, 06 Nov 1994 08:49:37 UTC now", None),
            // the RFC's century for two digits
            ("Wednesday, 06-Nov-69 08:49:37 GMT", Some(3_150_953_377)),
            ("Friday, 06-Nov-70 08:49:37 GMT", Some(26_729_377)),
            // numbers of other lengths, and signs
            ("Sun, 6 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 00006 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 01994 08:49:37 GMT", None),
            ("Sun, 06 Nov 994 08:49:37 GMT", None),
            ("Sun, 06 Nov +994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 +8:49:37 GMT", None),
            ("Sun, 06 Nov 1994 00008:49:37 GMT", None),
            // the time; a minute may have a leap second
            ("Sun, 06 Nov 1994 23:59:60 GMT", Some(784_166_400)),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 1994 08:60:00 GMT", None),
            ("Sun, 06 Nov 1994 08:49:61 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37:00 GMT", None),
            ("Sun, 06 Nov 1994 08::37 GMT", None),
        ] {
            assert_eq!(parse(text), secs.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn each_month_has_its_length() {
        for (month, last, secs) in [
            ("Jan", 31, 1_738_281_600),
            ("Feb", 28, 1_740_700_800),
            ("Mar", 31, 1_743_379_200),
            ("Apr", 30, 1_745_971_200),
            ("May", 31, 1_748_649_600),
            ("Jun", 30, 1_751_241_600),
            ("Jul", 31, 1_753_920_000),
            ("Aug", 31, 1_756_598_400),
            ("Sep", 30, 1_759_190_400),
            ("Oct", 31, 1_761_868_800),
            ("Nov", 30, 1_764_460_800),
            ("Dec", 31, 1_767_139_200),
        ] {
            let date = |day: u64| parse(&format!("Day, {day:02} {month} 2025 00:00:00 GMT"));
            let at_midnight = |days_before: u64| Some(Duration::from_secs(secs - days_before * 86_400));
            assert_eq!(date(last), at_midnight(0), "{month}");
            assert_eq!(date(1), at_midnight(last - 1), "{month}");
            assert_eq!(date(last + 1), None, "{month}");
        }
    }
}
