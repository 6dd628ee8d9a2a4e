//! Prose: descriptions, notes, comments, bodies.

use seedbed_generate::plan::{Case, ConditionalSource, Source};

use super::{Field, Make, Rule, TEXT, pool, rule, template, written};
use crate::business::Business;
use crate::names::ident;
use crate::settings;
use crate::subject::Subject as S;
use crate::survey::Class;

/// The text of something.
const BODY: &str = "body|content|text|comment|comments|message|description|* body|* content|\
         * text|review|review text|feedback|review body|remarks|note|notes|reply|\
         answer|post content|details|raw|html|body html|original|* message|body md|\
         body markdown|markdown|* markdown|content md|content html|* html|message body";

pub(super) const RULES: &[Rule] = &[
    rule(
        "result of a run",
        "result|* result|outcome|verdict",
        TEXT,
        Make::Choice(&[
            ("passed", 70.0),
            ("failed", 14.0),
            ("skipped", 9.0),
            ("incomplete", 4.0),
            ("none", 3.0),
        ]),
    )
    .of("job test run module build check execution step scan task pipeline"),
    rule(
        "file of a program",
        "script|script path|script file|script name|* script",
        TEXT,
        Make::Words(
            "tests/boot.py|tests/install.py|tests/login.py|tests/network.py|scripts/cleanup.sh|\
             scripts/deploy.sh|scripts/backup.sh|scripts/migrate.sql|scripts/report.py",
        ),
    ),
    rule(
        "arguments of a program",
        "args|arguments|argument|command line|command args|flags|cli args",
        TEXT,
        Make::Words(
            "--verbose|--limit 100|--dry-run|--force|--since yesterday|--format json|\
             --limit 500 --verbose|--all|--retry 3",
        ),
    )
    .nulls(0.3),
    rule(
        "review title",
        "title|headline|summary|review title|subject",
        TEXT,
        Make::With(review_title),
    )
    .about(&[S::Review])
    .nulls(0.2),
    rule("review", BODY, TEXT, Make::With(review)).about(&[S::Review]).nulls(0.15),
    rule(
        "reason",
        "cancellation reason|cancel reason|reason cancelled|cancelled reason|\
         reason for cancellation",
        TEXT,
        Make::With(called_off),
    )
    .nulls(0.7),
    rule("reason", "return reason|refund reason", TEXT, Make::Pool("return_reason")).nulls(0.6),
    rule("reason", "reason|* reason|adjustment reason", TEXT, Make::With(reason)).nulls(0.4),
    rule(
        "error message",
        "error|error message|* error|exception|error text|failure reason|\
         last error|failure message|stack trace|error details|fatal *",
        TEXT,
        Make::Pool("error_message"),
    )
    .nulls(0.7),
    rule("error code", "error code|* error code|failure code", TEXT, Make::Pool("error_code"))
        .nulls(0.7),
    rule(
        "log message",
        "message|description|text|details|content|entry|event|payload|summary|\
         output|info",
        TEXT,
        Make::Pool("log_message"),
    )
    .about(&[S::Log, S::Device, S::Measurement, S::Notification]),
    rule(
        "how it was resolved",
        "resolution|resolution notes|resolution note|resolution summary|outcome notes|* resolution",
        TEXT,
        Make::Pool("resolution"),
    )
    .nulls(0.4),
    rule("message", BODY, TEXT, Make::Pool("message"))
        .about(&[S::Message, S::Conversation])
        .nulls(0.0),
    rule("comment", BODY, TEXT, Make::Pool("comment"))
        .about(&[S::Comment, S::Message, S::Conversation])
        .nulls(0.0),
    rule("article text", BODY, TEXT, Make::With(article))
        .about(&[S::Post, S::Document, S::Course])
        .nulls(0.1),
    rule(
        "note to the shop",
        "note|notes|* note|* notes|comment|comments|instructions|* instructions|\
         special requests|message|gift message|remarks|* comment",
        TEXT,
        Make::Pool("order_note"),
    )
    .about(&[S::Order, S::Shipment])
    .nulls(0.75),
    rule(
        "note",
        "special request|special requests|* request text|strengths|weaknesses|improvements|\
         note|notes|* note|* notes|remark|remarks|comment|comments|* comment|\
         * comments|instructions|* instructions|memo|special requests|annotation|\
         feedback|observations|internal notes|customer note|message|gift message|\
         review",
        TEXT,
        Make::Pool("note"),
    )
    .nulls(0.6),
    rule(
        "description",
        "description|* description|description *|summary|abstract|details|overview|\
         excerpt|about|long description|short description|intro|synopsis|\
         explanation|purpose|definition|scope|teaser|goal|goals|objective|objectives|post excerpt|help text|\
         metadata description",
        TEXT,
        Make::With(description),
    )
    .nulls(0.2),
    rule(
        "text",
        "text|body|content|* text|* body|* content|html|paragraph|story|answer|\
         question|body html|markdown|instructions|script|transcript|payload|\
         response|request|raw|data|original|agenda",
        TEXT,
        Make::With(article),
    )
    .nulls(0.1),
    rule("kind of grouping", "taxonomy|taxonomy name", TEXT, Make::Words("category|post_tag|nav_menu|topic")),
    rule("setting", "key|name|property", TEXT, Make::With(own_key)).of("metadata")
        .beside("value|* value"),
    rule("setting", "meta key|metadata key|attribute key|property key", TEXT, Make::With(meta_key))
        .nulls(0.0),
    rule("setting's value", "meta value|metadata value", TEXT,
        Make::Words("1|0|yes|no|default|large|small|en|2025-03-01|auto")),
    rule("name of a key", "name|label|title", TEXT, Make::Words("CI pipeline|Backup script|\
         Mobile app|Reporting|Staging server|Data export|Zapier|Internal dashboard|Laptop|\
         Partner integration|Nightly sync|Monitoring")).about(&[S::Token]),
    rule(
        "setting",
        "key|name|setting|setting name|setting key|option|option name|option key|config key|\
         config name|preference|preference name|preference key|parameter|parameter name|\
         param name|variable|variable name|* key|property|property name|attribute",
        TEXT,
        Make::With(setting_key),
    )
    .about(&[S::Setting]),
    rule(
        "setting's value",
        "value|* value|setting value|option value|default value",
        TEXT,
        Make::Choice(&[
            ("true", 30.0),
            ("false", 20.0),
            ("10", 10.0),
            ("25", 10.0),
            ("en", 10.0),
            ("UTC", 10.0),
            ("light", 6.0),
            ("dark", 4.0),
        ]),
    )
    .about(&[S::Setting]),
    rule(
        "value",
        "value|* value|result|* result",
        TEXT,
        Make::Words("1|2|5|10|30|60|100|250|1000|true|false|default|auto|none|yes|no"),
    ),
    rule("subject line", "subject|subject line|email subject|mail subject", TEXT,
        Make::Pool("email_subject")),
    rule("key of a pair", "k", TEXT, Make::With(pair_key)).nulls(0.0),
    rule("value of a pair", "v", TEXT, Make::Words("yes|no|residential|main|2|unknown|north|asphalt")),
    rule("mail server", "mx|mail server|mail host|smtp host|mail exchanger", TEXT,
        Make::With(mail_server)),
    rule(
        "title",
        "title|* title|headline|heading|subject|caption|topic",
        TEXT,
        Make::With(title),
    ),
    rule("name", "name|* name|name *|label|* label|nickname|alias|* alias", TEXT, Make::With(name)),
    rule(
        "word",
        "type|* type|kind|* kind|group|* group|class|* class|mode|* mode|level|\
         * level|source|* source|target|* target|object|model|method|action|state|\
         status|* status|* state",
        TEXT,
        Make::With(word),
    ),
];

