//! Numbers that count or measure.

use seedbed_generate::plan::{ChoiceSource, Distribution, NumberSource, Scalar, Source};

use super::{
    FRACTION, Field, Make, NUMBER, Rule, WHOLE, bell, commerce, flat, rule, scale, skewed, small,
    stepped,
};
use crate::finish::{bounded, default_number, number};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "stock level",
        "quantity|quantity on hand|on hand|* on hand|stock|* stock|stock quantity|\
         stock level|available quantity|quantity available|inventory|\
         units in stock|in stock|* quantity available|available|balance quantity",
        WHOLE,
        skewed(60.0, 0.9, 0.0, 5_000.0),
    )
    .about(&[S::Inventory, S::Product, S::Facility]),
    rule(
        "reserved stock",
        "quantity reserved|reserved|reserved quantity|allocated|quantity allocated|\
         units on order|on order|backordered|* reserved",
        WHOLE,
        small(0.8, 0.0, 20.0),
    ),
    rule(
        "reorder level",
        "reorder *|* reorder level|* reorder point|safety stock *|safety stock|\
         minimum stock|min stock|min quantity|minimum quantity|reorder|threshold|\
         * threshold",
        WHOLE,
        stepped(20.0, 0.5, 5.0, 200.0, 5.0),
    )
    .about(&[S::Inventory, S::Product]),
    rule(
        "quantity",
        "quantity|* quantity|quantity *|units|* units|pieces|items|copies|\
         order quantity|quantity ordered|pcs|num units|count",
        NUMBER,
        small(2.2, 1.0, 10.0),
    )
    .about(&[S::Line, S::Order, S::Shipment, S::Recipe, S::Booking]),
    rule(
        "quantity",
        "quantity|* quantity|quantity *|units|pieces|* units",
        NUMBER,
        small(0.8, 1.0, 40.0),
    ),
    rule(
        "rating",
        "rating|* rating|stars|star rating|score|* stars|grade|satisfaction|nps|\
         review score",
        NUMBER,
        Make::With(rating),
    )
    .about(&[
        S::Review,
        S::Product,
        S::Comment,
        S::Recipe,
        S::Facility,
        S::Film,
        S::Book,
        S::Person,
    ]),
    rule(
        "rating",
        "rating|stars|star rating|* rating|review score|rating score",
        NUMBER,
        Make::With(rating),
    ),
    rule(
        "test score",
        "score|* score|points|grade|mark|marks|gpa|result",
        NUMBER,
        bell(74.0, 12.0, 0.0, 100.0),
    ),
    rule(
        "percentage",
        "percent|* percent|percent *|progress|completion|* ratio|ratio|share|\
         * share|probability|confidence|likelihood|utilization|* usage|* rate|rate|\
         weighting|success rate|* percent *|opacity|quality",
        NUMBER,
        Make::With(share),
    ),
    rule(
        "year",
        "year|* year|year *|release year|year built|founded|founded year|\
         established|model year|fiscal year|vintage|publication year|edition year|\
         graduation year",
        WHOLE,
        bell(2017.0, 6.0, 1990.0, 2025.0),
    ),
    rule("month", "month|* month|month *|fiscal month|billing month", WHOLE, flat(1.0, 12.0)),
    rule("day of month", "day|day of month|billing day|due day", WHOLE, flat(1.0, 28.0)),
    rule("day of week", "weekday|day of week|week day|dow", WHOLE, flat(0.0, 6.0)),
    rule("week", "week|week number|iso week", WHOLE, flat(1.0, 52.0)),
    rule("quarter", "quarter|fiscal quarter", WHOLE, flat(1.0, 4.0)),
    rule("hour", "hour|hour of day|* hour", WHOLE, flat(0.0, 23.0)),
    rule("minute", "minute", WHOLE, flat(0.0, 59.0)),
    rule(
        "days",
        "rental duration|loan duration|rental days|loan days",
        WHOLE,
        small(0.4, 3.0, 7.0),
    ),
    rule(
        "playing time in seconds",
        "duration|duration seconds|length seconds|* duration|length|seconds|runtime",
        WHOLE,
        bell(225.0, 55.0, 60.0, 900.0),
    )
    .about(&[S::Track]),
    rule(
        "playing time in milliseconds",
        "milliseconds|duration ms|length ms|* ms",
        WHOLE,
        bell(225_000.0, 55_000.0, 60_000.0, 900_000.0),
    )
    .about(&[S::Track, S::Film, S::Media]),
    rule(
        "running time in minutes",
        "length|duration|running time|runtime|duration minutes|length minutes|\
         minutes|* minutes",
        WHOLE,
        bell(108.0, 22.0, 45.0, 200.0),
    )
    .about(&[S::Film]),
    rule(
        "pages",
        "pages|page count|number of pages|num pages|* pages|number pages",
        WHOLE,
        bell(310.0, 110.0, 24.0, 1_200.0),
    ),
    rule(
        "duration in minutes",
        "duration|duration minutes|* duration minutes|* minutes|minutes|\
         length minutes|prep time|cook time|preparation time|* time minutes|\
         travel time|time spent|estimated duration|class length",
        NUMBER,
        stepped(45.0, 0.6, 5.0, 600.0, 5.0),
    ),
    rule(
        "duration in seconds",
        "duration seconds|* seconds|seconds|ttl|timeout|* timeout|interval|\
         * interval|delay|* delay|expires in|wait time|* duration|time to *",
        NUMBER,
        skewed(180.0, 1.0, 1.0, 86_400.0),
    ),
    rule(
        "hours",
        "hours|* hours|hours *|estimated hours|work hours|time hours",
        NUMBER,
        stepped(7.0, 0.7, 0.5, 160.0, 0.5),
    ),
    rule(
        "days",
        "days|* days|days *|lead time|rental duration|nights|* nights|\
         number of nights|term|period|payment terms|warranty|shelf life|days to *|\
         notice period|grace period|length of stay|los",
        WHOLE,
        small(0.6, 1.0, 30.0),
    ),
    rule("months", "months|* months|duration months|loan term", WHOLE, small(0.3, 1.0, 36.0)),
    rule(
        "years",
        "years|* years|experience|years experience|* experience",
        WHOLE,
        small(0.4, 1.0, 25.0),
    ),
    rule(
        "capacity",
        "capacity|* capacity|max capacity|seats|* seats|max *|maximum *|* max|\
         max participants|occupancy|max occupancy|limit|* limit|quota|beds|\
         seat count|allowance",
        WHOLE,
        stepped(50.0, 0.8, 5.0, 2_000.0, 5.0),
    ),
    rule(
        "number of people",
        "guests|number of guests|num guests|party size|adults|passengers|attendees|\
         headcount|participants|players|number of people|guest count",
        WHOLE,
        small(1.0, 1.0, 8.0),
    ),
    rule(
        "number of children",
        "children|kids|dependents|total children|number children|infants",
        WHOLE,
        small(1.2, 0.0, 5.0),
    ),
    rule(
        "rooms",
        "rooms|bedrooms|* bedrooms|bathrooms|number of rooms|number of bedrooms|\
         floors|stories|garages",
        NUMBER,
        small(0.5, 1.0, 6.0),
    ),
    rule(
        "staff",
        "employees|employee count|number of employees|staff count|team size|\
         company size|number employees",
        WHOLE,
        skewed(80.0, 1.3, 1.0, 50_000.0),
    ),
    rule(
        "population",
        "population|* population|inhabitants|residents",
        WHOLE,
        skewed(180_000.0, 1.3, 500.0, 30_000_000.0),
    ),
    rule(
        "views or likes",
        "views|* views|view count|likes|* likes|like count|impressions|hits|clicks|\
         * clicks|downloads|download count|plays|play count|follower count|\
         followers|following|shares|visits|visitors|page views|sessions|favorites|\
         favorite count|subscribers|reach|upvotes|up score|votes|vote count|\
         listeners|* view count",
        WHOLE,
        skewed(120.0, 1.4, 0.0, 2_000_000.0),
    ),
    rule(
        "downvotes",
        "downvotes|dislikes|down score|unread count|reports|unread *|reopen count|\
         bounces|flags",
        WHOLE,
        small(1.3, 0.0, 20.0),
    ),
    rule(
        "points",
        "points|* points|loyalty points|reward points|credits|karma|reputation|xp|\
         experience points|coins|miles",
        WHOLE,
        skewed(240.0, 1.1, 0.0, 50_000.0),
    ),
    rule(
        "count",
        "count|* count|count *|number of *|num *|* number of *|total *|items count|\
         * total count|* counter|counter|usage|used|times *|* times|tries",
        WHOLE,
        small(0.9, 0.0, 25.0),
    ),
    rule(
        "priority",
        "priority|* priority|urgency|importance|severity|rank|* rank|ranking",
        WHOLE,
        small(0.3, 1.0, 5.0),
    ),
    rule(
        "level",
        "level|* level|depth|tier|stage|grade|generation|difficulty",
        WHOLE,
        small(0.8, 1.0, 5.0),
    ),
    rule(
        "version",
        "version|* version|revision|* revision|edition|lock version|version number|\
         iteration|build number",
        WHOLE,
        small(1.3, 1.0, 9.0),
    ),
    rule(
        "weight in kilograms",
        "weight|* weight|weight *|mass|net weight|gross weight|load|payload",
        NUMBER,
        skewed(1.8, 0.9, 0.05, 120.0),
    ),
    rule(
        "length in centimetres",
        "width|height|length|depth|* width|* height|* length|* depth|thickness|\
         diameter|radius|size|dimension|size cm|* cm",
        NUMBER,
        skewed(28.0, 0.7, 1.0, 300.0),
    ),
    rule(
        "area in square metres",
        "area|area *|square *|* area|floor area|surface|size sqm|sqft|living area|\
         lot size",
        NUMBER,
        skewed(95.0, 0.6, 12.0, 2_000.0),
    ),
    rule(
        "volume",
        "volume|* volume|displacement|capacity liters|liters",
        NUMBER,
        skewed(12.0, 0.9, 0.2, 900.0),
    ),
    rule(
        "distance in kilometres",
        "distance|* distance|distance *|mileage|odometer|km|* km|kilometers|miles|\
         range",
        NUMBER,
        skewed(42.0, 1.1, 0.5, 250_000.0),
    ),
    rule("speed", "speed|* speed|velocity|pace|rpm", NUMBER, bell(62.0, 20.0, 5.0, 180.0)),
    rule(
        "temperature in degrees Celsius",
        "temperature|* temperature|temp|* temp|temp *",
        NUMBER,
        bell(20.0, 7.0, -20.0, 45.0),
    ),
    rule("heart rate", "heart rate|pulse|bpm|* heart rate", NUMBER, bell(76.0, 11.0, 45.0, 160.0)),
    rule(
        "blood pressure",
        "systolic|blood pressure|* systolic|systolic *",
        NUMBER,
        bell(122.0, 13.0, 85.0, 190.0),
    ),
    rule(
        "blood pressure",
        "diastolic|* diastolic|diastolic *",
        NUMBER,
        bell(79.0, 9.0, 50.0, 120.0),
    ),
    rule(
        "energy in kilocalories",
        "calories|kcal|energy|* calories",
        NUMBER,
        bell(420.0, 160.0, 40.0, 1_500.0),
    ),
    rule(
        "nutrients in grams",
        "protein|fat|carbs|carbohydrates|sugar|fiber|salt|sodium",
        NUMBER,
        skewed(14.0, 0.8, 0.1, 120.0),
    ),
    rule(
        "power or pressure",
        "power|* power|wattage|watts|voltage|current|pressure|* pressure|\
         horsepower|frequency|bitrate|bandwidth|throughput|signal strength|\
         brightness",
        NUMBER,
        bell(220.0, 60.0, 1.0, 1_000.0),
    ),
    rule("servings", "servings|portions|serves|yield", WHOLE, small(0.4, 1.0, 8.0)),
    rule(
        "measured value",
        "value|* value|reading|* reading|measurement|metric value|amount|average|\
         avg *|mean|min *|median|std *|value number|result value|* average",
        FRACTION,
        Make::With(reading),
    ),
    rule(
        "code kept as a number",
        "status|* status|state|* state|type|* type|kind|* kind|mode|* mode|category|\
         * category|source|* source|action|* action|class|* class|group|* group|role|\
         method|* method|operator|reason|* reason|permission|* code|code|flags",
        WHOLE,
        Make::With(super::kinds::code),
    ),
    rule("identifier elsewhere", "* id|id|* ref|* reference", WHOLE, flat(1.0, 1_000.0)),
    rule(
        "bytes of memory",
        "size|* size|memory|storage|storage *|disk|ram|quota bytes",
        WHOLE,
        Make::With(bytes),
    ),
];

