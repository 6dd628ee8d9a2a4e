//! Trade: firms, products, prices, cards.

use seedbed_generate::plan::EntityKind::{Card, Company, Place, Product};
use seedbed_generate::plan::{Distribution, NumberSource, Source};

use super::{ANY, FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, flat, rule, scale};
use crate::finish::bounded;
use crate::subject::Subject as S;
use crate::survey::Class;

const FIRMS: &[S] = &[S::Company];
const GOODS: &[S] = &[S::Product, S::Inventory];

pub(super) const RULES: &[Rule] = &[
    rule(
        "legal name",
        "legal name|registered name|official name",
        TEXT,
        Make::Part(Company, "legal_name"),
    ),
    rule(
        "company name",
        "supplier|vendor|distributor|retailer|consignee|consignor|shipper name|\
         consignee name|consignor name|customer company|company|company name|* company|\
         * company name|organization|\
         organization name|employer|business name|vendor name|supplier name|firm|\
         account company|org name|publisher|carrier name|institution|affiliation|\
         merchant|merchant name|payee",
        TEXT,
        Make::Part(Company, "name"),
    )
    .nulls(0.3),
    rule("company name", "name|* name|title", TEXT, Make::Part(Company, "name")).about(FIRMS),
    rule("brand", "name|brand name", TEXT, Make::Pool("brand")).about(&[S::Brand]),
    rule(
        "brand",
        "manufacturer|* manufacturer|manufacturer name|maker|hardware vendor",
        TEXT,
        Make::Pool("brand"),
    )
    .about(&[S::Device, S::Drug, S::Kind, S::Other, S::Unit, S::Facility]),
    rule(
        "terms of payment",
        "payment terms|payment term|terms of payment|credit terms",
        TEXT,
        Make::Words("Net 30|Net 14|Net 60|Due on receipt|2/10 net 30|Prepaid"),
    ),
    rule(
        "company web site",
        "url|website|* website|web site|* url|homepage|home page|site|web page|\
         website url",
        TEXT,
        Make::Part(Company, "url"),
    )
    .about(&[S::Company, S::Brand, S::Facility])
    .nulls(0.2),
    rule(
        "domain name",
        "domain|* domain|domain name|* domain name|hostname|email domain",
        TEXT,
        Make::Part(Company, "domain"),
    ),
    rule(
        "industry",
        "industry|* industry|sector|business type",
        TEXT,
        Make::Part(Company, "industry"),
    ),
    rule(
        "slogan",
        "slogan|tagline|catch phrase|motto|tag line",
        TEXT,
        Make::Part(Company, "catch_phrase"),
    )
    .nulls(0.2),
    rule(
        "line of business",
        "mission|mission statement|value proposition|line of business|business model|\
         elevator pitch|company mission",
        TEXT,
        Make::Templates(&["{business_verb} {business_adjective} {business_noun}"]),
    )
    .nulls(0.1),
    rule(
        "tax number",
        "tax id|tax number|vat|vat id|vat number|* vat number|ein|tax code|\
         * tax id|company number|registration number|duns|\
         tax identification number|business number",
        TEXT,
        Make::Part(Company, "tax_id"),
    )
    .nulls(0.2),
    rule(
        "product name",
        "name|product name|title|item name|* product name|product title|product|\
         item",
        TEXT,
        Make::Part(Product, "name"),
    )
    .about(GOODS),
    rule(
        "product name",
        "product name|item name|product title|product",
        TEXT,
        Make::Part(Product, "name"),
    ),
    rule(
        "product description",
        "description|* description|summary|details|long description|\
         short description|product description|item description",
        TEXT,
        Make::Part(Product, "description"),
    )
    .about(GOODS)
    .nulls(0.1),
    rule(
        "stock-keeping unit",
        "sku|* sku|product code|item code|part number|article number|\
         product number|item number|code|model number|style number|catalog number|\
         product reference|sku code",
        TEXT,
        Make::Part(Product, "sku"),
    )
    .about(GOODS),
    rule("stock-keeping unit", "sku|* sku|product sku|item sku", TEXT, Make::Part(Product, "sku")),
    rule(
        "bar code",
        "ean|ean 13|upc|barcode|bar code|gtin|gtin 13|* barcode|* upc",
        TEXT,
        Make::Part(Product, "ean"),
    )
    .nulls(0.1),
    rule(
        "product brand",
        "brand|brand name|manufacturer|maker",
        TEXT,
        Make::Part(Product, "brand"),
    )
    .about(GOODS)
    .nulls(0.1),
    rule(
        "product category",
        "category|category name|product category|product type|department|type",
        TEXT,
        Make::Part(Product, "category"),
    )
    .about(GOODS),
    rule(
        "product subcategory",
        "subcategory|sub category|product line|subcategory name",
        TEXT,
        Make::Part(Product, "subcategory"),
    )
    .about(GOODS),
    rule("product colour", "color|color name", TEXT, Make::Part(Product, "color"))
        .about(GOODS)
        .nulls(0.2),
    rule("product size", "size|size name", TEXT, Make::Part(Product, "size"))
        .about(GOODS)
        .nulls(0.3),
    rule("product material", "material|fabric", TEXT, Make::Part(Product, "material"))
        .about(GOODS)
        .nulls(0.2),
    rule(
        "product price",
        "price|unit price|list price|retail price|standard price|sale price|\
         base price|selling price|msrp|regular price|price usd",
        FRACTION,
        Make::Part(Product, "price"),
    )
    .about(GOODS),
    rule(
        "product cost",
        "cost|unit cost|cost price|standard cost|purchase price|wholesale price|\
         supply price",
        FRACTION,
        Make::Part(Product, "cost"),
    )
    .about(GOODS),
    rule(
        "product weight",
        "weight|weight kg|shipping weight|net weight|gross weight",
        FRACTION,
        Make::Part(Product, "weight"),
    )
    .about(GOODS)
    .nulls(0.1),
    rule(
        "card brand",
        "card type|card brand|credit card type|* card type|* card brand|\
         card network",
        TEXT,
        Make::Part(Card, "brand"),
    ),
    rule("card brand", "type|brand|network", TEXT, Make::Part(Card, "brand")).about(&[S::Card]),
    rule(
        "last digits of a card",
        "last 4|last four|card last 4|* last 4|last 4 digits|last digits|\
         card last four",
        ANY,
        Make::Part(Card, "last4"),
    )
    .nulls(0.2),
    rule(
        "card number",
        "card number|credit card number|cc number|pan|* card number|credit card",
        TEXT,
        Make::Part(Card, "number"),
    ),
    rule("card number", "number", TEXT, Make::Part(Card, "number")).about(&[S::Card]),
    rule(
        "card expiry month",
        "expiry month|exp month|expiration month|card exp month|* exp month",
        WHOLE,
        Make::Part(Card, "expiry_month"),
    ),
    rule(
        "card expiry year",
        "expiry year|exp year|expiration year|card exp year|* exp year",
        WHOLE,
        Make::Part(Card, "expiry_year"),
    ),
    rule(
        "card expiry",
        "card expiry|card expiration|expiry|expiration|exp date|card exp",
        TEXT,
        Make::Part(Card, "expiry"),
    ),
    rule(
        "card security code",
        "cvc|cvv|cvv 2|security code|card verification code",
        ANY,
        Make::Part(Card, "cvc"),
    ),
    rule(
        "card holder",
        "cardholder|card holder|card holder name|cardholder name|name on card|\
         holder",
        TEXT,
        Make::Part(Card, "holder"),
    ),
    rule(
        "currency code",
        "currency|currency code|currency iso|local currency|default currency|base currency",
        TEXT,
        Make::Part(Place, "currency"),
    )
    .beside("country|country code|* country code|country id"),
    rule(
        "currency code",
        "currency|* currency|currency code|* currency code|currency iso|\
         settlement currency|currency key",
        TEXT,
        Make::Choice(&[("USD", 80.0), ("EUR", 12.0), ("GBP", 8.0)]),
    )
    .within(3),
    rule(
        "currency code",
        "currency|* currency|currency code|* currency code|currency iso",
        TEXT,
        Make::Choice(&[("USD", 80.0), ("EUR", 12.0), ("GBP", 8.0)]),
    ),
    rule(
        "payment method",
        "payment method|* payment method|payment type|pay method|method of payment|\
         tender type|payment mode|paid with",
        TEXT,
        Make::Pool("payment_method"),
    ),
    rule("payment method", "method|type|provider", TEXT, Make::Pool("payment_method"))
        .about(&[S::Payment]),
    rule(
        "shipping method",
        "shipping method|ship method|delivery method|* shipping method|\
         shipping service|service level|ship via",
        TEXT,
        Make::Pool("shipping_method"),
    ),
    rule("shipping method", "service|method", TEXT, Make::Pool("shipping_method"))
        .about(&[S::Shipment]),
    rule(
        "carrier",
        "carrier|* carrier|shipping carrier|shipping company|courier|\
         delivery company|shipper",
        TEXT,
        Make::Pool("carrier"),
    ),
    rule(
        "plan",
        "plan|plan name|* plan|tier|tier name|membership level|package|\
         pricing plan|subscription type",
        TEXT,
        Make::Pool("plan_name"),
    )
    .unless(
        "treatment plan|care plan|lesson plan|floor plan|action plan|test plan|project plan|\
         meal plan|work plan|site plan|flight plan|therapy plan|diet plan|business plan|\
         payment plan|training plan|nursing plan",
    ),
    rule("plan", "name|title", TEXT, Make::Pool("plan_name")).about(&[S::Tier]),
    rule(
        "exchange rate",
        "exchange rate|fx rate|conversion rate|average rate|end of day rate|rate",
        NUMBER,
        flat(0.6, 1.6),
    )
    .about(&[S::Currency]),
    rule(
        "tax or interest rate",
        "interest rate|* interest rate|apr|\
         commission rate|discount rate|rate|\
         commission percent|commission|* commission|sales tax|commission pct",
        NUMBER,
        Make::With(percentage),
    ),
    rule(
        "discount",
        "discount percent|percent off|discount pct|discount|unit price discount|\
         * discount|discount amount|markdown",
        NUMBER,
        Make::With(discount),
    ),
    rule(
        "shipping cost",
        "freight|freight *|shipping|shipping cost|shipping fee|delivery fee|\
         shipping amount|shipping price|delivery cost|shipping total|* freight|\
         handling fee",
        NUMBER,
        Make::With(shipping),
    ),
    rule(
        "fee",
        "fee|* fee|surcharge|tip|tip amount|fine|penalty|late fee|tax|tax amount|\
         * tax|* tax amount|taxes|vat amount",
        NUMBER,
        Make::With(fee),
    ),
    rule(
        "price",
        "price|* price|price *|unit cost|cost|* cost|cost *|rental rate|daily rate|\
         weekly rate|monthly rate|weekend rate|weekday rate|day rate|\
         nightly rate|unit value|msrp|retail|fare",
        NUMBER,
        Make::With(price),
    ),
    rule(
        "large amount of money",
        "budget|* budget|revenue|* revenue|turnover|annual *|market cap|capital|\
         sales target|* quota|quota|sales ytd|sales last year|* sales|valuation|\
         funding|deal value|contract value|estimated value|loan amount|principal|\
         mortgage *|limit|credit limit|* limit amount|gross|profit|* profit",
        NUMBER,
        Make::With(large),
    ),
    rule(
        "balance",
        "balance|* balance|current balance|outstanding|* outstanding|wallet|\
         available funds|net worth",
        NUMBER,
        Make::With(balance),
    ),
    rule(
        "amount of money",
        "amount|* amount|amount *|total|* total|total *|sub total|subtotal|\
         grand total|payment|paid|value|* paid|charge|* charge|price paid|net|\
         tax base|deposit|* deposit|debit|credit|refund|payout|spend|* spent|\
         * spend|amount cents|* cents|* minor|donation|bid|* bid|due",
        NUMBER,
        Make::With(amount),
    ),
];

