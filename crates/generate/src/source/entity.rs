//! Parts of coherent things.

use std::collections::BTreeMap;

use seedbed_expr::{Kind, Value};

use super::{Capacity, Draw, Drawn, Target, TextColumn};
use crate::entity::{Entity, Part, PartType};

/// One part of the thing that several columns of a row describe.
#[derive(Debug)]
pub(crate) struct EntityMaker {
    pub(crate) entity: std::sync::Arc<Entity>,
    pub(crate) part: Part,
    /// Whether the longest text fits the column.
    pub(crate) fits: bool,
    /// The present day of the plan, in days since 1970.
    pub(crate) today: i32,
    /// What to write instead of some texts.
    pub(crate) written: BTreeMap<String, String>,
}

impl EntityMaker {
    /// The parts of one thing share the stream of the thing, so they draw the same identity.
    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Drawn {
        let ids = draw.positions(self.entity.population());
        let salt = draw.stream.nth(1);
        match self.entity.part_type(self.part) {
            PartType::Integer => Drawn::Ints(numbers_of(self, &ids, draw)),
            PartType::Date if target.data_type.kind() == Kind::Text => {
                let days = numbers_of(self, &ids, draw).into_iter();
                Drawn::Values(days.map(|day| Value::Date(day as i32)).collect())
            }
            PartType::Date => {
                let days = numbers_of(self, &ids, draw).into_iter();
                Drawn::Moments(days.map(|day| day * 86_400_000_000).collect())
            }
            PartType::Text | PartType::Decimal => {
                let mut text = TextColumn::with_capacity(ids.len(), 20);
                for (&id, &n) in ids.iter().zip(draw.numbers()) {
                    let begin = text.begin();
                    self.entity.write(self.part, id, salt.at(n), self.today, &mut text.data);
                    if let Some(other) = self.written.get(&text.data[begin..]) {
                        text.data.truncate(begin);
                        text.data.push_str(other);
                    }
                    text.end();
                }
                Drawn::Text(text)
            }
        }
    }

    /// Some of the texts the maker writes.
    pub(crate) fn sample(&self, count: u64) -> impl Iterator<Item = String> + '_ {
        let step = (self.entity.population() / count.max(1)).max(1);
        (0..count).map(move |at| {
            let mut text = String::new();
            self.entity.write(self.part, at * step, at, self.today, &mut text);
            self.written.get(&text).cloned().unwrap_or(text)
        })
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.fits && self.written.is_empty() && self.entity.is_injective(self.part) {
            Capacity::Unlimited
        } else {
            Capacity::Unknown
        }
    }
}

/// The values of a part that is a number or a day.
fn numbers_of(maker: &EntityMaker, ids: &[u64], draw: Draw<'_, '_>) -> Vec<i64> {
    let salt = draw.stream.nth(1);
    let rows = ids.iter().zip(draw.numbers());
    rows.map(|(&id, &n)| maker.entity.integer(maker.part, id, salt.at(n), maker.today)).collect()
}
