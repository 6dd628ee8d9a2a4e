//! Words that many trades have: where the table speaks of no trade, what stands in any.

use seedbed_generate::plan::Source;

use super::{
    Field, Make, NUMBER, Rule, TEXT, WHOLE, flat, is_of, pool, rule, skewed, small, stepped,
    template, written,
};
use crate::business::Business;
use crate::subject::Subject as S;

const NOTES: &str = "note|notes|* note|* notes|remark|remarks|* remarks|comment|comments";

/// Beside these a table is of programs.
const PROGRAMS: &str = "sprint|sprint id|story points|repository|repository id|commit sha|branch|build|\
     build id|severity|version|queue|environment|milestone|milestone id|epic id|hostname|ip address|\
     exit code|stack trace|backlog|release|fix version|assignee id|assignee";

pub(super) const RULES: &[Rule] = &[
    rule(
        "weight of a parcel in kilograms",
        "weight|weight kg|gross weight|gross weight kg|package weight|package weight kg",
        NUMBER,
        skewed(4.2, 0.9, 0.1, 40.0),
    )
    .of("package parcel carton box")
    .nulls(0.05),
    rule(
        "number of an identity card",
        "id number|national id number|identity number|id card number|national id|identity card",
        WHOLE,
        flat(10_000_000.0, 39_999_999.0),
    )
    .about(&[S::Person, S::Company]),
    rule(
        "rating from one to five",
        "rating value|rating score|star rating value",
        WHOLE,
        Make::Ints(&[(5, 26.0), (4, 34.0), (3, 24.0), (2, 10.0), (1, 6.0)]),
    )
    .nulls(0.1),

    rule("how often a drug is taken", "frequency|schedule|dosing|intake", TEXT,
        Make::With(|field| taken(field).then(|| pool("dosage_frequency")))),
    rule("length of a course of medicine", "duration|* duration|course length", TEXT,
        Make::With(|field| taken(field).then(|| written(
            "5 days|7 days|10 days|14 days|30 days|3 months|Ongoing"))))
        .nulls(0.1),
    rule("how a drug is taken", "instruction|instructions|directions|special instructions", TEXT,
        Make::With(|field| taken(field).then(|| written(
            "Take with food.|Take on an empty stomach.|Take at bedtime.|Avoid alcohol.|Finish the \
             full course.|Take with plenty of water.|Do not drive.|Keep in the refrigerator."))))
        .nulls(0.2),
    rule("plan of a treatment", "treatment plan|care plan|therapy plan|plan of care", TEXT,
        Make::Words(
            "Rest and plenty of fluids.|Physiotherapy twice a week.|Medication for ten days, then \
             review.|Blood test in four weeks.|Referral to a specialist.|Diet and exercise.|Wound \
             care every second day.|Follow-up in two weeks."))
        .nulls(0.2),
    rule("charge in per cent",
        "* charge percent|* charge percentage|surrender charge percent|* fee percent|\
         * fee percentage|penalty percent|* penalty percent|surrender charge", NUMBER,
        small(0.6, 0.0, 10.0))
        .nulls(0.1),
    rule("sum that a policy pays",
        "death benefit|death benefit amount|face amount|sum assured|benefit amount|* face amount",
        NUMBER, stepped(250_000.0, 0.7, 25_000.0, 2_000_000.0, 25_000.0)),
    rule("value of a policy", "cash value|surrender value|cash surrender value", NUMBER,
        stepped(14_000.0, 0.9, 200.0, 250_000.0, 50.0))
        .of("policy insurance contract")
        .nulls(0.4),
    rule("time of day beside its day", "start time|end time", TEXT, Make::With(clock)),
    rule("note on a dealing", NOTES, TEXT,
        Make::With(|field| {
            let dealing = is_of(field.table, "activity interaction engagement touchpoint call");
            (dealing && !of_programs(field)).then(|| written(
                "Called back, will follow up.|Left a message.|Wants to talk next Tuesday.|Sent \
                 the papers by mail.|Asked for more time.|Spoke briefly, good impression.|No \
                 answer, try again tomorrow.|Meeting moved to Friday.|Confirmed by phone.|Will \
                 decide after the holidays."))
        }))
        .nulls(0.4),
    rule("note on goods received", NOTES, TEXT,
        Make::With(|field| {
            let goods = field.table.find("supplier|supplier id|supplier name|vendor|vendor id|po number|\
                 purchase order id|received date|received at|received by|warehouse id");
            let taken = is_of(field.table, "receipt receiving delivery inbound arrival goods");
            (taken && goods.is_some()).then(|| written(
                "Two cartons damaged.|Complete and in good order.|One pallet short.|Delivery note \
                 attached.|Rest follows next week.|Counted twice.|Checked by the afternoon \
                 shift.|Wrong article sent back.|Seal intact."))
        }))
        .nulls(0.4),
    rule("kind of a package", "package type|packaging type|container type|parcel type|carton type",
        TEXT,
        Make::With(|field| {
            let code = field.table.find("version|ecosystem|registry|license|checksum|purl|dependencies");
            code.is_none().then(|| super::choice(&[
                ("box", 60.0), ("envelope", 18.0), ("pallet", 12.0), ("tube", 6.0), ("crate", 4.0)]))
        }))
        .nulls(0.05),
    rule("quarter of a city", "area|neighborhood|neighbourhood|quarter|area name|locality|suburb",
        TEXT,
        Make::With(|field| {
            let place = field.table.find("city|city name|town|venue|venue name|postal code|zip");
            let sold = field.table.find("quota|territory|sales rep id|revenue|sales region|region");
            (place.is_some() && sold.is_none() && field.table.locale.starts_with("en")
                && field.facts.class == crate::survey::Class::Text)
                .then(|| written(QUARTERS))
        }))
        .nulls(0.1),
    rule("kind of an event", "category|event category|type|event type|genre", TEXT,
        Make::With(|field| {
            let visited = field.table.find("venue|venue id|venue name|total seats|capacity|tickets|\
                 ticket price|organizer id|organizer|max attendees|price");
            let events = is_of(field.table, "event") && field.table.subject == S::Occasion;
            (events && visited.is_some() && field.table.locale.starts_with("en")).then(|| written(
                "Music|Comedy|Sports|Theater|Workshop|Conference|Food & Drink|Art|Film|Family|\
                 Networking|Festival"))
        }))
        .nulls(0.05),
    rule("other word for it", "synonym|synonyms|alias|aliases|alternative name|alternate name|* synonym",
        TEXT,
        Make::With(|field| {
            let listed = is_of(field.table, "synonym alias");
            let place = field.table.find("area|city|place|location|neighborhood|region");
            (listed && field.table.locale.starts_with("en")).then(|| match place {
                Some(_) => template(&["{street_name}", "Old {street_name}", "{street_name} Side"]),
                None => template(&["{tag}", "{noun}", "{adjective} {noun}"]),
            })
        })),
    rule("number of a flat", "unit name|unit number|unit no|unit label|apartment name|flat name|flat number",
        TEXT,
        Make::With(|field| {
            let rented = field.table.business == Business::Property
                || is_of(field.table, "property apartment building rental house");
            rented.then(|| Source::Pattern(seedbed_generate::plan::PatternSource {
                pattern: "[A-D][1-9]|[A-D]1[0-9]|[1-6]0[1-8]".into() }))
        })),
    rule("kind of a flat", "name|unit type name|unit type|type name|* type name|room type name", TEXT,
        Make::With(|field| {
            let flats = is_of(field.table, "unit apartment flat") && is_of(field.table, "type kind");
            (flats && field.table.business == Business::Property).then(|| written(
                "Studio|One bedroom|Two bedrooms|Three bedrooms|Shop|Office|Penthouse|Bedsitter|\
                 Maisonette|Storage room"))
        })),
    rule("state of a home", "name|status name|* status name|* status|status|label", TEXT,
        Make::With(|field| {
            let homes = is_of(field.table, "property unit apartment room flat house")
                && field.table.words.last().is_some_and(|last| last == "status");
            homes.then(|| written(
                "Vacant|Occupied|Reserved|Under renovation|Listed|Not available|Under inspection|Sold"))
        })),
    rule("service", "service name|service|service type|service type name|type name|name|service title",
        TEXT,
        Make::With(service)),
    rule("terms of a contract", "term|terms|conditions|contract terms|lease terms|agreement terms", TEXT,
        Make::With(|field| {
            let let_out = is_of(field.table, "lease agreement contract tenancy rental");
            let room = field.facts.max_length().is_none_or(|most| most >= 60);
            (let_out && room && field.table.locale.starts_with("en")).then(|| written(
                "Rent is due on the first of each month. Two months' notice.|No subletting without \
                 written consent. Pets on request.|Small repairs are up to the tenant. Deposit of \
                 two months.|Twelve months, then month to month. Water included.|Notice of thirty \
                 days by either party.|Renews for a year unless ended in writing."))
        }))
        .nulls(0.2),
    rule("what is to be repaired",
        "description|request description|issue|problem|issue description|problem description|details|\
         request details|title|subject|complaint", TEXT,
        Make::With(|field| {
            let asked = is_of(field.table, "maintenance repair") && is_of(field.table,
                "request ticket issue order complaint job") ;
            let homes = field.table.business == Business::Property
                || field.table.find("unit id|property id|tenant id|apartment id|room id").is_some();
            (asked && homes && field.table.locale.starts_with("en")).then(|| written(
                "Kitchen tap is leaking.|No hot water since this morning.|Light in the hallway is \
                 broken.|Front door does not lock.|Window in the bedroom is stuck.|Heating stays \
                 cold.|Drain in the shower is blocked.|Power socket does not work.|Ceiling is damp \
                 in the bathroom.|Fridge makes a loud noise."))
        }))
        .nulls(0.05),
    rule("what is paid for", "payment for|paid for|payment purpose|purpose|payment description|being", TEXT,
        Make::With(|field| {
            let paid = is_of(field.table, "receipt payment bill");
            (paid && field.table.business == Business::Property).then(|| written(
                "Monthly rent|Water bill|Security deposit|Electricity bill|Service charge|Rent \
                 arrears|Parking space"))
        }))
        .nulls(0.1),
    rule("why it was replaced",
        "replacement reason|reason for replacement|replaced reason|removal reason|decommission reason|\
         retirement reason", TEXT,
        Make::Words(
            "Display defective|Worn out|Damaged by water|End of service life|Upgrade to a newer \
             model|Calibration failed|Connection lost|Housing cracked|Recalled by the manufacturer"))
        .nulls(0.5),
    rule("place in a building", "installation location|installed location|mounting location|install location|\
         installation place|mounted at|device location", TEXT,
        Make::Words(
            "Meter room, ground floor|Basement, left wing|Roof|Entrance hall|Boiler room|Second \
             floor, corridor|Electrical cabinet B|Garage|Utility room|Loading dock"))
        .nulls(0.1),
    rule("practice", "title|name|topic|subject|focus|training title|session title", TEXT,
        Make::With(|field| in_sport(field).then(|| written(
            "Passing drills|Strength and conditioning|Set pieces|Sprint intervals|Match \
             preparation|Recovery session|Ball control|Defensive shape|Shooting practice|Endurance \
             run|Tactics and video|Small-sided games")))),
    rule("description of a practice", "description|notes|note|details|plan|content", TEXT,
        Make::With(|field| in_sport(field).then(|| written(
            "Warm-up, then two groups.|Bring running shoes.|Focus on the second half of the \
             season.|Light session after the match.|In the gym if it rains.|Last session before \
             the tournament.|Goalkeepers train apart.|Bring water and shin guards."))))
        .nulls(0.2),
    rule("role in a club", "role|position|staff role|function|role name", TEXT,
        Make::With(|field| {
            let club = field.table.find("club id|team id|club|team");
            let staff = is_of(field.table, "staff coach trainer official") ;
            (staff && club.is_some() && !of_programs(field) && field.table.locale.starts_with("en")
                && is_of_club(field))
                .then(|| written(
                    "Head coach|Assistant coach|Physiotherapist|Team manager|Goalkeeper coach|Fitness \
                     coach|Kit manager|Treasurer|Secretary"))
        })),
    rule("name of a team in a club", "name|team name|title|label", TEXT,
        Make::With(|field| {
            let short = field.facts.max_length().is_some_and(|most| (4..=14).contains(&most));
            (short && is_of_club(field) && field.table.subject == S::Team).then(|| template(&[
                "U{number:8-19}", "U{number:8-19} {letters:1}", "Seniors {number:1-4}"]))
        })),
    rule("number for a contact", "* contact|* contact number|contact number|contact no", TEXT,
        Make::With(|field| {
            let who = field.facts.is("guardian contact|parent contact|next of kin contact|\
                 emergency contact|nok contact|kin contact|father contact|mother contact|\
                 spouse contact|tenant contact|owner contact");
            let named = field.table.find("guardian name|parent name|next of kin|next of kin name|\
                 emergency contact name|nok name|father name|mother name|spouse name|kin name");
            let room = field.facts.max_length().is_none_or(|most| most >= 14);
            (who && named.is_some() && room).then(|| {
                let mut phone = seedbed_generate::plan::EntitySource::new(
                    seedbed_generate::plan::EntityKind::Person, "phone");
                phone.name = field.facts.words[..field.facts.words.len() - 1].join("_");
                Source::Entity(phone)
            })
        }))
        .nulls(0.1),
    rule("number for a contact", "contact", TEXT,
        Make::With(|field| {
            let short = field.facts.max_length().is_some_and(|most| (14..=20).contains(&most));
            let person = field.table.subject == S::Person && field.table.find("first name|name").is_some();
            (short && person && field.table.find("phone|mobile|phone number").is_none()).then(|| {
                Source::Entity(seedbed_generate::plan::EntitySource::new(
                    seedbed_generate::plan::EntityKind::Person, "phone"))
            })
        }))
        .nulls(0.1),
    rule("other given names", "other names|other name|othernames|othername|middle names|additional names",
        TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Person, "middle_name"))
        .about(&[S::Person, S::Company, S::Other, S::Account])
        .nulls(0.3),
    rule("second e-mail address", "email 2|email2|second email|secondary email|alternate email|\
         alternative email|other email|email alt|email secondary", TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Person, "email"))
        .nulls(0.5),
];

