//! Errors, warnings and notes on standard error: what, where, what to do.

use std::{
    io::{IsTerminal, Write},
    ops::Range,
};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError,
    MietteSpanContents, Report, Severity, SourceCode, SourceSpan, SpanContents,
};
use seedbed_database::LoadError;
use seedbed_ingest::{Diagnostic, IngestError};
use seedbed_pipeline::{NamedText, PipelineError};
use seedbed_schema::Origin;

use crate::{amount::counted, exit::Exit, wording};

/// Remarks about a schema beyond this many are counted, not shown.
const MOST_REMARKS: usize = 20;

/// An error on its way to the user, with the texts it may speak of.
pub(crate) struct Failure {
    error: Box<Cause>,
    sources: Vec<NamedText>,
}

enum Cause {
    Pipeline(PipelineError),
    Usage { message: String, help: String },
    WouldBeRefused(LoadError),
}

impl Failure {
    /// An error about `sources`.
    pub(crate) fn about(sources: &[NamedText], error: PipelineError) -> Self {
        Self { error: Box::new(Cause::Pipeline(error)), sources: sources.to_vec() }
    }

    /// A wrong command line.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        let error = Box::new(Cause::Usage { message: message.into(), help: help.into() });
        Self { error, sources: Vec::new() }
    }

    /// A dry run whose rows the database does not take.
    pub(crate) fn would_be_refused(error: LoadError) -> Self {
        Self { error: Box::new(Cause::WouldBeRefused(error)), sources: Vec::new() }
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        Self { error: Box::new(Cause::Pipeline(error)), sources: Vec::new() }
    }
}

/// Reports an error; returns how the program shall end.
pub(crate) fn fail(failure: &Failure) -> Exit {
    let sources = &failure.sources;
    match &*failure.error {
        Cause::Usage { message, help } => {
            show(sources, &Remark::error(message).with_help(help));
            Exit::Usage
        }
        Cause::WouldBeRefused(error) => {
            let message = with_causes(error);
            let help = "nothing was kept: this was a dry run";
            show(sources, &Remark::error(&message).with_help(help));
            Exit::Refused
        }
        Cause::Pipeline(error) => {
            explain(sources, error);
            Exit::of(error)
        }
    }
}

fn explain(sources: &[NamedText], error: &PipelineError) {
    match error {
        PipelineError::Schema(error) => explain_schema(sources, error),
        PipelineError::Plan(problems) => {
            for problem in &problems.0 {
                let message = format!("{}: {}", problem.path, problem.message);
                show(sources, &Remark::error(&message).with_help_if(problem.hint.as_deref()));
            }
        }
        PipelineError::PlanDocument { name, path, source } => {
            let wrong = wording::of_plan_error(&source.to_string());
            let message = match path {
                Some(path) => format!("{path}: {wrong}"),
                None => wrong,
            };
            let indent = sources
                .iter()
                .find(|text| &text.name == name)
                .and_then(|text| text.text.lines().nth(source.line().checked_sub(1)?))
                .map_or(0, |line| line.len() - line.trim_start_matches([' ', '"']).len());
            let place = Place { source: name, line: source.line(), column: indent + 1 };
            let remark = Remark { place: Some(place), ..Remark::error(&message) };
            show(
                sources,
                &remark.with_help(
                    "`seedbed plan` writes a plan to start from, and schemas/plan.schema.json \
                     describes all of it",
                ),
            );
        }
        PipelineError::Strict { reasons } => {
            let list: Vec<String> = reasons.iter().map(|reason| format!("• {reason}")).collect();
            let message = format!("--strict: {error}\n{}", list.join("\n"));
            show(
                sources,
                &Remark::error(&message).with_help(
                    "mend the schema or the plan, or leave --strict out to go on without these",
                ),
            );
        }
        other => {
            let message = with_causes(other);
            let help = other.unmet().map(|(table, columns)| unmet_help(table, columns));
            show(sources, &Remark::error(&message).with_help_if(help.as_deref()));
        }
    }
}

