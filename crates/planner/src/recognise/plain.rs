//! Columns whose names say it all, whatever the table.

use super::{Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, flat, money, rule, skewed, written};
use crate::business::Business;
use crate::subject::Subject as S;
use seedbed_generate::plan::Source;

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

fn house_price(field: Field<'_, '_>) -> Option<Source> {
    if field.table.business != Business::Property
        || super::is_of(field.table, "lease rent tenancy payment fee expense maintenance invoice")
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
    if field.facts.class != crate::survey::Class::Decimal {
        return None;
    }
    let unit = if super::is_fraction(field) { 100.0 } else { 1.0 };
    let value = |rate: &f64| crate::finish::scalar(crate::finish::round(rate / unit));
    Some(Source::Choice(seedbed_generate::plan::ChoiceSource {
        values: rates.iter().map(value).collect(),
        weights: Some((0..rates.len()).map(|rank| 8.0 / (rank + 1) as f64).collect()),
    }))
}