/// Text by how many stars stand beside it.
fn by_rating(field: Field<'_, '_>, stem: &str) -> Option<Source> {
    let rating = field.table.columns.iter().find(|facts| {
        facts.class.is_number() && facts.is("rating|stars|score|* rating|* score|grade")
    });
    let named = |tone: &str| pool(&format!("{stem}_{tone}"));
    let Some(rating) = rating else { return Some(named("positive")) };
    let most = rating
        .domain
        .max
        .as_ref()
        .and_then(|limit| crate::finish::number(&limit.value))
        .unwrap_or(5.0);
    let name = ident(rating.name());
    let at_least = |share: f64| format!("{name} >= {}", (most * share).ceil());
    Some(Source::Conditional(ConditionalSource {
        cases: vec![
            Case { when: at_least(0.8), then: named("positive") },
            Case { when: at_least(0.6), then: named("neutral") },
        ],
        otherwise: Some(Box::new(named("negative"))),
    }))
}

fn review(field: Field<'_, '_>) -> Option<Source> {
    by_rating(field, "review")
}

fn review_title(field: Field<'_, '_>) -> Option<Source> {
    by_rating(field, "review_title")
}

/// A heading, or a word or two where no more fits.
fn title(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().unwrap_or(255);
    Some(match room {
        40.. => pool("title"),
        _ if field.table.locale.starts_with("en") => template(&["{Adjective} {noun}"]),
        _ => pool("noun"),
    })
}

