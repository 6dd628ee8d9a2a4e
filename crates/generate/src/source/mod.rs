//! Compiled sources: each fills a column for any set of rows.

mod any;
mod choice;
mod composite;
mod document;
mod drawn;
mod entity;
mod expression;
mod key;
mod model;
mod number;
mod pattern;
mod prefixed;
mod reach;
mod sequence;
mod temporal;
mod text;
mod unique;

use arrow_array::ArrayRef;
use seedbed_dataset::seed::Stream;

pub(crate) use any::AnyMaker;
pub(crate) use choice::{ChoiceMaker, RowsMaker};
pub(crate) use composite::CompositeMaker;
pub(crate) use document::{ArrayMaker, DocumentMaker, DocumentNode, Member};
pub(crate) use drawn::{Drawn, Target, TextColumn};
pub(crate) use entity::EntityMaker;
pub(crate) use expression::{Formula, Slot, merge};
pub(crate) use key::KeyMaker;
pub(crate) use model::{ModelMaker, Rows};
pub(crate) use number::{Limits, NumberMaker};
pub(crate) use pattern::Pattern;
pub(crate) use prefixed::Prefixed;
pub(crate) use reach::Reach;
pub(crate) use sequence::{IdentifierMaker, SequenceMaker};
pub(crate) use temporal::TemporalMaker;
pub(crate) use text::{Piece, PoolMaker, Slots, TemplateMaker};
pub(crate) use unique::Suffixed;

use crate::{exclusion::Slotted, frame::Frame, problem::GenerateError, retry::FREE_ATTEMPTS};

/// What a source fills: the rows of a frame, from one stream.
#[derive(Clone, Copy)]
pub(crate) struct Draw<'a, 'e> {
    /// The rows, and the way to their other columns.
    pub(crate) frame: &'a Frame<'e>,
    /// The column's random numbers (for the current attempt).
    pub(crate) stream: Stream,
    /// Where values must be unique: for each row of the frame its place in the source's domain.
    pub(crate) places: Option<&'a [u64]>,
    /// The attempt that the column is at; 0 for one that no attempt changes.
    pub(crate) attempt: u32,
}

impl<'a, 'e> Draw<'a, 'e> {
    /// Whether rows take a way that meets the CHECKs by force.
    pub(crate) fn insists(&self) -> bool {
        self.attempt >= FREE_ATTEMPTS
    }

    /// The numbers of the frame's rows.
    pub(crate) fn numbers(&self) -> &'a [u64] {
        self.frame.numbers()
    }

    /// For each row either its place in the domain, or random bits mapped to `0..len`.
    pub(crate) fn positions(&self, len: u64) -> Vec<u64> {
        match self.places {
            Some(places) => places.to_vec(),
            None => self.numbers().iter().map(|&n| self.stream.below(n, len)).collect(),
        }
    }

    /// The same rows with another stream, not unique.
    pub(crate) fn with(&self, stream: Stream) -> Draw<'a, 'e> {
        Draw { stream, places: None, ..*self }
    }
}

/// A compiled source.
#[derive(Debug)]
pub(crate) enum Maker {
    Sequence(SequenceMaker),
    Identifier(IdentifierMaker),
    Choice(ChoiceMaker),
    Rows(RowsMaker),
    Number(NumberMaker),
    Temporal(TemporalMaker),
    Entity(EntityMaker),
    Pool(PoolMaker),
    Template(TemplateMaker),
    Pattern(Pattern),
    Formula(Formula),
    Conditional(Vec<(Option<Formula>, Maker)>),
    Document(DocumentMaker),
    Array(ArrayMaker),
    Composite(CompositeMaker),
    Any(AnyMaker),
    Key(KeyMaker),
    Model(ModelMaker),
    Suffixed(Box<Suffixed>),
    Prefixed(Box<Prefixed>),
    Slotted(Box<Slotted>),
    Null,
}

/// How many different values a source can make when each must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capacity {
    /// Exactly this many.
    Values(u64),
    /// The row's own number makes it unique.
    Unlimited,
    /// Uniqueness can't be promised.
    Unknown,
}

