//! What documents hold, by the column's name.

use seedbed_generate::plan::{EntityKind, JsonNode, Scalar, Source, UuidSource};

use super::nodes::{
    day, decimal, entity, list_of, moment, number, numbers, object, pattern, pool, template, words,
    yes,
};

/// A kind of document, the names of columns that hold it, and words of their tables' names.
pub(super) struct Shape {
    pub(super) names: &'static str,
    pub(super) of: &'static str,
    pub(super) make: fn() -> JsonNode,
}

pub(super) const fn shape(names: &'static str, of: &'static str, make: fn() -> JsonNode) -> Shape {
    Shape { names, of, make }
}

/// All documents, the more specific first.
pub(super) const SHAPES: &[Shape] = &[
    shape(
        "options|choices|answers|answer options|possible answers",
        "question quiz poll survey \
        exam form field",
        answers,
    ),
    shape("feature flags|flags|toggles|feature toggles|features enabled", "", || {
        object([
            ("sso", yes(0.3)),
            ("audit_log", yes(0.5)),
            ("api_access", yes(0.7)),
            ("priority_support", yes(0.3)),
            ("custom_domain", yes(0.4)),
        ])
    }),
    shape("properties|dimensions|event properties", "event usage metering", || {
        object([
            ("region", words(&["eu-west-1", "us-east-1", "ap-south-1"])),
            ("source", words(&["api", "web", "worker"])),
        ])
    }),
    shape("grouped by|group by|grouping|group keys|groups", "event usage metering fee", || {
        object([("region", words(&["eu-west-1", "us-east-1", "ap-south-1"]))])
    }),
    shape("metadata|meta", "blob attachment file media image photo upload", || {
        object([
            ("identified", yes(0.95)),
            ("analyzed", yes(0.9)),
            ("width", number(320, 4_032)),
            ("height", number(240, 3_024)),
        ])
    }),
    shape(
        "* color|* colors|colors|color|* colour|* colours|palette|brand colors|* palette|color *",
        "",
        colors,
    ),
    shape(
        "recurring *|recurrence|recurrence rule|repeat|repeat rule|* recurrence|rrule",
        "",
        recurrence,
    ),
    shape("* limits|limits|quotas|limit|* quotas|quota", "", limits),
    shape(
        "* domains|domains|allowed *|hosts|origins|* origins|whitelist|allowlist|blocked *",
        "",
        || list_of(template("{noun}.example.com"), 0, 3),
    ),
    shape("* status codes|status codes|accepted *|* codes", "", || {
        list_of(words(&["200-299", "301", "302", "401"]), 1, 2)
    }),
    shape(
        "locations|* locations|meeting locations",
        "event booking calendar meeting appointment availability",
        places,
    ),
    shape("captions|subtitles|* tracks|tracks", "", || {
        list_of(
            object([
                ("language", words(&["en", "de", "fr", "es"])),
                ("url", template("https://media.example.com/{hex:12}.vtt")),
            ]),
            1,
            2,
        )
    }),
    shape(
        "thumbnails|thumbnail|poster|covers|renditions|variants|sizes",
        "video image media photo film file asset",
        || {
            object([
                ("small", template("https://media.example.com/{hex:12}-320.jpg")),
                ("large", template("https://media.example.com/{hex:12}-1280.jpg")),
            ])
        },
    ),
    shape("retry *|backoff|retry policy|* policy|policy", "", || {
        object([("max_attempts", numbers(&[3, 5, 10])), ("backoff_seconds", numbers(&[5, 30, 60]))])
    }),
    shape(
        "* config|config|configuration|* configuration|settings|* settings",
        "replay record recording session player video stream tracker tracking website site analytics",
        || {
            object([
                ("enabled", yes(0.8)),
                ("sample_rate", numbers(&[1, 10, 25, 50, 100])),
                ("mask_inputs", yes(0.6)),
            ])
        },
    ),
    shape("replay config|recorder config|sampling|* sampling", "", || {
        object([
            ("enabled", yes(0.8)),
            ("sample_rate", numbers(&[1, 10, 25, 50, 100])),
            ("mask_inputs", yes(0.6)),
        ])
    }),
    shape("permissions|scopes|roles|grants|abilities|capabilities|* permissions", "", || {
        list_of(pool("permission"), 1, 4)
    }),
    shape("tags|* tags|labels|* labels|keywords|topics|categories|interests|badges", "", || {
        list_of(pool("tag"), 0, 4)
    }),
    shape("skills|* skills|competencies|expertise", "", || list_of(pool("skill"), 1, 5)),
    shape("languages|spoken languages|locales", "", || {
        list_of(words(&["en", "es", "fr", "de", "pt", "it"]), 1, 3)
    }),
    shape("amenities|features|facilities|equipment|* amenities", "", || {
        list_of(pool("amenity"), 1, 5)
    }),
    shape("allergens|allergies|* allergens", "", || list_of(pool("allergen"), 0, 3)),
    shape(
        "ingredients|toppings|modifiers|extras",
        "menu dish recipe item order pizza food line",
        || list_of(pool("ingredient"), 1, 4),
    ),
    shape("ingredients|toppings", "", || list_of(pool("ingredient"), 2, 7)),
    shape("benefits|perks", "", || list_of(pool("benefit"), 1, 4)),
    shape("certifications|certificates|licenses|qualifications|credentials", "", || {
        list_of(object([("name", pool("certification")), ("issued_on", day())]), 0, 3)
    }),
    shape("education|degrees|schools", "", || {
        list_of(
            object([
                ("degree", pool("degree")),
                ("school", pool("university")),
                ("year", number(1995, 2024)),
            ]),
            1,
            2,
        )
    }),
    shape(
        "opening hours|business hours|hours|* hours|working hours|availability|\
        operating hours|weekly schedule|schedule",
        "",
        hours,
    ),
    shape(
        "coordinates|* coordinates|geo|geo location|geolocation|lat lng|position|gps|\
        * position|point|center",
        "",
        coordinates,
    ),
    shape("geometry|geojson|geo json|boundary|area|polygon|footprint", "", geometry),
    shape("route|waypoints|path|track|points", "trip ride route drive flight leg journey", || {
        list_of(coordinates(), 2, 5)
    }),
    shape("address|* address|location|addresses|mailing address|* location|venue", "", address),
    shape("line items|items|lines|cart|basket|products|* items|order lines|contents", "", items),
    shape("dimensions|size|* dimensions|measurements", "", dimensions),
    shape("nutrition|nutrients|nutrition facts|nutritional *", "", nutrition),
    shape("price breaks|tiers|* tiers|price tiers|discounts|volume *", "", price_breaks),
    shape("price|prices|pricing|fees|* pricing|rates|amounts|total|totals", "", price),
    shape(
        "attributes|specs|specifications|properties|variant *|* attributes|options|* options|\
        characteristics|features list|* specs|technical *",
        "product item variant sku part asset \
        line order inventory catalog stock",
        product,
    ),
    shape("images|photos|media|gallery|pictures|thumbnails|image urls|photo urls", "", || {
        list_of(
            object([
                ("url", template("https://images.example.com/{hex:12}.jpg")),
                ("alt", template("{Adjective} {noun}")),
            ]),
            1,
            3,
        )
    }),
    shape("attachments|files|documents|uploads", "", || {
        list_of(
            object([
                ("name", template("{file_stem}-{number:1-99}.{file_extension}")),
                ("size", number(2_000, 4_000_000)),
            ]),
            0,
            2,
        )
    }),
    shape(
        "social|social links|social media|* social|links|profiles|social profiles|urls|websites",
        "",
        social,
    ),
    shape(
        "contact|contacts|* contact|emergency contact|contact info|contact details|person",
        "",
        contact,
    ),
    shape(
        "participants|members|guests|attendees|team|recipients|people|passengers|authors|\
        invitees|players",
        "",
        || list_of(contact(), 1, 4),
    ),
    shape(
        "notification settings|notifications|* notifications|notification preferences|\
        notification *|channels|alerts",
        "",
        channels,
    ),
    shape(
        "settings|* settings|config|* config|configuration|parameters|params|thresholds|state",
        "device sensor machine meter gateway camera",
        device_settings,
    ),
    shape(
        "settings|* settings|config|* config|configuration|params|parameters|credentials|options|\
        connection|* options",
        "integration webhook job connector source destination queue task \
        pipeline workflow service connection cron schedule endpoint provider",
        integration,
    ),
    shape(
        "preferences|* preferences|settings|* settings|config|* config|configuration|options|\
        prefs|ui|theme|* prefs",
        "",
        preferences,
    ),
    shape("headers|* headers|http headers", "", headers),
    shape("request|request body|* request|http request|request payload|request data", "", request),
    shape("response|* response|response body|response payload|reply|response data", "", response),
    shape(
        "result|results|output|outputs|* result|* results|summary|outcome|return value",
        "",
        result,
    ),
    shape("error|errors|* error|* errors|exception|failure|error details|last error", "", error),
    shape(
        "args|arguments|input|inputs|params|parameters|query|* params|kwargs|query params|\
        variables|* args",
        "",
        arguments,
    ),
    shape(
        "filter|filters|criteria|conditions|rules|rule|segment|* filters|* rules|condition",
        "",
        filters,
    ),
    shape(
        "changes|diff|changed|changed fields|delta|old values|new values|old value|new value|\
        before|after|old row|new row|old data|new data|previous *|row data|snapshot|* diff|\
        old *|new *",
        "",
        changes,
    ),
    shape(
        "payload|data|body|event|event data|message|content|event payload|* payload|record|value|\
        raw|raw data|* data",
        "log event webhook outbox inbox job queue notification message \
        activity audit task stream analytics tracking snapshot",
        event,
    ),
    shape(
        "context|trace|request context|client info|client|metadata|meta|* context|extra|info",
        "log event session audit request activity login stream outbox message",
        request_context,
    ),
    shape("device|device info|browser|client|user agent|platform", "", device),
    shape("utm|tracking|attribution|campaign|source|marketing", "", attribution),
    shape("seo|meta tags|open graph|og", "", seo),
    shape(
        "translations|i 18 n|* i 18 n|names|titles|descriptions|* translations|title|name|\
        description|label|localized *|description *|* description|* title|* label|* name|display *",
        "",
        translations,
    ),
    shape(
        "history|events|timeline|log|logs|audit|status history|activity|audit log|* history",
        "",
        history,
    ),
    shape("steps|stages|tasks|checklist|milestones|objectives|todos|actions|goals", "", checklist),
    shape(
        "questions|form|fields|schema|layout|widgets|blocks|content|sections|form fields|columns",
        "",
        blocks,
    ),
    shape("vitals|vital signs|* vitals", "", vitals),
    shape(
        "stats|statistics|metrics|scores|counters|* stats|* metrics|kpis|usage|analytics",
        "",
        statistics,
    ),
    shape(
        "readings|measurement|reading|values|samples|telemetry|test data|sensor data|\
        test results|* readings|data|payload|value|* data",
        "device sensor reading telemetry \
        measurement unit machine meter test",
        reading,
    ),
    shape(
        "billing|billing info|billing details|payment|payment method|payment details|card|\
        payment info",
        "",
        payment,
    ),
    shape("shipping|delivery|shipping info|tracking info|shipment|delivery info", "", delivery),
    shape("profile|* profile|about|personal info|bio|demographics", "", profile),
];

