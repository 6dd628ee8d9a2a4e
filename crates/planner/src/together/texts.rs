//! Texts of one row that are of one thing: a first name beside a surname, a number kept as text as
//! well, a translation, the lexemes of a title.

use std::collections::BTreeMap;

use seedbed_generate::plan::{EntityKind, EntitySource, Scalar, Source, TemplateSource};
use seedbed_schema::DataType;

use super::{Sides, always};
use crate::formulas::expression;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Ties texts to their neighbours.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for facts in sides.free() {
        match facts.column.data_type {
            DataType::TsVector => lexemes(sides, facts),
            DataType::Xml => document(sides, facts),
            _ if facts.class == Class::Text => {
                first_name(sides, facts);
                translated(sides, facts);
                figures(sides, facts);
            }
            _ => {}
        }
    }
}

/// Beside a surname a name is the first one.
fn first_name(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let Some(Source::Entity(whole)) = sides.source(facts) else { return };
    let whole = whole.clone();
    let person = whole.kind == EntityKind::Person && whole.part == "full_name";
    let named = facts.words.last().is_some_and(|last| last == "name");
    let full = facts.is("full name|* full name|display name|legal name|account name|holder name|\
         user name|complete name|* display name|name on *|printed name|screen name");
    if !person || !named || full {
        return;
    }
    let stem = &facts.words[..facts.words.len() - 1];
    let mut family = false;
    for other in sides.free() {
        let Some(Source::Entity(part)) = sides.source(other) else { continue };
        let beside = part.kind == EntityKind::Person && part.name == whole.name;
        let rest =
            [&["surname"][..], &["last", "name"], &["family", "name"]].iter().any(|ending| {
                let at = other.words.len().checked_sub(ending.len());
                at.is_some_and(|at| other.words[..at] == *stem && other.words[at..] == **ending)
            });
        if beside && part.part == "first_name" {
            return;
        }
        family |= beside && part.part == "last_name" && rest;
    }
    if family {
        let first = EntitySource { part: "first_name".to_owned(), ..whole };
        sides.make(facts, Source::Entity(first), "first name", "a surname stands beside it".into());
    }
}

/// Hardly anything is translated: `translated_title` beside `original_title`.
fn translated(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const MOSTLY: f64 = 0.9;
    let [first, rest @ ..] = facts.words.as_slice() else { return };
    if !matches!(first.as_str(), "translated" | "translation") || facts.key != KeyPart::No {
        return;
    }
    let same = |other: &&&ColumnFacts<'_>| {
        let words = match other.words.as_slice() {
            [word, rest @ ..] if matches!(word.as_str(), "original" | "source") => rest,
            words => words,
        };
        words == rest && other.class == Class::Text && other.name() != facts.name()
    };
    let free = sides.free();
    let Some(original) = free.iter().find(same) else { return };
    let name = ident(original.name());
    let empty = matches!(
        &facts.column.default,
        Some(seedbed_schema::Default::Expr(seedbed_expr::Expr::Literal(
            seedbed_expr::Value::Text(text)
        ))) if text.is_empty()
    );
    let reason = format!("{} is what is translated", original.name());
    if facts.is_nullable() {
        sides.make(facts, expression(name), "translation", reason);
        sides.spare(facts, MOSTLY);
    } else if empty {
        sides.make(facts, always(Scalar::Text(String::new())), "translation", reason);
    } else if !original.is_nullable() {
        sides.make(facts, expression(name), "translation", reason);
    }
}

/// `value` is the number of `decimal_value` as text.
fn figures(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const NUMBERS: &[&str] = &["decimal", "numeric", "number", "num", "float", "double", "int"];
    if facts.key != KeyPart::No || facts.domain.one_of.is_some() || facts.linked {
        return;
    }
    let same = |other: &&&ColumnFacts<'_>| {
        let rest = match other.words.as_slice() {
            [first, rest @ ..] if NUMBERS.contains(&first.as_str()) => rest,
            [rest @ .., last] if NUMBERS.contains(&last.as_str()) => rest,
            _ => return false,
        };
        rest == facts.words && other.class == Class::Decimal && !other.linked
    };
    let free = sides.free();
    let Some(number) = free.iter().find(same) else { return };
    if number.is_nullable() && !facts.is_nullable()
        || facts.max_length().is_some_and(|most| most < 24)
    {
        return;
    }
    let text = format!("cast({} as text)", ident(number.name()));
    let formula =
        format!("CASE WHEN {text} LIKE '%.%' THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END");
    let reason = format!("{} is the same as a number", number.name());
    sides.make(facts, expression(formula), "number as text", reason);
    sides.spare(facts, 0.0);
}

