//! Tables of (expression, expected text), over slots named `a` to `d`.

use super::*;
use crate::parse;

/// 2024-03-15 10:30:00 UTC.
const NOW: i64 = 1_710_498_600_000_000;

fn program(text: &str) -> Program {
    let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    Program::compile(&expr, |reference| match reference {
        Reference::Column([name]) if name.len() == 1 => {
            Some(usize::from(name.as_bytes()[0].to_ascii_lowercase() - b'a'))
        }
        _ => None,
    })
    .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn eval(text: &str, slots: &[Value]) -> Result<Value, EvalError> {
    program(text).eval(slots, &Env { now: NOW })
}

/// Each expression's value in text notation; `NULL` for NULL.
fn check(cases: &[(&str, &str)]) {
    let slots = [Value::Int(7), Value::from("Hello"), Value::Null, Value::Bool(true)];
    for (text, expected) in cases {
        let value = eval(text, &slots).unwrap_or_else(|error| panic!("{text}: {error}"));
        let shown = if value.is_null() { "NULL".to_owned() } else { value.to_text() };
        assert_eq!(shown, *expected, "{text}");
    }
}

#[test]
fn logic_has_three_values() {
    check(&[
        ("NULL AND FALSE", "false"),
        ("NULL AND TRUE", "NULL"),
        ("NULL OR TRUE", "true"),
        ("NOT NULL", "NULL"),
        ("c > 1 OR a > 1", "true"),
        ("c IS NULL", "true"),
        ("(c > 1) IS UNKNOWN", "true"),
        ("(c > 1) IS NOT TRUE", "true"),
        ("a IN (1, 7)", "true"),
        ("a IN (1, NULL)", "NULL"),
        ("a NOT IN (1, NULL)", "NULL"),
        ("a NOT IN (1, 2)", "true"),
        ("c IS DISTINCT FROM a", "true"),
        ("c IS NOT DISTINCT FROM NULL", "true"),
        ("a BETWEEN NULL AND 5", "false"),
        ("a NOT BETWEEN 8 AND 9", "true"),
        ("(a, b) = (7, 'Hello')", "true"),
        ("(a, c) = (7, 1)", "NULL"),
        ("(a, b) IN ((1, 'x'), (7, 'Hello'))", "true"),
        ("d", "true"),
        ("CASE WHEN c > 1 THEN 'x' WHEN a > 1 THEN 'y' ELSE 'z' END", "y"),
        ("CASE a WHEN 7 THEN 'seven' END", "seven"),
        ("CASE a WHEN 8 THEN 'eight' END", "NULL"),
        ("coalesce(c, a)", "7"),
    ]);
}

#[test]
fn arithmetic_follows_the_types() {
    check(&[
        ("a / 2", "3"),
        ("-a / 2", "-3"),
        ("a % 4", "3"),
        ("a / 2.0", "3.5000000000000000"),
        ("0.1 + 0.2", "0.3"),
        ("a * 1.50", "10.50"),
        ("2 ^ 10", "1024"),
        ("a + '3'", "10"),
        ("a + c", "NULL"),
        ("'1e2'::float8 + 1", "101"),
        ("round(2.567, 2)", "2.57"),
        ("round(1250, -2)", "1300"),
        ("trunc(2.567, 1)", "2.5"),
        ("trunc(-2.5)", "-2"),
        ("ceil(2.1)", "3"),
        ("floor(-2.1)", "-3"),
        ("abs(-2.5)", "2.5"),
        ("mod(a, 4)", "3"),
        ("greatest(1, a, c)", "7"),
        ("least(1, a)", "1"),
        ("sqrt(16)", "4"),
        ("power(2, 3)", "8"),
        ("5 & 3", "1"),
        ("1 << 4", "16"),
        ("'9.99'::numeric(10,1)", "10.0"),
        ("2.5::int", "3"),
        ("'12' = 12.0", "true"),
        ("to_char(a, 'FM000')", "007"),
        ("to_char(1234.5, 'FM9,999.00')", "1,234.50"),
    ]);
}

#[test]
fn text_functions_count_characters() {
    check(&[
        ("upper(b) || '!'", "HELLO!"),
        ("length('héllo')", "5"),
        ("octet_length('héllo')", "6"),
        ("initcap('ada lovelace')", "Ada Lovelace"),
        ("substring(b from 2 for 3)", "ell"),
        ("substr(b, 0, 2)", "H"),
        ("substring('foo123' from '[0-9]+')", "123"),
        ("left(b, 2)", "He"),
        ("left(b, -1)", "Hell"),
        ("right(b, 2)", "lo"),
        ("lpad('7', 3, '0')", "007"),
        ("rpad('ab', 4)", "ab  "),
        ("trim(both 'x' from 'xxaxx')", "a"),
        ("ltrim('  a')", "a"),
        ("position('l' in b)", "3"),
        ("strpos(b, 'z')", "0"),
        ("split_part('a,b,c', ',', 2)", "b"),
        ("split_part('a,b,c', ',', -1)", "c"),
        ("replace(b, 'l', 'L')", "HeLLo"),
        ("overlay('abcdef' placing 'XY' from 3 for 2)", "abXYef"),
        ("concat(b, c, a)", "Hello7"),
        ("concat_ws('-', b, c, a)", "Hello-7"),
        ("slugify('Café au Lait, s''il vous plaît!')", "cafe-au-lait-sil-vous-plait"),
        ("unaccent('Łódź')", "Lodz"),
        ("regexp_replace('a1b22', '[0-9]+', '#', 'g')", "a#b#"),
        ("regexp_replace('John Smith', '(\\w+) (\\w+)', '\\2, \\1')", "Smith, John"),
        ("regexp_match('ab12', '([a-z]+)([0-9]+)')", "{ab,12}"),
        ("b LIKE 'H%o'", "true"),
        ("b ILIKE 'h%'", "true"),
        ("b NOT LIKE '%x%'", "true"),
        ("'50%' LIKE '50!%' ESCAPE '!'", "true"),
        ("b ~ '^[A-Z][a-z]+$'", "true"),
        ("b !~* 'HELLO'", "false"),
        ("b SIMILAR TO '(Hello|World)'", "true"),
        ("b LIKE ANY (ARRAY['x%', 'H%'])", "true"),
        ("starts_with(b, 'He')", "true"),
        ("format('%s is %s', b, a)", "Hello is 7"),
        ("'abcdef'::varchar(3)", "abc"),
    ]);
}

#[test]
fn time_has_a_calendar() {
    check(&[
        ("DATE '2024-01-31' + 1", "2024-02-01"),
        ("DATE '2024-03-01' - DATE '2024-02-01'", "29"),
        ("DATE '2024-01-31' + INTERVAL '1 month'", "2024-02-29 00:00:00"),
        ("TIMESTAMP '2024-01-01 10:00' - TIMESTAMP '2023-12-31 09:00'", "1 day 01:00:00"),
        ("now()", "2024-03-15 10:30:00"),
        ("current_date", "2024-03-15"),
        ("current_date - INTERVAL '18 years'", "2006-03-15 00:00:00"),
        ("extract(year from now())", "2024"),
        ("extract(dow from DATE '2024-03-15')", "5"),
        ("extract(doy from DATE '2024-03-15')", "75"),
        ("extract(week from DATE '2024-12-30')", "1"),
        ("extract(epoch from TIMESTAMP '1970-01-02')", "86400.000000"),
        ("date_part('hour', now())", "10"),
        ("date_trunc('month', now())", "2024-03-01 00:00:00"),
        ("date_trunc('week', now())", "2024-03-11 00:00:00"),
        ("age(DATE '2024-03-15', DATE '2000-05-20')", "23 years 9 mons 24 days"),
        ("make_date(2024, 2, 29)", "2024-02-29"),
        ("to_char(now(), 'YYYY-MM-DD HH24:MI')", "2024-03-15 10:30"),
        ("to_char(now(), 'FMMonth DD, YYYY')", "March 15, 2024"),
        ("DATE '2024-01-01' < '2024-02-01'", "true"),
        ("'2024-01-01'::date = '2024-01-01'::timestamp", "true"),
        ("INTERVAL '1 hour' * 1.5", "01:30:00"),
        ("now() AT TIME ZONE 'UTC'", "2024-03-15 10:30:00"),
        // As PostgreSQL 15 answers them.
        ("now() AT TIME ZONE '+02'", "2024-03-15 08:30:00"),
        ("now() AT TIME ZONE INTERVAL '2 hours'", "2024-03-15 12:30:00"),
        ("now() AT TIME ZONE 'Europe/Berlin'", "2024-03-15 11:30:00"),
        ("TIMESTAMP '2024-07-01 12:00' AT TIME ZONE 'america/new_york'", "2024-07-01 08:00:00"),
        ("timezone_utc('Europe/Berlin', TIMESTAMP '2020-03-29 02:30')", "2020-03-29 01:30:00"),
        ("timezone_utc('Europe/Berlin', TIMESTAMP '2020-10-25 02:30')", "2020-10-25 01:30:00"),
        ("date_trunc('day', now(), 'Asia/Tokyo')", "2024-03-14 15:00:00"),
        ("'2020-01-01 00:00:00+02'::timestamptz", "2019-12-31 22:00:00"),
        ("'now'::date", "2024-03-15"),
    ]);
}

#[test]
fn documents_and_arrays_have_operators() {
    check(&[
        ("'{\"a\": {\"b\": 2}}'::jsonb -> 'a' ->> 'b'", "2"),
        ("'{\"a\": {\"b\": 2}}'::jsonb #>> '{a,b}'", "2"),
        ("'[1,2,3]'::jsonb -> -1", "3"),
        ("'{\"a\": null}'::jsonb ->> 'a'", "NULL"),
        ("'{\"a\": 1, \"b\": 2}'::jsonb @> '{\"a\": 1}'", "true"),
        ("'{\"a\": 1}'::jsonb ? 'a'", "true"),
        ("'{\"a\": 1}'::jsonb ?| ARRAY['x', 'a']", "true"),
        ("jsonb_typeof('[]'::jsonb)", "array"),
        ("jsonb_array_length('[1, 2]'::jsonb)", "2"),
        ("a = ANY (ARRAY[1, 7])", "true"),
        ("b = ANY ((ARRAY['Hello'::character varying, 'x'])::text[])", "true"),
        ("a <> ALL (ARRAY[1, 2])", "true"),
        ("a = ANY ('{1,7}'::int[])", "true"),
        ("ARRAY[1, 2] @> ARRAY[2]", "true"),
        ("ARRAY[1, 2] && ARRAY[3]", "false"),
        ("ARRAY[1, 2] || 3", "{1,2,3}"),
        ("cardinality(ARRAY[1, 2])", "2"),
        ("array_length('{}'::text[], 1)", "NULL"),
        ("(ARRAY['x', 'y'])[2]", "y"),
        ("num_nonnulls(a, b, c)", "2"),
        ("'{\"a\": 1}'::jsonb || '{\"b\": 2}'::jsonb", "{\"a\":1,\"b\":2}"),
    ]);
}

#[test]
fn wrong_inputs_are_errors_without_values() {
    let cases = [
        ("a / 0", "division by zero"),
        ("9223372036854775807 + a", "+ is out of range"),
        ("b::int", "a text is not a valid integer"),
        ("b > DATE '2024-01-01'", "a text is not a valid date"),
        ("70000::smallint * a", "a cast to a narrower integer is out of range"),
        ("DATE '2024-01-01' * a", "no operator date * integer"),
    ];
    let slots = [Value::Int(7), Value::from("Hello")];
    for (text, expected) in cases {
        assert_eq!(eval(text, &slots).unwrap_err().to_string(), expected, "{text}");
    }
    let missing = EvalError::MissingSlot { slot: 1, given: 1 };
    assert_eq!(eval("b", &slots[..1]), Err(missing));
}

#[test]
fn compiling_names_everything_unsupported() {
    let compile = |text| Program::compile(&parse(text).expect(text), |_| Some(0)).unwrap_err();
    assert_eq!(
        compile("pg_sleep(1) + nested.check_hours(x) > length(x)").to_string(),
        "can't evaluate check_hours, pg_sleep"
    );
    assert_eq!(compile("x AT TIME ZONE 'Europe/Atlantis'").to_string(), "can't evaluate timezone");
    let pattern = compile("x ~ '(?=a)b'");
    assert!(matches!(pattern, CompileError::BadPattern { .. }), "{pattern}");
    let unknown = Program::compile(&parse("t.x > 1").unwrap(), |_| None).unwrap_err();
    assert_eq!(unknown.to_string(), "unknown reference `t.x`");
}

#[test]
fn constants_are_folded_but_not_the_current_time() {
    assert_eq!(program("1 + 2 * 3").constant(), Some(&Value::Int(7)));
    assert_eq!(program("now() > DATE '2020-01-01'").constant(), None);
    assert_eq!(program("1 / 0").constant(), None);
}

#[test]
fn a_check_passes_when_true_or_null() {
    let check = program("a > 5");
    let passes = |value| check.passes(&[value], &Env::default()).unwrap();
    assert_eq!([Value::Int(6), Value::Int(5), Value::Null].map(passes), [true, false, true]);
    assert!(!check.is_true(&[Value::Null], &Env::default()).unwrap());
}

#[test]
fn hashes_are_written_as_postgresql_writes_them() {
    check(&[
        ("md5('Hello')", "8b1a9953c4611296a827abf8c47804d7"),
        ("md5(b)", "8b1a9953c4611296a827abf8c47804d7"),
        ("encode(digest('abc', 'md5'), 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        (
            "encode(sha256('abc'::bytea), 'hex')",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        ("encode('Hello'::bytea, 'base64')", "SGVsbG8="),
        ("encode(decode('ff00', 'hex'), 'hex')", "ff00"),
        ("length(encode(sha512('a'::bytea), 'base64'))", "89"),
        ("md5(c)", "NULL"),
    ]);
}

/// Columns `a` and `b` are ranges of dates and of integers, `c` is a multirange of integers.
#[test]
fn ranges_have_bounds_and_meet() {
    let slots = [
        Value::from("[2024-01-01,2024-02-01)"),
        Value::from("[1,10]"),
        Value::from("{[1,3),[7,9)}"),
        Value::Null,
    ];
    let ranged = |path: &[String]| match path[0].as_str() {
        "a" => Some(crate::RangeSubtype::Date),
        "b" | "c" => Some(crate::RangeSubtype::Int32),
        _ => None,
    };
    let cases = [
        ("lower(a)", "2024-01-01"),
        ("upper(a) - lower(a)", "31"),
        ("upper(b)", "11"),
        ("upper_inc(b)", "false"),
        ("lower_inc(b)", "true"),
        ("upper_inf(a)", "false"),
        ("upper_inf(daterange(lower(a), NULL))", "true"),
        ("upper(daterange(lower(a), NULL))", "NULL"),
        ("isempty(b)", "false"),
        ("isempty(int4range(3, 3))", "true"),
        ("lower(c)", "1"),
        ("upper(c)", "9"),
        ("c @> 2", "true"),
        ("c @> 5", "false"),
        ("b @> 10", "true"),
        ("b @> 11", "false"),
        ("b @> '[2,3]'", "true"),
        ("b <@ int4range(0, 20)", "true"),
        ("3 <@ b", "true"),
        ("a @> '2024-01-31'::date", "true"),
        ("a @> '2024-02-01'::date", "false"),
        ("a && daterange('2024-01-31', '2024-05-01')", "true"),
        ("a && daterange('2024-02-01', '2024-05-01')", "false"),
        ("c && int4range(3, 7)", "false"),
        ("b << int4range(11, 12)", "true"),
        ("b -|- int4range(11, 12)", "true"),
        ("int4range(11, 12) -|- b", "true"),
        ("b -|- int4range(10, 12)", "false"),
        ("a -|- daterange('2024-02-01', NULL)", "true"),
        ("b &< int4range(3, 11)", "true"),
        ("b &> int4range(2, 5)", "false"),
        ("isempty(b * int4range(20, 30))", "true"),
        ("b * int4range(5, 30)", "[5,11)"),
        ("range_overlaps(b, int4range(10, 30))", "true"),
        ("d @> 2", "NULL"),
        ("lower('ABC')", "abc"),
        (
            "tsrange('2024-01-01', '2024-01-02', '[]')",
            "[\"2024-01-01 00:00:00\",\"2024-01-02 00:00:00\"]",
        ),
        ("daterange('2024-01-01', '2024-01-02', '[]')", "[2024-01-01,2024-01-03)"),
    ];
    for (text, expected) in cases {
        let expr = parse(text).unwrap().with_ranges(&ranged);
        let slot = |reference: Reference<'_>| match reference {
            Reference::Column([name]) => Some(usize::from(name.as_bytes()[0] - b'a')),
            _ => None,
        };
        let value = Program::compile(&expr, slot).unwrap().eval(&slots, &Env { now: NOW });
        let value = value.unwrap_or_else(|error| panic!("{text}: {error}"));
        let shown = if value.is_null() { "NULL".to_owned() } else { value.to_text() };
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn err_a_range_whose_bounds_cross() {
    let error = eval("int4range(5, 1)", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a range's constructor: the lower bound is above the upper bound"
    );
}
