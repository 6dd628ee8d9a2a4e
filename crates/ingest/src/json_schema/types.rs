//! Types and conditions of single values.

use seedbed_expr::{BinaryOp, Expr, MatchSyntax, Value};
use seedbed_schema::{DataType, Meaning, ValueWish};

use super::library::At;
use crate::{
    infer::type_by_name,
    tree::{Content, Node},
};

/// What is known of a value.
pub(super) struct Scalar {
    pub(super) data_type: DataType,
    pub(super) wish: Option<ValueWish>,
    /// Conditions on a column of the name.
    pub(super) checks: Vec<Expr>,
    /// What can't be kept.
    pub(super) lost: Vec<String>,
}

/// Formats of strings, with types of their own.
const TYPED: &[(&str, DataType)] = &[
    ("date", DataType::Date),
    ("date-time", DataType::Timestamp { with_time_zone: true }),
    ("time", DataType::Time { with_time_zone: false }),
    ("uuid", DataType::Uuid),
    ("byte", DataType::Bytes { max_length: None, fixed: false }),
    ("binary", DataType::Bytes { max_length: None, fixed: false }),
    ("duration", DataType::Interval),
    ("decimal", DataType::Decimal { precision: Some(12), scale: Some(2) }),
];

/// Formats of strings that say what a text means.
const MEANT: &[(&str, &str)] = &[
    ("email", "email"),
    ("idn-email", "email"),
    ("hostname", "domain"),
    ("idn-hostname", "domain"),
    ("ipv4", "ip"),
    ("uri", "url"),
    ("url", "url"),
    ("iri", "url"),
    ("password", "password"),
];

/// Reads the schema of a value that is neither an object nor a list.
pub(super) fn scalar(name: &str, at: At<'_>) -> Scalar {
    let kind = at.types().first().copied().unwrap_or_default();
    let values: Vec<&Node> = match (at.node.get("const"), at.node.get("enum")) {
        (Some(only), _) => vec![only],
        (None, Some(list)) => list.items().iter().collect(),
        (None, None) => Vec::new(),
    };
    let literals: Vec<Value> = values.iter().filter_map(|node| literal(node)).collect();
    let mut scalar = match (kind, literals.first()) {
        ("string", _) | ("", Some(Value::Text(_))) => string(at),
        ("integer", _) | ("", Some(Value::Int(_))) => integer(at),
        ("number", _) | ("", Some(Value::Float(_))) => number(name, at),
        ("boolean", _) | ("", Some(Value::Bool(_))) => of(DataType::Boolean),
        _ if at.node.text_of("format").is_some() => string(at),
        _ => of(type_by_name(name, at.node.text_of("description"))),
    };
    if !literals.is_empty() {
        let list = literals.into_iter().map(Expr::Literal).collect();
        let expr = Box::new(Expr::column(name));
        scalar.checks.push(Expr::InList { expr, list, negated: false });
        scalar.wish = None;
    }
    limits(name, at, &mut scalar);
    lengths(name, at, &mut scalar);
    pattern(name, at, &mut scalar);
    scalar
}

fn of(data_type: DataType) -> Scalar {
    Scalar { data_type, wish: None, checks: Vec::new(), lost: Vec::new() }
}

fn string(at: At<'_>) -> Scalar {
    let format = at.node.text_of("format").unwrap_or_default().to_ascii_lowercase();
    if let Some((_, data_type)) = TYPED.iter().find(|(name, _)| *name == format) {
        return of(data_type.clone());
    }
    let known = MEANT.iter().find(|(name, _)| *name == format).map_or(format.as_str(), |it| it.1);
    let meaning = Meaning::named(known);
    let most = int(at, "maxLength").and_then(|most| u32::try_from(most).ok());
    let data_type = DataType::Text { max_length: most, fixed: false, case_insensitive: false };
    let mut scalar = of(data_type);
    scalar.wish = meaning.map(ValueWish::Meaning);
    if meaning.is_none() && !format.is_empty() && at.node.get("pattern").is_none() {
        scalar.lost.push(format!("the format {format} is not known"));
    }
    scalar
}

fn integer(at: At<'_>) -> Scalar {
    let bits = if at.node.text_of("format") == Some("int32") { 32 } else { 64 };
    of(DataType::integer(bits))
}