/// Five stars are given more often than one.
fn rating(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    // 230 of something are no stars.
    if default_number(facts).is_some_and(|usual| usual > 10.0) {
        return None;
    }
    let most = facts.domain.max.as_ref().and_then(|limit| number(&limit.value)).unwrap_or(5.0);
    let least = facts.domain.min.as_ref().and_then(|limit| number(&limit.value)).unwrap_or(1.0);
    let whole = facts.class == crate::survey::Class::Int;
    let steps = (most - least) as usize;
    if whole && (1..=10).contains(&steps) {
        let values: Vec<i64> = (0..=steps).map(|step| most as i64 - step as i64).collect();
        let weight = |rank: usize| match rank {
            0 => 45.0,
            1 => 30.0,
            2 => 12.0,
            3 => 6.0,
            _ => 4.0,
        };
        return Some(Source::Choice(ChoiceSource {
            weights: Some((0..values.len()).map(weight).collect()),
            values: values.into_iter().map(Scalar::Int).collect(),
        }));
    }
    let mean = least + (most - least) * 0.8;
    let curve = Distribution::Normal { mean, deviation: (most - least) * 0.15 };
    let number = bounded(facts, curve, Some(least), Some(most));
    Some(Source::Number(NumberSource { scale: scale(facts).map(|_| 1), ..number }))
}

