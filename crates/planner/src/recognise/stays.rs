//! Guests and their stays: rooms, rates, wishes.

use seedbed_generate::plan::EntityKind::Person;

use super::{Make, NUMBER, Rule, TEXT, WHOLE, bell, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "beds of a room",
        "bed config|bed configuration|bed setup|bed layout|bed arrangement|beds|bed types",
        TEXT,
        Make::Words(
            "1 King|2 Queens|1 Queen|2 Twins|2 Doubles|1 King, 1 sofa bed|1 Double|3 Twins|\
             2 Queens, 1 sofa bed",
        ),
    ),
    rule(
        "view of a room",
        "view|view type|room view|* view",
        TEXT,
        Make::Words("City|Sea|Garden|Courtyard|Mountain|Pool|Street|Park|Partial sea"),
    )
    .of("room suite cabin unit apartment"),
    rule(
        "area in square metres",
        "* sqm|sqm|area m 2|size m 2|area|size|room size",
        NUMBER,
        bell(29.0, 9.0, 14.0, 75.0),
    )
    .of("room suite cabin"),
    rule(
        "loyalty tier",
        "loyalty tier|loyalty level|loyalty status|* loyalty tier|membership tier|member tier|\
         vip level|reward tier|rewards tier",
        TEXT,
        TIERS,
    )
    .nulls(0.4),
    rule("loyalty tier", "tier|tier name", TEXT, TIERS).about(&[S::Person]).nulls(0.3),
    rule(
        "diet",
        "dietary *|diet|diet type|* diet|food preference|food preferences|meal preference|\
         special diet|dietary",
        TEXT,
        Make::Words(
            "Vegetarian|Vegan|Gluten-free|Lactose-free|Halal|Kosher|No nuts|No shellfish|\
             Diabetic|Low salt",
        ),
    )
    .nulls(0.7),
    rule(
        "wishes of a guest",
        "special request|special requests|guest request|guest requests|requests|request|\
         special instructions|guest notes|special wishes",
        TEXT,
        Make::Words(
            "High floor, please.|Late arrival, after 10 p.m.|Quiet room away from the elevator.|\
             Two extra pillows.|Baby cot needed.|Early check-in if possible.|\
             Twin beds instead of a double.|Celebrating an anniversary.|\
             Ground floor, one guest uses a wheelchair.|Parking space needed.|\
             Feather-free bedding.|Adjoining rooms for the family.|Traveling with a small dog.",
        ),
    )
    .of("reservation booking stay guest")
    .nulls(0.6),
    rule(
        "way of booking",
        "channel|booking channel|* channel|booking source|source",
        TEXT,
        Make::Choice(&[
            ("Website", 34.0),
            ("Travel portal", 32.0),
            ("Phone", 12.0),
            ("Travel agent", 8.0),
            ("Corporate", 8.0),
            ("Walk-in", 6.0),
        ]),
    )
    .of("reservation booking stay guest"),
    rule(
        "rate of a room",
        "rate plan|rate plan name|rate name|rate type|tariff name",
        TEXT,
        Make::Words(
            "Best Flexible|Non-refundable|Advance Purchase|Bed and Breakfast|Corporate|Member|\
             Half Board|Long Stay|Weekend",
        ),
    ),
    rule(
        "state of a room's cleaning",
        "housekeeping status|cleaning status|housekeeping state|cleanliness|clean status",
        TEXT,
        Make::Choice(&[
            ("clean", 45.0),
            ("inspected", 25.0),
            ("dirty", 20.0),
            ("in_progress", 10.0),
        ]),
    ),
    rule(
        "head of a house",
        "gm|gm name|general manager|general manager name|hotel manager|store manager|\
         branch manager|site manager|manager name|director name|head teacher|headmaster|principal name",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.05),
    rule(
        "what a guest paid for",
        "description|memo|details|item|item description|charge|charge description",
        TEXT,
        Make::Words(
            "Room|Minibar|Breakfast|Restaurant|Bar|Laundry|Parking|Spa treatment|City tax|\
             Room service|Late check-out|Airport transfer|Extra bed",
        ),
    )
    .of("folio"),
    rule("price on a folio", "unit price|price|rate", NUMBER, super::money(32.0, 0.8, 0.5))
        .of("folio"),
    rule("pieces on a folio", "quantity|units|count", WHOLE, super::small(2.2, 1.0, 6.0)).of("folio"),
    rule(
        "room number",
        "number|room number|room code|unit number",
        TEXT,
        Make::Pattern("[1-9][0-9]{2}"),
    )
    .of("room suite unit"),
    rule("room number", "room number|classroom number|* room number", TEXT, ROOM),
    rule(
        "note on a room",
        "note|notes|remarks|comment|comments",
        TEXT,
        Make::Words(
            "Air conditioning serviced.|New carpet.|Window does not close fully.|\
             Connecting door to the next room.|Near the elevator.|Renovated last winter.|\
             Safe battery replaced.|Shower head to be changed.",
        ),
    )
    .about(&[S::Room])
    .nulls(0.7),
    rule(
        "code of a department",
        "department code|dep code|department short code",
        TEXT,
        Make::Words("ADM|FIN|HR|IT|MKT|OPS|PUR|SAL|SVC|LOG"),
    ),
    rule("locker", "locker|locker number", WHOLE, super::flat(1.0, 480.0)),
    rule("locker", "locker|locker number|locker code", TEXT, Make::Pattern("[A-D][1-9][0-9]")),
    rule("bus route", "bus route|bus line|bus number|bus", TEXT, Make::Pattern("[1-9][0-9]?[AB]?"))
        .about(&[S::Person])
        .nulls(0.4),
    rule(
        "room of the staff",
        "staff room|office room|office number|home room|homeroom|class room|classroom",
        TEXT,
        Make::Pattern("[A-D][1-3][0-2][1-9]"),
    ),
];

const ROOM: Make = Make::Templates(&["{number:1-4}{digits:2}"]);

const TIERS: Make =
    Make::Choice(&[("Bronze", 46.0), ("Silver", 30.0), ("Gold", 18.0), ("Platinum", 6.0)]);
