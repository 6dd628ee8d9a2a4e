//! Numbers whose name says between what they lie.

use seedbed_generate::plan::{ChoiceSource, Distribution, NumberSource, Scalar, Source};

use super::{
    FRACTION, Field, Make, NUMBER, Rule, WHOLE, bell, flat, ints, number_around, rule, skewed,
};
use crate::finish::{self, bounded};
use crate::survey::Class;

pub(super) const RULES: &[Rule] = &[
    rule(
        "budget of a campaign",
        "budget|daily budget|* budget|budget amount|lifetime budget",
        NUMBER,
        super::money(60.0, 0.8, 5.0),
    )
    .of("ad ads advertisement adset target googleshopping advertising keyword"),
    rule(
        "share from 0 to 1",
        "hit ratio|* hit ratio|miss ratio|cache ratio|error ratio",
        FRACTION,
        Make::With(proper_share),
    ),
    rule(
        "percentage of tax",
        "tax rate|vat rate|* tax rate|tax percent|* tax percent|tax rate *|tva tx|* tva tx|taux tva|tva taux|\
         mwst satz|mwst percent|steuersatz|iva percent|tipo iva|aliquota|* vat rate|* vat percent|\
         gst rate|igst rate|cgst rate|sgst rate|tax percentage|btw percent|tva percent",
        NUMBER,
        Make::With(super::billing::vat),
    ),
    rule(
        "discount in per cent",
        "remise percent|rabatt percent|skonto percent|rabatt prozent|skonto prozent|\
         descuento percent|reduction percent|* discount percent|markdown percent|off percent|\
         sconto percent|desconto percent|remise client",
        NUMBER,
        Make::With(discount_percent),
    ),
    rule(
        "attempts allowed",
        "max attempts|maximum attempts|max * attempts|max retries|maximum retries|max * retries|\
         retry limit|attempt limit|attempts allowed|max tries|max retry|* retry limit",
        WHOLE,
        Make::With(attempts_allowed),
    ),
    rule(
        "layout shift",
        "cls|cumulative layout shift|layout shift",
        FRACTION,
        skewed(0.06, 0.9, 0.0, 1.0),
    ),
    rule(
        "hours of a clock",
        "time format|hour format|clock format|clock type",
        WHOLE,
        Make::Ints(&[(12, 60.0), (24, 40.0)]),
    ),
    rule(
        "first day of a week",
        "week start|week starts on|first day of week|start of week|week start day|first day|\
         start day of week|start week|start week on",
        WHOLE,
        Make::Ints(&[(0, 40.0), (1, 55.0), (6, 5.0)]),
    ),
    rule(
        "permissions as bits",
        "permissions|perms|permission bits|permission mask|access mask|acl mask",
        WHOLE,
        Make::Ints(&[(1, 15.0), (15, 15.0), (27, 20.0), (31, 50.0)]),
    ),
    rule(
        "largest size in bytes",
        "max bytes|maximum bytes|max * bytes|max file size|max * size|max upload size|\
         upload limit|maximum file size|max size|file size limit|* max size|max upload *",
        WHOLE,
        Make::With(largest_size),
    ),
    rule(
        "frames a second",
        "fps|frame rate|frames per second|framerate",
        NUMBER,
        Make::With(frames),
    ),
    rule(
        "proportion of a picture",
        "aspect ratio|* aspect ratio",
        FRACTION,
        Make::With(proportion),
    ),
    rule(
        "exchange rate",
        "exchange rate|currency rate|* currency rate|rate to *|* exchange rate|exchange rate *|currency * rate|\
         currency factor|fx factor|change rate",
        FRACTION,
        bell(1.0, 0.12, 0.5, 1.9),
    ),
    rule("exchange rate", "conversion rate|conversion factor", FRACTION, bell(1.0, 0.12, 0.5, 1.9))
        .of("order invoice payment currency cart quote bill price"),
    rule(
        "number of digits",
        "decimal places|decimal points|decimals|precision digits|display precision|* decimals|\
         round precision|rounding precision|digits after decimal",
        WHOLE,
        Make::Ints(&[(0, 15.0), (1, 10.0), (2, 65.0), (3, 5.0), (4, 5.0)]),
    ),
    rule("threshold in per cent", THRESHOLDS, NUMBER, Make::With(threshold)).unless(
        "* kw|* amps|* volts|* watts|* mm|* stock *|stock *|low stock *|reorder *|* quantity *|inventory *|alert threshold stock",
    ),
    rule(
        "availability in per cent",
        "uptime 24 h|uptime percent|availability percent|availability|sla|* sla percent|uptime 7 d|\
         uptime 30 d|uptime *|* uptime",
        FRACTION,
        bell(99.7, 0.3, 97.0, 100.0),
    ),
    rule(
        "score from 0 to 1",
        "* score|score|relevance|similarity|likelihood|certainty|toxicity|sentiment score",
        FRACTION,
        Make::With(narrow_score),
    ),
    rule(
        "size of a window",
        "tab size|indent size|indentation|font size|font size *",
        WHOLE,
        Make::Ints(&[(2, 15.0), (4, 25.0), (12, 20.0), (14, 25.0), (16, 15.0)]),
    ),
    rule(
        "pixels of a screen",
        "screen width|viewport width|window width|client width",
        WHOLE,
        Make::Ints(&[
            (360, 10.0),
            (390, 20.0),
            (412, 10.0),
            (768, 8.0),
            (1366, 10.0),
            (1440, 12.0),
            (1536, 10.0),
            (1920, 20.0),
        ]),
    ),
    rule(
        "pixels of a screen",
        "screen height|viewport height|window height|client height",
        WHOLE,
        Make::Ints(&[
            (640, 10.0),
            (844, 20.0),
            (915, 10.0),
            (1024, 8.0),
            (768, 10.0),
            (900, 12.0),
            (864, 10.0),
            (1080, 20.0),
        ]),
    ),
    rule(
        "days left",
        "cert expiry days|certificate expiry days|days to expiry|days until *|expires in days|* days left|days remaining",
        WHOLE,
        flat(2.0, 89.0),
    ),
    rule(
        "row of the same table",
        "parent id|* parent id|parent|parent category|id parent|parent * id|pid",
        WHOLE,
        Make::With(earlier_row),
    ),
];

