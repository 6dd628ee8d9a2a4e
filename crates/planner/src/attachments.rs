//! Files: name, path, extension and media type of a row are those of one file.

mod names;

use seedbed_generate::plan::{ColumnPlan, Source, TemplateSource};

use crate::draft::Draft;
use crate::formulas::expression;
use crate::names::ident;
use crate::recognise;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Meanings of columns that name a file with its extension.
const NAMES: &[&str] = &["file name", "file path"];
/// Meanings of columns that follow from the name.
const TYPES: &[&str] = &["MIME type", "type of a file"];

/// Makes paths, extensions and types those of the file that the row names.
pub(crate) fn agree(draft: &mut Draft<'_, '_>) {
    proportions(draft);
    names::by_kind(draft);
    of_one_file(draft);
    names::alike(draft);
    names::pictured(draft);
    names::fitting(draft);
}

/// Makes what tells of a file follow the name that the row gives it.
fn of_one_file(draft: &mut Draft<'_, '_>) {
    let Some(name) = NAMES.iter().find_map(|meaning| named(draft, meaning)) else { return };
    for facts in &draft.table.columns {
        if facts.name() == name.name() || facts.class != Class::Text || facts.key != KeyPart::No {
            continue;
        }
        let Some(meaning) = meaning_of(draft, facts) else { continue };
        let optional = facts.is_nullable() || !name.is_nullable();
        let called = facts.is("extension|file extension|file ext|ext|* file extension");
        let source = match meaning.as_str() {
            _ if called => Some(extension(name)),
            "file path" | "file name" => located(facts, name, &meaning),
            _ if TYPES.contains(&meaning.as_str()) => recognise::type_of_named(facts, name.name()),
            _ => None,
        };
        let Some(source) = source.filter(|_| optional && drawn(draft, facts)) else { continue };
        let rate = draft.columns.get(facts.name()).map_or(0.0, |plan| plan.null_rate);
        let rate = if name.is_nullable() { 0.0 } else { rate };
        draft.columns.insert(facts.name().to_owned(), ColumnPlan::new(source).with_null_rate(rate));
        let meaning = if called { "file extension".to_owned() } else { meaning };
        draft.explain(facts.name(), meaning, format!("{} names the file", name.name()));
    }
}

/// Pictures are as high as their width and proportion say, else as screens are.
fn proportions(draft: &mut Draft<'_, '_>) {
    let pixels = |names: &str| {
        draft.table.columns.iter().find(|facts| {
            facts.is(names) && meaning_of(draft, facts).is_some_and(|meaning| meaning == "pixels")
        })
    };
    let width = pixels("width|* width");
    let height = pixels("height|* height");
    let (Some(width), Some(height)) = (width, height) else { return };
    let ratio = draft.table.columns.iter().find(|facts| {
        facts.class == Class::Decimal && facts.is("aspect ratio") && !facts.is_nullable()
    });
    let name = ident(width.name());
    let formula = match ratio {
        Some(ratio) => format!("round({name} / {}, 0)", ident(ratio.name())),
        // Sizes that come in pairs are what they are.
        None if matches!(
            draft.columns.get(height.name()).map(|plan| &plan.source),
            Some(Source::Conditional(_))
        ) =>
        {
            return;
        }
        None => format!("round({name} * 9 / 16.0, 0)"),
    };
    let free = height.domain.min.is_none() && height.domain.max.is_none();
    if free && (!width.is_nullable() || height.is_nullable()) {
        draft.columns.insert(height.name().to_owned(), ColumnPlan::new(expression(formula)));
        draft.explain(height.name(), "pixels", format!("{} stands beside it", width.name()));
    }
}

/// The column with this meaning, where its texts end in an extension; names that are never NULL
/// first.
fn named<'s, 'a>(draft: &Draft<'s, 'a>, meaning: &str) -> Option<&'s ColumnFacts<'a>> {
    let ends = |facts: &&ColumnFacts<'_>| {
        let plan = draft.columns.get(facts.name()).map(|plan| &plan.source);
        let extended = |text: &String| text.ends_with("{file_extension}");
        matches!(plan, Some(Source::Template(template)) if template.templates.iter().all(extended))
            && meaning_of(draft, facts).is_some_and(|own| own == meaning)
    };
    let columns = || draft.table.columns.iter().filter(ends);
    columns().find(|facts| !facts.is_nullable()).or_else(|| columns().next())
}

fn meaning_of(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<String> {
    let why = draft.explanations.iter().rev().find(|why| why.column == facts.name())?;
    Some(why.meaning.clone())
}

/// Whether a column's texts are drawn without a look at others.
fn drawn(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let source = draft.columns.get(facts.name()).map(|plan| &plan.source);
    matches!(
        source,
        Some(
            Source::Template(_)
                | Source::Pool(_)
                | Source::Expression(_)
                | Source::Entity(_)
                | Source::Pattern(_)
        )
    )
}

/// The same file in a directory, or under the same name.
fn located(facts: &ColumnFacts<'_>, name: &ColumnFacts<'_>, meaning: &str) -> Option<Source> {
    let room = facts.max_length().is_none_or(|most| most >= 100);
    if meaning == "file name" || !room || is_directory(facts) {
        return None;
    }
    let placed = format!("{{directory_path}}/{{column:{}}}", name.name());
    Some(Source::Template(TemplateSource {
        templates: vec![placed],
        vocabularies: std::collections::BTreeMap::new(),
        weights: None,
    }))
}

fn is_directory(facts: &ColumnFacts<'_>) -> bool {
    facts.is("directory|folder|* directory|* folder|thumbnail path|* thumbnail path|preview path")
}

/// What stands behind the last point of a name.
fn extension(name: &ColumnFacts<'_>) -> Source {
    expression(format!("reverse(split_part(reverse({}), '.', 1))", ident(name.name())))
}
