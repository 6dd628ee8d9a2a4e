use seedbed_expr::Dialect;

use super::*;
use crate::{Source, lexer::Lexer, source::SourceText};

fn read_sql(text: &str) -> Result<Expr, String> {
    let source = SourceText::new(Source { name: "t", text }, Dialect::PostgreSql);
    let statement = Lexer::new(&source).next().unwrap();
    read(Cursor::new(&source, &statement.tokens))
}

#[test]
fn qualifiers_disappear_and_session_values_are_calls() {
    let cases = [
        ("orders.price > 0", "price > 0"),
        ("public.orders.price > 0", "price > 0"),
        ("\"Price\" > $1", "\"Price\" > \"$1\""),
    ];
    for (text, expected) in cases {
        assert_eq!(read_sql(text).unwrap(), rewritten(expected), "{text}");
    }
    let user = Expr::Call("current_user".into(), Vec::new());
    assert_eq!(read_sql("current_user").unwrap(), user);
}

fn rewritten(text: &str) -> Expr {
    seedbed_expr::parse(text).unwrap()
}

#[test]
fn chains_too_long_for_the_stack_are_refused() {
    let long = vec!["a = 1"; 5_000].join(" or ");
    assert!(read_sql(&long).unwrap_err().contains("operators"));
}

#[test]
fn renaming_reaches_every_corner() {
    let mut expr = rewritten("case when a > 1 then f(a) else a in (1, a) end");
    rename_column(&mut expr, "a", "b");
    assert!(!mentions(&expr, "a"));
    assert!(mentions(&expr, "b"));
}
