//! Parts of coherent things.

use super::{Capacity, Draw, Drawn, TextColumn};
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
}

impl EntityMaker {
    /// The parts of one thing share the stream of the thing, so they draw the same identity.
    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Drawn {
        let ids = draw.positions(self.entity.population());
        let salt = draw.stream.nth(1);
        let numbers = draw.numbers();
        match self.entity.part_type(self.part) {
            PartType::Integer => Drawn::Ints(
                ids.iter()
                    .zip(numbers)
                    .map(|(&id, &n)| self.entity.integer(self.part, id, salt.at(n), self.today))
                    .collect(),
            ),
            PartType::Date => Drawn::Moments(
                ids.iter()
                    .zip(numbers)
                    .map(|(&id, &n)| {
                        self.entity.integer(self.part, id, salt.at(n), self.today) * 86_400_000_000
                    })
                    .collect(),
            ),
            PartType::Text | PartType::Decimal => {
                let mut text = TextColumn::with_capacity(ids.len(), 20);
                for (&id, &n) in ids.iter().zip(numbers) {
                    self.entity.write(self.part, id, salt.at(n), self.today, &mut text.data);
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
            text
        })
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.fits && self.entity.is_injective(self.part) {
            Capacity::Unlimited
        } else {
            Capacity::Unknown
        }
    }
}
