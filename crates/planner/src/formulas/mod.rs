//! Columns that follow from others: copies of a parent's, products, sums over children.
//!
//! The formulas can't form a cycle: lines read products, headers sum lines, payments read
//! headers, and nothing reads back.

mod balances;
mod calendar;
mod codes;
mod copies;
mod decided;
mod equations;
mod flags;
mod folded;
mod groups;
mod net;
mod paid;
mod phrases;
mod portions;
mod relations;
mod sheet;
mod split;
mod summaries;
mod taxes;
mod totals;
mod uses;
mod written;

use seedbed_generate::plan::{ColumnPlan, ExpressionSource, Source};
use seedbed_schema::{ForeignKey, TableId};

use crate::draft::Draft;
use crate::names::{ident, path};
use crate::recognise;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts};
use crate::tokens;

pub(crate) use paid::fill as settle;
pub(crate) use summaries::is_summary;
pub(crate) use totals::wants_sum;
pub(crate) use uses::{follows, without_circle};

/// What rows copy from their parents under the parent's name: `customer_email`.
const COPIED: &str = "name|title|email|phone|price|unit price|sku|code|slug|currency|first name|\
     last name|username|full name|brand|description|image url|category";

/// Prices that a sale freezes.
const FROZEN_PRICE: &str = "unit price|price|price each|item price|price at purchase|price at *|\
     price paid|purchase price|sale price|selling price|unit amount|* unit price|unit price *|\
     rental rate|daily rate|nightly rate|rate";

/// Prices as the thing itself has them.
pub(crate) const OWN_PRICE: &str = "price|unit price|list price|sale price|selling price|\
     retail price|\
     standard price|base price|current price|price *|* price|rental rate|daily rate|nightly rate";

/// How much of something.
pub(crate) const QUANTITY: &str =
    "quantity|* quantity|quantity *|units|count|order quantity|pieces|copies|nights";

/// Ties columns to those that stand beside them. Columns of `wished` are as they were asked for.
pub(crate) fn relate(draft: &mut Draft<'_, '_>, wished: &[String], locale: &str) {
    copies::fill(draft, wished);
    decided::fill(draft, wished, locale);
    written::units(draft, wished);
    let mut sheet = sheet::Sheet { draft, wished };
    calendar::fill(&mut sheet);
    equations::fill(&mut sheet);
    net::fill(&mut sheet);
    balances::fill(&mut sheet, locale);
    groups::fill(&mut sheet);
    split::fill(draft, wished);
    taxes::fill(draft, wished);
    portions::portion_out(draft, wished);
    relations::relate(draft);
    written::counts(draft, wished);
    flags::fill(draft, wished);
}

/// Fills the columns of a table that follow from others.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, owners: &Owners<'_>) {
    for facts in draft.open() {
        copied(draft, survey, facts);
    }
    for facts in draft.open() {
        frozen_price(draft, survey, facts);
    }
    totals::fill(draft, survey, owners);
    summaries::fill(draft, survey, owners);
    for facts in draft.open() {
        slug(draft, facts);
        age(draft, facts);
        folded::fill(draft, facts);
    }
}

/// For each table the foreign key that its rows are parts along.
pub(crate) type Owners<'o> = std::collections::BTreeMap<TableId, usize>;

/// An expression source.
pub(crate) fn expression(text: impl Into<String>) -> Source {
    Source::Expression(ExpressionSource { expression: text.into() })
}

/// The foreign keys that formulas may follow: to other tables, whose rows come first.
fn followed<'t, 'a>(
    survey: &'t Survey<'a>,
    table: &'t TableFacts<'a>,
) -> impl Iterator<Item = (&'a ForeignKey, &'t TableFacts<'a>)> {
    table
        .foreign_keys()
        .filter(|(_, _, parent)| survey.is_before(*parent, table.id))
        .map(|(_, key, parent)| (key, survey.table(parent)))
}

/// `customer_email` is the e-mail of the row that `customer_id` refers to.
fn copied(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, facts: &ColumnFacts<'_>) {
    let table = draft.table;
    let found = followed(survey, table).find_map(|(key, parent)| {
        let role = tokens::words(&path(table, key).replace('"', ""));
        let rest = facts
            .words
            .strip_prefix(role.as_slice())
            .or_else(|| facts.words.strip_prefix(parent.words.as_slice()))?;
        tokens::matches(COPIED, rest)?;
        let formula = read(parent, rest, facts)?;
        Some((format_path(&path(table, key), &formula), parent.plan_name()))
    });
    if let Some((formula, parent)) = found {
        let plan = ColumnPlan::new(expression(fitted(facts, formula)));
        draft.claim(facts, plan, "copy", format!("the name repeats a column of {parent}"));
    }
}

