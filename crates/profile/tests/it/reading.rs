//! Files in their usual variants.

use std::{fs, io::Write, path::PathBuf};

use seedbed_profile::{Kind, Options, Table, read, read_csv};

fn csv(text: &[u8]) -> Result<Table, String> {
    read_csv("t", text, &Options::default()).map_err(|error| error.to_string())
}

/// The texts of a table, row by row.
fn cells(table: &Table) -> Vec<Vec<&str>> {
    let cell = |column: &seedbed_profile::Column, row: usize| column.codes()[row];
    (0..table.rows())
        .map(|row| {
            let cells = table.columns.iter().map(|column| (column, cell(column, row)));
            cells.map(|(c, code)| if code == u32::MAX { "∅" } else { c.label(code) }).collect()
        })
        .collect()
}

#[test]
fn usual_variants_of_csv_hold_the_same_table() {
    let variants: [&[u8]; 7] = [
        b"a,b\n1,x y\n,\"p\"\"q\"\n",
        b"\xEF\xBB\xBFa,b\r\n1,x y\r\n,\"p\"\"q\"\r\n",
        b"a;b\n1;x y\n;\"p\"\"q\"",
        b"a\tb\n1\tx y\n\t\"p\"\"q\"\n",
        b"a|b\n1|x y\n|\"p\"\"q\"\n",
        b"\"a\",\"b\"\n\"1\",\"x y\"\n\"\",\"p\"\"q\"\n",
        b"a,b\n\n1,x y\n,\"p\"\"q\"\n",
    ];
    for text in variants {
        let table = csv(text).unwrap();
        let names: Vec<&str> = table.columns.iter().map(seedbed_profile::Column::name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(cells(&table), [["1", "x y"], ["∅", "p\"q"]], "{text:?}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "empty"),
        (b"a,b\n1,2\n3\n", "line 3: 1 fields, where the header names 2"),
        (b"a,b\n1,2\n3,caf\xE9\n", "not UTF-8 (line 3)"),
        (b"\xFF\xFEa\0", "iconv -f UTF-16"),
        (b"a,a\n1,2\n", "two columns a"),
    ];
    for (text, expected) in cases {
        let message = csv(text).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn large_files_keep_their_order_and_the_first_fault_is_told() {
    const ROWS: usize = 60_000;
    let line = |row: usize| format!("{row},{},{},name {row}\n", row % 7, row * 3);
    let text: String = (0..ROWS).map(line).collect();
    let table = csv(format!("a,b,c,d\n{text}").as_bytes()).unwrap();
    assert_eq!(table.rows(), ROWS);
    for row in [0, 1, 30_000, ROWS - 1] {
        let cells = table.columns.iter().map(|column| column.label(column.codes()[row]));
        assert_eq!(cells.collect::<Vec<_>>().join(",") + "\n", line(row));
    }
    // The later column's fault is the earlier in the file, and before one of the file's form.
    let mut faulty = format!("a,b,c,d\n{text}").into_bytes();
    faulty.extend(b"1,2,3,\xE9\n\xE9,2,3,4\n1,2\n");
    let message = csv(&faulty).unwrap_err();
    assert!(message.contains(&format!("line {}", ROWS + 2)), "{message}");
}

#[test]
fn json_lines_are_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let read_lines = |text: &str| {
        let path = folder.path().join("people.jsonl");
        fs::write(&path, text).unwrap();
        let tables = read(&[path], &Options::default()).map_err(|error| error.to_string())?;
        Ok::<_, String>(tables.into_iter().next().unwrap())
    };
    let text = "{\"id\": 1, \"zip\": \"10115\"}\n\n{\"zip\": null, \"fee\": 1.5, \"id\": 2}\r\n\
                {\"id\": 12345678901234567890, \"paid\": true}";
    let table = read_lines(text).unwrap();
    let names: Vec<&str> = table.columns.iter().map(seedbed_profile::Column::name).collect();
    assert_eq!(names, ["id", "zip", "fee", "paid"]);
    let rows = [
        ["1", "10115", "∅", "∅"],
        ["2", "∅", "1.5", "∅"],
        ["12345678901234567890", "∅", "∅", "true"],
    ];
    assert_eq!(cells(&table), rows);
    let kinds: Vec<Kind> = table.columns.iter().map(seedbed_profile::Column::kind).collect();
    assert!(!kinds[1].is_numeric() && kinds[2] == Kind::Number && kinds[3] == Kind::Boolean);
    let documents = read_lines("{\"a\": {\"b\": [1, null]}}\n{\"a\": []}\n").unwrap();
    assert_eq!(cells(&documents), [["{\"b\":[1,null]}"], ["[]"]]);
    let faults = [
        ("{\"a\": 1}\n{\"a\": secret}\n", "line 2: expected value"),
        ("{\"a\": 1}\n\"secret\"\n", "line 2: no object"),
        ("\n", "is empty"),
    ];
    for (text, expected) in faults {
        let message = read_lines(text).unwrap_err();
        assert!(message.contains(expected) && !message.contains("secret"), "{message}");
    }
}

#[test]
fn a_folder_is_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    write("orders.part-00002-of-00002.csv", b"id,total\n3,3.5\n");
    write("orders.part-00001-of-00002.csv", b"id,total\n1,1.5\n2,2.5\n");
    write("manifest.json", b"{}");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"id,name\n1,Ada\n").unwrap();
    write("customers.csv.gz", &packed.finish().unwrap());
    let tables = read(&[folder.path().to_owned()], &Options::default()).unwrap();
    let shape: Vec<(&str, usize)> = tables.iter().map(|t| (t.name.as_str(), t.rows())).collect();
    assert_eq!(shape, [("customers", 1), ("orders", 3)]);
    assert_eq!(tables[1].column("total").unwrap().numbers(), [1.5, 2.5, 3.5]);
    assert_eq!(tables[1].column("id").unwrap().kind(), Kind::Identifier);
}

#[test]
fn folders_and_files_without_tables_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: PathBuf| read(&[path], &Options::default()).unwrap_err().to_string();
    assert!(message(folder.path().to_owned()).contains("holds no table"));
    assert!(message(folder.path().join("absent.csv")).contains("can't be read"));
    let other = folder.path().join("notes.json");
    fs::write(&other, "{}").unwrap();
    assert!(message(other).contains("no table by its ending"));
}
