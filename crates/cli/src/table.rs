//! Tables of text with aligned columns.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows of cells, written with two spaces between columns.
pub(crate) struct TextTable {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
    widest: usize,
}

impl TextTable {
    pub(crate) fn new<S: Into<String>>(columns: impl IntoIterator<Item = (S, Align)>) -> Self {
        let columns = columns.into_iter().map(|(name, align)| (name.into(), align)).collect();
        Self { columns, rows: Vec::new(), widest: usize::MAX }
    }

    /// Cuts cells to this many terminal columns.
    pub(crate) fn with_widest(mut self, widest: usize) -> Self {
        self.widest = widest;
        self
    }

    pub(crate) fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines, each after `indent`, without trailing spaces.
    pub(crate) fn render(&self, indent: &str) -> String {
        self.render_within(indent, usize::MAX)
    }

    /// The same in lines of at most `width` terminal columns where that is possible: columns
    /// that don't fit beside the others follow below them.
    pub(crate) fn render_within(&self, indent: &str, width: usize) -> String {
        let cut = |text: &String| shortened(text, self.widest);
        let head = self.columns.iter().map(|(name, _)| cut(name)).collect();
        let body = self.rows.iter().map(|row| row.iter().map(cut).collect());
        let lines: Vec<Vec<String>> = std::iter::once(head).chain(body).collect();
        let widest = |at: usize| {
            lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(widest).collect();
        let mut text = String::new();
        for block in blocks(&widths, width.saturating_sub(indent.len())) {
            for line in &lines {
                text.push_str(&self.line(indent, line, &widths, block.clone()));
            }
        }
        text
    }

    fn line(
        &self,
        indent: &str,
        cells: &[String],
        widths: &[usize],
        block: Range<usize>,
    ) -> String {
        let mut line = String::from(indent);
        for at in block {
            let Some(cell) = cells.get(at) else { break };
            let padding = " ".repeat(widths[at] - cell.width());
            match self.columns[at].1 {
                Align::Left => line.extend([cell.as_str(), &padding, GAP]),
                Align::Right => line.extend([padding.as_str(), cell, GAP]),
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }
}

/// Between two columns.
const GAP: &str = "  ";

/// Columns that fit side by side, one or more at a time.
fn blocks(widths: &[usize], width: usize) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut used = 0;
    for (at, column) in widths.iter().enumerate() {
        if at > start && used + column > width {
            blocks.push(start..at);
            start = at;
            used = 0;
        }
        used += column + GAP.len();
    }
    blocks.push(start..widths.len());
    blocks
}

/// `text` on one line and in at most `widest` terminal columns.
fn shortened(text: &str, widest: usize) -> String {
    let printable: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if printable.width() <= widest {
        return printable;
    }
    let mut kept = String::new();
    let mut width = 1; // the ellipsis
    for character in printable.chars() {
        width += character.width().unwrap_or(0);
        if width > widest {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_whatever_the_script() {
        let mut table = TextTable::new([("name", Align::Left), ("rows", Align::Right)]);
        table.push(vec!["東京".into(), "7".into()]);
        table.push(vec!["orders".into(), "1,000".into()]);
        assert_eq!(table.render("  "), "  name     rows\n  東京        7\n  orders  1,000\n");
    }

    #[test]
    fn columns_that_do_not_fit_follow_below() {
        let columns = ["first", "second", "third"].map(|name| (name, Align::Left));
        let mut table = TextTable::new(columns);
        table.push(["1", "2", "3"].map(String::from).to_vec());
        let expected = "first  second\n1      2\nthird\n3\n";
        assert_eq!(table.render_within("", 15), expected);
        assert_eq!(table.render_within("", 1), "first\n1\nsecond\n2\nthird\n3\n");
    }

    #[test]
    fn long_and_broken_cells_stay_on_one_short_line() {
        assert_eq!(shortened("a\nb", 10), "a b");
        assert_eq!(shortened("abcdefgh", 5), "abcd…");
        assert_eq!(shortened("東京都庁", 5), "東京…");
    }
}
