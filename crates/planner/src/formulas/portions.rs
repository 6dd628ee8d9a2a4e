//! Numbers that are a part of another number of their row: what is used of a quota, what is
//! refunded of a payment, the lowest of prices.

use seedbed_expr::Value;
use seedbed_generate::plan::{
    Bound, Case, ChoiceSource, ConditionalSource, Distribution, NumberSource, Scalar, Source,
};

use super::phrases::{alike, stem};
use super::sheet::is_vague;
use super::uses::{is_checked, reaches};
use super::{expression, totals};
use crate::draft::Draft;
use crate::finish;
use crate::names::ident;
use crate::survey::{ColumnFacts, KeyPart};

/// A number that is a part of another: the phrases of both names, which leave the same stem.
struct Portion {
    part: &'static str,
    whole: &'static str,
    how: How,
    /// The only stems that it holds for, with `|` between them; any when empty.
    of: &'static str,
}

/// How large the part is.
#[derive(Clone, Copy)]
enum How {
    /// Between two shares of the whole.
    Share(f64, f64),
    /// As large as it is by itself, but no larger than the whole.
    Within,
    /// Mostly all of the whole.
    Mostly,
    /// Mostly nothing of the whole.
    Seldom,
}

use How::{Mostly, Seldom, Share, Within};

const fn portion(part: &'static str, whole: &'static str, how: How) -> Portion {
    Portion { part, whole, how, of: "" }
}

impl Portion {
    /// Only of these.
    const fn of(mut self, stems: &'static str) -> Self {
        self.of = stems;
        self
    }
}

/// Phrases of amounts of money that something is taken from. The empty phrase is a name that is
/// the stem alone: `amount` of `amount paid`.
const AMOUNTS: &str = "amount|total amount|total|grand total|gross|brutto|price|value|sum|subtotal|\
     amount total|total price|invoice total|order total|amount due|total due|net|netto|montant|\
     importe|betrag|base amount|ttc|";

/// Phrases of amounts that are owed until they are paid.
const OWING: &str = "charged|owed|billed|accrued|disbursed|amount|total amount|total|grand total|gross|\
     brutto|price|value|sum|subtotal|amount total|total price|invoice total|order total|amount due|\
     total due|net|netto|montant|importe|betrag|base amount|ttc|";

/// What is owed and paid.
const OWED: &str = "|amount|total|balance|price|montant|betrag|importe|invoice|payment|principal|\
     interest|fees|fee|penalty|penalties|tax|taxes|charges|loan|debt";

/// What has a smallest, a usual and a largest value; stocks have limits that they don't keep to.
const MEASURED: &str = "|principal|principal amount|loan amount|repayments|number of repayments|\
     balance|\
     deposit|valuation|damage|segment ms|price|rate|load|load ms|ms|latency|temperature|salary|cost|score|value|amount|speed|pressure|\
     humidity|response time|time|duration|fare|bid|wage|cpu|memory|ping|rtt|age|weight|power|\
     voltage|level|volume|seconds|grade|rating|price ttc|price incl tax|wait|wait time|usage";

/// What is paid for a time.
const RATES: &str = "rate|price|rent|cost|fee|charge|tariff|wage|pay";

/// Rates that are amounts.
const PAID_RATES: &str = "hourly rate|daily rate|day rate|weekly rate|monthly rate|weekend rate|\
     weekday rate";

/// What only runs on.
const METERS: &str = "odometer|odometer km|odometer miles|mileage|meter|meter reading|hour meter|\
     engine hours|reading|counter|kilometers|km reading";

