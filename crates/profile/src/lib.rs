//! Tables to learn from: files into columns, and what kind of values each column holds.
//!
//! [`read`] takes CSV, JSON Lines, Parquet and Arrow files, or folders of them, as related
//! [`Table`]s. A [`Column`] is a code for every row into its distinct texts, so kinds, patterns and
//! statistics are told by looking at every text once; long columns of numbers that hardly repeat
//! are kept as numbers, and get codes only when they are asked for them.
//!
//! ```
//! use seedbed_profile::{Kind, Options, read_csv};
//!
//! let file = "id,sex,income\n1,Female,<=50K\n2,Male,>50K\n3,Male,<=50K\n";
//! let table = read_csv("people", file.as_bytes(), &Options::default()).unwrap();
//! let sex = table.column("sex").unwrap();
//! assert_eq!(sex.kind(), Kind::Categorical);
//! assert_eq!((sex.codes(), sex.label(1)), (&[0, 1, 1][..], "Male"));
//! ```
//!
//! This crate knows files of tables. It must not know plans, models, or what becomes of what it
//! tells; and no cell value gets into its errors.

mod kind;
mod labels;
mod marginal;
pub mod name;
pub mod parallel;
mod pattern;
mod pii;
mod plain;
mod read;
mod relation;
mod report;
mod table;

pub use kind::TemporalForm;
pub use marginal::Bins;
pub use read::{Options, ReadError, TableBuilder, files, read, read_arrow, read_csv, read_parquet};
pub use relation::{Reference, Relations, children, orphans};
pub use report::{
    Children, ColumnProfile, Distribution, Frequency, KeyProfile, Pattern, Personal, Point,
    Profile, ReferenceProfile, Summary, TableProfile, Texts, html, personal_columns, profile,
};
pub use table::{Column, Kind, MISSING, Table};
