//! What is shown of a row and called after it: the file of its picture, its page, the goods of its
//! group; what only pictures have; addresses on the public net.

use seedbed_generate::plan::{
    ArraySource, Case, ConditionalSource, EntityKind, EntitySource, JsonNode, JsonSource,
    PatternSource, Scalar, Source, Vocabulary,
};
use seedbed_schema::DataType;

use super::Sides;
use crate::fallback::is_read;
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Ties what is shown to what it shows.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for facts in sides.free() {
        match facts.class {
            Class::Text => {
                picture_file(sides, facts);
                page(sides, facts);
                whole_address(sides, facts);
                group(sides, facts);
            }
            Class::Other | Class::Array => public_address(sides, facts),
            _ => {}
        }
        only_pictures(sides, facts);
    }
}

/// The column that says what a row is called.
fn named<'s, 'a>(
    sides: &Sides<'_, 's, 'a>,
    facts: &ColumnFacts<'_>,
) -> Option<&'s ColumnFacts<'a>> {
    let names = "name|title|product name|store name|display name|* name|* title";
    sides.named(names, |name| {
        name.class == Class::Text
            && name.name() != facts.name()
            && (!name.is_nullable() || facts.is_nullable())
            && !name.is("file name|* file name|filename|* filename|user name|first name|last name")
            && name.domain.one_of.is_none()
    })
}

/// Whether names leave something in Latin letters.
fn latin(sides: &Sides<'_, '_, '_>) -> bool {
    !matches!(sides.draft.table.locale, "ja_JP" | "zh_CN")
}

/// The picture of a thing is called like it: `oak-dining-chair.jpg`.
fn picture_file(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let room = facts.max_length().unwrap_or(255).min(120);
    if sides.meaning(facts) != "image file" || facts.key != KeyPart::No || room < 30 {
        return;
    }
    let Some(name) = named(sides, facts).filter(|_| latin(sides)) else { return };
    let called = ident(name.name());
    let slug = format!("left(slugify({called}), {})", room - 10);
    let formula = if facts.words.iter().any(|word| word == "logo") {
        format!("{slug} || '-logo.png'")
    } else {
        format!("{slug} || CASE WHEN length({called}) % 4 = 0 THEN '.png' ELSE '.jpg' END")
    };
    let reason = format!("{} is shown in it", name.name());
    sides.make(facts, expression(formula), "image file", reason);
}

/// A shop has a page of its own.
fn page(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let table = sides.draft.table;
    let pages = "web address|website|web site|url|homepage|web page|page url|site url|link";
    let told = sides.meaning(facts) == "web address" && facts.is(pages);
    let placed = matches!(table.subject, S::Facility);
    let room = facts.max_length().is_none_or(|most| most >= 80);
    if !told || !placed || !room || facts.key != KeyPart::No {
        return;
    }
    let Some(name) = named(sides, facts).filter(|_| latin(sides)) else { return };
    let what = table.words.last().map_or("location", String::as_str);
    let called = ident(name.name());
    let formula = format!("'https://www.example.com/{what}s/' || slugify({called})");
    sides.make(facts, expression(formula), "web address", format!("{} has it", name.name()));
}

/// The only column of an address says the town as well.
fn whole_address(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const ROOM: u32 = 80;
    let Some(Source::Entity(part)) = sides.source(facts) else { return };
    if part.kind != EntityKind::Place || part.part != "street_address" {
        return;
    }
    let table = sides.draft.table;
    let elsewhere = "city|* city|town|* town|postal code|* postal code|zip|zip code|state|region|\
         province|* address 2|address 2|address line 2|address line 1|street|city id|town id|\
         state id|region id|country|country code|country id|* country|location id|place id|\
         postcode|county|district|suburb|locality|municipality";
    let whole = facts.is("address|full address|physical address|location|address text|\
         mailing address|postal address|home address|office address|business address|\
         store address|venue address|residential address|permanent address|current address|\
         delivery address|shipping address|billing address|site address|registered address");
    // Whatever else an address leads to has no name beside it.
    let beside = "name|* name|phone|* phone|latitude|email|* email|customer id|order id|* status";
    let whole = whole && table.columns.iter().any(|other| other.is(beside));
    let split = table.columns.iter().any(|other| other.is(elsewhere));
    let room = facts.max_length().is_none_or(|most| most >= ROOM);
    if !whole || split || !room || facts.key != KeyPart::No || is_of(table, "address street") {
        return;
    }
    // Where coordinates stand beside it, they are of the same place.
    let located = table.columns.iter().find_map(|other| match sides.source(other) {
        Some(Source::Entity(place))
            if place.kind == EntityKind::Place
                && matches!(place.part.as_str(), "latitude" | "longitude" | "point") =>
        {
            Some(place.name.clone())
        }
        _ => None,
    });
    let part = EntitySource {
        part: "full_address".to_owned(),
        name: located.unwrap_or_else(|| part.name.clone()),
        ..part.clone()
    };
    let reason = "no other column says the town".to_owned();
    sides.make(facts, Source::Entity(part), "address with its town", reason);
}

