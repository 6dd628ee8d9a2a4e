//! `cargo xtask realism SCHEMA…`: what the rules took each column for, beside values that they
//! made of it, for a person to judge.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{cargo, output, succeeds, target};

/// Values shown of each column.
const SHOWN: usize = 20;

/// Characters shown of each value.
const WIDTH: usize = 60;

/// Prints every column's meaning, its share of NULLs and twenty values of it. `arguments` go to
/// the program as they are: schemas, `--locale`, `--rows` and so on.
pub(crate) fn print(arguments: &[&str]) -> Result<()> {
    ensure!(succeeds(&mut cargo(&["build", "--quiet", "--package", "seedbed-cli"]))?, "no program");
    let target = target()?;
    let seedbed = target.join("debug/seedbed");
    let told = output(Command::new(&seedbed).arg("plan").args(arguments).arg("--explain"))?;
    let place = tempfile::tempdir_in(&target)?;
    let out = place.path().join("out");
    let files = ["--format", "jsonl", "--quiet", "--out"];
    output(Command::new(&seedbed).arg("generate").args(arguments).args(files).arg(&out))?;
    let mut tables: BTreeMap<String, (Vec<Value>, usize)> = BTreeMap::new();
    let mut count = 0;
    for Told { table, column, meaning } in meanings(&told)? {
        if !tables.contains_key(&table) {
            tables.insert(table.clone(), rows(&out, &table)?);
            println!("\n{table}, {} rows", tables[&table].1);
        }
        let (rows, _) = &tables[&table];
        println!("  {column:<26} {meaning:<26} {}", values(rows, &column));
        count += 1;
    }
    println!("\n{count} columns in {} tables", tables.len());
    Ok(())
}

/// One column and what it was taken for.
struct Told {
    table: String,
    column: String,
    meaning: String,
}

/// Reads what `seedbed plan --explain` prints: its first line says where things stand.
fn meanings(text: &str) -> Result<Vec<Told>> {
    let mut lines = text.lines();
    let header = lines.next().context("plan --explain printed nothing")?;
    let starts = ["table", "column", "meaning", "because"].map(|word| header.find(word));
    let [Some(_), Some(column), Some(meaning), Some(because)] = starts else {
        anyhow::bail!("plan --explain prints other columns than expected");
    };
    let mut found: Vec<Told> = Vec::new();
    let mut table = String::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let characters: Vec<char> = line.chars().collect();
        let part = |from: usize, to: usize| -> String {
            let characters = characters.get(from..to.min(characters.len())).unwrap_or_default();
            characters.iter().collect::<String>().trim().to_owned()
        };
        if !part(0, column).is_empty() {
            table = part(0, column);
        }
        let told = Told {
            table: table.clone(),
            column: part(column, meaning),
            meaning: part(meaning, because),
        };
        let known =
            found.iter_mut().find(|other| other.table == told.table && other.column == told.column);
        match known {
            Some(known) => known.meaning = format!("{}, {}", known.meaning, told.meaning),
            None => found.push(told),
        }
    }
    Ok(found)
}

/// Some of a table's rows, from its whole length, and how many it has.
fn rows(out: &Path, table: &str) -> Result<(Vec<Value>, usize)> {
    let path: PathBuf = out.join(format!("{table}.jsonl"));
    let text = fs::read_to_string(&path).with_context(|| format!("can't read {table}'s rows"))?;
    let lines: Vec<&str> = text.lines().collect();
    let step = (lines.len() / SHOWN).max(1);
    let picked = lines.iter().step_by(step).take(SHOWN);
    let rows = picked.map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
    Ok((rows, lines.len()))
}

/// The values of a column, one after the other, and how many were NULL.
fn values(rows: &[Value], column: &str) -> String {
    let mut nulls = 0;
    let mut shown: Vec<String> = Vec::new();
    for row in rows {
        let text = match &row[column] {
            Value::Null => {
                nulls += 1;
                continue;
            }
            Value::String(text) => text.replace('\n', " "),
            other => other.to_string(),
        };
        let cut: String = text.chars().take(WIDTH).collect();
        shown.push(if cut.len() < text.len() { format!("{cut}…") } else { cut });
    }
    let listed = shown.join(" | ");
    if nulls > 0 { format!("({nulls} NULL) {listed}") } else { listed }
}
