//! The same numbers as sdmetrics, anonymeter and mostlyai-qa on the same files.
//!
//! Those that they gave for tables made here are kept, and compared everywhere. The comparison with
//! the packages themselves, on real files too, runs where `SEEDBED_TEST_EVALUATION` names a Python
//! that has them; `UPDATE_GOLDEN=1` keeps its numbers.

#![allow(clippy::disallowed_methods, reason = "tests find their servers by the environment")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use seedbed_evaluate::scores::{
    Evaluation, Knowledge, Options, Score, closest_distances, evaluate, success_rate,
};
use seedbed_profile::{Kind, Table, read};
use serde_json::{Map, Value, json};

use super::data::{Made, people, shop};

/// What is deterministic is the same to this.
const SAME: f64 = 1e-6;

/// mostlyai-qa rounds to five decimals.
const ROUNDED: f64 = 5.1e-6;

/// The pairs that are made here, and the same everywhere.
const MADE: [&str; 3] = ["made", "independent", "related"];

/// A pair of datasets, as files.
struct Pair {
    name: &'static str,
    folder: tempfile::TempDir,
    tables: Vec<&'static str>,
    holdout: bool,
    sensitive: Option<&'static str>,
}

impl Pair {
    fn new(name: &'static str, tables: &[&'static str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for dataset in ["real", "synthetic", "holdout"] {
            fs::create_dir(folder.path().join(dataset)).unwrap();
        }
        Self { name, folder, tables: tables.to_vec(), holdout: false, sensitive: None }
    }

    fn put(&self, dataset: &str, table: &str, text: &str) {
        let file = format!("{table}.csv");
        fs::write(self.folder.path().join(dataset).join(file), text).unwrap();
    }

    fn read(&self, dataset: &str) -> Vec<Table> {
        read(&[self.folder.path().join(dataset)], &seedbed_profile::Options::default()).unwrap()
    }

    fn evaluate(&self) -> Evaluation {
        let (real, synthetic) = (self.read("real"), self.read("synthetic"));
        let holdout = self.holdout.then(|| self.read("holdout"));
        let sensitive = self.sensitive.map(|column| (self.tables[0].to_owned(), column.to_owned()));
        let options = Options {
            sensitive: sensitive.into_iter().collect(),
            privacy: self.holdout,
            privacy_rows: usize::MAX,
            models: false,
            ..Options::default()
        };
        evaluate(&real, &synthetic, holdout.as_deref(), &Knowledge::default(), &options).unwrap()
    }

    /// What the Python script is told.
    fn specification(&self, evaluation: &Evaluation) -> Value {
        let paths = |dataset: &str| -> Value {
            let path = |table: &&str| self.folder.path().join(dataset).join(format!("{table}.csv"));
            self.tables.iter().map(|table| ((*table).to_owned(), json!(path(table)))).collect()
        };
        let relations: Vec<Value> = evaluation
            .facts
            .relations
            .iter()
            .map(|found| {
                json!({
                    "child_table_name": found.relation.child,
                    "child_foreign_key": found.relation.column,
                    "parent_table_name": found.relation.parent,
                    "parent_primary_key": found.relation.key,
                })
            })
            .collect();
        let tables: serde_json::Map<String, Value> =
            self.read("real").iter().map(|table| (table.name.clone(), columns(table))).collect();
        json!({
            "name": self.name,
            "real": paths("real"),
            "synthetic": paths("synthetic"),
            "holdout": if self.holdout { paths("holdout") } else { Value::Null },
            "sensitive": self.sensitive,
            "metadata": {"tables": tables, "relationships": relations},
        })
    }
}

fn columns(table: &Table) -> Value {
    let sdtype = |column: &seedbed_profile::Column| match column.kind() {
        kind if kind.is_numeric() => json!({"sdtype": "numerical"}),
        kind if kind.is_temporal() => json!({"sdtype": "datetime"}),
        Kind::Boolean | Kind::Categorical => json!({"sdtype": "categorical"}),
        _ => json!({"sdtype": "id"}),
    };
    let columns: serde_json::Map<String, Value> =
        table.columns.iter().map(|column| (column.name().to_owned(), sdtype(column))).collect();
    match table.column("id") {
        Some(_) => json!({"columns": columns, "primary_key": "id"}),
        None => json!({"columns": columns}),
    }
}

