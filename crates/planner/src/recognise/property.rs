//! Houses and flats: what they cost, how large they are, what is agreed about them.

use super::{FRACTION, Make, NUMBER, Rule, TEXT, WHOLE, bell, money, rule, skewed, stepped};

const HOMES: &str = "property house home apartment flat listing estate building unit parcel condo";
/// Columns that say that something listed is a home.
const LIVED_IN: &str = "bedrooms|bathrooms|property id|property|mls number|square feet|sqft|\
     living area|apartment id|unit id|year built|floor area|rooms|house id|property type";
const PRICE: &str = "price|* price|asking price|list price|sale price|original price|value|\
     market value|assessed value|estimated value|appraised value|purchase price|offer amount|\
     offer price|amount|selling price";

pub(super) const RULES: &[Rule] = &[
    rule(
        "rent",
        "rent|monthly rent|* rent|rent amount|rent price|base rent|rent monthly|\
         monthly rate",
        NUMBER,
        money(1_650.0, 0.35, 25.0),
    ),
    rule(
        "security deposit",
        "deposit|security deposit|deposit amount|bond",
        NUMBER,
        money(1_800.0, 0.35, 50.0),
    )
    .of("lease tenancy rental tenant property apartment unit"),
    rule(
        "price of a square foot",
        "price per sqft|price per square *|price sqm|price per sqm|\
         price per m 2",
        NUMBER,
        money(260.0, 0.3, 1.0),
    ),
    rule(
        "fee of an owners' association",
        "hoa fee|hoa|hoa dues|* hoa|condo fee|service charge|\
         maintenance fee",
        NUMBER,
        money(240.0, 0.4, 5.0),
    ),
    rule(
        "property tax",
        "property tax|annual tax|tax annual|tax amount|yearly tax|taxes",
        NUMBER,
        money(4_800.0, 0.5, 10.0),
    )
    .of(HOMES),
    rule("price of a home", PRICE, NUMBER, money(385_000.0, 0.4, 1_000.0))
        .of("property house home apartment flat estate building condo parcel"),
    rule("price of a home", PRICE, NUMBER, money(385_000.0, 0.4, 1_000.0))
        .of("listing offer sale")
        .beside(LIVED_IN),
    rule(
        "bedrooms",
        "bedrooms|* bedrooms|bedroom count|num bedrooms|number of bedrooms|beds",
        NUMBER,
        Make::Ints(&[(3, 38.0), (2, 26.0), (4, 20.0), (1, 10.0), (5, 6.0)]),
    ),
    rule(
        "bathrooms",
        "bathrooms|* bathrooms|bathroom count|baths|full baths|num bathrooms",
        WHOLE,
        Make::Ints(&[(2, 46.0), (1, 32.0), (3, 18.0), (4, 4.0)]),
    ),
    rule(
        "bathrooms",
        "bathrooms|baths|* bathrooms|* baths",
        FRACTION,
        stepped(2.0, 0.4, 1.0, 5.0, 0.5),
    ),
    rule(
        "storeys",
        "stories|floors|number of floors|storeys|levels|floor count|num floors|\
         total floors",
        WHOLE,
        Make::Ints(&[(1, 38.0), (2, 46.0), (3, 12.0), (4, 4.0)]),
    )
    .of(HOMES),
    rule(
        "parking spaces",
        "garage spaces|parking spaces|garages|parking|parking spots|garage|\
         car spaces",
        WHOLE,
        Make::Ints(&[(2, 42.0), (1, 30.0), (0, 20.0), (3, 8.0)]),
    )
    .of(HOMES),
    rule(
        "area in square feet",
        "sqft|square feet|square footage|living sqft|* sqft|area sqft|\
         size sqft|* square feet",
        NUMBER,
        stepped(1_850.0, 0.4, 420.0, 9_000.0, 10.0),
    ),
    rule(
        "area in acres",
        "acres|* acres|lot acres|acreage|lot size acres",
        FRACTION,
        skewed(0.32, 0.8, 0.04, 80.0),
    ),
    rule(
        "area in hectares",
        "hectares|* hectares|ha|area ha|size ha",
        NUMBER,
        skewed(12.0, 1.0, 0.2, 900.0),
    ),
    rule(
        "area in square metres",
        "sqm|* sqm|square meters|* square meters|area sqm|size sqm|m 2|\
         area m 2|living area|floor area|surface|area|size",
        NUMBER,
        stepped(94.0, 0.45, 22.0, 900.0, 1.0),
    )
    .of("property house home apartment flat unit office \
            room building condo listing"),
    rule(
        "year of construction",
        "year built|built|build year|construction year|built year|\
         year of construction|built in",
        WHOLE,
        bell(1984.0, 24.0, 1890.0, 2025.0),
    ),
    rule(
        "energy class",
        "energy class|energy rating|energy label|epc rating|epc",
        TEXT,
        Make::Choice(&[("A", 8.0), ("B", 20.0), ("C", 32.0), ("D", 24.0), ("E", 12.0), ("F", 4.0)]),
    ),
    rule(
        "parcel number",
        "parcel number|apn|parcel id|assessor number|parcel",
        TEXT,
        Make::Pattern("[0-9]{3}-[0-9]{3}-[0-9]{3}"),
    ),
    rule(
        "listing number",
        "mls number|mls|mls id|listing number",
        TEXT,
        Make::Pattern("[1-9][0-9]{6}"),
    ),
    rule(
        "headline of a listing",
        "headline|title|name|heading",
        TEXT,
        Make::Templates(&[
            "Bright home near {street_name} Park",
            "Renovated family home on {street_name}",
            "Quiet two-storey house with garden",
            "Sunny corner flat close to everything",
            "Spacious home with a large kitchen on {street_name}",
            "Move-in ready, walk to {street_name} School",
            "Charming cottage with original floors",
            "Top-floor flat with a view over {street_name}",
        ]),
    )
    .of("listing property house home apartment flat")
    .beside(LIVED_IN),
    rule(
        "description of a home",
        "description|details|remarks|public remarks|summary|body",
        TEXT,
        Make::Words(
            "Light-filled home with an open kitchen, new windows and a fenced garden.|\
             Close to schools, shops and the station; the roof was renewed in 2019.|\
             Quiet street, two parking spaces, storage in the basement.|\
             Freshly painted throughout, with hardwood floors and a gas fireplace.|\
             A well-kept building with a lift, a bicycle room and friendly neighbors.|\
             Large terrace facing south, modern bathroom, heating replaced last year.|\
             Corner lot with mature trees and room for an extension.|\
             Compact and easy to keep, ideal as a first home.",
        ),
    )
    .of("listing property house home apartment flat")
    .beside(LIVED_IN)
    .nulls(0.1),
    rule(
        "heating",
        "heating|heating type|cooling|hvac",
        TEXT,
        Make::Words("Gas Furnace|Heat Pump|Electric|District Heating|Oil|Wood Stove|Solar"),
    ),
    rule(
        "zoning",
        "zoning|zone code|land use|zoning code",
        TEXT,
        Make::Words("R-1|R-2|R-3|C-1|C-2|M-1|MU|AG"),
    ),
    rule(
        "length of a lease in months",
        "term|lease term|term months|lease months|duration months|\
         months",
        WHOLE,
        Make::Ints(&[(12, 70.0), (6, 12.0), (18, 8.0), (24, 10.0)]),
    )
    .of("lease tenancy"),
];
