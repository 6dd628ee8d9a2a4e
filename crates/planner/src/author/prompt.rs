//! The prompts: templates in `prompts/`, filled with what is known.
//!
//! Whoever changes a template raises [`PROMPT_VERSION`]: finished plans are kept by it.

use minijinja::{Environment, value::Serde};
use serde::Serialize;

use super::digest::{Neighbour, TableDigest};
use crate::language::{Message, Role};

/// The version of the prompts.
pub const PROMPT_VERSION: u32 = 1;

/// Everything that a question about some tables holds.
#[derive(Debug, Serialize)]
pub(super) struct Question<'q> {
    pub(super) wish: Option<&'q str>,
    pub(super) locale: &'q str,
    pub(super) as_of: &'q str,
    pub(super) tables: Vec<TableDigest>,
    pub(super) neighbours: Vec<Neighbour>,
    pub(super) others: Vec<String>,
    /// How many other tables are not even named.
    pub(super) more: usize,
    /// The columns asked about: `orders.status`.
    pub(super) asked: Vec<String>,
    pub(super) table_wishes: Vec<TableWish<'q>>,
}

/// What a person wishes of one table.
#[derive(Debug, Serialize)]
pub(super) struct TableWish<'q> {
    pub(super) table: String,
    pub(super) text: &'q str,
}

const SYSTEM: &str = include_str!("prompts/system.j2");
const PLAN: &str = include_str!("prompts/plan.j2");
const REPAIR: &str = include_str!("prompts/repair.j2");
pub(super) const ROWS_SYSTEM: &str = include_str!("prompts/rows_system.j2");
pub(super) const ROWS: &str = include_str!("prompts/rows.j2");

/// The question about some tables.
pub(super) fn question(question: &Question<'_>) -> Vec<Message> {
    let system = SYSTEM.trim_end();
    vec![Message::new(Role::System, system), Message::new(Role::User, rendered(PLAN, question))]
}

/// What is said of a reply that is not right.
pub(super) fn repair(problems: &[String], advice: &[String]) -> Message {
    #[derive(Serialize)]
    struct Parts<'p> {
        problems: &'p [String],
        advice: &'p [String],
    }
    Message::new(Role::User, rendered(REPAIR, Parts { problems, advice }))
}

/// Fills a template.
pub(super) fn rendered(template: &str, values: impl Serialize) -> String {
    let environment = Environment::new();
    // The templates are part of the program, and tests fill each of them.
    environment.render_str(template, Serde(values)).expect("a tested template")
}
