//! `cargo run --example storm -p openai-error-policy-tests`: what retries do to a server that has too much to do.
//!
//! Many clients, one server that answers so many calls a second, all in virtual time. Each client has one question and
//! retries by its policy until it is answered or gives up. A refused call is not free: it costs the server a tenth of
//! an answered one. The same seed gives the same table, always.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use openai_error_policy::{ApiError, Retry, Verdict, classify};

const SEED: u64 = 4;
/// Calls a second that the server can answer, and as many at once.
const CAPACITY: f64 = 100.0;
const AT_ONCE: f64 = 20.0;
const COST_OF_A_REFUSAL: f64 = 0.1;
/// From the call to its answer.
const LATENCY: Duration = Duration::from_millis(50);

/// A way to retry, in the words of the one who wrote it.
#[derive(Clone, Copy, PartialEq)]
enum Client {
    ThisCrate,
    OfficialSdks,
    AsyncOpenai,
}

/// What meets the server.
struct Scenario {
    name: &'static str,
    clients: u32,
    /// The time over which they arrive, evenly.
    arrive_over: Duration,
    /// Refuses every call until then.
    down_until: Duration,
    /// `retry-after` on refusals, in seconds.
    retry_after: Option<u32>,
}

const SCENARIOS: [Scenario; 5] = [
    Scenario {
        name: "1000 at once, no hint",
        clients: 1_000,
        arrive_over: Duration::ZERO,
        down_until: Duration::ZERO,
        retry_after: None,
    },
    Scenario {
        name: "1000 at once, retry-after: 5",
        clients: 1_000,
        arrive_over: Duration::ZERO,
        down_until: Duration::ZERO,
        retry_after: Some(5),
    },
    Scenario {
        name: "50 a second for a minute, down for 2 s",
        clients: 3_000,
        arrive_over: Duration::from_secs(60),
        down_until: Duration::from_secs(2),
        retry_after: None,
    },
    Scenario {
        name: "50 a second for a minute, down for 20 s, retry-after: 20",
        clients: 3_000,
        arrive_over: Duration::from_secs(60),
        down_until: Duration::from_secs(20),
        retry_after: Some(20),
    },
    Scenario {
        name: "150 a second for 20 s, no hint",
        clients: 3_000,
        arrive_over: Duration::from_secs(20),
        down_until: Duration::ZERO,
        retry_after: None,
    },
];

const CLIENTS: [Client; 3] = [Client::ThisCrate, Client::OfficialSdks, Client::AsyncOpenai];

fn main() {
    println!("A server answers {CAPACITY} calls a second; a refusal costs it a tenth of an answer.\n");
    println!("By their own figures: this crate 3 calls, the official SDKs 3, async-openai 4.");
    let mut lost = compare(None);
    println!("\nThe same waits, but up to 30 calls for each.");
    lost.extend(compare(Some(30)));
    println!("\nwasted: the share of calls that were refused; failed: of clients that gave up.");
    println!("all done: when the last client has its answer or gives up.");
    println!("\nWhere this crate loses:");
    lost.iter().for_each(|line| println!("  {line}"));
    if lost.is_empty() {
        println!("  nowhere");
    }
}

/// Prints a table for each scenario; gives where this crate did worse than another.
fn compare(max_attempts: Option<u32>) -> Vec<String> {
    let mut lost = Vec::new();
    for scenario in &SCENARIOS {
        println!("\n  {}", scenario.name);
        println!("    {:<14} {:>7} {:>8} {:>8} {:>10}", "", "calls", "wasted", "failed", "all done");
        let storms = CLIENTS.map(|client| Storm::run(scenario, client, max_attempts));
        for (client, storm) in CLIENTS.iter().zip(&storms) {
            let share = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole);
            println!(
                "    {:<14} {:>7} {:>6.1} % {:>6.1} % {:>8.1} s",
                client.name(),
                storm.calls,
                share(storm.refused, storm.calls),
                share(storm.failed, scenario.clients),
                storm.all_done.as_secs_f64(),
            );
        }
        let [ours, others @ ..] = &storms;
        for (client, other) in CLIENTS[1..].iter().zip(others) {
            let calls = max_attempts.map_or_else(|| "their own".to_owned(), |calls| calls.to_string());
            let worse = ours.worse_than(other);
            lost.extend(
                worse.map(|how| format!("{}, {calls} calls: {how} than {}", scenario.name, client.name())),
            );
        }
    }
    lost
}

/// One client with its question.
struct Operation {
    retry: Retry,
    calls: u32,
    /// Waits without a word of the server: what async-openai counts.
    backoffs: u32,
}

#[derive(Default)]
struct Storm {
    calls: u32,
    refused: u32,
    failed: u32,
    all_done: Duration,
}

