//! Columns whose names say it all, whatever the table.

use super::{Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, flat, money, rule, skewed, written};
use crate::business::Business;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts};
use seedbed_generate::plan::{ChoiceSource, Source};

/// Amounts of a schema that deals in houses.
const HOUSE_PRICE: &str = "price|* price|price *|amount|offer amount|* amount|value|* value|\
     counter *|budget|* budget";

pub(super) const RULES: &[Rule] = &[
    rule("price of a home", HOUSE_PRICE, NUMBER, Make::With(house_price)).nulls(0.1),
    rule(
        "earnest money",
        "earnest money|earnest *|* earnest money|down payment|down payment amount",
        NUMBER,
        money(9_000.0, 0.5, 500.0),
    ),
    rule("priority", "priority|* priority|urgency|importance", TEXT, Make::Pool("priority")),
    rule("severity", "severity|* severity|impact level", TEXT, Make::Pool("severity")),
    rule(
        "professional credentials",
        "credentials|credential|* credentials|post nominal *|professional title",
        TEXT,
        Make::With(credentials),
    )
    .about(&[S::Person])
    .nulls(0.2),
    rule("personal code", "pin|pin code|pin number|passcode", TEXT, Make::Pattern("[0-9]{4}"))
        .within(8),
    rule(
        "subdomain",
        "subdomain|sub domain|workspace slug|tenant slug|account slug",
        TEXT,
        Make::Templates(&["{company_noun}-{noun}", "{company_adjective}{company_noun}"]),
    ),
    rule(
        "class of dangerous goods",
        "hazmat class|hazard class|un class|adr class|dangerous goods class|hazardous class",
        TEXT,
        Make::Words("3|8|9|2.1|2.2|4.1|5.1|6.1"),
    )
    .nulls(0.8),
    rule("type of a file", "content type|mime type|mime|media type|file type|* content type|\
         * mime type", TEXT, Make::With(type_of_file)),
    rule("picture", "picture|* picture|photo|* photo|image|* image|logo|* logo|thumbnail|\
         * thumbnail|avatar|* avatar|icon|* icon|image data|photo data", &[Class::Bytes],
        Make::With(super::images::picture)).nulls(0.2),
    rule("class of a row elsewhere", "* able type|record type|* able class", TEXT,
        Make::Choice(CLASSES)).beside("record id|* able id|able id"),
    rule("what a file is to its row", "name|role|slot", TEXT,
        Make::Words("avatar|image|cover|document|attachment|logo|photo|file"))
        .beside("record type|* able type"),
    rule("base 64 digest", "checksum|md5|content md5", TEXT, Make::Pattern("[A-Za-z0-9+/]{21}[AQgw]=="))
        .beside("service name|content encoding"),
    rule("storage", "service name|storage service|storage backend|disk|storage|storage type", TEXT,
        Make::Words("amazon|local|google|azure|mirror"))
        .beside("byte size|file size|checksum|filename|file name"),
    rule("name of a term", "name|title", TEXT, Make::Pool("article_topic")).of("term").beside("slug"),
    rule("description of a group of texts", "description", TEXT, Make::Choice(&[
        ("", 76.0), ("News and background.", 5.0), ("Short articles and notes.", 5.0),
        ("Everything that we wrote about it.", 5.0), ("From our readers.", 4.0),
        ("Questions and answers.", 5.0)])).beside("taxonomy|taxonomy id").nulls(0.5),
    rule("what is metered", "code|event code|metric code|metric", TEXT, Make::Words(
        "api_calls|storage_gb|active_users|messages_sent|emails_sent|compute_minutes|\
         bandwidth_gb|seats|jobs_run|documents_signed|tokens_used|builds"))
        .of("event usage metering").beside("transaction id|properties|subscription id"),
    rule("metered units", "value|decimal value|quantity|units|amount used|usage", NUMBER, Make::Ints(&[
        (1, 40.0), (2, 12.0), (3, 8.0), (5, 8.0), (8, 5.0), (10, 8.0), (15, 4.0), (25, 5.0),
        (40, 3.0), (60, 2.0), (100, 3.0), (250, 1.0), (500, 1.0)]))
        .of("event usage metering").beside("transaction id|properties|subscription id"),
    rule("price of a rental", "rental rate|rental price|rental fee|rent rate", NUMBER,
        money(3.2, 0.35, 0.0)).of("film movie video dvd title inventory game"),
    rule("code of a service", "code|hcpcs code|cpt code|hcpcs|cpt|procedure code", TEXT,
        Make::Pattern("[AEGJLV][0-9]{4}")).within(5).of("hcpc hcpcs cpt procedure"),
    rule("density", "density|specific gravity", NUMBER, bell(0.96, 0.24, 0.25, 1.9)),
    rule(
        "duration in seconds",
        "duration s|timer s|elapsed s|length s|timeout s|* seconds|seconds|duration sec|\
         timer|call duration|talk time|hold time|wait time s",
        WHOLE,
        skewed(180.0, 0.9, 5.0, 14_400.0),
    ),
    rule(
        "data volume in bytes",
        "bytes up|bytes down|bytes in|bytes out|bytes sent|bytes received|tx bytes|rx bytes|\
         octets *|* octets",
        WHOLE,
        skewed(18_000_000.0, 1.6, 2_000.0, 9_000_000_000.0),
    ),
    rule(
        "data allowance in gigabytes",
        "data gb|data gb *|gb included|data allowance|* gb incl|data limit gb|data cap gb",
        NUMBER,
        Make::Ints(&[(1, 10.0), (2, 12.0), (5, 20.0), (10, 24.0), (20, 18.0), (50, 10.0), (100, 6.0)]),
    ),
    rule(
        "minutes or messages included",
        "min incl|minutes included|included minutes|sms incl|sms included|included sms|* incl",
        WHOLE,
        Make::Ints(&[(50, 10.0), (100, 24.0), (200, 20.0), (300, 16.0), (500, 18.0), (1000, 12.0)]),
    ),
    rule(
        "telephone company",
        "donor|recipient|operator|* operator|donor *|recipient *|carrier",
        TEXT,
        Make::Words("Northwave|Telora|BlueCell|Vantel|Lumo Mobile|Corvia"),
    )
    .of("porting port number sim msisdn cdr roaming"),
    rule(
        "stack trace",
        "backtrace|stack trace|traceback|stacktrace|call stack",
        TEXT,
        Make::Templates(&[
            "at {service_name}.handle ({file_stem}.rb:{number:12-480})",
            "at {service_name}.perform ({file_stem}.py:{number:12-480})",
            "at {service_name}.run ({file_stem}.js:{number:12-480})",
        ]),
    )
    .nulls(0.4),
    rule("caption", "caption|* caption|alt text|alt|image description|photo description", TEXT,
        Make::Pool("caption")).nulls(0.2),
    rule(
        "step of a recipe",
        "instruction|instructions|text|description|step|body|content|directions|method",
        TEXT,
        Make::Words(
            "Preheat the oven to 200 degrees.|Chop the onions finely.|Season with salt and pepper.|\
             Bring the stock to a boil.|Simmer for twenty minutes.|Stir in the cream.|\
             Fold in the egg whites.|Knead the dough until smooth.|Let it rest for an hour.|\
             Fry on both sides until golden.|Drain and set aside.|Whisk the eggs with the sugar.|\
             Bake for 35 minutes.|Garnish with fresh herbs and serve.|Grate the cheese.|\
             Rinse the rice under cold water.|Melt the butter in a pan.|Leave to cool before slicing.",
        ),
    )
    .of("step instruction direction"),
    rule(
        "subject of an activity",
        "subject|title|summary|headline",
        TEXT,
        Make::Words(
            "Intro call|Product demo|Follow-up on proposal|Contract negotiation|Quarterly review|\
             Send pricing|Onboarding session|Renewal discussion|Check-in call|Site visit|\
             Technical deep dive|Prepare quote|Reference call|Kick-off meeting|Lunch meeting",
        ),
    )
    .of("activity interaction touchpoint engagement"),
    rule(
        "subject line",
        "subject|subject line",
        TEXT,
        Make::Pool("email_subject"),
    )
    .beside("sender|recipient|from email|to email|from address|to address|receiver|body|cc"),
    rule("kind of post", "post type", TEXT,
        Make::Choice(&[("post", 50.0), ("page", 20.0), ("attachment", 20.0), ("revision", 10.0)])),
    rule("whether comments are open", "comment status|ping status", TEXT,
        Make::Choice(&[("open", 75.0), ("closed", 25.0)])),
    rule("verdict on a comment", "comment approved", TEXT,
        Make::Choice(&[("1", 80.0), ("0", 12.0), ("spam", 8.0)])),
    rule("hex colour", "* color|color|* colour", TEXT, Make::Pattern("[0-9A-F]{6}"))
        .within(6)
        .of("graph screen widget theme chart map config severity style"),
    rule("percentage of tax", "tax rate|vat rate|sales tax rate|gst rate", NUMBER,
        Make::With(tax_rate)),
    rule("day of a month", "bill cycle day|billing day|day of month|cycle day|statement day|due day",
        WHOLE, flat(1.0, 28.0)),
];

