//! What things are called: names and titles by what the table is about.

use seedbed_generate::plan::{PoolSource, Source, Vocabulary};

use super::{Field, Make, Rule, TEXT, pool, rule, template, works, written};
use crate::business::Business;
use crate::subject::Subject as S;
use crate::survey::Class;

/// The column that names a row.
const NAME: &str = "name|title|label|display name|caption|* name|* title|subject|name en|\
         long name|full name|friendly name";
/// The same, more narrowly.
const LABEL: &str = "name|title|label|display name|caption|value|description|long name|text|key";

pub(super) const RULES: &[Rule] = &[
    rule("colour", "color|* color", TEXT, Make::Pool("color")).nulls(0.15),
    rule("size", "size|size name|* size", TEXT, Make::Pool("size")),
    rule("material", "material|* material", TEXT, Make::Pool("material")),
    rule("shape", "shape", TEXT, Make::Pool("shape")),
    rule(
        "unit of measure",
        "unit|* unit|unit code|unit measure|measure unit|unit name|units",
        TEXT,
        Make::With(unit),
    ),
    rule("unit of measure", LABEL, TEXT, Make::Pool("unit")).about(&[S::Unit]),
    rule(
        "group of users",
        "group name|* group name|user group|usergroup|groupname",
        TEXT,
        Make::Words(
            "Administrators|Staff|Guests|Members|Editors|Support|Contractors|Managers|\
             Students|Partners|Developers|Testers|Reviewers|External",
        ),
    )
    .about(&[
        S::Other,
        S::Person,
        S::Role,
        S::Permission,
        S::Session,
        S::Setting,
        S::Log,
        S::Account,
    ]),
    rule(
        "category",
        "category|* category|category name|group name|classification|segment",
        TEXT,
        Make::With(category),
    ),
    rule("category", NAME, TEXT, Make::With(category)).about(&[S::Category]),
    rule("subcategory", "subcategory|subcategory name", TEXT, Make::Pool("subcategory")),
    rule(
        "tag",
        "tag|tags|* tag|* tags|label|keywords|keyword|tag list|tag string|hashtag",
        TEXT,
        Make::Pool("tag"),
    ),
    rule("tag", NAME, TEXT, Make::Pool("tag")).about(&[S::Tag]),
    rule("department", NAME, TEXT, Make::With(department)).about(&[S::Department]),
    rule("role", "role|role name|* role|user role|access level", TEXT, Make::Pool("role")),
    rule("role", NAME, TEXT, Make::Pool("role_name")).about(&[S::Role]),
    rule("permission", NAME, TEXT, Make::Pool("permission")).about(&[S::Permission]),
    rule(
        "permission",
        "permission|scope|* scope|scopes|permissions|action",
        TEXT,
        Make::Pool("permission"),
    )
    .about(&[S::Role, S::Token, S::Permission]),
    rule("job title", NAME, TEXT, Make::Pool("job_title")).about(&[S::Job]),
    rule("team", NAME, TEXT, Make::Pool("team_name")).about(&[S::Team]),
    rule("team", "team|team name|* team", TEXT, Make::Pool("team_name")),
    rule("film", NAME, TEXT, Make::With(works::film)).about(&[S::Film]),
    rule(
        "film description",
        "description|plot|synopsis|overview|summary|storyline",
        TEXT,
        Make::With(works::logline),
    )
    .about(&[S::Film]),
    rule("genre", "genre|* genre", TEXT, Make::Pool("film_genre")).about(&[S::Film]),
    rule("genre", "genre|* genre", TEXT, Make::Pool("book_genre")).about(&[S::Book]),
    rule("genre", "genre|* genre", TEXT, Make::Pool("music_genre")),
    rule("genre", NAME, TEXT, Make::Pool("music_genre")).about(&[S::Genre]),
    rule("book", NAME, TEXT, Make::Pool("book_title")).about(&[S::Book]),
    rule("book", "book title|book name", TEXT, Make::Pool("book_title")),
    rule("film", "film title|film name|movie title|movie name", TEXT, Make::With(works::film)),
    rule("song", "song title|song name|track title|track name", TEXT, Make::With(works::song)),
    rule(
        "school",
        "school name|school|* school|university|university name|college|college name|alma mater",
        TEXT,
        Make::Pool("school"),
    )
    .nulls(0.1),
    rule("publisher", "publisher|publisher name|imprint", TEXT, Make::Pool("publisher")),
    rule("binding", "format|binding|edition", TEXT, Make::Pool("book_format")).about(&[S::Book]),
    rule("album", NAME, TEXT, Make::With(works::album)).about(&[S::Album]),
    rule("song", NAME, TEXT, Make::With(works::song)).about(&[S::Track]),
    rule("album", "album|album title|album name", TEXT, Make::With(works::album)),
    rule("artist", NAME, TEXT, Make::With(works::artist)).about(&[S::Artist]),
    rule("artist", "artist|artist name|band|performer", TEXT, Make::With(works::artist)),
    rule(
        "list",
        NAME,
        TEXT,
        Make::Templates(&[
            "{Adjective} {noun}s",
            "My {tag} list",
            "{Season} favourites",
            "{Adjective} mix",
        ]),
    )
    .about(&[S::Playlist]),
    rule("course", NAME, TEXT, Make::Pool("course_name")).about(&[S::Course]),
    rule(
        "school subject",
        "subject|* subject|major|minor|field of study|discipline",
        TEXT,
        Make::Pool("school_subject"),
    )
    .about(&[S::Course, S::Person, S::Enrollment]),
    rule(
        "school",
        "school|university|college|school name|university name|alma mater",
        TEXT,
        Make::Pool("university"),
    ),
    rule("grade", "grade|letter grade|final grade|mark", TEXT, Make::Pool("grade")),
    rule("term", "term|semester|academic term", TEXT, Make::Pool("academic_term")),
    rule("project", NAME, TEXT, Make::Pool("project_name")).about(&[S::Project]),
    rule("project", "project|project name", TEXT, Make::Pool("project_name")),
    rule("task", NAME, TEXT, Make::Pool("task_title")).about(&[S::Task]),
    rule("ticket", NAME, TEXT, Make::Pool("ticket_subject")).about(&[S::Ticket]),
    rule("event", NAME, TEXT, Make::Pool("event_name")).about(&[S::Occasion]),
    rule("venue", "venue|* venue|venue name|stadium", TEXT, Make::Pool("venue")),
    rule("room", NAME, TEXT, Make::Pool("room_name")).about(&[S::Room]),
    rule("room type", "type|room type|kind|bed type", TEXT, Make::Pool("room_type"))
        .about(&[S::Room]),
    rule("room", "room|room name|meeting room", TEXT, Make::Pool("room_name")),
    rule(
        "room number",
        "number|room number|door|* room number",
        TEXT,
        Make::Templates(&["{number:1-6}{digits:2}"]),
    )
    .about(&[S::Room]),
    rule("warehouse", "warehouse|warehouse name|bin|stock location", TEXT, Make::Pool("warehouse")),
    rule("facility", NAME, TEXT, Make::With(facility)).about(&[S::Facility]),
    rule("article", NAME, TEXT, Make::Pool("article_title")).about(&[S::Post]),
    rule("topic", "topic|* topic|theme", TEXT, Make::Pool("article_topic")),
    rule("campaign", NAME, TEXT, Make::Pool("campaign_name")).about(&[S::Campaign, S::Coupon]),
    rule(
        "campaign",
        "campaign|campaign name|utm campaign|* campaign",
        TEXT,
        Make::Pool("campaign_name"),
    )
    .nulls(0.4),
    rule("conversation", NAME, TEXT, Make::Pool("article_topic")).about(&[S::Conversation]),
    rule(
        "subject line",
        "subject|* subject|title|headline|subject line",
        TEXT,
        Make::Pool("ticket_subject"),
    )
    .about(&[S::Message, S::Conversation, S::Notification]),
    rule("document", NAME, TEXT, Make::Pool("note_title")).about(&[S::Document]),
    rule("account type", "type|account type|kind", TEXT, Make::Pool("account_type"))
        .about(&[S::Account]),
    rule("account", NAME, TEXT, Make::Pool("ledger_account")).about(&[S::Account]),
    rule(
        "transaction type",
        "type|transaction type|kind|entry type",
        TEXT,
        Make::Pool("transaction_type"),
    )
    .about(&[S::Transaction, S::Payment]),
    rule("expense category", "category|expense type|type", TEXT, Make::Pool("expense_category"))
        .about(&[S::Payment, S::Transaction]),
    rule(
        "contract type",
        "type|policy type|insurance type|coverage type",
        TEXT,
        Make::Pool("insurance_type"),
    )
    .about(&[S::Contract]),
    rule(
        "sensor type",
        "type|sensor type|metric|metric name|measurement type|name|parameter",
        TEXT,
        Make::Pool("sensor_type"),
    )
    .about(&[S::Measurement]),
    rule("device type", "type|kind|category", TEXT, Make::Pool("device_type")).about(&[S::Device]),
    rule("property type", "type|property type|kind", TEXT, Make::Pool("property_type"))
        .about(&[S::Facility]),
    rule(
        "amenity",
        "amenity|* amenity|amenities|feature|features|facilities",
        TEXT,
        Make::Pool("amenity"),
    ),
    rule("season", "season|* season", TEXT, Make::Pool("season")),
    rule("holiday", "holiday|holiday name", TEXT, Make::Pool("holiday")),
    rule("weather", "weather|conditions|weather condition|sky", TEXT, Make::Pool("weather")),
    rule("wind direction", "wind direction|direction|bearing", TEXT, Make::Pool("wind_direction")),
    rule(
        "frequency",
        "frequency|* frequency|interval|* interval|billing cycle|billing period|\
         recurrence|cadence|repeat|period",
        TEXT,
        Make::Pool("frequency"),
    ),
    rule("day of week", "day|weekday|day of week|week day", TEXT, Make::Pool("day_of_week")),
    rule("month", "month|* month|month name", TEXT, Make::Pool("month")),
    rule(
        "age rating",
        "rating|film rating|content rating|age rating|mpaa rating",
        TEXT,
        Make::Pool("film_rating"),
    ),
    rule("sport", "sport|sport name|discipline", TEXT, Make::Pool("sport")),
    rule("hobby", "hobby|hobbies|interest|interests", TEXT, Make::Pool("hobby")),
    rule("lookup", LABEL, TEXT, Make::With(lookup)).about(&[S::Status, S::Kind]),
    rule(
        "event type",
        "event|event type|event name|type|action|activity|operation|event kind|name|event action",
        TEXT,
        Make::With(action),
    )
    .about(&[S::Log, S::History, S::Session, S::Notification]),
];

