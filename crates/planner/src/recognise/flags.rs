//! Yes or no.

use super::{Make, Rule, rule};
use crate::finish;
use crate::survey::Class;

const BOOL: &[Class] = &[Class::Bool];
/// Flags kept as numbers; names must say so.
const NUMERIC_FLAG: &[Class] = &[Class::Int];

pub(super) const RULES: &[Rule] = &[
    rule(
        "deleted or blocked",
        "* deleted|deleted|* archived|archived|* blocked|blocked|* banned|banned|\
         * suspended|suspended|* disabled|disabled|* locked|locked|* spam|spam|\
         * test|test|* fraud|is fraudulent|* cancelled|cancelled|* void|voided|\
         * hidden|hidden|* expired|* failed|* deprecated|deprecated|* obsolete|\
         * discontinued|discontinued|* revoked|revoked|* bot|bot|inactive|\
         is inactive",
        BOOL,
        Make::Flag(0.04),
    )
    .nulls(0.0),
    rule(
        "the one default",
        "* default|default|is default *|* primary|primary|is primary *|* main|main|\
         preferred|* preferred|is current|current",
        BOOL,
        Make::Flag(0.7),
    )
    .nulls(0.0),
    rule(
        "active or enabled",
        "active bool|* bool|* active|active|active flag|* enabled|enabled|\
         * available|available|is available *|* visible|visible|* published|\
         published|* valid|valid|in stock|is in stock|* verified|verified|\
         * confirmed|confirmed|* public|public|* approved|approved|is open|* paid|\
         paid|* email verified|* completed|* success|success|successful|\
         * deliverable|sellable|searchable|* allowed",
        BOOL,
        Make::Flag(0.88),
    )
    .nulls(0.0),
    rule(
        "administrators are few",
        "* admin|admin|* superuser|superuser|* staff|* moderator|* owner|* root|\
         is system|system|internal|is internal|* vip|vip|* premium|premium|\
         * featured|featured|* pinned|pinned|* sticky|sticky|is global",
        BOOL,
        Make::Flag(0.08),
    )
    .nulls(0.0),
    rule(
        "consent",
        "* opt in|opt in *|newsletter|* newsletter|* subscribed|subscribed|\
         * consent|accepts *|marketing *|* marketing|wants *|receive *|\
         * notifications|notify *|terms accepted|agreed *",
        BOOL,
        Make::Flag(0.6),
    )
    .nulls(0.0),
    rule(
        "read or seen",
        "* read|read|* seen|seen|* processed|processed|* sent|sent|* delivered|\
         delivered|* handled",
        BOOL,
        Make::Flag(0.75),
    )
    .nulls(0.0),
    rule(
        "right to see",
        "can view|can read|can see|can list|view|read|allow view|allow read|is readable",
        BOOL,
        Make::Flag(0.88),
    )
    .of("permission privilege right access role acl")
    .beside("can edit|can update|can write|can delete|can create|edit|write|update|delete|create")
    .nulls(0.0),
    rule(
        "exception",
        "requires *|* required|required|is *|has *|can *|needs *|allow *|allows *|\
         use *|show *|enable *|include *|* only|only *",
        BOOL,
        Make::Flag(0.3),
    )
    .nulls(0.0),
    rule(
        "flag kept as a number",
        "is *|has *|* flag|enabled|active|disabled|deleted|* enabled|discontinued|\
         visible|published|approved|archived|locked|featured",
        NUMERIC_FLAG,
        Make::With(numeric_flag),
    )
    .nulls(0.0),
];

/// Words that make a name a question, at its beginning.
const ASKING: &str = "is *|has *|can *|to sell|to buy|allow *|allows *|use *|show *|enable *|require *|\
     requires *|auto *|hide *|include *|exclude *|notify *|accept *|needs *|need *|force *|disable *|\
     must *|should *|want *|wants *|skip *|ignore *|on sale|on hold|in stock|in use|online only|\
     shuffle *|start on *|use config *|free shipping|as needed|case sensitive|time sensitive|\
     dispense as *|do not *|does *|was *|are *|without *|attempt on last|hide *|on top";
/// Adjectives and nouns that say yes or no, at a name's end or alone.
const SAYING: &[&str] = &[
    "active",
    "visible",
    "public",
    "private",
    "hidden",
    "sticky",
    "read",
    "new",
    "default",
    "primary",
    "required",
    "optional",
    "virtual",
    "valid",
    "invalid",
    "open",
    "spam",
    "internal",
    "external",
    "global",
    "system",
    "flag",
    "only",
    "ok",
    "enable",
    "disable",
    "bool",
    "switch",
    "gift",
    "sensitive",
    "remember",
    "decimal",
    "test",
    "draft",
    "preview",
    "premium",
    "seen",
    "done",
    "deny",
    "manual",
    "automatic",
    "anonymous",
    "mandatory",
    "sell",
    "buy",
    "subscribe",
    "converted",
    "returning",
    "cookie",
    "shipping",
    "multiple",
    "unique",
    "online",
];

