//! The pacer over hours of virtual time: what it allows, and when it is back at the wanted rate.

use std::time::Duration;

use openai_error_policy::{Pacer, Pacing, RateLimits, policy};
use proptest::prelude::*;

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn pacing() -> Pacing {
    policy::SLOW_DOWN.pacing.unwrap()
}

fn pacer(calls_per_minute: u32) -> Pacer {
    Pacer::new(pacing(), calls_per_minute)
}

fn limits(limit: &str, remaining: &str, reset: &str) -> RateLimits {
    RateLimits::from_headers(&[
        ("x-ratelimit-limit-requests", limit),
        ("x-ratelimit-remaining-requests", remaining),
        ("x-ratelimit-reset-requests", reset),
    ])
}

/// Calls as fast as the pacer allows.
struct Client {
    pacer: Pacer,
    now: Duration,
    calls: Vec<Duration>,
}

impl Client {
    fn new(pacer: Pacer) -> Self {
        Self { pacer, now: Duration::ZERO, calls: Vec::new() }
    }

    /// Calls until `end`; the answer comes at once.
    fn run_until(&mut self, end: Duration, mut answer: impl FnMut(&mut Pacer, Duration)) {
        while self.now < end {
            self.now += self.pacer.next_call(self.now);
            self.calls.push(self.now);
            answer(&mut self.pacer, self.now);
        }
    }

    fn calls_between(&self, from: Duration, to: Duration) -> usize {
        self.calls.iter().filter(|call| (from..to).contains(call)).count()
    }
}

#[test]
fn calls_are_spaced_evenly_from_the_start() {
    let mut client = Client::new(pacer(600));
    client.run_until(minutes(60), |_, _| ());
    for minute in 0..60 {
        assert_eq!(client.calls_between(minutes(minute), minutes(minute + 1)), 600, "minute {minute}");
    }
}

#[test]
fn idle_time_is_not_saved_up() {
    let mut pacer = pacer(60);
    assert_eq!(pacer.next_call(Duration::ZERO), Duration::ZERO);
    let later = minutes(30);
    let waits: Vec<u64> = (0..4).map(|_| pacer.next_call(later).as_secs()).collect();
    assert_eq!(waits, [0, 1, 2, 3], "callers at the same moment get a place each");
}

#[test]
fn back_to_the_earlier_rate_hold_and_rise_by_half() {
    let mut client = Client::new(pacer(100));
    client.run_until(minutes(60), |_, _| ());
    client.pacer.set_rate(1_000, client.now);
    client.run_until(minutes(61), |_, _| ());
    assert!(client.calls_between(minutes(60), minutes(61)) > 990);

    client.pacer.slow_down(minutes(61));
    client.run_until(minutes(61 + 120), |_, _| ());
    let rates: Vec<usize> = (0..8)
        .map(|quarter| {
            // The third minute of each quarter of an hour.
            let from = minutes(61 + 15 * quarter + 2);
            client.calls_between(from, from + minutes(1))
        })
        .collect();
    assert_eq!(rates, [100, 150, 225, 338, 506, 760, 1_000, 1_000]);
}

#[test]
fn no_earlier_rate_undoes_one_step() {
    let mut pacer = pacer(600);
    pacer.slow_down(minutes(1));
    let interval = |at| pacer.interval(at).as_millis();
    assert_eq!(interval(minutes(1)), 150);
    assert_eq!(interval(minutes(16) - Duration::from_nanos(1)), 150, "held for 15 minutes");
    assert_eq!(interval(minutes(16)), 100, "and back at the wanted rate");
}

#[test]
fn slow_downs_of_calls_on_their_way_lower_the_rate_once() {
    let mut pacer = pacer(600);
    for answer in 0..50 {
        pacer.slow_down(Duration::from_secs(answer));
    }
    assert_eq!(pacer.interval(minutes(1)).as_millis(), 150);
    // The last of them began the hold.
    let held = minutes(15) + Duration::from_secs(49);
    assert_eq!(pacer.interval(held - Duration::from_nanos(1)).as_millis(), 150);
    assert_eq!(pacer.interval(held).as_millis(), 100);
}

