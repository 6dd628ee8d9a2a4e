//! Places: the parts of an address, and where on earth it is.

use seedbed_generate::plan::EntityKind::Place;
use seedbed_generate::plan::{ChoiceSource, Scalar, Source};

use super::{Field, Make, NUMBER, Rule, TEXT, WHOLE, flat, rule, small};
use crate::subject::Subject as S;
use crate::survey::Class;

const COORDINATE: &[Class] = &[Class::Decimal, Class::Text];

/// Columns that say that a table holds addresses.
const ADDRESS: &str = "city|* city|postal code|* postal code|street|* street|country|* country|\
     country code|address|street address|home address|mailing address|postal address|full address|\
     address line 1";

/// States that are no part of a country.
const OF_A_PROCESS: &str = "payment state|shipment state|order state|\
     delivery state|invoice state|workflow state|job state|task state|run state|build state|\
     sync state|login state|session state|review state|approval state|process state|\
     processing state|current state|old state|new state|prev state|previous state|next state|\
     alert state|publish state|ticket state|issue state|account state|service state|host state";

pub(super) const RULES: &[Rule] = &[
    rule(
        "point on earth in binary",
        "spatial *|* spatial|geo location|geolocation|location|* location|coordinates|* coordinates|\
         geometry|* geometry|geom|* geom|position|* position|point|* point|lat long",
        &[Class::Bytes],
        Make::With(binary_point),
    )
    .nulls(0.15),
    rule("second address line", "unit|apt|unit number", TEXT, Make::Part(Place, "unit"))
        .beside(ADDRESS)
        .nulls(0.75),
    rule(
        "second address line",
        "address 2|address line 2|* address 2|* address line 2|street 2|\
         street line 2|* line 2|line 2|apartment|apartment number|suite|\
         address line 3|address 3|address complement",
        TEXT,
        Make::Part(Place, "unit"),
    )
    .nulls(0.8),
    rule(
        "house number",
        "house number|street number|building number|* house number",
        TEXT,
        Make::Part(Place, "house_number"),
    ),
    rule("street name", "street name|* street name", TEXT, Make::Part(Place, "street")),
    rule(
        "street address",
        "address|address 1|address line 1|address line|street address|\
         * street address|street|* street|street 1|street line 1|* address 1|\
         * address line 1|line 1|* line 1|* address|mailing address|address text",
        TEXT,
        Make::Part(Place, "street_address"),
    )
    .nulls(0.02),
    rule(
        "city",
        "city|* city|city name|* city name|town|* town|locality|suburb|\
         municipality|place of birth|birth place|hometown|city of *",
        TEXT,
        Make::Part(Place, "city"),
    )
    .nulls(0.02),
    rule("city", "name", TEXT, Make::Part(Place, "city")).about(&[S::City]),
    rule(
        "region code",
        "state province|state|* state|region|province|* province|* region|\
         state code|region code|province code|state province code|* state code|\
         state abbreviation|* region code",
        TEXT,
        Make::Part(Place, "region_code"),
    )
    .within(3)
    .unless(OF_A_PROCESS)
    .beside(ADDRESS)
    .nulls(0.02),
    rule(
        "region code",
        "state province code|state code|region code|province code|* state code|\
         * region code|state abbreviation",
        TEXT,
        Make::Part(Place, "region_code"),
    ),
    rule(
        "region",
        "state province|state|* state|region|* region|province|* province|county|\
         * county|district|* district|state name|region name|administrative area",
        TEXT,
        Make::Part(Place, "region"),
    )
    .unless(OF_A_PROCESS)
    .beside(ADDRESS)
    .nulls(0.02),
    rule("region", "province|province name", TEXT, Make::Part(Place, "region")),
    rule(
        "region",
        "name|region name|state name|province name|description|region description|\
         territory description",
        TEXT,
        Make::Part(Place, "region"),
    )
    .about(&[S::Region]),
    rule(
        "part of the world",
        "name|title|label|description|* name",
        TEXT,
        Make::Words("Europe|Asia|Africa|North America|South America|Oceania"),
    )
    .about(&[S::Continent]),
    rule(
        "postal code",
        "postal code|* postal code|postal|zip 4|zip code",
        TEXT,
        Make::Part(Place, "postal_code"),
    )
    .nulls(0.02),
    rule(
        "country code",
        "country|* country|country code|* country code|country iso|country iso 2|\
         iso country code|nationality|country region code|cca 2|country code 2|\
         iso 2|alpha 2",
        TEXT,
        Make::Part(Place, "country_code"),
    )
    .within(2),
    rule(
        "country code",
        "country|* country|country code|* country code|country iso 3|nationality|\
         country region code|iso 3|country code 3|alpha 3|cca 3",
        TEXT,
        Make::Part(Place, "country_code3"),
    )
    .within(3),
    rule(
        "country code",
        "country code|* country code|country iso|country iso code|iso country code|\
         country region code",
        TEXT,
        Make::Part(Place, "country_code"),
    )
    .nulls(0.02),
    rule(
        "country",
        "country|* country|country name|nation|* country name|nationality|\
         country of *|citizenship|country region",
        TEXT,
        Make::Part(Place, "country"),
    )
    .nulls(0.02),
    rule(
        "time zone",
        "time zone|* time zone|time zone name|time zone id",
        TEXT,
        Make::Part(Place, "time_zone"),
    )
    .nulls(0.2),
    rule(
        "latitude in ten millionths of a degree",
        "latitude|* latitude|min lat|max lat|min latitude|max latitude",
        WHOLE,
        flat(250_000_000.0, 480_000_000.0),
    )
    .nulls(0.1),
    rule(
        "longitude in ten millionths of a degree",
        "longitude|* longitude|min lon|max lon",
        WHOLE,
        flat(-1_220_000_000.0, -700_000_000.0),
    )
    .nulls(0.1),
    rule("latitude", "latitude|* latitude|geo latitude", COORDINATE, Make::Part(Place, "latitude"))
        .nulls(0.1),
    rule(
        "longitude",
        "longitude|* longitude|geo longitude",
        COORDINATE,
        Make::Part(Place, "longitude"),
    )
    .nulls(0.1),
    rule("continent", "continent|continent name", TEXT, Make::Pool("continent")),
    rule(
        "sales region",
        "region|* region|area|territory|market|sales territory|zone",
        TEXT,
        Make::Pool("sales_region"),
    ),
    rule(
        "location",
        "location|* location|place|origin|destination|from location|to location|\
         departure city|arrival city|birthplace",
        TEXT,
        Make::Part(Place, "city"),
    )
    .nulls(0.2),
    rule("floor", "floor|floor number|storey|level", WHOLE, small(0.7, 1.0, 12.0)).about(&[
        S::Room,
        S::Facility,
        S::Address,
    ]),
    rule(
        "altitude in metres",
        "altitude|elevation|altitude ft|elevation m",
        NUMBER,
        flat(0.0, 1800.0),
    ),
];

/// A city's place in the well-known binary form (OGC 06-103r4, section 8), little end first.
fn binary_point(field: Field<'_, '_>) -> Option<Source> {
    const BYTES: u32 = 21;
    let seedbed_schema::DataType::Bytes { max_length, fixed } = field.facts.column.data_type else {
        return None;
    };
    if fixed || max_length.is_some_and(|most| most < BYTES) {
        return None;
    }
    let cities = seedbed_generate::vocabulary::records(field.table.locale, "city")?;
    let (latitude, longitude) = (cities.field("latitude")?, cities.field("longitude")?);
    let degrees = |text: &str| -> Option<String> {
        let bytes = text.parse::<f64>().ok()?.to_le_bytes();
        Some(format!("{:016x}", u64::from_be_bytes(bytes)))
    };
    let point = |row: &Vec<&str>| {
        let (x, y) = (degrees(row[longitude])?, degrees(row[latitude])?);
        Some(Scalar::Text(format!("\\x0101000000{x}{y}")))
    };
    let values = cities.rows.iter().filter_map(point).collect();
    Some(Source::Choice(ChoiceSource { values, weights: None }))
}
