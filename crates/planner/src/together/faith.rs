//! What goes with a religion, a nationality, a marriage: who pays zakat is a Muslim, who is a
//! citizen has the country's nationality, most who are single have no children.

use seedbed_generate::plan::{Bound, Distribution, NumberSource, Scalar, Source};

use super::fitting::{some, weighed};
use super::gates::{otherwise, shut_out};
use super::{Sides, always, spelt};
use crate::finish;
use crate::formulas::expression;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Ties what depends on belief, origin and family.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    muslims(sides);
    residents(sides);
    children(sides);
}

/// Words of what only Muslims pay, save for or take.
const OF_MUSLIMS: &[&str] =
    &["zakat", "haji", "hajj", "umrah", "fitrah", "zakah", "sedekah", "ramadan"];

fn muslims(sides: &mut Sides<'_, '_, '_>) {
    let yes = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Bool) && facts.key == KeyPart::No && !facts.linked
    };
    let flag = sides.named("is muslim|muslim", yes);
    let faith = sides.named("religion|faith|religious affiliation|* religion", |facts| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    });
    let told = faith.and_then(|faith| {
        let labels =
            sides.listed(faith, |label| matches!(label, "islam" | "muslim" | "islamic" | "moslem"));
        (!labels.is_empty()).then(|| {
            let formula =
                format!("coalesce({} IN ({}), FALSE)", ident(faith.name()), labels.join(", "));
            (formula, faith.name())
        })
    });
    if let Some(flag) = flag {
        match told {
            Some((ref formula, of)) => {
                let reason = format!("{of} stands beside it");
                sides.make(flag, expression(formula.clone()), "flag of a religion", reason);
            }
            None => by_origin(sides, flag),
        }
    }
    let Some((formula, of)) =
        flag.map(|flag| (format!("coalesce({}, FALSE)", ident(flag.name())), flag.name())).or(told)
    else {
        return;
    };
    let shut = format!("NOT {formula}");
    let reason = format!("{of} says whether it is due");
    for facts in sides.free() {
        let due = facts.words.iter().any(|word| OF_MUSLIMS.contains(&word.as_str()));
        if !due || facts.key != KeyPart::No || facts.linked || facts.name() == of {
            continue;
        }
        if facts.class == Class::Bool {
            let source = otherwise(shut.clone(), always(Scalar::Bool(false)), finish::flag(0.6));
            sides.make(facts, source, "flag of a religion", reason.clone());
        } else if !matches!(sides.source(facts), Some(Source::Conditional(_))) {
            shut_out(sides, facts, &shut, &reason);
        }
    }
}

/// Malays are Muslims, most others in their country are not.
fn by_origin(sides: &mut Sides<'_, '_, '_>, flag: &ColumnFacts<'_>) {
    let origin = "race|ethnicity|ethnic group|ethnic origin|community";
    let Some(origin) = sides.named(origin, |_| true) else { return };
    let labels = sides.listed(origin, |label| {
        matches!(label, "malay" | "arab" | "bumiputera" | "pakistani" | "bangladeshi" | "javanese")
    });
    if labels.is_empty() || !matches!(sides.source(flag), Some(Source::Choice(_))) {
        return;
    }
    let when = format!("coalesce({} IN ({}), FALSE)", ident(origin.name()), labels.join(", "));
    let source = otherwise(when, always(Scalar::Bool(true)), finish::flag(0.04));
    let reason = format!("{} stands beside it", origin.name());
    sides.make(flag, source, "flag of a religion", reason);
}

/// Citizens have the country's own nationality, foreigners another one.
fn residents(sides: &mut Sides<'_, '_, '_>) {
    let text = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    };
    let status = "residency status|residence status|residency|citizenship status|\
         citizenship type|immigration status|resident status|resident type|citizen status";
    let Some(status) = sides.named(status, text) else { return };
    let nation = "nationality|citizenship|country of citizenship|* nationality";
    let Some(nation) = sides.named(nation, |facts| {
        text(facts) && facts.key == KeyPart::No && facts.name() != status.name()
    }) else {
        return;
    };
    let Some(own) = weighed(sides, nation) else { return };
    let Some(local) = local(sides, nation, &own) else { return };
    let citizens = sides.listed(status, |label| {
        matches!(label, "citizen" | "national" | "local" | "native" | "citizenship")
            || label.ends_with(" citizen") && !label.starts_with("non")
    });
    let foreigners = sides.listed(status, |label| {
        ["foreign", "non citizen", "expat", "work permit", "visa", "non resident", "alien"]
            .iter()
            .any(|word| label.contains(word))
    });
    let rest = some(&own, |label| label != local);
    let (Some(rest), false) = (rest, citizens.is_empty() || foreigners.is_empty()) else { return };
    let Some(drawn) = sides.source(nation).cloned() else { return };
    let is = |labels: &[String]| format!("{} IN ({})", ident(status.name()), labels.join(", "));
    let abroad = otherwise(is(&foreigners), rest, drawn);
    let source = otherwise(is(&citizens), always(Scalar::Text(local)), abroad);
    let reason = format!("{} stands beside it", status.name());
    sides.make(nation, source, "nationality", reason);
}

/// The nationality of most: the column's default, else that of the rows' country.
fn local(
    sides: &Sides<'_, '_, '_>,
    nation: &ColumnFacts<'_>,
    own: &[(String, f64)],
) -> Option<String> {
    let default = match &nation.column.default {
        Some(seedbed_schema::Default::Expr(seedbed_expr::Expr::Literal(
            seedbed_expr::Value::Text(text),
        ))) => Some(text.as_str()),
        _ => None,
    };
    let country: &[&str] = match sides.draft.table.locale {
        "en_US" => &["american", "united states", "us", "usa"],
        "en_GB" => &["british", "united kingdom", "gb", "uk"],
        "de_DE" => &["deutsch", "german", "deutschland", "germany", "de"],
        "fr_FR" => &["française", "français", "french", "france", "fr"],
        "it_IT" => &["italiana", "italiano", "italian", "italia", "it"],
        "es_ES" => &["española", "español", "spanish", "españa", "es"],
        _ => &[],
    };
    let is = |label: &str| match default {
        Some(default) => label == default,
        None => country.contains(&spelt(label).as_str()),
    };
    own.iter().map(|(label, _)| label).find(|label| is(label)).cloned()
}

/// Most who are single have no children.
fn children(sides: &mut Sides<'_, '_, '_>) {
    let names = "number children|num children|children|children count|number of children|child count|\
         no of children|dependents|dependants|number of dependents|number dependents|kids|\
         dependents count|no of dependents|children number";
    let whole = |facts: &ColumnFacts<'_>| facts.class == Class::Int && facts.key == KeyPart::No;
    let Some(facts) = sides.named(names, whole) else { return };
    let Some(state) = sides.named("marital status|civil status|* marital status", |_| true) else {
        return;
    };
    let single = sides.listed(state, |label| {
        matches!(label, "single" | "unmarried" | "never married" | "bachelor")
    });
    let Some(own @ Source::Number(_)) = sides.source(facts).cloned() else { return };
    if single.is_empty() {
        return;
    }
    let few = Source::Number(NumberSource {
        distribution: Distribution::Zipf { exponent: 5.0 },
        min: Some(Bound::Literal(Scalar::Int(0))),
        max: Some(Bound::Literal(Scalar::Int(2))),
        ..NumberSource::default()
    });
    let when = format!("{} IN ({})", ident(state.name()), single.join(", "));
    let reason = format!("{} stands beside it", state.name());
    sides.make(facts, otherwise(when, few, own), "count of children", reason);
}