/// Quarters that many cities have.
const QUARTERS: &str = "Downtown|Midtown|Old Town|Riverside|Uptown|West End|East Side|Harbor District|\
     University District|Lakeside|Northgate|South Park|Arts District|Chinatown|Hillcrest|Eastwood|\
     Market Square|Greenfield";

/// Whether a row is of a medicine that somebody takes.
fn taken(field: Field<'_, '_>) -> bool {
    field.table.find("dosage|dose|medication name|medication|drug name|drug|medicine").is_some()
        && field.table.locale.starts_with("en")
}

/// The time of the moment whose name begins as the column's does.
fn clock(field: Field<'_, '_>) -> Option<Source> {
    let first = field.facts.words.first()?;
    let room = field.facts.max_length().is_none_or(|most| most >= 5);
    let day = field.table.columns.iter().find(|other| {
        other.class == crate::survey::Class::Timestamp
            && other.tick.is_none()
            && other.column.data_type.kind() == seedbed_expr::Kind::Timestamp
            && other.words.first() == Some(first)
            && other
                .is("start date|start at|start|end date|end at|end|start date time|end date time")
    })?;
    let name = crate::names::ident(day.name());
    room.then(|| crate::formulas::expression(format!("substring(cast({name} as text), 12, 5)")))
}