/// The unit's name where it fits, its code otherwise.
/// Categories of what the schema's trade deals in.
pub(super) fn category(field: Field<'_, '_>) -> Option<Source> {
    Some(match field.table.business {
        Business::Film => pool("film_genre"),
        Business::Music => pool("music_genre"),
        Business::Books => pool("book_genre"),
        Business::Food => pool("menu_section"),
        Business::Teaching => pool("school_subject"),
        Business::Insurance => pool("insurance_type"),
        Business::Medicine => pool("medical_specialty"),
        Business::Property => pool("property_type"),
        Business::Other | Business::Animals => match field.table.subject {
            S::Post | S::Media | S::Document => pool("article_topic"),
            S::Ticket | S::Task => written("Billing|Technical|Account|Delivery|Returns|General"),
            S::Occasion => pool("event_type"),
            _ if super::is_of(field.table, "job test build run module device host server log") => {
                written(
                    "System|Network|Security|Installation|Performance|Interface|Storage|Upgrade",
                )
            }
            _ => pool("category"),
        },
    })
}

/// Departments of a firm, of a hospital or of a school.
pub(super) fn department(field: Field<'_, '_>) -> Option<Source> {
    Some(match field.table.business {
        Business::Medicine => pool("medical_specialty"),
        Business::Teaching if field.table.locale.starts_with("en") => written(
            "Mathematics|Science|Languages|Social Studies|Physical Education|Arts|Music|\
             Computer Science|English|Commerce|Biology|Chemistry|Physics|History|Geography|\
             Economics|Special Education|Administration|Counseling|Library",
        ),
        _ => pool("department"),
    })
}