/// Why something was called off: what of, the table tells.
fn called_off(field: Field<'_, '_>) -> Option<Source> {
    let meeting = matches!(field.table.subject, S::Visit | S::Booking | S::Occasion)
        || super::is_of(field.table, "appointment reservation session class meeting");
    if !field.table.locale.starts_with("en") {
        return Some(pool("cancellation_reason"));
    }
    Some(if field.table.business == Business::Insurance {
        written(
            "Vehicle sold|Moved to another insurer|Premium too high|Property sold|\
             Non-payment of premium|Cover no longer needed|Policyholder moved abroad|\
             Replaced by a new policy",
        )
    } else if meeting {
        written(
            "Schedule conflict|Illness|Changed plans|Travel problems|Double booked|\
             Rescheduled to another day|No longer needed|Emergency",
        )
    } else {
        pool("cancellation_reason")
    })
}

fn reason(field: Field<'_, '_>) -> Option<Source> {
    Some(pool(match field.table.subject {
        S::Inventory | S::History => "adjustment_reason",
        S::Order | S::Shipment => "return_reason",
        _ => "cancellation_reason",
    }))
}

/// A sentence where little fits, a paragraph where more does.
fn article(field: Field<'_, '_>) -> Option<Source> {
    Some(match field.facts.max_length() {
        Some(..=40) => template(&["{Adjective} {noun}"]),
        Some(..=400) => pool("sentence"),
        _ => template(&[
            "{sentence} {sentence}",
            "{sentence} {sentence} {sentence}",
            "{sentence} {sentence} {sentence} {sentence}",
        ]),
    })
}

fn description(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.max_length().is_some_and(|most| most <= 40) {
        return Some(template(&["{Adjective} {noun}"]));
    }
    let named = field.table.find("name|title|category name|label").filter(|name| {
        name.class == Class::Text && !name.is_nullable() && name.name() != field.facts.name()
    });
    if field.table.subject == S::Company {
        return Some(pool("company_about"));
    }
    let about_goods = field.table.locale.starts_with("en");
    if let (S::Category, Some(name), true) = (field.table.subject, named, about_goods) {
        let name = name.name();
        return Some(template(&[
            &format!("{{column:{name}}} for every day and every budget."),
            &format!("Our full range: {{column:{name}}}."),
            &format!("{{column:{name}}}, chosen with care."),
        ]));
    }
    Some(match field.table.subject {
        S::Ticket | S::Task | S::Project | S::Occasion => pool("note"),
        S::Category => pool("category_blurb"),
        // Of what nothing is known nothing is said that could be absurd.
        _ if about_goods && field.facts.is(PLAIN) && !written_in_full(field) => {
            written(super::prose::NEUTRAL)
        }
        _ => pool("sentence"),
    })
}

/// Columns that only say what a row is.
const PLAIN: &str = "description|* description|details|overview|about|explanation|scope|purpose";

/// Whether rows are texts themselves, whose descriptions read like them.
fn written_in_full(field: Field<'_, '_>) -> bool {
    let about = field.table.subject;
    matches!(about, S::Post | S::Media | S::Document | S::Message | S::Comment | S::Course)
}

