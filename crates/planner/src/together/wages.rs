//! Pay: by the post and the kind of employment, by the hour and by the day of the same salary, the
//! grade of a salary, raises of those who earn it, what is paid to funds of an income.

use seedbed_generate::plan::{
    Bound, Case, ConditionalSource, Distribution, NumberSource, Source, Vocabulary,
};

use super::fitting::holds;
use super::posts::POST;
use super::{Sides, between};
use crate::formulas::expression;
use crate::names::{ident, literal, path};
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey};

/// What somebody earns.
const SALARY: &str = "basic salary|base salary|salary|annual salary|yearly salary|monthly salary|\
     gross salary|basic pay|base pay|annual pay|current salary|sal|salary amount|fixed salary";

/// Kinds of employment and how much of a salary they bring.
const KINDS: &[(&str, f64)] = &[
    ("intern|internship|trainee|apprentice|student|werkstudent", 0.4),
    ("part time|parttime|part", 0.5),
];

/// Words of posts and how much they bring beside others.
const RANKS: &[(&str, f64)] = &[
    ("chief|president|ceo |cfo |cto |coo |managing dir", 2.6),
    ("vice pres|director|principal|surgeon|senior consult|partner", 1.9),
    ("vice|head|senior|manager|lead|attorney|consultant|architect|radiologist", 1.35),
    (
        "assistant|clerk|receptionist|junior|driver|aide|intern|trainee|front desk|cleaner|\
         helper|porter|cashier|guard|waiter|office assistant",
        0.62,
    ),
];

/// Ties what is paid.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    let amount = |facts: &ColumnFacts<'_>| {
        facts.class.is_number() && facts.key == KeyPart::No && !facts.linked
    };
    if let Some(salary) = sides.named(SALARY, amount) {
        by_post(sides, salary);
        rates(sides, salary);
        grade(sides, salary);
    }
    raises(sides, survey);
    funds(sides);
}

/// The numbers a column draws, where nothing else makes them.
fn drawn(sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) -> Option<(NumberSource, f64, f64)> {
    let Some(Source::Number(number)) = sides.source(facts) else { return None };
    let literal = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
    match number.distribution {
        Distribution::LogNormal { median, sigma }
            if literal(&number.min) && literal(&number.max) =>
        {
            Some((number.clone(), median, sigma))
        }
        _ => None,
    }
}

/// The kind of employment beside a salary, and which of its labels are meant by words.
fn kind<'s, 'a>(sides: &Sides<'_, 's, 'a>) -> Option<&'s ColumnFacts<'a>> {
    let names = "employment type|employee type|contract type|pay type|salary type|wage type|\
         employment kind|type of employment|job type|payment type|work type|pay basis|pay kind|\
         staff type|compensation type";
    sides.named(names, |facts| matches!(facts.class, Class::Text | Class::Labels) && !facts.linked)
}

/// A chief earns more than a clerk, an intern less.
fn by_post(sides: &mut Sides<'_, '_, '_>, salary: &ColumnFacts<'_>) {
    let Some((own, median, sigma)) = drawn(sides, salary) else { return };
    if median < 500.0 {
        return;
    }
    let of = |share: f64, sigma: f64| {
        let distribution = Distribution::LogNormal { median: (median * share).round(), sigma };
        Source::Number(NumberSource { distribution, ..own.clone() })
    };
    let mut cases = Vec::new();
    if let Some(kind) = kind(sides) {
        for (words, share) in KINDS {
            let labels = sides.listed(kind, |label| words.split('|').any(|word| word == label));
            if !labels.is_empty() {
                let when = format!("{} IN ({})", ident(kind.name()), labels.join(", "));
                cases.push(Case { when, then: of(*share, 0.15) });
            }
        }
    }
    let post = POST
        .split('|')
        .find_map(|name| sides.named(name, |facts| facts.class == Class::Text && !facts.linked));
    if let Some(post) = post {
        let column = ident(post.name());
        let ranks = RANKS.iter();
        cases.extend(
            ranks
                .map(|(words, share)| Case { when: holds(&column, words), then: of(*share, 0.14) }),
        );
    }
    if cases.is_empty() {
        return;
    }
    let otherwise = Some(Box::new(of(1.0, sigma.min(0.2))));
    let source = Source::Conditional(ConditionalSource { cases, otherwise });
    let meaning = sides.meaning(salary).to_owned();
    sides.make(salary, source, &meaning, "what somebody does stands beside it".into());
}

