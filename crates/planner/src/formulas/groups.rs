//! Numbers that add up to a total beside them: seats by class, what passed and what failed.

use super::phrases::{alike, stem};
use super::sheet::{self, Sheet, needed, read};
use crate::finish;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};
use seedbed_generate::plan::{Bound, Distribution, NumberSource, Source};

/// Words that say that a number is that of all together.
const ALL: &str = "total|overall|combined|all|grand total|sum";
/// Those that say that it is their sum.
const TOTAL: &str = "total|combined|grand total|sum";

/// Words of numbers that are no part of a total of their kind.
const NO_PARTS: &[&str] = &[
    "max",
    "min",
    "maximum",
    "minimum",
    "average",
    "avg",
    "mean",
    "median",
    "target",
    "goal",
    "limit",
    "previous",
    "last",
    "planned",
    "expected",
    "budget",
    "budgeted",
    "actual",
    "estimated",
    "estimate",
    "unit",
    "unique",
    "distinct",
    "per",
    "net",
    "gross",
    "free",
    "available",
    "used",
    "remaining",
    "reserved",
    "allowed",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "annual",
    "current",
    "new",
    "recent",
    "opening",
    "closing",
    "today",
    "ytd",
    "mtd",
    "week",
    "month",
    "year",
    "days",
    "7",
    "30",
    "90",
    "24",
    "h",
    "d",
    "id",
    "percent",
    "rate",
    "ratio",
    "replacement",
    "purchase",
    "original",
    "base",
    "old",
    "peak",
    "required",
    "needed",
    "best",
    "worst",
    "rank",
    "index",
    "weighted",
    "approved",
    "requested",
    "hourly",
    "running",
    "cumulative",
    "next",
    "local",
    "foreign",
    "reporting",
    "of",
    "since",
    "to",
    "from",
    "tax",
    "discount",
    "exchange",
    "standard",
    "list",
    "retail",
    "rating",
    "grade",
    "level",
    "age",
];

/// Heads of numbers of which only some kinds add up, which [`super::split`] knows.
const OF_MONEY: &[&str] = &["amount", "price", "value", "paid", "balance", "salary", "wage"];

/// Words of the three ways that things end in: as they should, badly, not yet or not at all.
const ENDS: [&str; 3] = [
    "passed|pass|succeeded|success|successful|successes|completed|complete|done|processed|\
     delivered|ok|valid|accepted|present|fulfilled|attended|correct|boarded|received|good",
    "failed|fail|failures|failure|errors|error|rejected|invalid|bounced|cancelled|absent|\
     declined|lost|incorrect|wrong|no show|no shows|damaged|defective|bad|dropped|fails",
    "skipped|pending|remaining|queued|ignored|in progress|todo|waiting|blocked|late|\
     excused|warnings|unanswered|undelivered|outstanding|incomplete",
];

/// Ties the parts of totals to them.
pub(super) fn fill(sheet: &mut Sheet<'_, '_, '_>) {
    for whole in wholes(sheet) {
        by_end(sheet, whole);
    }
    for whole in sheet.free() {
        add_up(sheet, whole);
    }
}

/// The numbers that may be those of all things together: totals first, then what counts a thing
/// where nothing else does.
fn wholes<'s, 'a>(sheet: &Sheet<'_, 's, 'a>) -> Vec<&'s ColumnFacts<'a>> {
    let columns = sheet.draft.table.columns.iter();
    let counted = columns.filter(|facts| {
        facts.class.is_number()
            && sheet.draft.columns.contains_key(facts.name())
            && counted(facts).is_some()
    });
    let (totals, mut counts): (Vec<_>, Vec<_>) =
        counted.partition(|facts| stem(&facts.words, ALL).is_some());
    if counts.len() > 1 {
        counts.clear();
    }
    totals.into_iter().chain(counts).collect()
}

