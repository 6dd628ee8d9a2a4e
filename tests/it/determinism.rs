//! The same plan and seed make the same bytes, whatever the threads and shards.

use std::{collections::BTreeMap, fs, path::Path};

use seedbed_tests::{grown, repository};

/// Enough orders for several chunks and several batches each.
const ROWS: [&str; 4] = ["--rows", "orders=40k", "--rows", "order_items=90k"];

fn generate(out: &Path, options: &[&str]) {
    let schema = repository("examples/shop/schema.sql").display().to_string();
    let out = out.to_str().unwrap();
    grown(&[&["generate", &schema, "--quiet", "--out", out], &ROWS[..], options].concat());
}

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, content) in one {
        assert!(content == &other[name], "{what}: {name} differs");
    }
}

#[test]
fn threads_change_no_byte() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["csv", "json", "jsonl", "sql", "parquet"] {
        let [one, four] = ["1", "4"].map(|threads| {
            let out = directory.path().join(format!("{format}-{threads}"));
            generate(&out, &["--format", format, "--threads", threads]);
            files(&out)
        });
        assert_same(&one, &four, format);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    let directory = tempfile::tempdir().unwrap();
    let [first, second, other] = [("a", "7"), ("b", "7"), ("c", "8")].map(|(name, seed)| {
        let out = directory.path().join(name);
        generate(&out, &["--seed", seed]);
        files(&out)
    });
    assert_same(&first, &second, "seed 7 twice");
    assert_ne!(first["customers.csv"], other["customers.csv"]);
}

#[test]
fn a_plan_written_before_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let [first, second] = ["first", "second"].map(|name| directory.path().join(name));
    generate(&first, &[]);
    let schema = repository("examples/shop/schema.sql").display().to_string();
    let plan = first.join("plan.json");
    grown(&[
        "generate",
        &schema,
        "--quiet",
        "--plan",
        plan.to_str().unwrap(),
        "--out",
        second.to_str().unwrap(),
    ]);
    assert_same(&files(&first), &files(&second), "by plan.json");
}

#[test]
fn seven_shards_joined_are_the_whole() {
    const SHARDS: usize = 7;
    let directory = tempfile::tempdir().unwrap();
    for format in ["csv", "jsonl", "sql"] {
        let whole = directory.path().join(format);
        generate(&whole, &["--format", format]);
        let whole = files(&whole);
        let parts = directory.path().join(format!("{format}-parts"));
        for shard in 1..=SHARDS {
            generate(&parts, &["--format", format, "--shard", &format!("{shard}/{SHARDS}")]);
        }
        let parts = files(&parts);
        let part = |stem: &str, shard: usize| {
            &parts[&format!("{stem}.part-{shard:05}-of-{SHARDS:05}.{format}")][..]
        };
        let join = |stem: &str| (1..=SHARDS).map(|shard| part(stem, shard)).collect::<Vec<_>>();
        if format == "sql" {
            let tables = tables_in_order(&parts["manifest.part-00001-of-00007.json"]);
            let script = tables.iter().flat_map(|table| join(table)).collect::<Vec<_>>().concat();
            assert!(whole["seedbed.sql"] == script, "sql");
        } else {
            for (name, content) in &whole {
                let Some(stem) = name.strip_suffix(&format!(".{format}")) else { continue };
                assert!(content == &join(stem).concat(), "{name}");
            }
        }
    }
}

/// The tables in the order of a manifest.
fn tables_in_order(manifest: &[u8]) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    let files = manifest["files"].as_array().unwrap();
    files.iter().map(|file| file["tables"][0]["table"].as_str().unwrap().to_owned()).collect()
}
