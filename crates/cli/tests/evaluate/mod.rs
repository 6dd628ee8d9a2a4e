//! Datasets judged on the command line: by themselves, and as soon as they are made.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use serde_json::Value;
use tempfile::TempDir;

const SCHEMA: &str = "
    CREATE TABLE customers (id int PRIMARY KEY, age int NOT NULL CHECK (age >= 18), city text);
    CREATE TABLE orders (
        id int PRIMARY KEY,
        customer_id int NOT NULL REFERENCES customers,
        total numeric(8, 2) NOT NULL CHECK (total > 0)
    );
";

/// A folder with real tables of customers and their orders, the schema, and faulty variants.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let (mut customers, mut orders) =
        ("id,age,city\n".to_owned(), "id,customer_id,total\n".to_owned());
    for customer in 1..=60 {
        let city = ["Bonn", "Lyon", "Turin"][customer % 3];
        customers.push_str(&format!("{customer},{},{city}\n", 18 + customer * 7 % 50));
        for order in 0..customer % 4 {
            let id = customer * 10 + order;
            orders.push_str(&format!("{id},{customer},{}.50\n", 10 + id * 13 % 90));
        }
    }
    write("real/customers.csv", customers.as_bytes());
    write("real/orders.csv", orders.as_bytes());
    let old = customers.replace(",Bonn\n", ",\n").replace(",2", ",9");
    write("old/customers.csv", old.as_bytes());
    write("old/orders.csv", orders.as_bytes());
    write("broken/customers.csv", b"id,age,city\n1,17,Bonn\n1,30,Lyon\n");
    write("broken/orders.csv", b"id,customer_id,total\n1,9,5.00\n");
    write("schema.sql", SCHEMA.as_bytes());
    write("easy.json", br#"{"min": {"schema": 1, "diagnostic": 0.1}}"#);
    write("hard.json", br#"{"min": {"column_shapes": 1.0}}"#);
    write("wrong.json", br#"{"minimum": {"quality": 0.9}}"#);
    write("empty.json", br#"{"min": {}}"#);
    write("latin.csv", b"id,age,city\n1,30,K\xF6ln\n");
    write("wide.csv", b"\xFF\xFEi\0d\0\n\0");
    write("nothing.csv", b"");
    write("other.csv", b"x,y\n1,2\n");
    write("false.parquet", b"id,age\n1,2\n");
    folder
}

/// What the program says and how it ends.
struct Answer {
    code: i32,
    said: String,
    output: Output,
}

fn seedbed(folder: &Path, line: &str) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_seedbed"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = [output.stdout.as_slice(), output.stderr.as_slice()];
    let said = said.map(String::from_utf8_lossy).concat();
    Answer { code: output.status.code().unwrap(), said, output }
}

#[test]
fn exit_codes_tell_what_became_of_a_comparison() {
    let folder = folder();
    let cases = [
        (0, "real --real real --quick", "Quality: 100.0 %"),
        (0, "real --real real --quick --gate hard.json", "Gate: passed"),
        (0, "real --real real --quick --schema schema.sql --gate easy.json", "ok   schema 1.0000"),
        (0, "real --schema schema.sql", "0 violations of"),
        (1, "old --real real --quick --gate hard.json", "KSComplement of customers.age: 0."),
        (1, "old --real real --quick --min column_shapes.customers.city=1", "TVComplement of"),
        (1, "real --real real --min dcr_share_protection=0.1", "it needs a holdout"),
        (1, "broken --schema schema.sql --min constraints=1", "ConstraintAdherence of orders."),
        (1, "broken --real real --quick --schema schema.sql --min schema=1", "3 violations of"),
        (2, "real", "--real"),
        (2, "real --real real --min quality", "no threshold such as quality=0.9"),
        (2, "real --real real --min quality=1.2", "scores go from 0 to 1"),
        (2, "real --real real --quick --min beauty=0.5", "no score is called beauty"),
        (2, "real --real real --gate wrong.json", "wrong.json is no gate"),
        (2, "real --real real --gate empty.json", "empty.json asks for nothing"),
        (5, "real --real real --gate gone.json", "gone.json"),
        (2, "real --real real --kind customers.age=colour", "no kind of column is called colour"),
        (2, "real --real real --target customers.hat", "customers.hat"),
        (2, "real --real real -o report.pdf", "ends in .html or .json"),
        (2, "real --schema schema.sql --min quality=0.9", "no score is called quality"),
    ];
    for (code, line, expected) in cases {
        let answer = seedbed(folder.path(), &format!("evaluate {line}"));
        assert_eq!(answer.code, code, "{line}\n{}", answer.said);
        assert!(answer.said.contains(expected), "{line}\n{}", answer.said);
    }
}

#[test]
fn what_can_not_be_read_is_told_with_its_remedy() {
    let folder = folder();
    let cases = [
        ("latin.csv", "is not UTF-8 (line 2); convert it: iconv -f WINDOWS-1252"),
        ("wide.csv", "convert it: iconv -f UTF-16"),
        ("nothing.csv", "is empty; a table needs a first line"),
        ("other.csv", "the real one has id, age, city, the synthetic one x, y"),
        ("false.parquet", "false.parquet is no Parquet file"),
        ("gone.csv", "gone.csv can't be read: No such file"),
        ("schema.sql", "is no table by its ending"),
    ];
    for (file, expected) in cases {
        let answer =
            seedbed(folder.path(), &format!("evaluate {file} --real real/customers.csv --quick"));
        assert_eq!(answer.code, 2, "{file}\n{}", answer.said);
        let said = answer.said.replace("\n  │ ", " ");
        assert!(said.contains(expected), "{file}\n{said}");
    }
}

#[test]
fn arrow_files_are_judged_by_a_schema_and_beside_real_ones() {
    let folder = folder();
    let id = |rows: Vec<i32>| Arc::new(Int32Array::from(rows)) as ArrayRef;
    let cities = Arc::new(StringArray::from(vec![Some("Bonn"), None])) as ArrayRef;
    let totals = Arc::new(Float64Array::from(vec![9.5, 20.0])) as ArrayRef;
    let tables = [
        ("customers", vec![("id", id(vec![1, 2])), ("age", id(vec![30, 17])), ("city", cities)]),
        (
            "orders",
            vec![("id", id(vec![1, 2])), ("customer_id", id(vec![2, 9])), ("total", totals)],
        ),
    ];
    fs::create_dir(folder.path().join("arrow")).unwrap();
    for (name, columns) in tables {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = fs::File::create(folder.path().join("arrow").join(name).with_extension("arrow"));
        let mut writer = FileWriter::try_new(file.unwrap(), &batch.schema()).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
    }
    let line = "evaluate arrow --real real --quick --schema schema.sql --min schema=1";
    let answer = seedbed(folder.path(), line);
    assert_eq!(answer.code, 1, "{}", answer.said);
    for expected in ["orders: 90 real and 2 synthetic rows", "2 violations of", "1 orphan"] {
        assert!(answer.said.contains(expected), "{expected}\n{}", answer.said);
    }
    let verified = seedbed(folder.path(), "verify schema.sql arrow");
    assert_eq!(verified.code, 1, "{}", verified.said);
}

#[test]
fn a_report_is_valid_and_names_its_files() {
    let folder = folder();
    let line = "evaluate old --real real --holdout real --schema schema.sql --min quality=0.5 \
                --attacks 20 -o report.json -o report.html --json";
    let answer = seedbed(folder.path(), line);
    assert_eq!(answer.code, 0, "{}", answer.said);
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&answer.output.stdout).unwrap(), report);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/evaluation.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(kept).unwrap()).unwrap();
    let printed = seedbed(folder.path(), "evaluate --json-schema");
    assert_eq!(serde_json::from_slice::<Value>(&printed.output.stdout).unwrap(), schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrongs: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(wrongs.is_empty(), "{wrongs:?}");
    let files = report["facts"]["files"].as_array().unwrap();
    assert_eq!(files.len(), 6);
    assert!(files.iter().all(|file| file["sha256"].as_str().unwrap().len() == 64));
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("old beside real") && page.contains("The gate is passed"));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn rows_that_are_good_enough_are_taken_with_their_report() {
    let folder = folder();
    for format in ["csv", "json", "jsonl", "parquet", "sql"] {
        let line = format!(
            "generate schema.sql --rows 50 --format {format} --out made --gate easy.json --real real"
        );
        let answer = seedbed(folder.path(), &line);
        assert_eq!(answer.code, 0, "{format}\n{}", answer.said);
        assert!(answer.said.contains("Gate: passed"), "{}", answer.said);
        let made = names(&folder.path().join("made"));
        let rows = if format == "sql" { 1 } else { 2 };
        assert_eq!(made.len(), rows + 4, "the files of {format} alone are there: {made:?}");
        assert!(made.contains(&"evaluation.html".to_owned()), "{made:?}");
        assert!(!folder.path().join("made.rejected").exists());
        let verified = seedbed(folder.path(), "verify schema.sql made");
        assert_eq!(verified.code, 0, "{format}\n{}", verified.said);
        assert!(!verified.said.contains("Not of the schema"), "{}", verified.said);
    }
    let text = fs::read_to_string(folder.path().join("made/manifest.json")).unwrap();
    assert!(text.contains("\"evaluation.json\""), "{text}");
    let plain = seedbed(folder.path(), "generate schema.sql --rows 5 --out made");
    assert_eq!(plain.code, 0, "{}", plain.said);
    let made = names(&folder.path().join("made"));
    assert!(!made.contains(&"evaluation.json".to_owned()), "a report of other rows: {made:?}");
}

