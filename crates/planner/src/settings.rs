//! Pairs of keys and values that fit each other: `theme` is `dark`, `highway` is `residential`.

use seedbed_generate::plan::{
    Case, ChoiceSource, ConditionalSource, PoolSource, Scalar, Source, Vocabulary,
};

use crate::draft::Draft;
use crate::finish;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts};

/// Keys of settings and the values that they have.
pub(crate) const SETTINGS: &[(&str, &[&str])] = &[
    ("theme", &["light", "dark", "system"]),
    ("language", &["en", "de", "fr", "es"]),
    ("time_zone", &["UTC", "America/New_York", "Europe/Berlin", "America/Chicago"]),
    ("page_size", &["10", "25", "50", "100"]),
    ("currency", &["USD", "EUR", "GBP"]),
    ("date_format", &["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"]),
    ("email_notifications", &["true", "true", "false"]),
    ("two_factor_enabled", &["true", "false", "false"]),
    ("session_timeout", &["900", "1800", "3600"]),
    ("default_view", &["list", "board", "calendar"]),
    ("week_starts_on", &["monday", "sunday"]),
    ("auto_save", &["true", "true", "false"]),
    ("items_per_page", &["20", "50", "100"]),
    ("dark_mode", &["true", "false"]),
    ("digest_frequency", &["daily", "weekly", "never"]),
    ("signature", &["Kind regards", "Best wishes", "Thank you"]),
    ("max_upload_mb", &["5", "10", "25"]),
    ("maintenance_mode", &["false"]),
    ("support_email", &["support@example.com", "help@example.com"]),
    ("feature_beta", &["true", "false", "false"]),
];

/// What is kept of the terms, posts and goods of a site beside their own columns.
pub(crate) const EXTRAS: &[(&str, &[&str])] = &[
    ("thumbnail_id", &["101", "245", "318", "1204"]),
    ("order", &["0", "1", "2", "3"]),
    ("display_type", &["default", "products", "subcategories", "both"]),
    ("color", &["#1f6fb2", "#c0392b", "#27ae60", "#8e44ad"]),
    ("icon", &["star", "tag", "folder", "heart"]),
    ("featured", &["0", "1"]),
    ("seo_title", &["Guides and tips", "News and background", "All about the subject"]),
    ("layout", &["grid", "list", "full-width"]),
    ("views", &["12", "148", "530", "2041"]),
    ("header_image", &["header-1.jpg", "header-2.jpg", "header-autumn.jpg"]),
    ("sidebar", &["left", "right", "none"]),
    ("last_edited_by", &["1", "2", "5"]),
];

/// What maps say of places and ways.
pub(crate) const MAPPED: &[(&str, &[&str])] = &[
    ("highway", &["residential", "service", "footway", "track", "tertiary", "unclassified"]),
    ("building", &["yes", "house", "residential", "garage", "apartments"]),
    ("surface", &["asphalt", "paved", "gravel", "ground", "concrete"]),
    ("natural", &["tree", "water", "wood", "wetland"]),
    ("landuse", &["residential", "farmland", "grass", "forest", "meadow"]),
    ("amenity", &["parking", "bench", "restaurant", "school", "cafe", "place_of_worship"]),
    ("name", &["Mill Street", "High Street", "Station Road", "Church Lane", "Riverside Park"]),
    ("addr:housenumber", &["12", "4a", "87", "23", "105"]),
    ("oneway", &["yes", "no"]),
    ("maxspeed", &["30", "50", "70", "100"]),
    ("source", &["survey", "local_knowledge", "aerial imagery", "GPS"]),
    ("barrier", &["fence", "gate", "wall", "hedge"]),
];

/// What lists of access rules say.
pub(crate) const RESTRICTIONS: &[(&str, &[&str])] = &[
    ("no_account_creation", &["yes"]),
    ("no_note_comment", &["yes"]),
    ("no_comments", &["yes"]),
    ("no_uploads", &["yes"]),
    ("require_login", &["yes"]),
    ("rate_limit", &["10", "60", "300"]),
    ("trusted", &["yes", "no"]),
];

/// What things are like, in pairs of which nothing more is known.
pub(crate) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("color", &["red", "blue", "green", "black"]),
    ("height", &["2", "8.5", "12", "25"]),
    ("width", &["1.2", "3", "6"]),
    ("material", &["wood", "steel", "glass", "concrete"]),
    ("type", &["main", "secondary", "spare"]),
    ("source", &["survey", "import", "manual"]),
    ("status", &["active", "planned", "retired"]),
    ("level", &["0", "1", "2"]),
    ("note", &["check again", "as delivered", "see the manual"]),
    ("checked", &["yes", "no"]),
];

