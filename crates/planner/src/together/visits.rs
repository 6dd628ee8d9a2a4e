//! Why somebody comes to a doctor, by the kind of the visit: emergencies are no vaccinations.

use seedbed_generate::plan::{Case, ConditionalSource, Source, Vocabulary};

use super::Sides;
use super::fitting::COMPLAINTS;
use crate::names::ident;
use crate::recognise::{is_of, written};
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words of kinds of visits, and why people come.
const REASONS: &[(&str, &str)] = &[
    (
        "emergency|er|ed|casualty|urgent|urgent care|trauma|accident|a e|emergency room|acute",
        "Chest pain|Shortness of breath|Abdominal pain|Head injury after a fall|High fever|\
         Suspected fracture of the wrist|Deep cut on the hand|Severe headache|Asthma attack|\
         Allergic reaction|Dehydration|Burn on the forearm|Seizure|Dizziness and fainting|\
         Cough and fever|Wound care",
    ),
    (
        "ipd|inpatient|in patient|admission|hospitalization|hospitalisation|admitted|surgery|\
         surgical|day care|stationary",
        "Pneumonia|Planned knee replacement|Gallbladder surgery|Shortness of breath|\
         Chest discomfort|Uncontrolled diabetes|Severe dehydration|Appendicitis|\
         Hip fracture after a fall|Observation after a fainting spell|Abdominal pain|\
         Kidney stones|Hernia repair",
    ),
    (
        "follow up|followup|review|checkup|check up|control|recheck",
        "Follow-up visit|Medication review|Blood pressure check|Diabetes check-up|\
         Lab results review|Wound care|Joint swelling|Back pain",
    ),
    (
        "teleconsult|telemedicine|telehealth|video|phone|online|virtual|teleconsultation",
        "Medication review|Lab results review|Follow-up visit|Skin rash|Sleep problems|Anxiety|\
         Allergy symptoms|Referral request|Sore throat|Headache",
    ),
];

/// Gives each kind of visit its reasons.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    let table = sides.draft.table;
    let visit = is_of(table, "visit appointment encounter admission consultation triage");
    if !visit || !table.locale.starts_with("en") {
        return;
    }
    let free = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text
            && facts.key == KeyPart::No
            && facts.max_length().is_none_or(|most| most >= 40)
    };
    let Some(reason) = sides.named(COMPLAINTS, free) else { return };
    let of_doctors = match sides.source(reason) {
        Some(Source::Pool(pool)) => {
            matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "visit_reason")
        }
        _ => false,
    };
    let kinds = "visit type|appointment type|encounter type|type|kind|admission type|visit kind|\
         type of visit|consultation type|category|encounter class|visit category|class";
    let label = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    };
    let Some(kind) = sides.named(kinds, label).filter(|_| of_doctors) else { return };
    let cases: Vec<Case> = REASONS
        .iter()
        .filter_map(|(words, reasons)| {
            let labels = sides.listed(kind, |label| words.split('|').any(|word| word == label));
            let when = format!("{} IN ({})", ident(kind.name()), labels.join(", "));
            (!labels.is_empty()).then(|| Case { when, then: written(reasons) })
        })
        .collect();
    let own = sides.source(reason).cloned();
    if cases.is_empty() {
        return;
    }
    let source = ConditionalSource { cases, otherwise: own.map(Box::new) };
    let meaning = sides.meaning(reason).to_owned();
    sides.make(reason, Source::Conditional(source), &meaning, format!("{} says it", kind.name()));
}
