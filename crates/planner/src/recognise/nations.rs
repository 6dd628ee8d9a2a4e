//! Numbers that authorities give people and firms, in the form that each country writes them.

use seedbed_generate::plan::{PatternSource, SequenceSource, Source};

use super::{Field, Make, Rule, TEXT, is_of, is_unique, rule};
use crate::finish;
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "number of an Indian resident",
        "aadhaar|aadhar|adhaar|aadhaar number|aadhar number|* aadhaar|* aadhar|* aadhaar number|\
         * aadhar number|aadhaar card number|aadhar card number|aadhaar no|aadhar no|uidai number",
        TEXT,
        Make::Pattern("[2-9][0-9]{11}"),
    )
    .nulls(0.15),
    rule(
        "number of an Indian taxpayer",
        "pan number|pan|pan card|pan card number|* pan number|pan no|permanent account number",
        TEXT,
        Make::With(permanent_account),
    )
    .nulls(0.15),
    rule(
        "code of an Indian bank's branch",
        "ifsc|ifsc code|* ifsc|* ifsc code|bank ifsc|bank ifsc code",
        TEXT,
        Make::Pattern("(HDFC|SBIN|ICIC|UTIB|PUNB|KKBK|BARB)0[0-9]{6}"),
    )
    .nulls(0.15),
    rule(
        "number of an Indian firm for sales tax",
        "gstin|gst number|gst no|* gstin|gstin number|gst registration number",
        TEXT,
        Make::Pattern("(07|09|19|24|27|29|33|36)[A-Z]{5}[0-9]{4}[A-Z]1Z[0-9A-Z]"),
    )
    .nulls(0.2),
    rule(
        "number of a Turkish citizen",
        "tckn|tc number|tc|* tc|* tckn|* tc number|tc kimlik number|tc kimlik|tc identity number|\
         kimlik number|tc id|tc id number",
        TEXT,
        Make::With(turkish),
    )
    .nulls(0.15),
    rule(
        "number of a Malaysian resident",
        "ic number|ic|nric|nric number|* nric|* ic number|mykad|mykad number|ic passport|\
         nric number old",
        TEXT,
        Make::With(malaysian),
    )
    .nulls(0.1),
    rule(
        "number of a patient",
        "uhid|* uhid|uhid number|universal health id|hospital number|abha number|\
         hospital patient number|upi number patient",
        TEXT,
        Make::With(patient),
    )
    .nulls(0.05),
    rule(
        "licence number",
        "* driver license|* driver license number|* drivers license|driving license|\
         driving license number|* driving license|* driving license number|dl number|\
         drivers license number|* license number driver|driver license no",
        TEXT,
        Make::Pattern("[A-Z][0-9]{7}"),
    )
    .nulls(0.2),
    rule(
        "number at an authority",
        "epf number|socso number|eis number|pf number|* pf number|uan|uan number|esi number|\
         esic number|pf account number|provident fund number|pension number|nssf number|\
         nhif number|sss number|philhealth number|pagibig number|tin number|superannuation number|\
         social insurance number|social security|hrdf number|insurance number social",
        TEXT,
        Make::With(authority),
    )
    .about(&[S::Person, S::Company, S::Other])
    .nulls(0.15),
    rule(
        "tax office",
        "tax office|tax office name|tax administration|revenue office|tax department office",
        TEXT,
        Make::Templates(&["{city_name} Tax Office"]),
    )
    .nulls(0.3),
    rule(
        "community that someone is born into",
        "caste|sub caste|subcaste|caste name|jati|gotra",
        TEXT,
        Make::Words("Not stated"),
    )
    .nulls(1.0),
];

/// Whether a rule knows more of a number's form than how many digits it has.
pub(super) fn knows(rule: &Rule) -> bool {
    RULES.iter().any(|own| own.meaning == rule.meaning)
}

fn pattern(pattern: impl Into<String>) -> Option<Source> {
    Some(Source::Pattern(PatternSource { pattern: pattern.into() }))
}

fn has_room(field: Field<'_, '_>, characters: u32) -> bool {
    field.facts.max_length().is_none_or(|most| most >= characters)
}

/// Not the number of a card, which has the same three letters.
fn permanent_account(field: Field<'_, '_>) -> Option<Source> {
    let card = is_of(field.table, "card payment transaction charge token wallet")
        || field.table.find("cvv|expiry *|card *|* last 4|last 4|masked *").is_some();
    let person = matches!(field.table.subject, S::Person | S::Company);
    let kin = field.table.find("ifsc *|ifsc|aadhaar *|aadhar *|gst *|gstin|aadhaar|aadhar");
    let spelt = field.facts.is("pan card|pan card number|permanent account number");
    let card = card || !(person || spelt || kin.is_some());
    (!card && has_room(field, 10)).then(|| pattern("[A-Z]{3}P[A-Z][0-9]{4}[A-Z]"))?
}

/// Eleven digits, the last of them even.
fn turkish(field: Field<'_, '_>) -> Option<Source> {
    has_room(field, 11).then(|| pattern("[1-9][0-9]{9}[02468]"))?
}

/// The birthday, the place of birth and a number.
fn malaysian(field: Field<'_, '_>) -> Option<Source> {
    let bare = "[6-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])";
    let short = field.facts.words.iter().any(|word| word == "ic");
    let person = field.table.subject == S::Person
        || field.table.find("full name|first name|nationality|birth date|gender").is_some();
    if short && !person {
        return None;
    }
    if has_room(field, 14) {
        return pattern(format!("{bare}-(0[1-9]|1[0-4])-[0-9]{{4}}"));
    }
    has_room(field, 12).then(|| pattern(format!("{bare}(0[1-9]|1[0-4])[0-9]{{4}}")))?
}

/// Counted where it may not repeat: `UHID-100001`.
fn patient(field: Field<'_, '_>) -> Option<Source> {
    let long = has_room(field, 12) && finish::admits(field.facts, "UHID-100001");
    if long && is_unique(field.facts) {
        return Some(Source::Sequence(SequenceSource {
            start: 100_001,
            prefix: "UHID-".to_owned(),
            width: 6,
            ..SequenceSource::default()
        }));
    }
    if long { pattern("UHID-[1-9][0-9]{5}") } else { None }
}

/// Digits, as many as the column has room for and authorities give.
fn authority(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length().unwrap_or(20);
    if most < 6 || !finish::admits(field.facts, &"1".repeat(most.min(10) as usize)) {
        return None;
    }
    pattern(format!("[1-9][0-9]{{{}}}", most.min(10) - 1))
}