impl Storm {
    /// How it is worse, if so. Fewer answers sooner, or for fewer calls, are no better.
    fn worse_than(&self, other: &Self) -> Option<String> {
        let (ours, theirs) = (self.all_done.as_secs_f64(), other.all_done.as_secs_f64());
        if self.failed > other.failed {
            Some(format!("{} more fail", self.failed - other.failed))
        } else if self.failed < other.failed {
            None
        } else if self.calls > other.calls {
            Some(format!("{} more calls", self.calls - other.calls))
        } else {
            (ours > theirs + 0.05).then(|| format!("all done {:.1} s later", ours - theirs))
        }
    }

    fn run(scenario: &Scenario, client: Client, max_attempts: Option<u32>) -> Self {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut server = Server { free: AT_ONCE, at: Duration::ZERO, down_until: scenario.down_until };
        let refusal = refusal(scenario.retry_after);
        let mut operations = Vec::new();
        // The earliest first; the number breaks ties the same way every time.
        let mut due = BinaryHeap::new();
        for number in 0..scenario.clients {
            let arrival = scenario.arrive_over * number / scenario.clients;
            let retry = Retry::start(arrival);
            let retry = max_attempts.into_iter().fold(retry, Retry::with_max_attempts);
            operations.push(Operation { retry, calls: 0, backoffs: 0 });
            due.push(Reverse((arrival, number)));
        }
        let mut storm = Self::default();
        while let Some(Reverse((now, number))) = due.pop() {
            storm.calls += 1;
            let answered_at = now + LATENCY;
            storm.all_done = storm.all_done.max(answered_at);
            if server.answers(now) {
                continue;
            }
            storm.refused += 1;
            let operation = &mut operations[number as usize];
            operation.calls += 1;
            let limit = max_attempts.unwrap_or(client.max_attempts());
            let wait = match client {
                Client::ThisCrate => ours(operation, &refusal, answered_at, &mut random),
                _ if operation.calls >= limit => None,
                Client::OfficialSdks => Some(official(operation, scenario.retry_after, &mut random)),
                Client::AsyncOpenai => Some(async_openai(operation, scenario.retry_after)),
            };
            match wait {
                Some(wait) => due.push(Reverse((answered_at + wait, number))),
                None => storm.failed += 1,
            }
        }
        storm
    }
}

/// A bucket that refills evenly.
struct Server {
    free: f64,
    at: Duration,
    down_until: Duration,
}

impl Server {
    fn answers(&mut self, now: Duration) -> bool {
        let refilled = (now - self.at).as_secs_f64() * CAPACITY;
        (self.free, self.at) = ((self.free + refilled).min(AT_ONCE), now);
        let answers = self.free >= 1.0 && now >= self.down_until;
        self.free = (self.free - if answers { 1.0 } else { COST_OF_A_REFUSAL }).max(0.0);
        answers
    }
}

fn refusal(retry_after: Option<u32>) -> ApiError {
    let headers: Vec<(&str, String)> =
        retry_after.iter().map(|seconds| ("retry-after", seconds.to_string())).collect();
    classify(503, &headers, r#"{"error": {"code": "server_is_overloaded"}}"#).into_error()
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::ThisCrate => "this crate",
            Self::OfficialSdks => "official SDKs",
            Self::AsyncOpenai => "async-openai",
        }
    }

    /// This crate knows its own.
    fn max_attempts(self) -> u32 {
        match self {
            Self::AsyncOpenai => 4,
            Self::ThisCrate | Self::OfficialSdks => 3,
        }
    }
}

fn ours(
    operation: &mut Operation,
    error: &ApiError,
    now: Duration,
    random: &mut fastrand::Rng,
) -> Option<Duration> {
    match operation.retry.decide(error, now, || random.u64(..)) {
        Verdict::Retry { after, .. } => Some(after),
        Verdict::Stop(_) => None,
    }
}

/// openai-python 3.54 and openai-node 7.57: 0.5 s x 2 to 8 s, less up to a quarter; no jitter on a server's delay.
fn official(operation: &Operation, retry_after: Option<u32>, random: &mut fastrand::Rng) -> Duration {
    match retry_after {
        Some(seconds) => Duration::from_secs(seconds.into()),
        None => doubled(500, operation.calls - 1).mul_f64(1.0 - 0.25 * random.f64()),
    }
}

/// async-openai 0.43: 0.1 s x 2 to 8 s, no jitter at all.
fn async_openai(operation: &mut Operation, retry_after: Option<u32>) -> Duration {
    if let Some(seconds) = retry_after {
        return Duration::from_secs(seconds.into());
    }
    operation.backoffs += 1;
    doubled(100, operation.backoffs - 1)
}

fn doubled(millis: u64, times: u32) -> Duration {
    Duration::from_millis(millis.saturating_mul(2_u64.saturating_pow(times))).min(Duration::from_secs(8))
}
