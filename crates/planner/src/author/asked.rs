//! What a model is asked about: columns whose content the rules can only guess.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_generate::plan::{EntityKind, Plan, Source};
use seedbed_schema::{TableId, Wishes};

use crate::survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts};

/// The columns and references of one table that a model is asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AskedTable {
    pub(super) columns: BTreeSet<String>,
    /// References by their column: how children are spread.
    pub(super) links: BTreeSet<String>,
}

/// What is asked of all tables; those that nothing is asked of are not in it.
pub(super) type Asked = BTreeMap<TableId, AskedTable>;

/// Moments that say when somebody touched the row, nothing about what it stands for.
const AUDIT: &str = "created at|updated at|modified at|deleted at|inserted at|changed at|created|\
     updated|modified|deleted|created on|updated on|last updated|last modified|* timestamp|\
     date created|date updated|date modified|create date|update date|create time|update time";

/// Texts that follow a form rather than a language.
const FORMAL: &str = "sku|ean|gtin|isbn|barcode|slug|* slug|url|* url|uri|email|* email|phone|\
     * phone|fax|domain|website|hash|* hash|token|* token|password|* password|path|* path|\
     user agent|ip|ip address|* ip|code|* code|* number|* no|uuid|guid|external id|* key|version|\
     mime type|content type|color|locale|time zone|currency|* currency|etag|checksum";

/// Finds what to ask. Tables in `wanted` have a prompt of their own: there everything is asked
/// that a plan can say.
pub(super) fn asked(
    survey: &Survey<'_>,
    plan: &Plan,
    wishes: &Wishes,
    wanted: &BTreeSet<TableId>,
) -> Asked {
    let mut asked = Asked::new();
    for facts in &survey.tables {
        let Some(table) = plan.tables.get(&facts.plan_name()) else { continue };
        let all = wanted.contains(&facts.id);
        let columns = facts.columns.iter().filter(|column| {
            let is_settled = wishes.column(&facts.table.name, column.name()).is_some();
            let source = table.columns.get(column.name()).map(|plan| &plan.source);
            !is_settled && source.is_some_and(|source| is_open(column, source, all))
        });
        let columns: BTreeSet<String> = columns.map(|column| column.name().to_owned()).collect();
        let links = spread(facts);
        // How children are spread is asked along the way, never for itself.
        if !columns.is_empty() || (all && !links.is_empty()) {
            asked.insert(facts.id, AskedTable { columns, links });
        }
    }
    asked
}

/// Whether a column is worth a question.
fn is_open(column: &ColumnFacts<'_>, source: &Source, all: bool) -> bool {
    if column.linked || column.is_computed() || column.key == KeyPart::Primary {
        return false;
    }
    let is_expressible = !matches!(
        column.class,
        Class::Uuid | Class::Json | Class::Bytes | Class::Array | Class::Other | Class::Time
    );
    let is_made = matches!(
        source,
        Source::Sequence(_)
            | Source::Uuid(_)
            | Source::Ulid
            | Source::Key(_)
            | Source::Model(_)
            | Source::Rows(_)
            | Source::Expression(_)
            | Source::Json(_)
            | Source::Array(_)
    );
    if !is_expressible || is_made {
        return false;
    }
    if all {
        return true;
    }
    let is_known = match source {
        Source::Entity(entity) => {
            matches!(entity.kind, EntityKind::Person | EntityKind::Place | EntityKind::Card)
        }
        Source::Pattern(_) | Source::Joint(_) => true,
        Source::Temporal(_) => column.is(AUDIT),
        Source::Choice(_) => false,
        _ => column.class == Class::Text && column.is(FORMAL),
    };
    let is_short =
        column.max_length().is_some_and(|most| most < 4) && !matches!(source, Source::Choice(_));
    let is_code = column.is(FORMAL) && column.key >= KeyPart::Unique;
    !(is_known || is_short || is_code)
}

/// The references whose spread over parents a model may shape: those of one column.
fn spread(facts: &TableFacts<'_>) -> BTreeSet<String> {
    let keys = facts.foreign_keys().filter(|(_, key, parent)| {
        let is_alone = facts
            .foreign_keys()
            .all(|(_, other, _)| other == *key || !other.columns.contains(&key.columns[0]));
        key.columns.len() == 1 && *parent != facts.id && is_alone
    });
    keys.map(|(_, key, _)| key.columns[0].clone()).collect()
}
