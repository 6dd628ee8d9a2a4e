//! What a person is does not change from one row to the next: all stays of a patient have the same
//! mother tongue.

use seedbed_generate::plan::Source;

use super::Sides;
use crate::formulas::expression;
use crate::names::{ident, literal, path};
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey};

/// What lasts, or changes seldom enough.
const LASTING: &str = "language|preferred language|native language|mother tongue|marital status|\
     civil status|race|ethnicity|ethnic group|religion|nationality|citizenship|blood type|\
     blood group|gender|sex";

/// So many shares a list of weights is divided into.
const SHARES: u32 = 97;

/// Gives all rows of a person the same facts: those of the person's own row, else what the person's
/// number stands for.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    let table = sides.draft.table;
    if table.subject == S::Person {
        return;
    }
    let person = table.foreign_keys().find(|(_, key, parent)| {
        survey.table(*parent).subject == S::Person && key.columns.len() == 1
    });
    let Some((_, key, parent)) = person else { return };
    let Some(owner) = table.column(&key.columns[0]).filter(|owner| owner.key < KeyPart::Unique)
    else {
        return;
    };
    let parent = survey.table(parent);
    for (at, facts) in sides.free().into_iter().enumerate() {
        let plain = matches!(facts.class, Class::Text | Class::Labels)
            && facts.key == KeyPart::No
            && !facts.linked
            && facts.is(LASTING);
        if !plain {
            continue;
        }
        let same = parent.columns.iter().find(|own| {
            own.words == facts.words
                && own.column.data_type == facts.column.data_type
                && !own.linked
                && (facts.is_nullable() || !own.is_nullable())
        });
        let reason = format!("{} says who it is", owner.name());
        if let Some(own) = same.filter(|_| !owner.is_nullable()) {
            let formula = format!("{}.{}", path(table, key), ident(own.name()));
            sides.make(facts, expression(formula), "the person's own", reason);
            sides.spare(facts, 0.0);
        } else if owner.class == Class::Int {
            numbered(sides, owner, facts, at, &reason);
        }
    }
}

/// One of the column's words by the number of the person.
fn numbered(
    sides: &mut Sides<'_, '_, '_>,
    owner: &ColumnFacts<'_>,
    facts: &ColumnFacts<'_>,
    at: usize,
    reason: &str,
) {
    let words = sides.words(facts);
    let weights = match sides.source(facts) {
        Some(Source::Choice(choice)) => choice.weights.clone(),
        Some(Source::Pool(_)) => None,
        _ => return,
    };
    if words.len() < 2 {
        return;
    }
    let weights = weights
        .filter(|weights| weights.len() == words.len())
        .unwrap_or_else(|| (0..words.len()).map(|rank| 1.0 / (rank as f64 + 1.5)).collect());
    let all: f64 = weights.iter().sum();
    let salt = 31 + 17 * at;
    let number = format!("(({} * 7919 + {salt}) % {SHARES})", ident(owner.name()));
    let mut reached = 0.0;
    let mut cases = Vec::new();
    for (word, weight) in words.iter().zip(&weights) {
        reached += weight / all * f64::from(SHARES);
        cases.push(format!("WHEN {number} < {} THEN {}", reached.round(), literal(word)));
    }
    let last = words.last().map(|word| literal(word)).unwrap_or_default();
    let formula = format!("CASE {} ELSE {last} END", cases.join(" "));
    let meaning = sides.meaning(facts).to_owned();
    sides.make(facts, expression(formula), &meaning, reason.to_owned());
    sides.spare(facts, 0.0);
    sides.absent(facts, &format!("({} * 6007 + {salt}) % 29 = 0", ident(owner.name())), reason);
    sides.spare(facts, 0.0);
}
