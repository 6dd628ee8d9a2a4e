//! What the schema's sources ask of single columns.

use seedbed_expr::Env;
use seedbed_generate::plan::{
    Case, ChoiceSource, ColumnPlan, ConditionalSource, Distribution, KeySource, NumberSource,
    PatternSource, Scalar, Source, TemporalSource,
};
use seedbed_schema::{ColumnWishes, TableName, ValueWish, WishedValue, Wishes};

use crate::contents;
use crate::draft::Draft;
use crate::fallback;
use crate::finish;
use crate::recognise;
use crate::survey::ColumnFacts;

/// Fills the columns whose values are asked for outright. Meanings are left to the recognisers,
/// which go by them instead of by the column's name; bounds are CHECKs.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, wishes: &Wishes, env: Env) {
    for facts in draft.open() {
        let asked = of(draft, facts, wishes).and_then(|asked| asked.values.as_ref());
        let source = match asked {
            Some(ValueWish::Choice(values)) => choice(values),
            Some(ValueWish::Pattern(pattern)) => text(pattern),
            Some(ValueWish::Document(form)) => {
                Source::Json(contents::document(form, facts.name(), env))
            }
            Some(ValueWish::Key(table, column)) => key(table, column),
            _ => continue,
        };
        let plan = finish::with_nulls(facts, source, finish::default_null_rate(facts));
        draft.claim(facts, plan, "as asked", "the schema's document says so");
    }
}

/// Makes the columns' values depend on the conditions that are asked for.
pub(crate) fn depend(draft: &mut Draft<'_, '_>, wishes: &Wishes) {
    let table = draft.table;
    for facts in &table.columns {
        let Some(asked) = of(draft, facts, wishes).filter(|asked| !asked.cases.is_empty()) else {
            continue;
        };
        let cases: Vec<Case> = asked
            .cases
            .iter()
            .filter_map(|case| {
                let then = source(draft, facts, &case.then)?;
                Some(Case { when: case.when.clone(), then })
            })
            .collect();
        let absent: Vec<String> = asked
            .cases
            .iter()
            .filter(|case| case.then == ValueWish::Null)
            .map(|case| format!("({})", case.when))
            .collect();
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        apply(plan, cases, &absent);
        draft.explanations.retain(|known| known.column != facts.name());
        draft.explain(facts.name(), "depends on other columns", "the schema's document says so");
    }
}

fn apply(plan: &mut ColumnPlan, cases: Vec<Case>, absent: &[String]) {
    if !cases.is_empty() {
        let otherwise = Some(Box::new(plan.source.clone()));
        plan.source = Source::Conditional(ConditionalSource { cases, otherwise });
        plan.null_rate = 0.0;
    }
    if !absent.is_empty() {
        let known = plan.null_if.take().map(|condition| format!("({condition})"));
        let all: Vec<String> = known.into_iter().chain(absent.iter().cloned()).collect();
        plan.null_if = Some(all.join(" OR "));
    }
}

fn of<'w>(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    wishes: &'w Wishes,
) -> Option<&'w ColumnWishes> {
    wishes.column(&draft.table.table.name, facts.name())
}

/// What makes the values that one case asks for; `None` for no value.
fn source(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, wish: &ValueWish) -> Option<Source> {
    Some(match wish {
        ValueWish::Null => return None,
        ValueWish::Choice(values) => choice(values),
        ValueWish::Pattern(pattern) => text(pattern),
        ValueWish::Key(table, column) => key(table, column),
        // The form of a whole column, never of a case.
        ValueWish::Document(_) => fallback::by_type(facts, &facts.column.data_type),
        ValueWish::Range(low, high) => range(facts, low.as_ref(), high.as_ref()),
        ValueWish::Meaning(meaning) => recognise::of_meaning(draft, facts, *meaning)
            .unwrap_or_else(|| fallback::by_type(facts, &facts.column.data_type)),
    })
}

fn choice(values: &[(WishedValue, f64)]) -> Source {
    Source::Choice(ChoiceSource {
        values: values.iter().map(|(value, _)| scalar(value)).collect(),
        weights: Some(values.iter().map(|(_, weight)| *weight).collect()),
    })
}

fn key(table: &TableName, column: &str) -> Source {
    Source::Key(KeySource { table: table.to_string(), column: column.to_owned() })
}

fn text(pattern: &str) -> Source {
    Source::Pattern(PatternSource { pattern: pattern.to_owned() })
}

fn range(facts: &ColumnFacts<'_>, low: Option<&WishedValue>, high: Option<&WishedValue>) -> Source {
    let bound = |value: Option<&WishedValue>| value.map(|value| finish::literal(scalar(value)));
    let (min, max) = (bound(low), bound(high));
    if facts.class.is_number() {
        let scale = recognise::scale(facts);
        return Source::Number(NumberSource {
            distribution: Distribution::Uniform,
            min,
            max,
            scale,
            ..NumberSource::default()
        });
    }
    Source::Temporal(TemporalSource { min, max, ..TemporalSource::default() })
}

fn scalar(value: &WishedValue) -> Scalar {
    match value {
        WishedValue::Bool(truth) => Scalar::Bool(*truth),
        WishedValue::Int(number) => Scalar::Int(*number),
        WishedValue::Float(number) => Scalar::Float(*number),
        WishedValue::Text(text) => Scalar::Text(text.clone()),
    }
}
