//! Tables as vectors of codes into distinct texts, and what kind of values a column holds.

use std::sync::OnceLock;

use schemars::JsonSchema;
use seedbed_schema::DataType;
use serde::{Deserialize, Serialize};

use crate::{
    kind::{self, TemporalForm},
    labels::{Interner, Labels},
    plain::Plain,
};

/// The code of a missing cell.
pub const MISSING: u32 = u32::MAX;

/// What kind of values a column holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers with digits behind the point.
    Number,
    /// Two states: `true`/`false`, `yes`/`no`, `t`/`f`.
    Boolean,
    /// Texts of which there are few: `Private`, `Self-employed`.
    Categorical,
    /// Moments, with a time of day.
    Datetime,
    /// Calendar dates.
    Date,
    /// Free text: names, addresses, remarks.
    Text,
    /// What tells rows apart and means nothing else: keys, UUIDs, numbers of invoices.
    Identifier,
}

impl Kind {
    /// Whether values are numbers that can be counted with.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether values are points in time.
    pub fn is_temporal(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }

    /// Whether values are few and have no order.
    pub fn is_discrete(self) -> bool {
        matches!(self, Self::Boolean | Self::Categorical)
    }

    /// The kind in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Categorical => "categorical",
            Self::Datetime => "datetime",
            Self::Date => "date",
            Self::Text => "text",
            Self::Identifier => "identifier",
        }
    }
}

/// One table, in memory.
///
/// ```
/// use seedbed_profile::{Kind, Options, read_csv};
///
/// let text = "id;income;joined\n1;1,5;2020-01-31\n2;;2021-02-28\n";
/// let table = read_csv("people", text.replace(',', ".").as_bytes(), &Options::default()).unwrap();
/// let income = table.column("income").unwrap();
/// assert_eq!((income.kind(), income.missing()), (Kind::Number, 1));
/// assert_eq!(income.numbers()[0], 1.5);
/// assert_eq!(table.column("joined").unwrap().numbers(), [18_292.0, 18_686.0]);
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    /// The name.
    pub name: String,
    /// The columns, all of one length, in the file's order.
    pub columns: Vec<Column>,
}

impl Table {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// A column by its name, exactly or in another case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    /// The same rows with the kinds that a schema's types ask for. Columns that the schema lacks
    /// keep theirs; so do columns whose cells are not of the declared type, because a wrong
    /// reading would lose them.
    #[must_use]
    pub fn typed(mut self, schema: &seedbed_schema::Table) -> Self {
        for column in &mut self.columns {
            let declared = schema.column(&column.name).map(|declared| &declared.data_type);
            if let Some(wanted) = declared.and_then(|declared| kind_of_type(declared, column)) {
                column.set_kind(wanted);
            }
        }
        self
    }
}

/// The kind that a declared type asks for; none where the cells decide.
fn kind_of_type(declared: &DataType, column: &Column) -> Option<Kind> {
    match declared {
        DataType::Boolean => Some(Kind::Boolean),
        DataType::Date => Some(Kind::Date),
        DataType::Timestamp { .. } => Some(Kind::Datetime),
        DataType::Uuid => Some(Kind::Identifier),
        DataType::Enum(_) => Some(Kind::Categorical),
        DataType::Integer { .. } | DataType::Year if column.kind != Kind::Identifier => {
            Some(Kind::Integer)
        }
        DataType::Decimal { .. } | DataType::Float { .. } | DataType::Money
            if column.kind != Kind::Identifier =>
        {
            Some(if column.decimals > 0 { Kind::Number } else { Kind::Integer })
        }
        DataType::Text { .. } if column.kind.is_numeric() || column.kind.is_temporal() => Some(
            kind::of_texts(&column.name, column.len() - column.missing, &column.coded().labels),
        ),
        _ => None,
    }
}

/// One column: a code for every row, and what the codes stand for.
#[derive(Debug, Clone)]
pub struct Column {
    name: String,
    kind: Kind,
    cells: Cells,
    missing: usize,
    decimals: u8,
    temporal: Option<TemporalForm>,
}

/// How cells are kept.
#[derive(Debug, Clone)]
enum Cells {
    Coded(Coded),
    /// As numbers, and with codes once something has asked for them.
    Plain(Plain, OnceLock<Coded>),
}

#[derive(Debug, Clone)]
struct Coded {
    codes: Vec<u32>,
    labels: Labels,
    /// The numbers that the texts stand for, where they were told to be numbers.
    numbers: Option<Vec<f64>>,
}

impl Column {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it holds.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Coded(coded) => coded.codes.len(),
            Cells::Plain(plain, _) => plain.values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cells are missing.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// For every row the number of its text, or [`MISSING`].
    pub fn codes(&self) -> &[u32] {
        &self.coded().codes
    }

