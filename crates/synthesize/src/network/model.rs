//! A trained network as a synthesizer.

use std::ops::Range;

use rayon::prelude::*;
use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use super::{
    Kind,
    data::{Asked, Conditions},
    decoder::Decoder,
    sparse::Sparse,
    train::Progress,
};
use crate::{
    ColumnSummary, Files, FitOptions, Frame, Request, SynthesizeError, Synthesizer,
    encode::{Code, Encoder, Rows, View},
    files,
    math::threads,
    table::{Learned, Resolved, Table},
    tensors::{self, Tensors},
};

pub(crate) const WEIGHTS_FILE: &str = "weights.safetensors";
/// Rows that are made together: their numbers are the same whoever asks for which of them.
const BLOCK: u64 = 512;
/// Tries for each row.
const ATTEMPTS: u32 = 500;

/// What a network's model is, apart from its weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Description {
    pub table: Table,
    pub rows: Encoder,
    pub context: Encoder,
    pub conditions: Conditions,
    pub options: FitOptions,
    /// Where training stands.
    pub progress: Progress,
}

/// A trained network.
pub(crate) struct NetworkModel {
    pub kind: Kind,
    pub description: Description,
    pub decoder: Decoder,
    pub weights: Tensors,
}

impl Description {
    /// The numbers that are given with a row.
    pub(crate) fn given(&self) -> usize {
        self.conditions.width + self.context.layout().width
    }

    /// What was read, made usable; whether its parts belong together.
    pub(crate) fn restore(&mut self) -> bool {
        self.rows.restore(&self.table, false)
            && self.context.restore(&self.table, true)
            && self.conditions.is_sound(&self.rows.layout())
    }
}

impl Synthesizer for NetworkModel {
    fn method(&self) -> &'static str {
        self.kind.name()
    }

    fn columns(&self) -> Vec<ColumnSummary> {
        self.description.table.summaries()
    }

    fn sample(&self, request: &Request<'_>) -> Result<Frame, SynthesizeError> {
        let Description { table, context: encoder, .. } = &self.description;
        let conditions = table.resolve(request.conditions)?;
        let context = table.context(request)?;
        let stream = Stream::root(request.seed).named("network rows");
        let given = |column: usize| context[column].as_ref();
        let context = encoder.encode(request.rows.start, given, stream.named("context"));
        let draw = Draw { model: self, request, conditions, context, stream };
        draw.check_possible()?;
        let view = |(column, learned): (usize, &Learned)| match draw.code_of(column) {
            _ if learned.context => None,
            Some((_, Code::Category(_))) => Some(View::Codes(vec![0; request.count()])),
            Some((_, Code::Number(_))) => Some(View::Numbers(vec![0.0; request.count()])),
            None => Some(View::Texts(request.count())),
        };
        threads::run(request.threads, || {
            let mut views: Vec<_> = table.columns.iter().enumerate().map(view).collect();
            let blocks = parts(&mut views, &request.rows);
            blocks.into_par_iter().try_for_each(|(block, into)| draw.block(block, into))?;
            table.frame(views, &request.rows, request.seed)
        })
    }

    fn save(&self) -> Result<Files, SynthesizeError> {
        let weights = tensors::pack(WEIGHTS_FILE, &self.weights)?;
        let beside = Files::from([(WEIGHTS_FILE.to_owned(), weights)]);
        let hash = self.description.table.hash();
        files::pack(self.kind.name(), &hash, &self.description, beside)
    }
}

impl NetworkModel {
    pub(crate) fn load(kind: Kind, given: &Files) -> Result<Self, SynthesizeError> {
        let document = files::unpack::<Description>(given)?;
        let mut description = document.model;
        let wrong = |problem| Err(SynthesizeError::damaged(files::MODEL_FILE, problem));
        if !given.contains_key(WEIGHTS_FILE) && given.contains_key(super::train::TRAINING_FILE) {
            return wrong("training was interrupted: let the fit go on before rows are made");
        }
        if description.table.hash() != document.schema_hash || !description.restore() {
            return wrong("damaged: its parts don't belong together");
        }
        let weights = tensors::unpack(given, WEIGHTS_FILE)?;
        Self::new(kind, description, weights)
    }

    pub(crate) fn new(
        kind: Kind,
        description: Description,
        weights: Tensors,
    ) -> Result<Self, SynthesizeError> {
        let layout = description.rows.layout();
        let decoder = Decoder::new(kind, layout, description.given(), &weights);
        let decoder = decoder.ok_or_else(|| {
            SynthesizeError::damaged(WEIGHTS_FILE, "not the weights that model.json describes")
        })?;
        let finite = weights.values().all(|(_, values)| values.iter().all(|v| v.is_finite()));
        if !finite {
            return Err(SynthesizeError::damaged(WEIGHTS_FILE, "weights that are not numbers"));
        }
        Ok(Self { kind, description, decoder, weights })
    }
}

