//! Text from vocabularies: single words, and templates that compose them.

use std::borrow::Cow;

use seedbed_dataset::seed::{Stream, below};
use seedbed_expr::Value;

use super::{Capacity, Draw, Drawn, Formula, Target, TextColumn, sequence::digit};
use crate::{distribution::Alias, problem::GenerateError};

/// A list of words, without duplicates.
pub(crate) type Slots = Vec<Cow<'static, str>>;

/// A word from a list. Where words run out, a number tells their repetitions apart.
#[derive(Debug)]
pub(crate) struct PoolMaker {
    pub(crate) words: Slots,
    /// The longest text of the column, in characters.
    pub(crate) max_chars: Option<usize>,
}

/// Characters that the number of a repetition can take, the sign before it included.
const NUMBER_CHARS: usize = 12;

impl PoolMaker {
    /// Whether numbered repetitions stay distinct: there is room for the number, and no word
    /// ends in ` <number>` by itself.
    fn is_numberable(&self) -> bool {
        let room = self.max_chars.is_none_or(|max| self.longest() + NUMBER_CHARS <= max);
        room && self.words.iter().all(|word| {
            let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            digits == 0 || !word[..word.len() - digits].ends_with(self.sign())
        })
    }

    /// What stands before the number: codes such as `max_upload_mb` and `read-only` have no blanks.
    fn sign(&self) -> char {
        let is_code = |word: &str| {
            word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
        };
        let has = |sign: char| self.words.iter().any(|word| word.contains(sign));
        match () {
            () if !self.words.iter().all(|word| is_code(word)) => ' ',
            () if has('-') && !has('_') => '-',
            () => '_',
        }
    }

    /// The longest word, in characters.
    fn longest(&self) -> usize {
        self.words.iter().map(|word| word.chars().count()).max().unwrap_or(0)
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Drawn {
        let len = self.words.len() as u64;
        let positions = draw.positions(len);
        let sign = self.sign();
        let mut text = TextColumn::with_capacity(positions.len(), 16);
        for position in positions {
            text.data.push_str(&self.words[(position % len) as usize]);
            if position >= len {
                text.data.push(sign);
                let mut buffer = itoa::Buffer::new();
                text.data.push_str(buffer.format(position / len + 1));
            }
            text.end();
        }
        Drawn::Text(text)
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.is_numberable() {
            Capacity::Unlimited
        } else {
            Capacity::Values(self.words.len() as u64)
        }
    }
}

/// One piece of a template.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Fixed text.
    Literal(String),
    /// A word from the list at this position; capitalized or not.
    Word(usize, bool),
    /// Another value as text.
    Value(Formula),
    /// An integer from a range.
    Number(i64, i64),
    /// So many random digits.
    Digits(usize),
    /// So many random capital letters.
    Letters(usize),
    /// So many random hexadecimal digits.
    Hex(usize),
    /// The row's number, from 1.
    Row,
}

/// Composes text.
#[derive(Debug)]
pub(crate) struct TemplateMaker {
    pub(crate) templates: Vec<Vec<Piece>>,
    pub(crate) lists: Vec<Slots>,
    pub(crate) alias: Alias,
}

impl TemplateMaker {
    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        let pieces = self.templates.iter().flatten();
        pieces
            .filter_map(|piece| match piece {
                Piece::Value(formula) => Some(formula),
                _ => None,
            })
            .collect()
    }

    /// Templates are unique by construction only where each has the row's number, set apart by
    /// a character that isn't a digit.
    pub(crate) fn capacity(&self) -> Capacity {
        let numbered = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [Piece::Row] => true,
            [.., Piece::Literal(text), Piece::Row] => {
                !text.ends_with(|last: char| last.is_ascii_digit())
            }
            _ => false,
        };
        if self.templates.iter().all(numbered) { Capacity::Unlimited } else { Capacity::Unknown }
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let numbers = draw.numbers();
        let values: Vec<Vec<Value>> = self
            .formulas()
            .into_iter()
            .map(|formula| formula.values(draw.frame))
            .collect::<Result<_, _>>()?;
        let first_formula = self.first_formulas();
        let mut text = TextColumn::with_capacity(numbers.len(), 32);
        for (at, &number) in numbers.iter().enumerate() {
            let chosen = self.alias.pick(draw.stream.at(number));
            let row = Row { stream: draw.stream.nth(number.wrapping_add(1)), number, at };
            self.write(chosen, row, &values[first_formula[chosen]..], &mut text.data);
            if let Some(max) = target.max_chars {
                text.cut(max);
            }
            text.end();
        }
        Ok(Drawn::Text(text))
    }

    /// Some texts, of templates that read no other values.
    pub(crate) fn sample(&self, count: u64) -> impl Iterator<Item = String> {
        let stream = Stream::root(0).named("sample");
        (0..count).map(move |number| {
            let mut text = String::new();
            let row = Row { stream: stream.nth(number), number, at: 0 };
            self.write(number as usize % self.templates.len(), row, &[], &mut text);
            text
        })
    }

    /// For each template, how many formulas the templates before it have.
    fn first_formulas(&self) -> Vec<usize> {
        let mut count = 0;
        self.templates
            .iter()
            .map(|pieces| {
                let first = count;
                count += pieces.iter().filter(|piece| matches!(piece, Piece::Value(_))).count();
                first
            })
            .collect()
    }

    fn write(&self, template: usize, row: Row, values: &[Vec<Value>], out: &mut String) {
        let mut formulas = values.iter();
        for (place, piece) in self.templates[template].iter().enumerate() {
            let place = place as u64;
            match piece {
                Piece::Literal(literal) => out.push_str(literal),
                Piece::Word(list, capital) => {
                    let words = &self.lists[*list];
                    let word = &words[row.stream.below(place, words.len() as u64) as usize];
                    push_word(out, word, *capital);
                }
                Piece::Value(_) => {
                    if let Some(values) = formulas.next() {
                        push_value(out, &values[row.at]);
                    }
                }
                Piece::Number(low, high) => {
                    let span = (high - low) as u64 + 1;
                    let mut buffer = itoa::Buffer::new();
                    out.push_str(buffer.format(low + row.stream.below(place, span) as i64));
                }
                Piece::Digits(count) => row.repeat(place, *count, digit, out),
                Piece::Letters(count) => row.repeat(place, *count, letter, out),
                Piece::Hex(count) => row.repeat(place, *count, hex, out),
                Piece::Row => {
                    let mut buffer = itoa::Buffer::new();
                    out.push_str(buffer.format(row.number + 1));
                }
            }
        }
    }
}

/// The row a template is written for.
#[derive(Clone, Copy)]
struct Row {
    stream: Stream,
    number: u64,
    at: usize,
}

impl Row {
    fn repeat(self, place: u64, count: usize, make: fn(u64) -> char, out: &mut String) {
        let stream = self.stream.nth(place);
        out.extend((0..count as u64).map(|at| make(stream.at(at))));
    }
}

fn letter(bits: u64) -> char {
    char::from(b'A' + below(bits, 26) as u8)
}

fn hex(bits: u64) -> char {
    char::from(b"0123456789abcdef"[below(bits, 16) as usize])
}

fn push_word(out: &mut String, word: &str, capital: bool) {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if capital => {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        }
        _ => out.push_str(word),
    }
}

/// Appends a value as people write it; nothing for NULL.
pub(crate) fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Text(text) => out.push_str(text),
        value => out.push_str(&value.text()),
    }
}
