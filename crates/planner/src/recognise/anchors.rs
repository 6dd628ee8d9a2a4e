//! What a number column's DEFAULT says: most rows of a setting have it, the others a round number
//! near it. What rows gain and lose in their lives only begins with it.

use seedbed_generate::plan::{Bound, ChoiceSource, Scalar, Source};
use seedbed_schema::DataType;

use super::{Field, allowed_ints};
use crate::comments;
use crate::finish;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// The share of rows that keep the default, in per cent.
const USUAL: f64 = 66.0;

/// Words of what changes by itself.
const GAINED: &str = "price cost amount rental score points rating elo mmr balance gold coins gems \
     credits credit xp health hp mana \
     energy stock quantity count karma reputation battery charge total sum views progress \
     completion used usage spent money cash experience durability popularity likes hits \
     distance mileage elapsed position id year salary income latency ping throughput \
     temperature voltage load value";

/// Words of limits, which keep their default whatever they limit.
const LIMITS: &str = "max min maximum minimum limit default retry retries attempts capacity quota \
     threshold target goal allowed \
     required standard nominal storage";

/// Words of numbers that are 0 where nothing is set.
const UNSET: &str = "limit max min maximum minimum cooldown delay offset rotation padding margin \
     timeout \
     threshold bandwidth refunded tamper crash failed error errors demurrage penalty \
     surcharge tolerance age ttl grace buffer rounding priority bonus restriction quota \
     retries retry skew jitter backoff discount adjustment overdue correction corrections \
     amendment extension strikes warnings complaint complaints attempts";

/// Words of numbers that count what went wrong or was done again.
const COUNTED: &str = "level count number retries attempts crash tamper corrections errors strikes \
     warnings \
     amendment extension complaint complaints priority logins failed retry";

/// A source that keeps to the column's default, in place of the one that its name suggests;
/// `None` where that one will do.
pub(super) fn anchored(field: Field<'_, '_>, source: &Source) -> Option<Source> {
    let facts = field.facts;
    let usual = finish::default_number(facts)?;
    if facts.key != KeyPart::No || !facts.class.is_number() || facts.domain.one_of.is_some() {
        return None;
    }
    match source {
        Source::Choice(choice) => weighed(facts, choice, usual),
        Source::Number(number) => {
            let bound = [&number.min, &number.max];
            let tied = bound.into_iter().flatten().any(|b| matches!(b, Bound::Expression { .. }));
            if tied {
                None
            } else if usual == 0.0 {
                unset(field)
            } else {
                usual_first(facts)
            }
        }
        _ => None,
    }
}

/// The default more often than all other choices; the default and its neighbours where it is none
/// of them.
fn weighed(facts: &ColumnFacts<'_>, choice: &ChoiceSource, usual: f64) -> Option<Source> {
    let own = |value: &Scalar| match value {
        Scalar::Int(number) => *number as f64 == usual,
        Scalar::Float(number) => *number == usual,
        _ => false,
    };
    let Some(at) = choice.values.iter().position(own) else {
        return usual_first(facts).filter(|_| usual != 0.0);
    };
    let mut weights = choice.weights.clone().unwrap_or_else(|| vec![1.0; choice.values.len()]);
    let others: f64 = weights.iter().sum::<f64>() - weights[at];
    weights[at] = weights[at].max(finish::round(others * 1.5));
    Some(Source::Choice(ChoiceSource { weights: Some(weights), values: choice.values.clone() }))
}

/// Mostly the default, else a round number near it; `None` where rows only begin with it.
pub(crate) fn usual_first(facts: &ColumnFacts<'_>) -> Option<Source> {
    let usual = finish::default_number(facts)?;
    let has = |words: &str| has_word(facts, words);
    // What is built for so many volts is mostly built for these.
    let gained = has(GAINED) && !has(LIMITS) && comments::unit(facts).is_none();
    let one = usual == 1.0
        && !(facts.class == Class::Decimal
            || has(LIMITS)
            || facts.is("* multiplier|* factor|* every"));
    // Prices that end as prices do are those of one thing.
    let ending =
        facts.class == Class::Decimal && (usual * 100.0).round() % 10.0 == 9.0 && usual > 1.0;
    if gained
        || one
        || ending && !percent(facts, usual)
        || usual <= 0.0
        || (1_900.0..=2_100.0).contains(&usual) && facts.is("year|* year")
    {
        return None;
    }
    let most = if percent(facts, usual) { 100.0 } else { f64::INFINITY };
    let room = room(facts);
    let port = facts.is("port|* port|port *");
    let whole = facts.class == Class::Int;
    let near = if port {
        vec![usual + 1.0, usual + 2.0, usual + 10.0]
    } else {
        neighbours(usual, whole, most)
    };
    let weights = [12.0, 10.0, 7.0, 5.0];
    let values: Vec<(f64, f64)> = std::iter::once((usual, if port { 85.0 } else { USUAL }))
        .chain(near.into_iter().filter(|number| *number < room).zip(weights))
        .collect();
    if whole {
        let values: Vec<(i64, f64)> =
            values.iter().map(|(value, weight)| (*value as i64, *weight)).collect();
        return allowed_ints(facts, &values);
    }
    let allowed =
        |value: f64| facts.domain.contains(&seedbed_expr::Value::Float(value)) != Some(false);
    let kept: Vec<(f64, f64)> = values.into_iter().filter(|(value, _)| allowed(*value)).collect();
    (kept.len() >= 2).then(|| {
        Source::Choice(ChoiceSource {
            values: kept.iter().map(|(value, _)| Scalar::Float(finish::round(*value))).collect(),
            weights: Some(kept.iter().map(|(_, weight)| *weight).collect()),
        })
    })
}