    fn coded(&self) -> &Coded {
        match &self.cells {
            Cells::Coded(coded) => coded,
            Cells::Plain(plain, asked_for) => asked_for.get_or_init(|| {
                let Coding { codes, interner } = plain.coded();
                Coded { codes, labels: interner.finish(), numbers: None }
            }),
        }
    }

    /// How many different texts there are.
    pub fn distinct(&self) -> usize {
        self.coded().labels.len()
    }

    /// A text, as the file has it.
    ///
    /// # Panics
    /// When no cell has that code.
    pub fn label(&self, code: u32) -> &str {
        self.coded().labels.get(code)
    }

    /// The different texts, by their codes.
    pub fn labels(&self) -> impl Iterator<Item = &str> + Clone {
        self.coded().labels.iter()
    }

    /// How many cells have each text.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.distinct()];
        for &code in self.codes().iter().filter(|&&code| code != MISSING) {
            counts[code as usize] += 1;
        }
        counts
    }

    /// What keeps a column of texts from being one of numbers, where it is little.
    ///
    /// ```
    /// use seedbed_profile::{Options, read_csv};
    ///
    /// let table = read_csv("t", &b"pay\n1.5\n-inf\n2.5\n"[..], &Options::default()).unwrap();
    /// let why = table.columns[0].almost_numbers();
    /// assert_eq!(why, Some("some of its numbers are infinite; leave their cells empty"));
    /// ```
    pub fn almost_numbers(&self) -> Option<&'static str> {
        if self.kind.is_numeric() || self.distinct() == 0 {
            return None;
        }
        let number = |text: &str| text.trim().parse::<f64>();
        if self.labels().all(|text| number(text).is_ok()) {
            let has_infinite = self.labels().any(|text| number(text).is_ok_and(f64::is_infinite));
            return has_infinite
                .then_some("some of its numbers are infinite; leave their cells empty");
        }
        self.labels()
            .all(|text| number(&text.replacen(',', ".", 1)).is_ok())
            .then_some("its numbers have commas; write a point before decimals and nothing else")
    }

    /// The most digits behind the point.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// How dates or moments are written.
    pub fn temporal_form(&self) -> Option<TemporalForm> {
        self.temporal
    }

    /// Every distinct text as a number: see [`Column::numbers`].
    pub fn label_numbers(&self) -> Vec<f64> {
        if let (true, Some(numbers)) = (self.kind.is_numeric(), &self.coded().numbers) {
            return numbers.clone();
        }
        self.labels().map(|text| self.number_of(text).unwrap_or(f64::NAN)).collect()
    }

    /// Every cell as a number, NaN where it is missing: numbers themselves; booleans as 0 and 1;
    /// dates as whole days since 1970; moments as microseconds since 1970. Texts and identifiers
    /// have none.
    pub fn numbers(&self) -> Vec<f64> {
        let parsed;
        let labels = match &self.cells {
            Cells::Plain(plain, _) if self.kind.is_numeric() => return plain.values.clone(),
            Cells::Coded(Coded { numbers: Some(numbers), .. }) if self.kind.is_numeric() => numbers,
            _ => {
                parsed = self.label_numbers();
                &parsed
            }
        };
        let number = |&code: &u32| labels.get(code as usize).copied().unwrap_or(f64::NAN);
        self.codes().iter().map(number).collect()
    }

    /// The number that a text of this column stands for.
    fn number_of(&self, text: &str) -> Option<f64> {
        match self.kind {
            Kind::Integer | Kind::Number => kind::number(text),
            Kind::Boolean => kind::boolean(text).map(f64::from),
            Kind::Date => self.temporal?.day(text).map(f64::from),
            Kind::Datetime => self.temporal?.moment(text).map(|micros| micros as f64),
            Kind::Categorical | Kind::Text | Kind::Identifier => None,
        }
    }

    /// The same cells as another kind, unless there are cells that are not of that kind.
    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.set_kind(kind);
        self
    }

    fn set_kind(&mut self, wanted: Kind) {
        if matches!(self.cells, Cells::Plain(..)) && wanted.is_numeric() {
            self.kind = wanted;
            return;
        }
        let was = (self.kind, self.temporal);
        self.kind = wanted;
        if wanted.is_temporal() {
            let form = TemporalForm::of(&self.labels());
            self.temporal = form;
        }
        let has_numbers = wanted.is_numeric() || wanted.is_temporal() || wanted == Kind::Boolean;
        if has_numbers && self.labels().any(|text| self.number_of(text).is_none()) {
            (self.kind, self.temporal) = was;
        }
    }
}

pub(crate) use crate::labels::AT_ONCE;

/// Fewer cells than these don't tell that a column hardly repeats.
const TELLING: usize = 1000;

/// Gives cells their codes.
#[derive(Debug, Default)]
pub(crate) struct Coding {
    pub(crate) codes: Vec<u32>,
    pub(crate) interner: Interner,
}

