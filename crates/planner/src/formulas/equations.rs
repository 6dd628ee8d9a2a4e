//! Numbers that others of their row decide: scores of votes, rates, averages, margins.

use super::phrases::stem;
use super::sheet::{self, Sheet};
use super::totals::share;
use crate::finish;
use crate::names::ident;
use crate::recognise::{Field, is_fraction};
use crate::survey::{Class, ColumnFacts};

/// What kind of number a formula makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The number as it is.
    Plain,
    /// A share of one, in per cent where the column holds these.
    Share,
}

use Kind::{Plain, Share};

/// A number that others decide.
struct Equation {
    /// Phrases of its name; what they leave is its stem.
    result: &'static str,
    /// Phrases of the others' names, which leave the same stem or none; with `~`, names as rules
    /// write them.
    operands: &'static [&'static str],
    /// The formula: `{0}` is the first of the others, `{1%}` the second one as a share of one.
    formula: &'static str,
    kind: Kind,
    /// Whether it holds of any thing, or of nothing but what the phrases name.
    any: bool,
}

const fn equation(
    result: &'static str,
    operands: &'static [&'static str],
    formula: &'static str,
) -> Equation {
    Equation { result, operands, formula, kind: Plain, any: false }
}

const fn rate(
    result: &'static str,
    operands: &'static [&'static str],
    formula: &'static str,
) -> Equation {
    Equation { result, operands, formula, kind: Share, any: true }
}

impl Equation {
    const fn of_any(mut self) -> Self {
        self.any = true;
        self
    }
}

const UP: &str = "upvotes|up votes|ups|likes|like count|likes count|upvote count|upvotes count|\
     positive votes|thumbs up|votes up|votes for|favorites count";
const DOWN: &str = "downvotes|down votes|downs|dislikes|dislike count|dislikes count|\
     downvote count|downvotes count|negative votes|thumbs down|votes down|votes against";
const GOOD: &str = "passed|pass|pass count|passed count|succeeded|success count|successful count|\
     successful|successes|success|delivered|delivered count|ok count";
const BAD: &str = "failed|fail|failures|failure count|fail count|failed count|errors|error count|\
     fails|rejected|rejected count";
const DONE: &str = "completed|complete|done|processed|finished|completed count|done count|\
     processed count|imported|migrated|loaded|answered|current";
const ALL: &str = "total|total count|count|attempts|requests|runs|total runs|transaction count|\
     transactions|calls|test count|tests|task count|tasks|item count|items|sent|sent count|\
     step count|record count|row count|job count|file count|line count|lessons count|\
     question count|planned|expected|all";
const PRICE: &str =
    "revenue|sales|net sales|price|selling price|sale price|unit price|total|amount";
const COST: &str = "cost|costs|cost price|total cost|cost of goods|cogs|unit cost|expenses";
const PIECES: &str = "quantity|on hand|quantity on hand|units|pieces|shares|stock|in stock|\
     order quantity|quantity ordered";

