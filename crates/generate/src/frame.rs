//! Rows being made: any set of rows of a table, its columns computed when asked for.
//!
//! A frame pulls. Asked for a column, it asks the column's source, which may ask the frame for
//! other columns, for the parents of its rows (another frame), or for their children. Nothing is
//! computed twice within a frame, and nothing outside it is remembered.

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use arrow_array::{Array, ArrayRef, UInt64Array};
use arrow_select::{interleave::interleave, take::take};
use seedbed_dataset::{ValueReader, seed::Stream};
use seedbed_expr::{Env, Nullness};

use crate::{
    fan_out::Block,
    nulls,
    permutation::Permutation,
    problem::GenerateError,
    retry::{Attempt, Resolution},
    source::{Draw, Maker, ModelMaker, Rows, Target, merge},
    spec::{ColumnMaker, ColumnSpec, Core, LinkKind, Places, TableSpec, fits_type},
};

/// Stands for "no parent".
pub(crate) const NONE: u64 = u64::MAX;

/// A set of rows of one table.
pub(crate) struct Frame<'e> {
    core: &'e Core,
    table: usize,
    /// The number of each row among the made ones; 0 for literal rows.
    numbers: Vec<u64>,
    /// Where literal rows stand in the frame: (position, literal row).
    literals: Vec<(usize, usize)>,
    pub(crate) attempt: Attempt,
    columns: Vec<OnceCell<ArrayRef>>,
    targets: Vec<OnceCell<Rc<Targets>>>,
    parents: RefCell<Vec<Option<Rc<Frame<'e>>>>>,
    resolution: OnceCell<Resolution<'e>>,
    /// The order used last, with each row's place in it.
    permuted: RefCell<Option<(Permutation, Rc<Vec<u64>>)>>,
    /// What models drew for these rows, by the model's name and the attempt.
    modelled: RefCell<BTreeMap<(String, u32), Rows>>,
}

/// The parents of a frame's rows along one link.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    /// For each row the parent's number (literal rows first), or [`NONE`].
    pub(crate) parents: Vec<u64>,
    /// For an owner link, each row's position among its siblings.
    pub(crate) ordinals: Vec<u64>,
}

impl<'e> Frame<'e> {
    /// The made rows of `table` with these numbers.
    pub(crate) fn new(core: &'e Core, table: usize, numbers: Vec<u64>, attempt: Attempt) -> Self {
        let spec = &core.tables[table];
        Self {
            core,
            table,
            numbers,
            literals: Vec::new(),
            attempt,
            columns: (0..spec.columns.len()).map(|_| OnceCell::new()).collect(),
            targets: (0..spec.links.len()).map(|_| OnceCell::new()).collect(),
            parents: RefCell::new(vec![None; spec.links.len()]),
            resolution: OnceCell::new(),
            permuted: RefCell::new(None),
            modelled: RefCell::default(),
        }
    }

    /// Rows of `table` by their number as parents: literal rows first. [`NONE`] stands for any.
    pub(crate) fn of_parents(
        core: &'e Core,
        table: usize,
        rows: impl Iterator<Item = u64>,
        attempt: Attempt,
    ) -> Self {
        let literal = core.tables[table].literal.len() as u64;
        let mut literals = Vec::new();
        let numbers = rows
            .enumerate()
            .map(|(at, row)| match row {
                NONE => 0,
                row if row < literal => {
                    literals.push((at, row as usize));
                    0
                }
                row => row - literal,
            })
            .collect();
        Self { literals, ..Self::new(core, table, numbers, attempt) }
    }

    pub(crate) fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn env(&self) -> &Env {
        &self.core.env
    }

