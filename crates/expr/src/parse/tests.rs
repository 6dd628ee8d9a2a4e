//! Reading and writing back.

use super::*;
use crate::{AggregateFunction, Kind, Value};

#[test]
fn an_expression_survives_a_round_trip() {
    let cases = [
        "a + b * c - (d - e)",
        "(a + b) * c",
        "-a ^ 2",
        "(-5) ^ 2",
        "a - -5",
        "NOT (a > 1 AND b < 2) OR c IS NULL",
        "a = 1 OR b = 2 AND c = 3",
        "(a = 1 OR b = 2) AND (c = 3 OR d)",
        "a BETWEEN 1 AND 10",
        "a NOT BETWEEN 1 AND 10 + b",
        "status IN ('new', 'it''s', NULL)",
        "status = ANY (ARRAY['a', 'b'])",
        "status::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
        "name ~~ 'a%' AND name !~~* 'b%'",
        "name ~* '^[a-z]+$'",
        "name SIMILAR TO '(a|b)%'",
        "x IS DISTINCT FROM y",
        "(a > 1) IS NOT TRUE",
        "CASE WHEN a > 1 THEN 'x' ELSE 'y' END",
        "CASE a WHEN 1 THEN 'x' END",
        "(price * 1.5)::numeric(10,2)",
        "born <= now() - INTERVAL '18 years'",
        "at >= '2007-01-01 00:00:00'::timestamp without time zone",
        "d > DATE '2020-01-01' AND t < TIME '10:00'",
        "extract(year from born) > 1900",
        "EXTRACT(dow FROM at) <> 0",
        "position('@' in email) > 1",
        "substring(code from 1 for 2) = 'AB'",
        "trim(both 'x' from name) <> ''",
        "overlay(a placing b from 1 for 2)",
        "data -> 'a' ->> 'b' = 'c'",
        "data #>> '{a,b}' = 'c'",
        "data @> '{\"a\": 1}'::jsonb",
        "data ? 'key'",
        "tags && ARRAY['a']",
        "(at AT TIME ZONE 'UTC')::date = current_date",
        "lower(name COLLATE \"C\") = name",
        "tags[1] = 'a'",
        "(a, b) = (1, 2)",
        "num_nonnulls(a, b) = 1",
        "(a IS NOT NULL) <> (b IS NOT NULL)",
        "\"Order\".\"select\" > 1",
        "a || ' ' || b",
        "left(name, 1) = 'x'",
        "'1.5'::double precision < x",
        "E'\\\\x01'::bytea = raw",
        "ceil(x) > floor(y)",
        "sum(items.quantity * items.unit_price) > 10",
        "count(items.*) > 0",
        "count(items.id) FILTER (WHERE items.status = 'paid') = 2",
        "status <> 'voided'::public.quote_status",
        "glob('a*', name)",
        "VALUE >= 1901 AND VALUE <= 2155",
        "OPERATOR_ID = 1",
        "a OPERATOR(pg_catalog.>=) 3",
        "~a & 3 = 1",
    ];
    for text in cases {
        let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let written = expr.to_string();
        let again = parse(&written).unwrap_or_else(|error| panic!("{text} as {written}: {error}"));
        assert_eq!(again, expr, "{text} as {written}");
    }
}

#[test]
fn written_text_is_readable() {
    let cases = [
        ("((a)>(1))and((b)<(2))", "a > 1 AND b < 2"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("pg_catalog.lower(x)", "lower(x)"),
        ("CAST(x AS integer)", "x::integer"),
        ("date '2020-01-01'", "DATE '2020-01-01'"),
        ("INTERVAL '18' YEAR", "INTERVAL '18 years'"),
        ("x != 1", "x <> 1"),
        ("CURRENT_TIMESTAMP", "current_timestamp"),
        ("ifnull(a, 0)", "coalesce(a, 0)"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text).expect(text).to_string(), expected);
    }
}

#[test]
fn aggregates_lose_their_qualifier() {
    let Expr::Aggregate(sum) = parse("sum(items.quantity * items.price)").unwrap() else {
        panic!("no aggregate");
    };
    assert_eq!((sum.function, sum.table.as_str()), (AggregateFunction::Sum, "items"));
    assert_eq!(sum.argument.unwrap().to_string(), "quantity * price");
    let two_arguments = parse("max(a, b)").unwrap();
    assert!(matches!(two_arguments, Expr::Call(name, _) if name == "max"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let cases = [
        ("a >", "not a SQL expression"),
        ("a > 1 b", "not a SQL expression: unexpected b"),
        ("a IN (SELECT 1)", "a subquery can't be used"),
        ("row_number() OVER ()", "the window function row_number"),
        ("min(price)", "min(…) must qualify its columns"),
        ("sum(items.a * lines.b)", "sum(…) must qualify its columns"),
        ("count(*)", "count(*)"),
        ("data @? '$.a'", "the operator @?"),
    ];
    for (text, expected) in cases {
        let error = parse(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn deep_nesting_is_refused_and_long_chains_are_not() {
    let chain = |length: usize| vec!["a = 1"; length].join(" OR ");
    assert_eq!(parse(&chain(900)).unwrap().disjuncts().len(), 900);
    assert!(matches!(parse(&chain(2000)), Err(ParseError::TooDeep { .. })));
    for link in ["[1]", " IS NULL", " = a", "::int", " + a", " COLLATE \"C\""] {
        let text = format!("a{}", link.repeat(100_000));
        assert!(matches!(parse(&text), Err(ParseError::TooDeep { .. })), "{link}");
    }
    let list = vec!["1"; 50_000].join(", ");
    assert!(parse(&format!("a IN ({list})")).is_ok());
    let nested = format!("{}a{}", "(".repeat(500), ")".repeat(500));
    assert!(matches!(parse(&nested), Err(ParseError::Syntax { .. })));
}

#[test]
fn identifiers_fold_as_the_database_does() {
    let tree = |text: &str| {
        Parser::new(&PostgreSqlDialect {}).try_with_sql(text).unwrap().parse_expr().unwrap()
    };
    let cases = [
        (IdentifierCase::Lower, "unitprice", "UnitPrice"),
        (IdentifierCase::Keep, "UnitPrice", "UnitPrice"),
        (IdentifierCase::Upper, "UNITPRICE", "UnitPrice"),
    ];
    for (fold, unquoted, quoted) in cases {
        let expr = from_sql(&tree("UnitPrice > \"UnitPrice\""), fold).unwrap();
        let columns: Vec<_> = expr.references();
        let expected = [[unquoted.to_owned()], [quoted.to_owned()]];
        assert!(columns.iter().all(|reference| match reference {
            crate::Reference::Column(path) => expected.iter().any(|name| name == path),
            crate::Reference::Aggregate(_) => false,
        }));
    }
}

#[test]
fn text_under_a_cast_is_a_typed_literal() {
    assert_eq!(parse("'1970-01-02'::date").unwrap(), Expr::Literal(Value::Date(1)));
    assert_eq!(parse("'X'::bpchar").unwrap(), Expr::Literal(Value::from("X")));
    assert!(matches!(parse("'a'::mood").unwrap(), Expr::Cast(_, Kind::Other, _)));
}