/// What an unnamed document holds.
pub(crate) fn details() -> JsonNode {
    object([
        ("source", words(&["web", "mobile", "api", "import"])),
        ("version", number(1, 5)),
        ("verified", yes(0.8)),
    ])
}

/// What holds for any product, whatever it is.
pub(super) fn product() -> JsonNode {
    object([
        ("country_of_origin", words(&["US", "DE", "PT", "VN", "CN", "IT"])),
        ("gift_wrap", yes(0.4)),
        ("warranty_months", numbers(&[12, 24, 36])),
        ("color", pool("color")),
    ])
}

pub(super) fn preferences() -> JsonNode {
    object([
        ("theme", words(&["light", "dark", "system"])),
        ("language", words(&["en", "de", "fr", "es"])),
        ("notifications", yes(0.7)),
        ("page_size", numbers(&[10, 25, 50, 100])),
    ])
}

pub(super) fn profile() -> JsonNode {
    object([
        ("language", words(&["en", "de", "fr", "es"])),
        ("newsletter", yes(0.6)),
        ("referred_by", words(&["search", "friend", "newsletter", "event"])),
    ])
}

pub(super) fn event() -> JsonNode {
    object([
        ("id", JsonNode::Value(Box::new(Source::Uuid(UuidSource::default())))),
        ("type", pool("event_type")),
        ("user_id", number(1, 5_000)),
        ("occurred_at", moment()),
    ])
}

