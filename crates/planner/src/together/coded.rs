//! Codes beside what they stand for: the title of a diagnosis, the version of its classification, a
//! description in short and at length.

use std::collections::BTreeMap;

use seedbed_generate::plan::{EntityKind, Scalar, Source, TemplateSource, Vocabulary};
use seedbed_generate::vocabulary;

use super::{Sides, always};
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Ties codes and titles.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, rows: u64) {
    diagnosis(sides, rows);
    abbreviated(sides);
    for facts in sides.free() {
        procedure(sides, facts);
    }
    for facts in sides.free() {
        shortened(sides, facts);
    }
}

/// The code of a department is short for its name: `MAT`, `PE`.
fn abbreviated(sides: &mut Sides<'_, '_, '_>) {
    let table = sides.draft.table;
    if !is_of(table, "department dept division faculty specialty speciality subject discipline") {
        return;
    }
    let code = sides.named(
        "code|department code|dept code|short code|abbreviation|division code|faculty code|\
         subject code|abbr|acronym",
        |facts| {
            let room = if facts.key == KeyPart::No { 4 } else { 12 };
            facts.class == Class::Text
                && !facts.linked
                && facts.key != KeyPart::Primary
                && facts.domain.one_of.is_none()
                && facts.domain.patterns.is_empty()
                && facts.max_length().is_none_or(|most| most >= room)
        },
    );
    let name = sides.named(
        "name|department name|dept name|title|division name|faculty name|subject name",
        |facts| facts.class == Class::Text && !facts.linked && !facts.is_nullable(),
    );
    let (Some(code), Some(name)) = (code, name) else { return };
    let generic = matches!(
        sides.source(code),
        Some(Source::Pattern(_) | Source::Template(_) | Source::Pool(_))
    );
    let latin = !matches!(table.locale, "ja_JP" | "zh_CN");
    if !generic || !latin || code.name() == name.name() {
        return;
    }
    let column = ident(name.name());
    let first = |at: usize| {
        let word = format!("split_part(replace({column}, ' and ', ' '), ' ', {at})");
        format!("left({word}, 1)")
    };
    let formula = format!(
        "upper(CASE WHEN {column} LIKE '% %' THEN {} || {} || {} ELSE left({column}, 3) END)",
        first(1),
        first(2),
        first(3)
    );
    sides.make(code, expression(formula), "abbreviation", format!("{} is the name", name.name()));
}

/// Codes of diagnoses are those of the tenth revision; each has its own title.
fn diagnosis(sides: &mut Sides<'_, '_, '_>, rows: u64) {
    let codes = "icd code|icd 10 code|diagnosis code|icd 10|icd|* icd code|* diagnosis code|code";
    let pool = |source: Option<&Source>| match source {
        Some(Source::Pool(pool)) => {
            matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "diagnosis_code")
        }
        Some(Source::Joint(joint)) => joint.records == "diagnosis" && joint.field == "code",
        _ => false,
    };
    let drawn: Vec<&ColumnFacts<'_>> =
        sides.free().into_iter().filter(|facts| pool(sides.source(facts))).collect();
    let Some(code) = drawn.iter().find(|facts| facts.is(codes)).or(drawn.first()).copied() else {
        return;
    };
    let Some(known) = vocabulary::records(sides.locale, "diagnosis") else { return };
    let (Some(at), Some(title)) = (known.field("code"), known.field("title")) else { return };
    let version = sides.named(
        "icd version|code version|classification version|* icd version|icd revision",
        |facts| matches!(facts.class, Class::Int | Class::Text),
    );
    if let Some(version) = version {
        // A key of code and version needs a code for each row then.
        let room = version.key == KeyPart::No || rows * 10 <= known.rows.len() as u64 * 8;
        let ten = match (version.class, version.max_length()) {
            (Class::Int, _) => Some(Scalar::Int(10)),
            (_, Some(..=5)) => Some(Scalar::from("10")),
            _ => None,
        };
        if let Some(ten) = ten.filter(|_| room && version.domain.one_of.is_none()) {
            let reason = format!("{} is of it", code.name());
            sides.make(version, always(ten), "version of a classification", reason);
        }
    }
    let titles = "long title|short title|diagnosis|diagnosis name|diagnosis description|title|\
         icd title|description|long description|name|icd description|diagnosis title";
    let free = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text && facts.key == KeyPart::No && !facts.linked
    };
    let Some(text) = sides.named(titles, free) else { return };
    let Some(Source::Pool(pool)) = sides.source(text) else { return };
    let of_diagnoses = matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "diagnosis");
    if !of_diagnoses || code.is_nullable() && !text.is_nullable() {
        return;
    }
    let cases: Vec<String> = known
        .rows
        .iter()
        .map(|row| format!("WHEN {} THEN {}", literal(row[at]), literal(row[title])))
        .collect();
    let formula = format!("CASE {} {} END", ident(code.name()), cases.join(" "));
    let formula = match text.max_length() {
        Some(most) if most < 120 => format!("left({formula}, {most})"),
        _ => formula,
    };
    let reason = format!("{} stands for it", code.name());
    sides.make(text, expression(formula), "diagnosis title", reason);
    sides.spare(text, 0.0);
}