const THRESHOLDS: &str = "threshold|* threshold|threshold *|* threshold *|warning level|critical level|\
     warn level|crit level|warning limit|critical limit|high water mark|low water mark";

/// A share of a hundred, or of one where the type holds no more: warnings below alarms, low ones
/// below high ones.
fn threshold(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    if let Some(usual) = finish::default_number(facts).filter(|usual| *usual > 0.0) {
        return Some(Source::Number(number_around(field, usual)));
    }
    let has = |word: &str| facts.words.iter().any(|own| own == word);
    let (least, most) = if has("critical") || has("crit") || has("fatal") || has("error") {
        (85.0, 98.0)
    } else if has("warning") || has("warn") {
        (60.0, 84.0)
    } else if has("low") || has("min") || has("lower") {
        (10.0, 30.0)
    } else if has("high") || has("max") || has("upper") {
        (40.0, 90.0)
    } else {
        (50.0, 95.0)
    };
    let whole = if super::is_fraction(field) { 0.01 } else { 1.0 };
    let number = bounded(facts, Distribution::Uniform, Some(least * whole), Some(most * whole));
    let step = (whole > 0.5).then_some(5.0).filter(|_| facts.domain.max.is_none());
    Some(Source::Number(NumberSource { step, scale: super::scale(facts), ..number }))
}

