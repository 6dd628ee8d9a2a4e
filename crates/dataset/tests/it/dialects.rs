//! SQL and CSV as each database reads them, byte for byte.

use seedbed_dataset::{Format, TableEncoder, TableReader, arrow_schema};
use seedbed_expr::{Dialect, Value};
use seedbed_schema::{DataType, Identity, Table};

use crate::support::{batch, decimal, table, text, values};

fn sample() -> (Table, Vec<Vec<Value>>) {
    let mut table = table(&[
        ("id", DataType::integer(64)),
        ("na'me", DataType::text()),
        ("day", DataType::Date),
        ("at", DataType::Timestamp { with_time_zone: false }),
        ("instant", DataType::Timestamp { with_time_zone: true }),
        ("price", DataType::Decimal { precision: Some(9), scale: Some(2) }),
        ("raw", DataType::Bytes { max_length: None, fixed: false }),
        ("ok", DataType::Boolean),
        ("doc", DataType::Json { binary: false }),
    ]);
    table.columns[0].identity = Some(Identity::default());
    let rows = vec![
        vec![
            Value::Int(1),
            text("O'N\\\n"),
            Value::Date(0),
            Value::Timestamp(1_500_000),
            Value::Timestamp(0),
            decimal("2.50"),
            Value::Bytes(vec![1, 171]),
            Value::Bool(true),
            text("{\"a\": \"\\n\"}"),
        ],
        vec![Value::Int(2), text("x"), Value::Null, Value::Null, Value::Null, Value::Null]
            .into_iter()
            .chain([Value::Bytes(vec![]), Value::Bool(false), Value::Null])
            .collect(),
    ];
    (table, rows)
}

fn written(dialect: Dialect, format: Format, table: &Table, rows: &[Vec<Value>]) -> String {
    let schema = arrow_schema(table);
    let encoder = TableEncoder::speaking(dialect, format, table, &schema).unwrap();
    let mut writer = encoder.writer(Vec::new(), true).unwrap();
    writer.append(encoder.encode(&[batch(table, rows)]).unwrap()).unwrap();
    String::from_utf8(writer.finish().unwrap().0).unwrap()
}

#[test]
fn sql_is_in_the_words_of_its_database() {
    let cases = [
        (
            Dialect::Sqlite,
            concat!(
                "INSERT INTO \"things\" (\"id\", \"na'me\", \"day\", \"at\", \"instant\", ",
                "\"price\", \"raw\", \"ok\", \"doc\") VALUES\n",
                "(1, 'O''N\\\n', '1970-01-01', '1970-01-01 00:00:01.5', ",
                "'1970-01-01 00:00:00', 2.50, X'01ab', true, '{\"a\": \"\\n\"}'),\n",
                "(2, 'x', NULL, NULL, NULL, NULL, X'', false, NULL);\n",
            ),
        ),
        (
            Dialect::SqlServer,
            concat!(
                "SET IDENTITY_INSERT [things] ON;\n",
                "INSERT INTO [things] ([id], [na'me], [day], [at], [instant], [price], [raw], ",
                "[ok], [doc]) VALUES\n",
                "(1, N'O''N\\'+N'\n', '1970-01-01', '1970-01-01T00:00:01.5', ",
                "'1970-01-01T00:00:00+00:00', 2.50, 0x01ab, 1, N'{\"a\": \"\\n\"}'),\n",
                "(2, N'x', NULL, NULL, NULL, NULL, 0x, 0, NULL);\n",
                "SET IDENTITY_INSERT [things] OFF;\n",
                "GO\nIF @@TRANCOUNT = 0 SET NOEXEC ON;\nGO\n",
            ),
        ),
        (
            Dialect::Oracle,
            concat!(
                "INSERT INTO \"things\" (\"id\", \"na'me\", \"day\", \"at\", \"instant\", ",
                "\"price\", \"raw\", \"ok\", \"doc\") VALUES\n",
                "(1, 'O''N\\'||CHR(10)||'', DATE '1970-01-01', ",
                "TIMESTAMP '1970-01-01 00:00:01.5', TIMESTAMP '1970-01-01 00:00:00 +00:00', ",
                "2.50, HEXTORAW('01ab'), 1, '{\"a\": \"\\n\"}');\n",
                "INSERT INTO \"things\" (\"id\", \"na'me\", \"day\", \"at\", \"instant\", ",
                "\"price\", \"raw\", \"ok\", \"doc\") VALUES\n",
                "(2, 'x', NULL, NULL, NULL, NULL, HEXTORAW(''), 0, NULL);\n",
            ),
        ),
        (
            Dialect::Db2,
            concat!(
                "INSERT INTO \"things\" (\"id\", \"na'me\", \"day\", \"at\", \"instant\", ",
                "\"price\", \"raw\", \"ok\", \"doc\") VALUES\n",
                "(1, 'O''N\\\n', '1970-01-01', '1970-01-01 00:00:01.5', '1970-01-01 00:00:00', ",
                "2.50, BX'01ab', true, '{\"a\": \"\\n\"}'),\n",
                "(2, 'x', NULL, NULL, NULL, NULL, BX'', false, NULL);\n",
            ),
        ),
        (
            Dialect::Snowflake,
            concat!(
                "INSERT INTO \"things\" (\"id\", \"na'me\", \"day\", \"at\", \"instant\", ",
                "\"price\", \"raw\", \"ok\", \"doc\") SELECT COLUMN1, COLUMN2, COLUMN3, COLUMN4, ",
                "COLUMN5, COLUMN6, COLUMN7, COLUMN8, PARSE_JSON(COLUMN9) FROM VALUES\n",
                "(1, 'O''N\\\\\n', '1970-01-01', '1970-01-01 00:00:01.5', ",
                "'1970-01-01 00:00:00 +00:00', 2.50, X'01ab', true, '{\"a\": \"\\\\n\"}'),\n",
                "(2, 'x', NULL, NULL, NULL, NULL, X'', false, NULL);\n",
            ),
        ),
        (
            Dialect::BigQuery,
            concat!(
                "INSERT INTO `things` (`id`, `na'me`, `day`, `at`, `instant`, `price`, `raw`, ",
                "`ok`, `doc`) VALUES\n",
                "(1, 'O\\'N\\\\\\n', DATE '1970-01-01', DATETIME '1970-01-01 00:00:01.5', ",
                "TIMESTAMP '1970-01-01 00:00:00+00', NUMERIC '2.50', FROM_HEX('01ab'), true, ",
                "JSON '{\"a\": \"\\\\n\"}'),\n",
                "(2, 'x', NULL, NULL, NULL, NULL, FROM_HEX(''), false, NULL);\n",
            ),
        ),
    ];
    let (table, rows) = sample();
    for (dialect, expected) in cases {
        assert_eq!(written(dialect, Format::Sql, &table, &rows), expected, "{dialect}");
    }
}