/// The class that a row elsewhere is of, as frameworks write it beside the row's key.
const CLASSES: &[(&str, f64)] = &[
    ("User", 30.0),
    ("Post", 20.0),
    ("Product", 14.0),
    ("Order", 10.0),
    ("Comment", 8.0),
    ("Account", 6.0),
    ("Project", 6.0),
    ("Document", 6.0),
];

/// What a file is, told by the ending of the name beside it.
/// Extensions of files and the media types that they stand for.
const EXTENSIONS: &[(&str, &str)] = &[
    (".pdf", "application/pdf"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".gif", "image/gif"),
    (".svg", "image/svg+xml"),
    (".webp", "image/webp"),
    (".mp4", "video/mp4"),
    (".mov", "video/quicktime"),
    (".mp3", "audio/mpeg"),
    (".wav", "audio/wav"),
    (".zip", "application/zip"),
    (".yaml", "application/yaml"),
    (".sql", "application/sql"),
    (".gz", "application/gzip"),
    (".csv", "text/csv"),
    (".txt", "text/plain"),
    (".md", "text/markdown"),
    (".html", "text/html"),
    (".json", "application/json"),
    (".xml", "application/xml"),
    (".log", "text/plain"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

fn type_of_file(field: Field<'_, '_>) -> Option<Source> {
    let name =
        field.table.find("filename|file name|original filename|original name|* file name")?;
    if name.class != Class::Text || name.is_nullable() {
        return None;
    }
    type_of_named(field.facts, name.name())
}

/// The media type that the extension of a file's name stands for.
pub(crate) fn type_of_named(facts: &ColumnFacts<'_>, name: &str) -> Option<Source> {
    let room = facts.max_length().unwrap_or(u32::MAX);
    let name = ident(name);
    // Narrow columns hold the types of offices' files no more.
    let fits = |(_, kind): &&(&str, &str)| kind.len() <= room as usize;
    let cases: Vec<String> = EXTENSIONS
        .iter()
        .filter(fits)
        .map(|(end, kind)| format!("when {name} like '%{end}' then '{kind}'"))
        .collect();
    if room < 24 {
        return None;
    }
    let formula = format!("case {} else 'application/octet-stream' end", cases.join(" "));
    Some(crate::formulas::expression(formula))
}

fn house_price(field: Field<'_, '_>) -> Option<Source> {
    if field.table.business != Business::Property
        || super::is_of(
            field.table,
            "lease rent tenancy tenant payment fee expense maintenance invoice bill receipt \
                 utility booking",
        )
        || field.facts.is("rent amount|* fee|fee *|price per *|deposit *|* deposit|tax *")
    {
        return None;
    }
    Some(super::amounts::amount(field, 385_000.0, 0.4, 1_000.0))
}

fn credentials(field: Field<'_, '_>) -> Option<Source> {
    Some(if field.table.business == Business::Medicine {
        written("MD|DO|RN|NP|PA-C|MD, PhD|PharmD|RN, BSN|DNP|MBBS")
    } else {
        written("PhD|MBA|MSc|BSc|CPA|PMP|MA|BA")
    })
}

/// Rates that states ask for, as a fraction where the type has room for nothing else.
fn tax_rate(field: Field<'_, '_>) -> Option<Source> {
    let rates: &[f64] = match field.table.locale {
        "de_DE" => &[19.0, 7.0],
        "fr_FR" => &[20.0, 10.0, 5.5],
        "en_GB" => &[20.0, 5.0, 0.0],
        "es_ES" => &[21.0, 10.0, 4.0],
        "it_IT" => &[22.0, 10.0, 4.0],
        "ja_JP" => &[10.0, 8.0],
        "zh_CN" => &[13.0, 9.0, 6.0],
        "pt_BR" => &[18.0, 12.0, 7.0],
        _ => return None,
    };
    if field.facts.class != Class::Decimal {
        return None;
    }
    let unit = if super::is_fraction(field) { 100.0 } else { 1.0 };
    let value = |rate: &f64| crate::finish::scalar(crate::finish::round(rate / unit));
    Some(Source::Choice(ChoiceSource {
        values: rates.iter().map(value).collect(),
        weights: Some((0..rates.len()).map(|rank| 8.0 / (rank + 1) as f64).collect()),
    }))
}
