//! How far apart moments lie in the trades: a policy runs for a year, a trial for two weeks.

use seedbed_generate::plan::{Bound, Hours, Source, TemporalSource, Unit};

use super::stages::{DAY, HOUR, MINUTE, Stage};
use super::{Today, core_words, stage_of};
use crate::draft::Draft;
use crate::exceptions;
use crate::formulas::expression;
use crate::names::ident;
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, TableFacts};
use crate::tokens;

/// Names of moments, words of the table (any when empty; its last one after `=`), and how long
/// after what they follow they come: the median in seconds, and how much it varies.
const SPANS: &[(&str, &str, (f64, f64))] = &[
    ("trial end|trial ends|trial *|* trial *", "", (14.0 * DAY, 0.1)),
    ("* period end|period end|* period ends", "", (30.0 * DAY, 0.02)),
    (
        "replay expires|recording expires|log expires|download expires|export expires",
        "",
        (30.0 * DAY, 0.1),
    ),
    ("invite expires|* invite expires|invitation expires|invited until", "", (7.0 * DAY, 0.05)),
    ("password expires|* password expires|password expiry", "", (90.0 * DAY, 0.1)),
    (
        "quote valid until|quote expires|quote expiry|quotation valid until|offer expires",
        "",
        (30.0 * DAY, 0.2),
    ),
    (
        "warranty expires|warranty until|warranty end|warranty expiry|* warranty *",
        "",
        (730.0 * DAY, 0.2),
    ),
    (
        "statute *|limitation *|retention until|retain until|* retention until",
        "",
        (2_190.0 * DAY, 0.2),
    ),
    ("cooling off *|withdrawal deadline", "", (14.0 * DAY, 0.02)),
    ("free time *|demurrage *", "", (7.0 * DAY, 0.3)),
    ("appeal deadline|objection deadline|appeal by", "", (30.0 * DAY, 0.1)),
    ("review due|decision due|response due|reply due", "", (20.0 * DAY, 0.2)),
    (
        "expires|expiry|expiration|reserved until|hold until|held until",
        "=cart basket order reservation hold checkout",
        (20.0 * MINUTE, 0.2),
    ),
    (
        "expires|expiry|expiration|use by|best before|retest",
        "kit drug lot batch medication vaccine reagent food medicine",
        (800.0 * DAY, 0.25),
    ),
    (
        "expires|expiry|expiration|renewal|* expires|* expiry",
        "certificate cert domain registration",
        (365.0 * DAY, 0.05),
    ),
    (
        "premium until|vip until|subscribed until|member until|paid until|subscription ends|\
             subscription end",
        "",
        (45.0 * DAY, 0.8),
    ),
    (
        "end|ends|finish|planned end",
        "season semester term campaign quarter promotion exhibition festival contract lease \
             subscription",
        (90.0 * DAY, 0.3),
    ),
    ("end|ends|to|until|through", "leave absence vacation holiday timeoff", (4.0 * DAY, 0.7)),
    ("* claimable until|claim until|redeem *", "", (14.0 * DAY, 0.3)),
    ("end|ends|ended", "match game round battle", (22.0 * MINUTE, 0.4)),
    ("database lock|data lock|last patient out|* patient out", "", (200.0 * DAY, 0.5)),
    ("last patient in|enrollment closed|* patient in", "", (240.0 * DAY, 0.5)),
    (
        "arrival|arrived|arrive|estimated arrival",
        "voyage sailing crossing vessel",
        (17.0 * DAY, 0.5),
    ),
    (
        "departed|left|left site|checked out",
        "inspection visit appointment inspector crew service repair",
        (70.0 * MINUTE, 0.6),
    ),
    ("sales end|sale end|sale ends|sales ends|sale to", "", (30.0 * DAY, 0.4)),
    ("presale ends|presale end|pre sale ends|early bird ends", "", (3.0 * DAY, 0.3)),
    (
        "actual departure|actual start|actual arrival|actual end|actual finish|actual completion",
        "",
        (7.0 * HOUR, 1.0),
    ),
    (
        "first repayment|* first repayment|first payment|first installment|first premium due|first \
             instalment",
        "",
        (30.0 * DAY, 0.05),
    ),
    ("settlement|settled", "claim case", (40.0 * DAY, 0.6)),
    ("restored|restoration|estimated restoration|* restoration", "outage", (3.0 * HOUR, 0.7)),
    ("detected", "outage incident alarm", (6.0 * MINUTE, 0.7)),
    ("removed|replaced", "meter device part sensor", (1_100.0 * DAY, 0.5)),
    ("sold|resold|disposed", "building house vehicle asset machine", (1_900.0 * DAY, 0.5)),
    ("move out|moved out|vacated", "", (500.0 * DAY, 0.5)),
    ("deposit returned|deposit refunded", "", (21.0 * DAY, 0.3)),
    ("reminder|first reminder|* first reminder", "invoice bill", (18.0 * DAY, 0.2)),
    (
        "second reminder|third reminder|final notice|last reminder",
        "invoice bill",
        (14.0 * DAY, 0.2),
    ),
];

