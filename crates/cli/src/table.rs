//! Tables of text with aligned columns.

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
        let cut = |text: &String| shortened(text, self.widest);
        let head: Vec<String> = self.columns.iter().map(|(name, _)| cut(name)).collect();
        let body: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(cut).collect()).collect();
        let width = |at: usize| {
            let cells = body.iter().filter_map(|row| row.get(at));
            cells.chain([&head[at]]).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let mut text = String::new();
        for row in [&head].into_iter().chain(&body) {
            let mut line = String::from(indent);
            for ((cell, &width), (_, align)) in row.iter().zip(&widths).zip(&self.columns) {
                let padding = " ".repeat(width - cell.width());
                match align {
                    Align::Left => line.extend([cell.as_str(), &padding, "  "]),
                    Align::Right => line.extend([padding.as_str(), cell, "  "]),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
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
    fn long_and_broken_cells_stay_on_one_short_line() {
        assert_eq!(shortened("a\nb", 10), "a b");
        assert_eq!(shortened("abcdefgh", 5), "abcd…");
        assert_eq!(shortened("東京都庁", 5), "東京…");
    }
}