/// Our numbers under the names that the script gives.
fn numbers(evaluation: &Evaluation) -> BTreeMap<String, (f64, f64)> {
    let mut numbers = BTreeMap::new();
    for name in ["quality", "diagnostic"] {
        if let Some(score) = evaluation.section(name).and_then(|section| section.score) {
            numbers.insert(name.to_owned(), (score, SAME));
        }
    }
    for property in evaluation.properties() {
        if let Some(score) = property.score {
            numbers.insert(property.name.to_owned(), (score, SAME));
        }
        for score in &property.scores {
            let Some(value) = score.score else { continue };
            let (key, tolerance) = key(property.name, score);
            if score.metric == "Accuracy" {
                let by_chance = score.details["ceiling_by_chance"];
                numbers.insert(format!("{key}|ceiling"), (by_chance, ROUNDED));
            }
            for (ours, theirs) in [
                ("real_association", "real_association"),
                ("real", "real_correlation"),
                ("share", "share"),
            ] {
                if let Some(found) = score.details.get(ours) {
                    numbers.insert(format!("{key}|{theirs}"), (*found, SAME));
                }
            }
            numbers.insert(key, (value, tolerance));
        }
    }
    let mut rename = |from: &str, to: &str| {
        if let Some(found) = numbers.get(from).copied() {
            numbers.insert(to.to_owned(), found);
        }
    };
    rename("DCRShareProtection|share", "dcr_share");
    numbers
}

fn key(property: &str, score: &Score) -> (String, f64) {
    let Score { metric, table, columns, .. } = score;
    let columns = columns.join("|");
    let key = match property {
        "column_shapes" => format!("Column Shapes|{table}|{columns}"),
        "column_pair_trends" => format!("Column Pair Trends|{table}|{columns}"),
        "cardinality" => format!("Cardinality|{table}|{columns}"),
        "intertable_trends" => {
            format!("Intertable Trends|{}", columns.replacen('.', "|", 1))
        }
        "relationship_validity"
        | "data_validity"
        | "coverage"
        | "missing_values"
        | "statistics" => format!("{metric}|{table}|{columns}"),
        name if name.ends_with("accuracy") => {
            let mut names = score.columns.clone();
            names.sort();
            return (format!("Accuracy|{table}|{}", names.join("|")), ROUNDED);
        }
        _ => (*metric).to_owned(),
    };
    (key, SAME)
}

/// Compares everything that both have; how many numbers were the same.
fn compare(name: &str, evaluation: &Evaluation, theirs: &Value) -> usize {
    let ours = numbers(evaluation);
    let (mut same, mut different) = (0, Vec::new());
    for (key, value) in theirs.as_object().unwrap() {
        // Where they have no number, because a pair is not counted or by an error, ours may say
        // more.
        let (Some(theirs), Some((ours, tolerance))) = (value.as_f64(), ours.get(key)) else {
            continue;
        };
        if (theirs - ours).abs() <= *tolerance {
            same += 1;
        } else {
            different.push(format!("{key}: {ours}, and {theirs} in Python"));
        }
    }
    assert!(different.is_empty(), "{name}:\n{}", different.join("\n"));
    let unmatched: Vec<&String> = theirs
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, value)| !value.is_null() && !ours.contains_key(*key) && !is_aside(key))
        .map(|(key, _)| key)
        .collect();
    assert!(unmatched.is_empty(), "{name}: no number of ours for {unmatched:?}");
    same
}

/// Numbers that are compared otherwise.
fn is_aside(key: &str) -> bool {
    ["univariate|", "multivariate|", "linkability|", "inference|"]
        .iter()
        .any(|attack| key.starts_with(attack))
        || is_of_distances(key)
}

fn is_of_distances(key: &str) -> bool {
    matches!(key, "dcr_mean" | "dcr_median" | "identical")
}

