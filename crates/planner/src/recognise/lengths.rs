//! Lengths of time as numbers: how long something took, waits or lasts, in the unit that its name
//! or its default tells.

use seedbed_generate::plan::{ChoiceSource, Scalar, Source};

use super::{FRACTION, Field, Make, Rule, WHOLE, ints, number_around, rule, skewed};
use crate::finish;

pub(super) const RULES: &[Rule] = &[
    rule(
        "time of day in minutes",
        "start time|end time|* start time|* end time|start minute|end minute|opening time|\
         closing time|from time|to time",
        WHOLE,
        Make::With(minute_of_day),
    ),
    rule(
        "hour of the day",
        "hour min|min hour|hour from|from hour|start hour|hour start|opening hour|begin hour",
        WHOLE,
        Make::Ints(&[(0, 40.0), (6, 15.0), (7, 15.0), (8, 20.0), (9, 10.0)]),
    ),
    rule(
        "hour of the day",
        "hour max|max hour|hour to|to hour|end hour|hour end|closing hour",
        WHOLE,
        Make::Ints(&[(24, 0.0), (17, 15.0), (18, 25.0), (20, 25.0), (22, 20.0), (23, 15.0)]),
    ),
    rule(
        "waiting limit in milliseconds",
        "timeout ms|* timeout ms|interval ms|* interval ms|delay ms|* delay ms|ttl ms|\
         timeout millis|* timeout millis|period ms|* period ms|backoff ms",
        WHOLE,
        Make::With(milliseconds_to_wait),
    ),
    rule(
        "length of time in milliseconds",
        "* ms|ms|* millis|* milliseconds|latency|* latency|ping|* ping|response time|\
         * response time|execution time|* execution time|processing time|* processing time|\
         load time|* load time|render time|query time|rtt|lcp|fcp|ttfb|largest contentful paint|\
         first contentful paint|round trip time|connect time|avg response time|dns time|tls time",
        &[crate::survey::Class::Int, crate::survey::Class::Decimal],
        Make::With(milliseconds),
    )
    .unless("max load ms|min load ms|avg load ms"),
    rule(
        "length of time in milliseconds",
        "inp|fid|input delay|interaction to next paint|first input delay|tbt",
        &[crate::survey::Class::Int, crate::survey::Class::Decimal],
        skewed(120.0, 0.7, 1.0, 2_000.0),
    ),
    rule(
        "length of time in seconds",
        "elapsed|elapsed time|* elapsed|processing seconds|cpu time|* cpu time|run time|runtime",
        FRACTION,
        skewed(0.8, 1.0, 0.001, 600.0),
    ),
    rule(
        "waiting limit in seconds",
        "timeout|* timeout|timeout sec|timeout seconds|* timeout seconds|* timeout sec|\
         connect timeout|idle timeout|max wait|wait timeout",
        WHOLE,
        Make::With(seconds_to_wait),
    ),
    rule(
        "how long something is valid in seconds",
        "ttl|* ttl|ttl *|lifespan|* lifespan|lifetime|* lifetime|token validity|cache time|\
         * cache time|max age|* max age|expires in|* expires in|remember time|session length|\
         retention seconds|cache seconds",
        WHOLE,
        Make::With(validity),
    ),
    rule(
        "how often in seconds",
        "interval|* interval|interval seconds|* interval seconds|refresh rate|refresh interval|\
         frequency|poll frequency|check frequency|period|* period seconds|polling|polling *|\
         repeat interval|heartbeat|otp policy period",
        WHOLE,
        Make::With(every),
    )
    .unless(
        "slot interval|time slot interval|pay period|payment period|reporting period|\
         billing period|accounting period|fiscal period|grading period|contract period|\
         trial period|notice period|grace period|warranty period|retention period",
    ),
    rule(
        "limit of a length of time in seconds",
        "time limit|* time limit|grace period|lock time|lock period|lockout duration",
        WHOLE,
        Make::Ints(&[(0, 50.0), (900, 10.0), (1_800, 15.0), (3_600, 15.0), (7_200, 10.0)]),
    ),
    rule(
        "length of time in seconds",
        "uptime|up time|uptime seconds|* uptime",
        WHOLE,
        skewed(420_000.0, 1.2, 60.0, 30_000_000.0),
    ),
    rule(
        "length of time in seconds",
        "waiting duration|* waiting duration|action time|* delay stat|solve delay|close delay|\
         time spent|* time spent|total time|* total time|idle time|busy time|visit duration|\
         visit total time|session duration|call duration|elapsed|elapsed time|execution duration|\
         * execution duration|processing duration|talk time|hold time|handling time|wait time",
        WHOLE,
        skewed(240.0, 1.1, 0.0, 90_000.0),
    ),
    rule(
        "minutes between appointments",
        "buffer|* buffer|buffer *|buffer time|* buffer time|break|break time|break length|\
         * break|setup time|cleanup time|gap|turnover time",
        WHOLE,
        Make::With(minutes_between),
    )
    .unless("buffer size|buffer pool *|* buffer size|buffer length|buffer bytes"),
    rule(
        "length of an appointment in minutes",
        "slot interval|slot length|slot duration|slot minutes|meeting length|meeting duration|\
         appointment length|appointment duration|lesson length|slot size|time slot|\
         event length|duration in minutes|consultation length",
        WHOLE,
        Make::Ints(&[(15, 22.0), (20, 8.0), (30, 40.0), (45, 12.0), (60, 18.0)]),
    ),
    rule(
        "notice in minutes",
        "minimum notice|minimum * notice|min notice|booking notice|advance notice|lead time minutes",
        WHOLE,
        Make::Ints(&[(0, 10.0), (60, 25.0), (120, 35.0), (240, 15.0), (1_440, 15.0)]),
    ),
];

