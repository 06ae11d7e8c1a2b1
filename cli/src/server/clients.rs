//! Who calls, and how often.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use hyper::header::{AUTHORIZATION, HeaderMap, USER_AGENT};

/// The clients so far. They are told apart by key and user agent, of which only a hash is kept.
#[derive(Default)]
pub(crate) struct Clients(HashMap<u64, Client>);

struct Client {
    number: usize,
    calls: usize,
    last: Duration,
}

/// Which call of which client it is.
pub(crate) struct Seen {
    pub(crate) client: usize,
    pub(crate) call: usize,
    pub(crate) gap: Option<Duration>,
}

impl Clients {
    /// Counts a call at `at`.
    pub(crate) fn seen(&mut self, headers: &HeaderMap, at: Duration) -> Seen {
        let mut hasher = DefaultHasher::new();
        for name in [AUTHORIZATION.as_str(), "api-key", USER_AGENT.as_str()] {
            headers.get(name).hash(&mut hasher);
        }
        let number = self.0.len() + 1;
        let client = self.0.entry(hasher.finish()).or_insert(Client { number, calls: 0, last: at });
        let gap = (client.calls > 0).then(|| at.saturating_sub(client.last));
        client.calls += 1;
        client.last = at;
        Seen { client: client.number, call: client.calls, gap }
    }
}