#[test]
fn slow_downs_that_continue_lower_it_further_to_one_call_a_minute() {
    let mut pacer = pacer(600);
    let mut intervals = Vec::new();
    for minute in 0..30 {
        pacer.slow_down(minutes(minute));
        intervals.push(pacer.interval(minutes(minute)));
    }
    assert_eq!(
        intervals[..3].iter().map(Duration::as_micros).collect::<Vec<_>>(),
        [150_000, 225_000, 337_500]
    );
    assert_eq!(intervals[29], minutes(1));
    // 600 times faster again takes 16 rises.
    let begin = minutes(29 + 15);
    assert!(pacer.interval(begin + minutes(15) * 14) > Duration::from_millis(100));
    assert_eq!(pacer.interval(begin + minutes(15) * 15), Duration::from_millis(100));
}

#[test]
fn a_slow_down_on_the_way_up_undoes_the_last_rise() {
    let mut pacer = pacer(600);
    pacer.slow_down(Duration::ZERO);
    pacer.slow_down(minutes(2));
    assert_eq!(pacer.interval(minutes(2)).as_millis(), 225);
    assert_eq!(pacer.interval(minutes(17)).as_millis(), 150, "the first rise");
    pacer.slow_down(minutes(17));
    assert_eq!(pacer.interval(minutes(17)).as_millis(), 225, "taken back");
    assert_eq!(pacer.interval(minutes(32) - Duration::from_nanos(1)).as_millis(), 225, "and held again");
    assert_eq!(pacer.interval(minutes(47)).as_millis(), 100);
}

#[test]
fn a_higher_rate_wanted_during_the_hold_is_only_aimed_at() {
    let mut pacer = pacer(100);
    pacer.slow_down(Duration::ZERO);
    let held = pacer.interval(Duration::ZERO);
    pacer.set_rate(1_000, minutes(1));
    assert_eq!(pacer.interval(minutes(1)), held);
    pacer.set_rate(10, minutes(2));
    assert_eq!(pacer.interval(minutes(2)), Duration::from_secs(6), "a lower one holds at once");
    pacer.set_rate(1_000, minutes(3));
    assert_eq!(pacer.interval(minutes(14)), Duration::from_secs(6), "and stays through the hold");
    assert_eq!(pacer.interval(minutes(15)), Duration::from_secs(4));
}

#[test]
fn a_rate_lowered_to_the_earlier_one_leaves_none_to_go_back_to() {
    let pacing = Pacing { raise_percent: 100, ..pacing() };
    // Calls a minute, the seconds between two, and those after another slow-down.
    for (rate, lowered, slowed) in [(15, 4, 8), (20, 3, 4)] {
        let mut pacer = Pacer::new(pacing, 60);
        pacer.slow_down(Duration::ZERO);
        pacer.slow_down(minutes(2));
        let seconds = |pacer: &Pacer, at| pacer.interval(at).as_secs();
        assert_eq!((seconds(&pacer, minutes(2)), seconds(&pacer, minutes(17))), (4, 2));
        pacer.set_rate(rate, minutes(18));
        assert_eq!(seconds(&pacer, minutes(18)), lowered);
        pacer.slow_down(minutes(19));
        assert_eq!(seconds(&pacer, minutes(19)), slowed, "{rate}");
    }
}