/// What passed, what failed and what is left of a total: few fail, and the rest passed.
fn by_end(sheet: &mut Sheet<'_, '_, '_>, whole: &ColumnFacts<'_>) {
    let Some(of) = counted(whole) else { return };
    let free = sheet.free();
    let mut parts: [Vec<&ColumnFacts<'_>>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for facts in free {
        let usable = facts.name() != whole.name()
            && facts.class == whole.class
            && (facts.is_nullable() || !whole.is_nullable())
            && sheet.is_readable(whole, facts);
        let end = ENDS.iter().position(|words| {
            let rest = stem(&facts.words, words);
            usable && rest.is_some_and(|rest| alike(&rest, &of) || is_count(&rest))
        });
        if let Some(end) = end {
            parts[end].push(facts);
        }
    }
    let [good, bad, open] = parts;
    let ([good], true) = (good.as_slice(), !bad.is_empty() || !open.is_empty()) else { return };
    if bad.len() > 2 || open.len() > 2 {
        return;
    }
    let mut left = needed(whole);
    let shares = bad.iter().map(|facts| (facts, 0.12)).chain(open.iter().map(|f| (f, 0.3)));
    for (facts, most) in shares {
        let max = Some(Bound::Expression { expression: format!("({left}) * {most}") });
        let number = NumberSource {
            distribution: Distribution::LogNormal { median: 1.0, sigma: 1.0 },
            min: Some(finish::bound(0.0)),
            max,
            scale: facts.scale(),
            ..NumberSource::default()
        };
        put(sheet, facts, whole, Source::Number(number));
        left = format!("{left} - {}", read(facts));
    }
    let reason = format!("{} is the sum", whole.name());
    sheet.put(good, &left, "part of a sum", reason);
}

fn put(
    sheet: &mut Sheet<'_, '_, '_>,
    facts: &ColumnFacts<'_>,
    whole: &ColumnFacts<'_>,
    source: Source,
) {
    if let Some(plan) = sheet.draft.columns.get_mut(facts.name()) {
        plan.source = source;
        plan.null_rate = 0.0;
        if whole.is_nullable() && facts.is_nullable() {
            plan.null_if = Some(format!("{} IS NULL", ident(whole.name())));
        }
        let reason = format!("{} is the sum", whole.name());
        sheet.draft.explain(facts.name(), "part of a sum", reason);
    }
}

/// What a number counts, where it counts all of it: `tests` of `tests total`, `transaction` of
/// `transaction count`.
fn counted(whole: &ColumnFacts<'_>) -> Option<Vec<String>> {
    let ends = || ENDS.iter().any(|words| stem(&whole.words, words).is_some());
    if ends() || whole.words.iter().any(|word| NO_PARTS.contains(&word.as_str())) {
        return None;
    }
    stem(&whole.words, ALL).or_else(|| match whole.words.as_slice() {
        [rest @ .., last] if last == "count" && !rest.is_empty() => Some(rest.to_vec()),
        [first, of, rest @ ..] if first == "number" && of == "of" => Some(rest.to_vec()),
        _ => None,
    })
}

fn is_count(words: &[String]) -> bool {
    matches!(words, [] | [_]) && words.iter().all(|word| word == "count" || word == "number")
}

/// A total is the sum of what is called like it.
fn add_up(sheet: &mut Sheet<'_, '_, '_>, whole: &ColumnFacts<'_>) {
    let Some(head) = stem(&whole.words, TOTAL).filter(|head| matches!(head.len(), 1 | 2)) else {
        return;
    };
    let money = |word: &String| OF_MONEY.contains(&word.as_str()) || word == "count";
    if head.iter().any(|word| money(word) || NO_PARTS.contains(&word.as_str())) {
        return;
    }
    let parts: Vec<&ColumnFacts<'_>> = sheet
        .draft
        .table
        .columns
        .iter()
        .filter(|facts| is_part(facts, &head) && facts.class == whole.class)
        .filter(|facts| sheet.is_readable(facts, whole))
        .collect();
    if parts.len() < 2 || whole.class == Class::Decimal && parts.len() > 8 {
        return;
    }
    let sum: Vec<String> = parts.iter().map(|facts| read(facts)).collect();
    let reason = format!("{} and its like are its parts", parts[0].name());
    sheet.put(whole, &sum.join(" + "), "sum", reason);
}

/// Whether a name is a kind and what all kinds are called: `seats economy`, `parking fee` beside
/// `total fees`.
fn is_part(facts: &ColumnFacts<'_>, head: &[String]) -> bool {
    const ALIKE: &[&str] = &["cost", "fee", "charge", "expense", "premium"];
    let kind = |rest: &[String]| {
        !rest.is_empty()
            && rest.iter().all(|word| !NO_PARTS.contains(&word.as_str()))
            && stem(rest, ALL).is_none()
            && !sheet::is_vague(rest)
    };
    let words = &facts.words;
    if words.len() <= head.len() {
        return false;
    }
    let (start, end) = words.split_at(words.len() - head.len());
    let (first, others) = words.split_at(head.len());
    let costs = matches!(head, [one] if ALIKE.contains(&crate::tokens::singular(one).as_str()));
    let cost =
        words.last().is_some_and(|last| ALIKE.contains(&crate::tokens::singular(last).as_str()));
    alike(end, head) && kind(start)
        || alike(first, head) && kind(others)
        || costs && cost && kind(&words[..words.len() - 1])
}
