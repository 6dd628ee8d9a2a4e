//! A person's gender and courtesy title where the schema lists how they are written: `F` and `M`,
//! `Mrs` and `Mr`. They agree with the first name beside them.

use seedbed_generate::plan::{EntityKind, EntitySource, Scalar, Source};

use crate::subject::Subject;
use crate::survey::{ColumnFacts, TableFacts};

/// How women and men are told apart, in small letters, the usual first.
const GENDERS: [&[&str]; 2] =
    [&["f", "female", "w", "woman", "frau", "femme"], &["m", "male", "man", "herr", "homme"]];
const TITLES: [&[&str]; 2] = [&["ms", "mrs", "miss", "frau", "mme"], &["mr", "herr", "m"]];

/// What makes a listed gender or title, where the row is a person with a name.
pub(crate) fn spelled(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    values: &[Scalar],
) -> Option<Source> {
    let named = table.find("first name|full name").is_some()
        || (table.subject == Subject::Person && table.find("name").is_some());
    let words = if facts.is("gender|sex|* gender|* sex") {
        GENDERS
    } else if facts.is("title|salutation|honorific|courtesy title|name prefix|prefix") {
        TITLES
    } else {
        return None;
    };
    let label = |of: &[&str]| {
        of.iter().find_map(|word| {
            values.iter().find_map(|value| match value {
                Scalar::Text(text) => {
                    let plain = text.trim_end_matches('.').to_lowercase();
                    (plain == *word).then(|| text.clone())
                }
                _ => None,
            })
        })
    };
    let [woman, man] = words.map(label);
    let written = [("female".to_owned(), woman?), ("male".to_owned(), man?)].into();
    named.then(|| {
        let source = EntitySource::new(EntityKind::Person, "gender");
        Source::Entity(EntitySource { written, ..source })
    })
}