    pub(crate) fn core(&self) -> &'e Core {
        self.core
    }

    pub(crate) fn table(&self) -> usize {
        self.table
    }

    pub(crate) fn spec(&self) -> &'e TableSpec {
        &self.core.tables[self.table]
    }

    pub(crate) fn table_name(&self) -> &str {
        &self.spec().name
    }

    /// A column of every row.
    pub(crate) fn column(&self, column: usize) -> Result<ArrayRef, GenerateError> {
        if let Some(array) = self.columns[column].get() {
            return Ok(ArrayRef::clone(array));
        }
        let spec = &self.spec().columns[column];
        let array = match self.attempt {
            // Only literal rows: what stands for them until they are put in place.
            _ if self.spec().rows == 0 => {
                arrow_array::new_null_array(&spec.target.arrow, self.len())
            }
            Attempt::Settled if spec.volatile && self.spec().is_retried() => {
                self.resolution()?.column(column, &spec.target)?
            }
            _ => self.fill(spec)?,
        };
        let array = self.with_literals(array, column, spec)?;
        Ok(ArrayRef::clone(self.columns[column].get_or_init(|| array)))
    }

    /// The same rows under a forced attempt, with what doesn't depend on attempts taken along.
    pub(crate) fn forced(&self, number: u32) -> Self {
        let frame = Self {
            literals: self.literals.clone(),
            ..Self::new(self.core, self.table, self.numbers.clone(), Attempt::Forced(number))
        };
        for (at, spec) in self.spec().columns.iter().enumerate().filter(|(_, c)| !c.volatile) {
            if let Some(array) = self.columns[at].get() {
                debug_assert_eq!(array.len(), self.len(), "{}", spec.target.column);
                let _ = frame.columns[at].set(ArrayRef::clone(array));
            }
        }
        frame
    }

    /// Tries the rows against the table's conditions, if it has any.
    pub(crate) fn settle(&self) -> Result<(), GenerateError> {
        if self.spec().is_retried() && !self.numbers.is_empty() {
            self.resolution()?;
        }
        Ok(())
    }

    fn resolution(&self) -> Result<&Resolution<'e>, GenerateError> {
        if self.resolution.get().is_none() {
            let resolution = Resolution::new(self)?;
            // The cell is empty: only this frame fills it, and resolving doesn't come back here.
            let _ = self.resolution.set(resolution);
        }
        Ok(self.resolution.get().expect("the resolution was just set"))
    }

    /// Puts the values of literal rows in their places.
    fn with_literals(
        &self,
        array: ArrayRef,
        column: usize,
        spec: &ColumnSpec,
    ) -> Result<ArrayRef, GenerateError> {
        if self.literals.is_empty() {
            return Ok(array);
        }
        let rows = &self.spec().literal;
        let values = self.literals.iter().map(|&(_, row)| rows[row][column].clone());
        let literal = spec.target.build(values)?;
        let mut indices: Vec<(usize, usize)> = (0..self.len()).map(|row| (0, row)).collect();
        for (at, (position, _)) in self.literals.iter().enumerate() {
            indices[*position] = (1, at);
        }
        spec.target.arrow_result(interleave(&[array.as_ref(), literal.as_ref()], &indices))
    }

    fn fill(&self, spec: &ColumnSpec) -> Result<ArrayRef, GenerateError> {
        match &spec.maker {
            ColumnMaker::Link { link, parent_column } => {
                let array = self.linked(spec, *link, *parent_column)?;
                self.held(array, spec)
            }
            ColumnMaker::Source(maker) => self.fill_source(spec, maker),
        }
    }

    /// A column of the parents, as the type that refers to it.
    fn linked(
        &self,
        spec: &ColumnSpec,
        link: usize,
        parent_column: usize,
    ) -> Result<ArrayRef, GenerateError> {
        let array = self.parent_column(link, parent_column)?;
        if array.data_type() == &spec.target.arrow {
            return Ok(array);
        }
        // The key is declared with another width than what it refers to.
        let parent = &self.core.tables[self.spec().links[link].parent];
        let reader = parent.columns[parent_column].target.reader(&array)?;
        spec.target.build((0..array.len()).map(|row| reader.value(row)))
    }

    /// Values for a column that must hold some also where its row has no parent: another column
    /// of the reference is NULL there.
    fn held(&self, array: ArrayRef, spec: &ColumnSpec) -> Result<ArrayRef, GenerateError> {
        let Some(fallback) = spec.fallback.as_ref().filter(|_| !spec.nulls.allowed) else {
            return Ok(array);
        };
        if array.null_count() == 0 {
            return Ok(array);
        }
        let chosen: Vec<usize> = (0..array.len()).map(|row| array.is_null(row).into()).collect();
        let stream = spec.stream.named("fallback");
        let draw = Draw { frame: self, stream, places: None, attempt: 0 };
        let other = fallback.fill(draw, &spec.target)?;
        merge(&[array, other], &chosen, &spec.target)
    }

    /// Whether rows are being tried for which a column's formula may give what it can't hold.
    fn is_tried(&self, spec: &ColumnSpec) -> bool {
        let (table, column) = (self.spec(), &spec.target.column);
        matches!(self.attempt, Attempt::Forced(_))
            && (table.checks.iter().any(|check| check.name == fits_type(column))
                || table.fitted.iter().any(|it| table.columns[it.column].target.column == *column))
    }

    /// For each row whether a column's formula gives what the column holds.
    pub(crate) fn fits(&self, column: usize) -> Result<Vec<bool>, GenerateError> {
        let spec = &self.spec().columns[column];
        match spec.formula() {
            Some(formula) => formula.fits(self, &spec.target),
            None => Ok(vec![true; self.len()]),
        }
    }

    fn fill_source(&self, spec: &ColumnSpec, maker: &Maker) -> Result<ArrayRef, GenerateError> {
        let places = match &spec.places {
            Some(places) => Some(self.places(places)?),
            None => None,
        };
        let draw = Draw {
            frame: self,
            stream: self.attempted(spec.stream, spec.volatile),
            places: places.as_deref().map(Vec::as_slice),
            // What isn't drawn again must not change with the attempt.
            attempt: if spec.volatile { self.attempt.number() } else { 0 },
        };
        let variant = draw.insists().then(|| self.variants());
        let mut array = match &variant {
            Some(variants) if !spec.by_variant.is_empty() => {
                fill_by_variant(spec, maker, draw, variants)?
            }
            _ => match maker {
                Maker::Formula(formula) if self.is_tried(spec) => {
                    formula.fill_where_possible(self, &spec.target)?
                }
                maker => maker.fill(draw, &spec.target)?,
            },
        };
        if let (Some(taken), Some(order)) = (&spec.taken, &spec.places) {
            let fill = |spares: &[u64]| {
                let places: Vec<u64> = spares.iter().map(|&spare| order.of(spare)).collect();
                maker.fill(Draw { places: Some(&places), ..draw }, &spec.target)
            };
            array = taken.step_aside(array, fill, &spec.target)?;
        }
        let nullness = |row: usize| match &variant {
            Some(variants) if !spec.by_variant.is_empty() => {
                spec.by_variant[variants[row] as usize].0
            }
            _ => Nullness::Either,
        };
        nulls::apply(array, spec, draw, &nullness)
    }

    /// A stream for the frame's attempt, where new attempts draw again.
    pub(crate) fn attempted(&self, stream: Stream, volatile: bool) -> Stream {
        match self.attempt.number() {
            attempt if volatile && attempt > 0 => stream.named("attempt").nth(u64::from(attempt)),
            _ => stream,
        }
    }

    /// Random numbers that the columns of a row share in one attempt.
    pub(crate) fn anchors(&self) -> Stream {
        self.spec().stream.named("anchor").nth(u64::from(self.attempt.number()))
    }

    /// Which way of meeting the CHECKs each row takes.
    fn variants(&self) -> Vec<u64> {
        let spec = self.spec();
        let stream = spec.stream.named("variant").nth(u64::from(self.attempt.number()));
        self.numbers.iter().map(|&number| stream.below(number, spec.variants)).collect()
    }

    fn places(&self, places: &Places) -> Result<Rc<Vec<u64>>, GenerateError> {
        Ok(match places {
            Places::Row => Rc::new(self.numbers.clone()),
            Places::Permuted(order) => self.permuted(order),
            Places::Digit { product, digit } => Rc::new(self.digits(*product, *digit)?),
        })
    }

    /// Columns that describe one thing share an order: it is worked out once.
    fn permuted(&self, order: &Permutation) -> Rc<Vec<u64>> {
        let mut last = self.permuted.borrow_mut();
        if let Some((known, places)) = &*last
            && known == order
        {
            return Rc::clone(places);
        }
        let places = self.numbers.iter().map(|&number| order.apply(number)).collect();
        let places = Rc::new(places);
        *last = Some((*order, Rc::clone(&places)));
        places
    }

    /// The rows of a model, drawn once for all columns.
    pub(crate) fn modelled(&self, maker: &ModelMaker, attempt: u32) -> Result<Rows, GenerateError> {
        let key = (maker.name.clone(), attempt);
        if let Some(rows) = self.modelled.borrow().get(&key) {
            return Ok(Rc::clone(rows));
        }
        let rows = maker.draw(self, attempt)?;
        self.modelled.borrow_mut().insert(key, Rc::clone(&rows));
        Ok(rows)
    }

    /// One digit of each row's place in a product.
    pub(crate) fn digits(&self, product: usize, digit: usize) -> Result<Vec<u64>, GenerateError> {
        self.spec().products[product].digits(self, product, digit)
    }

    /// Each row's position among its siblings along the owner link; its own number where the
    /// table has none.
    pub(crate) fn ordinals(&self) -> Result<Vec<u64>, GenerateError> {
        match self.spec().owner {
            Some(owner) => Ok(self.targets(owner)?.ordinals.clone()),
            None => Ok(self.numbers.clone()),
        }
    }

    /// The parents of the frame's rows.
    pub(crate) fn targets(&self, link: usize) -> Result<Rc<Targets>, GenerateError> {
        if let Some(targets) = self.targets[link].get() {
            return Ok(Rc::clone(targets));
        }
        let spec = &self.spec().links[link];
        let targets = match self.attempt {
            _ if self.spec().rows == 0 => {
                Rc::new(Targets { parents: vec![NONE; self.len()], ordinals: vec![0; self.len()] })
            }
            Attempt::Settled if spec.volatile && self.spec().is_retried() => {
                Rc::new(self.resolution()?.targets(link)?)
            }
            _ => Rc::new(crate::link::targets(self, link)?),
        };
        Ok(Rc::clone(self.targets[link].get_or_init(|| targets)))
    }

    /// The parents' frame, and for each row where its parent stands there; `None` where a row
    /// has no parent.
    fn parent_rows(&self, link: usize) -> Result<(Rc<Frame<'e>>, UInt64Array), GenerateError> {
        let targets = self.targets(link)?;
        let parents = &targets.parents;
        let known = parents.iter().filter(|&&parent| parent != NONE);
        let low = known.clone().min().copied().unwrap_or(0);
        let high = known.max().copied().unwrap_or(0);
        // Children of few neighbouring parents: make each parent once.
        let dense = (high - low) as usize <= parents.len();
        let cached = self.parents.borrow()[link].clone();
        let frame = cached.unwrap_or_else(|| {
            let table = self.spec().links[link].parent;
            Rc::new(if dense {
                Self::of_parents(self.core, table, low..=high, Attempt::Settled)
            } else {
                let parents = parents.iter().copied();
                Self::of_parents(self.core, table, parents, Attempt::Settled)
            })
        });
        self.parents.borrow_mut()[link] = Some(Rc::clone(&frame));
        let at = |(row, &parent): (usize, &u64)| match parent {
            NONE => None,
            parent if dense => Some(parent - low),
            _ => Some(row as u64),
        };
        Ok((frame, parents.iter().enumerate().map(at).collect()))
    }

    /// A column of the rows' parents; NULL where a row has none.
    fn parent_column(&self, link: usize, column: usize) -> Result<ArrayRef, GenerateError> {
        let (frame, rows) = self.parent_rows(link)?;
        if self.core.tables[frame.table].population() == 0 {
            let target = &frame.spec().columns[column].target;
            return Ok(arrow_array::new_null_array(&target.arrow, self.len()));
        }
        let array = frame.column(column)?;
        let target = &frame.spec().columns[column].target;
        if rows.null_count() == 0
            && rows.values().iter().enumerate().all(|(a, &b)| a as u64 == b)
            && array.len() == rows.len()
        {
            return Ok(array);
        }
        target.arrow_result(take(&array, &rows, None))
    }

    /// The parents, along a link of theirs, of the rows' parents.
    pub(crate) fn grandparents(
        &self,
        link: usize,
        parent_link: usize,
    ) -> Result<Vec<u64>, GenerateError> {
        let (frame, rows) = self.parent_rows(link)?;
        let targets = frame.targets(parent_link)?;
        let mut parents = Cow::from(&targets.parents);
        if !frame.literals.is_empty() {
            let known = frame.spec().links[parent_link].literal_parents(frame.core, frame.table);
            for &(at, row) in &frame.literals {
                parents.to_mut()[at] = known[row].unwrap_or(NONE);
            }
        }
        Ok(rows.iter().map(|row| row.map_or(NONE, |row| parents[row as usize])).collect())
    }

    /// A column of the rows that a chain of links leads to, with its type.
    pub(crate) fn path(
        &self,
        links: &[usize],
        column: usize,
    ) -> Result<(ArrayRef, &'e Target), GenerateError> {
        let Some((&link, rest)) = links.split_first() else {
            let target = &self.spec().columns[column].target;
            return Ok((self.column(column)?, target));
        };
        if rest.is_empty() {
            let parent = &self.core.tables[self.spec().links[link].parent];
            return Ok((self.parent_column(link, column)?, &parent.columns[column].target));
        }
        let (frame, rows) = self.parent_rows(link)?;
        let (array, target) = frame.path(rest, column)?;
        let array = take(&array, &rows, None)
            .map_err(|source| GenerateError::Arrow { table: self.table_name().into(), source })?;
        Ok((array, target))
    }

    /// The children of all rows in `table` along its owner link, and where each row's begin.
    pub(crate) fn children(&self, table: usize) -> (Frame<'e>, Vec<usize>) {
        let spec = &self.core.tables[table];
        let literal = self.spec().literal.len() as u64;
        let mut starts = vec![0];
        let mut numbers = Vec::new();
        let mut block = Block::default();
        let owner = spec.owner.map(|owner| &spec.links[owner]);
        for (at, &number) in self.numbers.iter().enumerate() {
            let parent = match self.literals.binary_search_by_key(&at, |&(at, _)| at) {
                Ok(found) => self.literals[found].1 as u64,
                Err(_) => literal + number,
            };
            if let Some(link) = owner
                && let LinkKind::Owner(map) = &link.kind
                && let Some(parent) = parent.checked_sub(link.passed_over)
            {
                numbers.extend(map.children(parent, &mut block));
            }
            starts.push(numbers.len());
        }
        (Self::new(self.core, table, numbers, Attempt::Settled), starts)
    }

    /// Reads a column value by value.
    pub(crate) fn reader(&self, column: usize) -> Result<ValueReader, GenerateError> {
        let array = self.column(column)?;
        self.spec().columns[column].target.reader(&array)
    }
}

/// Fills each row by the way of meeting the CHECKs that it takes.
fn fill_by_variant(
    spec: &ColumnSpec,
    maker: &Maker,
    draw: Draw<'_, '_>,
    variants: &[u64],
) -> Result<ArrayRef, GenerateError> {
    let arrays: Vec<ArrayRef> = spec
        .by_variant
        .iter()
        .map(|(_, own)| own.as_ref().unwrap_or(maker).fill(draw, &spec.target))
        .collect::<Result<_, _>>()?;
    let chosen: Vec<usize> = variants.iter().map(|&variant| variant as usize).collect();
    merge(&arrays, &chosen, &spec.target)
}
