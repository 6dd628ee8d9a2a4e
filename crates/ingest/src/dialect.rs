//! Which database a text was written for.

use std::collections::BTreeMap;

use seedbed_expr::Dialect;

/// Words by their weight.
type Weighted = &'static [(u32, &'static [&'static str])];

/// Words of a script, and how much each says for a database: 10 where no other has it, less
/// where others take it too. A mark counts once, however often it occurs.
const MARKS: &[(Dialect, Weighted)] = &[
    (
        Dialect::PostgreSql,
        &[
            (20, &["$$", "AS ENUM", "PLPGSQL", "CREATE EXTENSION", "OWNER TO", "SET SEARCH_PATH"]),
            (
                10,
                &[
                    "::",
                    "SERIAL",
                    "BIGSERIAL",
                    "TIMESTAMPTZ",
                    "JSONB",
                    "BYTEA",
                    "REGCLASS",
                    "NEXTVAL('",
                ],
            ),
            (10, &["CHARACTER VARYING", "TEXT[]", "USING GIN", "USING GIST", "TSVECTOR", "ILIKE"]),
            (4, &["WITHOUT TIME ZONE", "UUID", "USING BTREE", "DEFERRABLE", "CREATE DOMAIN"]),
        ],
    ),
    (
        Dialect::MySql,
        &[
            (20, &["ENGINE=", "ENGINE =", "AUTO_INCREMENT"]),
            (10, &["/*!", "CHARSET="]),
            (
                10,
                &[
                    "UTF8MB4",
                    "UTF8MB4_",
                    "LONGTEXT",
                    "MEDIUMTEXT",
                    "ON UPDATE CURRENT_TIMESTAMP",
                    "UNIQUE KEY",
                ],
            ),
            (10, &["FULLTEXT KEY", "ZEROFILL", " COMMENT '", "CHARACTER SET", "SQL SECURITY"]),
            (9, &["UNSIGNED", "ENUM(", "SET('", "TINYTEXT", "TINYINT(1)", "`"]),
            (6, &["DELIMITER "]),
            (3, &["TINYINT", "MEDIUMBLOB", "LONGBLOB"]),
        ],
    ),
    (
        Dialect::Sqlite,
        &[
            (30, &["AUTOINCREMENT", "CREATE VIRTUAL TABLE", "WITHOUT ROWID", ") STRICT"]),
            (10, &["PRAGMA ", "RANDOMBLOB("]),
            (10, &["DATETIME('NOW", "STRFTIME(", "ROWID", "SQLITE_", "UNIXEPOCH(", "JULIANDAY("]),
            (9, &["BLOB", "] INTEGER", "COLLATE NOCASE"]),
            (6, &["INTEGER PRIMARY KEY", "RAISE(", "REPLACE INTO"]),
        ],
    ),
    (
        Dialect::SqlServer,
        &[
            (20, &["[DBO]", "IDENTITY(", "NONCLUSTERED", "UNIQUEIDENTIFIER", "DATETIME2"]),
            (10, &[" CLUSTERED", "SET ANSI_NULLS", "NVARCHAR(MAX", "VARCHAR(MAX", "GETDATE()"]),
            (10, &["OBJECT_ID(", "SYSOBJECTS", "SP_ADDEXTENDEDPROPERTY", "PERSISTED", "NEWID()"]),
            (10, &["DATETIMEOFFSET", "SMALLDATETIME", "ROWVERSION", "SET NOCOUNT", "DBO."]),
            (6, &[" IDENTITY ", " IDENTITY,", "] ["]),
            (3, &["NVARCHAR"]),
        ],
    ),
    (
        Dialect::Oracle,
        &[
            (20, &["VARCHAR2", "SYSDATE", "FROM DUAL", "SYSTIMESTAMP", "PRAGMA AUTONOMOUS"]),
            (10, &["NOCYCLE", "BINARY_DOUBLE", "NOCOPY", ":NEW.", "SYS_GUID()", "NVL("]),
            (10, &["NVARCHAR2", "NUMBER(", " NUMBER,\n", " NUMBER\n", " RAW("]),
            // Behind a column's name; a column may be called number itself.
            (10, &[" NUMBER NOT ", " NUMBER NULL", " NUMBER DEFAULT ", " NUMBER PRIMARY "]),
            (4, &["PROMPT ", "EXECUTE IMMEDIATE", "PURGE"]),
        ],
    ),
    (
        Dialect::Db2,
        &[
            (20, &["ORGANIZE BY", "--#SET TERMINATOR", "IN USERSPACE", "RUNSTATS", "SYSIBM."]),
            (10, &["GRAPHIC(", "DECFLOAT", "FOR BIT DATA", "NOT LOGGED", "COMPRESS YES"]),
            (10, &["WITH DEFAULT", "CURRENT TIMESTAMP", "MODE DB2SQL", "LONG VARCHAR"]),
        ],
    ),
    (
        Dialect::Snowflake,
        &[
            (
                20,
                &[
                    "VARIANT,",
                    "VARIANT)",
                    "VARIANT NOT",
                    "TIMESTAMP_NTZ",
                    "TIMESTAMP_LTZ",
                    "TIMESTAMP_TZ",
                    "TRANSIENT TABLE",
                ],
            ),
            (40, &["AUTOINCREMENT START", "AUTOINCREMENT ("]),
            (
                20,
                &[
                    "FILE FORMAT",
                    "CLUSTER BY",
                    "USE WAREHOUSE",
                    "CURRENT_TIMESTAMP()",
                    "CREATE STAGE",
                ],
            ),
        ],
    ),
    (
        Dialect::BigQuery,
        &[
            (20, &["INT64", "STRUCT<", "ARRAY<", "FLOAT64", "OPTIONS(", "OPTIONS (", "BIGNUMERIC"]),
            (10, &["NOT ENFORCED", " STRING", "PARTITION BY DATE(", "BYTES("]),
        ],
    ),
];

/// What speaks for PostgreSQL, the first of [`MARKS`], where little speaks for another.
const BASE: u32 = 8;

/// The mark of SQLite's that is no word.
const UNTYPED: &str = "a column without a type";

/// Products by the names that comments call them.
const PRODUCTS: &[(Dialect, &[&str])] = &[
    (Dialect::PostgreSql, &["POSTGRES"]),
    (Dialect::MySql, &["MYSQL", "MARIADB"]),
    (Dialect::Sqlite, &["SQLITE"]),
    (Dialect::SqlServer, &["SQL SERVER", "SQLSERVER", "MSSQL", "T-SQL"]),
    (Dialect::Oracle, &["ORACLE"]),
    (Dialect::Db2, &["DB2"]),
    (Dialect::Snowflake, &["SNOWFLAKE"]),
    (Dialect::BigQuery, &["BIGQUERY"]),
];

/// How many lines of comments at the beginning of a text are asked for a product.
const HEADING: usize = 40;

/// What is looked at of a text: tables come first, rows are long lines behind them.
const MOST_LINES: usize = 20_000;
const LONGEST: usize = 4_000;

/// What a text looks like, in view of its name too.
pub(crate) fn guess(name: &str, text: &str) -> Dialect {
    let mut found: BTreeMap<&str, (Dialect, u32)> = BTreeMap::new();
    let mut product = None;
    let mut in_comment = false;
    let mut in_table = false;
    for (at, line) in text.lines().take(MOST_LINES).enumerate() {
        let beginning = line.char_indices().nth(LONGEST).map_or(line, |(end, _)| &line[..end]);
        let upper = beginning.to_ascii_uppercase();
        let (code, comment) = split_comment(&upper, &mut in_comment);
        if at < HEADING && product.is_none() {
            product = named(comment);
        }
        let code = code.trim();
        if code.is_empty() {
            continue;
        }
        for &(dialect, groups) in MARKS {
            for &(weight, words) in groups {
                let on_line = words.iter().filter(|word| has_mark(code, word));
                found.extend(on_line.map(|word| (*word, (dialect, weight))));
            }
        }
        // A column without a type.
        let is_bare = code.starts_with(|c: char| c.is_ascii_alphabetic())
            && code.strip_suffix(',').is_some_and(|name| !name.trim().contains(' '));
        if in_table && is_bare {
            found.insert(UNTYPED, (Dialect::Sqlite, 6));
        }
        in_table = code.contains("CREATE TABLE") || in_table && !code.starts_with(')');
    }
    let mut scores = [0_u32; MARKS.len()];
    scores[0] = BASE;
    for (dialect, weight) in found.into_values() {
        if let Some(at) = MARKS.iter().position(|(own, _)| *own == dialect) {
            scores[at] += weight;
        }
    }
    // Who calls a file or its folder after a database means it. A product that a comment names
    // may be where the schema came from.
    for (hint, weight) in [(product, 9), (named(&name.to_ascii_uppercase()), 50)] {
        let at = MARKS.iter().position(|(dialect, _)| Some(*dialect) == hint);
        if let Some(at) = at {
            scores[at] += weight;
        }
    }
    // Of equals the first is the likelier.
    let best = scores.iter().zip(MARKS).rev().max_by_key(|(score, _)| **score);
    best.map_or(Dialect::PostgreSql, |(_, (dialect, _))| *dialect)
}

/// Whether a mark is on a line, and not only as a part of a longer word.
fn has_mark(line: &str, mark: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    line.match_indices(mark).any(|(at, _)| {
        let (before, behind) = (&line[..at], &line[at + mark.len()..]);
        !(is_word(mark.chars().next()) && is_part(before.chars().next_back())
            || is_word(mark.chars().next_back()) && is_part(behind.chars().next()))
    })
}

/// A line's code and the comment behind it or around it.
fn split_comment<'l>(line: &'l str, in_comment: &mut bool) -> (&'l str, &'l str) {
    if *in_comment {
        let Some(end) = line.find("*/") else { return ("", line) };
        *in_comment = false;
        return (&line[end + 2..], &line[..end]);
    }
    let trimmed = line.trim_start();
    if ["--", "REM ", "#"].iter().any(|mark| trimmed.starts_with(mark)) {
        let directive = trimmed.starts_with("--#SET");
        return if directive { (line, "") } else { ("", line) };
    }
    if let Some(start) = line.find("/*")
        && !line[start..].starts_with("/*!")
    {
        *in_comment = !line[start..].contains("*/");
        return (&line[..start], &line[start..]);
    }
    match line.find("--") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    }
}

