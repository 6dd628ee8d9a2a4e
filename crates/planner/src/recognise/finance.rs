//! Banks, insurers, markets: accounts and the numbers they go by.

use seedbed_generate::plan::EntityKind::{Identifier, Person};
use seedbed_generate::plan::{Case, ConditionalSource, EntityKind, Source};

use super::{
    ANY, FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, flat, money, rule, skewed,
};
use crate::business::Business;
use crate::finish;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::Class;

pub(super) const RULES: &[Rule] = &[
    rule(
        "product of an insurer",
        "name|product name|title|plan name|policy name|product",
        TEXT,
        Make::With(insurance_product),
    )
    .about(&[S::Product, S::Tier]),
    rule(
        "cover of a policy",
        "name|coverage name|cover name|title|coverage|coverage type|description",
        TEXT,
        Make::Words(
            "Bodily Injury Liability|Property Damage Liability|Collision|Comprehensive|\
             Medical Payments|Personal Injury Protection|Uninsured Motorist|Roadside Assistance|\
             Rental Reimbursement|Dwelling|Personal Property|Loss of Use|Water Backup|\
             Identity Theft|Trip Cancellation|Emergency Medical|Baggage Loss|Legal Expenses|\
             Accidental Death|Critical Illness|Glass Breakage|Theft",
        ),
    )
    .of("coverage cover rider endorsement peril"),
    rule("bank account number", "iban|* iban|iban number|bank iban|iban *", TEXT, Make::With(iban)),
    rule(
        "bank code",
        "bic|swift|swift code|bic code|* bic|* swift|bank bic|swift bic",
        TEXT,
        Make::Part(Identifier, "bic"),
    ),
    rule(
        "bank code",
        "routing number|aba|aba number|* routing number|routing transit number",
        TEXT,
        Make::Part(Identifier, "routing_number"),
    ),
    rule("sort code", "sort code|bank sort code", TEXT, Make::Pattern("0[0-9]-[0-9]{2}-[0-9]{2}")),
    rule(
        "account number",
        "account number|bank account|bank account number|acct number|\
         * account number|beneficiary account|from account|to account|counterparty account",
        TEXT,
        Make::Part(Identifier, "account_number"),
    ),
    rule(
        "account number",
        "number|account number|code",
        TEXT,
        Make::Part(Identifier, "account_number"),
    )
    .about(&[S::Account])
    .of("bank savings deposit \
            checking account")
    .beside("iban|bic|balance|currency|customer id|overdraft *"),
    rule("bank", "bank|bank name|* bank|issuing bank|bank branch name", TEXT, Make::Pool("bank")),
    rule("bank", "name|title", TEXT, Make::Pool("bank")).of("bank"),
    rule(
        "beneficiary",
        "beneficiary|beneficiary name|counterparty|counterparty name|payee|\
         payee name|payer|payer name|creditor|creditor name|debtor|debtor name|remitter|drawer",
        TEXT,
        Make::Part(Person, "full_name"),
    ),
    rule(
        "what a payment was for",
        "description|memo|narrative|reference text|purpose|details|\
         remittance information|statement descriptor|note|notes|remarks",
        TEXT,
        Make::Words(
            "Card payment|Direct debit|Salary|Rent|Standing order|Cash withdrawal|\
             Online purchase|Insurance premium|Utility bill|Transfer to savings|Interest|\
             Refund|Subscription|Grocery store|Fuel station|Restaurant|Mobile phone bill|\
             Loan repayment|Account fee|Cheque deposit",
        ),
    )
    .about(&[S::Transaction, S::Account])
    .nulls(0.15),
    rule(
        "what an invoice line was for",
        "description|memo|details|item description",
        TEXT,
        Make::Words(
            "Consulting services|Monthly subscription|Setup fee|Support hours|\
             License renewal|Training day|Data storage|Shipping and handling|Travel expenses|\
             Additional users|Maintenance|Project management|Design work|Hosting|Late fee|\
             Room charge|Minibar|City tax|Spa treatment|Parking",
        ),
    )
    .about(&[S::Line])
    .of("invoice billing bill folio statement charge fee"),
    rule(
        "limit on an account",
        "overdraft limit|* overdraft|overdraft|daily limit|withdrawal limit|\
         monthly limit|spending limit|card limit|transfer limit|transaction limit|* daily limit|\
         cash limit",
        NUMBER,
        money(750.0, 0.6, 50.0),
    ),
    rule(
        "credit limit",
        "credit limit|* credit limit|credit line",
        NUMBER,
        money(5_000.0, 0.6, 100.0),
    ),
    rule(
        "authority",
        "authority limit|approval limit|signing limit|approval amount|spend limit|\
         limit amount",
        NUMBER,
        money(10_000.0, 0.8, 500.0),
    ),
    rule(
        "principal of a loan",
        "principal|loan amount|principal amount|amount|amount borrowed|\
         outstanding principal|original amount|disbursed amount|requested amount|approved amount",
        NUMBER,
        money(16_000.0, 0.8, 100.0),
    )
    .of("loan mortgage credit lending financing"),
    rule(
        "instalment",
        "installment|installment amount|monthly payment|emi|payment amount|\
         repayment amount|amount due",
        NUMBER,
        money(340.0, 0.6, 0.0),
    ),
    rule(
        "premium of an insurance",
        "annual premium|yearly premium|premium annual|gross premium|\
         written premium",
        NUMBER,
        money(860.0, 0.6, 1.0),
    ),
    rule(
        "premium of an insurance",
        "premium|* premium|premium amount|monthly premium|premium *",
        NUMBER,
        money(74.0, 0.6, 0.0),
    ),
    rule(
        "deductible",
        "deductible|* deductible|excess|deductible amount|self retention",
        NUMBER,
        money(500.0, 0.5, 50.0),
    ),
    rule(
        "cover of an insurance",
        "coverage limit|* coverage|coverage amount|sum insured|\
         insured amount|max limit|limit|maximum limit|policy limit|limit amount|coverage|\
         aggregate limit|* limit|face amount|benefit amount",
        NUMBER,
        money(150_000.0, 0.9, 1_000.0),
    )
    .of("coverage policy insurance cover benefit plan"),
    rule(
        "amount of a claim",
        "claimed amount|claim amount|amount claimed|loss amount|amount|\
         estimated loss|reserve|reserve amount|* reserve|damage amount|estimate|total loss",
        NUMBER,
        money(3_200.0, 0.9, 0.0),
    )
    .of("claim loss damage reserve"),
    rule(
        "amount paid on a claim",
        "amount|amount paid|paid amount|payout|settlement amount|\
         approved amount|indemnity",
        NUMBER,
        money(1_800.0, 0.9, 0.0),
    )
    .of("claim settlement payout"),
    rule(
        "interest rate",
        "interest rate|* interest rate|apr|annual rate|annual interest rate|\
         nominal rate|coupon rate|lending rate|yield|coupon",
        NUMBER,
        Make::With(interest),
    ),
    rule("interest rate", "rate", NUMBER, Make::With(interest))
        .of("loan mortgage deposit bond savings"),
    rule(
        "exchange rate",
        "rate|exchange rate|fx rate|mid rate|bid|ask|buy rate|sell rate|\
         conversion rate|close rate",
        NUMBER,
        bell(1.12, 0.14, 0.7, 1.7),
    )
    .of("fx currency exchange forex"),
    rule(
        "term in months",
        "term|term months|tenor|tenor months|loan term|number of installments|\
         duration months|months|installments|num installments",
        WHOLE,
        Make::Ints(&[(12, 16.0), (24, 20.0), (36, 26.0), (48, 16.0), (60, 22.0)]),
    )
    .of("loan mortgage credit lease financing")
    .nulls(0.05),
    rule(
        "instalments",
        "installments|num installments|number of installments|installment count",
        WHOLE,
        Make::Ints(&[(1, 60.0), (2, 8.0), (3, 12.0), (4, 12.0), (12, 8.0)]),
    ),
    rule(
        "credit score",
        "credit score|fico|fico score|credit rating|* credit score",
        WHOLE,
        bell(690.0, 70.0, 350.0, 850.0),
    ),
    rule(
        "risk score",
        "risk|risk score|fraud score|risk rating|* risk score|churn score|\
         propensity|anomaly score|churn risk|lead score",
        FRACTION,
        Make::With(score),
    ),
    rule(
        "risk score",
        "risk score|fraud score|risk rating|churn score|lead score|trust score|\
         health score|quality score",
        WHOLE,
        bell(42.0, 22.0, 0.0, 100.0),
    ),
    rule(
        "shares",
        "shares|quantity|share count|units|filled quantity|volume|lot size|* shares",
        NUMBER,
        skewed(120.0, 1.0, 1.0, 50_000.0),
    )
    .of("trade stock position holding security portfolio execution fill"),
    rule(
        "volume traded",
        "volume|trade volume|volume traded|turnover volume",
        NUMBER,
        skewed(1_400_000.0, 1.1, 1_000.0, 180_000_000.0),
    )
    .of("bar candle quote ticker price market"),
    rule(
        "ticker symbol",
        "symbol|ticker|ticker symbol|* symbol|instrument|code",
        TEXT,
        Make::Pattern("[A-Z]{3,4}"),
    )
    .of("stock share security trade quote ticker instrument holding \
            portfolio position candle"),
    rule("security number", "isin|isin code", TEXT, Make::Pattern("US[0-9]{9}[0-9]")),
    rule("security", "name|title|company|issuer", TEXT, Make::Pool("security_name"))
        .of("stock security instrument share fund bond"),
    rule(
        "code of a merchant's trade",
        "mcc|merchant category code|merchant category",
        TEXT,
        Make::Words("5411|5812|5541|5912|5732|5651|7011|4111|5814|5999|7832|8011|4900|5310"),
    ),
    rule(
        "code of a merchant's trade",
        "mcc|merchant category code",
        WHOLE,
        Make::Ints(&[
            (5411, 30.0),
            (5812, 18.0),
            (5541, 14.0),
            (5912, 8.0),
            (5732, 6.0),
            (5651, 8.0),
            (7011, 5.0),
            (4111, 6.0),
            (4900, 5.0),
        ]),
    ),
    rule(
        "insurance number",
        "policy number|insurance number|insurance policy number|claim number|\
         member number|insurance id|member id|policy id|subscriber number",
        TEXT,
        Make::Pattern("[A-Z]{3}[1-9][0-9]{7}"),
    )
    .about(&[S::Person, S::Visit, S::Other]),
    rule(
        "description of a damage",
        "description|details|narrative|loss description|\
         incident description|summary|cause|cause of loss|circumstances",
        TEXT,
        Make::Words(
            "Rear-ended at a traffic light; bumper and trunk damaged.|\
             Water leaked from the dishwasher into the flat below.|\
             Hail damaged the roof and two skylights.|\
             Bicycle stolen from a locked basement.|\
             Slipped on wet stairs and broke a wrist.|\
             Fire in the kitchen, contained to the stove.|\
             Windscreen cracked by a stone on the highway.|\
             Luggage lost on a connecting flight.|\
             Tree fell onto the garage during a storm.|\
             Laptop dropped; the screen no longer works.|\
             Parked car scratched by an unknown vehicle.|\
             Pipe burst while the owners were away.",
        ),
    )
    .of("claim loss incident accident damage")
    .beside(
        "claim number|loss date|claimed amount|\
             claim amount|policy id|incident date|loss location|adjuster id|reported at",
    )
    .nulls(0.05),
    rule(
        "minor units",
        "decimals|decimal places|minor unit|exponent|fraction digits",
        WHOLE,
        Make::Ints(&[(2, 92.0), (0, 6.0), (3, 2.0)]),
    ),
    rule("number of a check", "check number|cheque number|check no", ANY, flat(1_001.0, 9_899.0)),
    rule(
        "weight of a share",
        "weight|allocation|target weight|share percent|ownership percent|\
         ownership|stake",
        FRACTION,
        bell(18.0, 11.0, 0.5, 100.0),
    )
    .of("portfolio allocation holding fund ownership shareholder")
    .nulls(0.0),
];

