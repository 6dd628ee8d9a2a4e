//! Documents for JSON columns, by the names of the column and of its table.

mod nodes;
mod shapes;
mod trades;

use seedbed_expr::Expr;
use seedbed_generate::plan::JsonNode;
use seedbed_schema::Default;

use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{ColumnFacts, TableFacts};
use nodes::list_of;
use shapes::Shape;
pub(crate) use shapes::details;

/// A document by what the names say.
pub(crate) fn document(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> JsonNode {
    let named = all()
        .find(|shape| facts.is(shape.names) && (shape.of.is_empty() || is_of(table, shape.of)));
    let node = match named {
        Some(shape) => (shape.make)(),
        None => by_subject(table.subject),
    };
    // The default says whether the column is a list.
    match (default_of(facts), &node) {
        (Some('['), JsonNode::Object(_)) => list_of(node, 0, 3),
        (Some('{'), JsonNode::List { item, .. }) => match item.as_ref() {
            JsonNode::Object(_) => item.as_ref().clone(),
            _ => details(),
        },
        _ => node,
    }
}

/// All documents, those of trades first.
fn all() -> impl Iterator<Item = &'static Shape> {
    trades::SHAPES.iter().chain(shapes::SHAPES)
}

/// The first character of a default that is a document.
fn default_of(facts: &ColumnFacts<'_>) -> Option<char> {
    let text = match &facts.column.default {
        Some(Default::Expr(expr)) => match expr {
            Expr::Cast(inner, ..) => inner.to_string(),
            other => other.to_string(),
        },
        Some(Default::Unread(text)) => text.clone(),
        _ => return None,
    };
    text.trim_start_matches(['\'', '(', ' ']).chars().next().filter(|first| "[{".contains(*first))
}

fn by_subject(subject: S) -> JsonNode {
    match subject {
        S::Product | S::Inventory => shapes::product(),
        S::Person | S::Account | S::Company => shapes::profile(),
        S::Log | S::History | S::Session | S::Notification => shapes::event(),
        S::Device | S::Measurement => shapes::reading(),
        S::Setting => shapes::preferences(),
        S::Order | S::Booking | S::Payment | S::Invoice => shapes::checkout(),
        S::Facility | S::Address => shapes::address(),
        _ => details(),
    }
}

/// The documents for `docs/meanings.md`.
#[cfg(test)]
pub(crate) fn listed() -> String {
    use std::fmt::Write;

    let mut page = String::from(
        "\n## Documents\n\nWhat JSON columns hold, lists where the default is a list.\n\n\
         | columns | in tables about |\n|---|---|\n",
    );
    for shape in all() {
        let names = shape.names.replace('|', ", ").replace('*', "…");
        let _ = writeln!(page, "| {names} | {} |", shape.of);
    }
    page
}
