//! Vital signs of people: what is measured at every visit, by its short names, too.

use seedbed_generate::plan::{Distribution, NumberSource, Source};

use super::{Field, Make, NUMBER, Rule, TEXT, bell, is_of, rule, template};
use crate::business::Business;
use crate::finish;

pub(super) const RULES: &[Rule] = &[
    rule(
        "heart rate",
        "vitals hr|vital hr|vitals pulse|vitals heart rate|hr|pulse|heart rate|* heart rate|\
         * pulse rate|pulse rate|hr bpm|heart rate bpm",
        NUMBER,
        Make::With(heart_rate),
    )
    .nulls(0.05),
    rule(
        "heart rate",
        "resting hr|avg hr|average hr|mean hr|resting pulse",
        NUMBER,
        bell(69.0, 9.0, 44.0, 118.0),
    )
    .nulls(0.1),
    rule(
        "oxygen in per cent",
        "spo 2|* spo 2|spo2|* spo2|oxygen saturation|* oxygen saturation|o 2 saturation|\
         o 2 sat|* o 2 sat|sao 2|sp o 2|* sp o 2",
        NUMBER,
        Make::With(oxygen),
    )
    .nulls(0.05),
    rule(
        "temperature of a body in degrees Celsius",
        "temp|temperature|* temp|* temperature|body temp|body temperature|temp c|temperature c|\
         * temp c|* temperature c|temp celsius|temperature celsius",
        NUMBER,
        Make::With(temperature),
    )
    .unless("room *|storage *|ambient *|fridge *|water *|outside *")
    .nulls(0.05),
    rule(
        "breaths a minute",
        "rr|vitals rr|respiratory rate|* respiratory rate|resp rate|respiration rate|respirations|\
         breathing rate|* resp rate|respiration|vitals resp",
        NUMBER,
        Make::With(breaths),
    )
    .nulls(0.05),
    rule(
        "upper blood pressure",
        "systolic|* systolic|systolic *|bp sys|sys bp|sbp|bp systolic|bp high",
        NUMBER,
        Make::With(systolic),
    )
    .nulls(0.05),
    rule(
        "lower blood pressure",
        "diastolic|* diastolic|diastolic *|bp dia|dia bp|dbp|bp diastolic|bp low",
        NUMBER,
        Make::With(diastolic),
    )
    .nulls(0.05),
    rule(
        "blood pressure",
        "bp|* bp|blood pressure|* blood pressure|bp reading|blood pressure reading",
        TEXT,
        Make::With(pressure),
    )
    .nulls(0.05),
];

/// Whether rows tell of people who are treated.
fn is_clinical(field: Field<'_, '_>) -> bool {
    let named = field.facts.words.iter().any(|word| word == "vitals" || word == "vital");
    let table = is_of(
        field.table,
        "vital vitals patient triage encounter nursing checkup consultation observation screening",
    );
    let medical = field.table.business == Business::Medicine;
    let person = field.table.find("patient id|encounter id|visit id|patient").is_some();
    named || table || person || medical && is_of(field.table, "visit admission examination exam")
}

/// A bell curve, whole or with as many digits as the column has.
fn near(field: Field<'_, '_>, mean: f64, deviation: f64, reach: (f64, f64)) -> Option<Source> {
    if !is_clinical(field) {
        return None;
    }
    let curve = Distribution::Normal { mean, deviation };
    let number = finish::bounded(field.facts, curve, Some(reach.0), Some(reach.1));
    let scale = super::scale(field.facts).map(|digits| digits.min(1));
    Some(Source::Number(NumberSource { scale, ..number }))
}

fn heart_rate(field: Field<'_, '_>) -> Option<Source> {
    near(field, 78.0, 12.0, (52.0, 128.0))
}

fn oxygen(field: Field<'_, '_>) -> Option<Source> {
    near(field, 97.0, 1.5, (89.0, 100.0))
}

/// In degrees Fahrenheit where the name says so.
fn temperature(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.words.iter().any(|word| word == "f" || word == "fahrenheit") {
        return near(field, 98.5, 0.9, (96.0, 104.0));
    }
    near(field, 36.9, 0.5, (35.6, 40.2))
}

fn breaths(field: Field<'_, '_>) -> Option<Source> {
    near(field, 16.0, 2.4, (11.0, 28.0))
}

fn systolic(field: Field<'_, '_>) -> Option<Source> {
    near(field, 124.0, 13.0, (92.0, 182.0))
}

fn diastolic(field: Field<'_, '_>) -> Option<Source> {
    near(field, 78.0, 8.0, (54.0, 90.0))
}

/// The upper and the lower, as they are said: `128/82`.
fn pressure(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 7);
    let spoken = field.facts.words.iter().any(|word| word == "blood");
    (room && (spoken || is_clinical(field))).then(|| {
        template(&[
            "{number:106-119}/{number:64-76}",
            "{number:118-132}/{number:72-84}",
            "{number:118-132}/{number:72-84}",
            "{number:132-158}/{number:80-96}",
        ])
    })
}
