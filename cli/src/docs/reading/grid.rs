//! Tables that pandoc and reStructuredText draw with `+---+`, whose cells have several lines, as tables with pipes.

/// A row of nothing.
const NOTHING: &str = "||";
const BREAK: &str = " <br>";

/// The page with a row on one line for each of such a table; the other lines of the row stay as rows of nothing.
pub(super) fn with_pipes(source: &str) -> String {
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let mut out = String::with_capacity(source.len());
    let mut rest = lines.as_slice();
    while let Some(line) = rest.first() {
        let is_of_grid = |line: &&&str| line.trim().starts_with(['+', '|']);
        let length = if is_border(line) { rest.iter().take_while(is_of_grid).count() } else { 0 };
        let (table, after) = rest.split_at(length.max(1));
        match Grid::of(table) {
            Some(grid) => out.push_str(&grid.pipes()),
            None => out.extend(table.iter().copied()),
        }
        rest = after;
    }
    out
}

/// A line between two rows.
fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('+') && line.ends_with('+') && line.chars().all(|c| "+-=:".contains(c))
}

struct Grid<'s> {
    /// The lines of each row, and the border below them.
    rows: Vec<(Vec<&'s str>, &'s str)>,
    top: &'s str,
    /// Where the borders' corners are, in characters.
    corners: Vec<usize>,
}

impl<'s> Grid<'s> {
    /// None unless borders go from side to side and no cell is beside two others.
    fn of(lines: &[&'s str]) -> Option<Self> {
        let (top, lines) = lines.split_first()?;
        let mut grid = Self { rows: Vec::new(), top, corners: corners(top) };
        let mut row = Vec::new();
        for line in lines {
            if !is_border(line) {
                row.push(*line);
            } else if row.is_empty() || corners(line) != grid.corners {
                return None;
            } else {
                grid.rows.push((std::mem::take(&mut row), line));
            }
        }
        let are_whole = grid.rows.iter().flat_map(|(lines, _)| lines).all(|line| grid.cells(line).is_some());
        (row.is_empty() && !grid.rows.is_empty() && are_whole).then_some(grid)
    }

    /// The cells of a line: between the places of the corners, unless letters of double width have moved the pipes.
    fn cells(&self, line: &str) -> Option<Vec<String>> {
        let chars: Vec<char> = line.trim().chars().collect();
        let count = self.corners.len() - 1;
        if self.corners.iter().all(|at| chars.get(*at) == Some(&'|')) {
            let cell = |pair: &[usize]| chars[pair[0] + 1..pair[1]].iter().collect::<String>();
            return Some(self.corners.windows(2).map(cell).collect());
        }
        let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
        let cells: Vec<String> = inside.split('|').map(str::to_owned).collect();
        (cells.len() == count).then_some(cells)
    }

    fn pipes(&self) -> String {
        // The first row is the head; below it is the line that parsers look for.
        let mut out = line_end(self.top).to_owned();
        for (index, (lines, border)) in self.rows.iter().enumerate() {
            let mut cells = vec![String::new(); self.corners.len() - 1];
            for parts in lines.iter().filter_map(|line| self.cells(line)) {
                cells.iter_mut().zip(parts).for_each(|(cell, part)| add(cell, &part));
            }
            let cells: Vec<String> = cells.iter().map(|cell| with_links(without_breaks(cell))).collect();
            out.push_str(&format!("| {} |{}", cells.join(" | "), line_end(lines[0])));
            let delimiter = format!("|{}", "---|".repeat(cells.len()));
            let mut filler = if index == 0 { delimiter.as_str() } else { NOTHING };
            for line in lines[1..].iter().chain([border]) {
                out.push_str(filler);
                out.push_str(line_end(line));
                filler = NOTHING;
            }
        }
        out
    }
}

/// Adds a line to a cell: one of nothing is a break, as is a backslash at the end of one.
fn add(cell: &mut String, part: &str) {
    let line = part.trim();
    if line.is_empty() {
        cell.push_str(BREAK);
        return;
    }
    if !cell.is_empty() {
        let is_item = line.starts_with("- ") || line.starts_with("* ");
        cell.push_str(if is_item { BREAK } else { "" });
        cell.push_str(if ends_in_address(cell) { "" } else { " " });
    }
    let (words, breaks) = line.strip_suffix('\\').map_or((line, ""), |line| (line, BREAK));
    cell.push_str(&words.replace('|', "\\|"));
    cell.push_str(breaks);
}

/// An address that is wider than its column goes on in the next line.
fn ends_in_address(cell: &str) -> bool {
    let is_open = |(_, address): (&str, &str)| !address.contains([')', '>', ' ']);
    ["](", "<http"].iter().any(|start| cell.rsplit_once(start).is_some_and(is_open))
}

/// Links of reStructuredText, `` `words <address>`__ ``, as those of Markdown.
fn with_links(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once(">`_") {
        let Some((start, link)) = before.rsplit_once('`') else { break };
        let Some((words, address)) = link.rsplit_once('<') else { break };
        out.push_str(&format!("{start}[{}]({address})", words.trim()));
        rest = after.strip_prefix('_').unwrap_or(after);
    }
    out + rest
}

/// The cell without the breaks at its ends.
fn without_breaks(cell: &str) -> &str {
    cell.trim_start_matches(BREAK).trim_end_matches(BREAK).trim()
}

fn corners(border: &str) -> Vec<usize> {
    border.trim().char_indices().filter(|(_, c)| *c == '+').map(|(at, _)| at).collect()
}

fn line_end(line: &str) -> &str {
    &line[line.trim_end_matches(['\r', '\n']).len()..]
}

#[cfg(test)]
mod tests {
    use super::with_pipes;

