//! A language model writes the plan.
//!
//! Rules plan everything first. Then the model is asked, a few related tables at a time, about the
//! columns whose content takes knowledge of the subject; what it replies is a small language of
//! its own (`reply`), lowered into the plan's sources and judged by types, constraints and the
//! engine. What is wrong is quoted back a bounded number of times; what stays wrong is left to the
//! rules, column by column, with a warning. Nothing that a model says is executed.
//!
//! What is asked does not depend on the number of rows nor on the seed, so neither do the tokens,
//! and finished replies can be kept ([`Keep`]) and used for any number of rows.

mod asked;
mod cluster;
mod contribution;
mod digest;
mod lower;
mod prompt;
mod question;
mod reply;
mod run;
mod scalar;
mod settle;
mod template;
mod texts;
mod written;

use std::collections::BTreeMap;

use seedbed_generate::plan::Plan;
use seedbed_schema::{Schema, TableId, Wishes};

pub use prompt::PROMPT_VERSION;
pub use question::{Estimate, Prepared};
pub use run::author;
pub use texts::{estimate_texts, text_columns, write_texts};
pub use written::{Columns, MOST_ROWS, RowMaker, estimate_rows, open_columns, write_rows};

use crate::{Planned, language::AskError};

/// What is asked of a model's plan.
#[derive(Debug, Clone, Copy)]
pub struct AuthorRequest<'r> {
    /// The schema.
    pub schema: &'r Schema,
    /// The rules' plan, which the model's is put over.
    pub planned: &'r Planned,
    /// What the schema's sources ask of columns: what they do is not asked of the model.
    pub wishes: &'r Wishes,
    /// What a person asks in words.
    pub prompts: &'r Prompts,
    /// How often a reply that can't be used is sent back.
    pub repairs: u32,
}

/// What a person asks in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts {
    /// Of the whole dataset.
    pub all: Option<String>,
    /// Of single tables. All their columns are asked about that a plan can say something about.
    pub tables: BTreeMap<TableId, String>,
}

/// What judges a plan as the engine would: whoever has an engine implements this.
pub trait Inspector: Sync {
    /// Everything wrong with `plan`, or worse than it need be. `tables` are those whose plan has
    /// changed.
    fn inspect(&self, plan: &Plan, tables: &[String]) -> Vec<Finding>;
}

/// Something wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The table, as the plan names it; none where that can't be told.
    pub table: Option<String>,
    /// The column; none where it is about several, or can't be told.
    pub column: Option<String>,
    /// What is wrong. Never holds a cell value.
    pub message: String,
}

/// What keeps finished replies from one run to the next.
pub trait Keep: Sync {
    /// What was kept under the hash of `made_from`.
    fn find(&self, made_from: &str) -> Option<String>;

    /// Keeps a text under the hash of `made_from`. Whoever can't, says so by itself: nothing is
    /// lost but a repetition.
    fn keep(&self, made_from: &str, text: &str);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeepNothing;

impl Keep for KeepNothing {
    fn find(&self, _: &str) -> Option<String> {
        None
    }

    fn keep(&self, _: &str, _: &str) {}
}

/// A plan with what a model had to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Authored {
    /// The plan, and what each column was taken for.
    pub planned: Planned,
    /// What the model said and could not be used, or could be better.
    pub warnings: Vec<Warning>,
    /// Columns that the model planned.
    pub columns: usize,
    /// Questions whose answers were kept from an earlier run.
    pub kept: usize,
    /// Questions in all.
    pub questions: usize,
}

/// Something that a user is told about a model's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is about: `orders.status`.
    pub place: String,
    /// What it is.
    pub message: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Why there is no plan by a model.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// The model can't be asked, or did not answer.
    #[error("{source}{}", finished(*done, *of))]
    Ask {
        /// Why.
        source: AskError,
        /// Questions that were answered by then.
        done: usize,
        /// Questions in all.
        of: usize,
    },
    /// The model is not able to write plans.
    #[error(
        "{model} is too small to write a plan; give it single text columns: \
         --llm-columns TABLE.COLUMN"
    )]
    TooSmall {
        /// The model.
        model: String,
    },
    /// A table has too many rows to be written one by one.
    #[error("{table} has {rows} rows, and a model writes at most {most} row by row; plan it")]
    TooManyRows {
        /// The table.
        table: String,
        /// Its rows.
        rows: u64,
        /// The most.
        most: u64,
    },
    /// The rows that a model shall see can't be made.
    #[error("{table}: the rows that the model shall see can't be made: {message}")]
    Rows {
        /// The table.
        table: String,
        /// Why.
        message: String,
    },
    /// A column that a model can't write.
    #[error("{place} can't be written by a model: {reason}")]
    Column {
        /// The table and the column.
        place: String,
        /// Why.
        reason: &'static str,
    },
    /// The questions alone pass a limit.
    #[error("{needed} {what} are needed at least, and {limit} are allowed; nothing was asked")]
    Limit {
        /// `calls`, `tokens`, `dollars`.
        what: &'static str,
        /// How much the plan takes.
        needed: String,
        /// How much may be spent.
        limit: String,
    },
}

fn finished(done: usize, of: usize) -> String {
    if done == 0 {
        return String::new();
    }
    format!("; {done} of {of} questions are answered and kept: run it again to go on from there")
}

#[cfg(test)]
mod tests;
