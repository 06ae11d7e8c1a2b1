//! The figures of a retry policy: as JSON for programs, as a sentence for people.

use std::time::Duration;

use openai_error_policy::RetryPolicy;
use openai_error_policy_build::Policy;
use serde::Serialize;

/// All keys are always there but `pacing`; without a retry the times are 0.
#[derive(Serialize)]
pub(crate) struct RetryFigures<'t> {
    policy: &'t str,
    max_attempts: u32,
    /// The waits before jitter when the server says nothing.
    schedule_ms: Vec<u128>,
    initial_delay_ms: u128,
    multiplier: u32,
    max_delay_ms: u128,
    jitter_percent: u32,
    max_server_delay_ms: u128,
    time_budget_ms: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    pacing: Option<Pacing>,
}

#[derive(Serialize)]
struct Pacing {
    hold_ms: u128,
    raise_percent: u32,
    raise_every_ms: u128,
}

impl<'t> RetryFigures<'t> {
    pub(crate) fn of(policy: &'t Policy) -> Self {
        let millis = |duration: Duration| duration.as_millis();
        // The engine's own arithmetic makes the schedule.
        let engine = RetryPolicy {
            initial_delay: policy.initial_delay,
            multiplier: policy.multiplier,
            max_delay: policy.max_delay,
            ..RetryPolicy::NEVER
        };
        Self {
            policy: &policy.name.value,
            max_attempts: policy.max_attempts,
            schedule_ms: (1..policy.max_attempts).map(|calls| millis(engine.backoff(calls))).collect(),
            initial_delay_ms: millis(policy.initial_delay),
            multiplier: policy.multiplier,
            max_delay_ms: millis(policy.max_delay),
            jitter_percent: policy.jitter_percent,
            max_server_delay_ms: millis(policy.max_server_delay),
            time_budget_ms: millis(policy.time_budget),
            pacing: policy.pacing.map(|pacing| Pacing {
                hold_ms: millis(pacing.hold),
                raise_percent: pacing.raise_percent,
                raise_every_ms: millis(pacing.raise_every),
            }),
        }
    }

    /// How often and how long is waited.
    pub(crate) fn sentence(&self) -> String {
        if self.schedule_ms.is_empty() {
            return "never: a call will fail again until somebody acts".to_owned();
        }
        let waits: Vec<String> = self.schedule_ms.iter().map(|ms| human(*ms)).collect();
        format!(
            "{}: {} calls, waits of {} plus up to {} % jitter; a server's delay up to {} counts instead; all within {}",
            self.policy,
            self.max_attempts,
            waits.join(", "),
            self.jitter_percent,
            human(self.max_server_delay_ms),
            human(self.time_budget_ms),
        )
    }

    /// How to come back to speed, where the policy says so.
    pub(crate) fn pacing_sentence(&self) -> Option<String> {
        let pacing = self.pacing.as_ref()?;
        Some(format!(
            "back to the earlier rate for {}, then at most {} % more every {}",
            human(pacing.hold_ms),
            pacing.raise_percent,
            human(pacing.raise_every_ms),
        ))
    }
}

fn human(ms: u128) -> String {
    humantime::format_duration(Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX))).to_string()
}
