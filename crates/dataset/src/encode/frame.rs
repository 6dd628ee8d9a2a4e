//! What stands around the cells of a text format: leads, row ends, headers, statements.

use arrow_array::RecordBatch;
use arrow_schema::Field;
use seedbed_expr::Dialect;
use seedbed_schema::{Column, DataType, Table};

use super::cells::{Cells, Notation};
use super::names;
use super::sink::Sink;

/// How many rows one INSERT statement holds.
pub(super) const ROWS_PER_INSERT: usize = 500;

/// Everything constant in a table's text.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Before the first row of a file.
    pub(super) header: Vec<u8>,
    /// Behind the last row of a file.
    pub(super) footer: Vec<u8>,
    /// Between two chunks.
    pub(super) between_chunks: &'static [u8],
    /// How many rows belong together.
    group: usize,
    group_start: Vec<u8>,
    group_end: Vec<u8>,
    /// Between two rows of a group.
    between_rows: &'static [u8],
    row_start: Vec<u8>,
    row_end: &'static [u8],
    /// Before each cell.
    leads: Vec<Vec<u8>>,
}

impl Frame {
    fn bare(columns: usize, separator: &'static [u8], row_end: &'static [u8]) -> Self {
        let lead = |at| {
            if at == 0 { Vec::new() } else { separator.to_vec() }
        };
        Self {
            header: Vec::new(),
            footer: Vec::new(),
            between_chunks: b"",
            group: usize::MAX,
            group_start: Vec::new(),
            group_end: Vec::new(),
            between_rows: b"",
            row_start: Vec::new(),
            row_end,
            leads: (0..columns).map(lead).collect(),
        }
    }

    /// Cells between commas, rows on lines, names first.
    pub(super) fn csv(columns: &[&Column]) -> Self {
        let names = columns.iter().map(|column| csv_name(&column.name)).collect::<Vec<_>>();
        let mut frame = Self::bare(columns.len(), b",", b"\n");
        frame.header = format!("{}\n", names.join(",")).into_bytes();
        frame
    }

    /// Cells between tabs, rows on lines.
    pub(super) fn copy(columns: usize) -> Self {
        Self::bare(columns, b"\t", b"\n")
    }

    /// An object a line.
    pub(super) fn json_lines(columns: &[&Column]) -> Self {
        let lead = |(at, column): (usize, &&Column)| {
            let name = serde_json::Value::from(column.name.as_str());
            format!("{}{name}:", if at == 0 { "" } else { "," }).into_bytes()
        };
        let mut frame = Self::bare(columns.len(), b"", b"}\n");
        frame.row_start = b"{".to_vec();
        frame.leads = columns.iter().enumerate().map(lead).collect();
        frame
    }

    /// An array of objects, one a line.
    pub(super) fn json(columns: &[&Column]) -> Self {
        let mut frame = Self::json_lines(columns);
        frame.header = b"[\n".to_vec();
        frame.footer = b"\n]\n".to_vec();
        frame.row_end = b"}";
        frame.between_rows = b",\n";
        frame.between_chunks = b",\n";
        frame
    }

    /// Rows in parentheses between commas: what stands behind VALUES.
    pub(super) fn values(columns: usize) -> Self {
        let mut frame = Self::bare(columns, b", ", b")");
        frame.between_rows = b",\n";
        frame.row_start = b"(".to_vec();
        frame
    }

    /// INSERT statements of [`ROWS_PER_INSERT`] rows; of one in Oracle, which takes no more.
    pub(super) fn sql(dialect: Dialect, table: &Table, columns: &[&Column]) -> Self {
        let name = names::table(dialect, &table.name);
        if columns.is_empty() {
            let defaults = || vec!["DEFAULT"; table.columns.len()].join(", ");
            let nothing = match dialect {
                Dialect::MySql => "() VALUES ()".to_owned(),
                Dialect::Oracle | Dialect::Db2 | Dialect::Snowflake | Dialect::BigQuery => {
                    format!("VALUES ({})", defaults())
                }
                _ => "DEFAULT VALUES".to_owned(),
            };
            let mut frame = Self::bare(0, b"", b";\n");
            frame.row_start = format!("INSERT INTO {name} {nothing}").into_bytes();
            return frame;
        }
        let always = |column: &&Column| column.identity.as_ref().is_some_and(|it| it.always);
        let overrides = dialect == Dialect::PostgreSql && columns.iter().any(always);
        let overriding = if overrides { " OVERRIDING SYSTEM VALUE" } else { "" };
        let quoted = columns.iter().map(|column| names::quoted(dialect, &column.name));
        let list = quoted.collect::<Vec<_>>().join(", ");
        let mut frame = Self::values(columns.len());
        frame.group = if dialect == Dialect::Oracle { 1 } else { ROWS_PER_INSERT };
        let rows = if dialect == Dialect::Snowflake { parsed(columns) } else { None };
        let rows = rows.unwrap_or_else(|| "VALUES".to_owned());
        frame.group_start =
            format!("INSERT INTO {name} ({list}){overriding} {rows}\n").into_bytes();
        frame.group_end = b";\n".to_vec();
        if dialect == Dialect::SqlServer {
            frame.in_batches(&name, columns.iter().any(|column| column.identity.is_some()));
        }
        frame
    }

