//! A local server that answers as the API does, to test any client.
//!
//! Without a script each row of the table is answered in turn; a path that begins with `/rows/ID/` always gets that
//! row, so that any client can be pointed at one error: `http://127.0.0.1:8429/rows/slow_down/v1`.

mod answers;
mod script;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use answers::Answers;
pub use script::{Script, ScriptError};

/// A server on 127.0.0.1 in a thread of its own; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A call that a client made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// Method and path.
    pub request: String,
    /// What was answered: a row's id, or `ok`.
    pub answer: String,
    /// The status that was answered.
    pub status: u16,
    /// The time since the server started.
    pub at: Duration,
}

type OnCall = Box<dyn Fn(&Call) + Send + Sync>;

struct Shared {
    answers: Mutex<Answers>,
    calls: Arc<Mutex<Vec<Call>>>,
    on_call: OnCall,
    started: Instant,
}

impl Server {
    /// Starts a server; `port` 0 takes a free one.
    ///
    /// # Errors
    /// When the port cannot be bound or no thread started.
    pub fn start(port: u16, script: Script) -> io::Result<Self> {
        Self::start_with(port, script, |_| {})
    }

    /// As [`start`](Self::start); `on_call` is told of each call as it is answered.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with(
        port: u16,
        script: Script,
        on_call: impl Fn(&Call) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let address = listener.local_addr()?;
        let calls = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared {
            answers: Mutex::new(Answers::new(script)),
            calls: Arc::clone(&calls),
            on_call: Box::new(on_call),
            started: Instant::now(),
        };
        let router = Router::new().fallback(answer).with_state(Arc::new(shared));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("openai-errors serve".to_owned())
            .spawn(move || serve(&runtime, listener, router, stopped))?;
        Ok(Self { address, calls, stop: Some(stop), thread: Some(thread) })
    }

    /// The address without a path, `http://127.0.0.1:8429`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
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

/// Serves until told to stop; open connections are cut then.
fn serve(runtime: &Runtime, listener: TcpListener, router: Router, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async move {
        tokio::select! {
            // An error here is one of accepting; the server ends and clients see it.
            _ = axum::serve(listener, router) => {}
            _ = stopped => {}
        }
    });
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let answer = shared.answers.lock().unwrap_or_else(PoisonError::into_inner).next(&path);
    let call = Call {
        request: format!("{} {path}", request.method()),
        answer: answer.name().to_owned(),
        status: answer.status(),
        at: shared.started.elapsed(),
    };
    (shared.on_call)(&call);
    shared.calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    answer.into_response()
}
