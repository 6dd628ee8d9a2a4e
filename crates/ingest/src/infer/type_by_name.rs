//! Types of columns that only their names and descriptions tell of.

use seedbed_schema::{DataType, Meaning};

use super::words;

/// Last words of columns with amounts of money and other fractions.
const FRACTIONS: &[&str] = &[
    "amount",
    "price",
    "cost",
    "total",
    "subtotal",
    "spend",
    "spent",
    "revenue",
    "tax",
    "fee",
    "balance",
    "rate",
    "pretax",
    "paid",
    "discount",
    "value",
    "sum",
    "avg",
    "average",
    "ratio",
    "percent",
    "percentage",
    "score",
    "margin",
    "profit",
    "salary",
    "weight",
    "height",
    "usd",
    "eur",
    "gbp",
    "supplies",
    "cogs",
    "ltv",
    "distance",
];

/// Words of columns with whole numbers.
const WHOLE: &[&str] = &[
    "count", "number", "num", "quantity", "qty", "age", "year", "month", "day", "days", "hours",
    "minutes", "seconds", "rank", "position", "level", "cents", "size",
];

/// First words of yes-or-no columns.
const QUESTIONS: &[&str] = &["is", "has", "was", "can", "should", "allow", "allows", "enabled"];

/// The likeliest type of a column.
pub(crate) fn type_by_name(name: &str, description: Option<&str>) -> DataType {
    let words = words::of(name);
    let is_last = |list: &[&str]| words.last().is_some_and(|last| list.contains(&last.as_str()));
    let starts = |list: &[&str]| {
        words.len() > 1 && words.first().is_some_and(|first| list.contains(&first.as_str()))
    };
    let says =
        |part: &str| description.is_some_and(|text| text.to_ascii_lowercase().contains(part));
    let starts_with = |part: &str| {
        description.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with(part))
    };
    let moment = DataType::Timestamp { with_time_zone: false };
    if starts(QUESTIONS)
        || is_last(&["flag", "yn"])
        || starts_with("a boolean")
        || starts_with("whether ")
    {
        DataType::Boolean
    } else if is_last(&["uuid", "guid"]) {
        DataType::Uuid
    } else if is_last(&["id", "sk", "key"]) {
        DataType::integer(64)
    } else if is_last(&["at", "timestamp", "ts", "datetime", "time"]) || says("timestamp") {
        moment
    } else if is_last(&["date", "dob", "birthday", "on"])
        || starts_with("date")
        || starts_with("the date")
    {
        DataType::Date
    } else if starts(&["count", "num", "number", "n"])
        || is_last(WHOLE)
        || starts_with("count of")
        || starts_with("number of")
        || starts_with("the number of")
    {
        DataType::integer(64)
    } else if let Some(meaning) = Meaning::named(&words.join("_")) {
        meaning.data_type()
    } else if is_last(FRACTIONS)
        || words.iter().any(|word| {
            matches!(
                word.as_str(),
                "amount" | "spend" | "revenue" | "price" | "cost" | "subtotal" | "total" | "tax"
            )
        })
    {
        DataType::Decimal { precision: Some(12), scale: Some(2) }
    } else {
        DataType::text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_descriptions_tell_types() {
        let cases = [
            ("customer_id", None, "bigint"),
            ("is_food_order", None, "boolean"),
            ("ordered_at", None, "timestamp"),
            ("first_order", Some("Date (UTC) of a customer's first order"), "date"),
            ("number_of_orders", None, "bigint"),
            ("count_lifetime_orders", None, "bigint"),
            ("customer_order_number", None, "bigint"),
            ("order_items_subtotal", None, "numeric(12,2)"),
            ("lifetime_spend_pretax", None, "numeric(12,2)"),
            ("customer_name", None, "text"),
            ("email", None, "text"),
            ("status", None, "text"),
        ];
        for (name, description, expected) in cases {
            assert_eq!(type_by_name(name, description).to_string(), expected, "{name}");
        }
    }
}