/// Whether the table speaks of programs and those who write them.
fn of_programs(field: Field<'_, '_>) -> bool {
    field.table.find(PROGRAMS).is_some()
}

/// Whether a training is one of a team, not of a firm's staff.
fn in_sport(field: Field<'_, '_>) -> bool {
    let practice = is_of(field.table, "training practice");
    let team = field.table.find("team id|team|club id|coach id|pitch|field id");
    practice
        && team.is_some()
        && field.table.locale.starts_with("en")
        && !is_of(field.table, "model dataset data course program employee machine")
}

/// Whether a table is of a sports club's.
fn is_of_club(field: Field<'_, '_>) -> bool {
    field.table.find("club id|club").is_some()
}

/// What firms do for others, where services are not programs.
fn service(field: Field<'_, '_>) -> Option<Source> {
    let own = field.facts.is("service name|service|service type|service type name|service title");
    let listed = is_of(field.table, "service") && (own || is_of(field.table, "type category"));
    let program = field
        .table
        .find(
            "port|host|hostname|endpoint|url|version|protocol|replicas|image|\
         repository|slug|namespace|environment|api key|client id",
        )
        .is_some()
        || is_of(field.table, "micro api web host server health log cluster mesh monitor account");
    if !listed || program || !field.table.locale.starts_with("en") {
        return None;
    }
    Some(match field.table.business {
        Business::Property => written(
            "Plumbing|Electrical repair|Cleaning|Painting|Pest control|Locksmith|Gardening|Waste \
             collection|Heating service|Roof repair|Security|Window repair|Carpentry|Moving",
        ),
        Business::Other => written(
            "Cleaning|Installation|Repair|Inspection|Maintenance|Consulting|Training|Delivery|\
             Assembly|Painting|Landscaping|Security|Catering|Transport",
        ),
        Business::Animals => written(
            "Check-up|Vaccination|Grooming|Dental cleaning|Boarding|Surgery|Deworming|Nail trim|\
             Microchipping|Laboratory test",
        ),
        _ => return None,
    })
}
