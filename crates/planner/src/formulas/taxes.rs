//! Amounts without tax, their tax, and the same amounts with it, in several languages.

use super::phrases::{alike, stem};
use super::uses::{is_checked, is_own_number, reaches};
use super::{expression, totals};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};

/// Phrases of amounts with tax.
const GROSS: &str = "incl tax|including tax|tax incl|tax included|with tax|incl vat|inc vat|inc tax|\
     tax inclusive|vat incl|after tax|ttc|brutto|gross|lordo|bruto|con iva|incl";
/// Phrases of amounts without tax.
const NET: &str = "excl tax|excluding tax|tax excl|without tax|excl vat|ex vat|ex tax|ht|netto|net|\
     neto|untaxed|before tax|pre tax|tax exclusive|imponibile|liquido|sin iva|excl";
/// Phrases of taxes as amounts.
const TAX: &str = "tax amount|tax total|total tax|total taxes|vat amount|vat total|tax|taxes|vat|tva|\
     mwst|ust|umsatzsteuer|steuer|iva|igv|impuesto|imposta|imposto|gst|btw|moms";
/// Names of rates of taxes.
const RATE: &str = "tax rate|tax percent|vat rate|vat percent|tva tx|tva taux|taux tva|mwst satz|\
     mwst percent|steuersatz|iva percent|tipo iva|aliquota|gst rate|* tax rate|tax rate 1|\
     * vat rate|tax rate *|* tva tx";
/// What the tax is where no column says, by the word for it.
const USUAL: &[(&str, &str)] = &[
    ("mwst", "0.19"),
    ("ust", "0.19"),
    ("tva", "0.2"),
    ("ttc", "0.2"),
    ("iva", "0.21"),
    ("igv", "0.18"),
];

/// Makes amounts with tax of those without, and taxes of what they are on.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, wished: &[String]) {
    for gross in &draft.table.columns {
        if !is_free(draft, gross, wished) {
            continue;
        }
        let Some(of) = gross_stem(draft, gross) else { continue };
        let Some(net) = net_of(draft, gross, &of) else { continue };
        let tax = tax_of(draft, gross, net, &of);
        if let Some(tax) = tax.filter(|tax| is_free(draft, tax, wished)) {
            let formula = format!("{} * {}", ident(net.name()), rate(draft, tax));
            put(draft, tax, totals::rounded(tax, &formula), net, "tax");
        }
        let formula = match tax {
            Some(tax) if tax.class == gross.class => {
                format!("{} + {}", ident(net.name()), totals::or_zero(tax))
            }
            _ => {
                let formula = format!("{} * (1 + {})", ident(net.name()), rate(draft, gross));
                totals::rounded(gross, &formula)
            }
        };
        put(draft, gross, formula, net, "amount with tax");
        if let Some(bare) = bare_of(draft, gross, net, &of, wished) {
            let name = ident(gross.name());
            put(draft, bare, name, gross, "amount with tax");
        }
    }
}

/// The amount that says nothing of taxes beside one with tax and one without: it is with tax.
fn bare_of<'t, 'a>(
    draft: &Draft<'t, 'a>,
    gross: &ColumnFacts<'_>,
    net: &ColumnFacts<'_>,
    of: &[String],
    wished: &[String],
) -> Option<&'t ColumnFacts<'a>> {
    let said = stem(&gross.words, GROSS).is_some() && stem(&net.words, NET).is_some();
    draft.table.columns.iter().find(|facts| {
        let whole = !gross.is_nullable() || facts.is_nullable();
        said && whole
            && facts.words == of
            && is_free(draft, facts, wished)
            && facts.column.data_type == gross.column.data_type
            && !reaches(draft, gross.name(), facts.name())
    })
}

/// The stem of an amount with tax: its name says so, or it is a total beside an amount without
/// tax.
fn gross_stem(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<Vec<String>> {
    stem(&facts.words, GROSS).or_else(|| {
        let of = stem(&facts.words, "total").or_else(|| Some(facts.words.clone()))?;
        let said = |other: &ColumnFacts<'_>| {
            other.name() != facts.name() && stem(&other.words, NET).is_some_and(|words| words == of)
        };
        let free = stem(&facts.words, NET).is_none() && stem(&facts.words, TAX).is_none();
        (free && !of.is_empty() && draft.table.columns.iter().any(said)).then_some(of)
    })
}