#[test]
fn rows_that_are_not_good_enough_are_kept_apart() {
    let folder = folder();
    let before = seedbed(folder.path(), "generate schema.sql --rows 5 --out made");
    assert_eq!(before.code, 0, "{}", before.said);
    let read = |name: &str| fs::read(folder.path().join("made").join(name)).unwrap();
    let (orders, manifest) = (read("orders.csv"), read("manifest.json"));
    let line = "generate schema.sql --rows 50 --out made --real real --gate hard.json --json";
    for _ in 0..2 {
        let answer = seedbed(folder.path(), line);
        assert_eq!(answer.code, 1, "{}", answer.said);
        let document: Value = serde_json::from_slice(&answer.output.stdout).unwrap();
        assert_eq!(document["out"], "made.rejected");
        assert_eq!(document["gate"]["passed"], false);
        assert!(!document["gate"]["checks"][0]["failing"].as_array().unwrap().is_empty());
        assert_eq!((read("orders.csv"), read("manifest.json")), (orders.clone(), manifest.clone()));
        let apart = names(&folder.path().join("made.rejected"));
        let expected = ["customers.csv", "evaluation.html", "evaluation.json", "manifest.json"];
        assert_eq!(apart[..4], expected, "{apart:?}");
    }
    let report = fs::read_to_string(folder.path().join("made.rejected/evaluation.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["gate"]["passed"], false);
    let told = seedbed(folder.path(), &line.replace("--json", "--quiet"));
    assert!(told.said.contains("kept apart in made.rejected"), "{}", told.said);
}

#[test]
fn gates_that_can_not_be_judged_are_refused_before_the_first_row() {
    let folder = folder();
    let cases = [
        ("--min quality=0.9", "quality compares with real data, and none is named"),
        ("--min schema=1 --shard 1/2", "judge the files of a whole run"),
        ("--min schema=1 --out sqlite:x.db", "judge the files of a whole run"),
        ("--min schema=2", "scores go from 0 to 1"),
        ("--real nowhere", "nowhere"),
        ("--holdout real", "--real"),
    ];
    for (options, expected) in cases {
        let line = format!("generate schema.sql --rows 5 {options}");
        let answer = seedbed(folder.path(), &line);
        assert_ne!(answer.code, 0, "{options}\n{}", answer.said);
        assert_ne!(answer.code, 1, "{options}\n{}", answer.said);
        assert!(answer.said.contains(expected), "{options}\n{}", answer.said);
        assert!(!folder.path().join("seedbed-out").exists());
        assert!(!folder.path().join("seedbed-out.rejected").exists());
    }
}

#[cfg(feature = "learn")]
#[test]
fn a_sample_is_judged_as_generated_rows_are() {
    let folder = folder();
    let fitted = seedbed(folder.path(), "fit real --schema schema.sql --out model");
    assert_eq!(fitted.code, 0, "{}", fitted.said);
    let sample = "sample model --out sampled --real real";
    let passed =
        seedbed(folder.path(), &format!("{sample} --min column_shapes=0.5 --min schema=1"));
    assert_eq!(passed.code, 0, "{}", passed.said);
    assert!(folder.path().join("sampled/evaluation.html").is_file());
    let failed = seedbed(folder.path(), &format!("{sample} --min column_shapes=1"));
    assert_eq!(failed.code, 1, "{}", failed.said);
    assert!(folder.path().join("sampled.rejected/evaluation.html").is_file());
    let shard = seedbed(folder.path(), &format!("{sample} --shard 1/2"));
    assert_eq!(shard.code, 2, "{}", shard.said);
}
