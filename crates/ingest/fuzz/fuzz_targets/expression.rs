//! Any expression: what is read can be compiled, evaluated and narrowed, or refused in words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedbed_expr::{Env, Kind, narrow, parse};

fuzz_target!(|text: &str| {
    let Ok(expr) = parse(text) else { return };
    // What is shown reads back as the same tree.
    let shown = expr.to_string();
    if let Ok(again) = parse(&shown) {
        assert_eq!(again.to_string(), shown);
    }
    let kinds = |name: &str| match name.len() % 4 {
        0 => Some(Kind::Int),
        1 => Some(Kind::Text),
        2 => Some(Kind::Timestamp),
        _ => None,
    };
    let _ = narrow(&[expr], &kinds, &Env { now: 0 });
});
