use super::*;

fn names(text: &str) -> Vec<String> {
    let parsed = parse(text);
    let named = parsed.body.iter().filter_map(|statement| match &statement.kind {
        StmtKind::Class(class) => {
            let inside = class.body.iter().filter(|s| !matches!(s.kind, StmtKind::Other));
            Some(format!("class {} {}", class.name, inside.count()))
        }
        StmtKind::Function(function) => Some(format!("def {}", function.name)),
        StmtKind::Assign { .. } => Some("=".to_owned()),
        _ => None,
    });
    named.collect()
}

#[test]
fn newer_syntax_is_read() {
    let text = "
type Ids = list[int]
class Box[T](Base):
    item: Mapped[T | None]
    label: Mapped[str] = column(f'{'nested'!r}')
match x:
    case {'a': 1}: y = 2
def f[T](a, /, b, *, c: int = 3) -> T: return (n := a)
async def g(): await h()
try:
    z = 1
except* ValueError:
    pass
";
    assert_eq!(parse(text).flaws, vec![]);
    assert_eq!(names(text), ["=", "class Box 2", "def f", "def g"]);
}

#[test]
fn an_error_costs_only_its_statement() {
    let text = "a = 1\nclass T(Base):\n    x = Column(\n\nb = (2\nclass U(Base):\n    y = 1\n";
    assert!(!parse(text).flaws.is_empty());
    let text = "class T(Base):\n    x = 1\n    y = = 2\n    z = 3\nclass U(Base):\n    y = 1\n";
    let parsed = parse(text);
    assert_eq!(parsed.flaws.len(), 1);
    assert_eq!(&text[parsed.flaws[0].at..=parsed.flaws[0].at], "=");
    assert_eq!(names(text).last().map(String::as_str), Some("class U 1"));
}

#[test]
fn strings_are_unescaped_as_python_does() {
    let cases = [
        (r"'a\tb'", "a\tb"),
        (r"r'a\tb'", r"a\tb"),
        (r#""\x41\u00e9\101""#, "AéA"),
        ("'a' \"b\" '''c'''", "abc"),
        (r"'\d'", r"\d"),
        ("f'{{x}}'", "{x}"),
    ];
    for (text, expected) in cases {
        let parsed = parse(text);
        let [Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Str(found), .. }), .. }] =
            parsed.body.as_slice()
        else {
            panic!("{text}: {:?}", parsed.body);
        };
        assert_eq!(&**found, expected, "{text}");
    }
}

#[test]
fn deep_nesting_is_passed_over() {
    for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")"), ("-", ""), ("not ", "")] {
        let text = format!("x = {}1{}", open.repeat(20_000), close.repeat(20_000));
        parse(&text);
    }
    parse(&"if x:\n ".repeat(3_000));
}
