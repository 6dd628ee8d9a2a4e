//! Prices and other amounts of money, whose size depends on what is paid for.

use seedbed_generate::plan::{Distribution, NumberSource, Source};

use super::{Field, Make, NUMBER, Rule, WHOLE, money, rule};
use crate::finish::{self, bounded};
use crate::survey::Class;

const PRICE: &str = "price|* price|price *|cost|* cost|amount|* amount|total|* total|fee|* fee|fare|\
     rate|charge|* charge|total *|unit price|value";

/// Prices by what the table is about, the more specific first.
pub(super) const RULES: &[Rule] = &[
    rule(
        "price level",
        "price level|price range|price category|price tier",
        WHOLE,
        Make::Ints(&[(1, 20.0), (2, 45.0), (3, 27.0), (4, 8.0)]),
    ),
    rule(
        "price of a litre",
        "price per l|price per liter|price per litre|* per liter|* per litre|\
         * per gallon|liter price|fuel price|price l|unit price|price",
        NUMBER,
        money(1.72, 0.08, 0.0),
    )
    .of("fuel fueling refuel refueling fill gas"),
    rule("fuel cost", PRICE, NUMBER, money(68.0, 0.35, 0.0)).of("fuel fueling refuel refueling"),
    rule(
        "price of a unit of energy",
        "* per kwh|price kwh|kwh price|* per unit|tariff|unit rate|\
         energy price",
        NUMBER,
        money(0.28, 0.2, 0.0),
    )
    .of("tariff energy meter electricity charging charger power"),
    rule("ticket price", PRICE, NUMBER, money(48.0, 0.6, 0.5))
        .of("ticket seat concert show performance screening admission gig match"),
    rule("price of a dish", PRICE, NUMBER, money(13.5, 0.45, 0.0))
        .of("menu dish meal food pizza burger"),
    rule("price of a drink", PRICE, NUMBER, money(5.2, 0.4, 0.0))
        .of("drink beverage cocktail wine beer coffee tea"),
    rule("price of an ingredient", PRICE, NUMBER, money(3.2, 0.6, 0.0)).of("ingredient grocery"),
    rule(
        "price of a night",
        "nightly|* nightly|nightly *|price per night|rate per night|night rate|\
         room rate|base rate|nightly rate|price night|rack rate",
        NUMBER,
        money(135.0, 0.4, 1.0),
    ),
    rule(
        "surcharge",
        "* surcharge|surcharge|weekend *|* supplement|extra bed *|* uplift",
        NUMBER,
        money(18.0, 0.5, 1.0),
    )
    .of("rate room hotel booking stay"),
    rule("price of a stay", PRICE, NUMBER, money(420.0, 0.6, 0.0))
        .of("booking reservation stay folio"),
    rule("price of a room", PRICE, NUMBER, money(135.0, 0.4, 1.0)).of("room rate hotel suite"),
    rule("fare", PRICE, NUMBER, money(240.0, 0.6, 0.0)).of("flight airline itinerary airfare"),
    rule("fare", "fare|* fare|price|amount|total|cost", NUMBER, money(17.0, 0.6, 0.0))
        .of("ride trip taxi journey bus train tram"),
    rule("parking or toll", PRICE, NUMBER, money(6.0, 0.5, 0.5)).of("parking toll garage"),
    rule(
        "price of a vehicle",
        "price|list price|sale price|purchase price|asking price|value|\
         market value|msrp",
        NUMBER,
        money(24_000.0, 0.5, 100.0),
    )
    .of("vehicle car truck van bus boat motorcycle auto"),
    rule(
        "rental price of a vehicle",
        "daily rate|rate per day|price per day|daily price",
        NUMBER,
        money(52.0, 0.4, 1.0),
    ),
    rule("cost of an upkeep", PRICE, NUMBER, money(280.0, 0.8, 0.0))
        .of("maintenance repair service inspection upkeep workshop"),
    rule(
        "tuition",
        "tuition|* tuition|tuition fee|* tuition fee|annual fee|semester fee",
        NUMBER,
        money(6_400.0, 0.5, 50.0),
    ),
    rule("price of a course", PRICE, NUMBER, money(89.0, 0.7, 1.0))
        .of("course lesson training class workshop bootcamp webinar certification exam"),
    rule("price of a book", PRICE, NUMBER, money(16.0, 0.4, 0.0))
        .of("book edition copy publication"),
    rule("price of a song", PRICE, NUMBER, money(1.1, 0.15, 0.0)).of("track song"),
    rule("price of an album", PRICE, NUMBER, money(10.5, 0.35, 0.0)).of("album record film movie"),
    rule("price of a game", PRICE, NUMBER, money(34.0, 0.6, 0.0)).of("game"),
    rule(
        "monthly fee",
        "monthly fee|monthly price|price monthly|monthly cost|monthly rate|\
         monthly charge|mrc|price per month|price month|recurring fee|monthly amount",
        NUMBER,
        money(32.0, 0.6, 0.0),
    ),
    rule(
        "yearly fee",
        "yearly price|price yearly|annual price|price annual|yearly fee|price year|\
         price per year",
        NUMBER,
        money(320.0, 0.6, 1.0),
    ),
    rule("price of a plan", PRICE, NUMBER, money(29.0, 0.7, 0.0))
        .of("plan subscription membership tier package tariff addon"),
    rule("price of a call", PRICE, NUMBER, money(0.35, 0.7, 0.0)).of("call cdr sms usage"),
    rule(
        "rate per minute",
        "rate per minute|price per minute|per minute *|minute price|* per sms|\
         * per mb",
        NUMBER,
        money(0.12, 0.4, 0.0),
    ),
    rule(
        "share price",
        "price|open|close|high|low|last price|close price|open price|high price|\
         low price|adj close|limit price|stop price|avg price|average price|strike price|bid|ask",
        NUMBER,
        money(84.0, 0.7, 0.0),
    )
    .of("stock share quote trade security candle ticker bar instrument portfolio holding"),
    rule(
        "medical fee",
        "fee|* fee|cost|* cost|price|charge|charge amount|amount|* amount|total|\
         total amount|consultation fee|copay|co pay",
        NUMBER,
        money(120.0, 0.6, 1.0),
    )
    .of("visit appointment consultation treatment procedure encounter admission doctor surgery \
             therapy dental checkup"),
    rule("medical fee", PRICE, NUMBER, money(45.0, 0.6, 0.0)).of("lab test prescription drug \
         medication medicine vaccine"),
    rule(
        "copayment",
        "copay|co pay|copayment|co payment|copay amount",
        NUMBER,
        money(25.0, 0.3, 5.0),
    ),
    rule(
        "late fee",
        "late fee|overdue fee|fine|* fine|fine amount|penalty|penalty amount|amount|\
         * amount|balance|total",
        NUMBER,
        money(4.5, 0.8, 0.25),
    )
    .of("fine overdue penalty"),
    rule(
        "late fee",
        "late fee|overdue fee|fine|fine amount|* fine amount|penalty|penalty amount",
        NUMBER,
        money(4.5, 0.8, 0.25),
    ),
    rule("donation", "amount|* amount|donation|pledge|value|total", NUMBER, money(45.0, 0.8, 5.0))
        .of("donation pledge contribution gift"),
    rule(
        "bid",
        "bid|* bid|amount|bid amount|reserve price|buyout price|starting price|hammer price|\
         current price",
        NUMBER,
        money(160.0, 0.9, 5.0),
    )
    .of("bid auction lot"),
    rule(
        "grant or budget",
        "amount|budget|* budget|funding|awarded amount|requested amount|value|\
         goal|goal amount|target amount",
        NUMBER,
        money(48_000.0, 0.8, 500.0),
    )
    .of("grant project budget campaign fund initiative program"),
    rule(
        "value of a deal",
        "value|amount|deal value|deal amount|expected revenue|expected value|\
         * value|estimated *|forecast *|price|total",
        NUMBER,
        money(24_000.0, 0.9, 100.0),
    )
    .of("deal opportunity lead quote proposal pipeline tender"),
    rule("expense", "amount|* amount|total|cost|value", NUMBER, money(64.0, 0.9, 0.0))
        .of("expense reimbursement receipt"),
    rule(
        "pay",
        "gross pay|net pay|gross|net|gross amount|net amount|pay|base pay|gross salary|\
         net salary|amount|total|total pay",
        NUMBER,
        money(4_200.0, 0.35, 0.0),
    )
    .of("payroll payslip paycheck wage salary pay compensation"),
    rule("bonus", "bonus|* bonus|bonus amount", NUMBER, money(3_500.0, 0.6, 100.0)),
    rule(
        "overtime or allowance",
        "overtime pay|overtime amount|allowance|* allowance|per diem",
        NUMBER,
        money(180.0, 0.5, 5.0),
    )
    .of("payroll payslip employee travel expense salary"),
];