/// All equations; the first whose columns are all there has a column.
const EQUATIONS: &[Equation] = &[
    equation(
        "score|karma|net votes|net score|vote score|points|vote balance",
        &[UP, DOWN],
        "{0} - {1}",
    ),
    rate(
        "like ratio|like rate|approval rate|upvote ratio|upvote rate|positive ratio|like percent|\
         approval percent",
        &[UP, DOWN],
        "{0} / nullif({0} + {1}, 0)",
    ),
    rate(
        "hit ratio|hit rate|hit percent",
        &["hits|hit count", "misses|miss count"],
        "{0} / nullif({0} + {1}, 0)",
    ),
    rate("hit ratio|hit rate|hit percent", &["hits|hit count", ALL], "{0} / nullif({1}, 0)"),
    rate(
        "miss ratio|miss rate",
        &["misses|miss count", "hits|hit count"],
        "{0} / nullif({0} + {1}, 0)",
    ),
    rate(
        "win rate|win ratio|win percent|winning percent",
        &["wins|won", "losses|lost", "draws|drawn|ties"],
        "{0} / nullif({0} + {1} + {2}, 0)",
    ),
    rate(
        "win rate|win ratio|win percent|winning percent",
        &["wins|won", "losses|lost"],
        "{0} / nullif({0} + {1}, 0)",
    ),
    rate(
        "pass rate|pass percent|pass ratio|success rate|success ratio|success percent|\
         passed percent|delivery rate|yield rate",
        &[GOOD, ALL],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "pass rate|pass percent|pass ratio|success rate|success ratio|success percent",
        &[GOOD, BAD],
        "{0} / nullif({0} + {1}, 0)",
    ),
    rate(
        "failure rate|error rate|fail rate|failure percent|error percent|failed percent|\
         rejection rate",
        &[BAD, ALL],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "percent complete|complete percent|completion percent|completed percent|progress|\
         progress percent|percent done|percent completed|completion rate|completion|\
         done percent",
        &[DONE, ALL],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "utilization|utilisation|utilization percent|usage percent|percent used|used percent|\
         fill rate|fill percent|usage ratio|occupancy rate|occupancy percent|load factor|\
         seat factor|utilization rate|fill level percent",
        &[
            "used|usage|occupied|booked|sold|enrolled|consumed|filled|boarded|passengers|registered",
            "capacity|quota|limit|total|size|max|seats|allocated|total seats|rooms|beds",
        ],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "open rate",
        &["opened|opens|open count|unique opens", "delivered|sent|delivered count|sent count"],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "click rate|ctr|click through rate|clickthrough rate",
        &[
            "clicks|clicked|click count|unique clicks",
            "impressions|opens|opened|delivered|sent|views",
        ],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "conversion rate|cvr",
        &["conversions|purchases|orders|signups|leads", "clicks|visits|sessions|visitors|views"],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "bounce rate",
        &["bounces|bounced|bounce count|bounced sessions", "sent|sessions|visits|delivered"],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "attendance rate|attendance percent",
        &[
            "present|attended|days present|present count|attendees|days attended",
            "total|days|total days|registered|enrolled|school days|sessions|invited|total count",
        ],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "response rate|reply rate",
        &["responses|responded|replies|replied|response count", "sent|recipients|invited|total"],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "margin percent|profit margin|gross margin percent|margin rate|profit percent",
        &[PRICE, COST],
        "({0} - {1}) / nullif({0}, 0)",
    ),
    rate(
        "cv percent|coefficient of variation|cv",
        &[
            "sd|std dev|standard deviation|stddev|std|deviation",
            "mean|average|avg|mean value|average value",
        ],
        "{0} / nullif({1}, 0)",
    ),
    rate(
        "average view percent|average watched percent|watched percent|view percent",
        &["average view duration|watched seconds|view duration|seconds watched", "duration|length"],
        "{0} / nullif({1}, 0)",
    ),
    equation(
        "average|avg|mean",
        &["total|sum|sum of|gross", "~count|* count|n|n *|number of *|num *"],
        "{0} / nullif({1}, 0)",
    )
    .of_any(),
    equation(
        "average order value|aov|average basket",
        &["revenue|total revenue|sales|total sales|order total", "orders|order count|total orders"],
        "{0} / nullif({1}, 0)",
    ),
    equation(
        "cpc|cost per click",
        &["cost|spend|spent|amount spent", "clicks|click count"],
        "{0} / nullif({1}, 0)",
    ),
    equation(
        "cpm|cost per mille|cost per thousand",
        &["cost|spend|spent|amount spent", "impressions|impression count"],
        "{0} * 1000.0 / nullif({1}, 0)",
    ),
    equation(
        "cpa|cost per acquisition|cost per conversion|cost per lead",
        &["cost|spend|spent|amount spent", "conversions|leads|acquisitions"],
        "{0} / nullif({1}, 0)",
    ),
    equation(
        "roas",
        &["revenue|conversion value|sales", "cost|spend|spent"],
        "{0} / nullif({1}, 0)",
    ),
    equation(
        "weighted|weighted amount|weighted value|weighted revenue|expected revenue|\
         forecast amount|expected value|forecasted amount",
        &["amount|value|deal value|revenue|amount total|total", "probability|win probability"],
        "{0} * {1%}",
    )
    .of_any(),
    equation(
        "discount amount|discount|discount value|discount total",
        &[
            "subtotal|sub total|amount|price|list price|gross amount|base price|unit price",
            "discount percent|discount rate",
        ],
        "{0} * {1%}",
    ),
    equation(
        "fee amount|fee|processing fee|transaction fee|commission|commission amount",
        &[
            "amount|gross amount|total|sale amount|price|subtotal",
            "fee percent|fee rate|commission rate|commission percent",
            "fee fixed|fixed fee",
        ],
        "{0} * {1%} + {2}",
    ),
    equation(
        "fee amount|processing fee|transaction fee|commission amount|commission",
        &[
            "amount|gross amount|total|sale amount|price|subtotal",
            "fee percent|fee rate|commission rate|commission percent",
        ],
        "{0} * {1%}",
    ),
    equation(
        "taxable amount|taxable|taxable base|tax base|amount taxable|taxable total",
        &["subtotal|sub total|gross amount", "discount amount|discount|total discount"],
        "{0} - {1}",
    ),
    equation(
        "margin|profit|gross profit|gross margin|margin amount|profit amount",
        &[PRICE, COST],
        "{0} - {1}",
    ),
    equation(
        "available credit|credit available|remaining credit|credit remaining|unused credit",
        &["credit limit", "balance|current balance|outstanding balance|credit used|used credit"],
        "greatest({0} - {1}, 0)",
    ),
    equation(
        "instalments remaining|installments remaining|remaining installments|installments left|\
         remaining instalments|payments remaining|remaining payments",
        &[
            "number of repayments|number of installments|number of instalments|term months|\
             total installments|number of payments|installments|installment count",
            "instalments paid|installments paid|repayments made|payments made|paid installments",
        ],
        "{0} - {1}",
    ),
    equation(
        "equity|net worth|net assets",
        &["total assets|assets", "total liabilities|liabilities"],
        "{0} - {1}",
    ),
    equation(
        "unrealized pnl|unrealized gain|gain loss|profit loss|unrealized profit",
        &["market value|current value", "cost basis|book cost|book value|invested amount"],
        "{0} - {1}",
    ),
    equation(
        "market value|position value",
        &[PIECES, "price|last price|current price|market price|unit price|nav"],
        "{0} * {1}",
    ),
    equation(
        "cost basis|book cost",
        &[PIECES, "average price|average cost|purchase price|buy price|entry price"],
        "{0} * {1}",
    ),
    equation(
        "total weight|weight total|line weight",
        &[PIECES, "unit weight|weight per unit|item weight|weight each|weight"],
        "{0} * {1}",
    ),
    equation(
        "total volume|volume total|line volume",
        &[PIECES, "unit volume|volume per unit|item volume|volume each"],
        "{0} * {1}",
    ),
    equation(
        "total cost|line cost|extended cost|cost total|total value|stock value|inventory value|\
         extended value",
        &[PIECES, "unit cost|average cost|cost per unit|cost price|unit price|cost|price"],
        "{0} * {1}",
    ),
    equation(
        "package cost|pack cost|case cost|box cost",
        &[
            "package size|pack size|units per case|units per package|case size|units per box",
            "unit cost|cost per unit",
        ],
        "{0} * {1}",
    ),
    equation(
        "package price|pack price|case price|box price",
        &[
            "package size|pack size|units per case|units per package|case size|units per box",
            "unit price|price per unit",
        ],
        "{0} * {1}",
    ),
    equation(
        "labor cost|labour cost|labor total",
        &["hours|labor hours|labour hours|hours worked", "hourly rate|labor rate|labour rate"],
        "{0} * {1}",
    ),
    equation("goal difference", &["goals for", "goals against"], "{0} - {1}"),
    equation(
        "matches played|games played|played|games",
        &["wins|won", "draws|drawn|ties", "losses|lost"],
        "{0} + {1} + {2}",
    ),
    equation(
        "body mass index|bmi",
        &["weight|weight kg|kg", "height cm"],
        "{0} * 10000.0 / nullif({1} * {1}, 0)",
    ),
    equation(
        "body mass index|bmi",
        &["weight|weight kg", "height m|height meters|height metres"],
        "{0} / nullif({1} * {1}, 0)",
    ),
    equation(
        "bsa|body surface area|bsa m 2",
        &["weight|weight kg", "height|height cm"],
        "sqrt({0} * {1} / 3600.0)",
    ),
    equation("aspect ratio", &["width", "height"], "{0} / nullif({1}, 0)"),
];