/// An IBAN, or what the column's CHECKs ask for.
fn iban(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let most = facts.max_length().unwrap_or(34);
    if most < 22 || !finish::admits(facts, "DE89370400440532013000") {
        return finish::by_pattern(facts);
    }
    let qualifier = if facts.words.len() > 1 { facts.words.join("_") } else { String::new() };
    let source = seedbed_generate::plan::EntitySource::new(EntityKind::Identifier, "iban");
    Some(Source::Entity(seedbed_generate::plan::EntitySource { name: qualifier, ..source }))
}

/// A few per cent, as a fraction or of a hundred.
fn interest(field: Field<'_, '_>) -> Option<Source> {
    let unit = if super::is_fraction(field) { 0.01 } else { 1.0 };
    let curve = seedbed_generate::plan::Distribution::LogNormal { median: 4.6 * unit, sigma: 0.45 };
    let number = finish::bounded(field.facts, curve, Some(0.5 * unit), Some(24.0 * unit));
    let scale = if unit < 1.0 { 4 } else { 2 };
    let scale = field.facts.scale().unwrap_or(scale).min(scale);
    Some(Source::Number(seedbed_generate::plan::NumberSource { scale: Some(scale), ..number }))
}

/// Mostly low, between nothing and one.
fn score(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let most = facts.domain.max.as_ref().and_then(|limit| finish::number(&limit.value));
    let narrow = super::is_fraction(field) || most.is_none_or(|most| most <= 1.0);
    let most = if narrow { 1.0 } else { most.unwrap_or(100.0) };
    let curve = seedbed_generate::plan::Distribution::LogNormal { median: most * 0.18, sigma: 0.9 };
    let number = finish::bounded(facts, curve, Some(0.0), Some(most));
    let scale = facts.scale().unwrap_or(3).min(4);
    Some(Source::Number(seedbed_generate::plan::NumberSource { scale: Some(scale), ..number }))
}

