use seedbed_expr::Dialect;

use super::*;

/// What `x` of the last module is, as text.
fn value(sources: &[(&str, &str)]) -> String {
    let sources: Vec<_> = sources.iter().map(|&(name, text)| Source { name, text }).collect();
    let (mut machine, flaws) = Machine::new(&sources, Dialect::PostgreSql);
    assert!(flaws.is_empty(), "{flaws:?}");
    machine.follow_all();
    let scope = Rc::clone(&machine.modules[sources.len() - 1].scope);
    scope.get("x").map_or("nothing".to_owned(), |value| show(&machine.settled(value)))
}

fn show(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Tuple(_) => {
            let items = value.items().unwrap_or_default();
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        Value::Class(class) => format!("class {}", class.name),
        other => match other.as_call() {
            Some(call) => {
                let arguments: Vec<_> = call.arguments.iter().map(show).collect();
                let callee = call.callee.dotted().unwrap_or_else(|| show(&call.callee));
                format!("{callee}({})", arguments.join(", "))
            }
            None => other
                .text()
                .map(|text| text.to_string())
                .or_else(|| other.dotted())
                .unwrap_or_else(|| "?".into()),
        },
    }
}

#[test]
fn constants_and_simple_expressions_are_computed() {
    let cases = [
        ("x = 2 ** 10 - 1", "1023"),
        ("N = 3\nx = f'{N}-{\"a\".upper()}'", "3-A"),
        ("x = 'a %s %d' % ('b', 3)", "a b 3"),
        ("x = '{} {k}'.format(1, k=2)", "1 2"),
        ("x = [a for a, b in [(1, 2), (3, 4)] if b > 2]", "[3]"),
        ("x = dict(a=1, **{'b': 2})['b']", "2"),
        ("x = ','.join(sorted({'b', 'a', 'b'}))", "a,b"),
        ("x = ('a', 'b', 'c')[1:]", "[b, c]"),
        ("a = ['p']\na += ['q']\na.append('r')\nx = a", "[p, q, r]"),
        ("x = []\nfor i in range(3):\n    x.append(i * 2)", "[0, 2, 4]"),
        ("def f(a, b=2, *c, **d): return a + b + len(c) + d['e']\nx = f(1, 2, 3, e=4)", "8"),
        ("f = lambda n: n[::1] or 1\nx = (lambda a: a + 1)(2)", "3"),
        ("x = 1 if unknown() else 2", "1"),
        ("import sys\nif sys.version_info >= (3, 8):\n    x = 'new'\nelse:\n    x = 'old'", "new"),
        ("try:\n    x = 1\nexcept ImportError:\n    x = 2", "1"),
        ("import re\nx = re.sub(r'(?<!^)(?=[A-Z])', '_', 'UserName').lower()", "user_name"),
        ("import re\nP = re.compile('([a-z])([A-Z])')\nx = P.sub(r'\\1-\\2', 'aB')", "a-B"),
        ("from functools import partial\nC = partial(Column, 1)\nx = C(2)", "Column(1, 2)"),
        ("from a import b as c\nx = c.d(c.e)", "a.b.d(a.b.e)"),
        ("while True:\n    pass\nx = 1", "1"),
        ("def f(): return f()\nx = f()\ny = 1", "?"),
    ];
    for (text, expected) in cases {
        let found = value(&[("m.py", text)]);
        let found = if expected == "?" { "?".to_owned() } else { found };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn classes_are_followed() {
    let cases = [
        ("class E(Enum):\n    A = 'a'\n    B = auto()\nx = [e.value for e in E]", "[a, 2]"),
        (
            "class E(TextChoices):\n    A = 'a', _('An A')\n    B_C = 'b'\nx = E.choices",
            "[[a, An A], [b, B C]]",
        ),
        (
            "class A:\n    n = 1\nclass B(A): pass\nclass C(A):\n    n = 2\nclass D(B, C): pass\nx = D.n",
            "2",
        ),
        (
            "class A:\n    @classmethod\n    def f(cls): return cls.__name__\nclass B(A): pass\nx = B.f()",
            "B",
        ),
        (
            "class A:\n    @declared_attr\n    def t(cls): return cls.__name__.lower() + 's'\nclass User(A): pass\nx = User.t",
            "users",
        ),
        ("class A:\n    class S(Enum):\n        P = 1\nx = A.S.P", "1"),
    ];
    for (text, expected) in cases {
        assert_eq!(value(&[("m.py", text)]), expected, "{text}");
    }
}

#[test]
fn imports_lead_to_the_sources_they_name() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("app/c.py", "N = 5"), ("app/m.py", "from .c import N\nx = N")], "5"),
        (&[("/any/app/c.py", "N = 5"), ("/any/app/m.py", "from app.c import N as k\nx = k")], "5"),
        (
            &[
                ("app/__init__.py", ""),
                ("app/c.py", "N = 5"),
                ("app/m.py", "from app import c\nx = c.N"),
            ],
            "5",
        ),
        (&[("app/c.py", "N = 5"), ("app/m.py", "import app.c\nx = app.c.N")], "5"),
        (
            &[("p/a/c.py", "N = 1"), ("p/b/c.py", "N = 2"), ("p/b/m.py", "from c import N\nx = N")],
            "2",
        ),
        (
            &[
                ("a.py", "from b import *\nN = 3"),
                ("b.py", "from a import N\ndef f(): return N\nx = f()"),
            ],
            "3",
        ),
        (&[("c.py", "A = 1\n_B = 2"), ("m.py", "from c import *\nx = A")], "1"),
        (
            &[
                ("types.py", "String = 1"),
                ("m.py", "from sqlalchemy.types import String\nx = String"),
            ],
            "sqlalchemy.types.String",
        ),
        (
            &[("m.py", "from sqlalchemy import *\nx = Column(Integer)")],
            "sqlalchemy.Column(sqlalchemy.Integer)",
        ),
    ];
    for (sources, expected) in cases {
        assert_eq!(&value(sources), expected, "{sources:?}");
    }
}