/// Below this a salary is that of a month.
const OF_A_YEAR: f64 = 15_000.0;

/// The median of the salaries in a column.
fn median(sides: &Sides<'_, '_, '_>, salary: &ColumnFacts<'_>) -> Option<f64> {
    let of = |source: &Source| match source {
        Source::Number(NumberSource {
            distribution: Distribution::LogNormal { median, .. },
            ..
        }) => Some(*median),
        _ => None,
    };
    match sides.source(salary)? {
        Source::Conditional(conditional) => of(conditional.otherwise.as_deref()?),
        source => of(source),
    }
}

/// Who is paid by the hour has a rate for it, and the rate of a salary is what its hours bring.
fn rates(sides: &mut Sides<'_, '_, '_>, salary: &ColumnFacts<'_>) {
    const RATES: &[(&str, &str, f64, f64)] = &[
        (
            "hourly rate|hour rate|hourly wage|hourly pay|rate per hour|pay per hour",
            "hour",
            2_080.0,
            176.0,
        ),
        (
            "daily rate|day rate|daily wage|daily pay|rate per day|pay per day",
            "dai|day",
            260.0,
            22.0,
        ),
    ];
    let Some(median) = median(sides, salary) else { return };
    let kind = kind(sides);
    for (names, words, of_year, of_month) in RATES {
        let amount = |facts: &ColumnFacts<'_>| {
            facts.class.is_number() && facts.key == KeyPart::No && !facts.linked
        };
        let Some(facts) = sides.named(names, amount) else { continue };
        if salary.is_nullable() && !facts.is_nullable() {
            continue;
        }
        let units = if median >= OF_A_YEAR { of_year } else { of_month };
        let digits = if facts.class == Class::Decimal { 2 } else { 0 };
        let formula = format!("round({} / {units:.1}, {digits})", ident(salary.name()));
        let reason = format!("{} stands beside it", salary.name());
        sides.make(facts, expression(formula), "rate of a salary", reason);
        sides.spare(salary, 0.0);
        if let Some(plan) = sides.draft.columns.get_mut(facts.name()) {
            plan.null_if = None;
        }
        let paid = kind.map(|kind| {
            let paid =
                sides.listed(kind, |label| words.split('|').any(|word| label.starts_with(word)));
            (kind, paid)
        });
        match paid.filter(|(_, paid)| !paid.is_empty()) {
            Some((kind, paid)) => {
                let name = ident(kind.name());
                let shut = format!("coalesce({name} NOT IN ({}), TRUE)", paid.join(", "));
                sides.spare(facts, 0.0);
                sides.absent(facts, &shut, &format!("{} says how it is paid", kind.name()));
            }
            None => sides.spare(facts, 0.2),
        }
    }
}

/// A grade is that of a salary: the higher the one, the higher the other.
fn grade(sides: &mut Sides<'_, '_, '_>, salary: &ColumnFacts<'_>) {
    let names = "salary grade|pay grade|* salary grade|* pay grade|pay level|salary band|pay band|\
         salary level|pay scale|job grade|grade";
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && facts.key == KeyPart::No;
    let Some(facts) = sides.named(names, text) else { return };
    let listed = match sides.source(facts) {
        Some(Source::Pool(pool)) => match &pool.vocabulary {
            Vocabulary::Inline(words) if words.len() >= 4 && words[0].ends_with('1') => {
                words.clone()
            }
            _ => return,
        },
        _ => return,
    };
    let Some(median) = median(sides, salary) else { return };
    let name = ident(salary.name());
    let step = |at: usize| (median * 0.45 * 1.33_f64.powi(at as i32)).round();
    let (last, lower) =
        listed.split_last().map_or((None, &[][..]), |(last, rest)| (Some(last), rest));
    let Some(last) = last else { return };
    let cases: Vec<String> = lower
        .iter()
        .enumerate()
        .map(|(at, label)| format!("WHEN {name} < {} THEN {}", step(at), literal(label)))
        .collect();
    if salary.is_nullable() && !facts.is_nullable() {
        return;
    }
    let formula = format!(
        "CASE WHEN {name} IS NULL THEN NULL {} ELSE {} END",
        cases.join(" "),
        literal(last)
    );
    sides.make(facts, expression(formula), "pay grade", format!("{} says it", salary.name()));
}