/// Fills the numbers that others decide.
pub(super) fn fill(sheet: &mut Sheet<'_, '_, '_>) {
    for facts in sheet.free() {
        let found = EQUATIONS.iter().find_map(|equation| {
            let operands = operands(sheet, equation, facts)?;
            Some((equation, operands))
        });
        let Some((equation, operands)) = found else { continue };
        // What must be there is no product of what may be absent, unless nothing is its default.
        let absent = !facts.is_nullable()
            && operands.iter().any(|operand| operand.is_nullable())
            && finish::default_number(facts) != Some(0.0);
        if equation.kind == Plain && (facts.domain.max.is_some() || absent) {
            continue;
        }
        let formula = written(sheet, equation, facts, &operands);
        let reason = format!("{} stands beside it", operands[0].name());
        sheet.put(facts, &formula, "told by its like", reason);
    }
}

/// The columns that an equation reads, where all are there.
fn operands<'s, 'a>(
    sheet: &Sheet<'_, 's, 'a>,
    equation: &Equation,
    facts: &ColumnFacts<'_>,
) -> Option<Vec<&'s ColumnFacts<'a>>> {
    let own =
        stem(&facts.words, equation.result).or_else(|| stem(&facts.short, equation.result))?;
    if !equation.any && !sheet::is_vague(&own) && !is_unit(&own) {
        return None;
    }
    // The average of ratings is no share of a total amount.
    let others: fn(&[String]) -> bool = match equation.kind {
        _ if sheet::is_vague(&own) => sheet::is_vague,
        Share => <[String]>::is_empty,
        Plain if is_unit(&own) => is_unit,
        Plain => |_| false,
    };
    stems(sheet, equation, own, facts).into_iter().find_map(|own| {
        let mut found: Vec<&ColumnFacts<'_>> = Vec::new();
        for phrases in equation.operands {
            let operand = match phrases.strip_prefix('~') {
                Some(names) => called(sheet, names, facts)?,
                None => sheet.named(phrases, &own, facts, others)?,
            };
            if found.iter().any(|other| other.name() == operand.name()) {
                return None;
            }
            found.push(operand);
        }
        Some(found)
    })
}