/// What an insurer sells, by its line of business where a column beside tells.
fn insurance_product(field: Field<'_, '_>) -> Option<Source> {
    const LINES: &[(&str, &str)] = &[
        (
            "auto|car|motor|vehicle",
            "Auto Basic|Auto Plus|Auto Premium|Third Party Auto|Driver Select",
        ),
        (
            "home|property|household|homeowner",
            "Home Basic|Home Comfort|Homeowner Plus|Renter Secure|Building and Contents",
        ),
        ("life", "Term Life 10|Term Life 20|Whole Life|Family Protect|Life Plus Savings"),
        (
            "health|medical",
            "Health Essential|Health Plus|Family Health|Dental Care|Hospital Daily Cash",
        ),
        ("travel", "Single Trip|Annual Multi-Trip|Backpacker|Business Traveler|Travel Family"),
        (
            "liability",
            "Personal Liability|Professional Liability|Business Liability|Landlord Liability",
        ),
        ("pet", "Pet Basic|Pet Surgery|Pet Complete"),
    ];
    if field.table.business != Business::Insurance {
        return None;
    }
    let line = field.table.columns.iter().find(|facts| {
        matches!(facts.class, Class::Text | Class::Labels)
            && facts.is("line|type|* type|category|kind|line of business|class")
    });
    let labels = line.map(crate::labels::texts).unwrap_or_default();
    let known = |label: &String| {
        let words = crate::tokens::words(label);
        LINES.iter().find(|(names, _)| crate::tokens::matches(names, &words).is_some())
    };
    let cases: Vec<Case> = labels
        .iter()
        .filter_map(|label| {
            let (_, names) = known(label)?;
            let column = ident(line?.name());
            let when = format!("{column} = '{}'", label.replace('\'', "''"));
            Some(Case { when, then: super::written(names) })
        })
        .collect();
    let all: Vec<&str> = LINES.iter().map(|(_, names)| *names).collect();
    let any = super::written(&all.join("|"));
    if cases.is_empty() {
        return Some(any);
    }
    Some(Source::Conditional(ConditionalSource { cases, otherwise: Some(Box::new(any)) }))
}
