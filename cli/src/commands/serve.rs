//! `serve`: the local server, telling what each client did.

use std::io::Write;

use crate::args::ServeArgs;
use crate::failure::{Failure, Outcome, Result};
use crate::output;
use crate::server::{Call, Script, Server};

pub(crate) fn serve(args: &ServeArgs) -> Result {
    let script = match &args.script {
        Some(text) => text.parse().map_err(|error| Failure::Usage(format!("{error}")))?,
        None => Script::every_row(),
    };
    let server = Server::start_at((args.host, args.port).into(), script, print).map_err(Failure::Serve)?;
    let mut out = output::stdout();
    writeln!(out, "listening on {}", server.url())?;
    out.flush()?;
    drop(out);
    server.wait();
    Ok(Outcome::Fine)
}

/// `0.512s  client 1  call 2  +0.510s  429  rate_limit_reached  POST /v1/chat/completions`
fn print(call: &Call) {
    let mut out = output::stdout();
    let (at, client, number) = (call.at.as_secs_f64(), call.client, call.call);
    let gap = call.gap.map_or(String::new(), |gap| format!("+{:.3}s", gap.as_secs_f64()));
    let answer = format!("{}  {}", call.status, call.answer);
    let request = output::one_line(&call.request);
    let line = format!("{at:>8.3}s  client {client}  call {number}  {gap:>9}  {answer}  {request}");
    // Even with a closed pipe a client gets its answer.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
