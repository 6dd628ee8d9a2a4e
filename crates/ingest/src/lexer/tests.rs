use super::*;
use crate::Source;

fn statements(text: &str) -> Vec<String> {
    let source = SourceText::new(Source { name: "t", text }, Dialect::PostgreSql);
    Lexer::new(&source)
        .map(|statement| {
            let mut shown: Vec<_> = statement.tokens.iter().map(|token| token.text).collect();
            shown.extend(statement.flaw.map(|_| "<flaw>"));
            shown.extend(statement.data.map(|_| "<data>"));
            shown.join(" ")
        })
        .collect()
}

#[test]
fn a_semicolon_ends_a_statement_only_where_it_should() {
    let cases: &[(&str, &[&str])] = &[
        ("a; b", &["a", "b"]),
        ("a ';' b;", &["a ';' b"]),
        ("a 'it''s;' b;", &["a 'it''s;' b"]),
        (r"a E'\';' b;", &[r"a E'\';' b"]),
        ("a $x$ ; $$ ; $x$;", &["a $x$ ; $$ ; $x$"]),
        ("a -- no; end\n b;", &["a b"]),
        ("a /* ; /* ; */ ; */ b;", &["a b"]),
        ("a \"q;\"\"r\";", &["a \"q;\"\"r\""]),
        ("rule (a; b);", &["rule ( a ; b )"]),
        ("x (a;\ncreate y;", &["x ( a", "create y"]),
        (
            "f begin atomic select 1; select case a when 1 then 2 end; end; g",
            &["f begin atomic select 1 ; select case a when 1 then 2 end ; end", "g"],
        ),
        ("\\connect db\na;", &["a"]),
        ("copy t from stdin;\n1\t;\n\\.\nb;", &["copy t from stdin <data>", "b"]),
        ("copy t from stdin;\n1\t;\n", &["copy t from stdin <flaw>"]),
        ("a 'never closed;\nb;", &["a <flaw>", "b"]),
        ("a\ngo\nb\nGO\n", &["a", "b"]),
        (
            "x::text[] <= -1.5e3 && $1 a.b !~* 'x'",
            &["x :: text [ ] <= - 1.5e3 && $1 a . b !~* 'x'"],
        ),
        ("1=-1 2*-2", &["1 = - 1 2 * - 2"]),
        ("größe €", &["größe €"]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(&statements(text), expected, "{text}");
    }
}

#[test]
fn comments_keep_their_place() {
    let source = SourceText::new(
        Source { name: "t", text: "-- one\na /* two */ b;\n" },
        Dialect::PostgreSql,
    );
    let statement = Lexer::new(&source).next().unwrap();
    let comments: Vec<_> = statement.comments.iter().map(|c| (c.start, c.text)).collect();
    assert_eq!(comments, [(0, "-- one"), (9, "/* two */")]);
    assert_eq!(source.origin(9).to_string(), "t:2:3");
}
