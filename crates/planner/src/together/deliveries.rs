//! A delivery takes at least what its parts take: cooking, the traffic, the way.

use seedbed_generate::plan::{Distribution, NumberSource, Source};

use super::{Sides, between};
use crate::names::ident;
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words of units that durations end with.
const UNITS: &[&str] =
    &["minutes", "minute", "mins", "min", "hours", "hour", "days", "day", "seconds", "time"];

/// Ties how long a delivery takes to its parts.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    const WHOLE: &str = "delivery time|delivery time *|estimated delivery time|\
         estimated delivery time *|delivery minutes|eta minutes|delivery duration *|\
         avg delivery time *|average delivery time *|delivery estimate *";
    const PARTS: &str = "prep time|prep time *|preparation time|preparation time *|prep minutes|\
         cooking time|cooking time *|cook time|cook time *|traffic delay|traffic delay *|\
         transit time|transit time *|travel time|travel time *|travel minutes|\
         average prep time|average prep time *|avg prep time|avg prep time *|estimated prep time *|kitchen time *";
    let whole = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Int && facts.key == KeyPart::No && facts.tick.is_none()
    };
    let Some(facts) = sides.named(WHOLE, whole) else { return };
    let unit = |facts: &ColumnFacts<'_>| {
        facts.words.last().filter(|last| UNITS.contains(&last.as_str())).cloned()
    };
    let parts: Vec<&ColumnFacts<'_>> = sides
        .free()
        .into_iter()
        .filter(|part| {
            part.is(PARTS)
                && part.class == Class::Int
                && part.name() != facts.name()
                && unit(part) == unit(facts)
                && (!part.is_nullable() || facts.is_nullable())
        })
        .collect();
    if parts.is_empty() {
        alone(sides, facts);
        return;
    }
    let of = |facts: &ColumnFacts<'_>| {
        let name = ident(facts.name());
        if facts.is_nullable() { format!("coalesce({name}, 0)") } else { name }
    };
    let sum: Vec<String> = parts.iter().map(|part| of(part)).collect();
    let sum = sum.join(" + ");
    let was = NumberSource { distribution: Distribution::Uniform, ..NumberSource::default() };
    let source: Source = between(&was, format!("{sum} + 5"), format!("{sum} + 25"));
    let reason = format!("{} is a part of it", parts[0].name());
    sides.make(facts, source, "length of a delivery", reason);
}

/// Restaurants bring what was ordered within the hour.
fn alone(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let food = "restaurant eatery kitchen diner cafe vendor food";
    let Some(Source::Number(was)) = sides.source(facts) else { return };
    let plain = facts.domain.max.is_none() && crate::finish::default_number(facts).is_none();
    let minutes = facts.words.last().is_some_and(|last| last == "time" || last.starts_with("min"));
    if !is_of(sides.draft.table, food) || !plain || !minutes {
        return;
    }
    let source = Source::Number(NumberSource {
        distribution: Distribution::LogNormal { median: 35.0, sigma: 0.25 },
        min: Some(crate::finish::bound(15.0)),
        max: Some(crate::finish::bound(75.0)),
        step: Some(5.0),
        ..was.clone()
    });
    sides.make(facts, source, "length of a delivery", facts.told_by());
}