/// The product that a text names first.
fn named(text: &str) -> Option<Dialect> {
    let first = |words: &[&str]| words.iter().filter_map(|word| text.find(word)).min();
    let found = PRODUCTS.iter().filter_map(|(dialect, words)| Some((first(words)?, *dialect)));
    found.min_by_key(|(at, _)| *at).map(|(_, dialect)| dialect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_guessed_from_few_words() {
        let cases = [
            ("create table t (a int);", Dialect::PostgreSql),
            ("create table t (a serial);", Dialect::PostgreSql),
            ("create table `t` (\n`a` int\n) ENGINE=InnoDB;", Dialect::MySql),
            ("create table t (id int auto_increment primary key);", Dialect::MySql),
            ("-- `a`\n-- `b`\ncreate table t (a text default 'x'::text);", Dialect::PostgreSql),
            ("create table t (id integer primary key autoincrement);", Dialect::Sqlite),
            ("create table t (\n id integer primary key,\n v,\n w text);", Dialect::Sqlite),
            ("CREATE TABLE [dbo].[t] ([id] [int] IDENTITY(1,1));\nGO", Dialect::SqlServer),
            ("create table t (id number(10), n varchar2(20));", Dialect::Oracle),
            ("create table t (id number not null);", Dialect::Oracle),
            ("create table t (id integer primary key, phone_number text);", Dialect::PostgreSql),
            ("create table t (number int, wing text, unique (number, wing));", Dialect::PostgreSql),
            ("create table t (serial_unsigned int, variant text);", Dialect::PostgreSql),
            ("-- DB Server: Db2\ncreate table t (id int);", Dialect::Db2),
            ("create transient table t (v variant);", Dialect::Snowflake),
            ("create table `p.d.t` (a INT64, b STRING);", Dialect::BigQuery),
            ("/* AUTO_INCREMENT\n ENGINE= */ create table t (a jsonb);", Dialect::PostgreSql),
        ];
        for (text, expected) in cases {
            assert_eq!(guess("schema.sql", text), expected, "{text}");
        }
        assert_eq!(guess("db/mysql.sql", "create table t (a int);"), Dialect::MySql);
    }
}