    #[test]
    fn lines_keep_their_places() {
        for (source, expected) in [
            ("a\n+-+-+\n|a|b|\n+=+=+\n|c|d|\n+-+-+\nb", "a\n\n| a | b |\n|---|---|\n| c | d |\n||\nb"),
            (
                "+----+----+\r\n| a  | b  |\r\n|    | c  |\r\n+====+====+\r\n| d  | e  |\r\n|    |    |\r\n| f  | g  |\r\n+----+----+\r\n",
                "\r\n| a | b c |\r\n|---|---|\r\n||\r\n| d <br> f | e <br> g |\r\n||\r\n||\r\n||\r\n",
            ),
            ("+----+\n| h  |\n+====+\n| a\\ |\n| -x |\n+----+", "\n| h |\n|---|\n| a <br> -x |\n||\n||"),
            (
                "+-----+\n| h   |\n+-----+\n| [a  |\n| b]( |\n| c/d |\n| e)  |\n| f   |\n+-----+",
                "\n| h |\n|---|\n| [a b](c/de) f |\n||\n||\n||\n||\n||",
            ),
            (
                "+-------+\n| h     |\n+-------+\n| `a b  |\n| <c>`_ |\n+-------+",
                "\n| h |\n|---|\n| [a b](c) |\n||\n||",
            ),
            ("+----+-+\n| h  |i|\n+----+-+\n| a| |b|\n+----+-+", "\n| h | i |\n|---|---|\n| a\\| | b |\n||"),
            // Letters of double width stand in two places.
            ("+----+-+\n| 原 |i|\n+----+-+\n| 因 |b|\n+----+-+", "\n| 原 | i |\n|---|---|\n| 因 | b |\n||"),
        ] {
            assert_eq!(with_pipes(source), expected, "{source}");
        }
    }

    #[test]
    fn other_lines_stay() {
        for source in [
            "+-+\n|a|\n",
            "+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+",
            "+---+---+\n| a | b |\n+-------+\n|   c   |\n+-------+",
            "+---+\n+---+",
            "+ a\n+ b\n| c |",
            "+---+\n| a |\n| b",
        ] {
            assert_eq!(with_pipes(source), source);
        }
    }
}
