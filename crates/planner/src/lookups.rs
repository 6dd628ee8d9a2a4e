//! Tables of the world's facts: countries, currencies, languages, airports. Code and name come
//! from the same record.

use std::collections::BTreeSet;

use seedbed_generate::plan::{JointSource, Records, RowsSource, Scalar, Source, Vocabulary};
use seedbed_generate::vocabulary;

use crate::draft::Draft;
use crate::finish;
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, Part, TableFacts};

/// A field of built-in records, the names of columns that hold it, and the fewest and most
/// characters of a text column for it.
type Field = (&'static str, &'static str, u32, u32);

const COUNTRY: &[Field] = &[
    (
        "code3",
        "code 3|iso 3|alpha 3|iso code 3|cca 3|country code 3|three letter code|iso alpha 3",
        3,
        u32::MAX,
    ),
    ("code3", "code|id|iso|iso code|country code|abbreviation", 3, 3),
    (
        "code",
        "code|id|iso|iso 2|alpha 2|iso code|country code|code 2|iso code 2|cca 2|\
         abbreviation|two letter code|country region code|iso alpha 2|country id",
        2,
        u32::MAX,
    ),
    ("numeric_code", "numeric code|iso numeric|number code|iso number", 3, u32::MAX),
    (
        "dialing_code",
        "dialing code|phone code|calling code|phone prefix|dial code|country calling code",
        4,
        u32::MAX,
    ),
    ("capital", "capital|capital city", 10, u32::MAX),
    ("continent", "continent|region|continent name", 8, u32::MAX),
    ("currency", "currency|currency code", 3, u32::MAX),
    (
        "name",
        "name|country|title|nice name|printable name|full name|official name|label|\
         description|name en|common name",
        20,
        u32::MAX,
    ),
];

const CURRENCY: &[Field] = &[
    ("code", "code|id|iso|iso code|currency code|abbreviation|currency|key", 3, 8),
    ("numeric_code", "numeric code|number|iso number|iso numeric", 3, u32::MAX),
    ("symbol", "symbol|sign", 1, u32::MAX),
    (
        "decimals",
        "decimals|decimal places|minor unit|fraction digits|exponent|decimal digits",
        1,
        u32::MAX,
    ),
    ("name", "name|title|label|description|currency name|full name", 16, u32::MAX),
    ("code", "code|id|iso code|currency code|abbreviation|key", 3, u32::MAX),
];

const LANGUAGE: &[Field] = &[
    ("code3", "code 3|iso 3|iso 639 2|iso code 3", 3, u32::MAX),
    (
        "code",
        "code|id|iso|iso code|language code|locale|abbreviation|key|iso 639 1|tag|slug",
        2,
        20,
    ),
    ("native_name", "native name|native|local name|endonym", 10, u32::MAX),
    ("name", "name|title|label|description|language|english name", 10, u32::MAX),
];

const AIRPORT: &[Field] = &[
    ("code", "code|id|iata|iata code|airport code|ident", 3, 10),
    ("icao", "icao|icao code", 4, u32::MAX),
    ("name", "name|airport name|title", 30, u32::MAX),
    ("city", "city|city name|municipality|location", 10, u32::MAX),
    ("country_code", "country|country code|iso country", 2, u32::MAX),
    ("latitude", "latitude", 1, u32::MAX),
    ("longitude", "longitude", 1, u32::MAX),
    ("time_zone", "time zone", 20, u32::MAX),
];

/// Warehouses and offices go by the code of their city.
const FACILITY: &[Field] = &[
    ("code", "code|short code|id|warehouse code|location code|site code|branch code", 3, 10),
    ("city", "city|city name|town", 10, u32::MAX),
    ("country_code", "country|country code", 2, 2),
    ("latitude", "latitude", 1, u32::MAX),
    ("longitude", "longitude", 1, u32::MAX),
    ("time_zone", "time zone", 20, u32::MAX),
];

fn records_for(table: &TableFacts<'_>) -> Option<(&'static str, &'static [Field])> {
    Some(match table.subject {
        S::Country => ("country", COUNTRY),
        S::Currency => ("currency", CURRENCY),
        S::Language => ("language", LANGUAGE),
        S::Airport => ("airport", AIRPORT),
        S::Facility if is_coded_place(table) => ("airport", FACILITY),
        _ => return None,
    })
}

