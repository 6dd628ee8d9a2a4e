//! Columns that only some rows have: what a flag says that there is, what a company has and a
//! person has not, what is known of a payment once it is made.

use seedbed_generate::plan::{Bound, Case, ConditionalSource, Scalar, Source};

use super::{Sides, always};
use crate::finish;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Opens and shuts the gates of a row.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for flag in sides.free() {
        by_flag(sides, flag);
    }
    rights(sides);
    companies(sides);
    spouses(sides);
    unpaid(sides);
    experience(sides);
    offers(sides);
}

/// What is for rent has no price to be sold for, and what is for sale none by the day.
fn offers(sides: &mut Sides<'_, '_, '_>) {
    const SOLD: &str = "sale price|selling price|asking price|sales price|price sale|sell price";
    const RENTED: &str = "daily price|weekly price|monthly price|daily rate|weekly rate|\
         monthly rate|monthly rent|rent|rent price|rental price|rent *|deposit|security deposit|\
         price per day|price per night|price per month|rental rate|daily rental price|hourly rate|\
         hourly price";
    let label = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    };
    let names = "type|listing type|offer type|purpose|transaction type|category|kind|status|* type";
    let found = names.split('|').find_map(|name| {
        let kind = sides.named(name, label)?;
        let is = |label: &str, of: &[&str]| of.contains(&label);
        let sold = sides.listed(kind, |label| is(label, &["sale", "sell", "for sale", "selling"]));
        let rented = sides.listed(kind, |label| {
            is(label, &["rental", "rent", "for rent", "lease", "for lease", "hire", "for hire"])
        });
        (!sold.is_empty() && !rented.is_empty()).then_some((kind, sold, rented))
    });
    let Some((kind, sold, rented)) = found else { return };
    let name = ident(kind.name());
    let reason = format!("{} says what is offered", kind.name());
    for facts in sides.free() {
        if !facts.class.is_number() || facts.linked {
            continue;
        }
        let no = match () {
            () if facts.is(SOLD) => &rented,
            () if facts.is(RENTED) => &sold,
            () => continue,
        };
        let shut = format!("{name} IN ({})", no.join(", "));
        sides.absent(facts, &shut, &reason);
    }
}

/// Words of flags that say whether there is something.
const THERE: &[&str] = &["eligible", "enabled", "applicable"];

/// What has a flag for whether somebody wants it, not whether it is there.
const WANTED: &[&str] = &[
    "email",
    "phone",
    "sms",
    "mobile",
    "name",
    "user",
    "account",
    "login",
    "password",
    "address",
    "whatsapp",
    "notification",
    "notifications",
    "push",
    "marketing",
    "is",
    "children",
    "status",
    "comment",
    "comments",
    "image",
    "images",
    "more",
    "next",
    "title",
    "url",
];

/// What is of a thing is nothing where the flag says that there is no such thing: `zakat_amount`
/// beside `zakat_eligible`, `discount` beside `has_discount`.
fn by_flag(sides: &mut Sides<'_, '_, '_>, flag: &ColumnFacts<'_>) {
    let Some(stem) = thing(flag).filter(|_| flag.class == Class::Bool) else { return };
    let shut = format!("NOT coalesce({}, FALSE)", ident(flag.name()));
    for facts in sides.free() {
        let of = facts.words.starts_with(&stem)
            && facts.name() != flag.name()
            && facts.class != Class::Bool
            && !facts.linked
            && facts.key == KeyPart::No;
        if of {
            shut_out(sides, facts, &shut, &format!("{} says whether it is", flag.name()));
        }
    }
}

/// What a flag says that there is.
fn thing(flag: &ColumnFacts<'_>) -> Option<Vec<String>> {
    let words: Vec<String> = flag.words.iter().filter(|word| *word != "is").cloned().collect();
    let stem = match words.as_slice() {
        [first, rest @ ..] if first == "has" => rest,
        [rest @ .., last] if THERE.contains(&last.as_str()) => rest,
        _ => return None,
    };
    let wanted = stem.iter().any(|word| WANTED.contains(&word.as_str()));
    (!stem.is_empty() && !wanted).then(|| stem.to_vec())
}

