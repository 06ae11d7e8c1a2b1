//! A local server that answers as the API does, to test any client.
//!
//! Without a script each row of the table is answered in turn; a path that begins with `/rows/STEP/` always gets that
//! step of a script, so that any client can be pointed at one error: `http://127.0.0.1:8429/rows/slow_down/v1`. The
//! query of a request adds hint headers to its answer: `?retry-after=2`.

mod answers;
mod clients;
mod fine;
mod http;
mod script;

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hyper::http::request::Parts;
use tokio::sync::oneshot;

use answers::{Answer, Answers, Asked};
use clients::Clients;
pub(crate) use script::GRAMMAR;
pub use script::{Script, ScriptError};

/// A server in a thread of its own; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    calls: Arc<Mutex<VecDeque<Call>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A call that a client made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// Method and path.
    pub request: String,
    /// What was answered: a row's id, `ok`, or the step that broke the answer off.
    pub answer: String,
    /// The status that was answered; 0 where the connection was cut instead.
    pub status: u16,
    /// The time since the server started.
    pub at: Duration,
    /// The number of the client, from 1. Clients are told apart by key and user agent.
    pub client: usize,
    /// Which call of this client it is, from 1.
    pub call: usize,
    /// The time since this client's previous call.
    pub gap: Option<Duration>,
}

type OnCall = Box<dyn Fn(&Call) + Send + Sync>;

/// What all connections share.
pub(crate) struct Shared {
    answers: Mutex<Answers>,
    clients: Mutex<Clients>,
    calls: Arc<Mutex<VecDeque<Call>>>,
    on_call: OnCall,
    started: Instant,
}

impl Server {
    /// Starts a server on 127.0.0.1; `port` 0 takes a free one.
    ///
    /// # Errors
    /// When the port cannot be bound or no thread started.
    pub fn start(port: u16, script: Script) -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, port).into(), script, |_| {})
    }

    /// As [`start`](Self::start), on an address of your own; whoever reaches it is answered. `on_call` is told
    /// of each call as it is answered.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_at(
        address: SocketAddr,
        script: Script,
        on_call: impl Fn(&Call) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        // Not bound by the runtime: this may be called inside another one, where nothing can be blocked on.
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let calls = Arc::default();
        let shared = Arc::new(Shared {
            answers: Mutex::new(Answers::new(script)),
            clients: Mutex::default(),
            calls: Arc::clone(&calls),
            on_call: Box::new(on_call),
            started: Instant::now(),
        });
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("openai-errors serve".to_owned())
            .spawn(move || runtime.block_on(http::serve(listener, shared, stopped)))?;
        Ok(Self { address, calls, stop: Some(stop), thread: Some(thread) })
    }

    /// The address without a path, `http://127.0.0.1:8429`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The calls so far; of very many the last 10,000.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.calls).iter().cloned().collect()
    }

    /// Waits until the server ends, which it does only with the process.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been printed by then.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Fails only when the server has ended before.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// The answer to a request, which is counted and told.
    fn next(&self, head: &Parts, asked: &Asked<'_>) -> Answer {
        let answer = lock(&self.answers).next(asked);
        let at = self.started.elapsed();
        let seen = lock(&self.clients).seen(&head.headers, at);
        let call = Call {
            request: format!("{} {}", head.method, asked.path),
            answer: answer.name.clone(),
            status: answer.status,
            at,
            client: seen.client,
            call: seen.call,
            gap: seen.gap,
        };
        (self.on_call)(&call);
        remember(&mut lock(&self.calls), call);
        answer
    }
}

/// Keeps the last calls: a server may run for months.
fn remember(calls: &mut VecDeque<Call>, call: Call) {
    const MOST: usize = 10_000;
    if calls.len() == MOST {
        calls.pop_front();
    }
    calls.push_back(call);
}

/// A lock holds plain data, which a panic elsewhere does not spoil.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_calls_are_kept() {
        let mut calls = VecDeque::new();
        for call in 1..=10_002 {
            let (request, answer) = ("GET /".to_owned(), "ok".to_owned());
            let seen = Call { request, answer, status: 200, at: Duration::ZERO, client: 1, call, gap: None };
            remember(&mut calls, seen);
        }
        let ends = calls.front().zip(calls.back()).map(|(first, last)| (first.call, last.call));
        assert_eq!((calls.len(), ends), (10_000, Some((3, 10_002))));
    }
}
