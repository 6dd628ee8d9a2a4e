//! `SQLModel`'s fields in the words of SQLAlchemy's columns.

use seedbed_schema::DataType;

use super::{
    super::{
        super::project::{last_name, literal, matching, quoted},
        types::Typed,
    },
    Call, Place, SymbolKind, Text, Value,
    fields::is_placeholder,
};

/// Limits that pydantic checks, as SQL's operators.
const LIMITS: &[(&str, &str)] = &[("ge", ">="), ("gt", ">"), ("le", "<="), ("lt", "<")];

/// Whether a value is `Field(…)`.
pub(super) fn is_field(value: &Value) -> bool {
    value.as_call().is_some_and(|call| last_name(&call.callee).as_deref() == Some("Field"))
}

/// `Field(…)` in the words of `Column`. What the application checks, the column does.
pub(super) fn field_call(name: &str, value: Option<&Value>, annotated: &mut Option<Typed>) -> Call {
    let mut made = Call { callee: Value::None, arguments: Vec::new(), keywords: Vec::new() };
    if let Some(Typed { data_type: DataType::Timestamp { with_time_zone }, written, .. }) =
        annotated.as_mut()
    {
        // Its own type stores the moment in UTC.
        *with_time_zone = written != "NaiveDatetime";
    }
    let Some(field) = value.and_then(Value::as_call).filter(|_| value.is_some_and(is_field)) else {
        if let Some(default) = value.filter(|value| !is_placeholder(value)) {
            made.keywords.push(("default".into(), default.clone()));
        }
        return made;
    };
    if let Some(typed) = annotated.as_mut() {
        limit(&mut typed.data_type, field);
    }
    if let Some(stored) = field.keyword("sa_type") {
        made.arguments.push(stored.clone());
    }
    if let Some(target) = field.keyword("foreign_key") {
        made.arguments.push(item("ForeignKey", target.clone()));
    }
    let checks = conditions(name, field).into_iter().map(Value::str);
    made.arguments.extend(checks.map(|condition| item("CheckConstraint", condition)));
    for (name, value) in &field.keywords {
        if matches!(
            &**name,
            "primary_key" | "unique" | "index" | "nullable" | "default" | "description"
        ) {
            made.keywords.push((name.clone(), value.clone()));
        }
    }
    if let Some(Value::Dict(entries)) = field.keyword("sa_column_kwargs") {
        let entries = entries.borrow();
        let named = |(name, value): &(Value, Value)| Some((name.as_str()?, value.clone()));
        made.keywords.extend(entries.iter().filter_map(named));
    }
    if let Some(default) = field.arguments.first() {
        made.keywords.push(("default".into(), default.clone()));
    }
    made
}

/// An item of a column: `ForeignKey(argument)`.
fn item(name: &str, argument: Value) -> Value {
    let call = Call {
        callee: Value::External(Text::from(format!("sqlalchemy.{name}"))),
        arguments: vec![argument],
        keywords: Vec::new(),
    };
    Value::symbol(SymbolKind::Call(call), Place { module: 0, at: 0 })
}

/// Lengths and digits become a part of the type.
fn limit(data_type: &mut DataType, field: &Call) {
    let number = |name: &str| field.keyword(name).and_then(Value::as_int);
    match data_type {
        DataType::Text { max_length, .. } => {
            let length = number("max_length").and_then(|length| u32::try_from(length).ok());
            *max_length = length.or(*max_length);
        }
        DataType::Decimal { precision, scale } => {
            let digits = |name: &str| number(name).and_then(|digits| u8::try_from(digits).ok());
            *precision = digits("max_digits").or(*precision);
            *scale = digits("decimal_places").or(*scale);
        }
        _ => {}
    }
}

fn conditions(name: &str, field: &Call) -> Vec<String> {
    let column = quoted(name);
    let mut found: Vec<String> = LIMITS
        .iter()
        .filter_map(|(keyword, operator)| {
            Some(format!("{column} {operator} {}", literal(field.keyword(keyword)?)?))
        })
        .collect();
    let shortest = field.keyword("min_length").and_then(Value::as_int);
    found.extend(shortest.map(|length| format!("char_length({column}) >= {length}")));
    let pattern = field.keyword("pattern").or_else(|| field.keyword("regex"));
    found.extend(pattern.and_then(|pattern| matching(&column, &pattern.as_str()?)));
    found
}
