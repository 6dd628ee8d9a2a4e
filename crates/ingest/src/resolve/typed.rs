//! What only the types of columns tell about expressions: what `+` means between texts and
//! between dates, and what a formula without a declared type gives.

use std::collections::BTreeMap;

use seedbed_expr::{BinaryOp, Dialect, Expr, Kind, Value};
use seedbed_schema::{Column, DataType, RangeSubtype, Table};

use super::names::exprs;
use crate::expression::rewrite;

/// Settles both for all tables.
pub(super) fn settle(tables: &mut [Table], dialect: Dialect) {
    if matches!(dialect, Dialect::PostgreSql | Dialect::Generic) {
        for table in tables {
            name_ranges(table);
            let own = table.clone();
            exprs(table, &mut |expr, _| {
                *expr = rewrite(expr, &mut |node| {
                    of_local_time(of_composites(filled_up(node, &own), &own), &own)
                });
            });
        }
        return;
    }
    for table in tables {
        type_formulas(table, dialect);
        of_documents(table);
        let own = table.clone();
        exprs(table, &mut |expr, _| {
            *expr = rewrite(expr, &mut |node| match dialect {
                Dialect::MySql => matched(node, &own),
                Dialect::Sqlite => of_declared_moments(node, &own),
                Dialect::SqlServer => matched(joined(node, &own), &own),
                Dialect::Oracle => of_moments(node, &own),
                _ => node,
            });
        });
    }
}

/// Functions and operators on ranges get names of their own.
fn name_ranges(table: &mut Table) {
    let of = |column: &Column| match column.data_type {
        DataType::Range(subtype) | DataType::MultiRange(subtype) => {
            Some((column.name.clone(), subtype))
        }
        _ => None,
    };
    let known: BTreeMap<String, RangeSubtype> = table.columns.iter().filter_map(of).collect();
    let of_column = |path: &[String]| known.get(path.last()?).copied();
    exprs(table, &mut |expr, _| *expr = expr.with_ranges(&of_column));
}

/// A column that is made of a part of a document holds a value of its own type.
fn of_documents(table: &mut Table) {
    for column in &mut table.columns {
        let kind = column.data_type.kind();
        let formula = column.generated.as_mut().and_then(|generated| generated.expr.as_mut());
        let Some(formula) = formula.filter(|_| !matches!(kind, Kind::Json | Kind::Text)) else {
            continue;
        };
        if matches!(formula, Expr::Call(name, _) if name == "jsonb_extract_path") {
            *formula = Expr::Cast(Box::new(formula.clone()), kind, kind.to_string());
        }
    }
}

/// A pattern sees the spaces that fill up a `char(n)`.
fn filled_up(node: Expr, table: &Table) -> Expr {
    let Expr::Match { expr, pattern, syntax, case_insensitive, negated } = node else {
        return node;
    };
    let width = match expr.as_ref() {
        Expr::Column(path) => path.last().and_then(|name| table.column(name)),
        _ => None,
    };
    let expr = match width.map(|column| &column.data_type) {
        Some(DataType::Text { max_length: Some(width), fixed: true, .. }) => {
            let width = Expr::Literal(Value::Int(i64::from(*width)));
            Box::new(Expr::Call("rpad".into(), vec![*expr, width]))
        }
        _ => expr,
    };
    Expr::Match { expr, pattern, syntax, case_insensitive, negated }
}

/// `x AT TIME ZONE` gives the local time of an instant, but the instant of a local time.
fn of_local_time(node: Expr, table: &Table) -> Expr {
    match node {
        Expr::Call(name, args)
            if name == "timezone"
                && matches!(args.as_slice(), [_, moment] if is_local(moment, table)) =>
        {
            Expr::Call("timezone_utc".into(), args)
        }
        other => other,
    }
}

/// Whether an expression is a moment without a time zone.
fn is_local(expr: &Expr, table: &Table) -> bool {
    match expr {
        Expr::Column(path) => path
            .last()
            .and_then(|name| table.column(name))
            .is_some_and(|c| matches!(c.data_type, DataType::Timestamp { with_time_zone: false })),
        Expr::Cast(_, Kind::Timestamp, name) => {
            let name = name.to_ascii_lowercase();
            !name.contains("timestamptz") && !name.contains("with time zone")
        }
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub, moment, _) => is_local(moment, table),
        Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
            ("date_trunc", [_, moment]) => is_local(moment, table),
            ("timezone" | "localtimestamp" | "make_timestamp", _) => true,
            _ => false,
        },
        Expr::Literal(Value::Timestamp(_)) => true,
        _ => false,
    }
}