/// A flag that most rows have as its DEFAULT says, where its name suggests otherwise.
pub(super) fn by_default(
    facts: &crate::survey::ColumnFacts<'_>,
    source: &seedbed_generate::plan::Source,
) -> Option<seedbed_generate::plan::Source> {
    use seedbed_expr::{Expr, Value};
    use seedbed_generate::plan::{Scalar, Source};
    use seedbed_schema::Default;
    let Some(Default::Expr(Expr::Literal(Value::Bool(usual)))) = facts.column.default else {
        return None;
    };
    let Source::Choice(choice) = source else { return None };
    let at = choice.values.iter().position(|value| *value == Scalar::Bool(true))?;
    let weights = choice.weights.as_ref()?;
    let share = weights[at] / weights.iter().sum::<f64>();
    match usual {
        true if share < 0.6 => Some(finish::flag(0.85)),
        // What few rows have, fewer have where it must be set; what is false at first and comes
        // true in a row's life, as `verified` does, keeps its share.
        false if (0.16..0.4).contains(&share) => Some(finish::flag(0.15)),
        _ => None,
    }
}

/// What [`narrow_flag`] takes columns for.
pub(super) const KEPT_AS_A_NUMBER: &str = "flag kept as a number";

/// Narrow numbers that are named like a question or by what is so or not: `finished tinyint`.
pub(super) fn narrow_flag(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    let facts = field.facts;
    if facts.class != Class::Int {
        return None;
    }
    let usual = finish::default_number(facts);
    let narrow = facts.column.data_type.integer_range().is_some_and(|(_, most)| most < 256);
    let said = usual.is_some_and(|usual| usual == 0.0 || usual == 1.0);
    let other = usual.is_some() && !said;
    let free =
        facts.domain.one_of.is_none() && facts.domain.min.is_none() && facts.domain.max.is_none();
    (reads_like_flag(facts) && (narrow || said) && !other && free).then_some(())?;
    if let Some(usual) = usual {
        return Some(switch(usual as i64, 0.8));
    }
    numeric_flag(field)
}

/// Whether a name is a question that yes or no answers.
pub(crate) fn reads_like_flag(facts: &crate::survey::ColumnFacts<'_>) -> bool {
    let last = facts.words.last().map_or("", String::as_str);
    let wide = facts.column.data_type.integer_range().is_none_or(|(_, most)| most > 1 << 16);
    let participle = last.len() > 4
        && last.ends_with("ed")
        && !NO_PARTICIPLES.contains(&last)
        && !(wide && COUNTED.contains(&last));
    facts.is(ASKING)
        || participle
        || last.ends_with("able") && last != "table"
        || SAYING.contains(&last)
}

/// Words that end like participles.
const NO_PARTICIPLES: &[&str] = &["speed", "seed", "feed", "breed", "need", "hundred"];
/// What wide numbers count: how many were opened, not whether.
const COUNTED: &[&str] = &[
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "unsubscribed",
    "failed",
    "processed",
    "used",
    "received",
    "reserved",
    "skipped",
    "rejected",
    "completed",
    "imported",
    "ordered",
    "shipped",
    "invoiced",
    "refunded",
    "returned",
    "cancelled",
    "enrolled",
    "registered",
    "attempted",
    "played",
    "viewed",
    "passed",
    "solved",
    "answered",
    "downloaded",
    "allowed",
    "required",
    "earned",
    "redeemed",
    "booked",
    "scanned",
    "consumed",
    "scored",
    "missed",
    "elapsed",
];

/// Mostly the one, sometimes the other.
fn switch(usual: i64, share: f64) -> seedbed_generate::plan::Source {
    use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
    Source::Choice(ChoiceSource {
        values: vec![Scalar::Int(usual), Scalar::Int(1 - usual)],
        weights: Some(vec![share, finish::round(1.0 - share)]),
    })
}

fn numeric_flag(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
    let rare = field.facts.is("* deleted|deleted|* expire *|* death *|deceased|dead|disabled|* disabled|* locked|locked|* blocked|\
         discontinued|archived|featured");
    let usual = finish::default_number(field.facts).filter(|usual| [0.0, 1.0].contains(usual));
    let positive = field
        .facts
        .is("active|is active|enabled|is enabled|visible|is visible|published|is published|valid|\
         is valid|approved|is approved|confirmed|is confirmed|verified|is verified|* verified");
    if let Some(usual) = usual.filter(|_| !positive) {
        return Some(switch(usual as i64, if rare && usual == 0.0 { 0.95 } else { 0.85 }));
    }
    let asked = field.facts.is("is *|has *|can *|* flag|allow *|requires *|auto *|use *")
        && !field
            .facts
            .is("is active|is enabled|is visible|is published|is approved|is valid|is public");
    let share = if rare {
        0.05
    } else if asked {
        0.35
    } else {
        0.8
    };
    Some(Source::Choice(ChoiceSource {
        values: vec![Scalar::Int(1), Scalar::Int(0)],
        weights: Some(vec![share, finish::round(1.0 - share)]),
    }))
}
