//! Rows of several tables where a table of kinds says which one is meant: Django's content types,
//! and pairs such as `entity_type_id` and `entity_id`.

use std::collections::BTreeMap;

use seedbed_generate::plan::{NumberSource, RowsSource, Scalar, Source};
use seedbed_schema::TableId;

use crate::draft::Draft;
use crate::finish;
use crate::recognise::template;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts};
use crate::tokens;

/// Models of a framework and its usual extensions, beside those of a schema.
const USUAL: &[(&str, &str)] = &[
    ("admin", "logentry"),
    ("auth", "permission"),
    ("auth", "group"),
    ("auth", "user"),
    ("contenttypes", "contenttype"),
    ("sessions", "session"),
    ("sites", "site"),
    ("authtoken", "token"),
    ("flatpages", "flatpage"),
    ("redirects", "redirect"),
    ("account", "emailaddress"),
    ("account", "emailconfirmation"),
    ("socialaccount", "socialaccount"),
    ("socialaccount", "socialapp"),
    ("socialaccount", "socialtoken"),
    ("taggit", "tag"),
    ("taggit", "taggeditem"),
    ("django_celery_beat", "periodictask"),
    ("django_celery_beat", "crontabschedule"),
    ("django_celery_results", "taskresult"),
    ("reversion", "version"),
    ("reversion", "revision"),
    ("guardian", "userobjectpermission"),
    ("guardian", "groupobjectpermission"),
    ("axes", "accessattempt"),
    ("axes", "accesslog"),
    ("otp_totp", "totpdevice"),
    ("waffle", "flag"),
    ("waffle", "switch"),
    ("easy_thumbnails", "source"),
    ("easy_thumbnails", "thumbnail"),
    ("oauth2_provider", "application"),
    ("oauth2_provider", "accesstoken"),
    ("oauth2_provider", "grant"),
];

/// Fills the names of a table of kinds, and the identifiers of what they say.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, rows: &BTreeMap<TableId, u64>) {
    if is_of_models(draft.table) {
        models(draft, survey, rows);
    }
    for facts in draft.open() {
        identifier(draft, facts, survey, rows);
    }
}

/// Whether a table lists the models of a program.
fn is_of_models(table: &TableFacts<'_>) -> bool {
    let has = |name: &str| table.columns.iter().any(|facts| facts.is(name));
    has("app label") && has("model")
}

/// How many rows a table of models has: one for each.
pub(crate) fn size(survey: &Survey<'_>, table: &TableFacts<'_>) -> Option<u64> {
    /// The models that come with nearly every program.
    const COMMON: usize = 7;
    let own = survey.tables.iter().filter(|other| is_own(other)).count();
    is_of_models(table).then_some((own + COMMON) as u64)
}

/// The models of the schema first, then those that most programs have.
fn models(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, rows: &BTreeMap<TableId, u64>) {
    let table = draft.table;
    let wanted = rows.get(&table.id).copied().unwrap_or(0);
    let own = survey.tables.iter().filter(|other| is_own(other) && other.id != table.id);
    let mut names: Vec<(String, String)> = own.map(|other| model(other)).collect();
    names.extend(USUAL.iter().map(|(app, model)| ((*app).to_owned(), (*model).to_owned())));
    names.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
    if names.len() as u64 != wanted || wanted == 0 {
        return;
    }
    let (apps, models): (Vec<String>, Vec<String>) = names.into_iter().unzip();
    for (column, values) in [("app label", apps), ("model", models)] {
        let found =
            draft.open().into_iter().find(|facts| facts.is(column) && facts.class == Class::Text);
        let Some(facts) = found else { continue };
        let values = values.into_iter().map(Scalar::Text).collect();
        draft.fill(
            facts,
            Source::Rows(RowsSource { values }),
            "model of a program",
            "the schema's tables",
        );
    }
}

/// Whether a table is the schema's own, and not its framework's.
fn is_own(table: &TableFacts<'_>) -> bool {
    let name = table.table.name.name.to_lowercase();
    !["auth_", "django_", "sqlite_"].iter().any(|start| name.starts_with(start))
}

/// A table's app and its model: `blog_post` is the model `post` of `blog`.
fn model(table: &TableFacts<'_>) -> (String, String) {
    let name = table.table.name.name.to_lowercase();
    match name.split_once('_') {
        Some((app, model)) if !model.is_empty() => (app.to_owned(), model.replace('_', "")),
        _ => ("core".to_owned(), name),
    }
}

/// An identifier beside a reference to a kind is one that rows of every table have.
fn identifier(
    draft: &mut Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    survey: &Survey<'_>,
    rows: &BTreeMap<TableId, u64>,
) {
    if facts.linked || !matches!(facts.class, Class::Int | Class::Text) {
        return;
    }
    let Some((last, stem)) = facts.words.split_last() else { return };
    if !matches!(last.as_str(), "id" | "pk") || stem.is_empty() {
        return;
    }
    let told = draft.table.foreign_keys().find(|(_, key, parent)| {
        let [column] = key.columns.as_slice() else { return false };
        let words = tokens::words(column);
        let kind: Vec<&String> = words.iter().filter(|word| *word != "id").collect();
        let of_models = is_of_models(survey.table(*parent));
        let same = kind.len() == stem.len() + 1
            && kind.iter().zip(stem).all(|(a, b)| *a == b)
            && kind.last().is_some_and(|last| matches!(last.as_str(), "type" | "kind"));
        same || of_models && stem.last().is_some_and(|word| word == "object")
    });
    let Some((_, key, _)) = told else { return };
    let Some(most) = most(survey, rows, draft.table.id) else { return };
    let kind = key.columns[0].clone();
    let source = match facts.class {
        Class::Int => Source::Number(NumberSource {
            min: Some(finish::bound(1.0)),
            max: Some(finish::bound(most as f64)),
            ..NumberSource::default()
        }),
        _ => template(&[&format!("{{number:1-{most}}}")]),
    };
    if facts.key >= KeyPart::Unique {
        return;
    }
    let plan = finish::with_nulls(facts, source, 0.1);
    draft.claim(
        facts,
        plan,
        "row of one of several tables",
        format!("{kind} says which table it is of"),
    );
}

/// The largest number that is a key in every one of the schema's tables with numbers for keys.
fn most(survey: &Survey<'_>, rows: &BTreeMap<TableId, u64>, own: TableId) -> Option<u64> {
    let numbered = |table: &&TableFacts<'_>| {
        is_own(table)
            && table.id != own
            && !table.words.last().is_some_and(|word| matches!(word.as_str(), "type" | "kind"))
            && table.columns.iter().any(|facts| {
                facts.key == KeyPart::Primary && facts.class == Class::Int && !facts.linked
            })
    };
    let counts = survey.tables.iter().filter(numbered).filter_map(|table| rows.get(&table.id));
    counts.copied().filter(|count| *count > 0).min()
}
