//! Results and the marks for them: who passes has enough, who fails has not, who was absent has none,
//! and remarks go with it.

use seedbed_generate::plan::{Bound, Distribution, NumberSource, Scalar, Source, Vocabulary};

use super::gates::otherwise;
use super::{Sides, always, between};
use crate::finish;
use crate::names::ident;
use crate::recognise::written;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Who passes has the marks for it, and remarks that go with it.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    const PASSED: &[&str] = &[
        "promoted",
        "passed",
        "pass",
        "qualified",
        "cleared",
        "graduated",
        "success",
        "distinction",
        "merit",
        "selected",
    ];
    const FAILED: &[&str] = &[
        "failed",
        "fail",
        "detained",
        "not promoted",
        "repeat",
        "retained",
        "not qualified",
        "not cleared",
        "failure",
        "held back",
        "not passed",
    ];
    const MARKS: &str = "percentage|score|marks|marks obtained|obtained marks|final score|average|\
         mark|final percentage|aggregate|overall percentage|total percentage|final mark|\
         average marks|percent|final grade|exam score|test score|score percent|score percentage";
    let result = sides.named(
        "result|outcome|pass status|exam result|result status|promotion status|final result|status|\
         passed|is passed|has passed|pass",
        |facts| {
            matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
                || facts.class == Class::Bool && facts.is("passed|is passed|has passed|pass")
        },
    );
    let Some(result) = result else {
        within(sides, MARKS);
        return;
    };
    let (passed, failed) = if result.class == Class::Bool {
        if !matches!(sides.source(result), Some(Source::Choice(_))) {
            return;
        }
        (
            format!("coalesce({}, FALSE)", ident(result.name())),
            format!("NOT {}", ident(result.name())),
        )
    } else {
        let of = |words: &[&str]| sides.listed(result, |label| words.contains(&label));
        let (passed, failed) = (of(PASSED), of(FAILED));
        if passed.is_empty() || failed.is_empty() {
            return;
        }
        let is =
            |labels: Vec<String>| format!("{} IN ({})", ident(result.name()), labels.join(", "));
        (is(passed), is(failed))
    };
    let reason = format!("{} goes with it", result.name());
    let number = |facts: &ColumnFacts<'_>| facts.class.is_number() && facts.key == KeyPart::No;
    let none = sides.listed(result, |label| {
        matches!(label, "absent" | "not attempted" | "did not appear" | "withheld")
    });
    if let Some(marks) = sides.named(MARKS, number) {
        marked(sides, marks, (&passed, &failed), &reason);
        if !none.is_empty() {
            let shut = format!("{} IN ({})", ident(result.name()), none.join(", "));
            let allowed = marks.domain.contains(&seedbed_expr::Value::Int(0)) != Some(false);
            if marks.is_nullable() {
                sides.absent(marks, &shut, &reason);
            } else if let Some(own) = sides.source(marks).cloned().filter(|_| allowed) {
                let source = otherwise(shut, always(Scalar::Int(0)), own);
                sides.make(marks, source, "marks", reason.clone());
            }
        }
    }
    remarks(sides, (&passed, &failed), &reason);
}

/// Marks above what is needed to pass, or below it.
fn marked(
    sides: &mut Sides<'_, '_, '_>,
    marks: &ColumnFacts<'_>,
    (passed, failed): (&str, &str),
    reason: &str,
) {
    let Some(Source::Number(own)) = sides.source(marks) else { return };
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Literal(Scalar::Int(limit))) => Some(*limit as f64),
        Some(Bound::Literal(Scalar::Float(limit))) => Some(*limit),
        _ => None,
    };
    let own = own.clone();
    if let Some(full) = full_marks(sides, marks) {
        let name = ident(full.name());
        let share = |least: f64, most: f64| {
            between(&own, format!("{name} * {least}"), format!("{name} * {most}"))
        };
        let source = otherwise(
            passed.to_owned(),
            share(0.45, 0.97),
            otherwise(failed.to_owned(), share(0.1, 0.38), share(0.35, 0.95)),
        );
        let meaning = sides.meaning(marks).to_owned();
        sides.make(marks, source, &meaning, reason.to_owned());
        of_hundred(sides, marks, full);
        return;
    }
    let (Some(least), Some(most)) = (limit(&own.min), limit(&own.max)) else { return };
    if least > most * 0.2 || most > 1_000.0 {
        return;
    }
    let around = |mean: f64, deviation: f64, from: f64, to: f64| {
        let at = |share: f64| finish::bound(finish::round(share * most).max(least));
        let distribution = Distribution::Normal {
            mean: finish::round(mean * most),
            deviation: finish::round(deviation * most),
        };
        let (min, max) = (Some(at(from)), Some(at(to)));
        Source::Number(NumberSource { distribution, min, max, ..own.clone() })
    };
    let source = otherwise(
        passed.to_owned(),
        around(0.69, 0.13, 0.42, 0.98),
        otherwise(failed.to_owned(), around(0.29, 0.07, 0.08, 0.39), around(0.6, 0.16, 0.3, 0.96)),
    );
    let meaning = sides.meaning(marks).to_owned();
    sides.make(marks, source, &meaning, reason.to_owned());
}