/// An amount around a median. A step of one or more makes round amounts; otherwise prices end as
/// prices do, and those of a few units have as many digits as the type.
pub(super) fn amount(field: Field<'_, '_>, median: f64, sigma: f64, step: f64) -> Source {
    let facts = field.facts;
    let yen = field.table.locale == "ja_JP";
    let cents = facts.class == Class::Int && super::commerce::in_cents(field);
    let factor = if cents || yen { 100.0 } else { 1.0 };
    let usual = finish::default_number(facts).filter(|usual| *usual > 1.0);
    let far = |usual: &f64| *usual > median * factor * 8.0 || *usual < median * factor / 8.0;
    let median = usual.filter(far).unwrap_or(median * factor);
    let least = if median < 3.0 * factor { median / 3.0 } else { factor };
    let curve = Distribution::LogNormal { median, sigma };
    let number = bounded(facts, curve, Some(least), Some(median * 40.0));
    let decimal = facts.class == Class::Decimal && facts.scale().is_none_or(|scale| scale >= 2);
    let steady = sigma < 0.12;
    let ends = (decimal || cents) && step == 0.0 && !steady && !yen && median >= 3.0 * factor;
    let endings = if ends { vec![0.99, 0.95, 0.5, 0.0] } else { Vec::new() };
    let digits = match facts.scale() {
        _ if facts.class == Class::Int => None,
        Some(scale) if median < 3.0 => Some(scale.min(3)),
        None if median < 3.0 => Some(3),
        _ => Some(2),
    };
    let step = match () {
        () if yen => step.max(0.1),
        () if cents && ends => 1.0,
        () => step,
    };
    let step = (step > 0.0).then_some(step * factor);
    Source::Number(NumberSource { endings, scale: digits, step, ..number })
}
