//! What a run did, for people and for programs.

use seedbed_database::LoadReport;
use seedbed_pipeline::{Manifest, Run, TableEstimate, TablePreview};
use serde_json::{Value, json};

use crate::{
    amount::{bytes, counted, grouped, seconds},
    model,
    table::{Align, TextTable},
};

/// The widest cell of a preview.
const WIDEST_CELL: usize = 32;

/// One table of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableLine {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) bytes: Option<u64>,
    pub(crate) file: Option<String>,
}

/// The tables of a run and the time they took.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Summary {
    pub(crate) tables: Vec<TableLine>,
    pub(crate) seconds: f64,
}

impl Summary {
    pub(crate) fn of_files(manifest: &Manifest, seconds: f64) -> Self {
        let files = manifest.files.iter();
        let tables = files.flat_map(|file| {
            file.tables.iter().map(|table| TableLine {
                table: table.table.clone(),
                rows: table.rows,
                bytes: Some(if file.tables.len() == 1 { file.bytes } else { table.bytes }),
                file: Some(file.name.clone()),
            })
        });
        Self { tables: tables.collect(), seconds }
    }

    pub(crate) fn of_load(report: &LoadReport, seconds: f64) -> Self {
        let tables = report.tables.iter().map(|table| TableLine {
            table: table.name.clone(),
            rows: table.loaded,
            bytes: None,
            file: None,
        });
        Self { tables: tables.collect(), seconds }
    }

    pub(crate) fn of_estimate(estimates: &[TableEstimate]) -> Self {
        let tables = estimates.iter().map(|estimate| TableLine {
            table: estimate.table.clone(),
            rows: estimate.rows,
            bytes: Some(estimate.bytes),
            file: None,
        });
        Self { tables: tables.collect(), seconds: 0.0 }
    }

    pub(crate) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    pub(crate) fn bytes(&self) -> Option<u64> {
        self.tables.iter().map(|table| table.bytes).sum()
    }

    /// `10 tables, 3,420 rows, 412 kB`.
    pub(crate) fn totals(&self) -> String {
        let mut totals = format!(
            "{}, {}",
            counted(self.tables.len() as u64, "table"),
            counted(self.rows(), "row")
        );
        if let Some(size) = self.bytes() {
            totals.push_str(&format!(", {}", bytes(size)));
        }
        totals
    }

    /// `in 0.04 s (85,500 rows/s)`.
    pub(crate) fn speed(&self) -> String {
        let rate = self.rows() as f64 / self.seconds.max(1e-6);
        format!("in {} ({} rows/s)", seconds(self.seconds), grouped(rate as u64))
    }

    /// The tables, one a line.
    pub(crate) fn table(&self) -> String {
        let mut columns = vec![("table", Align::Left), ("rows", Align::Right)];
        let sizes = self.tables.iter().any(|table| table.bytes.is_some());
        let several_files = self.tables.windows(2).any(|pair| pair[0].file != pair[1].file);
        if sizes {
            columns.push(("size", Align::Right));
        }
        if several_files {
            columns.push(("file", Align::Left));
        }
        let mut table = TextTable::new(columns);
        for line in &self.tables {
            let mut cells = vec![line.table.clone(), grouped(line.rows)];
            if sizes {
                cells.push(line.bytes.map_or_else(String::new, bytes));
            }
            if several_files {
                cells.push(line.file.clone().unwrap_or_default());
            }
            table.push(cells);
        }
        table.render("  ")
    }

    /// The same for programs.
    pub(crate) fn document(&self, run: &Run) -> Value {
        let tables = self.tables.iter().map(|line| {
            let mut table = json!({ "table": line.table, "rows": line.rows });
            if let Some(bytes) = line.bytes {
                table["bytes"] = bytes.into();
            }
            if let Some(file) = &line.file {
                table["file"] = file.as_str().into();
            }
            table
        });
        let mut document = json!({
            "seed": run.plan.seed,
            "engine": run.plan.engine,
            "tables": tables.collect::<Vec<_>>(),
            "rows": self.rows(),
        });
        if let Some(bytes) = self.bytes() {
            document["bytes"] = bytes.into();
        }
        if let Some(author) = &run.author {
            document["model"] = model::document(author);
        }
        document["notes"] = run.notes().collect();
        let diagnostics = run.input.diagnostics.iter();
        document["diagnostics"] = diagnostics
            .filter(|diagnostic| diagnostic.severity > seedbed_ingest::Severity::Note)
            .map(ToString::to_string)
            .collect();
        document
    }
}

/// A preview as aligned text, as wide as the terminal where there is one.
pub(crate) fn preview_text(preview: &TablePreview) -> String {
    let width = terminal_size::terminal_size_of(std::io::stdout())
        .map_or(usize::MAX, |(width, _)| usize::from(width.0));
    let shown = preview.rows.len() as u64;
    let mut text =
        format!("{} ({} of {})\n", preview.table, grouped(shown), counted(preview.of, "row"));
    let columns = preview.columns.iter().map(|column| {
        let align = if column.numeric { Align::Right } else { Align::Left };
        (column.name.as_str(), align)
    });
    let mut table = TextTable::new(columns).with_widest(WIDEST_CELL);
    for row in &preview.rows {
        let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "∅".to_owned());
        table.push(row.iter().map(cell).collect());
    }
    text.push_str(&table.render_within("  ", width));
    text
}

/// A preview for programs; values are the text a database would show.
pub(crate) fn preview_document(preview: &TablePreview) -> Value {
    let columns: Vec<&str> = preview.columns.iter().map(|column| column.name.as_str()).collect();
    json!({
        "table": preview.table,
        "rows_in_all": preview.of,
        "columns": columns,
        "rows": preview.rows,
    })
}