/// How long after what it follows a moment comes by its name.
pub(super) fn named(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<(f64, f64)> {
    let is = |patterns: &str| {
        core_words(facts).iter().any(|words| tokens::matches(patterns, words).is_some())
    };
    let end = stage_of(facts)
        .is_some_and(|stage| matches!(stage.meaning, "end" | "planned end" | "expiry"));
    if lends_money(table) && end {
        return Some((540.0 * DAY, 0.5));
    }
    SPANS
        .iter()
        .find(|(names, of, _)| is(names) && (of.is_empty() || is_about(table, of)))
        .map(|(_, _, span)| *span)
}

/// Whether a table's name has one of the words; after `=` as its last.
fn is_about(table: &TableFacts<'_>, of: &str) -> bool {
    match of.strip_prefix('=') {
        Some(heads) => {
            table.words.last().is_some_and(|last| heads.split(' ').any(|word| word == last))
        }
        None => is_of(table, of),
    }
}

/// Whether a table's loans are of money, which run for years, and not of books.
fn lends_money(table: &TableFacts<'_>) -> bool {
    is_of(table, "loan mortgage credit")
        && table
            .find("principal|* principal|principal *|* interest *|interest rate|* interest rate")
            .is_some()
}

/// The day on which a contract of whole months ends, as a formula: so many months after it began.
pub(super) fn anniversary(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    stage: Option<&Stage>,
) -> Option<Source> {
    const ENDS: &str = "expiration|expiry|expires|expire|exp|end|ends|to|until|valid to|valid \
         until|valid thru|\
         effective to|renewal|renews|renewal due|maturity|matured|* maturity|* matured|terms end|* \
         end|* ends|* to";
    const STARTS: &str = "effective|effective *|start|start *|* start|valid from|starts *|begin|\
         begins|\
         begin *|inception|commenced|commencement *|disbursed *|disbursed|* disbursed|\
     last renewed *|issued|issue *|\
         issued *|first issued *|activated *|activated";
    const TERMS: &str = "number of repayments|number of installments|number of payments|term month|\
         term months|term in months|contract months|lease months|duration months|\
         term frequency|validity months|valid months|tenure months|tenor|tenure|loan term|term";
    let table = draft.table;
    let whole = is_of(
        table,
        "policy lease contract agreement license licence permit subscription membership \
             certificate warranty \
         insurance tenancy registration accreditation loan mortgage",
    );
    let stage = stage
        .filter(|stage| matches!(stage.meaning, "expiry" | "planned end" | "due date" | "end"))?;
    let named = core_words(facts).iter().any(|words| tokens::matches(ENDS, words).is_some());
    if !whole || !named || facts.tick.is_some() || exceptions::is_exception(table, facts) {
        return None;
    }
    let short = facts.is(
        "trial *|* trial *|* period *|hold *|lock *|notice *|appeal *|move *|cooling *|grace *|\
         review *|quote *|offer *|invite *|registration *|reminder *",
    );
    let begins = |start: &&ColumnFacts<'_>| {
        start.class.is_moment()
            && start.name() != facts.name()
            && draft.columns.contains_key(start.name())
            && start.tick.is_none()
            && (!start.is_nullable() || facts.is_nullable())
    };
    let start = STARTS
        .split('|')
        .filter(|_| !short)
        .find_map(|name| table.columns.iter().filter(begins).find(|start| start.is(name)))?;
    let term = table.find(TERMS).filter(|term| term.class == Class::Int && !term.linked);
    if stage.meaning == "end" && (term.is_none() || !facts.is("matured|* matured|matured *")) {
        return None;
    }
    if lends_money(table) && term.is_none() {
        return None;
    }
    let months = match term {
        Some(term) => format!("coalesce({}, 12) * interval '1 month'", ident(term.name())),
        None => "interval '12 months'".to_owned(),
    };
    let formula = format!("{} + {months}", ident(start.name()));
    Some(expression(match facts.class {
        Class::Date => format!("cast({formula} as date)"),
        _ => formula,
    }))
}

