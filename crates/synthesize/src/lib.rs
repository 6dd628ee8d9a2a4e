//! Learns tables and makes rows like theirs.
//!
//! A [`Frame`] goes in, a [`Synthesizer`] comes out, which makes any number of rows of the same
//! columns: freely, under [`Condition`]s, or in dependence on columns that are given. Every row is
//! a function of (model, seed, its number), so that ranges made apart concatenate.
//!
//! ```
//! use seedbed_synthesize::{Column, Data, FitOptions, Fitted, Frame, Request, Silent, method};
//!
//! let ages = Data::Number { values: vec![31.0, 47.0, 52.0, 38.0], whole: true };
//! let frame = Frame::new(vec![Column { name: "age".into(), data: ages }])?;
//! let fitted = method("copula")?.fit(&frame, &FitOptions::default(), None, &mut Silent)?;
//! let Fitted::Finished(model) = fitted else { unreachable!("nobody interrupted") };
//! assert_eq!(model.sample(&Request::of(0..100, 7))?.rows(), 100);
//! # Ok::<(), seedbed_synthesize::SynthesizeError>(())
//! ```
//!
//! Keys are not learned: whoever has them makes them. Nothing here knows object stores, jobs,
//! clocks or terminals, and no error holds a cell's value.

mod copula;
mod encode;
mod error;
mod exact;
mod files;
mod frame;
mod math;
mod method;
mod network;
mod table;
mod tensors;

pub use error::SynthesizeError;
pub use files::{Files, read_folder, write_folder};
pub use frame::{Column, Data, Frame, NULL_CODE};
pub use method::{
    ColumnSummary, Condition, Device, EpochReport, FitOptions, Fitted, METHODS, Method, Observer,
    Request, Silent, Snapshot, Synthesizer, Test, Value, load, method,
};
