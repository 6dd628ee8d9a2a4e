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
        let context = encoder.encode(|column| context[column].as_ref(), stream.named("context"));
        let draw = Draw { model: self, request, conditions, context, stream };
        draw.check_possible()?;
        let Range { start, end } = request.rows;
        let blocks: Vec<u64> =
            if start < end { (start / BLOCK..end.div_ceil(BLOCK)).collect() } else { Vec::new() };
        let work = || -> Result<Frame, SynthesizeError> {
            let made = blocks.par_iter().map(|block| draw.block(*block));
            let made = made.collect::<Result<Vec<_>, _>>()?;
            let whole = |(place, (column, code)): (usize, &(usize, Code))| {
                (*column, joined(&made, place, code))
            };
            let columns = self.description.rows.columns.par_iter().enumerate().map(whole);
            let columns: Vec<(usize, View)> = columns.collect();
            let text = |column: &Learned| (!column.context).then_some(View::Texts(0));
            let mut views: Vec<Option<View>> = table.columns.iter().map(text).collect();
            columns.into_iter().for_each(|(column, view)| views[column] = Some(view));
            table.frame(views, &request.rows, request.seed)
        };
        threads::run(request.threads, work)
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

/// A column of all blocks.
fn joined(blocks: &[Vec<View>], place: usize, code: &Code) -> View {
    let parts = blocks.iter().map(|block| &block[place]);
    match code {
        Code::Category(_) => View::Codes(parts.map(View::codes).collect::<Vec<_>>().concat()),
        Code::Number(_) => View::Numbers(parts.map(View::numbers).collect::<Vec<_>>().concat()),
    }
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

    /// The rows of a block that were asked for, by the encoder's columns.
    fn block(&self, block: u64) -> Result<Vec<View>, SynthesizeError> {
        let first = block * BLOCK;
        let wanted = self.request.rows.start.max(first)..self.request.rows.end.min(first + BLOCK);
        if self.conditions.is_empty() {
            return Ok(self.first_rows(block, first, &wanted));
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
                return Ok(self.views(&made));
            }
        }
        let missing = made.iter().position(Option::is_none).unwrap_or(0) as u64;
        let columns = self.model.description.table.names(&self.conditions);
        Err(SynthesizeError::Unmet { row: wanted.start + missing, attempts: ATTEMPTS, columns })
    }

    /// The same where no row can be refused: column by column, each row as it comes.
    fn first_rows(&self, block: u64, first: u64, wanted: &Range<u64>) -> Vec<View> {
        let encoder = &self.model.description.rows;
        let stream = self.stream.nth(block).nth(0);
        let given = self.given(first, wanted, stream.named("conditions"));
        let made = self.model.decoder.make(BLOCK as usize, &given, stream);
        let (spans, width) = (encoder.columns.len(), made.scalars.len() / made.count);
        let groups = stream.named("groups");
        let places = (wanted.start - first) as usize..(wanted.end - first) as usize;
        let mut scalar = 0;
        let view = |(place, (_, code)): (usize, &(usize, Code))| {
            let codes = places.clone().map(|row| (row, made.codes[row * spans + place]));
            match code {
                Code::Category(code) => {
                    let draws = groups.nth(place as u64);
                    View::Codes(
                        codes
                            .map(|(row, drawn)| code.decode(drawn, draws.at(row as u64)))
                            .collect(),
                    )
                }
                Code::Number(code) => {
                    let at = code.has_scalar().then_some(scalar);
                    scalar += usize::from(at.is_some());
                    let number = |(row, drawn)| {
                        code.decode(drawn, at.map_or(0.0, |at| made.scalars[row * width + at]))
                    };
                    View::Numbers(codes.map(number).collect())
                }
            }
        };
        encoder.columns.iter().enumerate().map(view).collect()
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

    fn views(&self, made: &[Option<Vec<Cell>>]) -> Vec<View> {
        let view = |(place, (_, code)): (usize, &(usize, Code))| {
            let cells = made.iter().flatten().map(|cells| cells[place]);
            match code {
                Code::Category(_) => View::Codes(
                    cells
                        .filter_map(|c| if let Cell::Code(c) = c { Some(c) } else { None })
                        .collect(),
                ),
                Code::Number(_) => View::Numbers(
                    cells
                        .filter_map(|c| if let Cell::Number(n) = c { Some(n) } else { None })
                        .collect(),
                ),
            }
        };
        self.model.description.rows.columns.iter().enumerate().map(view).collect()
    }
}