#[test]
fn rate_limits_slow_down_only_when_little_is_left() {
    for (limit, remaining, reset, millis) in [
        ("500", "500", "0s", 100),
        ("500", "499", "120ms", 100),
        ("500", "250", "30s", 100),
        ("500", "125", "45s", 200),
        ("500", "25", "57s", 1_000),
        ("500", "1", "59.88s", 25_000),
        ("500", "0", "60s", 25_000),
        // never longer than until the limit is full
        ("500", "0", "700ms", 700),
        // the server's own pace is slower than ours: one call comes back every 7.2 minutes
        ("200", "99", "12h7m12s", 432_000),
        ("1", "0", "20s", 20_000),
        // a value is missing, unknown or nonsense
        ("500", "0", "", 100),
        ("500", "0", "0", 100),
        ("500", "-1", "60s", 100),
        ("-1", "0", "60s", 100),
        ("0", "0", "60s", 100),
        ("", "0", "60s", 100),
        ("10", "20", "60s", 100),
    ] {
        let mut pacer = pacer(600);
        pacer.rate_limits(&limits(limit, remaining, reset), Duration::ZERO);
        let shown = pacer.interval(Duration::ZERO);
        assert_eq!(shown.as_millis(), millis, "limit {limit}, remaining {remaining}, reset {reset}");
    }
}

#[test]
fn the_scarcest_limit_counts() {
    let headers = [
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "125"),
        ("x-ratelimit-reset-requests", "45s"),
        ("x-ratelimit-limit-tokens", "60000"),
        ("x-ratelimit-remaining-tokens", "3000"),
        ("x-ratelimit-reset-tokens", "57s"),
    ];
    let mut pacer = pacer(600);
    pacer.rate_limits(&RateLimits::from_headers(&headers), Duration::ZERO);
    assert_eq!(pacer.interval(Duration::ZERO).as_millis(), 1_000);
}

#[test]
fn rate_limits_are_forgotten_when_full_or_reset() {
    let mut pacer = pacer(600);
    pacer.rate_limits(&limits("500", "25", "57s"), Duration::ZERO);
    pacer.rate_limits(&RateLimits::NONE, Duration::ZERO);
    pacer.rate_limits(&limits("500", "", ""), Duration::ZERO);
    pacer.rate_limits(&limits("", "400", "12s"), Duration::ZERO);
    pacer.rate_limits(&limits("500", "0", ""), Duration::ZERO);
    assert_eq!(pacer.interval(Duration::ZERO).as_millis(), 1_000, "an answer without any says nothing");
    assert_eq!(pacer.interval(Duration::from_secs(57)).as_millis(), 100);
    pacer.rate_limits(&limits("500", "400", "12s"), Duration::from_secs(1));
    assert_eq!(pacer.interval(Duration::from_secs(1)).as_millis(), 100);
}

/// Calls that are booked ahead are rare only up to the time at which the limit is full.
#[test]
fn no_call_is_booked_late_after_the_reset() {
    let mut pacer = pacer(600);
    pacer.rate_limits(&limits("500", "0", "1m"), Duration::ZERO);
    let waits: Vec<_> = (0..100).map(|_| pacer.next_call(Duration::ZERO).as_millis()).collect();
    assert_eq!(waits[..5], [0, 25_000, 50_000, 60_000, 60_100]);
    assert_eq!(waits[99], 60_000 + 96 * 100);
    assert_eq!(pacer.next_call(Duration::from_secs(75)).as_millis(), 0);
}

/// A server that refills its limit evenly, as the API does.
struct Bucket {
    limit: f64,
    tokens: f64,
    at: Duration,
    refused: usize,
}

impl Bucket {
    fn per_minute(limit: f64) -> Self {
        Self { limit, tokens: limit, at: Duration::ZERO, refused: 0 }
    }

    fn call(&mut self, now: Duration) -> RateLimits {
        self.tokens = (self.tokens + (now - self.at).as_secs_f64() * self.limit / 60.0).min(self.limit);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
        } else {
            self.refused += 1;
        }
        let reset = (self.limit - self.tokens) * 60.0 / self.limit;
        limits(&self.limit.to_string(), &self.tokens.floor().to_string(), &format!("{reset:.3}s"))
    }
}

