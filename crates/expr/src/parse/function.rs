//! Function calls, and the other databases' names for what PostgreSQL spells differently.

use sqlparser::ast::{
    DuplicateTreatment, Expr as Sql, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
};

use super::ParseError;
use super::aggregate;
use super::literal;
use super::operator::Matching;
use super::reader::Reader;
use crate::{BinaryOp, Expr, Kind, MatchSyntax, Value};

/// One argument as written.
pub(super) enum Argument<'a> {
    Expr(&'a Sql),
    /// `items.*`: the qualifier.
    Wildcard(String),
}

pub(super) fn read(reader: &mut Reader, function: &Function) -> Result<Expr, ParseError> {
    let last = function.name.0.last().and_then(|part| part.as_ident());
    let Some(name) = last.map(|ident| ident.value.to_lowercase()) else {
        return Err(ParseError::unsupported(format!("the function {}", function.name)));
    };
    if function.over.is_some() {
        return Err(ParseError::unsupported(format!("the window function {name}")));
    }
    if !function.within_group.is_empty() || function.parameters != FunctionArguments::None {
        return Err(ParseError::unsupported(format!("{name} with a parameter list")));
    }
    let (arguments, distinct) = arguments(reader, &name, &function.args)?;
    if let Some(kind) = aggregate::function(&name, arguments.len()) {
        if distinct {
            return Err(ParseError::unsupported(format!("{name}(DISTINCT …)")));
        }
        let filter = function.filter.as_deref().map(|filter| reader.expr(filter)).transpose()?;
        return aggregate::read(reader, kind, &name, &arguments, filter);
    }
    if distinct || function.filter.is_some() {
        return Err(ParseError::unsupported(format!("the aggregate {name}")));
    }
    call(reader, name, &arguments)
}

fn arguments<'a>(
    reader: &Reader,
    name: &str,
    arguments: &'a FunctionArguments,
) -> Result<(Vec<Argument<'a>>, bool), ParseError> {
    let list = match arguments {
        FunctionArguments::None => return Ok((Vec::new(), false)),
        FunctionArguments::Subquery(_) => return Err(ParseError::unsupported("a subquery")),
        FunctionArguments::List(list) => list,
    };
    if let Some(clause) = list.clauses.first() {
        return Err(ParseError::unsupported(format!("{clause} in {name}(…)")));
    }
    let read = |argument: &'a FunctionArg| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Ok(Argument::Expr(expr)),
        FunctionArg::Unnamed(FunctionArgExpr::QualifiedWildcard(table)) => {
            let parts: Option<Vec<_>> = table.0.iter().map(|part| part.as_ident()).collect();
            match parts.as_deref() {
                Some([ident]) => Ok(Argument::Wildcard(reader.identifier(ident))),
                _ => Err(ParseError::unsupported(format!("{name}({table}.*)"))),
            }
        }
        other => Err(ParseError::unsupported(format!("{name}({other})"))),
    };
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    Ok((list.args.iter().map(read).collect::<Result<_, _>>()?, distinct))
}