/// Nobody has more marks than there are to be had.
fn within(sides: &mut Sides<'_, '_, '_>, names: &str) {
    let number = |facts: &ColumnFacts<'_>| facts.class.is_number() && facts.key == KeyPart::No;
    let Some(marks) = sides.named(names, number) else { return };
    let Some(full) = full_marks(sides, marks) else { return };
    let Some(Source::Number(own)) = sides.source(marks) else { return };
    let name = ident(full.name());
    let source = between(own, format!("{name} * 0.35"), format!("{name} * 0.97"));
    let meaning = sides.meaning(marks).to_owned();
    sides.make(marks, source, &meaning, format!("{} is the most", full.name()));
    of_hundred(sides, marks, full);
}

/// The marks that there are to be had.
fn full_marks<'s, 'a>(
    sides: &Sides<'_, 's, 'a>,
    marks: &ColumnFacts<'_>,
) -> Option<&'s ColumnFacts<'a>> {
    let names = "max marks|maximum marks|total marks|full marks|max score|maximum score|out of|\
         marks total|max points|maximum points|total points|max mark|maximum mark|marks out of";
    sides.named(names, |facts| {
        facts.class.is_number() && !facts.is_nullable() && facts.name() != marks.name()
    })
}

/// A grade by marks goes by their share of what there is to be had.
fn of_hundred(sides: &mut Sides<'_, '_, '_>, marks: &ColumnFacts<'_>, full: &ColumnFacts<'_>) {
    let (own, whole) = (ident(marks.name()), ident(full.name()));
    for facts in sides.free() {
        let Some(plan) = sides.draft.columns.get_mut(facts.name()) else { continue };
        if let Source::Expression(formula) = &mut plan.source
            && formula.expression.contains(&format!("WHEN {own} >= 90"))
        {
            let share = format!("{own} * 100 / {whole} >= ");
            formula.expression = formula.expression.replace(&format!("{own} >= "), &share);
        }
    }
}

/// Remarks on who passes, and on who does not.
fn remarks(sides: &mut Sides<'_, '_, '_>, (passed, failed): (&str, &str), reason: &str) {
    const WEAK: &[&str] = &["needs", "late", "informed", "absent", "missed", "weak", "missing"];
    let names = "remark|remarks|comment|comments|teacher remark|teacher remarks|teacher comment|\
         teacher comments|note|notes|feedback";
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && facts.key == KeyPart::No;
    let Some(facts) = sides.named(names, text) else { return };
    let Some(Source::Pool(pool)) = sides.source(facts) else { return };
    let Vocabulary::Inline(words) = &pool.vocabulary else { return };
    let weak = |text: &&String| {
        let text = text.to_lowercase();
        WEAK.iter().any(|word| text.contains(word))
    };
    let (low, high): (Vec<&String>, Vec<&String>) = words.iter().partition(weak);
    if low.len() < 2 || high.len() < 2 {
        return;
    }
    let list = |texts: Vec<&String>| {
        written(&texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("|"))
    };
    let (low, high) = (list(low), list(high));
    let Some(own) = sides.source(facts).cloned() else { return };
    let source = otherwise(passed.to_owned(), high, otherwise(failed.to_owned(), low, own));
    let meaning = sides.meaning(facts).to_owned();
    sides.make(facts, source, &meaning, reason.to_owned());
}
