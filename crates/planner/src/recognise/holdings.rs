//! Words about cars, houses, policies, accounts and schools.

use super::{Make, Rule, TEXT, WHOLE, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    // Cars.
    rule(
        "grade of a car",
        "trim|trim level|trim name|version name",
        TEXT,
        Make::Words("Base|LX|Sport|Limited|Touring|SE|Premium"),
    )
    .about(&[S::Vehicle]),
    rule(
        "driven wheels",
        "drivetrain|drive type|drive|drive train|driven wheels",
        TEXT,
        Make::Words("FWD|RWD|AWD|4WD"),
    ),
    rule(
        "engine",
        "engine|engine type|engine description|motor",
        TEXT,
        Make::Words("2.0L I4|1.5L Turbo I4|3.5L V6|Electric|2.5L Hybrid|5.0L V8"),
    )
    .about(&[S::Vehicle]),
    rule(
        "title of a car",
        "title status|title type|title brand",
        TEXT,
        Make::Choice(&[("clean", 84.0), ("salvage", 8.0), ("rebuilt", 8.0)]),
    ),
    rule(
        "class of emissions",
        "emission class|emission standard|euro norm|emissions class",
        TEXT,
        Make::Words("Euro 6|Euro 5|Euro 4|EV"),
    ),
    rule(
        "size of a tire",
        "tire size|tyre size|tires",
        TEXT,
        Make::Words("205/55 R16|225/45 R17|195/65 R15|235/60 R18|255/40 R19"),
    ),
    rule(
        "equipment of a car",
        "options|equipment|features|extras",
        TEXT,
        Make::Words(
            "Navigation|Heated seats|Sunroof|Tow hitch|Leather seats|Rear camera|Cruise control|\
             Roof rails|Parking sensors|Bluetooth|Keyless entry",
        ),
    )
    .about(&[S::Vehicle])
    .nulls(0.2),
    rule(
        "grade of condition",
        "condition grade|grade|quality grade",
        TEXT,
        Make::Words("A|B|C|A+|B+"),
    )
    .about(&[S::Vehicle, S::Product, S::Inventory])
    .within(10),
    // Houses.
    rule(
        "number of an offer",
        "mls number|mls|mls id|listing number",
        TEXT,
        Make::Pattern("[1-9][0-9]{6}"),
    ),
    rule(
        "style of a house",
        "property style|architectural style|home style|style|house style",
        TEXT,
        Make::Words("Ranch|Colonial|Craftsman|Contemporary|Victorian|Cape Cod|Townhouse"),
    )
    .of("listing property house home estate real"),
    rule(
        "lot",
        "lot size|lot dimensions|lot area",
        TEXT,
        Make::Words("0.25 acres|7,500 sq ft|0.4 acres|60 x 120 ft|1.2 acres"),
    ),
    rule(
        "heating",
        "heating|heating type|heating system|heat",
        TEXT,
        Make::Words("Forced air|Heat pump|Radiant|Gas|Electric|Baseboard"),
    )
    .nulls(0.1),
    rule(
        "cooling",
        "cooling|cooling type|air conditioning|ac",
        TEXT,
        Make::Words("Central air|Window units|Heat pump|None|Ductless"),
    )
    .nulls(0.1),
    rule(
        "parking of a house",
        "parking|parking type|garage|garage type|parking features",
        TEXT,
        Make::Words("Attached garage, 2 cars|Driveway|Street|Carport|Detached garage"),
    )
    .of("listing property house home estate real apartment unit")
    .nulls(0.2),
    rule(
        "roof",
        "roof|roof type|roofing",
        TEXT,
        Make::Words("Asphalt shingle|Metal|Tile|Slate|Flat"),
    )
    .nulls(0.1),
    rule(
        "outside of a house",
        "exterior|exterior material|siding|exterior features|facade",
        TEXT,
        Make::Words("Brick|Vinyl siding|Stucco|Wood|Stone|Fiber cement"),
    )
    .nulls(0.1),
    rule(
        "floors of a house",
        "flooring|floor type|floor material|floors type",
        TEXT,
        Make::Words("Hardwood|Carpet|Tile|Laminate|Vinyl|Concrete"),
    )
    .nulls(0.1),
    rule(
        "district of schools",
        "school district|school board",
        TEXT,
        Make::Words(
            "Lakeside Unified|North Valley District|Springfield Public Schools|Riverside \
             ISD|Oak Hill District",
        ),
    )
    .nulls(0.2),
    rule(
        "number of a parcel",
        "parcel number|apn|parcel id|lot number|cadastral number",
        TEXT,
        Make::Pattern("[0-9]{3}-[0-9]{3}-[0-9]{2}"),
    )
    .of("listing property house home estate real parcel land tax")
    .nulls(0.1),
    rule(
        "remarks on a house",
        "remarks|public remarks|listing remarks|agent remarks|listing description",
        TEXT,
        Make::Words(
            "Bright corner unit near the park.|New kitchen, quiet street.|Large yard and \
             room for a garden.|Walk to shops and schools.|Needs some work, priced to \
             sell.|Renovated bath and new windows.",
        ),
    )
    .of("listing property house home estate real")
    .nulls(0.1),
    rule(
        "instructions for a showing",
        "showing instructions|access instructions|lockbox instructions|showing notes",
        TEXT,
        Make::Words(
            "Call the agent first.|Lockbox at the front door.|24 hours notice.|Vacant, go \
             and show.|By appointment only.",
        ),
    )
    .nulls(0.2),
    rule(
        "office of a seller",
        "listing office|brokerage|brokerage name|selling office|listing broker",
        TEXT,
        Make::Words(
            "Lakeside Realty|Summit Homes|Oak & Main Realty|Blue Door Properties|Harbor \
             Real Estate",
        ),
    ),
    rule(
        "view",
        "view description|view|views description",
        TEXT,
        Make::Words("Mountain|Lake|City|Garden|Woods|Park"),
    )
    .of("listing property house home estate real apartment")
    .nulls(0.4),
    rule(
        "water of a house",
        "water source|water supply",
        TEXT,
        Make::Words("Public|Well|Spring|Community"),
    ),
    rule("sewer", "sewer|sewage|waste water", TEXT, Make::Words("Public sewer|Septic tank|None")),
    // Insurers and banks.
    rule(
        "cause of a loss",
        "peril|loss type|cause of loss|loss cause|type of loss|damage type|incident \
             type|cause code",
        TEXT,
        Make::Words("Fire|Water|Theft|Hail|Collision|Wind|Vandalism|Liability"),
    )
    .of("claim insurance loss policy damage"),
    rule(
        "line of insurance",
        "line of business|lob|insurance line|product line",
        TEXT,
        Make::Words("Auto|Homeowners|Commercial|Workers compensation|General liability|Renters"),
    )
    .of("claim insurance loss policy premium coverage"),
    rule(
        "reason to deny",
        "denial reason|rejection reason|decline reason|reason denied",
        TEXT,
        Make::Words(
            "Not covered by the policy|Policy lapsed|Late notice|Missing documents|\
             Excluded cause|Duplicate claim",
        ),
    )
    .nulls(0.8),
    rule(
        "number of the police",
        "police report number|police report|incident report number",
        TEXT,
        Make::Pattern("PR-2[0-5]-[0-9]{5}"),
    )
    .nulls(0.5),
    rule("who is at fault", "fault indicator|at fault|fault", TEXT, Make::Words("Y|N|P")).within(1),
    rule("yes or no", "* flag|* indicator", TEXT, Make::Choice(&[("N", 80.0), ("Y", 20.0)]))
        .within(1),
    rule(
        "stage of a lawsuit",
        "litigation status|legal status",
        TEXT,
        Make::Choice(&[("none", 80.0), ("open", 12.0), ("settled", 8.0)]),
    )
    .nulls(0.2),
    rule(
        "code of a cover",
        "coverage code|cover code|coverage type|coverage",
        TEXT,
        Make::Words("COLL|COMP|BI|PD|MED|UM"),
    )
    .of("claim insurance loss policy coverage"),
    rule(
        "code of a catastrophe",
        "catastrophe code|cat code|catastrophe",
        TEXT,
        Make::Words("CAT2401|CAT2407|CAT2512"),
    )
    .nulls(0.9),
    rule(
        "description of a damage",
        "loss description|damage description|incident description|accident description",
        TEXT,
        Make::Words(
            "Rear-ended at a traffic light.|Pipe burst in the kitchen.|Hail damaged roof \
             and gutters.|Laptop stolen from the car.|Tree fell on the fence.|Smoke damage \
             in the living room.",
        ),
    )
    .nulls(0.1),
    rule(
        "what a transfer is for",
        "remittance info|remittance information|payment reference text|booking text|\
             purpose|posting text|transfer text|reference text|end to end reference|\
             statement descriptor|transaction description",
        TEXT,
        Make::Templates(&[
            "Invoice {number:10000-99999}",
            "Rent {month}",
            "Order {number:100000-999999}",
            "Salary {month}",
            "Insurance premium",
            "Membership fee",
            "Electricity {month}",
        ]),
    )
    .about(&[S::Transaction, S::Payment, S::Account, S::Other])
    .of("transaction payment transfer bank statement posting ledger sepa")
    .nulls(0.1),
    rule(
        "code of a purpose",
        "purpose code|category purpose|transfer purpose code",
        TEXT,
        Make::Words("SALA|SUPP|RENT|TAXS|PENS|GDDS"),
    )
    .within(8)
    .nulls(0.3),
    rule(
        "code of a booking",
        "transaction code|booking code|transaction type code|btc|gvc",
        TEXT,
        Make::Words("CRDT|DBIT|CHRG|INTR|PMNT|FEES"),
    )
    .of("transaction bank statement posting ledger"),
    rule(
        "code of a bank",
        "bank code|routing code|blz|bankleitzahl|institution number|clearing code|\
             branch code",
        TEXT,
        Make::Pattern("[1-8][0-9]{7}"),
    )
    .within(12)
    .of("transaction bank account payment statement iban sepa")
    .nulls(0.1),
    rule(
        "identity of a creditor",
        "creditor id|creditor identifier|sepa creditor id",
        TEXT,
        Make::Pattern("DE[0-9]{2}ZZZ[0-9]{11}"),
    )
    .nulls(0.4),
    rule(
        "reference of a mandate",
        "mandate reference|mandate id|sepa mandate",
        TEXT,
        Make::Pattern("MNDT-[0-9]{8}"),
    )
    .nulls(0.5),
    rule(
        "reference of a transfer",
        "end to end id|end to end reference|e 2 e id",
        TEXT,
        Make::Pattern("E2E-[0-9]{10}"),
    )
    .nulls(0.2),
    rule(
        "direction of money",
        "direction|debit credit|dr cr|credit debit|side|debit credit indicator|entry \
             side",
        TEXT,
        Make::Choice(&[("debit", 56.0), ("credit", 44.0)]),
    )
    .of("transaction bank ledger journal entry posting payment statement account")
    .within(20),
    rule(
        "account in the ledger",
        "gl account|gl code|ledger account|account code|accountancy code *|accountancy \
             code|accounting code|accounting code *|* accounting code|nominal code|general \
             ledger account|income account|expense account|posting account|accounting \
             account",
        TEXT,
        Make::Words("4000|4010|4400|5000|5100|6200|6300|7000|1200|2400|701000|607100"),
    )
    .nulls(0.2),
    rule(
        "cost center",
        "cost center|cost centre|profit center|cost code|budget code|cost object",
        TEXT,
        Make::Pattern("CC-[1-9][0-9]{3}"),
    )
    .nulls(0.2),
    rule(
        "journal",
        "journal|journal name|journal code|book",
        TEXT,
        Make::Words("Sales|Purchases|Bank|Cash|General|Payroll"),
    )
    .about(&[S::Transaction, S::Account, S::Invoice, S::Payment, S::Line])
    .nulls(0.1),
    rule(
        "key of a posting",
        "posting key|document type|posting type",
        TEXT,
        Make::Words("40|50|01|11|21|31"),
    )
    .within(2),
    rule(
        "period of accounts",
        "fiscal period|accounting period|posting period|period|financial period|fiscal \
             month",
        TEXT,
        Make::Pattern("2025-(0[1-9]|1[0-2])"),
    )
    .within(8)
    .nulls(0.05),
    rule(
        "way to close",
        "close code|closing code|close reason|closing reason",
        TEXT,
        Make::Words("bad_debt|abandoned|other|discount"),
    )
    .about(&[S::Invoice, S::Order, S::Payment, S::Ticket])
    .nulls(0.8),
    rule(
        "layout of a paper",
        "model pdf|pdf model|pdf template|document model|print template|print format|\
             form code",
        TEXT,
        Make::Words("standard|compact|detailed|crabe|sponge|azur"),
    )
    .nulls(0.2),
    rule(
        "number at others",
        "reference ext|reference int|ref ext|external reference|external number|client \
             reference|reference client|customer reference|other serial|their reference|\
             purchase order|purchase order number|po number|batch number series",
        TEXT,
        Make::Pattern("[A-Z]{2}-[0-9]{5}"),
    )
    .nulls(0.5),
    rule(
        "method of payment",
        "payment|payment mode|mode of payment|paid with|payment means|pay method|\
             tender|tender type",
        TEXT,
        Make::Words("Credit card|Bank transfer|PayPal|Cash|Check|Cash on delivery"),
    )
    .about(&[S::Order, S::Invoice, S::Payment, S::Booking, S::Transaction]),
    rule(
        "method of shipping",
        "shipping description|shipping method|delivery method|ship via",
        TEXT,
        Make::Words(
            "Flat Rate - Fixed|Free Shipping|Standard delivery|Express delivery|Store \
             pickup|Next day air",
        ),
    )
    .about(&[S::Order, S::Shipment, S::Invoice])
    .nulls(0.1),
    rule(
        "name of a discount",
        "discount description|discount name|discount label|discount reason|promotion \
             name",
        TEXT,
        Make::Words(
            "Spring sale|Welcome discount|Loyalty bonus|Volume discount|Free shipping|\
             Staff discount",
        ),
    )
    .nulls(0.6),
    rule(
        "how a discount works",
        "simple action|discount type|discount method|action type|reduction type|\
             calculation type",
        TEXT,
        Make::Choice(&[
            ("by_percent", 60.0),
            ("by_fixed", 24.0),
            ("cart_fixed", 10.0),
            ("buy_x_get_y", 6.0),
        ]),
    )
    .of("rule discount coupon promotion salesrule"),
    rule("rule of a discount", "name|title|rule name|label", TEXT, Make::Words(DISCOUNTS))
        .of("discount promotion offer"),
    rule(
        "level of an amount",
        "amount level|price level|fee level|price option|fee label|ticket type",
        TEXT,
        Make::Words("Regular|Student|Member|Early bird|Supporter|Family"),
    )
    .nulls(0.3),
    // Schools.
    rule("course", "full name|course full name|long name", TEXT, Make::Pool("course_name"))
        .about(&[S::Course]),
    rule(
        "short name of a course",
        "short name|course code|code|course number|course short name|course \
             abbreviation",
        TEXT,
        Make::Pattern("(MATH|HIST|BIO|CHEM|ENG|PHYS|CS|ECON)[1-4]0[1-9]"),
    )
    .about(&[S::Course]),
    rule(
        "number of a student",
        "id number|student number|enrollment number|matriculation number|registration \
             no",
        TEXT,
        Make::Pattern("[1-9][0-9]{6}"),
    )
    .about(&[S::Person, S::Course])
    .nulls(0.2),
    rule(
        "institution",
        "institution|institute|organization unit|affiliation|alma mater",
        TEXT,
        Make::Pool("university"),
    )
    .about(&[S::Person, S::Post, S::Course])
    .nulls(0.3),
    rule(
        "test",
        "name|title",
        TEXT,
        Make::Templates(&[
            "Quiz {number:1-9}: {school_subject}",
            "{school_subject} test",
            "Midterm: {school_subject}",
            "Week {number:1-14} quiz",
        ]),
    )
    .of("quiz exam test assessment"),
    rule(
        "question",
        "question text|question|prompt|question body|stem|title",
        TEXT,
        Make::Words(
            "Which of these is a prime number?|What is the capital of Canada?|Explain the \
             term in your own words.|When did it begin?|Which answer is correct?|How \
             satisfied are you with our service?|What would you improve?|Name three \
             examples.|How often do you visit us?|True or false?",
        ),
    )
    .of("question survey quiz poll questionnaire")
    .nulls(0.0),
    rule(
        "answer",
        "answer|answer text|option text|choice text|response text|choice|label|option",
        TEXT,
        Make::Words(
            "Yes|No|Often|Sometimes|Never|Very satisfied|Satisfied|All of the above|None \
             of the above|42|Agree|Disagree",
        ),
    )
    .of("answer option choice poll survey quiz response")
    .nulls(0.05),
    rule("code of a question", "title|code|question code|q code", TEXT, Make::Pattern("Q[0-9]{2}"))
        .of("question answer survey")
        .within(20),
    rule(
        "kind of a question",
        "question type|q type|type",
        TEXT,
        Make::Words("multichoice|truefalse|shortanswer|essay|numerical|match"),
    )
    .of("question quiz survey"),
    rule(
        "name of a question",
        "name|question name|short text",
        TEXT,
        Make::Templates(&["{school_subject} question {number:1-60}"]),
    )
    .of("question")
    .beside("question text|q type|question type"),
    rule(
        "feedback on an answer",
        "feedback|* feedback|general feedback|hint",
        TEXT,
        Make::Words(
            "Well done.|Read the chapter again.|Almost right, check the units.|Correct.|\
             Think about the second step.|See page 42 of the book.",
        ),
    )
    .of("question quiz answer grade assignment attempt submission")
    .nulls(0.3),
    rule(
        "kind of a calendar",
        "calendar type|calendar system",
        TEXT,
        Make::Choice(&[("gregorian", 94.0), ("hijri", 6.0)]),
    ),
    rule("secured browser", "browser security", TEXT, Make::Words("-|securewindow")).nulls(0.1),
    rule(
        "behavior of a test",
        "preferred behaviour|question behaviour|behaviour",
        TEXT,
        Make::Words("deferredfeedback|immediatefeedback|adaptive|interactive"),
    ),
    // Flags in letters.
    rule("difference", "rank|position code", TEXT, Make::Words("1|2|3|4|5")).within(2),
    rule(
        "units at once",
        "try number|attempt number|retry number",
        WHOLE,
        Make::Ints(&[(1, 80.0), (2, 14.0), (3, 6.0)]),
    ),
];

/// Names of discounts.
pub(super) const DISCOUNTS: &str = "10% off first order|Free shipping over $50|Summer sale|\
     Buy 3, pay 2|Loyalty discount|Black Friday|Student discount|Clearance";