/// Dictionaries of procedures tell how one is done and billed: one has many entries.
fn procedure(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    // What may be said of any service: modifiers of CPT, where it is done.
    const BILLED: &[&str] = &[
        "",
        ", repeat procedure",
        ", reduced services",
        ", increased services",
        ", distinct service",
        ", staged procedure",
        ", hospital outpatient",
        ", hospital inpatient",
        ", facility setting",
    ];
    let long = facts.is("long description|description|long title|full description|long name");
    let room = facts.max_length().is_none_or(|most| most >= 90);
    let table = sides.draft.table;
    let listed = matches!(sides.source(facts), Some(Source::Pool(pool))
        if matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "procedure"));
    let coded = table.columns.iter().any(|code| code.key == KeyPart::Primary && !code.linked);
    if !long || !room || !listed || !coded || !sides.locale.starts_with("en") {
        return;
    }
    let billed = BILLED.iter().map(|how| (*how).to_owned()).collect();
    let source = Source::Template(TemplateSource {
        templates: vec!["{procedure}{billed}".to_owned()],
        vocabularies: BTreeMap::from([("billed".to_owned(), billed)]),
        weights: None,
    });
    let meaning = sides.meaning(facts).to_owned();
    sides.make(facts, source, &meaning, facts.told_by());
    sides.spare(facts, 0.0);
}

/// Words of descriptions and how they are shortened.
const SHORT: &[(&str, &str)] = &[
    (" procedure", " proc"),
    (" services", " svcs"),
    (" hospital", " hosp"),
    (" facility", " fac"),
    ("Established Patient", "est pt"),
    ("Comprehensive", "Compr"),
    (" with ", " w/ "),
    (" without ", " w/o "),
    (" and ", " & "),
    (" minutes", " min"),
    (" inpatient", " inpt"),
    (" outpatient", " outpt"),
    ("Examination", "Exam"),
];

/// A short description is of the same thing as the long one.
fn shortened(sides: &mut Sides<'_, '_, '_>, short: &ColumnFacts<'_>) {
    let [first, rest @ ..] = short.words.as_slice() else { return };
    let is_short = matches!(first.as_str(), "short" | "brief" | "abbreviated");
    if !is_short || short.class != Class::Text || short.key != KeyPart::No || rest.is_empty() {
        return;
    }
    // A product's own description says what it is in its first sentence.
    let whole = sides.free().into_iter().find(|long| {
        let product = match sides.source(long) {
            Some(Source::Entity(part)) => {
                part.kind == EntityKind::Product && part.part == "description"
            }
            _ => false,
        };
        product && long.words == rest && (!long.is_nullable() || short.is_nullable())
    });
    if let Some(whole) = whole.filter(|_| short.max_length().is_none_or(|most| most >= 80)) {
        let formula = format!("split_part({}, '.', 1) || '.'", ident(whole.name()));
        let reason = format!("{} begins with it", whole.name());
        sides.make(short, expression(formula), "short form", reason);
        return;
    }
    let found = sides.free().into_iter().find(|long| {
        let words = match long.words.as_slice() {
            [first, rest @ ..] if matches!(first.as_str(), "long" | "full") => rest,
            _ => return false,
        };
        words == rest
            && long.class == Class::Text
            && sides.meaning(long).split(' ').next() == sides.meaning(short).split(' ').next()
            && (!long.is_nullable() || short.is_nullable())
    });
    let Some(long) = found else { return };
    let most = short.max_length().unwrap_or(60).min(60);
    let shortened = |text: String, (long, short): &(&str, &str)| {
        format!("replace({text}, {}, {})", literal(long), literal(short))
    };
    let english = sides.locale.starts_with("en");
    let name = SHORT.iter().filter(|_| english).fold(ident(long.name()), shortened);
    let formula = format!("trim(left({name}, {most}))");
    sides.make(
        short,
        expression(formula),
        "short form",
        format!("{} is the long one", long.name()),
    );
    sides.spare(short, 0.0);
}