/// How to go on when no row meets a constraint.
fn unmet_help(table: &str, columns: &[String]) -> String {
    let path = |column: &String| format!("tables.{table}.columns.{column}");
    let places = match columns {
        [] => format!("tables.{table}"),
        columns => columns.iter().map(path).collect::<Vec<_>>().join(" and "),
    };
    format!(
        "`seedbed plan SCHEMA -o plan.json` writes the plan; there, {places} says where the \
         values come from: give it values that meet the constraint, then `seedbed generate SCHEMA \
         --plan plan.json`. --strict makes no difference here: it refuses what can't be checked"
    )
}

fn explain_schema(sources: &[NamedText], error: &IngestError) {
    remarks(sources, error.diagnostics());
    match error {
        IngestError::Schema { problems, .. } => {
            for problem in &problems.0 {
                let message = format!("{}: {}", problem.subject, problem.message);
                let place = problem.origin.as_ref().map(Place::of);
                let remark = Remark { place, ..Remark::error(&message) };
                show(sources, &remark.with_help_if(problem.hint.as_deref()));
            }
        }
        other => show(sources, &Remark::error(&other.to_string())),
    }
}

/// An error and what it came from, without repeating what the error says already.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        next = cause.source();
    }
    message
}

/// Shows the warnings and errors among the remarks about a schema.
pub(crate) fn remarks(sources: &[NamedText], diagnostics: &[Diagnostic]) {
    let grave: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity > seedbed_ingest::Severity::Note)
        .collect();
    for diagnostic in grave.iter().take(MOST_REMARKS) {
        let mut message = diagnostic.message.clone();
        if let Some(skipped) = &diagnostic.skipped {
            message = format!("{message} (skipped: {skipped} …)");
        }
        let severity = match diagnostic.severity {
            seedbed_ingest::Severity::Error => Severity::Error,
            _ => Severity::Warning,
        };
        let remark = Remark {
            severity,
            message: &message,
            place: Some(Place::of(&diagnostic.origin)),
            help: None,
        };
        show(sources, &remark.with_help_if(diagnostic.help.as_deref()));
    }
    if grave.len() > MOST_REMARKS {
        let rest = (grave.len() - MOST_REMARKS) as u64;
        let message = format!("{} more; `seedbed inspect` lists all", counted(rest, "remark"));
        show(sources, &Remark { severity: Severity::Advice, ..Remark::error(&message) });
    }
}

/// Shows one note.
pub(crate) fn note(message: &str) {
    show(&[], &Remark { severity: Severity::Warning, ..Remark::error(message) });
}

/// Says what a user may want to know, and what can be done about it.
pub(crate) fn advice(message: &str, help: &str) {
    show(&[], &Remark { severity: Severity::Advice, ..Remark::error(message) }.with_help(help));
}

struct Remark<'a> {
    severity: Severity,
    message: &'a str,
    place: Option<Place<'a>>,
    help: Option<&'a str>,
}

impl<'a> Remark<'a> {
    fn error(message: &'a str) -> Self {
        Self { severity: Severity::Error, message, place: None, help: None }
    }

    fn with_help(self, help: &'a str) -> Self {
        self.with_help_if(Some(help))
    }

    fn with_help_if(self, help: Option<&'a str>) -> Self {
        Self { help: help.or(self.help), ..self }
    }
}

/// A place in a text; lines and columns count from 1.
struct Place<'a> {
    source: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Place<'a> {
    fn of(origin: &'a Origin) -> Self {
        Self { source: &origin.source, line: origin.line as usize, column: origin.column as usize }
    }
}