pub(super) fn reading() -> JsonNode {
    object([
        ("value", decimal(21.0, 0.3, 0.1, 90.0)),
        ("unit", words(&["C", "V", "A", "bar", "mm"])),
        ("status", words(&["ok", "ok", "ok", "warning"])),
        ("taken_at", moment()),
    ])
}

pub(super) fn checkout() -> JsonNode {
    object([
        ("channel", words(&["web", "app", "store", "phone"])),
        ("gift", yes(0.12)),
        ("ip", pattern("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[1-9][0-9]?")),
    ])
}

pub(super) fn address() -> JsonNode {
    let part = |part| entity(EntityKind::Place, part);
    object([
        ("street", part("street_address")),
        ("city", part("city")),
        ("region", part("region")),
        ("postal_code", part("postal_code")),
        ("country", part("country_code")),
    ])
}

fn coordinates() -> JsonNode {
    let part = |part| entity(EntityKind::Place, part);
    object([("lat", part("latitude")), ("lng", part("longitude"))])
}

/// Colors for light and for dark surroundings.
fn colors() -> JsonNode {
    let color = || pattern("#[0-9a-f]{6}");
    object([("light", color()), ("dark", color())])
}

/// How often something comes again, as calendars write it (RFC 5545).
fn recurrence() -> JsonNode {
    object([
        ("freq", words(&["DAILY", "WEEKLY", "WEEKLY", "MONTHLY"])),
        ("interval", numbers(&[1, 1, 1, 2])),
        ("count", numbers(&[4, 6, 10, 12])),
    ])
}

