//! Comments in the text that say something about a table or a column.

use crate::{lexer::Comment, source::SourceText};

#[cfg(test)]
mod tests;

/// The comments of one statement.
#[derive(Clone, Copy)]
pub(crate) struct Comments<'s, 'a> {
    source: &'s SourceText<'a>,
    comments: &'s [Comment<'a>],
}

impl<'s, 'a> Comments<'s, 'a> {
    pub(crate) fn new(source: &'s SourceText<'a>, comments: &'s [Comment<'a>]) -> Self {
        Self { source, comments }
    }

    /// The block of comments on the lines right above what starts at `offset`.
    pub(crate) fn above(&self, offset: usize) -> Option<String> {
        let mut line = self.source.line(offset);
        let mut block = Vec::new();
        for comment in self.comments.iter().rev().filter(|comment| comment.start < offset) {
            let first = self.source.line(comment.start);
            let last = self.source.line(comment.start + comment.text.len() - 1);
            if last + 1 != line || !self.is_alone(comment) {
                break;
            }
            block.push(comment.text);
            line = first;
        }
        block.reverse();
        prose(&block)
    }

    /// The comment on the line where something ends, before `next` begins.
    pub(crate) fn beside(&self, end: usize, next: usize) -> Option<String> {
        let line = self.source.line(end.saturating_sub(1));
        let beside: Vec<_> = self
            .comments
            .iter()
            .filter(|comment| comment.start >= end && comment.start < next)
            .filter(|comment| self.source.line(comment.start) == line)
            .map(|comment| comment.text)
            .collect();
        prose(&beside)
    }

    /// Whether nothing but white space stands before the comment on its line.
    fn is_alone(&self, comment: &Comment<'_>) -> bool {
        let before = &self.source.text[..comment.start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        before[line_start..].trim().is_empty()
    }
}

/// What comments say, without their delimiters, or `None` if it is nothing for people.
fn prose(comments: &[&str]) -> Option<String> {
    let lines = comments.iter().flat_map(|comment| {
        let inner = comment
            .strip_prefix("/*")
            .map_or(*comment, |rest| rest.strip_suffix("*/").unwrap_or(rest));
        inner.lines()
    });
    let said: Vec<&str> = lines
        .map(|line| line.trim_start_matches(['-', '*', '!', '#', '=', '/', '~', ' ', '\t']))
        .map(|line| line.trim_end_matches(['-', '*', '=', '#', '~', ' ', '\t', '\r']))
        .filter(|line| is_prose(line))
        .collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn is_prose(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !is_dump_heading(line)
        && !is_code(line)
}

/// What `pg_dump` writes above each object.
fn is_dump_heading(line: &str) -> bool {
    ["Name: ", "TOC entry", "Data for Name: ", "Dependencies: ", "Type: ", "PostgreSQL database"]
        .iter()
        .chain(&["Dumped from", "Dumped by", "Started on", "Completed on"])
        .any(|heading| line.starts_with(heading))
}

/// Whether a line reads like a statement that was commented out.
fn is_code(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "create",
        "alter",
        "select",
        "insert",
        "update",
        "delete",
        "drop",
        "constraint",
        "foreign",
        "primary",
        "unique",
        "grant",
        "revoke",
        "references",
    ];
    if line.ends_with([';', ',', '(', ')']) && !line.contains(". ") {
        let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_keyword = STARTS.iter().any(|start| first.eq_ignore_ascii_case(start));
        let names_type = line.split_whitespace().nth(1).is_some_and(is_type);
        return is_keyword || names_type || line.ends_with(';');
    }
    line.starts_with('\\')
}

fn is_type(word: &str) -> bool {
    const TYPES: &[&str] = &[
        "int",
        "integer",
        "bigint",
        "smallint",
        "serial",
        "text",
        "varchar",
        "char",
        "boolean",
        "bool",
        "numeric",
        "decimal",
        "date",
        "timestamp",
        "timestamptz",
        "uuid",
        "json",
        "jsonb",
        "bytea",
        "real",
        "float",
        "double",
        "time",
        "interval",
    ];
    let word = word.split(['(', ',', '[']).next().unwrap_or_default();
    TYPES.iter().any(|known| word.eq_ignore_ascii_case(known))
}
