//! Tables as Arrow record batches, the codecs that write and read them, and the random numbers
//! that fill them.
//!
//! Rows travel as Arrow record batches whose columns have the physical types of [`arrow_type`].
//! [`ArrayBuilder`] makes such columns from single values and [`ValueReader`] takes them apart;
//! [`TableEncoder`] and [`TableWriter`] write files, [`TableReader`] and [`ScriptReader`] read
//! them back, and [`encode_copy`] feeds a database. [`seed`] names streams of random numbers.
//!
//! ```
//! use arrow_array::RecordBatch;
//! use seedbed_dataset::{ArrayBuilder, Format, TableEncoder, arrow_schema};
//! use seedbed_expr::Value;
//! use seedbed_schema::{Column, DataType, Table, TableName};
//!
//! let mut table = Table::new(TableName::new("customers"));
//! table.columns.push(Column::new("id", DataType::integer(32)));
//! table.columns.push(Column::new("name", DataType::text()));
//!
//! let mut ids = ArrayBuilder::new(&DataType::integer(32), 2);
//! let mut names = ArrayBuilder::new(&DataType::text(), 2);
//! for (id, name) in [(1, "Ada"), (2, "Grace, \"Amazing\"")] {
//!     ids.push(Value::Int(id)).unwrap();
//!     names.push(Value::Text(name.into())).unwrap();
//! }
//! let schema = arrow_schema(&table);
//! let batch = RecordBatch::try_new(schema.clone(), vec![ids.finish(), names.finish()]).unwrap();
//!
//! let encoder = TableEncoder::new(Format::Csv, &table, &schema).unwrap();
//! let mut writer = encoder.writer(Vec::new(), true).unwrap();
//! writer.append(encoder.encode(&[batch]).unwrap()).unwrap();
//! let (file, totals) = writer.finish().unwrap();
//! assert_eq!(file, b"id,name\n1,Ada\n2,\"Grace, \"\"Amazing\"\"\"\n");
//! assert_eq!(totals.rows, 2);
//! ```
//!
//! This crate must not know paths (it writes to `Write` and reads from `Read`), how values are
//! distributed, or polars.

mod builder;
mod digits;
mod encode;
mod form;
mod notation;
mod read;
pub mod seed;
mod types;
mod values;

pub use builder::{ArrayBuilder, ConvertError};
pub use encode::{
    Chunk, EncodeError, Format, TableEncoder, TableWriter, Totals, UnknownFormat, encode_copy,
    encode_values, names,
};
pub use read::{
    ARROW_ENDINGS, ArrowBatches, ArrowFileError, BatchBuilder, CellProblem, ReadBatch, ReadError,
    ScriptError, ScriptReader, TableReader,
};
pub use types::{TYPE_KEY, arrow_field, arrow_schema, arrow_type, logical_name};
pub use values::ValueReader;