fn limits() -> JsonNode {
    object([("per_day", numbers(&[1, 2, 5, 10])), ("per_week", numbers(&[5, 10, 20, 50]))])
}

/// Where people meet.
fn places() -> JsonNode {
    let place = object([
        ("type", words(&["in_person", "phone", "video"])),
        ("label", words(&["Meeting room", "Front desk", "Video call", "Head office"])),
    ]);
    list_of(place, 1, 2)
}

fn geometry() -> JsonNode {
    object([
        ("type", JsonNode::Constant(Scalar::from("Point"))),
        ("properties", object([("name", template("{street_name} Park"))])),
        ("position", coordinates()),
    ])
}

fn contact() -> JsonNode {
    let part = |part| entity(EntityKind::Person, part);
    object([("name", part("full_name")), ("email", part("email")), ("phone", part("phone"))])
}

fn items() -> JsonNode {
    let part = |part| entity(EntityKind::Product, part);
    let item = object([
        ("sku", part("sku")),
        ("name", part("name")),
        ("quantity", numbers(&[1, 1, 1, 2, 3])),
        ("unit_price", decimal(24.0, 0.6, 2.0, 400.0)),
    ]);
    list_of(item, 1, 3)
}

fn hours() -> JsonNode {
    let day = |opens: &[&str], closes: &[&str]| {
        object([("open", words(opens)), ("close", words(closes))])
    };
    let week = || day(&["08:00", "09:00", "10:00"], &["17:00", "18:00", "20:00"]);
    object([
        ("mon", week()),
        ("tue", week()),
        ("wed", week()),
        ("thu", week()),
        ("fri", week()),
        ("sat", day(&["10:00", "11:00"], &["14:00", "16:00", "18:00"])),
        ("sun", JsonNode::Constant(Scalar::Null)),
    ])
}

fn answers() -> JsonNode {
    list_of(template("{Adjective} {noun}"), 3, 4)
}

fn dimensions() -> JsonNode {
    object([
        ("length_cm", decimal(32.0, 0.6, 2.0, 260.0)),
        ("width_cm", decimal(22.0, 0.6, 2.0, 180.0)),
        ("height_cm", decimal(12.0, 0.6, 1.0, 200.0)),
    ])
}

fn nutrition() -> JsonNode {
    object([
        ("calories", number(60, 900)),
        ("protein_g", number(1, 45)),
        ("fat_g", number(0, 50)),
        ("carbs_g", number(2, 110)),
    ])
}

fn price_breaks() -> JsonNode {
    let item = object([
        ("min_quantity", numbers(&[10, 25, 50, 100, 250])),
        ("discount_percent", numbers(&[2, 5, 8, 10, 15])),
    ]);
    list_of(item, 1, 3)
}

fn price() -> JsonNode {
    object([
        ("amount", decimal(34.0, 0.8, 1.0, 900.0)),
        ("currency", entity(EntityKind::Place, "currency")),
    ])
}

fn social() -> JsonNode {
    let name = || entity(EntityKind::Person, "username");
    object([("website", template("https://www.example.com/{url_path}")), ("handle", name())])
}

fn channels() -> JsonNode {
    object([("email", yes(0.85)), ("push", yes(0.6)), ("sms", yes(0.2))])
}

fn device_settings() -> JsonNode {
    object([
        ("interval_seconds", numbers(&[30, 60, 300, 900])),
        ("firmware", template("{number:1-4}.{number:0-9}.{number:0-9}")),
        ("alarm_above", decimal(40.0, 0.2, 10.0, 90.0)),
    ])
}