fn setting_key(_: Field<'_, '_>) -> Option<Source> {
    Some(settings::keys(settings::SETTINGS))
}

/// What a program says of itself, in a table that belongs to nothing else.
fn own_key(field: Field<'_, '_>) -> Option<Source> {
    let alone = field.table.columns.iter().all(|facts| !facts.linked);
    alone.then(settings::own_keys)
}

/// People have settings, what they write and sell has something else.
fn meta_key(field: Field<'_, '_>) -> Option<Source> {
    let of = |words: &str| {
        let spelt = field.table.words.concat();
        super::is_of(field.table, words) || words.split(' ').any(|word| spelt.contains(word))
    };
    let extras = of("term post product page category") && !of("user");
    Some(settings::keys(if extras { settings::EXTRAS } else { settings::SETTINGS }))
}

/// Keys of what the table tells of.
fn pair_key(field: Field<'_, '_>) -> Option<Source> {
    Some(settings::keys(match () {
        () if super::is_of(field.table, "acl rule restriction permission") => {
            settings::RESTRICTIONS
        }
        () if super::is_of(field.table, "node way relation tag map area") => settings::MAPPED,
        () => settings::ATTRIBUTES,
    }))
}

/// The server that takes a domain's mail.
fn mail_server(field: Field<'_, '_>) -> Option<Source> {
    let domain = field
        .table
        .find("domain|domain name|* domain")
        .filter(|domain| domain.class == Class::Text && domain.name() != field.facts.name());
    let any = template(&["mx{number:1-4}.example.com", "mail{number:1-3}.example.org"]);
    let Some(domain) = domain else { return Some(any) };
    let name = domain.name();
    let own = template(&[
        &format!("mx{{number:1-3}}.{{column:{name}}}"),
        &format!("mail.{{column:{name}}}"),
    ]);
    if !domain.is_nullable() {
        return Some(own);
    }
    Some(Source::Conditional(ConditionalSource {
        cases: vec![Case { when: format!("{} IS NULL", ident(name)), then: any }],
        otherwise: Some(Box::new(own)),
    }))
}

/// A name of a thing of which nothing is known but what it is called.
fn name(field: Field<'_, '_>) -> Option<Source> {
    const PLACES: [&str; 16] = [
        "port", "terminal", "yard", "dock", "hub", "center", "field", "park", "station", "zone",
        "district", "area", "plant", "mine", "farm", "court",
    ];
    let most = field.facts.max_length().unwrap_or(255);
    if !field.table.locale.starts_with("en") {
        return Some(pool(if most >= 20 { "project_codename" } else { "noun" }));
    }
    let head = field.table.words.last().map_or("item", String::as_str);
    let capital = crate::tokens::capital(head);
    if PLACES.contains(&head) && most >= 28 {
        return Some(template(&[
            &format!("{{city_name}} {capital}"),
            &format!("{{street_name}} {capital}"),
        ]));
    }
    Some(if (most as usize) < head.len() + 14 {
        template(&["{Adjective}"])
    } else if most >= 30 {
        template(&[
            &format!("{{Adjective}} {{noun}} {capital}"),
            &format!("{{Adjective}} {capital}"),
        ])
    } else {
        template(&[&format!("{{Adjective}} {capital}")])
    })
}

/// One of a few words, the same few in all rows.
fn word(field: Field<'_, '_>) -> Option<Source> {
    let words = field.facts.words.join(" ");
    let table = field.table.words.join(" ");
    if let Some(vocabulary) = crate::labels::vocabulary_for(&format!("{table} {words}")) {
        return Some(pool(vocabulary));
    }
    let state = field.facts.is("status|* status|state|* state");
    let most = field.facts.max_length().unwrap_or(u32::MAX);
    let values: &[(&str, f64)] = match most {
        0..=7 => &[("A", 50.0), ("B", 30.0), ("C", 20.0)],
        _ if state => &[("active", 74.0), ("inactive", 26.0)],
        _ => &[("general", 56.0), ("internal", 22.0), ("external", 14.0), ("other", 8.0)],
    };
    Some(super::choice(values))
}
