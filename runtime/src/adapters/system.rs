//! A clock and randomness for adapters to clients that have none to give.

use core::time::Duration;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// Time since 1970. A clock before that reads as 1970: then HTTP dates are far away and end in a stop.
///
/// Browsers' WebAssembly has no clock that the standard library knows: there it stands still, so that no time budget is
/// ever used up.
pub(crate) fn now() -> Duration {
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        return Duration::ZERO;
    }
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Good enough for jitter: each `RandomState` has other keys, seeded by the operating system.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
