//! The server's HTTP: connections, requests and answers, including those that end early.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Shared;
use super::answers::{Answer, Asked, End};

/// The longest body of a request that is read, in bytes. A longer one is not an error; it is ignored.
const REQUEST_LIMIT: usize = 32 * 1024 * 1024;

/// Between the pieces of a stream, so that clients see them come one by one.
const PIECE_GAP: Duration = Duration::from_millis(1);

/// Before a connection is cut, so that what was written has left.
const CUT_GAP: Duration = Duration::from_millis(20);

/// The connection ends here.
#[derive(Debug)]
pub(crate) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut")
    }
}

impl std::error::Error for Cut {}

type Body = Either<Full<Bytes>, Channel<Bytes, Cut>>;

/// Serves until told to stop; open connections are cut then.
pub(crate) async fn serve(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
) {
    // Fails only where the runtime has no I/O; clients then see that nobody answers.
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared)));
                }
                // Out of sockets, most likely: it passes as connections end.
                Err(_) => sleep(CUT_GAP).await,
            },
            Some(_) = connections.join_next() => {}
            _ = &mut stopped => return,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(request, Arc::clone(&shared)));
    // An error is a connection that ended early, on either side.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, REQUEST_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => Bytes::new(),
        // The client left in the middle of its request.
        Err(_) => return Err(Cut),
    };
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let asked = Asked {
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        model: body["model"].as_str().unwrap_or("example"),
        stream: body["stream"].as_bool().unwrap_or_default(),
    };
    let answer = shared.next(&head, &asked);
    if answer.end == End::Nothing { Err(Cut) } else { Ok(response(answer)) }
}

fn response(answer: Answer) -> Response<Body> {
    let body = match answer.end {
        End::Whole => Either::Left(Full::from(answer.pieces.concat())),
        end => {
            let (sender, body) = Channel::new(1);
            tokio::spawn(send(sender, answer.pieces, end));
            Either::Right(body)
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    response
}

async fn send(mut body: Sender<Bytes, Cut>, pieces: Vec<String>, end: End) {
    for piece in pieces {
        if body.send_data(piece.into()).await.is_err() {
            // The client has gone.
            return;
        }
        sleep(PIECE_GAP).await;
    }
    if end == End::Cut {
        sleep(CUT_GAP).await;
        body.abort(Cut);
    }
}