/// A length that the schema's author says is usual, where a default says so.
fn usual(field: Field<'_, '_>) -> Option<Source> {
    let usual = finish::default_number(field.facts).filter(|usual| *usual > 1.0)?;
    Some(Source::Number(number_around(field, usual)))
}

fn or_one_of(field: Field<'_, '_>, values: &[(i64, f64)]) -> Option<Source> {
    usual(field).or_else(|| ints(field, values))
}

fn milliseconds(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.is("lcp|fcp|load time|* load time|largest *|first *") {
        return usual(field).or_else(|| Some(curve(field, 1_700.0, 0.5, 20_000.0)));
    }
    usual(field).or_else(|| Some(curve(field, 85.0, 0.9, 30_000.0)))
}

fn curve(field: Field<'_, '_>, median: f64, sigma: f64, most: f64) -> Source {
    use seedbed_generate::plan::{Distribution, NumberSource};
    let shape = Distribution::LogNormal { median, sigma };
    let number = finish::bounded(field.facts, shape, Some(1.0), Some(most));
    Source::Number(NumberSource { scale: super::scale(field.facts), ..number })
}

fn milliseconds_to_wait(field: Field<'_, '_>) -> Option<Source> {
    let values = [
        (1_000, 15.0),
        (2_000, 10.0),
        (5_000, 30.0),
        (10_000, 20.0),
        (30_000, 20.0),
        (60_000, 5.0),
    ];
    or_one_of(field, &values)
}

fn seconds_to_wait(field: Field<'_, '_>) -> Option<Source> {
    let values = [(5, 15.0), (10, 20.0), (30, 30.0), (60, 20.0), (120, 8.0), (300, 7.0)];
    or_one_of(field, &values)
}

fn validity(field: Field<'_, '_>) -> Option<Source> {
    let values =
        [(300, 20.0), (900, 15.0), (1_800, 20.0), (3_600, 25.0), (36_000, 8.0), (86_400, 12.0)];
    or_one_of(field, &values)
}

fn every(field: Field<'_, '_>) -> Option<Source> {
    let values = [(30, 15.0), (60, 30.0), (300, 25.0), (600, 10.0), (3_600, 15.0), (86_400, 5.0)];
    or_one_of(field, &values)
}

fn minutes_between(field: Field<'_, '_>) -> Option<Source> {
    ints(field, &[(0, 50.0), (5, 15.0), (10, 15.0), (15, 15.0), (30, 5.0)])
}

/// Beginnings in the morning, ends in the evening, on the half hour; only beside an end whose
/// default is a minute of a day.
fn minute_of_day(field: Field<'_, '_>) -> Option<Source> {
    if !crate::kept::has_minutes_of_days(&field.table.columns) {
        return None;
    }
    let ends = field.facts.is("end *|* end time|closing time|to time");
    let hours: &[i64] = if ends { &[16, 17, 18, 20] } else { &[7, 8, 9, 10] };
    let values =
        hours.iter().flat_map(|hour| [hour * 60, hour * 60 + 30]).map(Scalar::Int).collect();
    Some(Source::Choice(ChoiceSource { values, weights: None }))
}
