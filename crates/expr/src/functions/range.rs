//! Functions of ranges and multiranges, under the names that [`Expr::with_ranges`] gives them:
//! their last argument is the subtype's name.
//!
//! [`Expr::with_ranges`]: crate::Expr::with_ranges

use super::{Args, Builtin};
use crate::range::{
    Cut, END, RangeSubtype, START, format_range, parse_spans, place, range_span, ranges_overlap,
};
use crate::{EvalError, Kind, Value};

pub(super) const TABLE: &[Builtin] = &[
    constructor("int4range", |args, _| construct(RangeSubtype::Int32, args)),
    constructor("int8range", |args, _| construct(RangeSubtype::Int64, args)),
    constructor("numrange", |args, _| construct(RangeSubtype::Numeric, args)),
    constructor("daterange", |args, _| construct(RangeSubtype::Date, args)),
    constructor("tsrange", |args, _| construct(RangeSubtype::Timestamp, args)),
    constructor("tstzrange", |args, _| construct(RangeSubtype::TimestampTz, args)),
    Builtin::strict("range_lower", 2, |args, _| bound(args, false)),
    Builtin::strict("range_upper", 2, |args, _| bound(args, true)),
    Builtin::strict("range_isempty", 2, |args, _| Ok(spans(args, 0)?.is_empty().into())),
    Builtin::strict("range_lower_inc", 2, |args, _| inclusive(args, false)),
    Builtin::strict("range_upper_inc", 2, |args, _| inclusive(args, true)),
    Builtin::strict("range_lower_inf", 2, |args, _| {
        Ok(spans(args, 0)?.first().is_some_and(|span| span.0.0 == START).into())
    }),
    Builtin::strict("range_upper_inf", 2, |args, _| {
        Ok(spans(args, 0)?.last().is_some_and(|span| span.1.0 == END).into())
    }),
    Builtin::strict("range_overlaps", 3, |args, _| compared(args, overlap)),
    Builtin::strict("range_contains", 3, |args, _| compared(args, contains)),
    Builtin::strict("range_contains_element", 3, |args, _| contains_element(args)),
    Builtin::strict("range_before", 3, |args, _| compared(args, before)),
    Builtin::strict("range_adjacent", 3, |args, _| compared(args, adjacent)),
    Builtin::strict("range_overleft", 3, |args, _| compared(args, overleft)),
    Builtin::strict("range_overright", 3, |args, _| compared(args, overright)),
    Builtin::strict("range_intersect", 3, |args, _| intersect(args)),
];

type Spans = Vec<(Cut, Cut)>;

const fn constructor(name: &'static str, run: super::Run) -> Builtin {
    Builtin { name, arity: (2, 3), strict: false, reads_now: false, run }
}

/// `daterange(low, high [, '[)'])`, NULL being no bound.
fn construct(subtype: RangeSubtype, args: Args<'_>) -> Result<Value, EvalError> {
    let error = |reason| EvalError::InvalidArgument { function: "a range's constructor", reason };
    let bounds = match args.get(2).map(|bounds| bounds.text()) {
        None => (true, false),
        Some(text) => match text.as_ref() {
            "[]" => (true, true),
            "[)" => (true, false),
            "(]" => (false, true),
            "()" => (false, false),
            _ => return Err(error("the bounds are [], [), (] or ()")),
        },
    };
    let span = range_span(&args[0], &args[1], bounds, subtype);
    let span = span.ok_or_else(|| error("the lower bound is above the upper bound"))?;
    Ok(format_range(span, subtype).into())
}

fn subtype(args: Args<'_>) -> Result<RangeSubtype, EvalError> {
    let name = args.last().map(|name| name.text()).unwrap_or_default();
    RangeSubtype::ALL
        .into_iter()
        .find(|subtype| subtype.prefix() == name)
        .ok_or(EvalError::InvalidArgument { function: "range", reason: "no such range type" })
}

fn spans(args: Args<'_>, at: usize) -> Result<Spans, EvalError> {
    let subtype = subtype(args)?;
    let text = args[at].text();
    parse_spans(&text, subtype).ok_or(EvalError::InvalidText { kind: Kind::Other })
}

fn bound(args: Args<'_>, upper: bool) -> Result<Value, EvalError> {
    let spans = spans(args, 0)?;
    let cut =
        if upper { spans.last().map(|span| span.1) } else { spans.first().map(|span| span.0) };
    let subtype = subtype(args)?;
    Ok(cut.map_or(Value::Null, |(place, _)| subtype.value(place)))
}

/// Whether a range has its bound as a value; of discrete ranges the lower, in PostgreSQL's form.
fn inclusive(args: Args<'_>, upper: bool) -> Result<Value, EvalError> {
    let spans = spans(args, 0)?;
    Ok(Value::Bool(if upper {
        spans.last().is_some_and(|&(_, (place, above))| place != END && above)
    } else {
        spans.first().is_some_and(|&((place, above), _)| place != START && !above)
    }))
}

fn compared(args: Args<'_>, test: fn(&Spans, &Spans) -> bool) -> Result<Value, EvalError> {
    Ok(test(&spans(args, 0)?, &spans(args, 1)?).into())
}

fn overlap(a: &Spans, b: &Spans) -> bool {
    a.iter().any(|&a| b.iter().any(|&b| ranges_overlap(a, b)))
}

fn contains(a: &Spans, b: &Spans) -> bool {
    b.iter().all(|b| a.iter().any(|a| a.0 <= b.0 && b.1 <= a.1))
}

fn before(a: &Spans, b: &Spans) -> bool {
    matches!((a.last(), b.first()), (Some(a), Some(b)) if a.1 <= b.0)
}

fn adjacent(a: &Spans, b: &Spans) -> bool {
    let touches =
        |a: &Spans, b: &Spans| matches!((a.last(), b.first()), (Some(a), Some(b)) if a.1 == b.0);
    touches(a, b) || touches(b, a)
}

/// `&<`: not beyond the upper bound of the other.
fn overleft(a: &Spans, b: &Spans) -> bool {
    matches!((a.last(), b.last()), (Some(a), Some(b)) if a.1 <= b.1)
}

/// `&>`: not before the lower bound of the other.
fn overright(a: &Spans, b: &Spans) -> bool {
    matches!((a.first(), b.first()), (Some(a), Some(b)) if a.0 >= b.0)
}

/// What two ranges share.
fn intersect(args: Args<'_>) -> Result<Value, EvalError> {
    let (a, b) = (spans(args, 0)?, spans(args, 1)?);
    let (Some(a), Some(b)) = (a.first(), b.first()) else { return Ok("empty".into()) };
    let both = (a.0.max(b.0), a.1.min(b.1));
    let shared = ranges_overlap(*a, *b).then_some(both);
    Ok(format_range(shared, subtype(args)?).into())
}

fn contains_element(args: Args<'_>) -> Result<Value, EvalError> {
    let subtype = subtype(args)?;
    let value = &args[1];
    let place = place(value, subtype, START)
        .ok_or(EvalError::InvalidCast { from: value.error_kind(), to: subtype.kind() })?;
    let holds = |&(from, to): &(Cut, Cut)| from <= (place, false) && (place, true) <= to;
    // Among whole numbers a value ends where the next begins.
    let discrete = |&(from, to): &(Cut, Cut)| from <= (place, false) && (place + 1, false) <= to;
    let spans = spans(args, 0)?;
    Ok(Value::Bool(if subtype.is_discrete() {
        spans.iter().any(discrete)
    } else {
        spans.iter().any(holds)
    }))
}