/// Whether a whole number counts cents.
pub(super) fn in_cents(field: Field<'_, '_>) -> bool {
    let comment = field.facts.comment();
    field.facts.is("* cents|cents|* cent|* minor|* pence")
        || comment.contains("cents")
        || comment.contains("minor unit")
        || comment.contains("smallest currency unit")
        || crate::residues::counts_cents(field.table, field.facts.name())
}

/// Money around a median; `endings` are what the fraction is made of.
fn money(field: Field<'_, '_>, median: f64, sigma: f64, most: f64, endings: &[f64]) -> Source {
    let facts = field.facts;
    let yen = field.table.locale == "ja_JP";
    let cents = facts.class == Class::Int && in_cents(field);
    let factor = if cents || yen { 100.0 } else { 1.0 };
    let curve = Distribution::LogNormal { median: median * factor, sigma };
    let least = if endings.is_empty() { 1.0 } else { 0.5 };
    let number = bounded(facts, curve, Some(least * factor), Some(most * factor));
    let fraction = facts.class == Class::Decimal && facts.scale().is_none_or(|scale| scale >= 2);
    let endings = if (fraction || cents) && !yen { endings.to_vec() } else { Vec::new() };
    let step = match () {
        () if yen => Some(10.0),
        () if cents && !endings.is_empty() => Some(100.0),
        () => None,
    };
    Source::Number(NumberSource { endings, step, scale: money_scale(field), ..number })
}

