//! Files in their usual variants.

use std::{fmt::Write as _, fs, io::Write, path::PathBuf, sync::Arc};

use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int32Array, ListArray, RecordBatch, StringViewArray,
    types::Int32Type,
};
use arrow_ipc::{
    CompressionType,
    writer::{FileWriter, IpcWriteOptions, StreamWriter},
};
use seedbed_profile::{Column, Kind, Options, Table, read, read_csv};

fn csv(text: &[u8]) -> Result<Table, String> {
    read_csv("t", text, &Options::default()).map_err(|error| error.to_string())
}

/// The texts of a table, row by row.
fn cells(table: &Table) -> Vec<Vec<&str>> {
    let cell = |column: &Column, row: usize| column.codes()[row];
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
    let cases: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (b"a,b\n1,2\n3\n", "line 3: 1 fields, where the header names 2"),
        (b"a,b\n1,2\n3,caf\xE9\n", "not UTF-8 (line 3)"),
        (b"\xFF\xFEa\0", "iconv -f UTF-16 "),
        (b"a\0,\0b\0\n\x001\0,\x002\0\n\0", "iconv -f UTF-16LE"),
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

/// Only of a file the size is known, and so whether a column may become long.
#[test]
fn long_columns_of_numbers_are_what_their_texts_are() {
    let mut text = "fixed,shortest,float,gaps,late,id_no,amount,whole\n".to_owned();
    for row in 0..40_000_u32 {
        let value = f64::from(row.wrapping_mul(2_654_435_761) % 1_000_003) / 977.0;
        let cents = (value * 100.0).round() / 100.0;
        let gap = if row % 7 == 3 { String::new() } else { format!("{cents:.2}") };
        let late = if row == 39_990 { "n/a".to_owned() } else { format!("{:.3}", -value) };
        let amount = value * 1e12;
        writeln!(text, "{value:.2},{cents},{value:?},{gap},{late},{row},{amount:.1},{row}.0")
            .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, &text).unwrap();
    let tables = read(&[path], &Options::default()).unwrap();
    let (long, short) = (&tables[0], csv(text.as_bytes()).unwrap());
    for (long, short) in long.columns.iter().zip(&short.columns) {
        let name = short.name();
        assert_eq!(long.kind(), short.kind(), "{name}");
        assert_eq!((long.len(), long.missing()), (short.len(), short.missing()), "{name}");
        assert_eq!(long.decimals(), short.decimals(), "{name}");
        let numbers = long.numbers().into_iter().zip(short.numbers());
        assert!({ numbers }.all(|(a, b)| a.to_bits() == b.to_bits()), "{name}");
        assert_eq!(long.codes(), short.codes(), "{name}");
        assert!(long.labels().eq(short.labels()), "{name}");
        let as_text = |column: &Column| column.clone().with_kind(Kind::Text);
        assert_eq!(as_text(long).kind(), Kind::Text, "{name}");
        let as_date = |column: &Column| column.clone().with_kind(Kind::Date).kind();
        assert_eq!(as_date(long), as_date(short), "{name}");
    }
    assert_eq!(long.column("gaps").unwrap().missing(), 40_000 / 7);
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

/// People as an Arrow file and as a stream, compressed as pandas and pyarrow do it.
fn arrow(columns: Vec<(&str, ArrayRef)>) -> [Vec<u8>; 2] {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let lz4 = Some(CompressionType::LZ4_FRAME);
    let options = IpcWriteOptions::default().try_with_compression(lz4).unwrap();
    let (mut file, mut stream) = (Vec::new(), Vec::new());
    let schema = batch.schema();
    let mut to_file =
        FileWriter::try_new_with_options(&mut file, &schema, options.clone()).unwrap();
    let mut to_stream = StreamWriter::try_new_with_options(&mut stream, &schema, options).unwrap();
    for _ in 0..2 {
        to_file.write(&batch).unwrap();
        to_stream.write(&batch).unwrap();
    }
    to_file.finish().unwrap();
    to_stream.finish().unwrap();
    [file, stream]
}

fn people() -> Vec<(&'static str, ArrayRef)> {
    let city: DictionaryArray<Int32Type> =
        vec![Some("Bonn"), None, Some("Lyon")].into_iter().collect();
    vec![
        ("age", Arc::new(Int32Array::from(vec![Some(30), None, Some(41)]))),
        ("city", Arc::new(city)),
        ("zip", Arc::new(StringViewArray::from(vec!["53111", "53113", "69001"]))),
        ("born", Arc::new(Date32Array::from(vec![0, 1, 365]))),
    ]
}

#[test]
fn arrow_files_and_streams_are_tables() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        ["30", "Bonn", "53111", "1970-01-01"],
        ["∅", "∅", "53113", "1970-01-02"],
        ["41", "Lyon", "69001", "1971-01-01"],
    ];
    let [file, stream] = arrow(people());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&file).unwrap();
    let packed = packed.finish().unwrap();
    let files = [
        ("people.arrow", &file),
        ("people.feather", &file),
        ("people.arrows", &stream),
        ("people.ipc.gz", &packed),
        // What a file is, its beginning tells.
        ("people.csv", &stream),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let tables = read(&[path], &Options::default()).unwrap();
        assert_eq!(tables[0].name, "people");
        assert_eq!(cells(&tables[0]), [rows, rows].concat(), "{name}");
        let kinds: Vec<Kind> =
            tables[0].columns.iter().map(seedbed_profile::Column::kind).collect();
        assert_eq!((kinds[0], kinds[3]), (Kind::Integer, Kind::Date));
    }
}

#[test]
fn err_arrow_files_that_are_none_or_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let [file, stream] = arrow(people());
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]);
    let [nested, _] = arrow(vec![("tags", Arc::new(list))]);
    let id: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let [twice, _] = arrow(vec![("id", Arc::clone(&id)), ("id", id)]);
    let cases = [
        (&file[..file.len() - 20], "t.arrow can't be read as Arrow: its end is missing"),
        (&stream[..stream.len() / 2], "its end is missing; copy or write it anew"),
        (b"a,b\n1,2\n", "it begins like no Arrow file and no Arrow stream"),
        (b"", "it begins like no Arrow file"),
        (b"FEA1\0\0\0\0", "Feather of version 1; write it anew with version 2"),
        (&nested, "column tags is of the type List(Int32), which is not read"),
        (&twice, "two columns id"),
    ];
    for (bytes, expected) in cases {
        let path = folder.path().join("t.arrow");
        fs::write(&path, bytes).unwrap();
        let message = read(&[path], &Options::default()).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
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
