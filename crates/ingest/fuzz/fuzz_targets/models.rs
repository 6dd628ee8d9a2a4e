//! Any text as any of the other languages: models in Python, Prisma, dbt, JSON Schema, OpenAPI,
//! documents. No panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedbed_ingest::{Language, ReadOptions, Source, read_any};

fuzz_target!(|input: &[u8]| {
    let Some((&first, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    // The first byte chooses; beyond the known languages one is told by the text.
    let language = Language::ALL.get(usize::from(first) % (Language::ALL.len() + 1)).copied();
    let options = ReadOptions { language, ..ReadOptions::default() };
    // Both outcomes are fine: a schema with diagnostics, or an error that carries them.
    let _ = read_any(&[Source { name: "fuzz", text }], &options);
});