/// NULL, or nothing where nothing is what a column has by default.
pub(super) fn shut_out(
    sides: &mut Sides<'_, '_, '_>,
    facts: &ColumnFacts<'_>,
    shut: &str,
    reason: &str,
) {
    let nothing = facts.class.is_number() && finish::default_number(facts) == Some(0.0);
    let plain = matches!(sides.source(facts), Some(Source::Number(_) | Source::Choice(_)));
    if nothing && plain {
        let Some(some) = sides.source(facts).cloned() else { return };
        let source = otherwise(shut.to_owned(), always(Scalar::Int(0)), some);
        sides.make(facts, source, "present or absent", reason.to_owned());
        sides.spare(facts, 0.0);
    } else if facts.is_nullable() {
        sides.absent(facts, shut, reason);
    }
}

/// One source where a condition holds, another one elsewhere.
pub(super) fn otherwise(when: String, then: Source, rest: Source) -> Source {
    Source::Conditional(ConditionalSource {
        cases: vec![Case { when, then }],
        otherwise: Some(Box::new(rest)),
    })
}

/// Who may edit may also read, and who administers may edit.
fn rights(sides: &mut Sides<'_, '_, '_>) {
    const READS: &[&str] = &["view", "read", "see", "list", "access"];
    const RULES: &[&str] = &["admin", "administer", "manage"];
    let free = sides.free();
    let right = |facts: &ColumnFacts<'_>| match facts.words.as_slice() {
        [can, deed] if can == "can" && facts.class == Class::Bool => Some(deed.clone()),
        _ => None,
    };
    let drawn = |sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>| {
        matches!(sides.source(facts), Some(Source::Choice(_)))
    };
    let of = |deeds: &[&str], is: bool| -> Vec<&ColumnFacts<'_>> {
        let fits = |facts: &&&ColumnFacts<'_>| {
            right(facts).is_some_and(|deed| deeds.contains(&deed.as_str()) == is)
        };
        free.iter().filter(fits).copied().collect()
    };
    let any = |given: &[&ColumnFacts<'_>]| -> String {
        let parts: Vec<String> =
            given.iter().map(|facts| format!("coalesce({}, FALSE)", ident(facts.name()))).collect();
        parts.join(" OR ")
    };
    let (reads, others) = (of(READS, true), of(READS, false));
    let rules = of(RULES, true);
    let mut lower: Vec<(&ColumnFacts<'_>, String)> = Vec::new();
    for facts in others.iter().filter(|facts| !rules.iter().any(|one| one.name() == facts.name())) {
        if !rules.is_empty() {
            lower.push((facts, any(&rules)));
        }
    }
    for facts in &reads {
        if !others.is_empty() {
            lower.push((facts, any(&others)));
        }
    }
    for (facts, higher) in lower {
        let Some(own) = sides.source(facts).cloned().filter(|_| drawn(sides, facts)) else {
            continue;
        };
        // Most who are let in at all may look around.
        let own = if reads.iter().any(|one| one.name() == facts.name()) {
            finish::flag(0.8)
        } else {
            own
        };
        let source = otherwise(higher, always(Scalar::Bool(true)), own);
        sides.make(facts, source, "right", "greater rights stand beside it".to_owned());
    }
}

/// Words of kinds that are companies, and of those that are people.
const COMPANIES: &[&str] = &[
    "corporate",
    "company",
    "business",
    "organization",
    "organisation",
    "legal entity",
    "commercial",
    "enterprise",
    "b 2 b",
    "b2b",
    "legal",
    "juridical",
    "institution",
];
const PEOPLE: &[&str] = &[
    "individual",
    "personal",
    "private",
    "person",
    "consumer",
    "natural",
    "b 2 c",
    "b2c",
    "natural person",
    "residential",
    "household",
];
/// What companies have.
const OF_COMPANIES: &str = "company|company *|* company|business name|business *|tax number|\
     tax office|tax id|vat number|vat id|vat no|vat registration *|trade name|legal name|registration number|\
     organization name|organisation name|corporate *|trade registry *|commercial register *|ein|\
     company registration *|siret|siren";
/// What people have.
const OF_PEOPLE: &str = "national id|national id *|identity number|tc no|tc number|tc identity *|ssn|\
     social security *|passport *|passport|birth date|date of birth|gender|sex|marital status|\
     personal id|personal id *|middle name";

