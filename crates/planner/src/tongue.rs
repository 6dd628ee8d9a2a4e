//! Texts in the locale's language.
//!
//! The rules write English where they give words and sentences themselves. In other languages what
//! has no vocabulary there gets one that does: better a plain note in German than a fitting one in
//! English. Labels and codes of one or two words, which programs set, stay as they are.

use seedbed_generate::plan::{ArraySource, PoolSource, Source, TemplateSource, Vocabulary};
use seedbed_generate::vocabulary;

use crate::draft::Draft;
use crate::survey::{Class, KeyPart};

/// Puts the texts of a table into its locale's language, but for columns that the user `wished`
/// to be as they are.
pub(crate) fn fit(draft: &mut Draft<'_, '_>, wished: &[String]) {
    let locale = draft.table.locale;
    if locale.starts_with("en") {
        return;
    }
    let texts = draft.table.columns.iter().filter(|facts| {
        matches!(facts.class, Class::Text | Class::Array)
            && facts.key < KeyPart::Primary
            && facts.domain.one_of.is_none()
            && facts.domain.patterns.is_empty()
            && !wished.contains(&facts.column.name)
    });
    for facts in texts {
        let room = facts.max_length().unwrap_or(u32::MAX);
        if let Some(plan) = draft.columns.get_mut(facts.name()) {
            translate(&mut plan.source, locale, room);
        }
    }
}

/// Replaces what is English in a source.
fn translate(source: &mut Source, locale: &'static str, room: u32) {
    match source {
        Source::Conditional(conditional) => {
            let cases = conditional.cases.iter_mut().map(|case| &mut case.then);
            for inner in cases.chain(conditional.otherwise.as_deref_mut()) {
                translate(inner, locale, room);
            }
        }
        Source::Array(ArraySource { item, .. }) => translate(item, locale, room),
        Source::Pool(PoolSource { vocabulary }) => {
            let (sentences, titles) = match vocabulary {
                Vocabulary::Named(name) if vocabulary::is_own(locale, name) => return,
                Vocabulary::Named(name) => match vocabulary::lookup(locale, name) {
                    Some(words) => kinds(words.iter()),
                    None => return,
                },
                Vocabulary::Inline(words) => kinds(words.iter().map(String::as_str)),
            };
            let kin = match vocabulary {
                Vocabulary::Named(name) => kin(name, locale),
                Vocabulary::Inline(_) => None,
            };
            if let Some(name) = kin.or_else(|| instead(sentences, titles, room)) {
                *vocabulary = Vocabulary::Named(name.to_owned());
            }
        }
        Source::Template(template) => {
            if let Some(better) = composed(template, locale, room) {
                *source = better;
            }
        }
        _ => {}
    }
}

/// The vocabulary that says the same in a locale that lacks this one.
fn kin(name: &str, locale: &str) -> Option<&'static str> {
    const KIN: &[(&str, &str)] =
        &[("profession", "job_title"), ("work_field", "department"), ("adjective", "noun")];
    let (_, kin) = KIN.iter().find(|(english, _)| *english == name)?;
    vocabulary::is_own(locale, kin).then_some(*kin)
}

/// Whether most of some texts are sentences, and whether they are phrases of several words.
fn kinds<'w>(words: impl Iterator<Item = &'w str>) -> (bool, bool) {
    let (mut all, mut sentences, mut phrases) = (0, 0, 0);
    for word in words {
        all += 1;
        sentences += usize::from(word.ends_with(['.', '!', '?']) && word.contains(' '));
        phrases += usize::from(spelled_words(word) >= 3);
    }
    (2 * sentences > all, 3 * phrases > all)
}

/// The vocabulary that takes the place of an English one, if one does.
fn instead(sentences: bool, phrases: bool, room: u32) -> Option<&'static str> {
    match (sentences, phrases) {
        (true, _) if room >= 100 => Some("note"),
        (true, _) | (_, true) => Some(if room >= 40 { "title" } else { "noun" }),
        _ => None,
    }
}

/// What takes the place of a template that has English in it.
fn composed(template: &TemplateSource, locale: &str, room: u32) -> Option<Source> {
    let mut foreign = false;
    let mut sentences = false;
    for text in &template.templates {
        let (literal, names) = split(text);
        foreign |= spelled_words(&literal) >= 2
            || names.iter().any(|name| {
                let name = name.to_lowercase();
                let is_vocabulary = vocabulary::lookup(locale, &name).is_some();
                is_vocabulary && !vocabulary::is_own(locale, &name)
            });
        sentences |= text.ends_with('.') && literal.contains(' ');
    }
    let named =
        |name: &str| Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name.to_owned()) });
    if !foreign {
        // Words of a language whose endings agree are not put side by side.
        let pairs = template.templates.iter().any(|text| text.to_lowercase().contains("adjective"));
        return pairs.then(|| named(if room >= 40 { "title" } else { "noun" }));
    }
    let is_code = template.templates.iter().any(|text| text.contains(['/', '@', '_', '=', '\\']));
    let alone = template.templates.iter().all(|text| !text.contains(' '));
    if is_code || (alone && !template.templates.iter().any(|text| text.contains("djective"))) {
        return None;
    }
    Some(named(match () {
        () if sentences && room >= 100 => "note",
        () if room >= 40 => "title",
        () => "noun",
    }))
}

/// A template's own text, and the names in its braces.
fn split(template: &str) -> (String, Vec<&str>) {
    let (mut literal, mut names) = (String::new(), Vec::new());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        literal.push_str(before);
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        names.push(name);
        rest = left;
    }
    literal.push_str(rest);
    (literal, names)
}

/// Words of small letters in a text: what is left out are names, codes and numbers.
fn spelled_words(text: &str) -> usize {
    let is_word = |word: &&str| word.len() >= 2 && word.chars().all(|c| c.is_ascii_alphabetic());
    text.split([' ', ',', '.', '?', '!', '-']).filter(is_word).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(words: &[&str]) -> Source {
        let words = words.iter().map(ToString::to_string).collect();
        Source::Pool(PoolSource { vocabulary: Vocabulary::Inline(words) })
    }

    fn template(text: &str) -> Source {
        Source::Template(TemplateSource {
            templates: vec![text.to_owned()],
            vocabularies: std::collections::BTreeMap::new(),
            weights: None,
        })
    }

    #[test]
    fn english_gives_way_to_the_language_and_codes_stay() {
        let named = |name: &str| {
            Some(Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name.to_owned()) }))
        };
        let cases = [
            (pool(&["Leave it at the door.", "Call before delivery."]), named("note")),
            (pool(&["Price is too high", "Chose another vendor"]), named("title")),
            (pool(&["Net 30", "Prepaid"]), None),
            (template("{Adjective} {noun}"), named("title")),
            (template("INV-{digits:6}"), None),
            (template("{sentence} {sentence}"), None),
            (template("/var/log/{file_stem}"), None),
        ];
        for (source, expected) in cases {
            let mut translated = source.clone();
            translate(&mut translated, "de_DE", u32::MAX);
            assert_eq!(translated, expected.unwrap_or(source));
        }
    }
}