/// A composite's field is found by its position, and has a type.
fn of_composites(node: Expr, table: &Table) -> Expr {
    let Expr::Call(name, args) = node else { return node };
    let declared = match (name.as_str(), args.as_slice()) {
        ("composite_field", [Expr::Column(path), Expr::Literal(Value::Text(field))]) => {
            let column = path.last().and_then(|name| table.column(name));
            match column.map(|column| &column.data_type) {
                Some(DataType::Composite { fields, .. }) => fields
                    .iter()
                    .position(|(name, _)| name == field)
                    .map(|at| (at, fields[at].1.kind())),
                _ => None,
            }
        }
        _ => None,
    };
    let Some((at, kind)) = declared else { return Expr::Call(name, args) };
    let position = Expr::Literal(Value::Int(at as i64));
    let field = Expr::Call(name, args.into_iter().chain([position]).collect());
    match kind {
        Kind::Text | Kind::Other => field,
        kind => Expr::Cast(Box::new(field), kind, kind.to_string()),
    }
}

/// What is declared as a date or a moment is one, so that it needs no test.
fn of_declared_moments(node: Expr, table: &Table) -> Expr {
    let (to, type_name) = match &node {
        Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
            ("sqlite_date", [of]) if is_moment(of, table) => (Kind::Date, "date"),
            ("sqlite_datetime", [of]) if is_moment(of, table) => (Kind::Timestamp, "timestamp"),
            _ => return node,
        },
        _ => return node,
    };
    match node {
        Expr::Call(_, mut args) if args.len() == 1 => {
            Expr::Cast(Box::new(args.remove(0)), to, type_name.into())
        }
        other => other,
    }
}

fn is_moment(expr: &Expr, table: &Table) -> bool {
    matches!(kind(expr, table), Some(Kind::Timestamp | Kind::Date))
}

/// A computed column that is declared without a type has that of its formula.
fn type_formulas(table: &mut Table, dialect: Dialect) {
    for at in 0..table.columns.len() {
        let column = &table.columns[at];
        if !column.declared_type.is_empty() || column.data_type != DataType::text() {
            continue;
        }
        let formula = column.generated.as_ref().and_then(|generated| generated.expr.as_ref());
        if let Some(found) = formula.and_then(|expr| data_type(expr, table, dialect)) {
            table.columns[at].data_type = found;
        }
    }
}

/// SQL Server joins texts with `+`.
fn joined(node: Expr, table: &Table) -> Expr {
    match node {
        Expr::Binary(BinaryOp::Add, left, right)
            if [&left, &right].into_iter().any(|side| kind(side, table) == Some(Kind::Text)) =>
        {
            Expr::Binary(BinaryOp::Concat, left, right)
        }
        other => other,
    }
}

/// LIKE looks at the case of letters where the column's collation does.
fn matched(node: Expr, table: &Table) -> Expr {
    match node {
        Expr::Match { expr, pattern, syntax, case_insensitive: true, negated } => {
            let is_exact = |path: &[String]| {
                let column = path.last().and_then(|name| table.column(name));
                column.is_some_and(|column| {
                    matches!(column.data_type, DataType::Text { case_insensitive: false, .. })
                })
            };
            let case_insensitive = !matches!(&*expr, Expr::Column(path) if is_exact(path));
            Expr::Match { expr, pattern, syntax, case_insensitive, negated }
        }
        other => other,
    }
}

/// Oracle counts dates in days: the difference of two is a number of them, and one that is
/// added to a date may have a fraction. `TRUNC` cuts off the time of day.
fn of_moments(node: Expr, table: &Table) -> Expr {
    let of = |expr: &Expr| kind(expr, table);
    let is_moment = |expr: &Expr| is_moment(expr, table);
    let is_number = |expr: &Expr| matches!(of(expr), Some(Kind::Int | Kind::Decimal | Kind::Float));
    match node {
        Expr::Call(name, args)
            if name == "trunc" && matches!(args.as_slice(), [of] if is_moment(of)) =>
        {
            let day = Expr::Literal(Value::from("day"));
            Expr::Call("date_trunc".into(), std::iter::once(day).chain(args).collect())
        }
        Expr::Binary(BinaryOp::Sub, left, right) if is_moment(&left) && is_moment(&right) => {
            let seconds = |of: Expr| {
                let epoch = Expr::Literal(Value::from("epoch"));
                Expr::Call("extract".into(), vec![epoch, of])
            };
            let between = Expr::binary(BinaryOp::Sub, seconds(*left), seconds(*right));
            Expr::binary(BinaryOp::Div, between, Expr::Literal(Value::Int(86_400)))
        }
        Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), left, right)
            if is_moment(&left) && is_number(&right) =>
        {
            let day = Expr::Literal(Value::from("1 day"));
            let day = Expr::Cast(Box::new(day), Kind::Interval, "interval".into());
            Expr::Binary(op, left, Box::new(Expr::binary(BinaryOp::Mul, *right, day)))
        }
        other => other,
    }
}

fn kind(expr: &Expr, table: &Table) -> Option<Kind> {
    data_type(expr, table, Dialect::Generic).map(|data_type| data_type.kind())
}