/// Only companies have a company's name, and only people were born.
fn companies(sides: &mut Sides<'_, '_, '_>) {
    let free = sides.free();
    let kinds = free.iter().copied().find_map(|kind| {
        let called = kind.is("type|* type|kind|* kind|category|segment|* category|* segment");
        let of = |words: &[&str]| sides.listed(kind, |label| words.contains(&label));
        let (companies, people) = (of(COMPANIES), of(PEOPLE));
        let told = called && !companies.is_empty() && !people.is_empty();
        told.then_some((kind, companies, people))
    });
    let Some((kind, companies, people)) = kinds else { return };
    let reason = format!("{} says whose it is", kind.name());
    let name = ident(kind.name());
    for facts in free.iter().filter(|facts| facts.name() != kind.name() && !facts.linked) {
        if facts.is(OF_COMPANIES) {
            let shut = format!("coalesce({name} NOT IN ({}), TRUE)", companies.join(", "));
            sides.absent(facts, &shut, &reason);
        } else if facts.is(OF_PEOPLE) {
            let shut = format!("coalesce({name} NOT IN ({}), TRUE)", people.join(", "));
            sides.absent(facts, &shut, &reason);
        }
    }
}

/// Only the married have a husband or a wife.
fn spouses(sides: &mut Sides<'_, '_, '_>) {
    let Some(state) = sides.named("marital status|civil status|* marital status", |_| true) else {
        return;
    };
    let married = sides.listed(state, |label| {
        let label = label.trim_start_matches("is ");
        label.starts_with("married") || label.contains("partner") && !label.contains("former")
    });
    if married.is_empty() {
        return;
    }
    let shut = format!("coalesce({} NOT IN ({}), TRUE)", ident(state.name()), married.join(", "));
    let reason = format!("{} stands beside it", state.name());
    let spouse = |facts: &&&ColumnFacts<'_>| {
        facts.words.iter().any(|word| word == "spouse") && !facts.linked
    };
    for facts in sides.free().iter().filter(spouse) {
        match (facts.class, sides.source(facts).cloned()) {
            (Class::Bool, Some(Source::Choice(_))) => {
                let source =
                    otherwise(shut.clone(), always(Scalar::Bool(false)), finish::flag(0.5));
                sides.make(facts, source, "flag of a spouse", reason.clone());
            }
            (Class::Bool, _) => {}
            _ => sides.absent(facts, &shut, &reason),
        }
    }
}

/// What is known of a payment once it is made.
fn unpaid(sides: &mut Sides<'_, '_, '_>) {
    const KNOWN: &str = "payment ref|payment reference|payment provider|payment id|\
         payment intent|payment intent id|payment transaction id|transaction id|transaction ref|\
         transaction reference|payment gateway|receipt number|receipt url";
    let Some(state) = sides.named("payment status|payment state|paid status", |_| true) else {
        return;
    };
    let waiting = sides.listed(state, |label| {
        matches!(label, "unpaid" | "not paid" | "none" | "not required" | "awaiting" | "open")
    });
    if waiting.is_empty() {
        return;
    }
    let shut = format!("{} IN ({})", ident(state.name()), waiting.join(", "));
    let reason = format!("{} stands beside it", state.name());
    for facts in sides.free() {
        if facts.is(KNOWN) && !facts.linked && facts.class == Class::Text {
            sides.absent(facts, &shut, &reason);
        }
    }
}

/// Nobody has worked for longer than since school.
fn experience(sides: &mut Sides<'_, '_, '_>) {
    const NAMES: &str = "experience years|years of experience|years experience|* experience years|\
         experience in years|total experience|work experience years|experience";
    let Some(facts) = sides.named(NAMES, |facts| facts.class.is_number()) else { return };
    let Some(born) = sides.named("birth date|date of birth|born|dob", |born| {
        born.class.is_moment() && born.tick.is_none()
    }) else {
        return;
    };
    let Some(Source::Number(number)) = sides.source(facts) else { return };
    let mut number = number.clone();
    let grown = format!(
        "greatest(0, coalesce(extract(year from age(current_date, cast({} as date))) - 23, 12))",
        ident(born.name())
    );
    number.min = Some(finish::bound(0.0));
    number.max = Some(Bound::Expression { expression: grown });
    let reason = format!("{} stands beside it", born.name());
    sides.make(facts, Source::Number(number), "years of experience", reason);
}