fn number(name: &str, at: At<'_>) -> Scalar {
    match at.node.text_of("format") {
        Some("float") => return of(DataType::Float { bits: 32 }),
        Some("double") if type_by_name(name, None) == DataType::text() => {
            return of(DataType::Float { bits: 64 });
        }
        _ => {}
    }
    // Amounts and coordinates have as many digits as their names say.
    of(match type_by_name(name, at.node.text_of("description")) {
        known @ DataType::Decimal { .. } => known,
        _ => DataType::Decimal { precision: Some(12), scale: Some(2) },
    })
}

/// Bounds and steps of numbers.
fn limits(name: &str, at: At<'_>, scalar: &mut Scalar) {
    let exclusive = |key: &str| at.node.get(key).and_then(Node::as_bool) == Some(true);
    let sides = [
        ("minimum", if exclusive("exclusiveMinimum") { BinaryOp::Gt } else { BinaryOp::GtEq }),
        ("maximum", if exclusive("exclusiveMaximum") { BinaryOp::Lt } else { BinaryOp::LtEq }),
        ("exclusiveMinimum", BinaryOp::Gt),
        ("exclusiveMaximum", BinaryOp::Lt),
    ];
    for (key, operator) in sides {
        let bound = at.node.get(key).and_then(literal);
        if let Some(bound @ (Value::Int(_) | Value::Float(_))) = bound {
            scalar.checks.push(compare(operator, Expr::column(name), bound));
        }
    }
    let step = at.node.get("multipleOf").and_then(literal);
    match (step, &mut scalar.data_type) {
        (Some(Value::Int(step)), _) if step > 1 => {
            let rest = Expr::Binary(
                BinaryOp::Mod,
                Box::new(Expr::column(name)),
                Box::new(Expr::Literal(Value::Int(step))),
            );
            scalar.checks.push(compare(BinaryOp::Eq, rest, Value::Int(0)));
        }
        (Some(Value::Float(step)), DataType::Decimal { scale, .. }) => {
            // 0.001 asks for three digits behind the point.
            let digits = (0..9).find(|digits| (step * 10f64.powi(*digits)).fract().abs() < 1e-9);
            *scale = digits.and_then(|digits| u8::try_from(digits).ok()).or(*scale);
        }
        _ => {}
    }
}

fn lengths(name: &str, at: At<'_>, scalar: &mut Scalar) {
    if !matches!(scalar.data_type, DataType::Text { .. }) {
        return;
    }
    if let Some(least) = int(at, "minLength").filter(|least| *least > 0) {
        let length = Expr::Call("char_length".into(), vec![Expr::column(name)]);
        scalar.checks.push(compare(BinaryOp::GtEq, length, Value::Int(least)));
    }
}

/// A pattern may match anywhere in the text, as in SQL.
fn pattern(name: &str, at: At<'_>, scalar: &mut Scalar) {
    let Some(pattern) = at.node.text_of("pattern") else { return };
    if !matches!(scalar.data_type, DataType::Text { .. }) {
        return;
    }
    if regex_syntax::parse(pattern).is_err() {
        scalar.lost.push("the pattern is of a kind that is not understood".into());
        return;
    }
    scalar.checks.push(Expr::Match {
        expr: Box::new(Expr::column(name)),
        pattern: Box::new(Expr::Literal(Value::Text(pattern.to_owned()))),
        syntax: MatchSyntax::Regex,
        case_insensitive: false,
        negated: false,
    });
}

fn compare(operator: BinaryOp, left: Expr, right: Value) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(Expr::Literal(right)))
}

pub(super) fn int(at: At<'_>, key: &str) -> Option<i64> {
    match at.node.get(key)?.value {
        Content::Int(number) => Some(number),
        _ => None,
    }
}

/// A literal; `None` for NULL, lists and objects.
pub(super) fn literal(node: &Node) -> Option<Value> {
    Some(match &node.value {
        Content::Bool(truth) => Value::Bool(*truth),
        Content::Int(number) => Value::Int(*number),
        Content::Float(number) => Value::Float(*number),
        Content::Text(text) => Value::Text(text.clone()),
        Content::Null | Content::List(_) | Content::Map(_) => return None,
    })
}
