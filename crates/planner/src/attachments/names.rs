//! Names of files: a certificate is no film, a type is that of the file called like it, only
//! pictures are wide and high.

use seedbed_generate::plan::{Case, ConditionalSource, Source, TemplateSource};

use super::{drawn, meaning_of};
use crate::draft::Draft;
use crate::finish;
use crate::formulas::expression;
use crate::labels;
use crate::names::{ident, literal};
use crate::recognise::{self, is_of};
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::tokens;

/// Columns that hold where a file is.
const PLACES: &str = "file url|url|document url|download url|attachment url|* file url|file link|\
     file path|path|document path|file location|storage path";
/// Columns that hold what a file is called.
const NAMES: &str = "file name|filename|original name|original filename|original file name|\
     document name|attachment name";
/// What says what kind of document a file is.
const KINDS: &str = "document type|doc type|document category|attachment type|document kind|\
     file category|type|category|kind";

/// Files of documents are called after what they are: `birth-certificate-2041.pdf`.
pub(super) fn by_kind(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    if !is_of(table, "document attachment file upload certificate paper") {
        return;
    }
    let found = KINDS.split('|').find_map(|name| {
        let kind = table.columns.iter().find(|facts| facts.is(name) && !facts.linked)?;
        let listed = labels::texts(kind);
        let drawn = || finish::drawn(&draft.columns.get(kind.name())?.source, table.locale);
        let labels = if listed.is_empty() { drawn()? } else { listed };
        Some((kind, labels))
    });
    let Some((kind, labels)) = found else { return };
    let format = |label: &String| {
        tokens::words(label).iter().any(|word| {
            matches!(word.as_str(), "image" | "video" | "audio" | "pdf" | "file" | "folder" | "url")
        })
    };
    if labels.len() < 2 || labels.iter().any(format) {
        return;
    }
    let holds = |names: &str| {
        table.columns.iter().find(|facts| {
            let source = draft.columns.get(facts.name()).map(|plan| &plan.source);
            let plain = matches!(source, Some(Source::Template(template))
                if template.templates.iter().all(|text| text.ends_with("{file_extension}")
                    || text.contains("{column:")));
            facts.is(names) && facts.class == Class::Text && facts.key == KeyPart::No && plain
        })
    };
    let (place, name) = (holds(PLACES), holds(NAMES));
    let Some(first) =
        [name, place].into_iter().flatten().find(|facts| !facts.is_nullable()).or(name).or(place)
    else {
        return;
    };
    let directory = match place {
        Some(place) if place.name() == first.name() && place.is("* path|path|* location") => {
            "documents/{number:2021-2025}/"
        }
        Some(place) if place.name() == first.name() => "https://files.example.com/{hex:8}/",
        _ => "",
    };
    let source = documents(kind, &labels, directory);
    put(draft, first, source, kind);
    if let (Some(name), Some(place)) = (name, place)
        && place.name() == first.name()
    {
        let last = format!("reverse(split_part(reverse({}), '/', 1))", ident(place.name()));
        put(draft, name, expression(last), place);
    }
    if let (Some(name), Some(place)) = (name, place)
        && name.name() == first.name()
        && (place.is_nullable() || !name.is_nullable())
    {
        let start = if place.is("* path|path|* location") {
            "documents/{number:2021-2025}"
        } else {
            "https://files.example.com/{hex:8}"
        };
        let source = recognise::template(&[&format!("{start}/{{column:{}}}", name.name())]);
        put(draft, place, source, name);
    }
    for facts in table.columns.iter().filter(|facts| facts.is("mime type|content type|mimetype")) {
        if facts.class == Class::Text && (facts.is_nullable() || !first.is_nullable()) {
            let Some(source) = recognise::type_of_named(facts, first.name()) else { continue };
            put(draft, facts, source, first);
        }
    }
}

fn put(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, source: Source, of: &ColumnFacts<'_>) {
    let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
    plan.source = source;
    let meaning = meaning_of(draft, facts).unwrap_or_default();
    draft.explain(facts.name(), meaning, format!("{} stands beside it", of.name()));
}