/// The stems that the others may have: the number's own, or, where it has none, whatever the
/// first of them leaves.
fn stems(
    sheet: &Sheet<'_, '_, '_>,
    equation: &Equation,
    own: Vec<String>,
    facts: &ColumnFacts<'_>,
) -> Vec<Vec<String>> {
    let bare = own.is_empty();
    let mut stems = vec![own];
    let first = equation.operands[0];
    if bare && equation.any && !first.starts_with('~') {
        let columns = sheet.draft.table.columns.iter();
        stems.extend(
            columns
                .filter(|other| sheet.is_readable(other, facts))
                .filter_map(|other| stem(&other.words, first)),
        );
    }
    stems
}

/// Whether words are a unit of a measure.
fn is_unit(words: &[String]) -> bool {
    const UNITS: &[&str] = &["kg", "g", "cm", "m", "ml", "l", "usd", "eur", "cents", "lb", "2"];
    words.iter().all(|word| UNITS.contains(&word.as_str()))
}

fn called<'s, 'a>(
    sheet: &Sheet<'_, 's, 'a>,
    names: &str,
    target: &ColumnFacts<'_>,
) -> Option<&'s ColumnFacts<'a>> {
    names.split('|').find_map(|name| {
        sheet.draft.table.columns.iter().find(|facts| {
            facts.class == Class::Int && facts.is(name) && sheet.is_readable(facts, target)
        })
    })
}

/// The formula over the columns' names.
fn written(
    sheet: &Sheet<'_, '_, '_>,
    equation: &Equation,
    facts: &ColumnFacts<'_>,
    operands: &[&ColumnFacts<'_>],
) -> String {
    let table = sheet.draft.table;
    let mut formula = equation.formula.to_owned();
    for (at, operand) in operands.iter().enumerate() {
        let name = ident(operand.name());
        formula = formula
            .replace(&format!("{{{at}%}}"), &share(table, operand))
            .replace(&format!("{{{at}}}"), &name);
    }
    let fraction = is_fraction(Field { table, facts })
        || facts.class == Class::Decimal && facts.is("* ratio|ratio");
    match equation.kind {
        // Whole numbers divide to whole numbers.
        Plain if formula.contains(" / ") => format!("1.0 * {formula}"),
        Plain => formula,
        Share if fraction => sheet::capped(&format!("1.0 * {formula}"), 1.0),
        Share => sheet::capped(&format!("100.0 * {formula}"), 100.0),
    }
}
