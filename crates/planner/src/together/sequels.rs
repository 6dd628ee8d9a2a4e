//! Values that took the place of others: a new salary is a little more than the old one, a new
//! state is another than the old one.

use seedbed_generate::plan::{
    Bound, Case, ChoiceSource, ConditionalSource, NumberSource, Scalar, Source,
};

use super::{Sides, between};
use crate::finish;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words of what was, and of what took its place.
const TURNS: &[(&str, &str)] = &[
    ("old", "new"),
    ("previous", "new"),
    ("previous", "current"),
    ("prior", "new"),
    ("from", "to"),
    ("before", "after"),
    ("former", "new"),
];

/// Amounts that change little at a time, and the least and most that they change by.
const STEPS: &[(&str, f64, f64)] = &[
    ("salary wage pay compensation rate grade", 1.02, 1.15),
    ("price cost amount fee premium rent limit", 0.85, 1.2),
];

/// Ties what is new to what was.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for new in sides.free() {
        let Some(old) = before(sides, new) else { continue };
        if new.class.is_number() && old.class.is_number() {
            amount(sides, old, new);
        } else if matches!(new.class, Class::Text | Class::Labels) {
            other(sides, old, new);
        }
    }
}

/// The column that holds what was there before.
fn before<'s, 'a>(sides: &Sides<'_, 's, 'a>, new: &ColumnFacts<'_>) -> Option<&'s ColumnFacts<'a>> {
    if new.key != KeyPart::No || new.linked {
        return None;
    }
    let free = sides.free();
    TURNS.iter().find_map(|(was, is)| {
        let at = new.words.iter().position(|word| word == is)?;
        let mut name = new.words.clone();
        (*was).clone_into(&mut name[at]);
        let same = |old: &&&ColumnFacts<'_>| {
            old.words == name && old.class == new.class && new.words.len() > 1
        };
        free.iter().find(same).copied()
    })
}

/// A little more than before, or less.
fn amount(sides: &mut Sides<'_, '_, '_>, old: &ColumnFacts<'_>, new: &ColumnFacts<'_>) {
    let of = |words: &str| new.words.iter().any(|word| words.split(' ').any(|name| name == word));
    let Some((_, least, most)) = STEPS.iter().find(|(words, ..)| of(words)) else { return };
    let Some(Source::Number(was)) = sides.source(new) else { return };
    let literal = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
    if !literal(&was.min) || !literal(&was.max) || of("change difference percent") {
        return;
    }
    let name = ident(old.name());
    let step = was.step.map(|step| step.min(50.0));
    let was = NumberSource { step, endings: Vec::new(), ..was.clone() };
    let source = between(&was, format!("{name} * {least}"), format!("{name} * {most}"));
    let reason = format!("{} came before it", old.name());
    sides.make(new, source, "amount after a change", reason);
}

/// Another of the same list.
fn other(sides: &mut Sides<'_, '_, '_>, old: &ColumnFacts<'_>, new: &ColumnFacts<'_>) {
    let (was, is) = (sides.words(old), sides.words(new));
    let drawn = matches!(sides.source(new), Some(Source::Choice(_) | Source::Pool(_)));
    if was != is || !(2..=20).contains(&is.len()) || !drawn {
        return;
    }
    let weights = match sides.source(new) {
        Some(Source::Choice(choice)) => choice.weights.clone(),
        _ => None,
    };
    let name = ident(old.name());
    let rest = |label: &String| {
        let kept: Vec<usize> = (0..is.len()).filter(|at| is[*at] != *label).collect();
        Source::Choice(ChoiceSource {
            values: kept.iter().map(|at| Scalar::Text(is[*at].clone())).collect(),
            weights: weights
                .as_ref()
                .map(|all| kept.iter().map(|at| finish::round(all[*at])).collect()),
        })
    };
    let Some(own) = sides.source(new).cloned() else { return };
    let source = Source::Conditional(ConditionalSource {
        cases: was
            .iter()
            .map(|label| Case { when: format!("{name} = {}", literal(label)), then: rest(label) })
            .collect(),
        otherwise: Some(Box::new(own)),
    });
    sides.make(new, source, "state after a change", format!("{} came before it", old.name()));
}