/// A file for each kind of document: photographs and signatures are pictures, the rest is scanned
/// or written.
fn documents(kind: &ColumnFacts<'_>, labels: &[String], directory: &str) -> Source {
    const PICTURES: &[&str] =
        &["photo", "picture", "photograph", "selfie", "signature", "logo", "portrait", "avatar"];
    let name = |label: &String| {
        let words: Vec<String> =
            tokens::words(label).iter().map(|word| word.to_lowercase()).collect();
        let stem = if words.join(" ") == "other" { "document".into() } else { words.join("-") };
        let picture = words.iter().any(|word| PICTURES.contains(&word.as_str()));
        let endings: &[&str] =
            if picture { &["jpg", "jpg", "png"] } else { &["pdf", "pdf", "jpg"] };
        let texts: Vec<String> = endings
            .iter()
            .map(|ending| format!("{directory}{stem}-{{number:1001-9999}}.{ending}"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        recognise::template(&texts)
    };
    let column = ident(kind.name());
    let cases = labels
        .iter()
        .map(|label| Case { when: format!("{column} = {}", literal(label)), then: name(label) })
        .collect();
    Source::Conditional(ConditionalSource {
        cases,
        otherwise: Some(Box::new(name(&"document".to_owned()))),
    })
}

/// A type beside a file name that begins alike: `LOGO_MIME_TYPE` of `LOGO_FILENAME`.
pub(super) fn alike(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let stem = |facts: &ColumnFacts<'_>, endings: &[&[&str]]| {
        endings.iter().find_map(|ending| {
            let at = facts.words.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
            (facts.words[at..] == **ending).then(|| facts.words[..at].to_vec())
        })
    };
    for facts in &table.columns {
        let typed: &[&[&str]] =
            &[&["mime", "type"], &["content", "type"], &["mimetype"], &["mime"]];
        let Some(own) = stem(facts, typed) else { continue };
        let named: &[&[&str]] = &[&["filename"], &["file", "name"], &["name"]];
        let name = table.columns.iter().find(|name| {
            name.class == Class::Text
                && meaning_of(draft, name).is_some_and(|meaning| meaning.contains("file"))
                && stem(name, named).as_ref() == Some(&own)
        });
        let Some(name) = name.filter(|name| facts.is_nullable() || !name.is_nullable()) else {
            continue;
        };
        if facts.class != Class::Text || facts.key != KeyPart::No || !is_listed(draft, facts) {
            continue;
        }
        if let Some(source) = recognise::type_of_named(facts, name.name()) {
            put(draft, facts, source, name);
        }
    }
}

/// Whether a column's texts are drawn without a look at others, or chosen.
fn is_listed(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let chosen =
        matches!(draft.columns.get(facts.name()).map(|plan| &plan.source), Some(Source::Choice(_)));
    facts.domain.one_of.is_none() && (chosen || drawn(draft, facts))
}

/// Only pictures and films are wide and high, only films and sounds last.
pub(super) fn pictured(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let kind = table.columns.iter().find(|facts| {
        facts.is("mime type|content type|mimetype|media type")
            && facts.class == Class::Text
            && meaning_of(draft, facts)
                .is_some_and(|meaning| super::TYPES.contains(&meaning.as_str()))
    });
    let Some(kind) = kind else { return };
    let name = ident(kind.name());
    for facts in table.columns.iter().filter(|facts| facts.is_nullable() && !facts.linked) {
        let sized = facts.is("width|height|image width|image height|width px|height px");
        let lasts = facts.is("duration|duration seconds|duration ms|duration secs|length seconds");
        let (one, other) = match (sized, lasts) {
            (true, _) => ("image", "video"),
            (_, true) => ("audio", "video"),
            _ => continue,
        };
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        if plan.null_if.as_ref().is_some_and(|known| !known.ends_with(" IS NULL")) {
            continue;
        }
        plan.null_if = Some(format!("{name} NOT LIKE '{one}/%' AND {name} NOT LIKE '{other}/%'"));
        plan.null_rate = 0.0;
        draft.explain(facts.name(), "present or absent", format!("{} says it", kind.name()));
    }
}

/// What files are called, how they end, and how common they are.
const FILES: &[(&str, &str, f64)] = &[
    (
        "annual-report meeting-notes invoice contract proposal user-guide release-notes handbook \
         expense-report product-catalog newsletter minutes policy resume receipt statement \
         itinerary datasheet warranty certificate permit application-form purchase-order \
         packing-list shipping-label quarterly-results campaign-brief",
        "pdf",
        40.0,
    ),
    (
        "meeting-notes contract proposal requirements agenda policy cover-letter summary \
         transcript campaign-brief checklist release-notes",
        "docx",
        14.0,
    ),
    (
        "budget inventory price-list timesheet sales-figures forecast schedule survey-results \
         expense-report test-results",
        "xlsx",
        11.0,
    ),
    ("export sales-figures inventory contacts survey-results import", "csv", 6.0),
    ("presentation roadmap onboarding quarterly-results", "pptx", 5.0),
    ("team-photo profile-photo floor-plan banner product-photo", "jpg", 11.0),
    ("screenshot logo diagram wireframe mockup design-draft banner", "png", 9.0),
    ("backup export source-files", "zip", 2.0),
    ("interview voice-memo", "mp3", 1.0),
    ("walkthrough demo town-hall", "mp4", 1.5),
];

/// Words of columns and tables whose files are pictures.
const OF_PICTURES: &[&str] = &[
    "photo",
    "picture",
    "image",
    "avatar",
    "logo",
    "screenshot",
    "banner",
    "thumbnail",
    "gallery",
];

/// Endings that fit what files are called, in English.
pub(super) fn fitting(draft: &mut Draft<'_, '_>) {
    const STEM: &str = "{file_stem}";
    const END: &str = ".{file_extension}";
    if !draft.table.locale.starts_with("en") {
        return;
    }
    let table = draft.table;
    for (name, plan) in &mut draft.columns {
        let Source::Template(template) = &mut plan.source else { continue };
        let told = table.column(name).map(|facts| facts.words.as_slice()).unwrap_or_default();
        let pictures =
            told.iter().chain(&table.words).any(|word| OF_PICTURES.contains(&word.as_str()));
        let fits = |text: &String| text.contains(STEM) && text.ends_with(END);
        if !template.templates.iter().all(fits) || template.weights.is_some() {
            continue;
        }
        let mut fitted = TemplateSource {
            templates: Vec::new(),
            vocabularies: std::mem::take(&mut template.vocabularies),
            weights: Some(Vec::new()),
        };
        let kept = |ending: &str| !pictures || matches!(ending, "jpg" | "png");
        for (stems, ending, weight) in FILES.iter().filter(|(_, ending, _)| kept(ending)) {
            let called = format!("{ending}_stem");
            let words = stems.split_whitespace().map(str::to_owned).collect();
            fitted.vocabularies.insert(called.clone(), words);
            for text in &template.templates {
                let start = text.trim_end_matches(END).replace(STEM, &format!("{{{called}}}"));
                fitted.templates.push(format!("{start}.{ending}"));
                fitted.weights.get_or_insert_default().push(*weight);
            }
        }
        *template = fitted;
    }
}