/// The rates of attacks are the same within their sampling errors.
fn compare_attacks(evaluation: &Evaluation, theirs: &Value, sensitive: &str) {
    let scores: Vec<&Score> = evaluation.properties().flat_map(|p| &p.scores).collect();
    let ours = |metric: &str, known: Option<f64>, column: Option<&str>| {
        let score = scores.iter().find(|score| {
            score.metric == metric
                && known.is_none_or(|known| score.details["columns_known"] == known)
                && column.is_none_or(|column| score.columns == [column])
        });
        score.unwrap_or_else(|| panic!("{metric}")).details.clone()
    };
    for (name, details) in [
        ("univariate", ours("SinglingOutProtection", Some(1.0), None)),
        ("multivariate", ours("SinglingOutProtection", Some(3.0), None)),
        ("linkability", ours("LinkabilityProtection", None, None)),
        ("inference", ours("InferenceProtection", None, Some(sensitive))),
    ] {
        for (of, theirs_rate, theirs_error, rate) in [
            ("attack", format!("{name}|attack"), format!("{name}|error"), "success_rate"),
            ("control", format!("{name}|control"), format!("{name}|control_error"), "control_rate"),
        ] {
            let (rate, their) = (details[rate], theirs[&theirs_rate].as_f64().unwrap());
            let own = success_rate(details["attacks"], rate * details["attacks"]).error;
            let error = own + theirs[&theirs_error].as_f64().unwrap();
            // Twice the two intervals of 95 %: eight such comparisons are made in each run.
            assert!(
                (rate - their).abs() <= 2.0 * error,
                "{name} {of}: {rate}, and {their} ± {error}"
            );
        }
    }
}

/// The distances to the closest real rows are the same.
fn compare_distances(pair: &Pair, theirs: &Value) {
    let (real, synthetic) = (pair.read("real").remove(0), pair.read("synthetic").remove(0));
    let mut ours = closest_distances(&real, &synthetic, &Knowledge::default()).unwrap();
    ours.sort_by(f64::total_cmp);
    let rows = ours.len();
    let identical = ours.iter().filter(|&&distance| distance <= 1e-6).count() as f64;
    for (name, found) in [
        ("dcr_mean", ours.iter().sum::<f64>() / rows as f64),
        ("dcr_median", f64::midpoint(ours[(rows - 1) / 2], ours[rows / 2])),
        ("identical", identical / rows as f64),
    ] {
        let expected = theirs[name].as_f64().unwrap();
        assert!((found - expected).abs() <= SAME, "{name}: {found}, and {expected} in Python");
    }
}

