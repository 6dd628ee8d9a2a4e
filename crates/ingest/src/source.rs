//! A named text and the places within it.

use std::sync::Arc;

use seedbed_expr::Dialect;
use seedbed_schema::Origin;

/// One text to read. Several texts form one schema, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// What messages call it: a file's path.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

/// A [`Source`] whose byte offsets can be told as lines and columns.
#[derive(Debug)]
pub(crate) struct SourceText<'a> {
    pub(crate) text: &'a str,
    pub(crate) dialect: Dialect,
    name: Arc<str>,
    line_starts: Vec<usize>,
}

impl<'a> SourceText<'a> {
    pub(crate) fn new(source: Source<'a>, dialect: Dialect) -> Self {
        let newlines = source.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        Self { text: source.text, dialect, name: source.name.into(), line_starts }
    }

    /// The line of a byte offset, counted from 0.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    pub(crate) fn origin(&self, offset: usize) -> Origin {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let before = self.text.get(self.line_starts[line]..offset).unwrap_or_default();
        Origin {
            source: self.name.clone(),
            line: line as u32 + 1,
            column: before.chars().count() as u32 + 1,
        }
    }
}