    /// SQL Server reads a script batch by batch, and numbers a column by itself unless told to
    /// take the numbers given. After an error no batch that follows may do anything.
    fn in_batches(&mut self, name: &str, is_numbered: bool) {
        const BATCH: &str = "GO\nIF @@TRANCOUNT = 0 SET NOEXEC ON;\nGO\n";
        let (on, off) = if is_numbered {
            let switch = |to| format!("SET IDENTITY_INSERT {name} {to};\n");
            (switch("ON"), switch("OFF"))
        } else {
            (String::new(), String::new())
        };
        self.header = on.into_bytes();
        self.between_chunks = BATCH.as_bytes();
        self.footer = format!("{off}{BATCH}").into_bytes();
    }

    /// The most bytes a row takes beside its cells.
    fn overhead(&self) -> usize {
        let leads: usize = self.leads.iter().map(Vec::len).sum();
        leads
            + self.group_start.len()
            + self.group_end.len()
            + self.between_rows.len()
            + self.row_start.len()
            + self.row_end.len()
    }
}

/// Writes the rows of batches, one behind the other.
pub(super) struct RowWriter<'a> {
    pub(super) frame: &'a Frame,
    pub(super) sink: Sink,
    /// Rows written in the group that is open.
    open: usize,
}

impl<'a> RowWriter<'a> {
    pub(super) fn new(frame: &'a Frame, sink: Sink) -> Self {
        Self { frame, sink, open: 0 }
    }

    /// Writes all rows of a batch; the columns are those of the frame, as (position, field).
    /// Returns the position of the first column whose Arrow type can't be written.
    pub(super) fn write<N: Notation>(
        &mut self,
        batch: &RecordBatch,
        columns: &[(usize, &Field)],
    ) -> Result<(), usize> {
        let mut cells = Vec::with_capacity(columns.len());
        for (at, field) in columns {
            cells.push(Cells::new::<N>(batch.column(*at), field).ok_or(*at)?);
        }
        let bound = cells.iter().map(Cells::longest::<N>).sum::<usize>() + self.frame.overhead();
        for row in 0..batch.num_rows() {
            self.sink.reserve(bound);
            self.start_row();
            for (cell, lead) in cells.iter_mut().zip(&self.frame.leads) {
                self.sink.constant(lead);
                cell.write::<N>(row, &mut self.sink);
            }
            self.sink.constant(self.frame.row_end);
        }
        Ok(())
    }

    #[inline]
    fn start_row(&mut self) {
        if self.open == self.frame.group {
            self.sink.constant(&self.frame.group_end);
            self.open = 0;
        }
        let start =
            if self.open == 0 { &self.frame.group_start[..] } else { self.frame.between_rows };
        self.sink.constant(start);
        self.sink.constant(&self.frame.row_start);
        self.open += 1;
    }

    /// Closes the open group.
    pub(super) fn finish(mut self) -> Sink {
        if self.open > 0 {
            self.sink.reserve(self.frame.group_end.len());
            self.sink.constant(&self.frame.group_end);
        }
        self.sink
    }
}

/// What Snowflake's INSERT reads rows with where columns are not given as they are: its VALUES
/// takes constants alone, so that documents are parsed from texts in a query over them.
fn parsed(columns: &[&Column]) -> Option<String> {
    let converted = |column: &Column| match (&column.data_type, column.declared_type.as_str()) {
        (DataType::Json { .. }, declared) if declared.eq_ignore_ascii_case("array") => {
            Some(("PARSE_JSON(", ")::ARRAY"))
        }
        (DataType::Json { .. }, declared) if declared.eq_ignore_ascii_case("object") => {
            Some(("PARSE_JSON(", ")::OBJECT"))
        }
        (DataType::Json { .. }, _) => Some(("PARSE_JSON(", ")")),
        (DataType::Geometry(name), _) if name == "geometry" => Some(("TO_GEOMETRY(", ")")),
        (DataType::Geometry(_), _) => Some(("TO_GEOGRAPHY(", ")")),
        _ => None,
    };
    let any = columns.iter().any(|column| converted(column).is_some());
    let select = columns.iter().enumerate().map(|(at, column)| {
        let (before, behind) = converted(column).unwrap_or(("", ""));
        format!("{before}COLUMN{}{behind}", at + 1)
    });
    any.then(|| format!("SELECT {} FROM VALUES", select.collect::<Vec<_>>().join(", ")))
}

fn csv_name(name: &str) -> String {
    if name.is_empty() || name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
