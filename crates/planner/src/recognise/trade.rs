//! Firms that sell goods on: their names say so, and their addresses follow from their names.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, pool, rule, template};
use crate::formulas::expression;
use crate::names::ident;
use crate::subject::Subject as S;

const NAME: &str = "name|company name|* name|company|title|legal name";

pub(super) const RULES: &[Rule] = &[
    rule("trading firm", NAME, TEXT, Make::With(name)).about(&[S::Company]),
    rule(
        "web site of a trading firm",
        "url|website|web site|homepage|site|* url",
        TEXT,
        Make::With(site),
    )
    .about(&[S::Company])
    .nulls(0.2),
    rule("e-mail of a trading firm", "email|email address|* email", TEXT, Make::With(email))
        .about(&[S::Company])
        .nulls(0.1),
];

/// Whether a table is about firms that trade or carry goods.
fn trades(field: Field<'_, '_>) -> bool {
    let goods = ["supplier", "vendor", "distributor", "wholesaler", "manufacturer", "merchant"];
    field.table.words.iter().any(|word| goods.contains(&word.as_str()))
}

fn name(field: Field<'_, '_>) -> Option<Source> {
    if field.table.words.iter().any(|word| word == "shipper" || word == "carrier") {
        return Some(pool("carrier"));
    }
    let own = !field.facts.is("contact name|* contact name|legal name");
    (own && trades(field)).then(|| {
        template(&[
            "{company_adjective} {company_noun} Supply Co.",
            "{last_name} Wholesale",
            "{company_adjective} {company_noun} Trading",
            "{last_name} & {last_name} Distribution",
            "{company_noun} Imports",
            "{last_name} Goods Ltd.",
        ])
    })
}

/// The firm's name as addresses write it.
fn slug(field: Field<'_, '_>) -> Option<String> {
    let name = field.table.find("name|company name|* name").filter(|name| {
        trades(field) && !name.is_nullable() && !name.is("contact name|* contact name")
    })?;
    Some(format!("slugify({})", ident(name.name())))
}

fn site(field: Field<'_, '_>) -> Option<Source> {
    slug(field).map(|slug| expression(format!("'https://www.' || {slug} || '.example'")))
}

fn email(field: Field<'_, '_>) -> Option<Source> {
    let own = !field.facts.is("contact email|* contact email");
    slug(field).filter(|_| own).map(|slug| expression(format!("'sales@' || {slug} || '.example'")))
}