#[test]
fn csv_is_what_a_loader_takes_and_is_read_back() {
    let (table, rows) = sample();
    let header = "id,na'me,day,at,instant,price,raw,ok,doc\n";
    let plain = |zone: &str| {
        format!(
            "{header}1,\"O'N\\\n\",1970-01-01,1970-01-01 00:00:01.5,1970-01-01 00:00:00{zone},2.50,\
             01ab,1,\"{{\"\"a\"\": \"\"\\n\"\"}}\"\n2,x,,,,,\"\",0,\n"
        )
    };
    for dialect in Dialect::ALL {
        let expected = match dialect {
            Dialect::PostgreSql | Dialect::Generic => format!(
                "{header}1,\"O'N\\\n\",1970-01-01,1970-01-01 00:00:01.5,1970-01-01 00:00:00+00,2.50,\
                 \"\\x01ab\",true,\"{{\"\"a\"\": \"\"\\n\"\"}}\"\n2,x,,,,,\"\\x\",false,\n"
            )
            .replace("\"\\x01ab\"", "\\x01ab")
            .replace("\"\\x\"", "\\x"),
            Dialect::MySql | Dialect::Db2 => plain(""),
            _ => plain("+00:00"),
        };
        let file = written(dialect, Format::Csv, &table, &rows);
        assert_eq!(file, expected, "{dialect}");
        let input = Box::new(std::io::Cursor::new(file.into_bytes()));
        let mut reader = TableReader::speaking(dialect, Format::Csv, input, &table).unwrap();
        let read = reader.next().unwrap().unwrap();
        assert!(read.problems.is_empty(), "{dialect}: {:?}", read.problems);
        let expected = values(&table, &batch(&table, &rows));
        assert_eq!(values(&table, &read.batch), expected, "{dialect}");
    }
}

#[test]
fn arrays_are_literals_where_they_are_no_texts() {
    let array = |element| DataType::Array(Box::new(element));
    let table = table(&[
        ("a", array(DataType::text())),
        ("b", array(DataType::integer(64))),
        ("c", array(DataType::Date)),
        ("d", array(DataType::Boolean)),
    ]);
    let rows = [vec![
        Value::Array(vec![text("it's"), text("b,c")]),
        Value::Array(vec![Value::Int(1), Value::Int(2)]),
        Value::Array(vec![Value::Date(0)]),
        Value::Array(vec![Value::Bool(true)]),
    ]];
    assert_eq!(
        written(Dialect::BigQuery, Format::Sql, &table, &rows),
        "INSERT INTO `things` (`a`, `b`, `c`, `d`) VALUES\n\
         (['it\\'s', 'b,c'], [1, 2], [DATE '1970-01-01'], [true]);\n"
    );
}

#[test]
fn a_text_beyond_the_longest_literal_is_joined_from_pieces() {
    let table = table(&[("a", DataType::text())]);
    let rows = [vec![text(&"é".repeat(2_500))]];
    let sql = written(Dialect::Oracle, Format::Sql, &table, &rows);
    let pieces: Vec<_> = sql.split("TO_CLOB('").skip(1).collect();
    assert_eq!(pieces.len(), 5);
    assert!(pieces.iter().all(|piece| piece.matches('é').count() == 500), "{sql}");
}
