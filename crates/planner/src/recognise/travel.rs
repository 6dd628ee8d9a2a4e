//! Getting about: vehicles, flights, ships, hotels.

use seedbed_generate::plan::EntityKind::{Identifier, Place};

use super::{
    ANY, FRACTION, Make, NUMBER, Rule, TEXT, WHOLE, bell, flat, rule, skewed, small, stepped,
};

const CARS: &str = "vehicle car truck van bus fleet auto automobile motorcycle";

pub(super) const RULES: &[Rule] = &[
    rule(
        "vehicle identification number",
        "vin|vehicle identification number|chassis number|* vin|\
         vehicle vin|vin number|vin code",
        TEXT,
        Make::Part(Identifier, "vin"),
    ),
    rule(
        "vehicle make",
        "make|vehicle make|car make|brand|manufacturer|* make|vehicle brand|\
         car brand",
        TEXT,
        Make::Pool("vehicle_make"),
    )
    .of(CARS),
    rule(
        "vehicle make",
        "vehicle make|car make|vehicle brand|car brand",
        TEXT,
        Make::Pool("vehicle_make"),
    ),
    rule(
        "vehicle model",
        "model|vehicle model|car model|model name",
        TEXT,
        Make::Pool("vehicle_model"),
    )
    .of(CARS),
    rule(
        "vehicle model",
        "vehicle model|car model|make model|vehicle name",
        TEXT,
        Make::Pool("vehicle_model"),
    ),
    rule(
        "vehicle type",
        "vehicle type|body type|body style|car type|vehicle class",
        TEXT,
        Make::Pool("vehicle_type"),
    ),
    rule("vehicle type", "type|category|kind|class", TEXT, Make::Pool("vehicle_type")).of(CARS),
    rule("fuel", "fuel|fuel type|fuel kind|* fuel type", TEXT, Make::Pool("fuel_type")),
    rule(
        "transmission",
        "transmission|gearbox|gear type|transmission type",
        TEXT,
        Make::Pool("transmission"),
    ),
    rule(
        "licence class",
        "license class|driving license class|license category|license type",
        TEXT,
        Make::Choice(&[("B", 60.0), ("C", 20.0), ("CE", 10.0), ("D", 10.0)]),
    ),
    rule(
        "model year",
        "model year|year|vehicle year|car year|year of manufacture|build year|\
         year built|manufacture year",
        WHOLE,
        bell(2018.0, 4.0, 2005.0, 2025.0),
    )
    .of(CARS),
    rule(
        "mileage",
        "odometer|* odometer|odometer *|mileage|* mileage|mileage *|km|kilometers|\
         kilometer reading|total km|current km|km start|start km|start odometer|km reading|milage",
        NUMBER,
        skewed(58_000.0, 0.7, 50.0, 380_000.0),
    ),
    rule(
        "mileage",
        "km end|end km|end odometer|odometer end",
        NUMBER,
        skewed(58_400.0, 0.7, 80.0, 380_400.0),
    ),
    rule(
        "fuel in litres",
        "liters|litres|liter|* liters|* litres|quantity|volume|amount l|gallons|\
         * gallons|fuel amount|fuel quantity",
        NUMBER,
        bell(41.0, 12.0, 8.0, 90.0),
    )
    .of("fuel fueling refuel refueling"),
    rule(
        "tank or consumption in litres",
        "fuel l|fuel level|fuel used|fuel consumed|\
         fuel consumption|fuel liters|tank capacity|* fuel used|fuel capacity|fuel *",
        FRACTION,
        bell(46.0, 14.0, 5.0, 95.0),
    ),
    rule(
        "engine size in cubic centimetres",
        "engine cc|engine size|cc|engine capacity|\
         displacement|engine displacement",
        WHOLE,
        stepped(1_600.0, 0.35, 900.0, 6_000.0, 100.0),
    ),
    rule(
        "horse power",
        "horsepower|hp|horse power|power hp|engine power|power kw",
        NUMBER,
        skewed(150.0, 0.35, 45.0, 650.0),
    )
    .of(CARS),
    rule(
        "doors",
        "doors|door count|number of doors|num doors",
        WHOLE,
        Make::Ints(&[(5, 50.0), (4, 30.0), (3, 12.0), (2, 8.0)]),
    ),
    rule(
        "seats of a vehicle",
        "seats|* seats|seat count|passenger capacity|capacity|number of seats",
        WHOLE,
        Make::Ints(&[(5, 60.0), (4, 12.0), (7, 14.0), (2, 8.0), (9, 6.0)]),
    )
    .of("vehicle car van taxi cab auto"),
    rule(
        "seats of a bus or coach",
        "seats|* seats|seat count|capacity|passenger capacity",
        WHOLE,
        stepped(48.0, 0.25, 18.0, 90.0, 2.0),
    )
    .of("bus coach tram"),
    rule(
        "seats of an aircraft",
        "seats|* seats|seat count|capacity|passenger capacity|total seats|\
         economy seats|seating capacity",
        WHOLE,
        stepped(172.0, 0.35, 48.0, 520.0, 2.0),
    )
    .of("aircraft plane airplane flight"),
    rule(
        "load in kilograms",
        "payload|max load|load capacity|payload kg|max payload|capacity kg|\
         gross vehicle weight|max weight|* payload",
        NUMBER,
        stepped(3_200.0, 0.7, 300.0, 26_000.0, 50.0),
    ),
    rule(
        "flight number",
        "flight number|flight code|flight|number",
        TEXT,
        Make::Pattern("(AB|CX|DL|EW|HV|KL|LX|QF|SK|TP)[1-9][0-9]{2,3}"),
    )
    .of("flight leg itinerary"),
    rule(
        "flight number",
        "flight number|flight code",
        TEXT,
        Make::Pattern("(AB|CX|DL|EW|HV|KL|LX|QF|SK|TP)[1-9][0-9]{2,3}"),
    ),
    rule(
        "airport code",
        "origin|destination|departure airport|arrival airport|from airport|\
         to airport|iata|iata code|airport code|origin airport|destination airport|* airport code|\
         origin iata|* iata|departure|arrival|from|to|hub|base",
        TEXT,
        Make::Pool("airport_code"),
    )
    .of("flight leg airport airline itinerary route segment aircraft")
    .within(4),
    rule(
        "airport",
        "departure airport|arrival airport|origin airport|destination airport|airport|\
         airport name|* airport",
        TEXT,
        Make::Pool("airport_name"),
    ),
    rule(
        "airline",
        "airline|airline name|operating carrier|marketing carrier",
        TEXT,
        Make::Pool("airline_name"),
    ),
    rule("airline", "name", TEXT, Make::Pool("airline_name")).of("airline"),
    rule(
        "aircraft type",
        "aircraft|aircraft type|plane type|equipment|aircraft model|type|model",
        TEXT,
        Make::Pool("aircraft"),
    )
    .of("aircraft flight plane airplane"),
    rule(
        "tail number",
        "tail number|registration|registration number|aircraft registration|tail",
        TEXT,
        Make::Pattern("N[1-9][0-9]{2}[A-Z]{2}"),
    )
    .of("aircraft plane airplane flight"),
    rule(
        "seat",
        "seat|seat number|seat code|seat label|seat no",
        TEXT,
        Make::Pattern("([1-9]|[12][0-9]|3[0-8])[A-F]"),
    ),
    rule("seat row", "row|row label|row name|seat row|row letter", TEXT, Make::Pattern("[A-P]"))
        .of("seat venue section ticket"),
    rule(
        "gate",
        "gate|gate number|departure gate|arrival gate|boarding gate",
        TEXT,
        Make::Pattern("[A-E]([1-9]|[1-4][0-9])"),
    ),
    rule("terminal", "terminal|* terminal", TEXT, Make::Pattern("[1-5A-D]")).nulls(0.2),
    rule(
        "cabin class",
        "cabin|cabin class|travel class|fare class|service class|booking class|\
         class of service",
        TEXT,
        Make::Pool("cabin_class"),
    ),
    rule(
        "booking code",
        "pnr|record locator|locator|booking code|reservation code|\
         confirmation code|confirmation|confirmation number",
        TEXT,
        Make::Pattern("[A-HJ-NP-Z2-9]{6}"),
    )
    .of("booking reservation ticket itinerary passenger flight stay order"),
    rule(
        "name of a ship",
        "name|* name|ship name|vessel name",
        TEXT,
        Make::Words(
            "Northern Light|Sea Harmony|Atlantic Dawn|Coral Princess|Morning Tide|\
             Blue Horizon|Ocean Pioneer|Silver Gull|Baltic Star|Southern Cross|Amber Wave|\
             Evening Star|Island Breeze|Polar Wind|Golden Harbor|Storm Petrel|River Queen|\
             Pacific Voyager|Lady of the Lake|Grey Heron|Albatross|Sunrise|Sirocco|Mistral|Zephyr",
        ),
    )
    .about(&[crate::subject::Subject::Ship]),
    rule("ship's number", "imo|imo number", ANY, Make::Pattern("9[0-9]{6}")),
    rule(
        "name of a stop",
        "name|stop name|station name|* stop|stop",
        TEXT,
        Make::Templates(&["{street_name} Station", "{street_name} Square", "{street_name} Park"]),
    )
    .of("stop station platform"),
    rule(
        "name of a route",
        "name|route name|line name",
        TEXT,
        Make::Templates(&[
            "{street_name} – {street_name}",
            "{street_name} Express",
            "{street_name} Loop",
        ]),
    )
    .of("route line"),
    rule(
        "adults",
        "adults|max adults|num adults|number of adults|adult count|adult capacity",
        WHOLE,
        Make::Ints(&[(2, 62.0), (1, 20.0), (3, 10.0), (4, 8.0)]),
    ),
    rule(
        "children",
        "children|max children|num children|child count|child capacity|kids",
        WHOLE,
        Make::Ints(&[(0, 62.0), (1, 20.0), (2, 15.0), (3, 3.0)]),
    ),
    rule(
        "guests of a room",
        "max occupancy|occupancy|max guests|sleeps|capacity|max capacity|\
         max persons|max people|guest capacity|number of guests|bed capacity",
        WHOLE,
        Make::Ints(&[(2, 50.0), (3, 16.0), (4, 22.0), (1, 6.0), (6, 6.0)]),
    )
    .of("room suite apartment cabin unit villa stay rental"),
    rule(
        "beds",
        "beds|bed count|number of beds|num beds",
        WHOLE,
        Make::Ints(&[(1, 45.0), (2, 40.0), (3, 10.0), (4, 5.0)]),
    ),
    rule(
        "stay in nights",
        "min stay|minimum stay|min nights|minimum nights|stay min",
        WHOLE,
        Make::Ints(&[(1, 70.0), (2, 18.0), (3, 7.0), (5, 3.0), (7, 2.0)]),
    ),
    rule(
        "stay in nights",
        "max stay|maximum stay|max nights|maximum nights|stay max",
        WHOLE,
        Make::Ints(&[(14, 40.0), (21, 15.0), (28, 25.0), (30, 20.0)]),
    ),
    rule(
        "hotel stars",
        "stars|star rating|category|star category|hotel class|class",
        WHOLE,
        Make::Ints(&[(3, 38.0), (4, 36.0), (5, 13.0), (2, 11.0), (1, 2.0)]),
    )
    .of("hotel resort hostel motel accommodation"),
    rule(
        "room number",
        "number|room number|room|* room number|room code|unit number|room name",
        TEXT,
        Make::Templates(&["{number:1-6}{digits:2}"]),
    )
    .of("room suite unit bed")
    .within(12),
    rule("room number", "number|room number|room|unit number", WHOLE, flat(101.0, 630.0))
        .of("room suite unit"),
    rule(
        "board",
        "board|board type|meal plan|meal type|board basis",
        TEXT,
        Make::Words("Room Only|Breakfast Included|Half Board|Full Board|All Inclusive"),
    ),
    rule(
        "bed type",
        "bed type|bed|bed size|bedding",
        TEXT,
        Make::Words("King|Queen|Double|Twin|Single|Bunk"),
    ),
    rule("time zone", "time zone|tz|zone name", TEXT, Make::Part(Place, "time_zone"))
        .of("hotel airport store branch site"),
    rule(
        "distance of a trip in kilometres",
        "distance|distance km|* distance|distance *|trip km|\
         length km|km|miles|distance miles",
        NUMBER,
        skewed(14.0, 0.9, 0.4, 900.0),
    )
    .of("trip ride journey drive route commute delivery leg taxi"),
    rule(
        "distance of a flight in kilometres",
        "distance|distance km|miles|distance miles|* distance",
        NUMBER,
        stepped(1_450.0, 0.7, 180.0, 14_000.0, 1.0),
    )
    .of("flight airline"),
    rule(
        "bags",
        "bags|luggage|baggage count|checked bags|number of bags|pieces of luggage",
        WHOLE,
        small(1.0, 0.0, 4.0),
    ),
];