/// Whether a column holds the code that the world knows a row by: `DE` of Germany.
pub(crate) fn is_code(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    let short = facts.max_length().is_some_and(|most| most <= 3);
    let known = matches!(table.subject, S::Country | S::Currency | S::Language | S::Airport);
    let fields =
        records_for(table).filter(|_| known && short).map_or(&[][..], |(_, fields)| fields);
    fields.iter().any(|field| field.0.starts_with("code") && holds(facts, field))
}

/// A place with a text code and a city, and nothing that says more exactly where it is.
fn is_coded_place(table: &TableFacts<'_>) -> bool {
    let code = table.find("code|id").is_some_and(|code| {
        code.class == Class::Text
            && code.key >= KeyPart::Unique
            && code.max_length().is_some_and(|most| most <= 10)
    });
    let exact = table.find("postal code|region|state|street|address|address 1|address line 1");
    code && exact.is_none() && table.find("city").is_some_and(|city| !city.linked)
}

/// How many records there are for a table, if it is one of records.
pub(crate) fn size(table: &TableFacts<'_>, locale: &str) -> Option<u64> {
    let (name, _) = records_for(table).filter(|_| table.subject != S::Facility)?;
    vocabulary::records(locale, name).map(|records| records.rows.len() as u64)
}

/// Fills a table's columns from records and says which records the plan then needs.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, locale: &str) -> Option<(String, Records)> {
    let (name, fields) = records_for(draft.table)?;
    let known = vocabulary::records(locale, name)?;
    let mut used: Vec<&'static str> = Vec::new();
    let mut claimed: Vec<(&ColumnFacts<'_>, &'static str)> = Vec::new();
    for facts in draft.open() {
        let field =
            fields.iter().find(|field| holds(facts, field) && known.field(field.0).is_some());
        if let Some((field, ..)) = field {
            claimed.push((facts, *field));
            used.push(*field);
        }
    }
    let named = claimed.iter().any(|(_, field)| *field == "name");
    if claimed.len() < 2 && !named {
        return None;
    }
    let country = (draft.table.subject == S::Facility).then(|| locale.rsplit('_').next()).flatten();
    let called = match country {
        Some(country) => format!("{name}_{}", country.to_lowercase()),
        None => name.to_owned(),
    };
    for (facts, field) in claimed {
        let source = JointSource { records: called.clone(), field: field.to_owned() };
        let reason = format!("a table about \"{}\"", draft.table.words.join(" "));
        draft.fill(
            facts,
            Source::Joint(source),
            format!("{name} {field}").replace('_', " "),
            reason,
        );
    }
    used.sort_unstable();
    used.dedup();
    Some((called, records(known, &used, country)))
}

