//! The algebra of domains: both, and whether one is inside another.

use std::cmp::Ordering;

use super::domain::{Bound, Domain, LetterCase, Nullness, TextPattern};
use crate::compare::compare;
use crate::datetime::DAY;
use crate::{Decimal, Period, Value};

impl Domain {
    /// Narrows this domain to what the other one also holds. Where no value but NULL is left,
    /// the column becomes always NULL; where that is not allowed either, the domain is empty.
    pub fn intersect(&mut self, other: &Domain) {
        let nullness = both_nullness(self.nullness, other.nullness);
        if nullness == Some(Nullness::Always) {
            *self = Domain::always_null();
            return;
        }
        tighten(&mut self.min, other.min.as_ref(), Ordering::Greater);
        tighten(&mut self.max, other.max.as_ref(), Ordering::Less);
        for value in &other.not_in {
            if !self.not_in.contains(value) {
                self.not_in.push(value.clone());
            }
        }
        for pattern in &other.patterns {
            if !self.patterns.contains(pattern) {
                self.patterns.push(pattern.clone());
            }
        }
        self.min_length = self.min_length.max(other.min_length);
        self.min_bytes = self.min_bytes.max(other.min_bytes);
        self.min_items = self.min_items.max(other.min_items);
        self.max_length = least(self.max_length, other.max_length);
        self.max_bytes = least(self.max_bytes, other.max_bytes);
        self.max_items = least(self.max_items, other.max_items);
        if let Some(wanted) = &other.one_of {
            self.allow_only(wanted);
        }
        self.intersect_case(other.case);
        self.intersect_multiple(other.multiple_of);
        self.intersect_starts(other.starts);
        self.intersect_json_type(other.json_type.as_deref());
        for key in &other.json_keys {
            if !self.json_keys.contains(key) {
                self.json_keys.push(key.clone());
            }
        }
        self.json_closed |= other.json_closed;
        self.intersect_items(other.items_of.as_deref());
        self.extent = match (self.extent, other.extent) {
            (Some(own), Some(other)) => Some(own.and(other)),
            (own, other) => own.or(other),
        };
        for (path, field) in &other.fields {
            self.fields.entry(path.clone()).or_default().intersect(field);
        }
        match nullness {
            Some(nullness) => self.nullness = nullness,
            None => self.empty(),
        }
        self.settle();
    }

    /// No value at all.
    fn empty(&mut self) {
        *self = Domain { one_of: Some(Vec::new()), ..Domain::never_null() };
    }

    fn allow_only(&mut self, wanted: &[Value]) {
        match &mut self.one_of {
            Some(values) => values.retain(|value| wanted.iter().any(|other| other.sql_eq(value))),
            None => self.one_of = Some(wanted.to_vec()),
        }
    }

    fn intersect_case(&mut self, case: Option<LetterCase>) {
        match (self.case, case) {
            (None, case) => self.case = case,
            (Some(own), Some(other)) if own != other => {
                // Both upper and lower: a text without letters that have a case.
                let cased = TextPattern {
                    regex: r"[\p{Lu}\p{Ll}\p{Lt}]".to_owned(),
                    case_insensitive: false,
                    negated: true,
                };
                if !self.patterns.contains(&cased) {
                    self.patterns.push(cased);
                }
            }
            _ => {}
        }
    }

    fn intersect_multiple(&mut self, step: Option<Decimal>) {
        self.multiple_of = match (self.multiple_of, step) {
            (Some(own), Some(other)) => least_common_multiple(own, other).or_else(|| {
                // Zero is a multiple of everything, and here the only one in reach.
                self.allow_only(&[Value::Int(0)]);
                Some(own)
            }),
            (own, other) => own.or(other),
        };
    }

    fn intersect_json_type(&mut self, json_type: Option<&str>) {
        match (&self.json_type, json_type) {
            (Some(own), Some(other)) if own != other => self.one_of = Some(Vec::new()),
            (None, Some(other)) => self.json_type = Some(other.to_owned()),
            _ => {}
        }
    }

    fn intersect_starts(&mut self, starts: Option<Period>) {
        self.starts = match (self.starts, starts) {
            // The longer period; a year's first day starts a month too.
            (Some(a), Some(b)) => Some(if is_within_period(b, a) { b } else { a }),
            (a, b) => a.or(b),
        };
    }

    fn intersect_items(&mut self, items: Option<&[Value]>) {
        let Some(wanted) = items else { return };
        match &mut self.items_of {
            Some(values) => values.retain(|value| wanted.iter().any(|other| other.sql_eq(value))),
            None => self.items_of = Some(wanted.to_vec()),
        }
        if self.items_of.as_ref().is_some_and(Vec::is_empty) {
            self.max_items = Some(0);
        }
    }

