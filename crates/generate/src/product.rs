//! Distinct combinations: a row's place in a product of domains.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use seedbed_dataset::seed::Stream;

use crate::{
    frame::Frame,
    permutation::Permutation,
    problem::GenerateError,
    retry::Attempt,
    source::Draw,
    spec::{ColumnMaker, Core, LinkKind, Places},
};

/// Domains up to this size are searched for the values of the schema's own rows.
const SEARCHED: u64 = 1 << 16;

/// A product of domains that several columns share, taken apart into digits.
#[derive(Debug)]
pub(crate) struct Product {
    /// Places are distinct among the children of one parent only (along the owner link), or over
    /// the whole table.
    pub(crate) within_owner: bool,
    /// The sizes of the domains.
    pub(crate) radices: Vec<u64>,
    /// The product of the sizes.
    pub(crate) size: u64,
    pub(crate) stream: Stream,
    /// The places of the schema's own rows.
    taken: OnceLock<Result<Taken, Arc<GenerateError>>>,
}

/// Places that are taken, each with its rank among them.
type Taken = BTreeMap<u64, u64>;

impl Product {
    pub(crate) fn new(within_owner: bool, radices: Vec<u64>, stream: Stream) -> Self {
        let size = radices.iter().fold(1_u64, |all, &radix| all.saturating_mul(radix));
        Self { within_owner, radices, size, stream, taken: OnceLock::new() }
    }

    /// One digit of the place of each row of `frame`; `number` is the product's own.
    pub(crate) fn digits(
        &self,
        frame: &Frame<'_>,
        number: usize,
        digit: usize,
    ) -> Result<Vec<u64>, GenerateError> {
        let below: u64 = self.radices[..digit].iter().product();
        let radix = self.radices[digit];
        let take = |place: u64| place / below % radix;
        if !self.within_owner {
            let order = Permutation::new(self.size, self.stream);
            let taken = self.taken(frame, number)?;
            let rows = frame.spec().rows;
            let place = |row: u64| {
                let mut place = order.apply(row);
                // Each taken place is hit from one row only, and has a spare row of its own.
                while let Some(rank) = taken.get(&place).filter(|rank| rows + *rank < self.size) {
                    place = order.apply(rows + rank);
                }
                place
            };
            return Ok(frame.numbers().iter().map(|&row| take(place(row))).collect());
        }
        let owner = frame.spec().owner.expect("a product within an owner has an owner link");
        let targets = frame.targets(owner)?;
        let mut order = Permutation::new(self.size, self.stream);
        let mut current = None;
        let places = targets.parents.iter().zip(&targets.ordinals).map(|(&parent, &ordinal)| {
            // Rows without a parent are no less of one kind, wherever the frame begins.
            if current != Some(parent) {
                current = Some(parent);
                order = Permutation::new(self.size, self.stream.nth(parent));
            }
            take(order.apply(ordinal % self.size))
        });
        Ok(places.collect())
    }

    /// The places that the schema's own rows have, worked out when first asked for.
    fn taken(&self, frame: &Frame<'_>, number: usize) -> Result<&Taken, GenerateError> {
        self.taken
            .get_or_init(|| self.find_taken(frame.core(), frame.table(), number).map_err(Arc::new))
            .as_ref()
            .map_err(|error| GenerateError::Earlier(Arc::clone(error)))
    }

    fn find_taken(&self, core: &Core, table: usize, number: usize) -> Result<Taken, GenerateError> {
        let spec = &core.tables[table];
        let is_fresh = spec.links.iter().any(|link| {
            let decides = matches!(link.kind, LinkKind::Digit { product, .. } if product == number);
            decides && link.passed_over > 0
        });
        // Rows of parents that are passed over have other places.
        let rows = if is_fresh { 0 } else { spec.literal.len() };
        let mut places = vec![Some(0_u64); rows];
        let mut below = 1;
        for (digit, &radix) in self.radices.iter().enumerate() {
            if rows == 0 {
                break;
            }
            let own = literal_digits(core, table, (number, digit), radix)?;
            for (place, own) in places.iter_mut().zip(own) {
                *place = place.zip(own).map(|(place, own)| place + own * below);
            }
            below *= radix;
        }
        let mut taken = Taken::new();
        for place in places.into_iter().flatten() {
            let rank = taken.len() as u64;
            taken.entry(place).or_insert(rank);
        }
        Ok(taken)
    }
}

/// The digit of each literal row: the number of its parent, or the place of its value; `None`
/// where that can't be told.
fn literal_digits(
    core: &Core,
    table: usize,
    wanted: (usize, usize),
    radix: u64,
) -> Result<Vec<Option<u64>>, GenerateError> {
    let spec = &core.tables[table];
    let is_wanted = |product: usize, digit: usize| (product, digit) == wanted;
    let by_link = spec.links.iter().position(
        |link| matches!(link.kind, LinkKind::Digit { product, digit } if is_wanted(product, digit)),
    );
    if let Some(link) = by_link {
        return Ok(spec.links[link].literal_parents(core, table).to_vec());
    }
    let column = spec.columns.iter().position(|column| {
        matches!(column.places, Some(Places::Digit { product, digit }) if is_wanted(product, digit))
    });
    let Some((column, ColumnMaker::Source(maker))) =
        column.map(|column| (column, &spec.columns[column].maker)).filter(|_| radix <= SEARCHED)
    else {
        return Ok(vec![None; spec.literal.len()]);
    };
    let all: Vec<u64> = (0..radix).collect();
    let frame = Frame::new(core, table, all.clone(), Attempt::Forced(0));
    let target = &spec.columns[column].target;
    let draw =
        Draw { frame: &frame, stream: spec.columns[column].stream, places: Some(&all), attempt: 0 };
    let array = maker.fill(draw, target)?;
    let reader = target.reader(&array)?;
    let mut places = BTreeMap::new();
    for place in 0..radix {
        let mut key = Vec::new();
        reader.value(place as usize).key_bytes(&mut key);
        places.entry(key).or_insert(place);
    }
    let literal = spec.literal.iter().map(|row| {
        let mut key = Vec::new();
        row[column].key_bytes(&mut key);
        places.get(&key).copied()
    });
    Ok(literal.collect())
}