/// What was raised was raised to about what somebody earns now.
fn raises(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    let names = "old salary|previous salary|prior salary|former salary|salary before|from salary|\
         old basic salary|previous basic salary|old base salary|previous base salary|old pay";
    let table = sides.draft.table;
    let Some(old) = sides.named(names, |facts| facts.class.is_number() && !facts.linked) else {
        return;
    };
    let Some((own, ..)) = drawn(sides, old) else { return };
    let earned = table.foreign_keys().find_map(|(_, key, id)| {
        let parent = survey.table(id);
        let salary = parent.find(SALARY).filter(|salary| {
            salary.class == old.class && !salary.is_nullable() && survey.is_before(id, table.id)
        })?;
        let required =
            key.columns.iter().all(|name| table.column(name).is_some_and(|c| !c.is_nullable()));
        required.then(|| format!("{}.{}", path(table, key), ident(salary.name())))
    });
    let Some(earned) = earned else { return };
    let step = own.step.map(|step| step.min(50.0));
    let own = NumberSource { step, ..own };
    let source = between(&own, format!("{earned} * 0.78"), format!("{earned} * 0.9"));
    sides.make(old, source, "amount before a change", "who is meant earns more now".into());
}

/// Shares of an income that go to funds and offices.
const FUNDS: &[(&[&str], f64, f64)] = &[
    (&["epf", "cpf", "provident", "pension", "401", "superannuation", "retirement"], 0.08, 0.12),
    (&["pcb", "mtd", "paye", "tds", "tax", "withholding"], 0.03, 0.14),
    (&["socso", "eis", "perkeso", "esi", "ssnit"], 0.004, 0.008),
    (&["zakat"], 0.015, 0.025),
    (&["medicare"], 0.0145, 0.015),
];

/// What went to a fund is its share of the income beside it: `previous_epf_ytd` of
/// `previous_income_ytd`.
fn funds(sides: &mut Sides<'_, '_, '_>) {
    const INCOMES: &[&str] = &["income", "gross", "salary", "earnings", "wages", "remuneration"];
    if is_of(sides.draft.table, "rate bracket rule setting config") {
        return;
    }
    for facts in sides.free() {
        let at = facts
            .words
            .iter()
            .position(|word| FUNDS.iter().any(|(funds, ..)| funds.contains(&word.as_str())));
        // Only where the rest of the name is that of an income.
        let Some(at) = at.filter(|_| facts.words.len() >= 2 && facts.key == KeyPart::No) else {
            continue;
        };
        let Some((_, least, most)) =
            FUNDS.iter().find(|(funds, ..)| funds.contains(&facts.words[at].as_str()))
        else {
            continue;
        };
        let income = sides.free().into_iter().find(|other| {
            other.class.is_number()
                && !other.is_nullable()
                && other.words.len() == facts.words.len()
                && other.words.iter().enumerate().all(|(place, word)| {
                    place == at && INCOMES.contains(&word.as_str())
                        || place != at && *word == facts.words[place]
                })
        });
        let (Some(income), Some((own, ..))) = (income, drawn(sides, facts)) else { continue };
        let name = ident(income.name());
        let step = own.step.map(|step| step.min(5.0));
        let own = NumberSource { step, endings: Vec::new(), ..own };
        let source = between(&own, format!("{name} * {least}"), format!("{name} * {most}"));
        sides.make(
            facts,
            source,
            "share of an income",
            format!("{} is what it is of", income.name()),
        );
    }
}
