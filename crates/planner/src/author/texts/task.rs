//! What a small model is asked: one more row of a few text columns.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::{
    AuthorRequest, PROMPT_VERSION, Warning,
    prompt::rendered,
    written::{Columns, RowMaker},
};
use crate::{
    language::{Message, ReplyForm, Request, Role},
    survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts},
};

/// The most columns of a row.
const MOST_COLUMNS: usize = 4;
/// Rows that the rules make to take examples from.
const SAMPLE: u64 = 48;
/// Rows shown at a time.
const SHOWN: usize = 6;
/// With fewer, a model has nothing to go by.
const FEWEST_EXAMPLES: usize = 3;
/// Rows asked for before other examples are shown: until then, the model has read them already.
const SAME_EXAMPLES: u64 = 10;
/// Shorter columns hold codes rather than text.
const SHORTEST: u32 = 12;
/// No text is longer: a small model loses the thread.
const LONGEST: usize = 200;

/// One table's question.
pub(super) struct Task {
    /// The table, as the plan names it.
    pub(super) table: String,
    comment: Option<String>,
    wish: Option<String>,
    pub(super) columns: Vec<TextColumn>,
    /// Rows that the rules made.
    pub(super) examples: Vec<Vec<String>>,
}

/// A column that the model writes.
pub(super) struct TextColumn {
    pub(super) name: String,
    /// The most characters.
    pub(super) longest: usize,
    /// What its values look like, as a regular expression.
    pattern: String,
}

/// The questions about all tables; and what is to be said of those whose rows the rules can't
/// show.
pub(super) fn tasks(
    request: &AuthorRequest<'_>,
    survey: &Survey<'_>,
    columns: &Columns,
    maker: &dyn RowMaker,
) -> (Vec<Task>, Vec<Warning>) {
    let (mut tasks, mut warnings) = (Vec::new(), Vec::new());
    for (id, names) in columns {
        let facts = survey.table(*id);
        let table = facts.plan_name();
        let columns: Vec<&ColumnFacts<'_>> = self::columns(facts, names).collect();
        let examples =
            maker.rows(&request.planned.plan, &table, SAMPLE).map(|rows| examples(&rows, &columns));
        let examples = match examples {
            Ok(examples) if examples.len() >= FEWEST_EXAMPLES => examples,
            Ok(_) => {
                let message = "it has too few rows with texts to show the model".to_owned();
                warnings.push(Warning { place: table, message });
                continue;
            }
            Err(message) => {
                warnings.push(Warning { place: table, message });
                continue;
            }
        };
        let columns = columns.iter().enumerate().map(|(at, column)| {
            let values: Vec<&str> = examples.iter().map(|row| row[at].as_str()).collect();
            TextColumn::like(column, &values)
        });
        let prompts = request.prompts;
        let wishes = prompts.all.iter().chain(prompts.tables.get(id)).cloned();
        let wish = wishes.collect::<Vec<_>>().join("\n");
        tasks.push(Task {
            comment: facts.table.comment.as_deref().map(line),
            wish: Some(wish).filter(|wish| !wish.is_empty()),
            columns: columns.collect(),
            examples,
            table,
        });
    }
    (tasks, warnings)
}

/// The texts of different rows, of those that have one in each column.
fn examples(rows: &[Map<String, Value>], columns: &[&ColumnFacts<'_>]) -> Vec<Vec<String>> {
    let text = |row: &Map<String, Value>, column: &&ColumnFacts<'_>| {
        let text = row.get(column.name())?.as_str()?.trim().to_owned();
        (!text.is_empty() && !text.contains(['\n', '|'])).then_some(text)
    };
    let mut examples: Vec<Vec<String>> = Vec::new();
    for row in rows {
        let texts: Option<Vec<String>> = columns.iter().map(|column| text(row, column)).collect();
        if let Some(texts) = texts.filter(|texts| !examples.contains(texts)) {
            examples.push(texts);
        }
    }
    examples
}