fn integration() -> JsonNode {
    object([
        ("endpoint", template("https://api.example.com/{url_path}")),
        ("timeout_seconds", numbers(&[5, 10, 30, 60])),
        ("retries", numbers(&[0, 3, 5])),
    ])
}

fn headers() -> JsonNode {
    object([
        ("content-type", JsonNode::Constant(Scalar::from("application/json"))),
        ("x-request-id", pattern("[0-9a-f]{16}")),
        ("accept-language", words(&["en", "en-US", "de-DE", "fr-FR"])),
    ])
}

fn request() -> JsonNode {
    object([
        ("method", pool("http_method")),
        ("path", pool("api_path")),
        ("query", object([("page", number(1, 9)), ("limit", numbers(&[10, 25, 50]))])),
    ])
}

fn response() -> JsonNode {
    object([
        ("status", numbers(&[200, 200, 200, 201, 400, 404])),
        ("duration_ms", number(8, 900)),
        ("ok", yes(0.92)),
    ])
}

fn result() -> JsonNode {
    object([
        ("ok", yes(0.93)),
        ("processed", number(1, 400)),
        ("skipped", number(0, 12)),
        ("duration_ms", number(20, 9_000)),
    ])
}

fn error() -> JsonNode {
    object([("code", pool("error_code")), ("message", pool("error_message"))])
}

fn arguments() -> JsonNode {
    object([
        ("customer_id", number(1, 5_000)),
        ("limit", numbers(&[10, 50, 100])),
        ("dry_run", yes(0.1)),
    ])
}

fn filters() -> JsonNode {
    object([
        ("field", words(&["status", "country", "created_at", "amount", "tag"])),
        ("operator", words(&["equals", "contains", "greater_than", "before"])),
        ("value", pool("tag")),
    ])
}

fn changes() -> JsonNode {
    object([
        ("status", words(&["active", "pending", "closed", "draft"])),
        ("name", template("{Adjective} {noun}")),
        ("updated_at", moment()),
    ])
}

fn request_context() -> JsonNode {
    object([
        ("request_id", pattern("[0-9a-f]{16}")),
        ("ip", pattern("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[1-9][0-9]?")),
        ("client", words(&["web", "ios", "android", "cli"])),
    ])
}

fn device() -> JsonNode {
    object([
        ("os", pool("operating_system")),
        ("browser", pool("browser")),
        ("type", pool("device_type")),
    ])
}

fn attribution() -> JsonNode {
    object([
        ("utm_source", pool("utm_source")),
        ("utm_medium", words(&["cpc", "email", "social", "organic"])),
        ("utm_campaign", template("{season}-{tag}")),
    ])
}

fn seo() -> JsonNode {
    object([("title", template("{Adjective} {noun}")), ("description", pool("sentence"))])
}

fn translations() -> JsonNode {
    object([("en", template("{Adjective} {noun}")), ("de", template("{Adjective} {noun}"))])
}

fn history() -> JsonNode {
    let item = object([
        ("at", moment()),
        ("event", words(&["created", "updated", "assigned", "closed"])),
        ("by", entity(EntityKind::Person, "username")),
    ]);
    list_of(item, 1, 3)
}

fn checklist() -> JsonNode {
    list_of(object([("title", pool("task_title")), ("done", yes(0.5))]), 1, 4)
}

fn blocks() -> JsonNode {
    let item = object([
        ("type", words(&["heading", "paragraph", "image", "list"])),
        ("text", pool("sentence")),
    ]);
    list_of(item, 1, 3)
}

fn vitals() -> JsonNode {
    object([
        ("heart_rate", number(55, 110)),
        ("systolic", number(98, 158)),
        ("diastolic", number(60, 98)),
        ("temperature", decimal(36.8, 0.012, 35.4, 40.2)),
    ])
}

fn statistics() -> JsonNode {
    object([
        ("views", number(0, 9_000)),
        ("clicks", number(0, 900)),
        ("conversion_rate", decimal(0.03, 0.5, 0.0, 0.4)),
    ])
}

fn payment() -> JsonNode {
    let part = |part| entity(EntityKind::Card, part);
    object([("brand", part("brand")), ("last4", part("last4")), ("expires", part("expiry"))])
}

fn delivery() -> JsonNode {
    object([
        ("carrier", pool("carrier")),
        ("tracking_number", pattern("TRK[0-9]{10}")),
        ("method", pool("shipping_method")),
    ])
}
