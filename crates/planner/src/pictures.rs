//! Widths and heights of pictures in pixels, which come in pairs: 1920 by 1080, 600 by 600.

use seedbed_generate::plan::{Case, ChoiceSource, ColumnPlan, ConditionalSource, Scalar, Source};
use seedbed_schema::DataType;

use crate::draft::Draft;
use crate::finish;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};

/// Width, height, and how common they are.
type Sizes = &'static [(i64, i64, f64)];

/// Sizes of pictures by the words that stand before `width` and `height`, or in the table's name.
const KINDS: &[(&str, Sizes)] = &[
    (
        "cover artwork avatar logo icon album podcast square favicon emoji sticker badge",
        &[
            (600, 600, 20.0),
            (1_400, 1_400, 25.0),
            (3_000, 3_000, 25.0),
            (512, 512, 15.0),
            (1_000, 1_000, 15.0),
        ],
    ),
    (
        "poster portrait",
        &[(1_000, 1_500, 40.0), (500, 750, 25.0), (2_000, 3_000, 20.0), (800, 1_200, 15.0)],
    ),
    (
        "banner header hero leaderboard",
        &[(1_500, 500, 40.0), (1_200, 400, 30.0), (1_920, 640, 30.0)],
    ),
    (
        "thumbnail thumb preview small tile",
        &[(320, 180, 40.0), (300, 200, 25.0), (150, 150, 20.0), (400, 300, 15.0)],
    ),
    (
        "scan document page fax receipt invoice claim",
        &[(2_480, 3_508, 40.0), (1_654, 2_339, 30.0), (1_240, 1_754, 20.0), (2_550, 3_300, 10.0)],
    ),
    (
        "video film movie episode stream clip recording rendition track format",
        &[
            (1_920, 1_080, 52.0),
            (1_280, 720, 24.0),
            (3_840, 2_160, 10.0),
            (1_080, 1_920, 8.0),
            (854, 480, 6.0),
        ],
    ),
];

/// Sizes of photographs and other pictures.
const PHOTOS: Sizes = &[
    (1_920, 1_080, 18.0),
    (1_600, 1_067, 12.0),
    (1_200, 800, 16.0),
    (2_048, 1_365, 12.0),
    (4_032, 3_024, 14.0),
    (3_024, 4_032, 10.0),
    (1_080, 1_350, 8.0),
    (800, 600, 10.0),
];

/// What stands beside the sizes of a picture.
const BESIDE: &str = "mime type|content type|file name|filename|file size|bytes|* bytes|byte size|\
     url|* url|\
     duration|duration *|frame rate|fps|video bitrate|bitrate|blurhash|image|image *|checksum|\
     sha 1|sha 256|\
     format|codec|alt text|thumbnail|orientation|scan dpi|dpi|exif|path";

/// Fills the widths and heights of pictures.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    for width in draft.open() {
        let Some(stem) = stem(width, "width").filter(|_| is_free(width)) else { continue };
        let other = draft
            .open()
            .into_iter()
            .find(|height| is_free(height) && self::stem(height, "height").as_ref() == Some(&stem));
        let Some(height) = other else { continue };
        let Some(sizes) = sizes(table, &stem).filter(|sizes| fit(width, height, sizes)) else {
            continue;
        };
        pair(draft, width, height, sizes);
    }
}

/// The words of a size without the one that says which it is, and without the unit.
fn stem(facts: &ColumnFacts<'_>, which: &str) -> Option<Vec<String>> {
    let at = facts.words.iter().position(|word| word == which)?;
    let unit = |word: &String| matches!(word.as_str(), "px" | "pixels" | "pixel");
    let kept = facts.words.iter().enumerate().filter(|(place, word)| *place != at && !unit(word));
    Some(kept.map(|(_, word)| word.clone()).collect())
}

fn is_free(facts: &ColumnFacts<'_>) -> bool {
    let wide = matches!(facts.column.data_type, DataType::Integer { bits: 16.., .. });
    facts.class == Class::Int
        && wide
        && facts.key == KeyPart::No
        && finish::default_number(facts).is_none_or(|usual| usual == 0.0)
}

fn sizes(table: &TableFacts<'_>, stem: &[String]) -> Option<Sizes> {
    let of = |words: &[String]| {
        KINDS
            .iter()
            .find(|(names, _)| names.split(' ').any(|name| words.iter().any(|word| word == name)))
            .map(|(_, sizes)| *sizes)
    };
    let screens = ["screen", "viewport", "window", "client", "display", "grid", "map"];
    if stem.iter().any(|word| screens.contains(&word.as_str())) {
        return None;
    }
    let named =
        stem.iter().any(|word| matches!(word.as_str(), "image" | "photo" | "picture" | "original"));
    let unit = table.columns.iter().any(|facts| facts.is("* px|px"));
    let media =
        matches!(table.subject, S::Media | S::Film | S::Track) || table.find(BESIDE).is_some();
    of(stem)
        .or_else(|| of(&table.words).filter(|_| stem.is_empty() && (media || unit)))
        .or_else(|| (named || unit || media && stem.is_empty()).then_some(PHOTOS))
}

/// Whether the CHECKs and the types of both allow the sizes.
fn fit(width: &ColumnFacts<'_>, height: &ColumnFacts<'_>, sizes: Sizes) -> bool {
    let allows = |facts: &ColumnFacts<'_>, value: i64| {
        let range = facts.column.data_type.integer_range();
        range.is_none_or(|(low, high)| (low..=high).contains(&i128::from(value)))
            && facts.domain.contains(&seedbed_expr::Value::Int(value)) != Some(false)
    };
    sizes.iter().all(|(wide, high, _)| allows(width, *wide) && allows(height, *high))
}

/// The height is that of the width; both are absent together.
fn pair(
    draft: &mut Draft<'_, '_>,
    width: &ColumnFacts<'_>,
    height: &ColumnFacts<'_>,
    sizes: Sizes,
) {
    let name = ident(width.name());
    let one = |value: i64| {
        Source::Choice(ChoiceSource { values: vec![Scalar::Int(value)], weights: None })
    };
    let widths = Source::Choice(ChoiceSource {
        values: sizes.iter().map(|(wide, ..)| Scalar::Int(*wide)).collect(),
        weights: Some(sizes.iter().map(|(.., weight)| *weight).collect()),
    });
    let cases = sizes
        .iter()
        .map(|(wide, high, _)| Case { when: format!("{name} = {wide}"), then: one(*high) })
        .collect();
    let heights = Source::Conditional(ConditionalSource {
        cases,
        otherwise: Some(Box::new(one(sizes[0].1))),
    });
    let plan = finish::with_nulls(width, widths, 0.1);
    let absent = width.is_nullable() && height.is_nullable();
    draft.claim(width, plan, "pixels", width.told_by());
    let plan = ColumnPlan {
        null_if: absent.then(|| format!("{name} IS NULL")),
        ..ColumnPlan::new(heights)
    };
    draft.claim(height, plan, "pixels", format!("goes with {}", width.name()));
}
