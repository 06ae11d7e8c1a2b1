//! Text for people: styles where a terminal shows them, lines as wide as it is.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const LABEL: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Standard output; styles are dropped where it is not a terminal or `NO_COLOR` is set.
pub(crate) fn stdout() -> impl Write {
    anstream::stdout().lock()
}

/// Control characters and marks of text direction as escapes, so that what a server or a file says steers no terminal
/// and makes no line of its own. Tables and pages have none when they have been read.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if steers(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// The same for a text that may have several lines.
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// A line on standard error. That may be closed as well; then there is nobody left to tell.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", lines(text));
}

/// `label    text`, wrapped to the terminal; not wrapped in a pipe, so that a line stays a line.
pub(crate) fn field(out: &mut impl Write, label: &str, text: &str) -> io::Result<()> {
    const LABEL_WIDTH: usize = 10;
    let indent = " ".repeat(LABEL_WIDTH + 2);
    let width = if io::stdout().is_terminal() { terminal_width() } else { usize::MAX };
    let options =
        textwrap::Options::new(width).initial_indent(&indent).subsequent_indent(&indent).break_words(false);
    let wrapped = textwrap::wrap(&lines(text), options).join("\n");
    let body = wrapped.get(indent.len()..).unwrap_or_default();
    writeln!(out, "  {LABEL}{label:<LABEL_WIDTH$}{LABEL:#}{body}")
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).clamp(40, 120))
}

/// One JSON value as indented text.
pub(crate) fn json(value: &impl serde::Serialize) -> crate::failure::Result {
    let mut out = stdout();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    out.flush()?;
    Ok(crate::failure::Outcome::Fine)
}
