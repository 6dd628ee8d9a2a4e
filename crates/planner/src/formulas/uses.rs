//! Which columns of its row a column is made from.

use seedbed_generate::plan::{Bound, ColumnPlan, Source};
use seedbed_schema::CheckRule;

use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{ColumnFacts, KeyPart, TableFacts};

/// Whether a column is made from another one, directly or not.
pub(super) fn reaches(draft: &Draft<'_, '_>, from: &str, wanted: &str) -> bool {
    made_from(draft, vec![from]).contains(&wanted)
}

/// Changes a column, unless it would be made from itself then.
pub(crate) fn without_circle<'s, 'a>(
    draft: &mut Draft<'s, 'a>,
    facts: &ColumnFacts<'_>,
    change: impl FnOnce(&mut Draft<'s, 'a>),
) {
    let (plan, reasons) = (draft.columns.get(facts.name()).cloned(), draft.explanations.len());
    change(draft);
    let Some(changed) = draft.columns.get(facts.name()) else { return };
    let texts = formulas(changed);
    let names = draft.table.columns.iter().map(ColumnFacts::name);
    let read = names.filter(|name| texts.iter().any(|text| mentions(text, name))).collect();
    if made_from(draft, read).contains(&facts.name()) {
        draft.columns.extend(plan.map(|plan| (facts.name().to_owned(), plan)));
        draft.explanations.truncate(reasons);
    }
}

/// Whether what a condition reads is made, directly or not, from the row that `path` leads to.
pub(crate) fn follows(draft: &Draft<'_, '_>, condition: &str, path: &str) -> bool {
    let read = draft.table.columns.iter().map(ColumnFacts::name);
    let read = read.filter(|name| mentions(condition, name)).collect();
    let step = format!("{path}.");
    made_from(draft, read)
        .into_iter()
        .filter_map(|name| draft.columns.get(name))
        .any(|plan| formulas(plan).iter().any(|text| text.contains(&step)))
}

/// These columns and all that they are made from.
fn made_from<'d>(draft: &'d Draft<'_, '_>, from: Vec<&'d str>) -> Vec<&'d str> {
    let mut seen: Vec<&str> = Vec::new();
    let mut open = from;
    while let Some(name) = open.pop() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let Some(plan) = draft.columns.get(name) else { continue };
        let texts = formulas(plan);
        let read = |other: &&str| texts.iter().any(|text| mentions(text, other));
        open.extend(draft.table.columns.iter().map(ColumnFacts::name).filter(read));
    }
    seen
}

/// The texts of a column's formulas and templates.
fn formulas(plan: &ColumnPlan) -> Vec<&str> {
    let mut texts: Vec<&str> = plan.null_if.iter().map(String::as_str).collect();
    collect(&plan.source, &mut texts);
    texts
}

fn collect<'p>(source: &'p Source, texts: &mut Vec<&'p str>) {
    let mut limits = |bounds: [&'p Option<Bound>; 2]| {
        for bound in bounds.into_iter().flatten() {
            if let Bound::Expression { expression } = bound {
                texts.push(expression);
            }
        }
    };
    match source {
        Source::Expression(formula) => texts.push(&formula.expression),
        Source::Number(number) => limits([&number.min, &number.max]),
        Source::Temporal(moment) => {
            limits([&moment.min, &moment.max]);
            texts.extend(moment.after.as_deref());
        }
        Source::Template(template) => texts.extend(template.templates.iter().map(String::as_str)),
        Source::Conditional(conditional) => {
            for case in &conditional.cases {
                texts.push(&case.when);
                collect(&case.then, texts);
            }
            if let Some(otherwise) = &conditional.otherwise {
                collect(otherwise, texts);
            }
        }
        _ => {}
    }
}

/// Whether a column holds a number that is no key and refers to nothing.
pub(super) fn is_own_number(facts: &ColumnFacts<'_>) -> bool {
    facts.class.is_number() && !facts.linked && facts.key == KeyPart::No
}

/// Whether a CHECK says something of a column and of others at once: what makes it is the CHECK's.
pub(super) fn is_checked(table: &TableFacts<'_>, column: &str) -> bool {
    table.table.checks.iter().any(|check| match &check.rule {
        CheckRule::Expr(rule) => {
            let columns = rule.columns();
            columns.len() > 1
                && columns.iter().any(|path| path.last().is_some_and(|name| name == column))
        }
        CheckRule::Unread(_) => false,
    })
}

/// Whether a formula names a column of its own row.
fn mentions(text: &str, column: &str) -> bool {
    let name = ident(column);
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"');
    text.match_indices(&name).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        // What stands behind a point is another row's.
        !before.is_some_and(|c| part(c) || c == '.') && !after.is_some_and(|c| part(c) || c == '.')
    })
}
