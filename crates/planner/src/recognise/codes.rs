//! Codes and numbers that people read out to each other.

use seedbed_generate::plan::{EntityKind, EntitySource, PatternSource, SequenceSource, Source};

use super::{Field, Make, Rule, TEXT, is_unique, rule, template};
use crate::finish;
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "location code",
        "unlocode|un locode|locode",
        TEXT,
        Make::Pattern("(US|DE|NL|CN|SG|GB|ES|JP)[A-Z]{3}"),
    ),
    rule("carrier code", "scac|scac code", TEXT, Make::Pattern("[A-Z]{4}")),
    rule(
        "waybill number",
        "awb|air waybill|waybill|waybill number|awb number|bill of lading|bol",
        TEXT,
        Make::Pattern("[0-9]{3}-[0-9]{8}"),
    ),
    rule("hazard number", "un number|un no|hazmat number", TEXT, Make::Pattern("UN[1-3][0-9]{3}")),
    rule("key made by a program", "cuid", TEXT, Make::Pattern("c[a-z0-9]{24}")),
    rule("key made by a program", "nanoid", TEXT, Make::Pattern("[A-Za-z0-9_-]{21}")),
    rule("key made by a program", "ulid", TEXT, Make::Pattern("01[0-9A-HJKMNP-TV-Z]{24}")),
    rule(
        "coupon code",
        "coupon|coupon code|promo code|discount code|voucher code|voucher|\
         promotion code",
        TEXT,
        Make::With(coupon),
    )
    .nulls(0.8),
    rule("coupon code", "code|name", TEXT, Make::With(coupon)).about(&[S::Coupon]),
    rule(
        "tracking number",
        "tracking number|* tracking number|tracking|tracking code|\
         tracking reference|carrier tracking number|airway bill",
        TEXT,
        Make::Pattern("TRK[0-9]{10}"),
    )
    .nulls(0.2),
    rule(
        "licence plate",
        "license plate|plate|plate number|registration plate|number plate|\
         registration",
        TEXT,
        Make::Pattern("[1-9][A-Z]{3}[0-9]{3}"),
    ),
    rule("book number", "isbn|isbn 13|isbn 10|* isbn", TEXT, Make::With(isbn)),
    rule(
        "serial number",
        "serial|serial number|* serial number|serial code|imei|asset tag|\
         asset number|inventory number",
        TEXT,
        Make::Pattern("[A-Z]{2}[0-9]{2}[A-Z][0-9]{6}"),
    )
    .nulls(0.1),
    rule(
        "document number",
        "number|* number|number *|* reference number|reference|* reference|\
         order reference|invoice reference|confirmation code|booking reference|\
         confirmation number|authorization code|auth code|* reference code|\
         ticket key|case number|document number|receipt|credit card approval code",
        TEXT,
        Make::With(document_number),
    )
    .nulls(0.15),
    rule(
        "short code",
        "code|* code|code *|short code|abbreviation|abbr|symbol|identifier|\
         external code|short name|* abbreviation|acronym|callsign|ticker",
        TEXT,
        Make::With(short_code),
    ),
];

fn coupon(field: Field<'_, '_>) -> Option<Source> {
    if is_unique(field.facts) {
        return Some(template(&["{coupon_code}{number:10-999}"]));
    }
    Some(super::pool("coupon_code"))
}

/// With its check digit; with dashes where CHECKs ask for them.
fn isbn(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let short = facts.is("isbn 10") || facts.max_length().is_some_and(|most| most < 13);
    let (part, sample) = if short { ("isbn10", "0306406152") } else { ("isbn", "9780306406157") };
    if !finish::admits(facts, sample) {
        return finish::by_pattern(facts);
    }
    Some(Source::Entity(EntitySource::new(EntityKind::Identifier, part)))
}

/// `ORD-100042`: counted where it must not repeat, drawn otherwise.
fn document_number(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length().unwrap_or(20) as usize;
    if is_given(field) {
        return digits(field);
    }
    let stem = stem(field);
    let prefix = if most >= stem.len() + 7 { format!("{stem}-") } else { String::new() };
    let digits = most.saturating_sub(prefix.len()).clamp(1, 6);
    if !finish::admits(field.facts, &format!("{prefix}{}", &"100001"[..digits])) {
        return finish::by_pattern(field.facts);
    }
    if is_unique(field.facts) {
        let start = if digits == 6 { 100_001 } else { 1 };
        return Some(Source::Sequence(SequenceSource {
            start,
            prefix,
            width: digits as u8,
            ..SequenceSource::default()
        }));
    }
    Some(template(&[&format!("{prefix}{{digits:{digits}}}")]))
}

/// Whether others number people or firms by this: an authority, an insurer. The row is no document
/// that a firm gives letters of its own.
fn is_given(field: Field<'_, '_>) -> bool {
    let facts = field.facts;
    let numbered = facts.words.len() > 1 && facts.words.last().is_some_and(|word| word == "number");
    let own = facts.words.iter().any(|word| field.table.words.contains(word));
    let plain = facts.is("reference number|* reference number|document number|serial number");
    matches!(field.table.subject, S::Person | S::Company) && numbered && !own && !plain
}

/// Digits, as many as there is room for and people write.
fn digits(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length().unwrap_or(20).min(9);
    if !finish::admits(field.facts, &"1".repeat(most as usize)) {
        return finish::by_pattern(field.facts);
    }
    let more = most.saturating_sub(1);
    Some(Source::Pattern(PatternSource { pattern: format!("[1-9][0-9]{{{more}}}") }))
}

/// Three letters of what is numbered: `ORD` of an order number, or of the orders table.
fn stem(field: Field<'_, '_>) -> String {
    let plain =
        ["number", "reference", "code", "id", "confirmation", "document", "external", "case"];
    let named = field.facts.words.iter().find(|word| !plain.contains(&word.as_str()));
    let word = named.or(field.table.words.last()).map_or("REF", String::as_str);
    word.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase()
}

/// A few capitals, with digits where there is room, or words where the CHECKs want small letters.
fn short_code(field: Field<'_, '_>) -> Option<Source> {
    const FORMS: &[(u32, &str, &str)] = &[
        (7, "[A-Z]{3}-[0-9]{3}", "ABC-123"),
        (5, "[A-Z]{3}[0-9]{2}", "ABC12"),
        (4, "[A-Z]{4}", "ABCD"),
        (3, "[A-Z]{3}", "ABC"),
        (2, "[A-Z]{2}", "AB"),
        (1, "[A-Z]", "A"),
    ];
    let facts = field.facts;
    let most = facts.max_length().unwrap_or(8);
    let form =
        FORMS.iter().find(|(length, _, sample)| *length <= most && finish::admits(facts, sample));
    if let Some((_, pattern, _)) = form {
        return Some(Source::Pattern(PatternSource { pattern: (*pattern).to_owned() }));
    }
    let words = [("{adjective}_{noun}", "blue_lamp"), ("{adjective}-{noun}", "blue-lamp")];
    let spoken = words.iter().find(|(_, sample)| most >= 30 && finish::admits(facts, sample));
    spoken.map(|(words, _)| template(&[words])).or_else(|| finish::by_pattern(facts))
}