/// A part of a whole, as a fraction or of a hundred.
pub(super) fn share(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let whole = if commerce::is_fraction(field) { 1.0 } else { 100.0 };
    let curve = Distribution::Normal { mean: whole * 0.55, deviation: whole * 0.22 };
    let number = bounded(facts, curve, Some(0.0), Some(whole));
    Some(Source::Number(NumberSource { scale: scale(facts), ..number }))
}

/// Wide numbers hold the sizes of files, narrow ones those of small things.
fn bytes(field: Field<'_, '_>) -> Option<Source> {
    let wide = matches!(
        field.facts.column.data_type,
        seedbed_schema::DataType::Integer { bits: 64.., .. }
    );
    let (median, sigma, most) = if wide { (3_200_000.0, 1.3, 4e9) } else { (2_400.0, 1.2, 1e6) };
    let curve = Distribution::LogNormal { median, sigma };
    Some(Source::Number(bounded(field.facts, curve, Some(1.0), Some(most))))
}

/// A reading: few digits behind the point, whatever the type has room for.
fn reading(field: Field<'_, '_>) -> Option<Source> {
    let curve = Distribution::LogNormal { median: 42.0, sigma: 0.6 };
    let number = bounded(field.facts, curve, Some(0.1), Some(1_000.0));
    let scale = field.facts.scale().map_or(2, |scale| scale.min(3));
    Some(Source::Number(NumberSource { scale: Some(scale), ..number }))
}