/// Money has two digits behind the point, even where the type has more.
fn money_scale(field: Field<'_, '_>) -> Option<u8> {
    let facts = field.facts;
    let wide = facts.class == Class::Decimal && facts.scale().is_none_or(|scale| scale > 2);
    wide.then_some(2)
}

fn price(field: Field<'_, '_>) -> Option<Source> {
    let median = match field.table.subject {
        S::Track => 1.2,
        S::Film | S::Album | S::Recipe => 6.0,
        S::Room | S::Booking => 140.0,
        S::Flight => 280.0,
        S::Vehicle => 24_000.0,
        S::Tier | S::Subscription => 29.0,
        S::Course => 120.0,
        _ => 34.0,
    };
    Some(money(field, median, 0.8, median * 60.0, &[0.99, 0.95, 0.5, 0.0]))
}

fn amount(field: Field<'_, '_>) -> Option<Source> {
    let median = match field.table.subject {
        S::Invoice | S::Contract => 1_200.0,
        S::Account | S::Transaction => 95.0,
        S::Company => 20_000.0,
        _ => 80.0,
    };
    Some(money(field, median, 0.9, median * 80.0, &[]))
}

fn large(field: Field<'_, '_>) -> Option<Source> {
    // What a whole firm turns over is more than what one person has.
    let (median, most) = if field.table.subject == S::Company {
        (2_400_000.0, 900_000_000.0)
    } else {
        (150_000.0, 20_000_000.0)
    };
    let Source::Number(number) = money(field, median, 0.9, most, &[]) else {
        return None;
    };
    Some(Source::Number(NumberSource { step: Some(1_000.0), ..number }))
}