/// Records whose fields stand side by side in tables that are no lists of them: the words of such
/// tables, and the names of columns for each field.
type Facts = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const FACTS: &[Facts] = &[
    (
        "client",
        "",
        &[
            ("user_agent", "user agent|ua|* user agent|http user agent|browser agent|agent string"),
            ("browser", "browser|browser name|* browser name|browser family|client browser"),
            ("browser_version", "browser version|* browser version"),
            ("engine", "browser engine|rendering engine|layout engine|engine"),
            ("os", "os|operating system|os name|platform|* os|os family|device os"),
            ("os_version", "os version|operating system version|* os version|platform version"),
            (
                "device_type",
                "device|device type|device category|* device type|form factor|device class|\
                 device kind",
            ),
            ("vendor", "device vendor|device brand|device manufacturer|* device brand|device make"),
            (
                "screen",
                "screen|screen resolution|screen size|resolution|* resolution|viewport|\
              viewport size|screen dimensions",
            ),
            ("width", "screen width|viewport width|* screen width"),
            ("height", "screen height|viewport height|* screen height"),
        ],
    ),
    (
        "vehicle",
        "vehicle car fleet auto truck van automobile",
        &[
            ("make", "make|vehicle make|car make|manufacturer|brand"),
            ("model", "model|vehicle model|car model|model name"),
            ("body", "body|body type|body style|vehicle type"),
        ],
    ),
    (
        "diagnosis",
        "diagnosis icd condition problem",
        &[
            ("code", "icd code|icd 10 code|icd 10|icd|diagnosis code|icd 10 cm|code"),
            (
                "title",
                "diagnosis|diagnosis name|diagnosis description|icd description|long title|title|\
                 description|name|long description|condition|condition name",
            ),
        ],
    ),
    (
        "diagnosis",
        "",
        &[
            (
                "code",
                "icd 10 code|icd code|diagnosis code|icd 10 cm code|icd 10|* icd 10 code|\
                      * diagnosis code",
            ),
            (
                "title",
                "icd 10 description|diagnosis description|icd description|diagnosis name|\
                 diagnosis text|icd 10 title|icd title|* diagnosis description|diagnosis|\
                 * diagnosis",
            ),
        ],
    ),
    (
        "procedure",
        "procedure treatment hcpcs cpt",
        &[
            ("code", "code|procedure code|cpt code|hcpcs code|cpt|treatment code"),
            (
                "name",
                "name|description|long description|title|procedure|procedure name|treatment|\
                 treatment name",
            ),
            ("specialty", "specialty|speciality|department"),
        ],
    ),
    (
        "drug",
        "drug medication medicine prescription",
        &[
            (
                "name",
                "drug|drug name|medication|medication name|medicine|medicine name|name|generic name",
            ),
            ("class", "class|drug class|category|therapeutic class|medication class"),
            ("form", "form|dosage form|drug form"),
            ("strength", "strength|dose|dosage strength|dosage"),
        ],
    ),
    (
        "lab_test",
        "lab laboratory test observation loinc",
        &[
            ("code", "loinc|loinc code|test code|code|observation code"),
            ("name", "test|test name|name|lab test|component|observation|observation name"),
            ("unit", "unit|units|uom|result unit"),
            ("low", "reference low|ref low|normal low|ref range low|reference range low"),
            ("high", "reference high|ref high|normal high|ref range high|reference range high"),
        ],
    ),
    (
        "airline",
        "airline carrier",
        &[
            ("code", "code|iata code|airline code|carrier code|iata"),
            ("name", "name|airline|airline name|carrier|carrier name"),
            ("country_code", "country code|country"),
        ],
    ),
];

/// Columns without which rows tell of no client: machines have systems, too.
const OF_CLIENTS: &[&str] = &["browser", "browser_version", "user_agent", "screen", "device_type"];

/// Fills columns that hold parts of one fact (a car's make and its model) from the same record,
/// and says which records the plan then needs.
pub(crate) fn facts(draft: &mut Draft<'_, '_>, rows: u64, locale: &str) -> Vec<(String, Records)> {
    let about = |words: &str| words.is_empty() || is_of(draft.table, words);
    let found: Vec<&Facts> = FACTS.iter().filter(|(_, words, _)| about(words)).collect();
    found.into_iter().filter_map(|facts| of_kind(draft, facts, rows, locale)).collect()
}

/// Fills the columns of one kind of facts, where there are several.
fn of_kind(
    draft: &mut Draft<'_, '_>,
    (name, _, fields): &Facts,
    rows: u64,
    locale: &str,
) -> Option<(String, Records)> {
    let known = vocabulary::records(locale, name)?;
    let mut claimed: Vec<(&ColumnFacts<'_>, &'static str)> = Vec::new();
    for (field, names) in *fields {
        let Some(at) = known.field(field) else { continue };
        let longest = known.rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
        let column = names.split('|').find_map(|name| {
            draft.open().into_iter().find(|facts| {
                let fits = match facts.class {
                    Class::Text => facts.max_length().is_none_or(|most| longest <= most as usize),
                    Class::Decimal => matches!(*field, "low" | "high"),
                    Class::Int => matches!(*field, "width" | "height"),
                    _ => false,
                };
                let repeats = facts.key == KeyPart::No || rows <= known.rows.len() as u64;
                let free = facts.domain.patterns.is_empty() && facts.domain.one_of.is_none();
                fits && free && repeats && facts.is(name)
            })
        });
        if let Some(column) =
            column.filter(|new| claimed.iter().all(|(old, _)| old.name() != new.name()))
        {
            claimed.push((column, field));
        }
    }
    let told = *name != "client" || claimed.iter().any(|(_, field)| OF_CLIENTS.contains(field));
    if claimed.len() < 2 || !told {
        return None;
    }
    let mut used: Vec<&'static str> = claimed.iter().map(|(_, field)| *field).collect();
    for (facts, field) in claimed {
        let source =
            Source::Joint(JointSource { records: (*name).to_owned(), field: field.into() });
        let rate = if facts.is_nullable() { 0.05 } else { 0.0 };
        let meaning = format!("{name} {field}").replace('_', " ");
        let reason = format!("the name \"{}\" beside its like", facts.words.join(" "));
        draft.claim(facts, finish::with_nulls(facts, source, rate), meaning, reason);
    }
    used.sort_unstable();
    Some(((*name).to_owned(), records(known, &used, None)))
}