/// The columns of a parent that hold what `rest` names, each to be reached by a path.
fn read(parent: &TableFacts<'_>, rest: &[String], facts: &ColumnFacts<'_>) -> Option<Vec<String>> {
    let same = parent.columns.iter().find(|other| {
        (other.words == rest || other.short == rest)
            && other.class == facts.class
            && !other.is_nullable()
    });
    if let Some(same) = same {
        return Some(vec![same.name().to_owned()]);
    }
    let person = rest.last().is_some_and(|word| word == "name") && parent.subject == S::Person;
    let first = parent.find("first name").filter(|_| person && facts.class == Class::Text)?;
    let last = parent.find("last name")?;
    let whole = !first.is_nullable() && !last.is_nullable();
    whole.then(|| vec![first.name().to_owned(), last.name().to_owned()])
}

fn format_path(path: &str, columns: &[String]) -> String {
    let parts: Vec<String> =
        columns.iter().map(|column| format!("{path}.{}", ident(column))).collect();
    parts.join(" || ' ' || ")
}

/// A text formula cut to what the column holds.
fn fitted(facts: &ColumnFacts<'_>, formula: String) -> String {
    match facts.max_length() {
        Some(most) if most < 64 => format!("left({formula}, {most})"),
        _ => formula,
    }
}

/// A line's price is that of its product.
fn frozen_price(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, facts: &ColumnFacts<'_>) {
    let table = draft.table;
    let sold = matches!(
        table.subject,
        S::Line | S::Order | S::Subscription | S::Booking | S::Invoice | S::Enrollment
    );
    if !sold || !facts.class.is_number() || !facts.is(FROZEN_PRICE) {
        return;
    }
    let found = followed(survey, table).find_map(|(key, parent)| {
        let price = parent.find(OWN_PRICE).filter(|price| {
            price.class == facts.class && !price.linked && parent.subject != S::Line
        })?;
        let required =
            key.columns.iter().all(|name| table.column(name).is_some_and(|c| !c.is_nullable()));
        let known = !price.is_nullable() && required;
        let formula = format!("{}.{}", path(table, key), ident(price.name()));
        (known || facts.is_nullable()).then(|| (formula, parent.plan_name()))
    });
    if let Some((formula, parent)) = found {
        draft.fill(facts, expression(formula), "price when sold", format!("{parent} has a price"));
    }
}

/// `slug` is the name, as addresses write it.
fn slug(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    if facts.class != Class::Text
        || !facts.is("slug|* slug|permalink|url key|url slug|handle|post name|seo name")
    {
        return;
    }
    let table = draft.table;
    if matches!(table.locale, "ja_JP" | "zh_CN") {
        // Nothing of such names is left in an address: what it is, and a number.
        let what = table.words.last().map_or("page", String::as_str);
        let numbered = recognise::template(&[&format!("{what}-{{number:100-99999}}")]);
        draft.fill(facts, numbered, "slug", "the name has no Latin letters");
        return;
    }
    let named = table.find("name|title|* name|* title|headline|label").filter(|name| {
        // Rows without a name have no slug; names of things are never NULL.
        let present = !name.is_nullable() || (facts.is_nullable() && facts.key == KeyPart::No);
        name.class == Class::Text && present && name.name() != facts.name()
    });
    if let Some(name) = named {
        let formula = fitted(facts, format!("slugify({})", ident(name.name())));
        draft.fill(facts, expression(formula), "slug", format!("{} stands beside it", name.name()));
    }
}

/// An age beside a birth date follows from it.
fn age(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    if facts.class != Class::Int || !facts.is("age|age years") {
        return;
    }
    let born =
        draft.table.find("birth date").filter(|born| born.class.is_moment() && !born.is_nullable());
    if let Some(born) = born {
        let formula = format!("extract(year from age(current_date, {}))", ident(born.name()));
        draft.fill(facts, expression(formula), "age", format!("{} stands beside it", born.name()));
    }
}