#[test]
fn who_wants_too_much_settles_at_the_servers_rate_without_a_refusal() {
    for wanted in [300, 600, 3_000, 60_000] {
        let mut server = Bucket::per_minute(500.0);
        let mut client = Client::new(pacer(wanted));
        client.run_until(minutes(180), |pacer, now| pacer.rate_limits(&server.call(now), now));
        assert_eq!(server.refused, 0, "{wanted}");
        let last_hour = client.calls_between(minutes(120), minutes(180)) / 60;
        let possible = wanted.min(500) as usize;
        assert!((possible * 99 / 100..=possible).contains(&last_hour), "{wanted}: {last_hour} per minute");
    }
}

#[test]
fn a_slow_down_and_rate_limits_together_give_the_slower_of_both() {
    let mut pacer = pacer(600);
    pacer.slow_down(Duration::ZERO);
    pacer.rate_limits(&limits("500", "125", "45s"), Duration::ZERO);
    assert_eq!(pacer.interval(Duration::ZERO).as_millis(), 300, "in proportion to the lowered rate");
    assert_eq!(pacer.interval(Duration::from_secs(45)).as_millis(), 150);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whenever the slow-downs come, a rate is held for 15 minutes after each, and no quarter of an hour that
    /// follows has more than half as many calls again as the one before.
    #[test]
    fn the_rate_never_exceeds_the_rules(mut slow_downs in prop::collection::vec(0_u64..180, 1..12), wanted in 1_u32..200) {
        slow_downs.sort_unstable();
        let mut client = Client::new(pacer(wanted));
        for at in slow_downs {
            client.run_until(minutes(at), |_, _| ());
            let before = client.pacer.interval(client.now);
            client.pacer.slow_down(client.now);
            let held = client.pacer.interval(client.now);
            prop_assert!(held >= before);
            prop_assert!(held <= minutes(1));
            prop_assert_eq!(client.pacer.interval(client.now + minutes(15) - Duration::from_nanos(1)), held);
        }
        let begin = client.now;
        // From one call a minute to 200: 14 rises.
        client.run_until(begin + minutes(15 * 20), |_, _| ());
        let quarters: Vec<usize> = (0..20)
            .map(|n| client.calls_between(begin + minutes(15 * n), begin + minutes(15 * (n + 1))))
            .collect();
        for pair in quarters.windows(2) {
            // By half; and one call at the later edge, one and a half at the earlier one: the first gap of a quarter
            // may still be of the slower rate before it.
            prop_assert!(2 * pair[1] <= 3 * pair[0] + 6, "{:?}", quarters);
        }
        let full = wanted as usize * 15;
        prop_assert!(quarters[19].abs_diff(full) <= 1, "{} of {full} calls in the end", quarters[19]);
    }

    /// No sequence of events with whatever values panics, hangs or waits for nothing to come.
    #[test]
    fn whatever_happens(
        events in prop::collection::vec((0_u8..4, any::<u64>(), any::<u64>(), any::<u32>()), 0..40),
        hold in any::<u64>(),
        raise_percent in any::<u32>(),
        raise_every in any::<u64>(),
        calls_per_minute in any::<u32>(),
    ) {
        let (hold, raise_every) = (Duration::from_secs(hold), Duration::from_nanos(raise_every));
        let mut pacer = Pacer::new(Pacing { hold, raise_percent, raise_every }, calls_per_minute);
        for (event, time, number, rate) in events {
            let now = Duration::from_secs(time);
            match event {
                0 => pacer.slow_down(now),
                1 => pacer.set_rate(rate, now),
                2 => {
                    let (limit, left) = (number.to_string(), (number / 7).to_string());
                    pacer.rate_limits(&limits(&limit, &left, &format!("{time}s")), now);
                }
                _ => {
                    pacer.next_call(now);
                }
            }
            let interval = pacer.interval(now);
            prop_assert!(interval > Duration::ZERO);
        }
    }
}
