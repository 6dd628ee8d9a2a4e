//! Columns that identify rows.

use seedbed_generate::plan::{Distribution, PatternSource, SequenceSource, Source, UuidSource};
use seedbed_schema::{DataType, Default, UniqueKey};

use crate::comments;
use crate::draft::Draft;
use crate::finish;
use crate::lookups;
use crate::subject::Subject;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};

/// Names of a row's position within its parent.
pub(crate) const POSITIONS: &str = "line number|line|line id|* line number|line item|item number|\
     sequence number|sequence|\
     sequence *|position|* position|sort order|display order|* order index|order index|ordinal|\
     ordinal position|ordering|row number|index|seq|rank order|step number|track number|\
     page number|sort|* sort order|sort index|weight order|* sequence|visit number|\
     installment|installment number|leg number|stop number|round number|instalment|instalment \
     number|package number|carton number|box number|parcel number|pallet number|chapter number|\
     question number|lap number";

/// Keys that programs make: the maker's name, the length, what they look like.
const CLIENT_KEYS: &[(&str, u32, &str)] =
    &[("cuid", 25, "c[a-z0-9]{24}"), ("nanoid", 21, "[A-Za-z0-9_-]{21}")];

/// Fills the keys of a table. `owner` is the position of the reference whose parts its rows are.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, owner: Option<usize>) {
    for facts in draft.open() {
        position(draft, facts, owner);
        if draft.is_open(facts) {
            identity(draft, facts);
        }
    }
}

fn position(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, owner: Option<usize>) {
    let told = facts.is(POSITIONS)
        || owner.is_some_and(|at| comments::counts(facts) || is_counted(draft.table, facts, at));
    if facts.class != Class::Int || facts.key >= KeyPart::Unique {
        return;
    }
    if owner.is_none() && facts.key == KeyPart::No && comments::counts(facts) {
        let few = Distribution::Zipf { exponent: 0.8 };
        let number = finish::bounded(facts, few, Some(1.0), Some(6.0));
        draft.fill(facts, Source::Number(number), "position", "its comment counts");
        return;
    }
    if !told {
        return;
    }
    let is_part = owner.is_some();
    let source = SequenceSource { per_parent: is_part, ..SequenceSource::default() };
    let meaning = if is_part { "position among siblings" } else { "position" };
    draft.fill(facts, Source::Sequence(source), meaning, named(facts));
}

/// Whether a number tells the rows of one parent apart, and is called like one that does.
fn is_counted(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, owner: usize) -> bool {
    const COUNTED: &str = "number|* number|no|* no|version|* version|revision|* revision|round|\
         * round|week|* week|week number|step|* step|level|attempt|* attempt|lap|stage|place|* index";
    let Some(parent) = table.table.foreign_keys.get(owner) else { return false };
    let own = |name: &str| name == facts.name();
    let pair = |key: &UniqueKey| {
        let columns = key.columns()?;
        let others = columns.iter().filter(|name| !own(name)).count();
        let of_parent = parent.columns.iter().all(|name| columns.contains(&name.as_str()));
        Some(columns.iter().any(|name| own(name)) && of_parent && others == parent.columns.len())
    };
    facts.is(COUNTED) && table.table.keys().any(|key| pair(key).unwrap_or(false))
}

fn identity(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    let counted = facts.column.identity.is_some()
        || matches!(facts.column.default, Some(Default::Sequence(_)));
    let table = draft.table;
    let lone_part = facts.key == KeyPart::PrimaryPart && own_key_columns(table) == 1;
    let keyed = facts.key == KeyPart::Primary || lone_part || counted;
    match &facts.column.data_type {
        DataType::Integer { .. } | DataType::Decimal { .. } if keyed => {
            let source = sequence(table, facts, lone_part && !counted);
            draft.fill(facts, Source::Sequence(source), "key", "numbered rows");
        }
        DataType::Uuid if keyed || facts.key == KeyPart::Unique => {
            draft.fill(facts, Source::Uuid(UuidSource::default()), "key", "the type uuid");
        }
        DataType::Text { max_length, .. } if keyed || facts.key == KeyPart::Unique => {
            let long = max_length.is_none_or(|most| most >= 36);
            let uuid = facts.is("uuid|* uuid|uid|gid") || facts.column.default_calls("uuid");
            let made = CLIENT_KEYS.iter().find(|(name, length, _)| {
                (facts.is(name) || facts.column.default_calls(name))
                    && max_length.is_none_or(|most| most >= *length)
            });
            if uuid && long {
                let source = Source::Uuid(UuidSource::default());
                draft.fill(facts, source, "key", named(facts));
            } else if max_length.is_none_or(|most| most >= 26)
                && (facts.is("ulid|* ulid") || facts.column.default_calls("ulid"))
            {
                draft.fill(facts, Source::Ulid, "key", named(facts));
            } else if let Some((_, _, pattern)) = made {
                let source = Source::Pattern(PatternSource { pattern: (*pattern).to_owned() });
                draft.fill(facts, source, "key", named(facts));
            } else if lookups::is_code(table, facts)
                || table.subject == Subject::Setting && facts.is("key")
            {
                // The world has given it one, or it is a word.
            } else if keyed && facts.is("id|* id|key|* key") {
                let sequence = text_sequence(table, *max_length);
                let sample = format!("{}{:0>2$}", sequence.prefix, 1, usize::from(sequence.width));
                let source = if finish::admits(facts, &sample) {
                    Source::Sequence(sequence)
                } else {
                    finish::by_pattern(facts).unwrap_or(Source::Sequence(sequence))
                };
                draft.fill(facts, source, "key", "a numbered text key");
            }
        }
        _ => {}
    }
}

/// How many columns of the primary key no foreign key makes.
fn own_key_columns(table: &TableFacts<'_>) -> usize {
    table.columns.iter().filter(|facts| facts.key == KeyPart::PrimaryPart && !facts.linked).count()
}

fn sequence(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, per_parent: bool) -> SequenceSource {
    let (start, step) = match &facts.column.identity {
        Some(identity) => (identity.start, identity.increment),
        None => (1, 1),
    };
    let linked_key =
        table.columns.iter().any(|facts| facts.key == KeyPart::PrimaryPart && facts.linked);
    SequenceSource {
        start,
        step,
        per_parent: per_parent && linked_key,
        ..SequenceSource::default()
    }
}

/// `CUS-00042`, as far as it fits.
fn text_sequence(table: &TableFacts<'_>, max_length: Option<u32>) -> SequenceSource {
    let most = max_length.unwrap_or(20).min(255) as usize;
    let head = table.words.last().map_or("row", String::as_str);
    let stem: String = head.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    let prefix = if most >= 9 { format!("{}-", stem.to_uppercase()) } else { String::new() };
    let width = most.saturating_sub(prefix.len()).min(5) as u8;
    SequenceSource { prefix, width, ..SequenceSource::default() }
}

fn named(facts: &ColumnFacts<'_>) -> String {
    facts.told_by()
}

/// Defaults that call a function.
trait DefaultCalls {
    /// Whether the default calls a function whose name contains `part`.
    fn default_calls(&self, part: &str) -> bool;
}

impl DefaultCalls for seedbed_schema::Column {
    fn default_calls(&self, part: &str) -> bool {
        match &self.default {
            Some(Default::Expr(seedbed_expr::Expr::Call(name, _))) => name.contains(part),
            Some(Default::Unread(text)) => text.contains(part),
            _ => false,
        }
    }
}
