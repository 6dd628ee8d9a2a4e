//! `PostgreSQL`'s exclusion constraints over `=` and one `&&` of ranges.

use seedbed_expr::{
    Cut, Env, EvalError, Expr, RangeSubtype, Span, Value, parse_range, range_span, ranges_overlap,
};
use seedbed_schema::{DataType, Exclusion, ExclusionElement, KeyPart, Table};

use crate::{
    ConstraintKind, ConstraintVerification,
    hash::{self, KeyHash},
    key::{Part, unknown_keys},
    rule::{Compiled, RowRule, is_refusal},
    tally::Tally,
};

/// A row that takes part: its group of equal elements, its span, its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    group: KeyHash,
    from: Cut,
    to: Cut,
    /// `None` for rows that the schema itself inserts, which come first.
    row: Option<u64>,
}

/// An exclusion constraint: rows are collected, then sorted by group and start, so that a row
/// conflicts exactly when it starts before the furthest end before it.
pub(crate) struct ExclusionChecks {
    predicate: Option<Compiled>,
    equal: Vec<Part>,
    overlapping: Option<Ranged>,
    columns: Vec<usize>,
    entries: Vec<Entry>,
    unknown: u64,
    buffer: Vec<u8>,
    tally: Tally,
}

/// Where a span comes from.
enum Ranged {
    /// A range column.
    Column(usize, RangeSubtype),
    /// Two expressions.
    Bounds(Box<Bounds>),
}

/// `daterange(low, high, '[]')` and its kin.
struct Bounds {
    low: Compiled,
    high: Compiled,
    inclusive: (bool, bool),
    subtype: RangeSubtype,
}

impl ExclusionChecks {
    /// An exclusion constraint, or its result where it can't be evaluated.
    pub(crate) fn new(
        exclusion: &Exclusion,
        table: &Table,
    ) -> Result<Self, ConstraintVerification> {
        let name = exclusion.name.clone().unwrap_or_else(|| exclusion.text.clone());
        let mut tally = Tally::new(ConstraintKind::Exclusion, name);
        Self::compile(exclusion, table, tally.clone()).map_err(|reason| {
            tally.skip(|| reason);
            tally.finish()
        })
    }

    fn compile(exclusion: &Exclusion, table: &Table, tally: Tally) -> Result<Self, String> {
        let predicate =
            exclusion.predicate.as_ref().map(|expr| Compiled::new(expr, table)).transpose()?;
        let mut equal = Vec::new();
        let mut overlapping = None;
        for element in &exclusion.elements {
            match element.operator.as_str() {
                "=" => equal.push(Part::new(&element.part, table)?),
                "&&" if overlapping.is_none() => overlapping = Some(Ranged::new(element, table)?),
                operator => return Err(format!("the operator {operator} is not evaluated")),
            }
        }
        let mut columns: Vec<usize> =
            predicate.iter().flat_map(|compiled| compiled.columns.clone()).collect();
        columns.extend(equal.iter().flat_map(Part::columns));
        columns.extend(overlapping.iter().flat_map(Ranged::columns));
        Ok(Self {
            predicate,
            equal,
            overlapping,
            columns,
            entries: Vec::new(),
            unknown: 0,
            buffer: Vec::new(),
            tally,
        })
    }

    /// The row's entry; `None` where the constraint does not concern it.
    fn entry(
        &mut self,
        slots: &[Value],
        env: Env,
        row: Option<u64>,
    ) -> Result<Option<Entry>, EvalError> {
        if let Some(predicate) = &self.predicate
            && predicate.program.eval(slots, &env)? != Value::Bool(true)
        {
            return Ok(None);
        }
        self.buffer.clear();
        for part in &self.equal {
            if !part.append(slots, env, &mut self.buffer)? {
                return Ok(None);
            }
        }
        let span = match &self.overlapping {
            None => Some(((0, false), (1, false))),
            Some(ranged) => ranged.span(slots, env)?,
        };
        let group = hash::hash(&self.buffer);
        Ok(span.map(|(from, to)| Entry { group, from, to, row }))
    }

