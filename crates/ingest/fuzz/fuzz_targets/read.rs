//! Any text, in any dialect: no panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedbed_ingest::{Dialect, Source, read};

fuzz_target!(|input: &[u8]| {
    let Some((&first, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    // The first byte chooses; beyond the known dialects one is guessed.
    let dialect = Dialect::ALL.get(usize::from(first) % (Dialect::ALL.len() + 1)).copied();
    // Both outcomes are fine: a schema with diagnostics, or an error that carries them.
    let _ = read(&[Source { name: "fuzz", text }], dialect);
});