impl Maker {
    /// Fills the rows of `draw` with values of the target's type.
    pub(crate) fn fill(
        &self,
        draw: Draw<'_, '_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let drawn = match self {
            Self::Sequence(maker) => maker.draw(draw)?,
            Self::Identifier(maker) => maker.draw(draw),
            Self::Choice(maker) => maker.draw(draw, target)?,
            Self::Rows(maker) => maker.draw(draw, target)?,
            Self::Number(maker) => maker.draw(draw, target)?,
            Self::Temporal(maker) => maker.draw(draw, target)?,
            Self::Entity(maker) => maker.draw(draw, target),
            Self::Pool(maker) => maker.draw(draw),
            Self::Template(maker) => maker.draw(draw, target)?,
            Self::Pattern(maker) => maker.draw(draw),
            Self::Formula(formula) => return formula.fill(draw.frame, target),
            Self::Key(maker) => return maker.fill(draw, target),
            Self::Model(maker) => return maker.fill(draw, target),
            Self::Slotted(maker) => return maker.fill(draw, target),
            Self::Conditional(cases) => return expression::conditional(cases, draw, target),
            Self::Document(maker) => maker.draw(draw, target)?,
            Self::Array(maker) => maker.draw(draw, target)?,
            Self::Composite(maker) => maker.draw(draw)?,
            Self::Any(maker) => maker.draw(draw),
            Self::Suffixed(maker) => maker.draw(draw, target)?,
            Self::Prefixed(maker) => maker.draw(draw, target)?,
            Self::Null => {
                return Ok(arrow_array::new_null_array(&target.arrow, draw.numbers().len()));
            }
        };
        target.finish(drawn)
    }

    /// How many different values the source can make.
    pub(crate) fn capacity(&self) -> Capacity {
        match self {
            Self::Sequence(maker) => maker.capacity(),
            Self::Suffixed(maker) if maker.only_repeated => Capacity::Unknown,
            Self::Identifier(_) | Self::Suffixed(_) => Capacity::Unlimited,
            Self::Choice(maker) => Capacity::Values(maker.len()),
            Self::Rows(maker) => maker.capacity(),
            Self::Number(maker) => maker.capacity(),
            Self::Temporal(maker) => maker.capacity(),
            Self::Entity(maker) => maker.capacity(),
            Self::Pool(maker) => maker.capacity(),
            Self::Template(maker) => maker.capacity(),
            Self::Pattern(maker) => maker.capacity(),
            Self::Any(maker) => maker.capacity(),
            Self::Prefixed(_)
            | Self::Formula(_)
            | Self::Slotted(_)
            | Self::Conditional(_)
            | Self::Document(_)
            | Self::Array(_)
            | Self::Composite(_)
            | Self::Key(_)
            | Self::Model(_)
            | Self::Null => Capacity::Unknown,
        }
    }

    /// The formulas inside, for working out what depends on what.
    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        match self {
            Self::Number(maker) => maker.formulas(),
            Self::Temporal(maker) => maker.formulas(),
            Self::Template(maker) => maker.formulas(),
            Self::Formula(formula) => vec![formula],
            Self::Conditional(cases) => {
                cases.iter().flat_map(|(when, then)| when.iter().chain(then.formulas())).collect()
            }
            Self::Document(maker) => maker.formulas(),
            Self::Array(maker) => maker.item.formulas(),
            Self::Suffixed(maker) => maker.inner.formulas(),
            Self::Prefixed(maker) => maker.formulas(),
            Self::Slotted(maker) => maker.inner.formulas(),
            Self::Model(maker) => maker.given.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The columns of other tables that values are taken from: (table, column).
    pub(crate) fn keys(&self) -> Vec<(usize, usize)> {
        match self {
            Self::Key(maker) => vec![(maker.table, maker.column)],
            Self::Conditional(cases) => cases.iter().flat_map(|(_, then)| then.keys()).collect(),
            Self::Suffixed(maker) => maker.inner.keys(),
            _ => Vec::new(),
        }
    }

    /// Whether the value takes the row's position among its siblings.
    pub(crate) fn needs_owner(&self) -> bool {
        matches!(self, Self::Sequence(maker) if maker.per_parent)
    }
}