/// Scores whose type holds nothing above 1, or that are called like shares.
fn narrow_score(field: Field<'_, '_>) -> Option<Source> {
    let binary = matches!(field.facts.column.data_type, seedbed_schema::DataType::Float { .. });
    let share = field.facts.is("relevance|similarity|likelihood|certainty|toxicity|sentiment score|\
         bot score|spam score|fraud score|risk score|confidence score|match score|similarity score");
    (super::is_fraction(field) || binary && share).then_some(())?;
    let curve = Distribution::Normal { mean: 0.62, deviation: 0.2 };
    let number = bounded(field.facts, curve, Some(0.0), Some(1.0));
    Some(Source::Number(NumberSource { scale: super::scale(field.facts).map(|_| 3), ..number }))
}

/// Mostly none, else a round share.
fn discount_percent(field: Field<'_, '_>) -> Option<Source> {
    let unit = if super::is_fraction(field) { 0.01 } else { 1.0 };
    let shares = [(0.0, 60.0), (5.0, 15.0), (10.0, 15.0), (15.0, 5.0), (20.0, 5.0)];
    Some(floats(&shares.map(|(share, weight)| (finish::round(share * unit), weight))))
}

fn attempts_allowed(field: Field<'_, '_>) -> Option<Source> {
    let usual = finish::default_number(field.facts).filter(|usual| *usual > 1.0);
    let values = [(1, 8.0), (3, 45.0), (5, 32.0), (10, 15.0)];
    match usual {
        Some(usual) => Some(Source::Number(number_around(field, usual))),
        None => ints(field, &values),
    }
}

/// A share of one, mostly large.
fn proper_share(field: Field<'_, '_>) -> Option<Source> {
    let curve = Distribution::Normal { mean: 0.82, deviation: 0.12 };
    let number = bounded(field.facts, curve, Some(0.0), Some(1.0));
    Some(Source::Number(NumberSource { scale: super::scale(field.facts).map(|_| 3), ..number }))
}

fn largest_size(field: Field<'_, '_>) -> Option<Source> {
    let wide = field.facts.column.data_type.integer_range().is_none_or(|(_, most)| most > 1 << 30);
    wide.then_some(())?;
    let usual = finish::default_number(field.facts).filter(|usual| *usual > 1.0);
    if let Some(usual) = usual {
        return Some(Source::Number(number_around(field, usual)));
    }
    ints(field, &[(0, 30.0), (1 << 20, 15.0), (5 << 20, 20.0), (10 << 20, 20.0), (100 << 20, 15.0)])
}

fn frames(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.class == Class::Int {
        return ints(field, &[(24, 15.0), (25, 20.0), (30, 45.0), (60, 20.0)]);
    }
    Some(floats(&[(23.976, 15.0), (25.0, 20.0), (29.97, 25.0), (30.0, 25.0), (60.0, 15.0)]))
}

fn proportion(_: Field<'_, '_>) -> Option<Source> {
    Some(floats(&[(1.78, 55.0), (1.33, 15.0), (1.0, 12.0), (0.56, 13.0), (2.35, 5.0)]))
}

fn floats(values: &[(f64, f64)]) -> Source {
    Source::Choice(ChoiceSource {
        values: values.iter().map(|(value, _)| Scalar::Float(*value)).collect(),
        weights: Some(values.iter().map(|(_, weight)| *weight).collect()),
    })
}

/// Mostly none, which is 0, else a row with a smaller number: where no reference is declared, and
/// 0 is the default, rows still make a tree.
fn earlier_row(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let key = field.table.columns.iter().find(|other| {
        other.key == crate::survey::KeyPart::Primary && other.class == Class::Int && !other.linked
    })?;
    let unset = finish::default_number(facts) == Some(0.0) || facts.is_nullable();
    if !unset || facts.key > crate::survey::KeyPart::No {
        return None;
    }
    let earlier = format!("{} - 1", crate::names::ident(key.name()));
    Some(Source::Number(NumberSource {
        distribution: Distribution::Zipf { exponent: 0.9 },
        min: Some(finish::bound(0.0)),
        max: Some(seedbed_generate::plan::Bound::Expression { expression: earlier }),
        ..NumberSource::default()
    }))
}