    /// The rows that conflict with one before them, in the order of their numbers.
    fn conflicts(&mut self) -> Vec<u64> {
        self.entries.sort_unstable();
        let mut conflicts = Vec::new();
        let mut furthest: Option<Entry> = None;
        for entry in &self.entries {
            match furthest {
                Some(previous) if previous.group == entry.group => {
                    if ranges_overlap((previous.from, previous.to), (entry.from, entry.to)) {
                        conflicts.push(later(previous.row, entry.row));
                    }
                    if entry.to > previous.to {
                        furthest = Some(*entry);
                    }
                }
                _ => furthest = Some(*entry),
            }
        }
        let mut conflicts: Vec<u64> = conflicts.into_iter().flatten().collect();
        conflicts.sort_unstable();
        conflicts
    }
}

/// Of two rows in conflict the one to count: the data's, and of those the later.
fn later(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.max(b)
}

impl Ranged {
    fn new(element: &ExclusionElement, table: &Table) -> Result<Self, String> {
        match &element.part {
            KeyPart::Column(name) => {
                let at = table.column_index(name).ok_or_else(|| format!("no column {name}"))?;
                match table.columns[at].data_type {
                    DataType::Range(subtype) => Ok(Self::Column(at, subtype)),
                    _ => Err(format!("&& is evaluated on ranges only, and {name} is none")),
                }
            }
            KeyPart::Expr(Some(Expr::Call(name, arguments)), _) => {
                Self::call(name, arguments, table)
            }
            KeyPart::Expr(_, text) => Err(format!("&& of {text} is not evaluated")),
        }
    }

    fn call(name: &str, arguments: &[Expr], table: &Table) -> Result<Self, String> {
        let unread = || format!("&& of {name}() is not evaluated");
        let subtype = RangeSubtype::of_range(name).ok_or_else(unread)?;
        let (low, high, inclusive) = match arguments {
            [low, high] => (low, high, (true, false)),
            [low, high, Expr::Literal(Value::Text(bounds))] => {
                (low, high, (bounds.starts_with('['), bounds.ends_with(']')))
            }
            _ => return Err(unread()),
        };
        let (low, high) = (Compiled::new(low, table)?, Compiled::new(high, table)?);
        Ok(Self::Bounds(Box::new(Bounds { low, high, inclusive, subtype })))
    }

    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Column(at, _) => vec![*at],
            Self::Bounds(bounds) => {
                bounds.low.columns.iter().chain(&bounds.high.columns).copied().collect()
            }
        }
    }

    /// The row's span; `None` where it is NULL or empty.
    fn span(&self, slots: &[Value], env: Env) -> Result<Span, EvalError> {
        const UNREADABLE: EvalError = EvalError::InvalidText { kind: seedbed_expr::Kind::Other };
        match self {
            Self::Column(at, subtype) => match &slots[*at] {
                Value::Null => Ok(None),
                Value::Text(text) => parse_range(text, *subtype).ok_or(UNREADABLE),
                _ => Err(UNREADABLE),
            },
            Self::Bounds(bounds) => {
                let low = bounds.low.program.eval(slots, &env)?;
                let high = bounds.high.program.eval(slots, &env)?;
                // A range whose bounds cross is refused by the database.
                let crossed = EvalError::Overflow { operation: "a range's bounds" };
                range_span(&low, &high, bounds.inclusive, bounds.subtype).ok_or(crossed)
            }
        }
    }
}

impl RowRule for ExclusionChecks {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn row(&mut self, slots: &[Value], env: Env, row: u64) {
        match self.entry(slots, env, Some(row)) {
            Ok(entry) => {
                self.tally.checked(1);
                self.entries.extend(entry);
            }
            Err(error) if is_refusal(&error) => {
                self.tally.checked(1);
                self.tally.violated_by(row);
            }
            Err(error) => self.tally.skip(|| error.to_string()),
        }
    }

    fn literal_row(&mut self, slots: &[Value], env: Env, known: bool) {
        match self.entry(slots, env, None) {
            Ok(entry) if known => self.entries.extend(entry),
            _ => self.unknown += 1,
        }
    }

    fn finish(mut self: Box<Self>) -> ConstraintVerification {
        for row in self.conflicts() {
            self.tally.violated_by(row);
        }
        if self.unknown > 0 {
            let unknown = self.unknown;
            self.tally.skip(|| unknown_keys(unknown));
        }
        self.tally.finish()
    }
}
