//! Yes or no.

use super::{Make, Rule, rule};
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

fn numeric_flag(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
    let rare = field.facts.is("* deleted|deleted|* expire *|* death *|deceased|dead|disabled|* disabled|* locked|locked|* blocked|\
         discontinued|archived|featured");
    let share = if rare { 0.05 } else { 0.8 };
    Some(Source::Choice(ChoiceSource {
        values: vec![Scalar::Int(1), Scalar::Int(0)],
        weights: Some(vec![share, crate::finish::round(1.0 - share)]),
    }))
}