/// What shops have in their groups.
const GOODS: &[(&str, &str)] = &[
    ("Electronics", "Televisions, headphones, speakers, and chargers"),
    ("Home & Kitchen", "Cookware, knives, glasses, and small appliances"),
    ("Clothing", "Shirts, trousers, jackets, and knitwear"),
    ("Books", "Novels, nonfiction, children's books, and cookbooks"),
    ("Sports & Outdoors", "Tents, balls, bicycles, and hiking gear"),
    ("Beauty", "Creams, shampoos, perfumes, and make-up"),
    ("Toys & Games", "Puzzles, dolls, board games, and building blocks"),
    ("Garden", "Seeds, pots, hoses, and lawn mowers"),
    ("Office Supplies", "Paper, pens, folders, and desk organizers"),
    ("Grocery", "Coffee, tea, pasta, and canned vegetables"),
    ("Pet Supplies", "Dog food, leashes, cat litter, and aquariums"),
    ("Automotive", "Tires, motor oil, wipers, and car care"),
    ("Health", "Vitamins, bandages, thermometers, and massage oils"),
    ("Baby", "Diapers, strollers, bottles, and first toys"),
    ("Jewelry", "Rings, necklaces, earrings, and watches"),
    ("Music", "Records, CDs, and sheet music"),
    ("Movies", "Dramas, comedies, documentaries, and series on disc"),
    ("Furniture", "Tables, chairs, shelves, and sofas"),
    ("Tools", "Drills, screwdrivers, saws, and tool boxes"),
    ("Shoes", "Sneakers, boots, sandals, and slippers"),
    ("Arts & Crafts", "Paints, brushes, yarn, and modeling clay"),
    ("Luggage", "Suitcases, backpacks, and travel bags"),
    ("Lighting", "Floor lamps, ceiling lights, and bulbs"),
    ("Stationery", "Notebooks, cards, envelopes, and ink"),
    ("Bedding", "Pillows, duvets, sheets, and blankets"),
    ("Cameras", "Cameras, lenses, tripods, and memory cards"),
    ("Computers", "Laptops, monitors, keyboards, and printers"),
    ("Phones & Accessories", "Smartphones, cases, cables, and holders"),
    ("Software", "Office programs, antivirus, and games"),
    ("Musical Instruments", "Guitars, keyboards, drums, and strings"),
    ("Industrial", "Fasteners, gloves, pumps, and safety signs"),
    ("Collectibles", "Coins, stamps, trading cards, and figurines"),
];

/// What stands in a shop's group.
fn group(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let long = facts.max_length().is_none_or(|most| most >= 60);
    let about = facts.is("description|text|summary|details|about|category description");
    if sides.draft.table.subject != S::Category || !about || !long || facts.key != KeyPart::No {
        return;
    }
    let Some(name) = named(sides, facts) else { return };
    let is_goods = match sides.source(name) {
        Some(Source::Pool(pool)) => {
            matches!(&pool.vocabulary, Vocabulary::Named(list) if list == "category")
        }
        Some(Source::Rows(rows)) => {
            let known =
                |value: &Scalar| GOODS.iter().any(|(group, _)| *value == Scalar::from(*group));
            rows.values.iter().all(known)
        }
        _ => false,
    };
    if !is_goods || !sides.draft.table.locale.starts_with("en") {
        return;
    }
    let column = ident(name.name());
    let case =
        |(group, goods): &(&str, &str)| format!("WHEN {} THEN {}", literal(group), literal(goods));
    let cases: Vec<String> = GOODS.iter().map(case).collect();
    let formula =
        format!("CASE {column} {} ELSE 'Everything for ' || lower({column}) END", cases.join(" "));
    sides.make(facts, expression(formula), "goods of a group", format!("{} is it", name.name()));
}

/// Whoever comes from outside comes from a public address: one of those for documentation
/// (RFC 5737).
fn public_address(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const INSIDE: &str = "host device interface network server node dhcp subnet vm machine nas pool \
         zone router switch lease peer container cluster pod gateway route";
    let net = match &facts.column.data_type {
        DataType::Array(item) => **item == DataType::Inet,
        own => *own == DataType::Inet,
    };
    let within = facts.words.iter().any(|word| {
        matches!(word.as_str(), "nas" | "framed" | "gateway" | "private" | "internal" | "local")
    });
    let newer = facts.name().to_lowercase().contains("v6");
    let elsewhere = within || newer || is_of(sides.draft.table, INSIDE);
    // A CHECK may want a net of its own.
    if !net || elsewhere || facts.key != KeyPart::No || is_read(sides.draft.table, facts) {
        return;
    }
    let public = || {
        let pattern = "(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.([1-9][0-9]?|1[0-9]{2})";
        Source::Pattern(PatternSource { pattern: pattern.to_owned() })
    };
    let source = match sides.source(facts) {
        Some(Source::Any(_)) => public(),
        Some(Source::Array(array)) if matches!(*array.item, Source::Any(_)) => {
            // Most may come from anywhere.
            Source::Array(ArraySource { item: Box::new(public()), min: 0, max: 1 })
        }
        _ => return,
    };
    sides.make(facts, source, "network address", facts.told_by());
}

/// Only pictures and films are wide and high: the rest of what a document says is true of all files.
fn only_pictures(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let Some(Source::Json(document)) = sides.source(facts) else { return };
    let JsonNode::Object(members) = &document.document else { return };
    if !members.contains_key("width") || !members.contains_key("height") {
        return;
    }
    let types = "content type|mime type|mimetype|media type|file type";
    let kind = sides.named(types, |kind| kind.class == Class::Text && kind.name() != facts.name());
    let Some(kind) = kind else { return };
    let mut rest = members.clone();
    rest.retain(|name, _| name != "width" && name != "height");
    let source = Source::Conditional(ConditionalSource {
        cases: vec![Case {
            when: format!("{} LIKE 'image/%'", ident(kind.name())),
            then: Source::Json(document.clone()),
        }],
        otherwise: Some(Box::new(Source::Json(JsonSource { document: JsonNode::Object(rest) }))),
    });
    sides.make(facts, source, "document", format!("{} says of what", kind.name()));
}