/// All portions; the first that fits a column has it.
const PORTIONS: &[Portion] = &[
    portion(
        "used|usage|consumed|utilized|occupied|taken|spent|utilised|dispensed|redeemed|burn|burned|\
         drawn",
        "quota|limit|capacity|total|allowance|max|maximum|usage limit|budget|allowed|size|\
         allocated|value|collected|authorized|granted|entitled|entitlement|prescribed|purchased|\
         initial|uplift|issued|loaded|allotted|accrued|available",
        Share(0.05, 0.95),
    ),
    portion("free|available|unused", "total|capacity|size|quota|max|maximum", Share(0.05, 0.95)),
    portion(
        "reserved|allocated|committed|held|blocked|booked|enrolled|registered|attending|sold|\
         signed up|registrations|attendees|participants|members|occupancy",
        "capacity|quota|seats|max|maximum|limit|max attendees|max participants|max students|\
         max members|seat limit|total seats|places|slots",
        Share(0.2, 1.0),
    ),
    portion(
        "reserved|allocated|committed|held|on hold",
        "on hand|in stock|stock|quantity|available|",
        Within,
    )
    .of("|quantity|stock|units|inventory"),
    portion(
        "attempt|attempts|retries|retry count|attempt count|tries|attempts made|retried|retry",
        "max attempts|maximum attempts|max retries|max tries|max attempt|retry limit|\
         attempt limit|maximum retries|attempts allowed|max check attempts|max retry",
        Share(0.0, 1.0),
    ),
    portion(
        "failed|failures|errors|error|skipped|rejected|invalid|duplicates|cancelled|refunded|\
         returned|lost|damaged|defective",
        "total|expected|ordered|requested|planned|processed|",
        Share(0.0, 0.12),
    )
    .of("|items|item|rows|row|records|record|files|file|jobs|job|tasks|task|count|quantity|\
         messages|message|requests|request|entries|lines|steps|tests|users|pages|units|orders|\
         order|emails|email|events"),
    portion("shipped|packed|dispatched", "picked", Mostly)
        .of("|quantity|items|units|pieces|count"),
    portion("picked|pulled", "ordered|requested|demanded|required", Mostly)
        .of("|quantity|items|units|pieces|count"),
    portion("booked|sold|reserved|taken|occupied|filled", "total|overall", Share(0.2, 1.0))
        .of("seats|places|slots|spots|tickets|beds|rooms|tables|spaces|units|capacity"),
    portion(
        "completed|processed|done|finished|succeeded|success|successful|passed|imported|\
         migrated|loaded|handled|received|shipped|fulfilled|invoiced|delivered|answered|solved|\
         current|correct|synced|exported|indexed|copied|scanned",
        "total|expected|ordered|requested|planned|",
        Share(0.4, 1.0),
    )
    .of("|items|item|rows|row|records|record|files|file|jobs|job|tasks|task|count|quantity|\
         messages|message|requests|request|entries|lines|steps|step|tests|users|pages|units|\
         orders|order|chunks|parts|bytes|lessons|questions|answers|points|events|frames|frame|\
         blocks|samples|segments|packets|nodes|hosts|images|videos|documents|photos|products|\
         contacts|levels|chapters"),
    portion("average view|avg view|mean view|average watch|avg watch", "total|", Share(0.25, 0.85))
        .of("duration|seconds|duration seconds|time"),
    portion("sd|std dev|standard deviation|stddev", "mean|average|avg", Share(0.02, 0.15))
        .of("|value"),
    portion("instalments paid|installments paid|repayments made|payments made|paid installments|\
         installments made", "number of repayments|number of installments|number of instalments|\
         term months|installments|instalments|total installments|number of payments|\
         installment count|tenure months|repayments", Share(0.0, 1.0)),
    portion(
        "index|current|number|page|part number|chunk index|current page|current step|chunk|\
         current chunk",
        "count|total|total chunks|chunk count|total pages|page count|total steps|step count|\
         chunks|max",
        Share(0.0, 0.9),
    )
    .of("|chunk|page|step|part|item|slide|level|lap|round"),
    portion(
        "score|points|mark|marks|grade|achieved|earned",
        "max score|max points|maximum score|\
         max grade|maximum grade|max mark|total points|total marks|max marks|points possible|\
         maximum points|out of|possible|max|maximum",
        Share(0.35, 1.0),
    ),
    portion("unique|distinct", "total|", Share(0.45, 0.95))
        .of("clicks|views|visitors|visits|opens|users|hits|downloads|sessions|page views|\
             impressions|plays"),
    portion("delivered|delivered count", "sent|to send|recipients|sent count", Share(0.94, 1.0)),
    portion("sent|sent count", "to send|recipients|total recipients|recipient count|audience size", Share(0.9, 1.0)),
    portion("bounced|bounces|bounce count|hard bounces|soft bounces", "sent|recipients|sent count|to send|delivered", Share(0.0, 0.04)),
    portion("unsubscribed|unsubscribes|complaints|spam reports|unsubscribe count", "delivered|sent|recipients|sent count", Share(0.0, 0.02)),
    portion("opened|opens|open count|opened count|unique opens", "delivered|sent|recipients|sent count|delivered count", Share(0.15, 0.55)),
    portion("clicked|clicks|click count|clicked count|unique clicks", "opened|opens|impressions|open count|opened count|views", Share(0.02, 0.25)),
    portion("conversions|signups|leads|sales|conversion count|purchases", "clicks|visits|sessions|visitors|click count", Share(0.0, 0.12)),
    portion("likes|like count|comments|comment count|shares|share count|favorites|dislikes", "views|view count|plays|play count|impressions", Share(0.0, 0.08)),
    portion("approved|sanctioned|authorized|authorised|granted|disbursed|awarded|accepted|funded",
        "principal amount|requested|applied|proposed|loan amount|approved principal|approved amount|\
         amount requested|amount|total|", Mostly)
        .of("|amount|principal|total|value|hours|quantity"),
    portion("critical|panic|alert", "reference|normal|ref|usual", Share(0.5, 0.85)).of("low|lower|min"),
    portion("critical|panic|alert", "reference|normal|ref|usual", Share(1.2, 1.8)).of("high|upper|max"),
    portion("oew|operating empty weight|empty weight|operating empty", "mtow|max takeoff weight|\
        max take off weight", Share(0.48, 0.6)).of("|kg|lb|lbs"),
    portion("max payload|payload", "mtow|max takeoff weight|max take off weight", Share(0.18, 0.3))
        .of("|kg|lb|lbs"),
    portion("burn|burned|used", "uplift|loaded|planned|on board", Share(0.6, 0.9)).of("fuel|fuel kg|fuel l|fuel lb"),
    portion("uplift|loaded|on board", "planned", Share(0.95, 1.1)).of("fuel|fuel kg|fuel l|fuel lb"),
    portion("boarded|attended|showed up|checked in|arrived", "checked in|booked|registered|enrolled|\
         invited|confirmed", Share(0.85, 1.0)),
    portion("packed|compressed", "unpacked|uncompressed|original|raw|", Share(0.15, 0.6))
        .of("size|bytes|size bytes|length"),
    portion("recent|last week|last month|last 7 days|last 30 days|last 90 days|this month|today|\
         this week|7 d|30 d|weekly|monthly|last day", "total|all time|lifetime|", Share(0.0, 0.3))
        .of("downloads|download|views|visits|sales|orders|installs|plays|hits|clicks|users|count|\
         views count|download count|downloads count|stars"),
    portion("outstanding|remaining|residual|open|unpaid|left|offen|saldo|restante|reste|restant|\
         due|balance|balance due|still due|remainder", OWING, Seldom)
        .of(OWED),
    portion("paid|repaid|received|settled|bezahlt|pagado|paye|pago|pagato|paid to date|collected|captured",
        OWING, Mostly)
        .of(OWED),
    portion("refunded|refund|credited|written off|disputed|reversed|reembolsado", "paid|captured|\
         amount|total|total paid|grand total|", Seldom)
        .of("|amount|total|payment"),
    portion("applied|allocated|matched", "amount|total|", Mostly).of("|amount|total"),
    portion(
        "discount|discounts|remise|rabatt|descuento|sconto|desconto|skonto|rebate|reduction|\
         promo discount",
        AMOUNTS,
        Share(0.0, 0.2),
    )
    .of("|amount|total|value|order|base|montant|betrag"),
    portion(
        "localtax 1|localtax 2|local tax 1|local tax 2|local tax|eco tax|ecotax",
        AMOUNTS,
        Share(0.0, 0.03),
    ),
    portion(
        "tax|taxes|vat|tva|mwst|ust|iva|gst|steuer|igv|tax total|total tax|total taxes",
        AMOUNTS,
        Share(0.05, 0.2),
    )
    .of("|amount|total|value"),
    portion(
        "cost|wholesale|purchase|buying|standard|dealer|cost price|buy|purchase price|\
         standard cost|unit cost|wholesale price|achat",
        "price|list|retail|selling|sale|sell|\
         list price|unit price|selling price|",
        Share(0.45, 0.8),
    )
    .of("|price|unit|unit price"),
    portion(
        "sale|special|promo|promotional|discounted|offer|sale price|special price|deal",
        "price|list|regular|original|list price|regular price|",
        Share(0.65, 0.95),
    )
    .of("|price|unit|unit price"),
    portion(
        "original|compare at|list|msrp|regular|retail|before discount|rrp|compare at price|\
         original price|old|was|list price",
        "price|",
        Share(1.0, 1.35),
    )
    .of("|price|unit|unit price|amount"),
    portion("weekly|week|per week", "daily|day|per day", Share(5.0, 6.5)).of(RATES),
    portion("monthly|month|per month", "weekly|week|per week", Share(3.2, 4.0)).of(RATES),
    portion("monthly|month|per month", "daily|day|per day", Share(17.0, 24.0)).of(RATES),
    portion("hourly|hour|per hour", "daily|day|per day", Share(0.12, 0.25)).of(RATES),
    portion("weekend", "daily|day|weekday", Share(1.0, 1.4)).of(RATES),
    portion("in|end|closing|after|final|return|current", "out|start|opening|before|initial|previous",
        Share(1.001, 1.04))
        .of(METERS),
    portion("min|minimum|lowest|floor|least|low", "avg|average|mean|", Share(0.5, 0.95))
        .of(MEASURED),
    portion("max|maximum|highest|ceiling|peak|most|high", "avg|average|mean|", Share(1.05, 1.8))
        .of(MEASURED),
    portion("net", "gross|", Share(0.85, 0.98)).of("weight|mass|tonnage"),
    portion("tare", "gross|", Share(0.03, 0.12)).of("weight|mass"),
    portion("prorated|weighted|pro rata", "expected|total|", Share(0.1, 0.9))
        .of("revenue|amount|value|price"),
    portion("hits", "total|requests", Share(0.6, 0.99)).of(""),
    portion("used|in use", "", Share(0.15, 0.9))
        .of("memory mb|memory|disk gb|disk|memory bytes|disk bytes|storage mb|ram mb|slots|\
             licenses"),
    portion("current|online|connected|active|", "max|maximum|limit|capacity", Share(0.1, 1.0)).of(
        "energy|health|hp|mana|stamina|durability|players|player|users|connections|sessions|\
             members|viewers|\
         streams|workers|jobs|threads|speed|stack",
    ),
    portion("current|", "best|longest|peak|highest|record", Share(0.75, 1.0))
        .of("streak|mmr|elo|rating|rank|score|level"),
    portion(
        "served|delivered|achieved|reached|raised|completed|done|earned",
        "goal|target|\
         required|planned|booked",
        Share(0.1, 1.0),
    )
    .of("impressions|impression|hours|amount|credits|units|points|ce hours|\
             donations|sales|"),
];

