//! Collecting diagnostics.

use seedbed_schema::{Origin, SchemaProblem};

use crate::{
    cursor::SyntaxError,
    diagnostic::{Diagnostic, Severity},
    lexer::{Token, TokenKind},
};

/// The diagnostics so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub(crate) fn add(&mut self, severity: Severity, origin: Origin, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic {
            severity,
            origin,
            message: message.into(),
            help: None,
            skipped: None,
        });
    }

    /// Something that could not be read: a whole statement, or a part of one.
    pub(crate) fn lost(
        &mut self,
        origin: Origin,
        error: SyntaxError,
        statement: Option<&[Token<'_>]>,
    ) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            origin,
            message: error.message,
            help: error.help.map(str::to_owned),
            skipped: statement.map(first_words),
        });
    }

    /// A constraint that contradicts what else is declared.
    pub(crate) fn left_out(&mut self, problem: SchemaProblem) {
        let SchemaProblem { subject, message, hint, origin } = problem;
        let nowhere = || Origin { source: subject.as_str().into(), line: 1, column: 1 };
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            origin: origin.unwrap_or_else(nowhere),
            message: format!("{subject}: {message}; it is left out"),
            help: hint,
            skipped: None,
        });
    }

    /// A statement that is no statement.
    pub(crate) fn skipped(
        &mut self,
        severity: Severity,
        origin: Origin,
        message: &str,
        tokens: &[Token<'_>],
    ) {
        self.diagnostics.push(Diagnostic {
            severity,
            origin,
            message: message.to_owned(),
            help: None,
            skipped: Some(first_words(tokens)),
        });
    }
}

/// The words a statement begins with, up to the first thing that may be a value.
fn first_words(tokens: &[Token<'_>]) -> String {
    /// Enough to recognize a statement by.
    const MOST: usize = 8;
    let mut words = String::new();
    for token in tokens.iter().take(MOST) {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
        if !is_name && !token.is_symbol(".") {
            break;
        }
        let glued = token.is_symbol(".") || words.ends_with('.') || words.is_empty();
        if !glued {
            words.push(' ');
        }
        words.push_str(token.text);
    }
    words
}
