//! The columns of a model, conditions on them, and texts that are made beside the model.

use std::ops::Range;

use rayon::prelude::*;
use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use crate::{
    Column, ColumnSummary, Condition, Data, FitOptions, Frame, NULL_CODE, Observer, Request,
    SynthesizeError, Test, Value,
    encode::{Form, View},
    files::sha256,
};

/// The columns that a model was fitted on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub columns: Vec<Learned>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Learned {
    pub name: String,
    pub context: bool,
    #[serde(flatten)]
    pub form: Form,
}

impl Table {
    /// Learns the columns' forms, and tells of what is odd about them.
    ///
    /// # Errors
    /// When there is nothing to learn from, or a context column is not there.
    pub(crate) fn learn(
        frame: &Frame,
        options: &FitOptions,
        observer: &mut dyn Observer,
    ) -> Result<Self, SynthesizeError> {
        options.check()?;
        if frame.rows() == 0 {
            return Err(SynthesizeError::frame("there are no rows"));
        }
        for name in &options.context {
            if frame.column(name).is_none() {
                return Err(SynthesizeError::column(name, "is to be given, but is not there"));
            }
        }
        let learned = frame.columns().iter().map(|column| Learned {
            name: column.name.clone(),
            context: options.context.contains(&column.name),
            form: Form::learn(&column.data),
        });
        let table = Self { columns: learned.collect() };
        if table.columns.iter().all(|column| column.context) {
            return Err(SynthesizeError::frame("all columns are given: there is none to learn"));
        }
        table.tell(frame, observer);
        Ok(table)
    }

    fn tell(&self, frame: &Frame, observer: &mut dyn Observer) {
        for (learned, column) in self.columns.iter().zip(frame.columns()) {
            let Ok(view) = learned.form.view(column) else { continue };
            let oddity = match view {
                View::Texts(_) => Some("is text: made anew in the same shapes, not modelled"),
                View::Numbers(values) => oddity(values.iter().map(|v| (!v.is_nan()).then_some(v))),
                View::Codes(codes) => {
                    oddity(codes.iter().map(|code| (*code != NULL_CODE).then_some(code)))
                }
            };
            if let Some(oddity) = oddity {
                observer.note(&format!("column {} {oddity}", column.name));
            }
        }
    }

    /// A hash of names and kinds, in their order.
    pub(crate) fn hash(&self) -> String {
        let lines = self.columns.iter().map(|column| {
            format!("{}\u{1f}{}\u{1f}{}\n", column.name, column.form.kind(), column.context)
        });
        sha256(lines.collect::<String>().as_bytes())
    }

    pub(crate) fn summaries(&self) -> Vec<ColumnSummary> {
        let summary = |column: &Learned| ColumnSummary {
            name: column.name.clone(),
            kind: column.form.kind(),
            context: column.context,
        };
        self.columns.iter().map(summary).collect()
    }

    /// The values of all columns of a fitted frame.
    pub(crate) fn views(&self, frame: &Frame) -> Result<Vec<View>, SynthesizeError> {
        self.columns.iter().map(|learned| learned.view(frame)).collect()
    }

    /// The values of the context columns that a request gives, by column; nothing for the others.
    pub(crate) fn context(
        &self,
        request: &Request<'_>,
    ) -> Result<Vec<Option<View>>, SynthesizeError> {
        let given = self.columns.iter().filter(|column| column.context);
        if let (Some(column), None) = (given.clone().next(), request.context) {
            return Err(SynthesizeError::column(&column.name, "must be given, as a context"));
        }
        if let (Some(frame), Some(column)) = (request.context, given.clone().next())
            && frame.rows() != request.count()
        {
            let problem = format!("is given for {} rows, not {}", frame.rows(), request.count());
            return Err(SynthesizeError::column(&column.name, problem));
        }
        let view = |column: &Learned| match request.context {
            Some(frame) if column.context => column.view(frame).map(Some),
            _ => Ok(None),
        };
        self.columns.iter().map(view).collect()
    }