/// What is left of a whole when a part is taken from it: the phrases of what is left, and those
/// of what is taken.
const RESTS: &[(&str, &str)] = &[
    (
        "outstanding|remaining|residual|open|unpaid|left|offen|saldo|restante|reste|due|balance|\
         balance due|restant|remainder",
        "paid|repaid|received|settled|bezahlt|pagado|paye|pago|collected|captured|paid to date|spent|used|\
         usage|consumed|dispensed|redeemed|burn|burned|drawn",
    ),
    ("refundable", "refunded"),
    (
        "no show|no shows|number show|number shows|absent",
        "boarded|attended|showed up|present|arrived",
    ),
    (
        "free|available|remaining|left|unused",
        "used|usage|consumed|taken|reserved|booked|occupied|enrolled|registered|sold|allocated|\
         spent|attendees",
    ),
    ("pending|remaining|left|open|todo|outstanding", "completed|processed|done|finished|handled"),
    ("misses|failed|failures|errors", "hits|succeeded|success|successful|passed"),
];

/// Makes parts of the wholes that stand beside them. Columns of `wished` are as they were asked
/// for.
pub(crate) fn portion_out(draft: &mut Draft<'_, '_>, wished: &[String]) {
    let mut taken: Vec<Taken<'_>> = Vec::new();
    for facts in &draft.table.columns {
        if wished.iter().any(|name| name == facts.name()) || !is_free(draft, facts) {
            continue;
        }
        if let Some(rest) = rest_of(facts, &taken) {
            fill_rest(draft, facts, &rest);
            continue;
        }
        let Some((portion, whole)) = whole_of(draft, facts) else { continue };
        taken.push(Taken { part: facts, whole });
        fill(draft, facts, whole, portion.how);
    }
    settle_rests(draft, wished, &taken);
}