/// Lists that others choose from name each thing once, as far as there are names for all.
pub(crate) fn distinct(draft: &mut Draft<'_, '_>, rows: u64, locale: &str) {
    let table = draft.table;
    if table.part != Part::Lookup && !is_of(table, "term topic keyword skill") {
        return;
    }
    for facts in table.columns.iter().filter(|facts| facts.class == Class::Text) {
        let named = facts.is("name|title|label|display name|* name|* title");
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let Source::Pool(pool) = &plan.source else { continue };
        if !named || facts.key >= KeyPart::Unique || plan.null_rate > 0.0 {
            continue;
        }
        let words: Vec<String> = match &pool.vocabulary {
            Vocabulary::Inline(words) => words.clone(),
            Vocabulary::Named(name) => vocabulary::lookup(locale, name)
                .map(|words| words.iter().map(str::to_owned).collect())
                .unwrap_or_default(),
        };
        let room = facts.max_length().map_or(usize::MAX, |most| most as usize);
        let fits = |word: &String| word.chars().count() <= room && finish::admits(facts, word);
        let mut seen = BTreeSet::new();
        let values: Vec<Scalar> = words
            .into_iter()
            .filter(|word| fits(word) && seen.insert(word.clone()))
            .map(Scalar::Text)
            .take(usize::try_from(rows).unwrap_or(usize::MAX))
            .collect();
        if values.len() as u64 == rows && (1..=MOST_NAMED).contains(&rows) {
            plan.source = Source::Rows(RowsSource { values });
        }
    }
}

/// The most names that a plan lists.
const MOST_NAMED: u64 = 200;

fn holds(facts: &ColumnFacts<'_>, (_, names, least, most): &Field) -> bool {
    let fits = match facts.class {
        Class::Text => {
            let room = facts.max_length().unwrap_or(u32::MAX);
            room >= *least && (*most == u32::MAX || room <= *most)
        }
        Class::Int | Class::Decimal => facts.key == KeyPart::No && *least == 1,
        _ => false,
    };
    fits && facts.is(names)
}

/// The used fields of all records, or of those of one country where it has enough.
fn records(known: &vocabulary::Records, used: &[&'static str], country: Option<&str>) -> Records {
    let positions: Vec<usize> = used.iter().filter_map(|field| known.field(field)).collect();
    let cell = |at: usize, text: &str| match (known.fields[at], text.parse::<f64>()) {
        ("width" | "height", Ok(pixels)) => Scalar::Int(pixels as i64),
        (field, Ok(number)) if text.contains('.') && !field.ends_with("version") => {
            Scalar::Float(number)
        }
        _ => Scalar::from(text),
    };
    let at = known.field("country_code");
    let inside = |row: &&Vec<&str>| at.is_some_and(|at| Some(row[at]) == country);
    let enough = known.rows.iter().filter(inside).count() >= 8;
    Records {
        fields: used.iter().map(ToString::to_string).collect(),
        rows: known
            .rows
            .iter()
            .filter(|row| !enough || inside(row))
            .map(|row| positions.iter().map(|&at| cell(at, row[at])).collect())
            .collect(),
        weights: None,
    }
}
