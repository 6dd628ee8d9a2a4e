//! Any condition, in any dialect: what is read can be shown, evaluated and narrowed, or is
//! refused in words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedbed_expr::{Env, Expr, Kind, Program, Reference, Value, narrow, parse};
use seedbed_ingest::{Dialect, Source, read};
use seedbed_schema::{CheckRule, Table};

fuzz_target!(|input: &[u8]| {
    let Some((&first, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    if let Ok(expr) = parse(text) {
        // What is shown reads back as the same tree.
        let shown = expr.to_string();
        if let Ok(again) = parse(&shown) {
            assert_eq!(again.to_string(), shown);
        }
    }
    let dialect = Dialect::ALL[usize::from(first) % Dialect::ALL.len()];
    let text = format!("create table t (a int, b varchar(20), c timestamp, check ({text}));");
    let Ok(ingested) = read(&[Source { name: "fuzz", text: &text }], Some(dialect)) else { return };
    for table in ingested.schema.tables() {
        for check in &table.checks {
            if let CheckRule::Expr(expr) = &check.rule {
                attempt(expr, table);
            }
        }
    }
});

fn attempt(expr: &Expr, table: &Table) {
    let kinds = |name: &str| -> Option<Kind> { Some(table.column(name)?.data_type.kind()) };
    let _ = narrow(std::slice::from_ref(expr), &kinds, &Env { now: 0 });
    let slot = |reference: Reference<'_>| match reference {
        Reference::Column([name]) => table.column_index(name),
        _ => None,
    };
    let Ok(program) = Program::compile(expr, slot) else { return };
    let row: Vec<Value> = table.columns.iter().map(|_| Value::Null).collect();
    let _ = program.eval(&row, &Env { now: 0 });
}
