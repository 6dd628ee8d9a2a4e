//! What stands around the cells of a text format: leads, row ends, headers, statements.

use arrow_array::RecordBatch;
use arrow_schema::Field;
use seedbed_expr::Dialect;
use seedbed_schema::{Column, Table};

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
    pub(super) footer: &'static [u8],
    /// Between two chunks.
    pub(super) between_chunks: &'static [u8],
    /// How many rows belong together.
    group: usize,
    group_start: Vec<u8>,
    group_end: &'static [u8],
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
            footer: b"",
            between_chunks: b"",
            group: usize::MAX,
            group_start: Vec::new(),
            group_end: b"",
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
        frame.footer = b"\n]\n";
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

    /// INSERT statements of [`ROWS_PER_INSERT`] rows.
    pub(super) fn sql(dialect: Dialect, table: &Table, columns: &[&Column]) -> Self {
        let name = names::table(dialect, &table.name);
        if columns.is_empty() {
            let nothing = if dialect == Dialect::MySql { "() VALUES ()" } else { "DEFAULT VALUES" };
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
        frame.group = ROWS_PER_INSERT;
        frame.group_start =
            format!("INSERT INTO {name} ({list}){overriding} VALUES\n").into_bytes();
        frame.group_end = b";\n";
        frame
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
            self.sink.constant(self.frame.group_end);
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
            self.sink.constant(self.frame.group_end);
        }
        self.sink
    }
}

fn csv_name(name: &str) -> String {
    if name.is_empty() || name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