fn call(reader: &mut Reader, name: String, arguments: &[Argument<'_>]) -> Result<Expr, ParseError> {
    // SQL Server's DATEPART names its field without quotes.
    if let ("datepart", [Argument::Expr(Sql::Identifier(field)), Argument::Expr(of)]) =
        (name.as_str(), arguments)
    {
        let field = literal::text(field.value.to_lowercase());
        return Ok(Expr::Call("extract".to_owned(), vec![field, reader.expr(of)?]));
    }
    // MySQL's TIMESTAMPDIFF names its unit so, too.
    if let (
        "timestampdiff",
        [Argument::Expr(Sql::Identifier(unit)), Argument::Expr(from), Argument::Expr(to)],
    ) = (name.as_str(), arguments)
        && let Some(expr) = whole_units(&unit.value, reader.expr(from)?, reader.expr(to)?)
    {
        return Ok(expr);
    }
    let args = arguments
        .iter()
        .map(|argument| match argument {
            Argument::Expr(expr) => reader.expr(expr),
            Argument::Wildcard(_) => Err(ParseError::unsupported(format!("a wildcard in {name}"))),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(canonical(name, args))
}

/// The call under PostgreSQL's name, where another database's means the same.
fn canonical(name: String, mut args: Vec<Expr>) -> Expr {
    let renamed = match (name.as_str(), args.len()) {
        ("getdate" | "sysdatetime" | "getutcdate" | "sysutcdatetime" | "sysdate", 0) => "now",
        ("ifnull" | "isnull" | "nvl", 2) => "coalesce",
        ("ucase", 1) => "upper",
        ("lcase", 1) => "lower",
        ("instr", 2) => "strpos",
        ("json_valid" | "isjson", 1) => "is_json",
        ("json_matches_schema" | "jsonb_matches_schema", 2) => "json_schema_valid",
        ("year" | "month" | "day" | "hour" | "minute" | "second" | "quarter", 1) => {
            args.insert(0, literal::text(name));
            return Expr::Call("extract".to_owned(), args);
        }
        ("locate", 2) => {
            args.reverse();
            "strpos"
        }
        ("if" | "iif", 3) => return conditional(args),
        ("row", _) => return Expr::Array(args),
        ("regexp_like", 2 | 3) => return regexp_like(name, args),
        _ => return Expr::Call(name, args),
    };
    Expr::Call(renamed.to_owned(), args)
}

/// How many whole units lie between two moments; `None` for a unit that is not known.
fn whole_units(unit: &str, from: Expr, to: Expr) -> Option<Expr> {
    let call = |name: &str, args: Vec<Expr>| Expr::Call(name.to_owned(), args);
    let number = |number: i64| Expr::Literal(Value::Int(number));
    let moment = |x: Expr| Expr::Cast(Box::new(x), Kind::Timestamp, "timestamp".to_owned());
    let (from, to) = (moment(from), moment(to));
    let seconds = match unit.to_lowercase().as_str() {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 7 * 86_400,
        unit @ ("month" | "quarter" | "year") => {
            let age = call("age", vec![to, from]);
            let field =
                |name: &str| call("extract", vec![literal::text(name.to_owned()), age.clone()]);
            let years = Expr::binary(BinaryOp::Mul, field("year"), number(12));
            let months = Expr::binary(BinaryOp::Add, years, field("month"));
            let each = match unit {
                "month" => 1,
                "quarter" => 3,
                _ => 12,
            };
            return Some(call("trunc", vec![Expr::binary(BinaryOp::Div, months, number(each))]));
        }
        _ => return None,
    };
    let length = Expr::binary(BinaryOp::Sub, to, from);
    let length = call("extract", vec![literal::text("epoch".to_owned()), length]);
    Some(call("trunc", vec![Expr::binary(BinaryOp::Div, length, number(seconds))]))
}

/// `if(condition, then, otherwise)`.
fn conditional(args: Vec<Expr>) -> Expr {
    let mut args = args.into_iter();
    let null = || Expr::Literal(Value::Null);
    let condition = args.next().unwrap_or_else(null);
    let then = args.next().unwrap_or_else(null);
    Expr::Case {
        operand: None,
        branches: vec![(condition, then)],
        otherwise: args.next().map(Box::new),
    }
}

/// `regexp_like(text, pattern [, flags])` is `text ~ pattern` where the flags say no more.
fn regexp_like(name: String, mut args: Vec<Expr>) -> Expr {
    let case_insensitive = match args.get(2) {
        None => false,
        Some(Expr::Literal(Value::Text(flags))) if flags == "i" => true,
        Some(Expr::Literal(Value::Text(flags))) if flags.is_empty() || flags == "c" => false,
        Some(_) => return Expr::Call(name, args),
    };
    args.truncate(2);
    match (args.pop(), args.pop()) {
        (Some(pattern), Some(text)) => {
            Matching { syntax: MatchSyntax::Regex, case_insensitive, negated: false }
                .apply(text, pattern)
        }
        _ => Expr::Call(name, args),
    }
}