/// The text with a picture in the place of every character that would steer the terminal.
fn printable(text: &str) -> String {
    let picture = |character: char| match character {
        '\n' | '\t' => character,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    text.chars().map(picture).collect()
}

fn show(sources: &[NamedText], remark: &Remark<'_>) {
    let message = printable(remark.message);
    let mut diagnostic = MietteDiagnostic::new(message).with_severity(remark.severity);
    diagnostic.help = remark.help.map(printable);
    let report = match &remark.place {
        Some(place) => located(sources, place, diagnostic),
        None => Report::new(diagnostic),
    };
    let mut text = String::new();
    // Rendering into a string can't fail; without it the plain message is still something.
    if handler().render_report(&mut text, report.as_ref()).is_err() {
        text = format!("{}\n", remark.message);
    }
    // When standard error is gone there is nobody left to tell.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Shows the place: with its line, unless that may hold values of rows.
fn located(sources: &[NamedText], place: &Place<'_>, diagnostic: MietteDiagnostic) -> Report {
    let source = sources.iter().find(|source| source.name == place.source);
    match source.and_then(|source| SourceLine::of(source, place.line)) {
        Some(line) if !may_hold_values(&line.text) => {
            let label = LabeledSpan::at(line.word_at(place.column), "here");
            Report::new(diagnostic.with_label(label)).with_source_code(line)
        }
        _ => {
            let place = format!("{}:{}:{}", place.source, place.line, place.column);
            let message = format!("{place}: {}", diagnostic.message);
            Report::new(MietteDiagnostic { message, ..diagnostic })
        }
    }
}

/// One line of a text, which is all that is shown of it: its neighbours may hold values of rows.
#[derive(Debug)]
struct SourceLine {
    source: String,
    text: String,
    /// From 1.
    number: usize,
}

impl SourceLine {
    fn of(source: &NamedText, number: usize) -> Option<Self> {
        let text = printable(source.text.lines().nth(number.checked_sub(1)?)?);
        Some(Self { source: source.name.clone(), text, number })
    }

    /// The bytes of the word at a column, which counts from 1.
    fn word_at(&self, column: usize) -> Range<usize> {
        let skipped = self.text.char_indices().nth(column.saturating_sub(1));
        let start = skipped.map_or(self.text.len(), |(at, _)| at);
        let rest = &self.text[start..];
        let end = rest.find(|character: char| !(character.is_alphanumeric() || character == '_'));
        start..start + end.unwrap_or(rest.len())
    }
}

impl SourceCode for SourceLine {
    /// Gives the whole line when context is asked for, and else the place of the span.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let before = self.text.get(..span.offset()).ok_or(MietteError::OutOfBounds)?;
        let column = if lines_before == 0 { before.chars().count() } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.source.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            self.number - 1,
            column,
            1,
        )))
    }
}

/// INSERT and COPY carry values, which have no place in a message.
fn may_hold_values(line: &str) -> bool {
    let upper = line.to_ascii_uppercase();
    ["INSERT", "COPY", "VALUES"].iter().any(|word| upper.contains(word))
        || line.trim_start().starts_with(['(', '\'']) && line.contains('\'')
}

fn handler() -> GraphicalReportHandler {
    let stderr = std::io::stderr();
    let plain = !stderr.is_terminal()
        || anstream::AutoStream::choice(&stderr) == anstream::ColorChoice::Never;
    let theme = if plain { GraphicalTheme::unicode_nocolor() } else { GraphicalTheme::unicode() };
    GraphicalReportHandler::new_themed(theme).with_width(100).with_context_lines(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_a_place_is_found() {
        let text = "ab\r\n  größe int,\n".to_owned();
        let line = SourceLine::of(&NamedText { name: "s".into(), text }, 2).unwrap();
        assert_eq!(&line.text[line.word_at(3)], "größe");
        assert_eq!(&line.text[line.word_at(9)], "int");
        assert!(line.word_at(99).is_empty());
    }

    #[test]
    fn what_would_steer_a_terminal_is_shown_as_pictures() {
        assert_eq!(printable("a\x1b[31m\x07\x7f\u{9b}b\tc\n"), "a␛[31m␇␡\u{fffd}b\tc\n");
        let text = "créate \x1b]0;x\x07 tabel y".to_owned();
        let line = SourceLine::of(&NamedText { name: "s".into(), text }, 1).unwrap();
        assert_eq!(&line.text[line.word_at(15)], "tabel");
    }

    #[test]
    fn lines_with_values_are_not_shown() {
        assert!(may_hold_values("INSERT INTO customers VALUES (1, 'Anna')"));
        assert!(may_hold_values("  (2, 'Ben'),"));
        assert!(!may_hold_values("  total numeric(10, 2) CHECK (total > 0),"));
    }
}