/// The columns of a table that a small model may write: texts that no key or condition binds.
pub(super) fn columns<'t, 'a>(
    facts: &'t TableFacts<'a>,
    names: &'t BTreeSet<String>,
) -> impl Iterator<Item = &'t ColumnFacts<'a>> {
    let columns = facts.columns.iter().filter(|column| {
        names.contains(column.name())
            && column.class == Class::Text
            && column.key == KeyPart::No
            && column.domain.one_of.is_none()
            && column.max_length().is_none_or(|most| most >= SHORTEST)
    });
    columns.take(MOST_COLUMNS)
}

impl Task {
    /// The question for one more row; every attempt has a seed of its own.
    pub(super) fn request(&self, attempt: u64) -> Request {
        let window = (attempt / SAME_EXAMPLES) as usize * SHOWN;
        let rows: Vec<&Vec<String>> =
            self.examples.iter().cycle().skip(window % self.examples.len()).take(SHOWN).collect();
        let values = json!({
            "wish": self.wish,
            "table": self.table,
            "comment": self.comment,
            "columns": self.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
            "rows": rows,
        });
        let system = rendered(include_str!("../prompts/row_system.j2"), ());
        let question = rendered(include_str!("../prompts/row.j2"), values);
        let patterns: Vec<&str> =
            self.columns.iter().map(|column| column.pattern.as_str()).collect();
        let schema = json!({"type": "string", "pattern": format!("^{}$", patterns.join(" \\| "))});
        let characters: usize = self.columns.iter().map(|column| column.longest + 3).sum();
        Request {
            label: format!("a row of {}", self.table),
            messages: vec![
                Message::new(Role::System, system.trim_end()),
                Message::new(Role::User, question),
            ],
            form: ReplyForm::Schema { name: "row".into(), schema },
            max_output_tokens: characters as u32,
            temperature: Some(0.9),
            seed: Some(attempt),
        }
    }

    /// What kept records were made from.
    pub(super) fn made_from(&self, model: &str) -> String {
        let Request { messages, form, .. } = self.request(0);
        let ReplyForm::Schema { schema, .. } = form else { return String::new() };
        json!({
            "prompts": PROMPT_VERSION,
            "model": model,
            "messages": messages,
            "form": schema,
            "records": super::RECORDS,
        })
        .to_string()
    }
}

impl TextColumn {
    /// A column whose texts look like some: as long, beginning and ending like them, and of the
    /// same kinds of characters.
    fn like(column: &ColumnFacts<'_>, values: &[&str]) -> Self {
        let lengths = || values.iter().map(|value| value.chars().count());
        let room = column.max_length().map_or(LONGEST, |most| (most as usize).min(LONGEST));
        let longest = (lengths().max().unwrap_or(0) * 5 / 4 + 4).clamp(8, room.max(8));
        let shortest = (lengths().min().unwrap_or(0) / 2).clamp(3, longest);
        let mostly = |is: fn(&str) -> bool| {
            values.iter().filter(|value| is(value)).count() * 2 > values.len()
        };
        let start = if mostly(|value| value.starts_with(char::is_uppercase)) {
            "[A-Z]"
        } else {
            "[A-Za-z0-9]"
        };
        let is_sentence = mostly(|value| value.ends_with(['.', '!', '?']));
        let has_digits = mostly(|value| value.contains(|c: char| c.is_ascii_digit()));
        let inner = match (is_sentence, has_digits) {
            (true, _) => "[A-Za-z0-9 ,.'&()/%:;!?+-]",
            (false, true) => "[A-Za-z0-9 ,.'&()/+-]",
            (false, false) => "[A-Za-z ,.'&/-]",
        };
        let end = if is_sentence { "[.!?]" } else { "[A-Za-z0-9)]" };
        let pattern = format!("{start}{inner}{{{},{}}}{end}", shortest - 2, longest - 2);
        Self { name: column.name().to_owned(), longest, pattern }
    }
}

/// A comment as one line of some length: what a schema says is data.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|character| !character.is_control()).take(200).collect()
}