/// The type of an expression's values, where it can be told without evaluating it.
fn data_type(expr: &Expr, table: &Table, dialect: Dialect) -> Option<DataType> {
    let of = |expr: &Expr| data_type(expr, table, dialect);
    match expr {
        Expr::Column(path) => Some(table.column(path.last()?)?.data_type.clone()),
        Expr::Literal(Value::Int(value)) => {
            Some(DataType::integer(if i32::try_from(*value).is_ok() { 32 } else { 64 }))
        }
        Expr::Literal(value) => of_kind(value.kind()?, expr, table, dialect),
        Expr::Cast(_, kind, _) => of_kind(*kind, expr, table, dialect),
        Expr::Unary(seedbed_expr::UnaryOp::Neg, operand) => of(operand),
        Expr::Binary(op, left, right) => match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
                arithmetic(*op, of(left)?, of(right)?)
            }
            BinaryOp::Concat => of_kind(Kind::Text, expr, table, dialect),
            _ if op.is_comparison() => Some(DataType::Boolean),
            BinaryOp::And | BinaryOp::Or => Some(DataType::Boolean),
            _ => None,
        },
        Expr::IsNull(..) | Expr::InList { .. } | Expr::Between { .. } | Expr::Match { .. } => {
            Some(DataType::Boolean)
        }
        Expr::Case { branches, otherwise, .. } => {
            let results = branches.iter().map(|(_, result)| result);
            results.chain(otherwise.as_deref()).find_map(of)
        }
        Expr::Call(name, args) => call(name, args, expr, table, dialect),
        _ => None,
    }
}

fn call(
    name: &str,
    args: &[Expr],
    expr: &Expr,
    table: &Table,
    dialect: Dialect,
) -> Option<DataType> {
    let kind = match name {
        "concat" | "concat_ws" | "upper" | "lower" | "trim" | "ltrim" | "rtrim" | "btrim"
        | "left" | "right" | "substring" | "substr" | "replace" | "lpad" | "rpad" | "repeat"
        | "reverse" | "initcap" | "to_char" | "format" => Kind::Text,
        "length" | "len" | "char_length" | "octet_length" | "strpos" | "extract" => Kind::Int,
        "now" | "current_timestamp" | "date_trunc" => Kind::Timestamp,
        "current_date" | "make_date" => Kind::Date,
        "coalesce" | "nullif" | "greatest" | "least" | "abs" | "floor" | "ceil" | "ceiling"
        | "round" | "trunc" | "mod" => {
            return args.iter().find_map(|arg| data_type(arg, table, dialect));
        }
        _ => return None,
    };
    of_kind(kind, expr, table, dialect)
}

/// The widest type of a kind; texts compare as those they are made of do.
fn of_kind(kind: Kind, expr: &Expr, table: &Table, dialect: Dialect) -> Option<DataType> {
    Some(match kind {
        Kind::Bool => DataType::Boolean,
        Kind::Int => DataType::integer(64),
        Kind::Decimal => DataType::Decimal { precision: None, scale: None },
        Kind::Float => DataType::Float { bits: 64 },
        Kind::Text => {
            let folds = |path: Vec<String>| {
                let column = table.column(path.last()?)?;
                match column.data_type {
                    DataType::Text { case_insensitive, .. } => Some(case_insensitive),
                    _ => None,
                }
            };
            let case_insensitive = matches!(dialect, Dialect::SqlServer | Dialect::MySql)
                && expr.columns().into_iter().filter_map(folds).all(|folds| folds);
            DataType::Text { max_length: None, fixed: false, case_insensitive }
        }
        Kind::Date => DataType::Date,
        Kind::Time => DataType::Time { with_time_zone: false },
        Kind::Timestamp => DataType::Timestamp { with_time_zone: false },
        Kind::Interval => DataType::Interval,
        Kind::Bytes => DataType::Bytes { max_length: None, fixed: false },
        Kind::Json => DataType::Json { binary: false },
        Kind::Array | Kind::Other => return None,
    })
}

/// The type of a sum, a difference, a product.
fn arithmetic(op: BinaryOp, left: DataType, right: DataType) -> Option<DataType> {
    let (of_left, of_right) = (left.kind(), right.kind());
    let either = |kind: Kind| of_left == kind || of_right == kind;
    Some(match (of_left, of_right) {
        (Kind::Date, Kind::Date) if op == BinaryOp::Sub => DataType::integer(32),
        (Kind::Timestamp, Kind::Timestamp) => DataType::Interval,
        (Kind::Date | Kind::Timestamp, _) => left,
        (Kind::Int, Kind::Int) => {
            let is_wider = left.integer_range()?.1 >= right.integer_range()?.1;
            if is_wider { left } else { right }
        }
        _ if either(Kind::Float) => DataType::Float { bits: 64 },
        _ if either(Kind::Decimal) => DataType::Decimal { precision: None, scale: None },
        _ => return None,
    })
}