/// Where a block's values of a column go.
enum Part<'a> {
    Codes(&'a mut [u32]),
    Numbers(&'a mut [f64]),
}

/// The blocks that rows lie in, each with where its values go, by the encoder's columns.
fn parts<'a>(views: &'a mut [Option<View>], rows: &Range<u64>) -> Vec<(u64, Vec<Part<'a>>)> {
    let blocks = rows.start / BLOCK..rows.end.div_ceil(BLOCK);
    let mut parts: Vec<(u64, Vec<Part>)> = blocks.map(|block| (block, Vec::new())).collect();
    for view in views.iter_mut().flatten() {
        match view {
            View::Codes(codes) => share_out(codes, rows, &mut parts, Part::Codes),
            View::Numbers(numbers) => share_out(numbers, rows, &mut parts, Part::Numbers),
            View::Texts(_) => {}
        }
    }
    parts
}

/// Gives each block its share of a column.
fn share_out<'a, T>(
    mut column: &'a mut [T],
    rows: &Range<u64>,
    parts: &mut [(u64, Vec<Part<'a>>)],
    part: fn(&'a mut [T]) -> Part<'a>,
) {
    for (block, parts) in parts {
        let wanted = wanted(rows, *block);
        let count = wanted.end.saturating_sub(wanted.start) as usize;
        parts.extend(column.split_off_mut(..count).map(part));
    }
}

/// The rows of a block that are asked for.
fn wanted(rows: &Range<u64>, block: u64) -> Range<u64> {
    let first = block * BLOCK;
    rows.start.max(first)..rows.end.min(first + BLOCK)
}

/// How rows of a request are drawn.
struct Draw<'a> {
    model: &'a NetworkModel,
    request: &'a Request<'a>,
    conditions: Vec<Resolved>,
    context: Rows,
    stream: Stream,
}

/// A value of a row.
#[derive(Clone, Copy)]
enum Cell {
    Number(f64),
    Code(u32),
}

impl Draw<'_> {
    /// Refuses conditions that no row can meet, before any row is tried.
    fn check_possible(&self) -> Result<(), SynthesizeError> {
        for one in &self.conditions {
            let code = self.code_of(one.column);
            let possible = match code {
                Some((_, Code::Category(code))) => {
                    !code.codes_with(|category| one.check.code(category)).is_empty()
                }
                Some((_, Code::Number(_))) => true,
                None => false,
            };
            if !possible {
                let name = &self.model.description.table.columns[one.column].name;
                return Err(SynthesizeError::column(name, "never was like that in the data"));
            }
        }
        Ok(())
    }

    /// A column's code, and its place among the encoder's columns, which is its span's.
    fn code_of(&self, column: usize) -> Option<(usize, &Code)> {
        let columns = self.model.description.rows.columns.iter().enumerate();
        columns
            .map(|(place, (c, code))| (place, c, code))
            .find(|(_, c, _)| **c == column)
            .map(|(place, _, code)| (place, code))
    }

    /// Makes the rows of a block that were asked for.
    fn block(&self, block: u64, into: Vec<Part<'_>>) -> Result<(), SynthesizeError> {
        let first = block * BLOCK;
        let wanted = wanted(&self.request.rows, block);
        if self.conditions.is_empty() {
            self.first_rows(block, first, &wanted, into);
            return Ok(());
        }
        let mut made: Vec<Option<Vec<Cell>>> = wanted.clone().map(|_| None).collect();
        for attempt in 0..ATTEMPTS {
            let stream = self.stream.nth(block).nth(attempt.into());
            let given = self.given(first, &wanted, stream.named("conditions"));
            let rows = self.model.decoder.make(BLOCK as usize, &given, stream);
            for (slot, row) in made.iter_mut().zip(wanted.clone()) {
                if slot.is_none() {
                    *slot = self.cells(&rows, (row - first) as usize, stream.named("groups"));
                }
            }
            if made.iter().all(Option::is_some) {
                fill(&made, into);
                return Ok(());
            }
        }
        let missing = made.iter().position(Option::is_none).unwrap_or(0) as u64;
        let columns = self.model.description.table.names(&self.conditions);
        Err(SynthesizeError::Unmet { row: wanted.start + missing, attempts: ATTEMPTS, columns })
    }

    /// The same where no row can be refused: column by column, each row as it comes.
    fn first_rows(&self, block: u64, first: u64, wanted: &Range<u64>, into: Vec<Part<'_>>) {
        let encoder = &self.model.description.rows;
        let stream = self.stream.nth(block).nth(0);
        let given = self.given(first, wanted, stream.named("conditions"));
        let made = self.model.decoder.make(BLOCK as usize, &given, stream);
        let (spans, width) = (encoder.columns.len(), made.scalars.len() / made.count);
        let groups = stream.named("groups");
        let start = (wanted.start - first) as usize;
        let mut scalar = 0;
        for (place, ((_, code), into)) in encoder.columns.iter().zip(into).enumerate() {
            let codes = (start..).map(|row| (row, made.codes[row * spans + place]));
            match (code, into) {
                (Code::Category(code), Part::Codes(into)) => {
                    let draws = groups.nth(place as u64);
                    for (into, (row, drawn)) in into.iter_mut().zip(codes) {
                        *into = code.decode(drawn, draws.at(row as u64));
                    }
                }
                (Code::Number(code), Part::Numbers(into)) => {
                    let at = code.has_scalar().then_some(scalar);
                    scalar += usize::from(at.is_some());
                    for (into, (row, drawn)) in into.iter_mut().zip(codes) {
                        *into =
                            code.decode(drawn, at.map_or(0.0, |at| made.scalars[row * width + at]));
                    }
                }
                _ => {}
            }
        }
    }

    /// What is given with a block's rows: a condition each, and their context.
    fn given(&self, first: u64, wanted: &Range<u64>, stream: Stream) -> Sparse {
        let description = &self.model.description;
        let context_layout = description.context.layout();
        let mut given = Sparse::default();
        for row in first..first + BLOCK {
            if let Some(asked) = self.asked(stream.nth(row - first)) {
                given.push(asked.place, 1.0);
            }
            if wanted.contains(&row) && context_layout.width > 0 {
                let place = (row - self.request.rows.start) as usize;
                context_layout.push(&self.context, place, description.conditions.width, &mut given);
            }
            given.end_row();
        }
        given
    }

    /// A row's condition: what was asked for where that is on categories, or one by frequency.
    fn asked(&self, stream: Stream) -> Option<Asked> {
        let conditions = &self.model.description.conditions;
        for one in &self.conditions {
            let Some((span, Code::Category(code))) = self.code_of(one.column) else { continue };
            let codes = code.codes_with(|category| one.check.code(category));
            let drawn = codes.get(stream.below(0, codes.len() as u64) as usize);
            if let Some(asked) = drawn.and_then(|code| conditions.on(span, usize::from(*code))) {
                return Some(asked);
            }
        }
        conditions.by_frequency(stream)
    }

    /// A row's values, when they meet the conditions.
    fn cells(&self, rows: &Rows, row: usize, stream: Stream) -> Option<Vec<Cell>> {
        let description = &self.model.description;
        let columns = &description.rows.columns;
        let codes = &rows.codes[row * columns.len()..][..columns.len()];
        let width = rows.scalars.len() / rows.count;
        let mut scalars = rows.scalars[row * width..][..width].iter();
        let cell = |(place, ((column, code), drawn)): (usize, (&(usize, Code), &u16))| {
            let checks = || self.conditions.iter().filter(|one| one.column == *column);
            match code {
                Code::Category(code) => {
                    let draw = stream.nth(place as u64).at(row as u64);
                    if self.conditions.is_empty() {
                        return Some(Cell::Code(code.decode(*drawn, draw)));
                    }
                    let passes = |category: u32| checks().all(|one| one.check.code(category));
                    code.decode_with(*drawn, draw, passes).map(Cell::Code)
                }
                Code::Number(code) => {
                    let scalar = if code.has_scalar() { *scalars.next()? } else { 0.0 };
                    let form = &description.table.columns[*column].form;
                    let number = form.round(code.decode(*drawn, scalar));
                    checks().all(|one| one.check.number(number)).then_some(Cell::Number(number))
                }
            }
        };
        columns.iter().zip(codes).enumerate().map(cell).collect()
    }
}

/// Puts made rows where they go.
fn fill(made: &[Option<Vec<Cell>>], into: Vec<Part<'_>>) {
    for (place, into) in into.into_iter().enumerate() {
        let cells = made.iter().flatten().map(|cells| cells[place]);
        match into {
            Part::Codes(into) => {
                let codes =
                    cells.filter_map(|cell| if let Cell::Code(c) = cell { Some(c) } else { None });
                into.iter_mut().zip(codes).for_each(|(into, code)| *into = code);
            }
            Part::Numbers(into) => {
                let numbers = cells
                    .filter_map(|cell| if let Cell::Number(n) = cell { Some(n) } else { None });
                into.iter_mut().zip(numbers).for_each(|(into, number)| *into = number);
            }
        }
    }
}
