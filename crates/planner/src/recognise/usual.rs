//! Columns that many schemas have and whose values are a few words that everybody knows.

use super::{Make, NUMBER, Rule, TEXT, WHOLE, bell, flat, money, rule, skewed, stepped};
use crate::subject::Subject as S;
use seedbed_generate::plan::EntityKind::{Person, Place};

const STATUS: &str = "status|* status|state|current status";

/// What stands beside the state of an address.
const TOWN: &str = "city|town|zip code|zip|postal code|postcode|zip postal code";

pub(super) const RULES: &[Rule] = &[
    rule("region code", "state", TEXT, Make::Part(Place, "region_code"))
        .within(3)
        .beside(TOWN)
        .nulls(0.02),
    rule("region", "state", TEXT, Make::Part(Place, "region")).beside(TOWN).nulls(0.02),
    rule("account", "account name", TEXT, Make::Pool("ledger_account")).of("chart ledger coa"),
    rule(
        "state of a flight",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("scheduled", 40.0),
            ("landed", 25.0),
            ("departed", 12.0),
            ("boarding", 8.0),
            ("delayed", 10.0),
            ("cancelled", 5.0),
        ]),
    )
    .of("flight"),
    rule(
        "state of a vehicle",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("available", 45.0),
            ("in_use", 35.0),
            ("maintenance", 12.0),
            ("retired", 8.0),
        ]),
    )
    .of("vehicle car truck fleet van bus aircraft bike scooter"),
    rule(
        "state of a campaign",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("completed", 40.0),
            ("active", 30.0),
            ("scheduled", 12.0),
            ("paused", 10.0),
            ("draft", 8.0),
        ]),
    )
    .of("campaign promotion advertisement ad"),
    rule(
        "state of an offer",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("active", 45.0),
            ("sold", 25.0),
            ("pending", 15.0),
            ("withdrawn", 8.0),
            ("expired", 7.0),
        ]),
    )
    .of("listing property offer"),
    rule(
        "state of a device",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("online", 70.0),
            ("offline", 15.0),
            ("maintenance", 10.0),
            ("retired", 5.0),
        ]),
    )
    .of("device sensor machine station gateway meter camera equipment robot"),
    rule(
        "state of a contract",
        STATUS,
        TEXT,
        Make::Choice(&[("active", 60.0), ("expired", 20.0), ("draft", 10.0), ("terminated", 10.0)]),
    )
    .of("contract agreement lease policy license"),
    rule(
        "state of a table or room",
        STATUS,
        TEXT,
        Make::Choice(&[
            ("available", 50.0),
            ("occupied", 30.0),
            ("reserved", 15.0),
            ("out_of_service", 5.0),
        ]),
    )
    .of("room desk seat bed locker slot court"),
    rule("HTTP method", "method|http method|request method|verb", TEXT, Make::Pool("http_method"))
        .beside("path|url|uri|endpoint|status code|route"),
    rule("path of a request", "path|request path|uri|route|endpoint", TEXT, Make::Pool("api_path"))
        .beside("method|http method|status code|user agent"),
    rule(
        "difficulty",
        "difficulty|difficulty level|* difficulty|skill level",
        TEXT,
        Make::Pool("difficulty"),
    ),
    rule(
        "person",
        "* physician|* doctor|physician|doctor|attending|attending *|referee|umpire|\
         judge|organizer|organiser|host|presenter|speaker|instructor|teacher|coach|driver|nurse|\
         borrower|borrower name|applicant|applicant name|policyholder|policyholder name|tenant|\
         tenant name|donor name|buyer name|seller name|owner name|renter|passenger|\
         passenger name|photographer|narrator|landlord|supervisor|supervisor name|\
         lender name|architect|curator|moderator name|captain|pilot|attendee|\
         attendee name|participant|participant name|winner|winner name|reporter|reported by|\
         author name|translator|director|composer|chef|therapist|surgeon|advisor|counselor",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.1)
    .about(&[
        S::Person,
        S::Other,
        S::Visit,
        S::Occasion,
        S::Course,
        S::Post,
        S::Media,
        S::Film,
        S::Book,
        S::Album,
        S::Track,
        S::Animal,
        S::Vehicle,
        S::Room,
        S::Contract,
        S::Task,
        S::Project,
        S::Booking,
        S::Line,
        S::Recipe,
        S::Account,
        S::Transaction,
        S::Enrollment,
        S::LabTest,
        S::Diagnosis,
        S::Drug,
        S::Product,
        S::Ticket,
        S::Facility,
        S::Flight,
    ]),
    rule(
        "unit of measurement",
        "unit|units|unit of measurement|measurement unit",
        TEXT,
        Make::Words("°C|%|hPa|ppm|lux|V|kWh|m/s|mm|dB"),
    )
    .about(&[S::Device, S::Measurement]),
    rule("kind of sensor", "sensor type|sensor kind|sensor", TEXT, Make::Pool("sensor_type")),
    rule(
        "quality of a reading",
        "quality|quality flag|data quality|signal quality",
        TEXT,
        Make::Choice(&[("good", 80.0), ("fair", 12.0), ("suspect", 6.0), ("bad", 2.0)]),
    ),
    rule(
        "air pressure in hectopascals",
        "pressure|air pressure|barometric pressure|* hpa|pressure *",
        NUMBER,
        bell(1_013.0, 9.0, 960.0, 1_050.0),
    )
    .beside("temperature|humidity|temp|* temperature"),
    rule(
        "size of an engine in litres",
        "engine size|engine displacement|displacement|engine liters|\
         engine l|engine capacity",
        NUMBER,
        bell(2.2, 0.8, 0.9, 6.2),
    ),
    rule(
        "horsepower",
        "horsepower|hp|engine power|power hp",
        NUMBER,
        bell(180.0, 70.0, 60.0, 620.0),
    ),
    rule(
        "area in square metres",
        "* sqm|sqm|* m 2|floor area|* area sqm|area m 2|* square meters|\
         square meters",
        NUMBER,
        skewed(180.0, 0.7, 15.0, 8_000.0),
    ),
    rule(
        "days left",
        "* days left|days left|* days remaining|days remaining|* days balance|\
         leave balance|* leave balance|vacation days|pto balance|* days",
        NUMBER,
        bell(14.0, 6.0, 0.0, 40.0),
    )
    .of("employee staff person worker leave vacation absence"),
    rule(
        "fare",
        "fare|base fare|* fare|ticket fare|fare amount|total fare",
        NUMBER,
        money(220.0, 0.6, 1.0),
    )
    .of("flight booking ticket trip reservation passenger"),
    rule("fare", "fare|base fare|* fare|fare amount|total fare", NUMBER, money(16.0, 0.5, 0.25)),
    rule(
        "spending on advertising",
        "spend|* spend|ad spend|amount spent|spent|total spend|cost",
        NUMBER,
        money(8_400.0, 0.8, 0.0),
    )
    .of("campaign ad advertisement adset promotion channel"),
    rule(
        "times an advertisement was seen",
        "impressions|reach|* impressions|views",
        WHOLE,
        skewed(52_000.0, 0.8, 500.0, 4_000_000.0),
    )
    .of("campaign ad advertisement adset channel"),
    rule(
        "clicks on an advertisement",
        "clicks|* clicks|link clicks",
        WHOLE,
        skewed(900.0, 0.8, 10.0, 60_000.0),
    )
    .of("campaign ad advertisement adset channel"),
    rule(
        "sales by an advertisement",
        "conversions|leads|* conversions|signups",
        WHOLE,
        skewed(45.0, 0.8, 0.0, 4_000.0),
    )
    .of("campaign ad advertisement adset channel"),
    rule(
        "share of clicks",
        "ctr|click through rate|click rate|conversion rate",
        NUMBER,
        flat(0.004, 0.062),
    ),
    rule(
        "audience",
        "target audience|audience|* audience|target group|target segment",
        TEXT,
        Make::Words(
            "Women 25-34|Men 25-34|Parents with young children|Students|\
            Small business owners|Returning customers|Homeowners 35-54|Commuters|\
            Outdoor enthusiasts|Retirees|Newsletter subscribers|First-time visitors",
        ),
    ),
    rule(
        "purpose of a loan",
        "loan purpose|purpose of loan|purpose",
        TEXT,
        Make::Words(
            "Debt consolidation|Home improvement|Car purchase|Business expansion|\
            Medical expenses|Education|Home purchase|Working capital|Equipment|Wedding",
        ),
    )
    .of("loan mortgage credit application"),
    rule(
        "security for a loan",
        "collateral|collateral type|security type",
        TEXT,
        Make::Words(
            "Residential property|Vehicle|Savings account|Equipment|Inventory|\
            Commercial property|Unsecured|Securities",
        ),
    ),
    rule(
        "satisfaction from one to five",
        "satisfaction|satisfaction score|satisfaction rating|\
         csat|csat score|customer satisfaction",
        WHOLE,
        Make::Ints(&[(5, 42.0), (4, 30.0), (3, 14.0), (2, 8.0), (1, 6.0)]),
    ),
    rule(
        "net promoter score",
        "nps|nps score|likelihood to recommend",
        WHOLE,
        Make::Ints(&[
            (10, 24.0),
            (9, 22.0),
            (8, 20.0),
            (7, 14.0),
            (6, 8.0),
            (5, 5.0),
            (3, 3.0),
            (0, 2.0),
        ]),
    ),
    rule(
        "way of contact",
        "channel|contact channel|source channel|support channel|contact method|\
         * channel",
        TEXT,
        Make::Choice(&[
            ("email", 40.0),
            ("phone", 22.0),
            ("chat", 20.0),
            ("web", 12.0),
            ("social", 6.0),
        ]),
    )
    .about(&[S::Ticket, S::Conversation]),
    rule(
        "team in a league",
        "home team|away team|team|team name|opponent|visiting team|winner team|\
         club|club name",
        TEXT,
        Make::Pool("sports_team"),
    )
    .of("game match player fixture league season tournament goal standing transfer roster"),
    rule(
        "season of sport",
        "season|season name",
        TEXT,
        Make::Words("2022/23|2023/24|2024/25|2025/26"),
    )
    .of("game match player fixture league team tournament standing"),
    rule(
        "score of a match",
        "home score|away score|home goals|away goals|score home|score away",
        WHOLE,
        Make::Ints(&[(0, 24.0), (1, 32.0), (2, 24.0), (3, 13.0), (4, 5.0), (5, 2.0)]),
    ),
    rule(
        "value of a player",
        "market value|transfer value|transfer fee|release clause|player value",
        NUMBER,
        stepped(2_400_000.0, 1.0, 50_000.0, 150_000_000.0, 50_000.0),
    )
    .of("player transfer contract"),
    rule(
        "stronger foot",
        "foot|preferred foot|strong foot",
        TEXT,
        Make::Choice(&[("right", 70.0), ("left", 22.0), ("both", 8.0)]),
    ),
    rule(
        "stronger hand",
        "handedness|dominant hand|batting hand|hand",
        TEXT,
        Make::Choice(&[("right", 86.0), ("left", 13.0), ("both", 1.0)]),
    ),
    rule(
        "recurring revenue a month",
        "mrr|monthly recurring revenue|mrr amount|monthly revenue",
        NUMBER,
        money(79.0, 0.9, 0.0),
    ),
    rule(
        "recurring revenue a year",
        "arr|annual recurring revenue|acv",
        NUMBER,
        money(9_600.0, 0.9, 12.0),
    ),
    rule(
        "billing period",
        "billing interval|billing cycle|billing period|billing frequency|\
         payment frequency|renewal period|plan interval",
        TEXT,
        Make::Choice(&[("monthly", 66.0), ("yearly", 28.0), ("quarterly", 6.0)]),
    ),
    rule(
        "length of a trial in days",
        "trial days|trial period days|trial length|trial period",
        WHOLE,
        Make::Ints(&[(14, 60.0), (30, 25.0), (7, 15.0)]),
    ),
    rule(
        "seats",
        "seats|seat count|license count|licenses|number of seats",
        WHOLE,
        Make::Ints(&[
            (1, 20.0),
            (3, 14.0),
            (5, 24.0),
            (10, 20.0),
            (25, 12.0),
            (50, 6.0),
            (100, 4.0),
        ]),
    )
    .of("subscription license plan tenant workspace organization account"),
    rule(
        "dimensions",
        "dimensions|package dimensions|size dimensions|* dimensions|dimension",
        TEXT,
        Make::Templates(&["{number:10-60} x {number:10-50} x {number:5-40} cm"]),
    ),
    rule(
        "terms of delivery",
        "incoterms|incoterm|delivery terms|trade terms",
        TEXT,
        Make::Words("EXW|FCA|FOB|CIF|DAP|DDP|CPT|CFR"),
    ),
    rule(
        "container number",
        "container number|container no|container id|container",
        TEXT,
        Make::Pattern("(MSCU|TGHU|OOLU|CMAU|HLXU)[0-9]{7}"),
    )
    .of("shipment container freight cargo"),
    rule("name of a pet", "name|pet name|animal name|call name", TEXT, Make::Pool("pet_name"))
        .of("pet dog cat animal horse"),
    rule(
        "species",
        "species|animal type|animal species|pet type",
        TEXT,
        Make::Choice(&[
            ("dog", 44.0),
            ("cat", 36.0),
            ("rabbit", 8.0),
            ("bird", 6.0),
            ("guinea pig", 4.0),
            ("reptile", 2.0),
        ]),
    )
    .of("pet animal patient adoption shelter"),
    rule(
        "breed",
        "breed|* breed|breed name",
        TEXT,
        Make::Words(
            "Labrador Retriever|\
            Golden Retriever|German Shepherd|Beagle|Poodle|Mixed Breed|Domestic Shorthair|\
            Maine Coon|Siamese|Bengal|French Bulldog|Dachshund|Border Collie|Persian",
        ),
    ),
    rule(
        "temperament",
        "temperament|personality|character",
        TEXT,
        Make::Words(
            "friendly|calm|\
            playful|shy|energetic|affectionate|independent|curious|gentle|protective",
        ),
    ),
    rule(
        "color of a coat",
        "color|colour|coat color|coat|markings",
        TEXT,
        Make::Words(
            "black|white|\
            brown|tabby|golden|gray|brindle|tricolor|black and white|cream",
        ),
    )
    .of("pet dog cat animal horse"),
    rule(
        "number of a chip",
        "microchip|microchip id|microchip number|chip number|chip id",
        TEXT,
        Make::Pattern("98[0-9]{13}"),
    )
    .nulls(0.2),
    rule(
        "publisher",
        "publisher|publisher name|published by|imprint",
        TEXT,
        Make::Pool("publisher"),
    ),
    rule(
        "edition",
        "edition|edition name|edition number",
        TEXT,
        Make::Choice(&[("1st", 60.0), ("2nd", 22.0), ("3rd", 10.0), ("Revised", 8.0)]),
    ),
    rule(
        "place on a shelf",
        "shelf|shelf location|shelf mark|call number|bin location|bin|rack|\
         aisle|storage location|shelf code|slot code|bin code",
        TEXT,
        Make::Pattern("[A-H][0-9]{1,2}-[0-9]{1,2}"),
    ),
    rule(
        "pieces in stock",
        "stock|in stock|stock count|copies|copies available|available copies|\
         total copies|quantity in stock|stock qty",
        WHOLE,
        skewed(18.0, 0.9, 0.0, 900.0),
    ),
    rule(
        "number of a season",
        "season|season number",
        WHOLE,
        Make::Ints(&[(1, 36.0), (2, 26.0), (3, 18.0), (4, 10.0), (5, 6.0), (6, 4.0)]),
    ),
    rule(
        "pieces of music or speech",
        "audio url|* audio url|sound url|recording url|stream url",
        TEXT,
        Make::Templates(&["https://media.example.com/audio/{hex:10}.mp3"]),
    )
    .nulls(0.1),
    rule(
        "video",
        "video url|* video url|trailer url|clip url",
        TEXT,
        Make::Templates(&["https://media.example.com/video/{hex:10}.mp4"]),
    )
    .nulls(0.3),
    rule(
        "feed",
        "rss url|feed url|rss feed|feed|rss",
        TEXT,
        Make::Templates(&["https://feeds.example.com/{tag}-{hex:4}.xml"]),
    ),
    rule(
        "title of a broadcast",
        "title|name|show name|show title",
        TEXT,
        Make::Templates(&[
            "The {noun} Hour",
            "Talking {Noun}",
            "{Adjective} Stories",
            "Off the {Noun}",
        ]),
    )
    .of("podcast show broadcast radio stream"),
    rule(
        "provider of a login",
        "auth provider|provider|oauth provider|identity provider|sso provider|\
         login provider|social provider",
        TEXT,
        Make::Choice(&[
            ("google", 50.0),
            ("github", 18.0),
            ("microsoft", 14.0),
            ("facebook", 10.0),
            ("apple", 8.0),
        ]),
    )
    .about(&[S::Person, S::Account, S::Session, S::Token, S::Other]),
    rule(
        "route of a drug",
        "route|administration route|route of administration|drug route",
        TEXT,
        Make::Words(
            "oral|intravenous|intramuscular|subcutaneous|topical|inhalation|rectal|sublingual",
        ),
    )
    .of("drug medication prescription dose administration emar pharmacy input order"),
    rule(
        "hospital service",
        "service|curr service|prev service|* service|care service",
        TEXT,
        Make::Words(
            "Medicine|Surgery|Cardiology|Neurology|Orthopedics|Obstetrics|Psychiatry|\
            Oncology|Trauma|Newborn",
        ),
    )
    .of("service transfer admission ward hospital"),
    rule(
        "terms",
        "terms|payment terms|terms of payment|payment term",
        TEXT,
        Make::Words("Net 30|Net 14|Net 60|Due on receipt|Prepaid"),
    ),
    rule(
        "gate or dock",
        "dock|dock number|dock door|bay|bay number|lane",
        TEXT,
        Make::Pattern("[A-D][0-9]{1,2}"),
    ),
    rule(
        "sentiment",
        "sentiment|sentiment label|mood|tone",
        TEXT,
        Make::Choice(&[("positive", 52.0), ("neutral", 30.0), ("negative", 18.0)]),
    ),
    rule(
        "platform",
        "platform|device platform|app platform|os platform",
        TEXT,
        Make::Choice(&[("web", 44.0), ("ios", 28.0), ("android", 28.0)]),
    ),
    rule(
        "condition of a thing",
        "condition|item condition|product condition|* condition",
        TEXT,
        Make::Choice(&[
            ("new", 40.0),
            ("like new", 18.0),
            ("good", 26.0),
            ("fair", 12.0),
            ("poor", 4.0),
        ]),
    )
    .about(&[S::Product, S::Inventory, S::Vehicle, S::Book, S::Other, S::Line, S::Device]),
    rule(
        "visibility",
        "visibility|privacy|privacy level|sharing",
        TEXT,
        Make::Choice(&[("public", 60.0), ("private", 28.0), ("unlisted", 12.0)]),
    ),
];