/// What a search finds a row by: the words of its title and of what tells about it.
fn lexemes(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    /// So many words of a text are enough.
    const WORDS: usize = 8;
    let names = "title|name|headline|subject|* title|* name|description|summary|body|content|text";
    let text = sides.named(names, |other| {
        other.class == Class::Text
            && !other.linked
            && (!other.is_nullable() || facts.is_nullable())
            && other.domain.one_of.is_none()
    });
    let Some(text) = text else { return };
    let mut plain = format!("lower({})", ident(text.name()));
    for sign in [",", ".", ":", ";", "!", "?", "(", ")", "\"", "\\\\", "''"] {
        let sign = if sign == "\\\\" { "\\" } else { sign };
        plain = format!("replace({plain}, '{sign}', '')");
    }
    let lexemes: Vec<String> = (1..=WORDS)
        .map(|at| {
            let word = format!("split_part({plain}, ' ', {at})");
            format!(
                "CASE WHEN {word} IN ('', 'a', 'an', 'the', 'of', 'and', 'in', 'to', 'is', 'on') \
                 THEN '' ELSE '''' || {word} || ''':{at} ' END"
            )
        })
        .collect();
    let formula = format!("trim({})", lexemes.join(" || "));
    let reason = format!("{} is searched by it", text.name());
    sides.make(facts, expression(formula), "lexemes", reason);
}

/// A small document about the row, seldom there where it need not be.
fn document(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const MOSTLY: f64 = 0.85;
    if sides.meaning(facts) != "no meaning known" || facts.key != KeyPart::No {
        return;
    }
    let root: String = facts.words.iter().map(|word| crate::tokens::capital(word)).collect();
    let valid = root.starts_with(|c: char| c.is_ascii_alphabetic())
        && root.chars().all(|c| c.is_ascii_alphanumeric());
    let root = if valid { root } else { "Document".to_owned() };
    let source = TemplateSource {
        templates: members(&facts.words)
            .iter()
            .map(|inner| format!("<{root}>{inner}</{root}>"))
            .collect(),
        vocabularies: BTreeMap::new(),
        weights: None,
    };
    sides.make(facts, Source::Template(source), "document", facts.told_by());
    sides.spare(facts, MOSTLY);
}

/// What a document is about by the words of its name, and what such documents hold.
const MEMBERS: &[(&str, &[&str])] = &[
    (
        "demographics demographic survey household",
        &[
            "<YearlyIncome>25001-50000</YearlyIncome><Occupation>Clerical</Occupation>\
             <NumberCarsOwned>{number:0-3}</NumberCarsOwned><Hobby>Hiking</Hobby>",
            "<YearlyIncome>50001-75000</YearlyIncome><Occupation>Skilled Manual</Occupation>\
             <NumberCarsOwned>{number:0-3}</NumberCarsOwned><Hobby>Cycling</Hobby>",
            "<YearlyIncome>75001-100000</YearlyIncome><Occupation>Professional</Occupation>\
             <NumberCarsOwned>{number:1-3}</NumberCarsOwned><Hobby>Photography</Hobby>",
            "<YearlyIncome>greater than 100000</YearlyIncome><Occupation>Management</Occupation>\
             <NumberCarsOwned>{number:1-4}</NumberCarsOwned><Hobby>Golf</Hobby>",
            "<YearlyIncome>0-25000</YearlyIncome><Occupation>Manual</Occupation>\
             <NumberCarsOwned>{number:0-2}</NumberCarsOwned><Hobby>Gardening</Hobby>",
        ],
    ),
    (
        "contact phone address",
        &[
            "<MobilePhone>(555) 555-01{digits:2}</MobilePhone>",
            "<HomePhone>(555) 555-01{digits:2}</HomePhone><Email>home{number:10-99}@example.com</Email>",
            "<Pager>(555) 555-01{digits:2}</Pager><Note>Call after 5 p.m.</Note>",
        ],
    ),
    (
        "resume curriculum",
        &[
            "<Skills>Spreadsheets, bookkeeping</Skills><YearsOfExperience>{number:1-20}</YearsOfExperience>",
            "<Skills>Welding, machine setup</Skills><YearsOfExperience>{number:1-20}</YearsOfExperience>",
            "<Skills>Sales, negotiation</Skills><YearsOfExperience>{number:1-20}</YearsOfExperience>",
        ],
    ),
    (
        "instruction instructions manual steps",
        &[
            "<Step>Read the drawing.</Step><Step>Fit the parts.</Step><Step>Tighten the bolts.</Step>",
            "<Step>Clean the surface.</Step><Step>Apply the paint.</Step><Step>Let it dry.</Step>",
        ],
    ),
];

/// The members of a document about what its name says.
fn members(words: &[String]) -> &'static [&'static str] {
    let told = |(about, _): &&(&str, _)| about.split(' ').any(|w| words.iter().any(|own| own == w));
    MEMBERS.iter().find(told).map_or(
        &[
            "<Source>web</Source><Version>{number:1-3}</Version>",
            "<Source>import</Source><Version>1</Version><Verified>true</Verified>",
            "<Source>office</Source><Language>en</Language>",
        ],
        |(_, members)| *members,
    )
}