/// Whether a number is a part of a hundred.
fn percent(facts: &ColumnFacts<'_>, usual: f64) -> bool {
    let named = "percent|* percent|* percent *|quality|* quality|volume|opacity|* share|sla|slo";
    usual <= 100.0 && (facts.is(named) || usual > 90.0 && usual.fract() != 0.0)
}

/// What a decimal type has no room for any more.
fn room(facts: &ColumnFacts<'_>) -> f64 {
    match facts.column.data_type {
        DataType::Decimal { precision: Some(precision), scale } => {
            10_f64.powi(i32::from(precision) - i32::from(scale.unwrap_or(0)))
        }
        _ => f64::INFINITY,
    }
}

/// Whether a name has one of the words.
fn has_word(facts: &ColumnFacts<'_>, words: &str) -> bool {
    words.split(' ').any(|word| facts.words.iter().any(|own| own == word))
}

/// Mostly 0, else a round number.
fn unset(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let has = |words: &str| has_word(facts, words);
    if facts.class != Class::Int || !has(UNSET) {
        return None;
    }
    let counted = has(COUNTED);
    let money = has("cents amount fee");
    let long = has("ms millis milliseconds bytes kb");
    let angle = has("rotation angle");
    let values: &[(i64, f64)] = match () {
        () if angle => &[(0, 85.0), (90, 7.0), (180, 4.0), (270, 4.0)],
        () if has("age") => &[(0, 60.0), (6, 6.0), (12, 8.0), (16, 11.0), (18, 15.0)],
        () if money => {
            &[(0, 82.0), (500, 4.0), (1_250, 4.0), (2_400, 4.0), (4_990, 3.0), (7_500, 3.0)]
        }
        () if counted => &[(0, 80.0), (1, 12.0), (2, 5.0), (3, 3.0)],
        () if long => &[(0, 70.0), (500, 10.0), (1_000, 10.0), (2_000, 6.0), (5_000, 4.0)],
        () => &[(0, 76.0), (5, 7.0), (10, 8.0), (30, 5.0), (60, 4.0)],
    };
    allowed_ints(facts, values)
}

/// Round numbers near another and no larger than `most`: halves and doubles where these are
/// round, else those that people choose between.
fn neighbours(usual: f64, whole: bool, most: f64) -> Vec<f64> {
    const ROUND: &[f64] = &[
        1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0,
        50.0, 60.0, 75.0, 80.0, 90.0,
    ];
    let fits = |number: &f64| {
        *number > 0.0 && *number <= most && *number != usual && (!whole || number.fract() == 0.0)
    };
    let zeros = (usual as i64).trailing_zeros();
    let binary = whole && zeros >= 4 && usual as i64 >> zeros <= 5;
    let clock = whole && usual >= 900.0 && usual % 300.0 == 0.0 && usual % 1_000.0 != 0.0;
    // Of 26 or 21 nobody takes the double.
    let odd = whole && usual > 12.0 && usual < 100.0 && usual % 5.0 != 0.0 && usual % 12.0 != 0.0;
    let multiples: &[f64] = match () {
        () if most.is_finite() || odd && !binary => &[],
        () if binary || clock => &[2.0, 0.5, 4.0, 0.25],
        () => &[2.0, 0.5, 1.5, 0.2],
    };
    let mut near: Vec<f64> = multiples
        .iter()
        .map(|factor| finish::round(usual * factor))
        .filter(|number| fits(number) && (binary || clock || is_round(*number)))
        .filter(|number| *number * 4.0 > usual || binary || clock || is_power(*number))
        .collect();
    let scale = 10_f64.powf((usual / 10.0).log10().floor().max(if whole { 0.0 } else { -4.0 }));
    let listed = [scale / 10.0, scale, scale * 10.0]
        .into_iter()
        .flat_map(|scale| ROUND.iter().map(move |number| finish::round(number * scale)));
    let mut listed: Vec<f64> = listed.filter(fits).collect();
    let far = |number: f64| (number / usual).ln().abs();
    listed.sort_by(|a, b| far(*a).total_cmp(&far(*b)).then(a.total_cmp(b)));
    for number in listed {
        if near.len() < 3 && !near.contains(&number) {
            near.push(number);
        }
    }
    near
}

/// Whether a number is 1, 2 or 5 with nothing but zeros behind.
fn is_power(number: f64) -> bool {
    let first = number / 10_f64.powf(number.log10().floor());
    [1.0, 2.0, 5.0].iter().any(|digit| (first - digit).abs() < 1e-9)
}

/// Whether a number has at most two digits that are not 0 at its end.
fn is_round(number: f64) -> bool {
    let scale = 10_f64.powf(number.log10().floor() - 1.0);
    let digits = number / scale;
    (digits - digits.round()).abs() < 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_a_default_are_round() {
        let any = f64::INFINITY;
        let cases: &[(f64, bool, f64, &[f64])] = &[
            (30.0, true, any, &[60.0, 15.0, 45.0]),
            (64.0, true, any, &[128.0, 32.0, 256.0, 16.0]),
            (1800.0, true, any, &[3600.0, 900.0, 7200.0, 450.0]),
            (5000.0, true, any, &[10000.0, 2500.0, 7500.0, 1000.0]),
            (3.0, true, any, &[6.0, 4.0, 2.0]),
            (80.0, true, 100.0, &[75.0, 90.0, 100.0]),
        ];
        for (usual, whole, most, expected) in cases {
            assert_eq!(neighbours(*usual, *whole, *most), *expected, "{usual}");
        }
    }
}
