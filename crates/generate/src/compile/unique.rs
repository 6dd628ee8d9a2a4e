//! Texts and numbers for columns whose own source has too few different ones.

use seedbed_expr::{Domain, Kind, LetterCase};
use seedbed_schema::DataType;

use super::{
    Compiler,
    drafting::{domain_pattern, samples},
    shape::shape,
    source::Place,
};
use crate::{
    plan::{AnySource, NumberSource, PatternSource, Source},
    source::{Capacity, Maker, Suffixed},
};

/// So many characters hold a word and the number of any row.
const ROOM_FOR_NUMBERS: usize = 12;
/// So many hold a word and a digit.
const ROOM_FOR_A_NUMBER: usize = 6;

/// Whether values lead to rows of one table or another: other values would lead nowhere.
fn leads(source: &Source) -> bool {
    match source {
        Source::Conditional(source) => {
            source.cases.iter().all(|case| matches!(case.then, Source::Key(_)))
        }
        _ => false,
    }
}

impl Compiler<'_> {
    /// What makes unique values when the source itself can't.
    pub(super) fn unique_maker(
        &self,
        place: Place<'_>,
        source: &Source,
        maker: &Maker,
        rows: u64,
    ) -> Option<Maker> {
        let limited = place.domain.one_of.is_some()
            || (domain_pattern(place.domain, place.target.max_chars).is_some()
                && !keeps_small(place.domain, source));
        let data_type = &place.target.data_type;
        if limited || matches!(maker, Maker::Sequence(_) | Maker::Identifier(_)) {
            return None;
        }
        match data_type {
            DataType::Text { .. } => {
                let length = longest_text(place);
                if length >= ROOM_FOR_NUMBERS {
                    return self.suffixed(place, source, None).map(Maker::Suffixed);
                }
                self.alike(place, maker, rows).or_else(|| self.letters_and_digits(place))
            }
            _ if maker.capacity() != Capacity::Unknown || leads(source) => None,
            DataType::Integer { .. } | DataType::Decimal { .. } | DataType::Float { .. } => {
                self.maker(place, &Source::Number(NumberSource::wide())).ok()
            }
            _ => match data_type.kind() {
                Kind::Date | Kind::Timestamp | Kind::Time | Kind::Bytes | Kind::Other => {
                    self.maker(place, &Source::Any(AnySource::default())).ok()
                }
                _ => None,
            },
        }
    }

    /// What changes only the texts that repeat, where they are too short to number all: codes
    /// become others of their shape, words take a number.
    pub(super) fn repeated(
        &self,
        place: Place<'_>,
        source: &Source,
        rows: u64,
    ) -> Option<Box<Suffixed>> {
        let length = longest_text(place);
        let is_text = matches!(place.target.data_type, DataType::Text { .. });
        if !is_text || length >= ROOM_FOR_NUMBERS {
            return None;
        }
        let alike = self.alike(place, &self.maker(place, source).ok()?, rows);
        let instead = match alike {
            None if length >= ROOM_FOR_A_NUMBER => None,
            alike => Some(alike.or_else(|| self.letters_and_digits(place))?),
        };
        self.suffixed(place, source, instead)
    }

    /// Codes of the shape that a maker's texts have, where there are enough of them.
    fn alike(&self, place: Place<'_>, maker: &Maker, rows: u64) -> Option<Maker> {
        let length = longest_text(place);
        let cut = |text: String| text.chars().take(length).collect();
        let texts: Vec<String> = samples(maker).into_iter().map(cut).collect();
        let alike = self.maker(place, &pattern(shape(&texts)?)).ok()?;
        let is_enough = match alike.capacity() {
            Capacity::Values(values) => values >= rows.saturating_mul(2),
            _ => true,
        };
        is_enough.then_some(alike)
    }

    fn letters_and_digits(&self, place: Place<'_>) -> Option<Maker> {
        let length = longest_text(place).min(8);
        self.maker(place, &pattern(format!("[0-9A-Z]{{{length}}}"))).ok()
    }

    fn suffixed(
        &self,
        place: Place<'_>,
        source: &Source,
        instead: Option<Maker>,
    ) -> Option<Box<Suffixed>> {
        let inner = self.maker(place, source).ok()?;
        let separator = separator(&inner);
        let (only_repeated, within) = (false, None);
        Some(Box::new(Suffixed { inner, separator, only_repeated, within, instead }))
    }
}

/// The most characters that a column's type and its conditions let a text have.
fn longest_text(place: Place<'_>) -> usize {
    let most = place.domain.max_length.map(|length| length as usize);
    place.target.max_chars.into_iter().chain(most).min().unwrap_or(usize::MAX)
}

fn pattern(pattern: String) -> Source {
    Source::Pattern(PatternSource { pattern })
}

/// Whether small letters are all that a domain asks for, and a formula that makes them: a number
/// behind it changes nothing.
fn keeps_small(domain: &Domain, source: &Source) -> bool {
    let small = domain.case == Some(LetterCase::Lower)
        && domain.patterns.iter().all(|pattern| pattern.negated)
        && domain.min_length.is_none_or(|length| length <= 1)
        && domain.max_length.is_none();
    let text = match source {
        Source::Expression(source) => source.expression.as_str(),
        _ => return false,
    };
    small && (text.starts_with("slugify(") || text.starts_with("lower("))
}

/// Names get a number after a space, identifiers after a hyphen.
fn separator(inner: &Maker) -> char {
    match inner {
        Maker::Pool(_) | Maker::Template(_) | Maker::Entity(_) | Maker::Choice(_) => ' ',
        Maker::Conditional(cases) => cases.first().map_or('-', |(_, maker)| separator(maker)),
        _ => '-',
    }
}