/// The amount without tax: its name says so, or says nothing of taxes.
fn net_of<'t, 'a>(
    draft: &Draft<'t, 'a>,
    gross: &ColumnFacts<'_>,
    of: &[String],
) -> Option<&'t ColumnFacts<'a>> {
    let fits = |facts: &&ColumnFacts<'_>| {
        facts.name() != gross.name()
            && is_own_number(facts)
            && draft.columns.contains_key(facts.name())
            && (!facts.is_nullable() || gross.is_nullable())
            && !reaches(draft, facts.name(), gross.name())
    };
    let named =
        |facts: &&ColumnFacts<'_>| stem(&facts.words, NET).is_some_and(|words| alike(&words, of));
    let bare = |facts: &&ColumnFacts<'_>| {
        let amount = facts.words.strip_suffix(&["amount".to_owned()]).unwrap_or(&facts.words);
        !of.is_empty() && (alike(&facts.words, of) || alike(amount, of))
    };
    let columns = || draft.table.columns.iter().filter(fits);
    columns().find(named).or_else(|| columns().find(bare))
}

/// The tax that lies between them.
fn tax_of<'t, 'a>(
    draft: &Draft<'t, 'a>,
    gross: &ColumnFacts<'_>,
    net: &ColumnFacts<'_>,
    of: &[String],
) -> Option<&'t ColumnFacts<'a>> {
    let fits = |facts: &&ColumnFacts<'_>| {
        ![gross.name(), net.name()].contains(&facts.name())
            && is_own_number(facts)
            && !facts.is(RATE)
            && stem(&facts.words, GROSS).is_none()
            && stem(&facts.words, NET).is_none()
            && draft.columns.contains_key(facts.name())
            && !reaches(draft, facts.name(), gross.name())
    };
    let stems = |facts: &&ColumnFacts<'_>| stem(&facts.words, TAX);
    let columns = || draft.table.columns.iter().filter(fits);
    let total = |words: &[String]| words.iter().all(|word| word == "total" || word == "amount");
    columns()
        .find(|facts| stems(facts).is_some_and(|words| alike(&words, of)))
        .or_else(|| columns().find(|facts| total(of) && stems(facts).is_some_and(|w| total(&w))))
}

/// The share that the tax is, as a formula.
fn rate(draft: &Draft<'_, '_>, taxed: &ColumnFacts<'_>) -> String {
    let column = draft.table.columns.iter().find(|facts| {
        facts.class.is_number() && facts.is(RATE) && draft.columns.contains_key(facts.name())
    });
    if let Some(column) = column {
        return totals::share(draft.table, column);
    }
    let usual = USUAL.iter().find(|(word, _)| taxed.words.iter().any(|own| own == word));
    usual.map_or("0.08", |(_, rate)| rate).to_owned()
}

/// Whether nothing else ties a column to its row.
fn is_free(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, wished: &[String]) -> bool {
    use seedbed_generate::plan::Source;
    let plain = matches!(
        draft.columns.get(facts.name()).map(|plan| &plan.source),
        Some(Source::Number(_) | Source::Choice(_))
    );
    let bounded = facts.domain.max.is_some() || facts.domain.one_of.is_some();
    plain
        && !bounded
        && !is_checked(draft.table, facts.name())
        && !totals::is_percentage(facts)
        && facts.class == Class::Decimal
        && is_own_number(facts)
        && !facts.is_computed()
        && !wished.iter().any(|name| name == facts.name())
}

fn put(
    draft: &mut Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    formula: String,
    net: &ColumnFacts<'_>,
    meaning: &str,
) {
    if let Some(plan) = draft.columns.get_mut(facts.name()) {
        plan.source = expression(formula);
        if !net.is_nullable() {
            plan.null_rate = 0.0;
        }
        draft.explain(facts.name(), meaning, format!("{} stands beside it", net.name()));
    }
}
