//! Tables of (CHECK, its variants), each variant written as one line.

use super::*;
use crate::{Value, parse};

/// 2024-03-15 10:30:00 UTC.
const NOW: i64 = 1_710_498_600_000_000;

fn kind_of(column: &str) -> Option<Kind> {
    Some(match column {
        "a" | "b" | "c" => Kind::Int,
        "price" | "total" => Kind::Decimal,
        "x" => Kind::Float,
        "name" | "code" => Kind::Text,
        "born" | "hired" => Kind::Date,
        "started" | "ended" => Kind::Timestamp,
        "active" => Kind::Bool,
        "tags" => Kind::Array,
        "doc" => Kind::Json,
        "status" | "span" => Kind::Other,
        "raw" => Kind::Bytes,
        _ => return None,
    })
}

fn domain_text(domain: &Domain) -> String {
    let list = |values: &[Value]| values.iter().map(Value::to_text).collect::<Vec<_>>().join(", ");
    let sizes = |name: &str, min: Option<u64>, max: Option<u64>| {
        let end = |size: Option<u64>| size.map_or_else(String::new, |size| size.to_string());
        (min.is_some() || max.is_some()).then(|| format!("{name} {}..{}", end(min), end(max)))
    };
    let bound = |bound: &Option<Bound>, symbol: &str| {
        bound.as_ref().map(|bound| {
            let equal = if bound.inclusive { "=" } else { "" };
            format!("{symbol}{equal} {}", bound.value.to_text())
        })
    };
    let mut parts = vec![
        match domain.nullness {
            Nullness::Either => None,
            Nullness::Never => Some("not null".to_owned()),
            Nullness::Always => Some("null".to_owned()),
        },
        bound(&domain.min, ">"),
        bound(&domain.max, "<"),
        domain.one_of.as_ref().map(|values| format!("in ({})", list(values))),
        (!domain.not_in.is_empty()).then(|| format!("not in ({})", list(&domain.not_in))),
        sizes("length", domain.min_length, domain.max_length),
        sizes("bytes", domain.min_bytes, domain.max_bytes),
        sizes("items", domain.min_items, domain.max_items),
        domain.case.map(|case| format!("{case:?}").to_lowercase()),
        domain.multiple_of.map(|step| format!("multiple of {step}")),
        domain.starts.map(|period| format!("starts {period:?}")),
        domain.json_type.as_ref().map(|name| format!("json {name}")),
        (!domain.json_keys.is_empty()).then(|| format!("keys {}", domain.json_keys.join(", "))),
        domain.items_of.as_ref().map(|items| format!("items of ({})", list(items))),
        domain.extent.map(|extent| extent_text(&extent)),
    ];
    parts.extend(
        domain
            .fields
            .iter()
            .map(|(path, field)| Some(format!("[{}: {}]", path.join("."), domain_text(field)))),
    );
    parts.extend(domain.patterns.iter().map(|pattern| {
        let not = if pattern.negated { "!" } else { "" };
        let star = if pattern.case_insensitive { "*" } else { "" };
        Some(format!("{not}~{star} {}", pattern.regex))
    }));
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn extent_text(extent: &Extent) -> String {
    let places = |name: &str, places: Places| {
        let end = |at: Option<i128>| at.map_or_else(String::new, |at| at.to_string());
        let limited = places != Places::default();
        limited.then(|| format!("{name} {}..{}", end(places.least), end(places.most)))
    };
    let parts =
        [places("low", extent.low), places("high", extent.high), places("long", extent.length)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn variant_text(variant: &Variant) -> String {
    let domains =
        variant.domains.iter().map(|(column, domain)| format!("{column}: {}", domain_text(domain)));
    let orders = variant.orders.iter().map(|order| order.to_expr().to_string());
    let residual = variant.residual.iter().map(|residual| format!("residual {residual}"));
    domains.chain(orders).chain(residual).collect::<Vec<_>>().join("; ")
}

fn variants(check: &str) -> Vec<Variant> {
    let expr = parse(check).unwrap_or_else(|error| panic!("{check}: {error}"));
    let ranged = |path: &[String]| (path == ["span"]).then_some(crate::RangeSubtype::Int32);
    let expr = expr.with_ranges(&ranged);
    narrow(&[expr], &kind_of, &Env { now: NOW })
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let shown: Vec<String> = variants(text).iter().map(variant_text).collect();
        assert_eq!(shown, *expected, "{text}");
    }
}

#[test]
fn comparisons_become_bounds_of_the_columns_type() {
    check(&[
        ("a > 5", &["a: >= 6"]),
        ("5 < a AND a <= 9.5", &["a: >= 6 <= 9"]),
        ("price >= 0.00", &["price: >= 0.00"]),
        ("price > 0", &["price: > 0"]),
        ("price >= (0)::numeric", &["price: >= 0"]),
        ("a BETWEEN 1 AND 5 AND a <> 3", &["a: >= 1 <= 5 not in (3)"]),
        ("a NOT BETWEEN 1 AND 5", &["a: <= 0", "a: >= 6"]),
        ("NOT (a < 1 OR a > 5)", &["a: >= 1 <= 5"]),
        ("a = 2.5", &["a: null"]),
        ("a <> 2.5", &[""]),
        ("a + 1 > 5", &["a: >= 5"]),
        ("10 - a >= 3", &["a: <= 7"]),
        ("price * 2 < 5", &["price: < 2.5"]),
        ("-a < 3", &["a: >= -2"]),
        ("abs(a) <= 3", &["a: >= -3 <= 3"]),
        ("abs(a) > 3", &["a: >= 4", "a: <= -4"]),
        ("a % 5 = 0 AND mod(a, 2) = 0", &["a: multiple of 10"]),
        (
            "born >= '1930-01-01' AND born <= now() - INTERVAL '18 years'",
            &["born: >= 1930-01-01 <= 2006-03-15"],
        ),
        ("born < current_date - 10", &["born: <= 2024-03-04"]),
        ("date_trunc('month', born) = born", &["born: starts Months(1)"]),
        ("born = date_trunc('quarter', born)::date", &["born: starts Months(3)"]),
        ("extract(isodow from born) = 1", &["born: starts Week"]),
        (
            "started = date_trunc('hour', started) AND started = date_trunc('day', started)",
            &["started: starts Micros(86400000000)"],
        ),
        ("now() - started > INTERVAL '1 day'", &["started: < 2024-03-14 10:30:00"]),
        (
            "started::date = DATE '2024-01-02'",
            &["started: >= 2024-01-02 00:00:00 < 2024-01-03 00:00:00"],
        ),
        (
            "extract(year from born) >= 1901 AND extract(year from born) < 2155",
            &["born: >= 1901-01-01 <= 2154-12-31"],
        ),
        ("x + 0.1 < 0.3", &["residual x + 0.1 < 0.3"]),
        ("a * a > 4", &["residual a * a > 4"]),
    ]);
}

#[test]
fn sets_are_united_and_intersected() {
    check(&[
        ("name IN ('x', 'y')", &["name: in (x, y)"]),
        ("name = 'x' OR name = 'y' OR name = 'z'", &["name: in (x, y, z)"]),
        ("name = ANY (ARRAY['x'::text, 'y'::text])", &["name: in (x, y)"]),
        (
            "(status)::text = ANY ((ARRAY['x'::character varying, 'y'])::text[])",
            &["status: in (x, y)"],
        ),
        ("name IN ('x', 'y') AND name <> 'x'", &["name: in (y)"]),
        ("name NOT IN ('x', 'y')", &["name: not in (x, y)"]),
        ("name <> ALL (ARRAY['x', 'y'])", &["name: not in (x, y)"]),
        ("a IN (1, NULL)", &[""]),
        ("UPPER(name) IN ('M', 'F') OR name IS NULL", &["name: in (M, F) upper"]),
        ("lower(name) = 'M'", &["name: null"]),
        ("a IN (1, 2) AND a IN (3, 4)", &["a: null"]),
        ("a = 1 AND a = 2 AND a IS NOT NULL", &[]),
        ("active", &["active: in (true)"]),
        ("NOT active", &["active: in (false)"]),
        ("active = true OR a > 1", &["active: in (true)", "a: >= 2"]),
        ("status <> 'voided'::public.quote_status", &["status: not in (voided)"]),
    ]);
}

#[test]
fn text_has_lengths_and_patterns() {
    check(&[
        ("length((name)::text) <= 255", &["name: length ..255"]),
        ("char_length(name) = 2 AND name = upper(name)", &["name: length 2..2 upper"]),
        ("length(name) <> 0", &["name: length 1.."]),
        ("name <> ''", &["name: length 1.."]),
        ("octet_length(raw) = 20", &["raw: bytes 20..20"]),
        ("length(raw) = 20", &["raw: bytes 20..20"]),
        ("trim(name) <> ''", &["name: ~ [^ ]"]),
        ("length(trim(name)) > 0", &["name: ~ [^ ]"]),
        ("length(trim(name)) BETWEEN 2 AND 9", &["name: length ..9 ~ [^ ](?s:.{0,})[^ ]"]),
        ("(name)::text ~ '^[a-z0-9_]{1,100}$'::text", &["name: ~ (?s)^[a-z0-9_]{1,100}$"]),
        ("name !~* 'x'", &["name: !~* (?s)x"]),
        ("name LIKE 'A%'", &["name: ~ ^A(?s:.*)$"]),
        ("name LIKE 'exact'", &["name: in (exact)"]),
        ("lower(name) LIKE 'a%'", &["name: ~* ^a(?s:.*)$"]),
        ("left(code, 2) = 'AB'", &["code: ~ ^AB"]),
        ("position('@' in name) > 1", &["name: ~ @ !~ ^@"]),
        ("starts_with(name, 'x.')", &["name: ~ ^x\\."]),
        ("cardinality(tags) > 0", &["tags: items 1.."]),
        ("array_length(tags, 1) <= 3", &["tags: items ..3"]),
        ("tags <> '{}'", &["tags: items 1.."]),
        ("jsonb_typeof(doc) = 'object'", &["doc: json object"]),
        ("doc ? 'id' AND doc ? 'at'", &["doc: json object keys id, at"]),
        ("tags <@ ARRAY['a', 'b']", &["tags: items of (a, b)"]),
        ("round(price, 2) = price", &["price: multiple of 0.01"]),
        ("name ~ '(?=x)'", &["residual name ~ '(?=x)'"]),
    ]);
}

#[test]
fn null_tests_make_variants() {
    check(&[
        ("(a IS NOT NULL) <> (b IS NOT NULL)", &["a: not null; b: null", "a: null; b: not null"]),
        ("(a IS NULL) = (b IS NULL)", &["a: null; b: null", "a: not null; b: not null"]),
        ("num_nonnulls(a, b) = 1", &["a: not null; b: null", "a: null; b: not null"]),
        (
            "(a IS NOT NULL)::int + (b IS NOT NULL)::int = 1",
            &["a: not null; b: null", "a: null; b: not null"],
        ),
        (
            "CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END >= 1",
            &["a: null; b: not null", "a: not null"],
        ),
        ("a IS NULL OR a >= 0", &["a: >= 0"]),
        (
            "(status = 'approved') = (ended IS NOT NULL)",
            &["ended: not null; status: in (approved)", "ended: null; status: not in (approved)"],
        ),
        ("coalesce(a, 0) >= 0", &["a: >= 0"]),
        ("coalesce(a, 0) > 0", &["a: not null >= 1"]),
        ("coalesce(a, b) IS NOT NULL", &["a: not null", "b: not null"]),
        ("nullif(name, '') IS NOT NULL", &["name: not null length 1.."]),
        ("a IS DISTINCT FROM 1", &["a: not in (1)"]),
        ("a IS NOT DISTINCT FROM 1", &["a: not null in (1)"]),
        ("(a > 1) IS TRUE", &["a: not null >= 2"]),
        ("(a > 1) IS NOT FALSE", &["a: >= 2"]),
        (
            "CASE WHEN active THEN a > 0 ELSE a = 0 END",
            &["a: >= 1; active: not null in (true)", "a: in (0); active: in (false)"],
        ),
        (
            "CASE name WHEN 'x' THEN a > 0 ELSE true END",
            &["a: >= 1; name: not null in (x)", "name: not in (x)"],
        ),
    ]);
}

#[test]
fn columns_are_ordered() {
    check(&[
        ("ended >= started", &["ended >= started"]),
        ("started <= ended", &["ended >= started"]),
        ("(ended >= started) OR (ended IS NULL)", &["ended >= started", "ended: null"]),
        ("a <> b", &["a <> b"]),
        ("total = a * price", &["total = a * price"]),
        ("a * price <= total", &["total >= a * price"]),
        ("a + b <= 10", &["a <= 10 - b"]),
        ("a - b > 0", &["a > b"]),
        ("a + b = c", &["c = a + b"]),
        ("ended - started <= INTERVAL '30 days'", &["ended <= started + INTERVAL '30 days'"]),
        (
            "ended - started <= INTERVAL '1 month'",
            &["residual ended - started <= INTERVAL '1 mon'"],
        ),
        ("a >= a", &[""]),
        ("a < a", &["a: null"]),
        ("(a > b) IS TRUE", &["a: not null; b: not null; a > b"]),
        ("nested.check(tags)", &["residual check(tags)"]),
    ]);
}

#[test]
fn what_explodes_stays_whole() {
    let pairs: Vec<String> = (0..70).map(|n| format!("(a = {n} AND b = {})", n * 2)).collect();
    let check = format!("({}) AND c > 0", pairs.join(" OR "));
    let result = variants(&check);
    assert_eq!(result.len(), 1);
    assert_eq!(result[0].residual.len(), 1);
    assert_eq!(domain_text(&result[0].domains["c"]), ">= 1");
}

#[test]
fn several_checks_prune_each_other() {
    let checks = ["a = 1 OR b = 1", "a <> 1", "a IS NOT NULL"].map(|text| parse(text).unwrap());
    let result = narrow(&checks, &kind_of, &Env::default());
    let shown: Vec<String> = result.iter().map(variant_text).collect();
    assert_eq!(shown, ["a: not null not in (1); b: in (1)"]);
    let mut impossible = variants("a = 1 AND a = 2").remove(0);
    assert!(!impossible.require_not_null("a"));
}

#[test]
fn a_domain_tells_what_it_holds() {
    let cases = [
        ("a BETWEEN 1 AND 5", Value::Int(5), Some(true)),
        ("a BETWEEN 1 AND 5", Value::Int(6), Some(false)),
        ("a BETWEEN 1 AND 5", Value::Null, Some(true)),
        ("a BETWEEN 1 AND 5", Value::Bool(true), Some(true)),
        ("a > 1", Value::Date(1), None),
        ("a % 5 = 0", Value::Int(15), Some(true)),
        ("a % 5 = 0", Value::Int(16), Some(false)),
        ("a IS NOT NULL", Value::Null, Some(false)),
    ];
    for (text, value, expected) in cases {
        assert_eq!(variants(text)[0].domains["a"].contains(&value), expected, "{text} {value:?}");
    }
}

#[test]
fn an_empty_domain_is_recognized() {
    let empty = [
        "a > 5 AND a < 6",
        "a IN (1, 2) AND a > 2",
        "a % 10 = 0 AND a BETWEEN 1 AND 9",
        "a BETWEEN 1 AND 2 AND a NOT IN (1, 2)",
    ];
    for text in empty {
        let mut domain = variants(text)[0].domains["a"].clone();
        domain.intersect(&Domain::never_null());
        assert!(domain.is_empty(Kind::Int), "{text}: {domain:?}");
    }
    assert!(!Domain::default().is_empty(Kind::Int));
    assert!(!Domain::always_null().is_empty(Kind::Int));
}

#[test]
fn the_corpus_narrows_without_panic() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(files) = std::fs::read_dir(root.join("postgresql")) else {
        println!("not run: no corpus");
        return;
    };
    let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    let mut narrowed = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for check in text.match_indices("CHECK (").filter_map(|(at, _)| balanced(&text[at + 6..])) {
            let Ok(expr) = parse(check) else { continue };
            assert_eq!(parse(&expr.to_string()).as_ref(), Ok(&expr), "{check}");
            assert!(!narrow(&[expr], &|_| None, &Env::default()).is_empty(), "{check}");
            narrowed += 1;
        }
    }
    assert!(narrowed > 100, "only {narrowed} CHECKs were read");
}