/// Moments that lie about now whenever the row began: what comes next, the period that runs, the
/// end of a suspension.
pub(super) fn about_now(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    today: Today,
) -> Option<TemporalSource> {
    let between = |from: i32, to: i32| TemporalSource {
        min: Some(today.days(from)),
        max: Some(today.days(to)),
        hours: Hours::Waking,
        ..TemporalSource::default()
    };
    if super::pairs::is_held(facts) {
        return None;
    }
    if facts.is("next *") {
        let days = match () {
            () if facts.is(
                "next scan *|next run *|next retry *|next check *|next poll *|next sync \
                 *|next attempt *|\
                 next try *|next heartbeat *|next execution *|next fetch *|next crawl *",
            ) =>
            {
                2
            }
            () if facts.is("next payment *|next billing *|next invoice *|next charge *|next \
                 delivery *|next read *|\
                 next episode *|next * read|next order *|next payout *") =>
            {
                30
            }
            () => 120,
        };
        return Some(between(0, days));
    }
    if facts
        .is("current period start|current period start *|current * start|current period started *")
    {
        return Some(between(-30, 0));
    }
    let open = exceptions::is_exception(table, facts)
        && exceptions::lasts(facts)
        && exceptions::beginning(table, facts).is_none();
    open.then(|| between(-20, 60))
}

/// What comes shortly before a beginning: doors open, cargo is closed for loading.
pub(super) fn before_start(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    const STARTS: &str = "start|starts|start *|starts *|departure|departure *|departs *|estimated \
         departure|etd|\
         kick off|kickoff|show *|screening *|scheduled departure";
    let is = |patterns: &str| {
        core_words(facts).iter().any(|words| tokens::matches(patterns, words).is_some())
    };
    let (from, to) = match () {
        () if is("doors open|doors|doors opens|gates open|boarding|boarding *|check in opens") => {
            ("2 hours", "30 minutes")
        }
        () if is("* cutoff|* cut off|cutoff|cut off") => ("6 days", "1 day"),
        () if is("* deadline|deadline|* closes|sales end|sale end")
            && is_of(draft.table, "event voyage") =>
        {
            ("10 days", "1 day")
        }
        () => return,
    };
    let table = draft.table;
    let start = table.columns.iter().find(|other| {
        other.class.is_moment()
            && !other.is_nullable()
            && other.tick.is_none()
            && other.name() != facts.name()
            && core_words(other).iter().any(|words| tokens::matches(STARTS, words).is_some())
    });
    // Where a CHECK puts the start after it, the start is made from it.
    let follows = |start: &&ColumnFacts<'_>| {
        super::checked_before(table, start).iter().any(|name| name == facts.name())
    };
    let start = start.filter(|start| facts.tick.is_none() && !follows(start));
    let Some(start) = start else { return };
    let bound = |before: &str| {
        Some(Bound::Expression {
            expression: format!("{} - interval '{before}'", ident(start.name())),
        })
    };
    let source = TemporalSource {
        min: bound(from),
        max: bound(to),
        hours: Hours::Any,
        unit: (facts.class == Class::Timestamp).then_some(Unit::Minute),
        ..TemporalSource::default()
    };
    let plan = crate::finish::with_nulls(facts, Source::Temporal(source), 0.15);
    draft.claim(facts, plan, "shortly before", format!("{} comes after", start.name()));
}