/// What a program says of itself; what comes behind the first is told by how a key ends.
const OWN: &[(&str, &[&str])] = &[
    ("environment", &["production"]),
    ("%_version", &["1", "3", "7.1.3", "2.4.0", "12"]),
    ("%_sha1", &["5f1d7a84db00d2fce00b31a7fc73224f", "9b74c9897bac770ffc029102a200c5de"]),
    ("%_built_at", &["2025-02-11 04:12:09", "2025-06-30 22:00:41", "2025-11-03 03:15:00"]),
    ("%_enabled", &["true", "true", "false"]),
    ("%_count", &["0", "14", "208", "1630"]),
];

/// The keys of what a program says of itself.
pub(crate) fn own_keys() -> Source {
    const PARTS: &[&str] = &[
        "schema",
        "search_index",
        "cache",
        "assets",
        "import",
        "export",
        "backup",
        "mailer",
        "plugin",
        "theme",
        "report",
        "queue",
    ];
    let about = |(ending, _): &(&str, _)| {
        let ending = ending.trim_start_matches('%').to_owned();
        PARTS.iter().map(move |part| format!("{part}{ending}"))
    };
    let keys = std::iter::once(OWN[0].0.to_owned()).chain(OWN[1..].iter().flat_map(about));
    Source::Pool(PoolSource { vocabulary: Vocabulary::Inline(keys.collect()) })
}

/// The lists of keys with their values; the first key tells which list a column draws from.
const LISTS: &[Pairs] = &[SETTINGS, EXTRAS, MAPPED, RESTRICTIONS, ATTRIBUTES, OWN];

type Pairs = &'static [(&'static str, &'static [&'static str])];

/// The keys of a list.
pub(crate) fn keys(pairs: Pairs) -> Source {
    let keys = pairs.iter().map(|(key, _)| (*key).to_owned()).collect();
    Source::Pool(PoolSource { vocabulary: Vocabulary::Inline(keys) })
}

/// What columns with the value of a pair were taken for.
const TOLD: &[&str] = &["setting's value", "value of a pair"];

/// Names of the column that holds the value.
const VALUES: &str = "value|* value|content|data|setting|config|val|default|v";

/// Gives the value beside a key one that fits it.
pub(crate) fn agree(draft: &mut Draft<'_, '_>) {
    let Some((key, pairs)) = key(draft) else { return };
    let value = draft.table.columns.iter().find(|facts| {
        let said = draft
            .explanations
            .iter()
            .any(|why| why.column == facts.name() && TOLD.contains(&why.meaning.as_str()));
        let open = draft.is_open(facts) || said;
        open && facts.name() != key.name() && facts.class == Class::Text && facts.is(VALUES)
    });
    let Some(value) = value.filter(|value| has_room(value, pairs)) else { return };
    let name = ident(key.name());
    let cases = pairs.iter().map(|(setting, values)| Case {
        // Unique keys may have a number behind them.
        when: format!("{name} LIKE {}", literal(&format!("{setting}%"))),
        then: choice(values),
    });
    let source = Source::Conditional(ConditionalSource {
        cases: cases.collect(),
        otherwise: Some(Box::new(choice(&["true", "false"]))),
    });
    let plan = finish::with_nulls(value, source, 0.0);
    draft.claim(value, plan, "setting's value", format!("{} is its key", key.name()));
}

/// The column of keys, where these are of a built-in list.
fn key<'s, 'a>(draft: &Draft<'s, 'a>) -> Option<(&'s ColumnFacts<'a>, Pairs)> {
    let is_key = |meaning: &str| matches!(meaning, "setting" | "key of a pair");
    let why = draft.explanations.iter().find(|why| is_key(&why.meaning))?;
    let key = draft.table.column(&why.column)?;
    let Some(Source::Pool(pool)) = draft.columns.get(key.name()).map(|plan| &plan.source) else {
        return None;
    };
    let Vocabulary::Inline(words) = &pool.vocabulary else { return None };
    let first = words.first()?;
    let pairs = LISTS.iter().find(|pairs| pairs[0].0 == first)?;
    Some((key, pairs))
}

/// Whether a column holds all values.
fn has_room(facts: &ColumnFacts<'_>, pairs: Pairs) -> bool {
    let values = || pairs.iter().flat_map(|(_, values)| values.iter());
    let longest = values().map(|value| value.len()).max().unwrap_or(0);
    facts.max_length().is_none_or(|most| most as usize >= longest)
        && values().all(|value| finish::admits(facts, value))
}

fn choice(values: &[&str]) -> Source {
    let values = values.iter().map(|value| Scalar::from(*value)).collect();
    Source::Choice(ChoiceSource { values, weights: None })
}
