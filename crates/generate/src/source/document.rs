//! JSON documents and arrays: values made of values.

use arrow_array::ArrayRef;
use seedbed_dataset::ValueReader;
use seedbed_expr::Value;

use super::{Draw, Drawn, Formula, Maker, Target, TextColumn};
use crate::problem::GenerateError;

/// A JSON document with a fixed shape.
#[derive(Debug)]
pub(crate) struct DocumentMaker {
    pub(crate) root: DocumentNode,
}

/// A node of a document.
#[derive(Debug)]
pub(crate) enum DocumentNode {
    Object(Vec<Member>),
    List {
        item: Box<DocumentNode>,
        min: u32,
        max: u32,
    },
    /// A source with the type its values take inside the document.
    Value(Box<Maker>, Target),
    /// JSON text.
    Constant(String),
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// What its random numbers are called: parts of one thing share them.
    pub(crate) stream: String,
    pub(crate) node: DocumentNode,
}

impl Member {
    /// A member that is part of nothing else.
    pub(crate) fn new(name: &str, node: DocumentNode) -> Self {
        Self { name: name.to_owned(), stream: name.to_owned(), node }
    }
}

impl DocumentMaker {
    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        self.root.formulas()
    }

    pub(crate) fn draw(
        &self,
        draw: Draw<'_, '_>,
        _target: &Target,
    ) -> Result<Drawn, GenerateError> {
        let rows = self.root.write(draw)?;
        let mut text = TextColumn::with_capacity(rows.len(), 64);
        rows.iter().for_each(|row| text.push(row));
        Ok(Drawn::Text(text))
    }
}

impl DocumentNode {
    fn formulas(&self) -> Vec<&Formula> {
        match self {
            Self::Object(members) => {
                members.iter().flat_map(|member| member.node.formulas()).collect()
            }
            Self::List { item, .. } => item.formulas(),
            Self::Value(maker, _) => maker.formulas(),
            Self::Constant(_) => Vec::new(),
        }
    }

    /// The node's JSON text for every row.
    fn write(&self, draw: Draw<'_, '_>) -> Result<Vec<String>, GenerateError> {
        let len = draw.numbers().len();
        match self {
            Self::Constant(text) => Ok(vec![text.clone(); len]),
            Self::Value(maker, target) => {
                let array = maker.fill(draw.with(draw.stream), target)?;
                let reader = target.reader(&array)?;
                Ok((0..len).map(|row| json_text(&reader.value(row))).collect())
            }
            Self::Object(members) => {
                let mut rows = vec![String::from("{"); len];
                for (at, member) in members.iter().enumerate() {
                    let key = serde_json::Value::from(member.name.as_str()).to_string();
                    let stream = draw.stream.named(&member.stream);
                    let values = member.node.write(draw.with(stream))?;
                    for (row, value) in rows.iter_mut().zip(values) {
                        if at > 0 {
                            row.push_str(", ");
                        }
                        row.push_str(&key);
                        row.push_str(": ");
                        row.push_str(&value);
                    }
                }
                rows.iter_mut().for_each(|row| row.push('}'));
                Ok(rows)
            }
            Self::List { item, min, max } => {
                let counts = counts(draw, *min, *max);
                let columns: Vec<Vec<String>> = (0..*max)
                    .map(|at| item.write(draw.with(draw.stream.nth(u64::from(at)))))
                    .collect::<Result<_, _>>()?;
                let rows = counts.iter().enumerate().map(|(row, &count)| {
                    let drawn = columns.iter().map(|values| values[row].as_str());
                    let items = set(drawn, count, *min, |text| text.starts_with('"'));
                    format!("[{}]", items.join(", "))
                });
                Ok(rows.collect())
            }
        }
    }
}

/// The first so many items. Words in a list are a set: one that is there gives way to the next
/// that was drawn, and is repeated only where the list would be too short without it.
fn set<T: PartialEq>(
    drawn: impl Iterator<Item = T>,
    count: u32,
    min: u32,
    is_word: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut items: Vec<T> = Vec::with_capacity(count as usize);
    let mut repeated = Vec::new();
    for item in drawn {
        if items.len() >= count as usize {
            break;
        }
        let known = is_word(&item) && items.contains(&item);
        if known { repeated.push(item) } else { items.push(item) }
    }
    let missing = (min as usize).saturating_sub(items.len());
    items.extend(repeated.into_iter().take(missing));
    items
}

fn counts(draw: Draw<'_, '_>, min: u32, max: u32) -> Vec<u32> {
    let stream = draw.stream.named("count");
    let span = u64::from(max - min) + 1;
    draw.numbers().iter().map(|&number| min + stream.below(number, span) as u32).collect()
}

fn json_text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Float(value) => serde_json::Value::from(*value).to_string(),
        Value::Json(value) => value.to_string(),
        value => {
            let mut text = String::new();
            super::text::push_value(&mut text, value);
            serde_json::Value::from(text).to_string()
        }
    }
}

/// An array of values of one type.
#[derive(Debug)]
pub(crate) struct ArrayMaker {
    pub(crate) item: Box<Maker>,
    pub(crate) target: Target,
    pub(crate) min: u32,
    pub(crate) max: u32,
}

impl ArrayMaker {
    pub(crate) fn draw(
        &self,
        draw: Draw<'_, '_>,
        _target: &Target,
    ) -> Result<Drawn, GenerateError> {
        let counts = counts(draw, self.min, self.max);
        let items: Vec<ArrayRef> = (0..self.max)
            .map(|at| self.item.fill(draw.with(draw.stream.nth(u64::from(at))), &self.target))
            .collect::<Result<_, _>>()?;
        let readers: Vec<ValueReader> =
            items.iter().map(|item| self.target.reader(item)).collect::<Result<_, _>>()?;
        let rows = counts.iter().enumerate().map(|(row, &count)| {
            let drawn = readers.iter().map(|reader| reader.value(row));
            let is_word = |item: &Value| matches!(item, Value::Text(_));
            Value::Array(set(drawn, count, self.min, is_word))
        });
        Ok(Drawn::Values(rows.collect()))
    }
}
