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
    let server = Server::start_with(args.port, script, print).map_err(Failure::Serve)?;
    let mut out = output::stdout();
    writeln!(out, "listening on {}", server.url())?;
    out.flush()?;
    drop(out);
    server.wait();
    Ok(Outcome::Fine)
}

fn print(call: &Call) {
    let mut out = output::stdout();
    let line = format!("{:>8.3}s  {}  {}  {}", call.at.as_secs_f64(), call.status, call.answer, call.request);
    // A closed pipe is no reason to leave a client without an answer.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