fn balance(field: Field<'_, '_>) -> Option<Source> {
    Some(money(field, 1_800.0, 1.1, 250_000.0, &[]))
}

fn shipping(field: Field<'_, '_>) -> Option<Source> {
    Some(money(field, 7.0, 0.5, 60.0, &[0.99, 0.95, 0.5, 0.0]))
}

fn fee(field: Field<'_, '_>) -> Option<Source> {
    Some(money(field, 6.0, 0.7, 400.0, &[]))
}

/// A share: from 0 to 1 where the type has room for nothing else or the name says rate, and
/// from 0 to 100 otherwise.
fn percentage(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let number = if is_fraction(field) {
        bounded(facts, Distribution::Normal { mean: 0.08, deviation: 0.03 }, Some(0.01), Some(0.3))
    } else {
        bounded(facts, Distribution::Normal { mean: 8.0, deviation: 4.0 }, Some(0.0), Some(30.0))
    };
    Some(Source::Number(NumberSource { scale: scale(facts), ..number }))
}

/// Mostly none, else a round share or a small amount.
fn discount(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let (steps, unit): (&[f64], f64) = if is_fraction(field) {
        (&[0.0, 0.05, 0.1, 0.15, 0.2], 1.0)
    } else {
        (&[0.0, 5.0, 10.0, 15.0, 20.0], if in_cents(field) { 100.0 } else { 1.0 })
    };
    let allowed = bounded(facts, Distribution::Uniform, Some(0.0), Some(100.0 * unit));
    let inside = |value: &f64| within(&allowed, *value);
    let values: Vec<f64> = steps.iter().map(|step| step * unit).filter(inside).collect();
    let weights = [78.0, 6.0, 9.0, 3.0, 4.0][..values.len()].to_vec();
    if values.len() < 2 {
        return Some(Source::Number(NumberSource { scale: scale(facts), ..allowed }));
    }
    Some(Source::Choice(seedbed_generate::plan::ChoiceSource {
        values: values.into_iter().map(crate::finish::scalar).collect(),
        weights: Some(weights),
    }))
}

fn within(number: &NumberSource, value: f64) -> bool {
    use seedbed_generate::plan::{Bound, Scalar};
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Literal(Scalar::Int(limit))) => Some(*limit as f64),
        Some(Bound::Literal(Scalar::Float(limit))) => Some(*limit),
        _ => None,
    };
    limit(&number.min).is_none_or(|min| value >= min)
        && limit(&number.max).is_none_or(|max| value <= max)
}

/// Whether a percentage is written as a fraction of one.
pub(crate) fn is_fraction(field: Field<'_, '_>) -> bool {
    let facts = field.facts;
    if facts.class != Class::Decimal || facts.is("* percent|percent|percent *|* percent *") {
        return false;
    }
    let narrow = match facts.column.data_type {
        seedbed_schema::DataType::Decimal { precision: Some(precision), scale: Some(scale) } => {
            precision.saturating_sub(scale) <= 1
        }
        _ => false,
    };
    let bounded_by_one = facts
        .domain
        .max
        .as_ref()
        .and_then(|limit| crate::finish::number(&limit.value))
        .is_some_and(|most| most <= 1.0);
    let float = matches!(facts.column.data_type, seedbed_schema::DataType::Float { .. });
    narrow || bounded_by_one || (float && facts.is("* rate|rate|discount"))
}