/// A part and the whole that it was taken from.
#[derive(Clone, Copy)]
struct Taken<'t> {
    part: &'t ColumnFacts<'t>,
    whole: &'t ColumnFacts<'t>,
}

/// What comes before the part that it is the rest of: it is known only now.
fn settle_rests(draft: &mut Draft<'_, '_>, wished: &[String], taken: &[Taken<'_>]) {
    for facts in &draft.table.columns {
        let asked = wished.iter().any(|name| name == facts.name());
        if let Some(rest) = rest_of(facts, taken).filter(|_| !asked) {
            let free = !facts.linked && !facts.is_computed() && facts.class == rest.whole.class;
            let own = taken.iter().any(|taken| taken.part.name() == facts.name());
            if free
                && own
                && !is_checked(draft.table, facts.name())
                && !reaches(draft, rest.part.name(), facts.name())
            {
                fill_rest(draft, facts, &rest);
            }
        }
    }
}

/// Whether a rule may make a column anew: numbers that nothing else ties to a row.
fn is_free(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let plain = match draft.columns.get(facts.name()).map(|plan| &plan.source) {
        Some(Source::Number(number)) => {
            !matches!(number.min, Some(Bound::Expression { .. }))
                && !matches!(number.max, Some(Bound::Expression { .. }))
        }
        Some(Source::Choice(choice)) => {
            choice.values.iter().all(|value| matches!(value, Scalar::Int(_) | Scalar::Float(_)))
        }
        _ => false,
    };
    plain
        && is_amount(facts)
        && !totals::is_percentage(facts)
        && facts.domain.one_of.is_none()
        && facts.domain.max.is_none()
        && !is_checked(draft.table, facts.name())
        && facts.domain.contains(&Value::Int(0)) != Some(false)
}

fn is_amount(facts: &ColumnFacts<'_>) -> bool {
    let has = |listed: &[&str]| facts.words.iter().any(|word| listed.contains(&word.as_str()));
    facts.class.is_number()
        && facts.key < KeyPart::PrimaryPart
        && (!has(NO_AMOUNTS) || facts.is(PAID_RATES))
}

/// Words of numbers that are no part of others of their row.
const NO_AMOUNTS: &[&str] =
    &["id", "percent", "rate", "ratio", "latitude", "longitude", "year", "type", "code", "status"];

/// The first portion that a column is, and its whole: the one with the same stem, else the one
/// without any.
fn whole_of<'t, 'a>(
    draft: &Draft<'t, 'a>,
    facts: &ColumnFacts<'_>,
) -> Option<(&'static Portion, &'t ColumnFacts<'a>)> {
    PORTIONS.iter().find_map(|portion| {
        let own = stem(&facts.words, portion.part)?;
        if !portion.of.is_empty() && !portion.of.split('|').any(|of| of == own.join(" ")) {
            return None;
        }
        let found = draft.table.columns.iter().filter_map(|other| {
            let rank = rank(portion, &own, other)?;
            let holds = other.name() != facts.name()
                && is_amount(other)
                && !(facts.class == crate::survey::Class::Decimal
                    && other.class == crate::survey::Class::Int
                    && portion.whole == AMOUNTS)
                && draft.columns.contains_key(other.name())
                && !reaches(draft, other.name(), facts.name());
            holds.then_some((rank, other))
        });
        found.min_by_key(|(rank, _)| *rank).map(|(_, other)| (portion, other))
    })
}

/// How far a column's name is from that of the whole of a part with a stem: the position of its
/// phrase among all, those with the same stem before those without one.
fn rank(portion: &Portion, own: &[String], other: &ColumnFacts<'_>) -> Option<(bool, usize)> {
    portion.whole.split('|').enumerate().find_map(|(at, phrase)| {
        // `amount` is nearer to `amount captured` than `net amount` is.
        let at = if phrase.is_empty() { 0 } else { at + 1 };
        let rest = if phrase.is_empty() {
            Some(other.words.clone()).filter(|_| !own.is_empty())
        } else {
            stem(&other.words, phrase)
        }?;
        let same = alike(&rest, own);
        // `paid amount` of `total`: what is left of either says nothing of another thing.
        let general = ["amount", "total", "price", "value", "montant", "betrag", "importe"];
        let vague = |words: &[String]| words.iter().all(|word| general.contains(&word.as_str()));
        (same || (vague(&rest) && vague(own) && !phrase.is_empty())).then_some((!same, at))
    })
}

fn rest_of<'t>(facts: &ColumnFacts<'_>, taken: &[Taken<'t>]) -> Option<Taken<'t>> {
    RESTS.iter().find_map(|(left, parts)| {
        let own = stem(&facts.words, left)?;
        let ranked = taken.iter().filter_map(|taken| {
            let of_part = stem(&taken.part.words, parts)?;
            let same = alike(&of_part, &own);
            let fits = taken.part.name() != facts.name()
                && taken.whole.name() != facts.name()
                && taken.whole.class == facts.class;
            // What is left of the interest says nothing of the principal.
            (fits && (same || is_vague(&own) || is_vague(&of_part))).then_some((!same, *taken))
        });
        ranked.min_by_key(|(other, _)| *other).map(|(_, taken)| taken)
    })
}

fn fill_rest(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, rest: &Taken<'_>) {
    let (whole, part) = (ident(rest.whole.name()), ident(rest.part.name()));
    let part = if rest.part.is_nullable() { format!("coalesce({part}, 0)") } else { part };
    let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
    plan.source = expression(format!("{whole} - {part}"));
    if !rest.whole.is_nullable() {
        plan.null_rate = 0.0;
    } else if !facts.is_nullable() {
        plan.source = expression(format!("coalesce({whole}, 0) - {part}"));
    }
    let reason = format!("{} is taken from {}", rest.part.name(), rest.whole.name());
    draft.explain(facts.name(), "what is left", reason);
}

fn fill(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, whole: &ColumnFacts<'_>, how: How) {
    let name = ident(whole.name());
    let absent = whole.is_nullable().then(|| format!("{name} IS NULL"));
    let name = if whole.is_nullable() && !facts.is_nullable() {
        format!("coalesce({name}, 0)")
    } else {
        name
    };
    let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
    if facts.is_nullable() && plan.null_if.is_none() {
        plan.null_if = absent;
    }
    let own = match &plan.source {
        Source::Number(number) => number.clone(),
        _ => NumberSource::default(),
    };
    let own = NumberSource { scale: digits(facts).or(own.scale), ..own };
    plan.source = match how {
        Share(least, most) => Source::Number(between(own, facts, &name, (least, most))),
        Within => Source::Number(NumberSource { max: Some(formula(name.clone())), ..own }),
        Mostly => settled(facts, &name, [expression(name.clone()), zero()], own),
        Seldom => settled(facts, &name, [zero(), expression(name.clone())], own),
    };
    let reason = format!("a part of {}", whole.name());
    draft.explain(facts.name(), "part of a number", reason);
}

/// Digits behind the point of a part: none of what is counted in pieces, as many as money has
/// otherwise.
fn digits(facts: &ColumnFacts<'_>) -> Option<u8> {
    const PIECES: &[&str] = &["quantity", "items", "units", "pieces", "seats", "count"];
    if facts.class == crate::survey::Class::Int {
        return None;
    }
    let counted = facts.words.iter().any(|word| PIECES.contains(&word.as_str()));
    Some(if counted { 0 } else { facts.scale().unwrap_or(2).min(2) })
}

/// Mostly the one end, sometimes the other, else anything between: which one, the units of the
/// whole tell.
fn settled(facts: &ColumnFacts<'_>, whole: &str, ends: [Source; 2], own: NumberSource) -> Source {
    let [usual, other] = ends;
    let units = format!("mod(cast({whole} as bigint), 10)");
    let cases = vec![
        Case { when: format!("{units} < 6"), then: usual },
        Case { when: format!("{units} < 8"), then: other },
    ];
    let part = Source::Number(between(own, facts, whole, (0.1, 0.9)));
    Source::Conditional(ConditionalSource { cases, otherwise: Some(Box::new(part)) })
}

/// Numbers between two shares of a whole.
fn between(
    own: NumberSource,
    facts: &ColumnFacts<'_>,
    whole: &str,
    (least, most): (f64, f64),
) -> NumberSource {
    let share = |share: f64| match share {
        0.0 => finish::bound(0.0),
        1.0 => formula(whole.to_owned()),
        _ => formula(format!("{whole} * {share}")),
    };
    // The shape gives way to the bounds; one that has no bounds of its own needs none.
    let distribution = match own.distribution {
        Distribution::Normal { .. } | Distribution::LogNormal { .. } => own.distribution,
        _ => Distribution::LogNormal { median: 40.0, sigma: 1.0 },
    };
    let low = if least == 0.0 { None } else { Some(share(least)) };
    let step = own.step.filter(|_| facts.class != crate::survey::Class::Int);
    let least = low.unwrap_or_else(|| finish::bound(0.0));
    NumberSource { distribution, min: Some(least), max: Some(share(most)), step, ..own }
}

fn formula(expression: String) -> Bound {
    Bound::Expression { expression }
}

fn zero() -> Source {
    Source::Choice(ChoiceSource { values: vec![Scalar::Int(0)], weights: None })
}
