use seedbed_expr::{Interval, Value};
use seedbed_schema::DataType;

use super::{ArrayBuilder, ConvertError};
use crate::ValueReader;

fn decimal(text: &str) -> Value {
    Value::Decimal(seedbed_expr::Decimal::parse(text).unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn stored(data_type: &DataType, value: Value) -> Result<Value, ConvertError> {
    let mut builder = ArrayBuilder::new(data_type, 1);
    builder.push(value)?;
    Ok(ValueReader::new(&builder.finish(), data_type).unwrap().value(0))
}

#[test]
fn values_are_cast_as_a_database_casts_them() {
    let numeric =
        |precision, scale| DataType::Decimal { precision: Some(precision), scale: Some(scale) };
    let json = DataType::Json { binary: true };
    let timestamp = DataType::Timestamp { with_time_zone: true };
    let interval = Value::Interval(Interval { months: 14, days: 3, micros: 0 });
    let cases = [
        (DataType::integer(32), decimal("2.5"), Value::Int(3)),
        (DataType::integer(32), Value::Float(2.5), Value::Int(2)),
        (DataType::integer(16), text(" -7 "), Value::Int(-7)),
        (numeric(5, 2), Value::Int(3), decimal("3.00")),
        (numeric(5, 2), decimal("-1.005"), decimal("-1.01")),
        (numeric(5, 2), Value::Float(0.1), decimal("0.10")),
        (DataType::Float { bits: 64 }, decimal("0.1"), Value::Float(0.1)),
        (DataType::Boolean, text("t"), Value::Bool(true)),
        (DataType::Date, text("2020-01-01"), Value::Date(18_262)),
        (DataType::Date, Value::Timestamp(-1), Value::Date(-1)),
        (timestamp.clone(), Value::Date(1), Value::Timestamp(86_400_000_000)),
        (timestamp, text("1970-01-01 01:00:00+01"), Value::Timestamp(0)),
        (DataType::text(), Value::Int(5), text("5")),
        (DataType::Interval, interval.clone(), interval),
        (json.clone(), text("[1, 2]"), Value::Json(serde_json::json!([1, 2]))),
        (json, Value::Array(vec![Value::Int(1)]), Value::Json(serde_json::json!([1]))),
    ];
    for (data_type, value, expected) in cases {
        assert_eq!(stored(&data_type, value), Ok(expected), "{data_type:?}");
    }
}

#[test]
fn typed_arrays_survive() {
    let list = DataType::Array(Box::new(DataType::integer(32)));
    let value = Value::Array(vec![
        Value::Array(vec![Value::Int(1), Value::Null]),
        Value::Array(vec![Value::Int(-2), Value::Int(3)]),
    ]);
    assert_eq!(stored(&list, value.clone()), Ok(value));
}

#[test]
fn err_messages_name_the_type_and_not_the_value() {
    let numeric = DataType::Decimal { precision: Some(3), scale: Some(2) };
    let byte = DataType::Integer { bits: 8, unsigned: true };
    let cases = [
        (DataType::integer(16), Value::Int(40_000), "a value is out of range for 16-bit integer"),
        (byte, Value::Int(-1), "a value is out of range for unsigned 8-bit integer"),
        (numeric, decimal("9.999"), "a value is out of range for decimal(3,2)"),
        (
            DataType::Float { bits: 32 },
            Value::Float(1e300),
            "a value is out of range for 32-bit float",
        ),
        (DataType::Uuid, text("secret"), "a text is not in the notation of uuid"),
        (DataType::Date, text("secret"), "a text is not in the notation of date"),
        (DataType::Date, Value::Int(3), "a value of kind integer can't be held as date"),
    ];
    for (data_type, value, expected) in cases {
        let mut builder = ArrayBuilder::new(&data_type, 1);
        assert_eq!(builder.push(value).unwrap_err().to_string(), expected);
        assert!(builder.is_empty());
    }
}