fn unit(field: Field<'_, '_>) -> Option<Source> {
    let short = field.facts.max_length().is_some_and(|most| most < 12);
    Some(pool(if short { "unit_code" } else { "unit" }))
}

fn facility(field: Field<'_, '_>) -> Option<Source> {
    let head = field.table.words.last().map_or("", String::as_str);
    if let Some(city) = field.table.find("city|town|city name").filter(|city| {
        city.class == Class::Text && !city.is_nullable() && !matches!(head, "school" | "university")
    }) {
        let capital = crate::tokens::capital(head);
        return Some(template(&[&format!("{{column:{}}} {capital}", city.name())]));
    }
    Some(match head {
        "warehouse" | "depot" => pool("warehouse"),
        "school" | "campus" => pool("school"),
        "university" => pool("university"),
        "venue" | "theater" | "cinema" => pool("venue"),
        "location" | "building" | "site" => {
            let capital = crate::tokens::capital(head);
            template(&[&format!("{{city_name}} {capital}"), &format!("{{street_name}} {capital}")])
        }
        head if !head.is_empty() => {
            let capital = crate::tokens::capital(head);
            template(&[&format!("{{street_name}} {capital}")])
        }
        _ => return None,
    })
}

/// The values of a status or type table, by what it is the status or type of.
fn lookup(field: Field<'_, '_>) -> Option<Source> {
    let words = field.table.words.join(" ");
    if let Some(vocabulary) = crate::labels::vocabulary_for(&words) {
        return Some(pool(vocabulary));
    }
    let kinds = [
        "Standard",
        "Premium",
        "Basic",
        "Express",
        "Internal",
        "External",
        "Temporary",
        "Permanent",
        "Custom",
        "Shared",
        "Private",
        "Public",
        "General",
        "Special",
        "Seasonal",
        "Other",
    ];
    let vocabulary = Vocabulary::Inline(kinds.iter().map(ToString::to_string).collect());
    Some(Source::Pool(PoolSource { vocabulary }))
}

fn action(field: Field<'_, '_>) -> Option<Source> {
    Some(pool(match field.table.subject {
        S::History => "audit_action",
        S::Log | S::Session | S::Notification => "event_type",
        _ => return None,
    }))
}