    /// Takes out listed values that can't be, and draws the consequence where none is left.
    fn settle(&mut self) {
        if let Some(mut values) = self.one_of.take() {
            values.retain(|value| self.holds(value) != Some(false));
            self.not_in.clear();
            self.one_of = Some(values);
        }
        if self.has_no_values(None) {
            match self.nullness {
                Nullness::Either | Nullness::Always => *self = Domain::always_null(),
                Nullness::Never => self.empty(),
            }
        }
    }

    /// Whether everything in this domain is in the other one too. `false` where that was not
    /// proved.
    pub fn is_within(&self, other: &Domain) -> bool {
        if self.nullness == Nullness::Always {
            return other.nullness != Nullness::Never;
        }
        let nullness_fits = match other.nullness {
            Nullness::Either => true,
            Nullness::Never => self.nullness == Nullness::Never,
            Nullness::Always => false,
        };
        if !nullness_fits {
            return false;
        }
        if let Some(values) = &self.one_of {
            return values.iter().all(|value| other.holds(value) == Some(true));
        }
        other.one_of.is_none()
            && bound_within(self.min.as_ref(), other.min.as_ref(), Ordering::Greater)
            && bound_within(self.max.as_ref(), other.max.as_ref(), Ordering::Less)
            && other.not_in.iter().all(|value| self.holds(value) == Some(false))
            && other.patterns.iter().all(|pattern| self.patterns.contains(pattern))
            && self.min_length.max(other.min_length) == self.min_length
            && self.min_bytes.max(other.min_bytes) == self.min_bytes
            && self.min_items.max(other.min_items) == self.min_items
            && least(self.max_length, other.max_length) == self.max_length
            && least(self.max_bytes, other.max_bytes) == self.max_bytes
            && least(self.max_items, other.max_items) == self.max_items
            && (other.case.is_none() || other.case == self.case)
            && (other.multiple_of.is_none() || other.multiple_of == self.multiple_of)
            && (other.starts.is_none() || other.starts == self.starts)
            && (other.json_type.is_none() || other.json_type == self.json_type)
            && other.json_keys.iter().all(|key| self.json_keys.contains(key))
            && (!other.json_closed || self.json_closed)
            && (other.items_of.is_none() || other.items_of == self.items_of)
            && (other.extent.is_none() || other.extent == self.extent)
            && other
                .fields
                .iter()
                .all(|(path, field)| self.fields.get(path).is_some_and(|own| own.is_within(field)))
    }

    /// The one domain that holds exactly what either of the two holds, where there is one.
    pub(super) fn united(&self, other: &Domain) -> Option<Domain> {
        match (self.nullness, other.nullness) {
            (Nullness::Always, Nullness::Never) => {
                return Some(Domain { nullness: Nullness::Either, ..other.clone() });
            }
            (Nullness::Never, Nullness::Always) => {
                return Some(Domain { nullness: Nullness::Either, ..self.clone() });
            }
            _ => {}
        }
        let (Some(own), Some(others)) = (&self.one_of, &other.one_of) else {
            return None;
        };
        let bare = |domain: &Domain| Domain { one_of: None, ..domain.clone() };
        if bare(self) != bare(other) {
            return None;
        }
        let mut values = own.clone();
        for value in others {
            if !values.iter().any(|present| present.sql_eq(value)) {
                values.push(value.clone());
            }
        }
        Some(Domain { one_of: Some(values), ..self.clone() })
    }
}

/// What holds where both do; `None`: nothing does.
fn both_nullness(a: Nullness, b: Nullness) -> Option<Nullness> {
    match (a, b) {
        (Nullness::Either, other) | (other, Nullness::Either) => Some(other),
        (a, b) if a == b => Some(a),
        _ => None,
    }
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Replaces a bound by another one where that lies on the `tighter` side.
fn tighten(own: &mut Option<Bound>, other: Option<&Bound>, tighter: Ordering) {
    let Some(other) = other else {
        return;
    };
    let replace = match own {
        None => true,
        Some(own) => match other.value.sql_cmp(&own.value) {
            Some(Ordering::Equal) => !other.inclusive,
            ordering => ordering == Some(tighter),
        },
    };
    if replace {
        *own = Some(other.clone());
    }
}

fn bound_within(own: Option<&Bound>, other: Option<&Bound>, tighter: Ordering) -> bool {
    match (own, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(other)) => match compare(&own.value, &other.value, "<") {
            Ok(Some(Ordering::Equal)) => other.inclusive || !own.inclusive,
            Ok(Some(ordering)) => ordering == tighter,
            _ => false,
        },
    }
}

fn least_common_multiple(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale.max(b.scale);
    let (a, b) = (a.rescale(scale)?.mantissa, b.rescale(scale)?.mantissa);
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    Some(Decimal::new((a / divisor).checked_mul(b)?, scale).normalize())
}

/// Whether every start of a period is one of another.
fn is_within_period(long: Period, short: Period) -> bool {
    match (long, short) {
        (Period::Micros(long), Period::Micros(short)) => long % short == 0,
        (Period::Months(long), Period::Months(short)) => long % short == 0,
        (_, Period::Micros(short)) => DAY % short == 0,
        _ => false,
    }
}