/// The text up to the bracket that closes the first one.
fn balanced(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&text[..=at]);
        }
    }
    None
}

#[test]
fn ranges_reach_as_far_as_their_bounds_and_lengths_say() {
    check(&[
        ("upper(span) - lower(span) BETWEEN 1 AND 60", &["span: long 1..60"]),
        ("upper(span) < 10 AND lower(span) >= 1", &["span: low 1.. high ..9"]),
        ("span <@ int4range(0, 100)", &["span: low 0.. high ..100"]),
        ("upper(span) <= lower(span) + 4", &["span: long ..4"]),
        ("upper(span) - lower(span) < 1 AND upper(span) - lower(span) > 3", &["span: null"]),
    ]);
}

#[test]
fn parts_of_documents_have_domains_of_their_own() {
    check(&[
        ("doc ->> 'kind' = 'a'", &["doc: json object [kind: not null in (a)]"]),
        ("(doc ->> 'n')::int BETWEEN 1 AND 5", &["doc: json object [n: not null >= 1 <= 5]"]),
        ("doc -> 'a' ->> 'b' IS NOT NULL", &["doc: not null json object [a.b: not null]"]),
        (
            "doc @> '{\"v\": 1, \"in\": {\"w\": true}}'",
            &["doc: json object [in.w: not null in (true)] [v: not null in (1)]"],
        ),
        (
            "jsonb_array_length(doc -> 'items') > 0",
            &["doc: json object [items: not null items 1.. json array]"],
        ),
        ("doc ->> 'mail' ~ '@'", &["doc: json object [mail: not null ~ (?s)@]"]),
        ("(doc ->> 'n')::int > 5 AND (doc ->> 'n')::int < 3", &["doc: null"]),
    ]);
}