    /// Texts beside what a model made: `views` has nothing for context columns.
    pub(crate) fn frame(
        &self,
        views: Vec<Option<View>>,
        rows: &Range<u64>,
        seed: u64,
    ) -> Result<Frame, SynthesizeError> {
        let columns = self.columns.par_iter().zip(views).filter_map(|(learned, view)| {
            let data = match (&learned.form, view) {
                (_, None) => return None,
                (Form::Text { shapes }, _) => {
                    let stream = Stream::root(seed).named("text").named(&learned.name);
                    Data::Text(rows.clone().map(|row| shapes.text(stream, row)).collect())
                }
                (form, Some(view)) => form.restore(view),
            };
            Some(Column { name: learned.name.clone(), data })
        });
        Frame::new(columns.collect())
    }

    /// Conditions as tests of numbers and codes.
    ///
    /// # Errors
    /// When a column is not the model's to make, or the test doesn't fit it.
    pub(crate) fn resolve(&self, all: &[Condition]) -> Result<Vec<Resolved>, SynthesizeError> {
        all.iter().map(|condition| self.resolve_one(condition)).collect()
    }

    fn resolve_one(&self, condition: &Condition) -> Result<Resolved, SynthesizeError> {
        let name = &condition.column;
        let wrong = |problem: &str| Err(SynthesizeError::column(name, problem));
        let Some(column) = self.columns.iter().position(|column| column.name == *name) else {
            return wrong("is not one of the model's columns");
        };
        let learned = &self.columns[column];
        if learned.context {
            return wrong("is given, not made: put the value into the context");
        }
        if matches!(learned.form, Form::Text { .. }) {
            return wrong("is text, which is not modelled: no condition can be put on it");
        }
        let values: &[Value] = match &condition.test {
            Test::IsNull => return Ok(Resolved { column, check: Check::Null }),
            Test::IsNotNull => return Ok(Resolved { column, check: Check::NotNull }),
            Test::Between { low, high } => {
                if learned.form.cardinality().is_some() {
                    return wrong("has labels, not numbers: it can't lie between bounds");
                }
                return Ok(Resolved { column, check: Check::Between(*low, *high) });
            }
            Test::Is(value) => std::slice::from_ref(value),
            Test::OneOf(values) => values,
        };
        let check = if learned.form.cardinality().is_some() {
            let codes: Vec<u32> = values.iter().filter_map(|v| learned.form.code(v)).collect();
            Check::Codes(codes)
        } else {
            Check::Numbers(values.iter().filter_map(|v| learned.form.number(v)).collect())
        };
        match &check {
            Check::Codes(found) if found.len() == values.len() && !found.is_empty() => {}
            Check::Numbers(found) if found.len() == values.len() && !found.is_empty() => {}
            Check::Codes(_) => return wrong("never had that value in the data"),
            _ => return wrong("can't be compared with a value of that kind"),
        }
        Ok(Resolved { column, check })
    }

    /// The names of columns with conditions, for messages.
    pub(crate) fn names(&self, resolved: &[Resolved]) -> String {
        let names: Vec<&str> =
            resolved.iter().map(|one| self.columns[one.column].name.as_str()).collect();
        names.join(", ")
    }
}

impl Learned {
    fn view(&self, frame: &Frame) -> Result<View, SynthesizeError> {
        let column = frame.column(&self.name);
        let column = column.ok_or_else(|| SynthesizeError::column(&self.name, "is not there"))?;
        self.form.view(column)
    }
}

/// What is odd about a column with no or one value.
fn oddity<T: PartialEq>(mut values: impl Iterator<Item = Option<T>>) -> Option<&'static str> {
    let first = values.next()?;
    match (values.all(|value| value == first), first) {
        (true, Some(_)) => Some("has one value only"),
        (true, None) => Some("has no values at all"),
        _ => None,
    }
}

/// A condition on a column, by its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    pub column: usize,
    pub check: Check,
}

/// A test of a number or code.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    Codes(Vec<u32>),
    Numbers(Vec<f64>),
    Between(f64, f64),
    Null,
    NotNull,
}

impl Check {
    pub(crate) fn number(&self, number: f64) -> bool {
        match self {
            Self::Codes(_) => false,
            Self::Numbers(numbers) => numbers.contains(&number),
            Self::Between(low, high) => (*low..=*high).contains(&number),
            Self::Null => number.is_nan(),
            Self::NotNull => !number.is_nan(),
        }
    }

    pub(crate) fn code(&self, code: u32) -> bool {
        match self {
            Self::Codes(codes) => codes.contains(&code),
            Self::Null => code == NULL_CODE,
            Self::NotNull => code != NULL_CODE,
            Self::Numbers(_) | Self::Between(..) => false,
        }
    }
}