/// Runs the script.
fn in_python(python: &str, specifications: &[Value]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("specification.json");
    fs::write(&file, json!({ "pairs": specifications }).to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/reference.py");
    let output = Command::new(python).arg(script).arg(&file).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap()
}

/// People with a holdout, changed in several ways: more NULLs, other categories, a shift.
fn made() -> Pair {
    let mut pair = Pair::new("made", &["people"]);
    let mut synthetic = people(700, 2);
    for (at, row) in synthetic.rows.iter_mut().enumerate() {
        if at % 7 == 0 {
            row[4] = "Riga".into();
        }
        if at % 11 == 0 {
            row[1] = String::new();
        }
    }
    pair.put("real", "people", &people(800, 1).csv());
    pair.put("synthetic", "people", &synthetic.csv());
    pair.put("holdout", "people", &people(600, 3).csv());
    pair.holdout = true;
    pair.sensitive = Some("level");
    pair
}

fn independent() -> Pair {
    let pair = Pair::new("independent", &["people"]);
    let real = people(900, 4);
    pair.put("real", "people", &real.csv());
    pair.put("synthetic", "people", &real.independent(5).csv());
    pair
}

fn related() -> Pair {
    let pair = Pair::new("related", &["customers", "orders"]);
    for (dataset, seed, shift) in [("real", 1, 0.0), ("synthetic", 2, 1.0)] {
        let [customers, orders]: [Made; 2] = shop(400, seed, shift);
        pair.put(dataset, "customers", &customers.csv());
        pair.put(dataset, "orders", &orders.csv());
    }
    pair
}

/// Real files, where they are there: adult beside its holdout, and baseball beside itself with
/// every second player.
fn of_files(data: &Path) -> Vec<Pair> {
    let text = |file: &str| {
        let output = Command::new("gzip").arg("-dc").arg(data.join(file)).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let adult = Pair::new("adult", &["adult"]);
    adult.put("real", "adult", &text("adult_trn.csv.gz"));
    adult.put("synthetic", "adult", &text("adult_hol.csv.gz"));
    let baseball = Pair::new("baseball", &["batting", "players"]);
    let players = text("baseball/players.csv.gz");
    let batting = text("baseball/batting.csv.gz");
    baseball.put("real", "players", &players);
    baseball.put("real", "batting", &batting);
    let mut kept = std::collections::BTreeSet::new();
    let half: Vec<&str> = players
        .lines()
        .enumerate()
        .filter(|(at, line)| {
            let keep = at % 2 == 0;
            if keep {
                kept.insert(line.split(',').next().unwrap_or_default().to_owned());
            }
            keep
        })
        .map(|(_, line)| line)
        .collect();
    let of_half = batting
        .lines()
        .enumerate()
        .filter(|(at, line)| *at == 0 || kept.contains(line.split(',').next().unwrap_or_default()));
    let of_half: Vec<&str> = of_half.map(|(_, line)| line).collect();
    baseball.put("synthetic", "players", &half.join("\n"));
    baseball.put("synthetic", "batting", &of_half.join("\n"));
    vec![adult, baseball]
}

/// Where numbers of the Python packages are kept, for machines without them.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/numbers.json")
}

/// The deterministic ones of the numbers about pairs that are made here.
fn to_keep(pairs: &[Pair], theirs: &Value) -> Value {
    let made = pairs.iter().filter(|pair| MADE.contains(&pair.name));
    let numbers = made.map(|pair| {
        let numbers = theirs[pair.name].as_object().unwrap().iter();
        let drawn = |key: &str| is_aside(key) && !is_of_distances(key);
        let fixed = numbers.filter(|(key, value)| value.is_number() && !drawn(key));
        let fixed = fixed.map(|(key, value)| (key.clone(), value.clone()));
        (pair.name.to_owned(), Value::Object(fixed.collect()))
    });
    Value::Object(numbers.collect())
}

#[test]
fn numbers_are_those_that_the_python_packages_gave() {
    let theirs: Value = serde_json::from_str(&fs::read_to_string(kept()).unwrap()).unwrap();
    let mut same = 0;
    for pair in [made(), independent(), related()] {
        same += compare(pair.name, &pair.evaluate(), &theirs[pair.name]);
        if pair.sensitive.is_some() {
            compare_distances(&pair, &theirs[pair.name]);
        }
    }
    assert!(same > 300, "only {same} numbers were compared");
}

/// Whether a number is the accuracy of three columns together: which three are looked at,
/// mostlyai-qa draws anew each time.
fn is_of_three(key: &str) -> bool {
    let parts: Vec<&str> = key.split('|').filter(|part| *part != "ceiling").collect();
    matches!(parts.as_slice(), ["Accuracy", _, _, _, _])
}

#[test]
fn numbers_are_those_of_the_python_packages() {
    let Some(python) = env::var("SEEDBED_TEST_EVALUATION").ok().filter(|path| !path.is_empty())
    else {
        println!("not run: SEEDBED_TEST_EVALUATION names no Python with the packages");
        return;
    };
    let mut pairs = vec![made(), independent(), related()];
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.is_dir() {
        pairs.extend(of_files(&data));
    } else {
        println!("not run on real files: there is no data folder");
    }
    let evaluations: Vec<Evaluation> = pairs.iter().map(Pair::evaluate).collect();
    let specifications: Vec<Value> = pairs
        .iter()
        .zip(&evaluations)
        .map(|(pair, evaluation)| pair.specification(evaluation))
        .collect();
    let theirs = in_python(&python, &specifications);
    let to_keep = to_keep(&pairs, &theirs);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(kept(), format!("{to_keep:#}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&fs::read_to_string(kept()).unwrap()).unwrap();
    for name in MADE {
        let (kept, found) = (kept[name].as_object().unwrap(), to_keep[name].as_object().unwrap());
        let always = |numbers: &Map<String, Value>| -> Vec<String> {
            numbers.keys().filter(|key| !is_of_three(key)).cloned().collect()
        };
        assert_eq!(always(kept), always(found), "{name}: UPDATE_GOLDEN=1 keeps other numbers");
        for (key, value) in kept {
            let Some(found) = found.get(key) else { continue };
            let (kept, found) = (value.as_f64().unwrap(), found.as_f64().unwrap());
            assert!((kept - found).abs() < 1e-9, "{name}: {key} was {kept} and is {found}");
        }
    }
    for (pair, evaluation) in pairs.iter().zip(&evaluations) {
        let theirs = &theirs[pair.name];
        let same = compare(pair.name, evaluation, theirs);
        println!("{}: {same} numbers are the same", pair.name);
        assert!(same > 40, "{}: only {same} numbers were compared", pair.name);
        if let Some(sensitive) = pair.sensitive {
            compare_attacks(evaluation, theirs, sensitive);
            compare_distances(pair, theirs);
        }
    }
}
