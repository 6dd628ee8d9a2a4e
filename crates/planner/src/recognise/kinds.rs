//! Numbers that stand for a few kinds: states, types, levels of access. What each stands for is
//! seldom written down; that they are few and small is known.

use seedbed_generate::plan::Source;
use seedbed_schema::DataType;

use super::{Field, Make, Rule, WHOLE, ints, rule};
use crate::finish;

/// Names that say outright that numbers are listed.
pub(super) const RULES: &[Rule] = &[
    rule("code kept as a number", "* enum|enum|enum *", WHOLE, Make::With(code)),
    rule(
        "code kept as a number",
        "status|* status|state|* state|type|* type|role|* role|kind|* kind",
        WHOLE,
        Make::With(hundreds),
    ),
];

/// Names of numbers that stand for kinds where they are narrow or have such a default.
pub(super) const NARROW: &[Rule] = &[rule(
    "code kept as a number",
    "visibility|* visibility|privacy|* privacy|access level|privacy level|urgency|severity|\
             importance|\
         blinding level|* severity|* urgency|priority|* priority|result|* result|outcome|* outcome|\
         causality|arm|stratum|cause|* cause|cause code|region|platform|* platform|phase|\
         commodity|sex|gender|sex code|* sex|tier|* tier|scope|* scope|quality|* quality|\
         rarity|orientation|layout|winner *|* by|reason code|procedure code|accounting type|\
     status id|* status id|\
         type id|* type id|* kind id|frequency|* frequency|channel|* channel|theme|* theme|format|\
     * format|\
         visibility level|* visibility level|sort by|sort order|order by|policy|* policy|strategy|\
     * strategy|\
         access|* access|fit|decision|classification|* classification|standing|condition|* \
         condition|zone|* zone",
    WHOLE,
    Make::With(narrow_code),
)
.unless(
    "sort order|created by|updated by|* frequency hz|monitoring frequency|payment frequency|\
         cpu frequency|water quality|* quality score|image quality|jpeg quality|time zone|\
     thumbnail quality|\
         radio channel|wifi channel",
)];

/// Kinds, where the default or the type says that there are few.
fn narrow_code(field: Field<'_, '_>) -> Option<Source> {
    let narrow = matches!(field.facts.column.data_type, DataType::Integer { bits: ..=16, .. });
    let usual = finish::default_number(field.facts);
    let coded = usual.is_none_or(|usual| (0.0..=9.0).contains(&usual));
    (coded && (narrow || usual.is_some())).then(|| code(field)).flatten()
}

/// Kinds that a default tells to be counted in tens or hundreds: 100, 200, 300.
fn hundreds(field: Field<'_, '_>) -> Option<Source> {
    let usual = finish::default_number(field.facts)?;
    let stepped = usual % 100.0 == 0.0 && (100.0..=900.0).contains(&usual);
    stepped.then(|| code(field)).flatten()
}

/// A code of few: the default is what most rows have, otherwise the first.
pub(super) fn code(field: Field<'_, '_>) -> Option<Source> {
    let usual = finish::default_number(field.facts);
    let values: Vec<(i64, f64)> = match usual {
        Some(usual) if (0.0..=9.0).contains(&usual) => {
            around(usual as i64, i64::from(usual > 0.0), 1)
        }
        Some(usual) if usual % 100.0 == 0.0 && (100.0..=900.0).contains(&usual) => {
            around(usual as i64, 100, 100)
        }
        Some(usual) if usual % 10.0 == 0.0 && (10.0..=90.0).contains(&usual) => {
            around(usual as i64, 10, 10)
        }
        Some(usual) if usual < 0.0 => vec![(usual as i64, 70.0), (0, 18.0), (1, 12.0)],
        Some(usual) => vec![(usual as i64, 70.0), (1, 15.0), (2, 10.0), (3, 5.0)],
        None => vec![(1, 48.0), (2, 27.0), (3, 15.0), (4, 10.0)],
    };
    ints(field, &values).or_else(|| ints(field, &[(0, 60.0), (1, 40.0)]))
}

/// The usual code and some more, from the first one on.
fn around(usual: i64, first: i64, step: i64) -> Vec<(i64, f64)> {
    let last = (first + 3 * step).max(usual + step);
    let others: Vec<i64> = (first..=last)
        .step_by(usize::try_from(step).unwrap_or(1))
        .filter(|code| *code != usual)
        .collect();
    let weight = |rank: usize| [13.0, 9.0, 5.0, 3.0].get(rank).copied().unwrap_or(1.5);
    std::iter::once((usual, 70.0))
        .chain(others.into_iter().enumerate().map(|(rank, code)| (code, weight(rank))))
        .collect()
}
