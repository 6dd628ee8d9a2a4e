//! Aircraft, flights and what flies with them.

use super::{FRACTION, Make, NUMBER, Rule, TEXT, WHOLE, bell, rule, skewed, small, stepped};

/// Words of tables of flights.
const FLIGHTS: &str = "flight leg sector rotation movement";
/// Words of tables of aircraft.
const AIRCRAFT: &str = "aircraft plane airplane airframe tail";

pub(super) const RULES: &[Rule] = &[
    rule(
        "mass of an aircraft in kilograms",
        "mtow|mtow kg|max takeoff weight|max takeoff weight kg|max take off weight|mtow lb|mlw|mlw kg",
        NUMBER,
        stepped(78_000.0, 0.5, 18_000.0, 351_000.0, 500.0),
    ),
    rule(
        "mass of an aircraft in kilograms",
        "oew|oew kg|operating empty weight|empty weight|empty weight kg",
        NUMBER,
        stepped(42_000.0, 0.5, 11_000.0, 170_000.0, 100.0),
    )
    .of(AIRCRAFT),
    rule(
        "mass of an aircraft in kilograms",
        "max payload|max payload kg|payload kg",
        NUMBER,
        stepped(18_000.0, 0.5, 4_000.0, 66_000.0, 100.0),
    )
    .of(AIRCRAFT),
    rule(
        "fuel that an aircraft holds",
        "fuel capacity|fuel capacity l|fuel capacity kg|fuel capacity liters",
        NUMBER,
        stepped(24_000.0, 0.5, 4_000.0, 180_000.0, 100.0),
    )
    .of(AIRCRAFT),
    // Nautical miles look like a name.
    rule("range of an aircraft", "range name|range km|max range name|range", WHOLE,
        stepped(3_300.0, 0.4, 900.0, 8_500.0, 50.0)).of(AIRCRAFT),
    rule("seats by class", "seats first|first seats|seats f|first class seats", WHOLE,
        Make::Ints(&[(0, 82.0), (8, 12.0), (12, 6.0)])).of(AIRCRAFT),
    rule("seats by class", "seats business|business seats|seats c|seats j|business class seats", WHOLE,
        Make::Ints(&[(0, 20.0), (12, 40.0), (16, 20.0), (28, 20.0)])).of(AIRCRAFT),
    rule("seats by class", "seats economy|economy seats|seats y|economy class seats", WHOLE,
        Make::Ints(&[(88, 16.0), (120, 22.0), (138, 24.0), (150, 22.0), (228, 16.0)])).of(AIRCRAFT),
    rule("hours flown", "flight hours|hours flown|total hours|airframe hours|ttaf", NUMBER,
        skewed(24_000.0, 0.6, 500.0, 98_000.0)).of(AIRCRAFT),
    rule("flights flown", "flight cycles|cycles|landings|total cycles|total landings", WHOLE,
        skewed(14_000.0, 0.6, 300.0, 60_000.0)).of(AIRCRAFT),
    rule("time between blocks in minutes", "block minutes|block time|block time minutes|scheduled block|block time min|\
        flight time minutes|air time minutes|airborne minutes", WHOLE, skewed(135.0, 0.6, 40.0, 860.0)).of(FLIGHTS),
    rule("distance flown", "distance name|great circle distance|gcd name|distance|distance km|distance miles", WHOLE,
        skewed(850.0, 0.7, 120.0, 7_500.0)).of(FLIGHTS),
    rule("delay of a flight in minutes", "departure delay|arrival delay|* delay|* delay min|* delay minutes|delay minutes|delay min|delay", WHOLE,
        small(0.9, 0.0, 180.0)).of(FLIGHTS),
    rule("people on a flight", "pax|passengers|passenger count|pax count|pax booked|booked pax|pax total|passengers booked|\
        pax checked in|pax boarded|passengers boarded|boarded pax|booked passengers", WHOLE,
        bell(132.0, 34.0, 24.0, 340.0)).of(FLIGHTS),
    rule("share of seats sold", "load factor|seat load factor", NUMBER, bell(82.0, 9.0, 35.0, 100.0))
        .of(FLIGHTS),
    rule("fuel of a flight in kilograms", "fuel planned|fuel planned kg|fuel uplift|fuel uplift kg|fuel on board|fuel kg|block fuel|\
        block fuel kg|fuel loaded|fuel loaded kg|trip fuel|trip fuel kg|fuel burn kg|fuel burn|fuel remaining|fuel remaining kg",
        NUMBER, stepped(9_000.0, 0.6, 1_800.0, 96_000.0, 100.0)).of(FLIGHTS),
    rule("height above sea in feet", "elevation ft|elevation feet|altitude ft|elevation|airport elevation ft", NUMBER,
        skewed(180.0, 1.1, 1.0, 7_000.0)).of("airport aerodrome airfield heliport"),
    rule("where a flight parks", "stand|parking stand|bay|parking position|apron stand", TEXT,
        Make::Pattern("[A-E][1-9][0-9]?")).of(FLIGHTS).nulls(0.1),
    rule("mass of baggage in kilograms", "bag weight|bag weight kg|baggage weight|baggage weight kg", FRACTION,
        bell(17.0, 4.0, 3.0, 32.0)).of("booking ticket bag baggage passenger reservation check").nulls(0.1),
];