impl Coding {
    fn push(&mut self, text: &str) {
        let code = self.interner.code(text);
        self.codes.push(code);
    }

    /// Adds some cells, of which the empty ones are missing: faster than one by one.
    pub(crate) fn push_all(&mut self, cells: &[&str]) {
        for cells in cells.chunks(AT_ONCE) {
            let codes = self.interner.codes(cells);
            let code = |(cell, code): (&&str, u32)| if cell.is_empty() { MISSING } else { code };
            self.codes.extend(cells.iter().zip(codes).map(code));
        }
    }
}

/// Collects a column's cells.
#[derive(Debug, Default)]
pub(crate) struct ColumnBuilder {
    coding: Coding,
    /// All cells so far, in the place of codes, where they are numbers that hardly repeat.
    plain: Option<Plain>,
    /// Whether the file itself says that these are texts.
    pub(crate) is_text: bool,
}

impl ColumnBuilder {
    pub(crate) fn push(&mut self, text: &str) {
        // An empty text is no missing cell here.
        if text.is_empty() {
            self.give_codes();
        }
        self.push_plain(&[text]).iter().for_each(|text| self.coding.push(text));
    }

    /// Adds some cells, of which the empty ones are missing: faster than one by one.
    pub(crate) fn push_all(&mut self, cells: &[&str]) {
        let rest = self.push_plain(cells);
        self.coding.push_all(rest);
    }

    pub(crate) fn push_missing(&mut self) {
        match &mut self.plain {
            Some(plain) => plain.push_missing(),
            None => self.coding.codes.push(MISSING),
        }
    }

    /// Adds cells as numbers, where that is how the column is kept, and gives back the rest: after
    /// the first that isn't such a number, all cells have codes.
    fn push_plain<'c, 't>(&mut self, cells: &'c [&'t str]) -> &'c [&'t str] {
        let Some(plain) = &mut self.plain else { return cells };
        let rest = plain.push_all(cells);
        if !rest.is_empty() {
            self.give_codes();
        }
        rest
    }

    fn give_codes(&mut self) {
        if let Some(plain) = self.plain.take() {
            self.coding = plain.coded();
        }
    }

    /// Makes room for so many cells in all, as the cells so far let expect.
    pub(crate) fn expect(&mut self, cells: usize) {
        let Coding { codes, interner } = &self.coding;
        let seen = codes.len().max(1);
        let is_repetitive = interner.len() <= seen / 2;
        if cells > seen && seen >= TELLING && !is_repetitive && !self.is_text {
            self.plain = Plain::of(&self.coding, cells);
            if self.plain.is_some() {
                self.coding = Coding::default();
                return;
            }
        }
        let Coding { codes, interner } = &mut self.coding;
        codes.reserve(cells.saturating_sub(seen));
        // Of few different texts there will hardly be more, and of most others more and more come
        // again.
        if !is_repetitive {
            interner.reserve(cells / seen * interner.len() / 2);
        }
    }

    /// How many cells there are so far.
    pub(crate) fn len(&self) -> usize {
        self.plain.as_ref().map_or(self.coding.codes.len(), |plain| plain.values.len())
    }

    pub(crate) fn finish(self, name: String) -> Column {
        if let Some(plain) = self.plain {
            return Column {
                name,
                kind: Kind::Number,
                missing: plain.values.iter().filter(|value| value.is_nan()).count(),
                decimals: plain.decimals,
                temporal: None,
                cells: Cells::Plain(plain, OnceLock::new()),
            };
        }
        let Coding { codes, interner } = self.coding;
        let mut coded = Coded { codes, labels: interner.finish(), numbers: None };
        let present = coded.codes.len() - coded.missing();
        let told = kind::Told::of(&name, present, &coded.labels, self.is_text);
        if !told.markers.is_empty() {
            coded.drop_labels(&told.markers);
        }
        coded.numbers = told.numbers;
        Column {
            name,
            kind: told.kind,
            missing: coded.missing(),
            cells: Cells::Coded(coded),
            decimals: told.decimals,
            temporal: told.temporal,
        }
    }
}

impl Coded {
    fn missing(&self) -> usize {
        self.codes.iter().filter(|&&code| code == MISSING).count()
    }

    /// Takes cells with these texts for missing.
    fn drop_labels(&mut self, markers: &[u32]) {
        let mut kept = Interner::default();
        let codes: Vec<u32> = (0..self.labels.len() as u32)
            .map(|code| {
                let is_marker = markers.contains(&code);
                if is_marker { MISSING } else { kept.code(self.labels.get(code)) }
            })
            .collect();
        for code in self.codes.iter_mut().filter(|code| **code != MISSING) {
            *code = codes[*code as usize];
        }
        self.labels = kept.finish();
    }
}