#[test]
fn texts_that_hold_moments_have_their_form() {
    let dated = variants("sqlite_date(name) = name");
    let pattern = &dated[0].domains["name"].patterns[0].regex;
    let regex = regex::Regex::new(pattern).unwrap();
    assert!(regex.is_match("2024-02-28") && !regex.is_match("2024-02-28 10:00:00"), "{pattern}");
    check(&[
        ("sqlite_date(name) >= '2024-01-02'", &["name: >= 2024-01-02 00:00:00"]),
        (
            "julianday(code) - julianday(name) <= 1.5",
            &["code <= name::timestamp + INTERVAL '36:00:00'"],
        ),
        ("julianday(code) >= julianday(name)", &["code >= name"]),
        (
            "extract(epoch FROM ended - started) / 60 <= 90",
            &["ended <= started + INTERVAL '01:30:00'"],
        ),
        ("ended::date - started::date < 8", &["ended <= started + INTERVAL '7 days'"]),
    ]);
}

#[test]
fn characters_are_counted_and_ruled_out() {
    check(&[
        ("length(name) - length(replace(name, ' ', '')) = 4", &["name: ~ ^[^ ]+(?: [^ ]+){4,4}$"]),
        ("name !~ '[^0-9a-f]'", &["name: ~ ^[0-9a-f]*$"]),
        ("rpad(name, 8) ~ '^[0-9]+$'", &["name: length 8..8 ~ (?s)^[0-9]+$"]),
        ("tags && ARRAY['x', 'y']", &["tags: items 1.. items of (x, y)"]),
    ]);
}
