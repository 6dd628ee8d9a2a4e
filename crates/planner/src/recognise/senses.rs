//! Words that mean one thing here and another there: the table, its neighbours and the trade say
//! which.

use seedbed_generate::plan::EntityKind::{Person, Place};
use seedbed_generate::plan::{Case, ConditionalSource, EntitySource, Source};

use super::{
    Field, Make, NUMBER, Rule, TEXT, WHOLE, choice, is_of, money, pool, rule, skewed, template,
    written,
};
use crate::business::Business;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::Class;

/// Tables of those who work for a firm.
const STAFF: &str = "employee staff worker personnel colleague payroll contractor teacher faculty \
     nurse doctor crew";

/// Tables of what is done for a customer.
const DEALINGS: &str = "activity interaction touchpoint engagement";

/// What dealings with customers are of.
const CUSTOMERS: &str = "contact id|lead id|deal id|opportunity id|account id|customer id|company id|\
     person id|prospect id";

pub(super) const RULES: &[Rule] = &[
    // People at work.
    rule("job title", "designation|job title|position", TEXT, Make::With(post)).nulls(0.1),
    rule(
        "hourly wage",
        "hourly rate|hourly wage|hourly pay|rate per hour",
        NUMBER,
        money(29.0, 0.3, 0.5),
    )
    .of(STAFF)
    .nulls(0.2),
    rule(
        "daily wage",
        "daily rate|day rate|daily wage|daily pay|rate per day",
        NUMBER,
        money(225.0, 0.3, 5.0),
    )
    .of(STAFF)
    .nulls(0.2),
    rule(
        "group of salaries",
        "salary group|pay group|salary class|payroll category|salary structure",
        TEXT,
        Make::Words("standard|executive|management|hourly|seasonal"),
    )
    .nulls(0.1),
    rule(
        "pay grade",
        "salary grade|pay grade|* salary grade|* pay grade|pay level|salary band|pay band|\
         salary level|pay scale|salary scale|grade pay",
        TEXT,
        Make::Words("G1|G2|G3|G4|G5|G6|G7|G8"),
    )
    .nulls(0.1),
    rule(
        "kind of a bank account",
        "bank account type|salary account type",
        TEXT,
        Make::Choice(&[("savings", 58.0), ("checking", 42.0)]),
    )
    .nulls(0.05),
    rule(
        "why a salary changed",
        "reason|change reason|reason for change|adjustment reason|revision reason|* change reason|\
         increment reason|remarks",
        TEXT,
        Make::Choice(&[
            ("Annual increment", 44.0),
            ("Promotion", 20.0),
            ("Market adjustment", 12.0),
            ("Performance review", 12.0),
            ("Change of position", 7.0),
            ("End of probation", 5.0),
        ]),
    )
    .of("salary compensation wage increment")
    .nulls(0.1),
    rule("head of a unit", "head of *|* head|hod|hod name|department head", TEXT, Make::With(head))
        .unless("git head|warhead|print head|shower head")
        .about(&[S::Department, S::Team, S::Facility, S::Company])
        .nulls(0.1),
    rule(
        "sums since the beginning of the year",
        "* income ytd|* salary ytd|* earnings ytd|income ytd|gross ytd|* gross ytd|earnings ytd|\
         taxable ytd|* wages ytd|ytd income|ytd gross|ytd earnings|net ytd|ytd net",
        NUMBER,
        money(31_000.0, 0.45, 50.0),
    ),
    rule(
        "sums since the beginning of the year",
        "* ytd|ytd *|* year to date|year to date *",
        NUMBER,
        money(2_600.0, 0.5, 10.0),
    )
    .unless(
        "* days ytd|* hours ytd|* count ytd|ytd count|ytd days|ytd hours|* units ytd|orders ytd|\
         sales ytd|* sales ytd|ytd sales|cost ytd|* cost ytd|revenue ytd|* revenue ytd|profit ytd|\
         spend ytd|* spend ytd|ytd revenue|ytd spend|purchases ytd",
    ),
    rule(
        "year of taxes",
        "tax year|assessment year|year of assessment|fiscal year|financial year|income year",
        WHOLE,
        Make::Ints(&[(2021, 12.0), (2022, 18.0), (2023, 24.0), (2024, 26.0), (2025, 20.0)]),
    ),
    rule(
        "year in letters",
        "year|* year",
        TEXT,
        Make::Pattern("(199[4-9]|200[0-9]|201[0-9]|202[0-5])"),
    )
    .within(4)
    .nulls(0.1),
    rule("first name", "* name", TEXT, Make::With(given_name)).nulls(0.05),
    rule(
        "person",
        "speaker|speaker name|keynote speaker|presenter|presenter name|lecturer|panelist|narrator|\
         moderator name|head coach|coach name",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.1),
    rule(
        "code of a post",
        "job code|position code|title code",
        TEXT,
        Make::Pattern("[A-Z]{2,3}[1-9][0-9]{2}"),
    )
    .of("job position employee staff salary")
    .beside("min salary|max salary|salary|job title|pay grade|* salary|hire date|first name")
    .nulls(0.05),
    // Schools and hospitals.
    rule(
        "academic year",
        "session|academic session|school session|session year|admission session|session name",
        TEXT,
        Make::With(school_year),
    )
    .nulls(0.05),
    rule(
        "what someone is versed in",
        "specialization|specialisation|specialty|speciality|subject specialization|\
         area specialization|teaching subject",
        TEXT,
        Make::With(taught),
    )
    .nulls(0.1),
    rule(
        "degree",
        "qualification|qualifications|highest qualification",
        TEXT,
        Make::Words("BEd|MEd|BSc, BEd|MSc, BEd|BA, BEd|MA, BEd|MSc|MA|PhD"),
    )
    .of("teacher faculty lecturer instructor")
    .nulls(0.1),
    rule("role", "name|title|role|role name|label|display name", TEXT, Make::With(role))
        .about(&[S::Role]),
    rule(
        "part of a program",
        "module|module name|resource|feature|section|screen",
        TEXT,
        Make::With(module),
    )
    .of("permission role access privilege right acl"),
    rule(
        "medical condition",
        "chronic condition|chronic conditions|medical condition|medical conditions|\
         pre existing condition|pre existing conditions|existing condition|existing conditions|\
         comorbidity|comorbidities|health condition|health conditions|chronic disease|\
         chronic diseases|chronic illness|chronic illnesses",
        TEXT,
        Make::Words(
            "Hypertension|Type 2 diabetes|Asthma|Hypothyroidism|Osteoarthritis|High cholesterol|\
             Chronic kidney disease|Migraine|Epilepsy|Osteoporosis|Coronary artery disease|\
             Psoriasis|COPD",
        ),
    )
    .nulls(0.5),
    // Customers and sales.
    rule(
        "kind of an activity",
        "type|activity type|kind|activity kind|interaction type|channel type",
        TEXT,
        Make::Choice(&[
            ("call", 32.0),
            ("email", 28.0),
            ("meeting", 22.0),
            ("task", 12.0),
            ("note", 6.0),
        ]),
    )
    .of(DEALINGS)
    .beside(CUSTOMERS),
    rule(
        "state of an activity",
        "status|activity status|state",
        TEXT,
        Make::Choice(&[
            ("completed", 56.0),
            ("planned", 26.0),
            ("in_progress", 10.0),
            ("cancelled", 8.0),
        ]),
    )
    .of(DEALINGS)
    .beside(CUSTOMERS),
    rule(
        "kind of a contact",
        "contact type|contact kind|contact category",
        TEXT,
        Make::Choice(&[("lead", 34.0), ("customer", 40.0), ("partner", 14.0), ("vendor", 12.0)]),
    )
    .beside("company id|company name|job title|position|lead source")
    .nulls(0.1),
    rule(
        "branch of a firm",
        "branch|branch name|* branch|office branch|branch office",
        TEXT,
        Make::With(branch),
    )
    .nulls(0.1),
    rule(
        "payment provider",
        "payment provider|payment gateway|payment processor|psp|payment service provider|\
         * payment provider|* payment gateway|payment gateway name|payment provider name",
        TEXT,
        Make::Choice(&[("stripe", 50.0), ("paypal", 24.0), ("adyen", 14.0), ("braintree", 12.0)]),
    )
    .nulls(0.2),
    rule(
        "name on a network",
        "social media profiles|social media profile|social profiles|social media|social accounts|\
         * social media|social handles|social media handle|social handle",
        TEXT,
        Make::Part(Person, "username"),
    )
    .nulls(0.4),
    rule("postal code", "pincode|pin code|* pincode|* pin code", TEXT, Make::With(postal))
        .nulls(0.05),
    rule("country people belong to", "nationality|citizenship", TEXT, Make::With(nationality))
        .nulls(0.1),
    rule(
        "image address",
        "logo|* logo|logo url|* logo url|logo link|logo image|emblem|crest|brand image",
        TEXT,
        Make::With(picture),
    )
    .nulls(0.2),
    rule(
        "image address",
        "images|pictures|photos|gallery|image urls|photo urls|picture urls|gallery images|\
         gallery urls|image gallery|photo gallery|* images|* photos",
        TEXT,
        Make::With(picture),
    )
    .nulls(0.1),
    // Food and goods.
    rule(
        "cuisine",
        "category|restaurant category|type|restaurant type|food type",
        TEXT,
        Make::With(cuisine),
    )
    .nulls(0.05),
    rule(
        "distance of a delivery in kilometres",
        "distance|distance km|* distance km|delivery distance|\
         distance in km",
        NUMBER,
        skewed(2.3, 0.6, 0.3, 12.0),
    )
    .of("restaurant courier rider eatery cafe kitchen"),
    rule(
        "what was done together",
        "action|action type|type|activity type|event|event type",
        TEXT,
        Make::Choice(TOGETHER),
    )
    .of("activity")
    .beside("group order id|cart id|shared cart id|group cart id|group order"),
    rule(
        "what was done together",
        "message|text|description|summary",
        TEXT,
        Make::With(said_together),
    )
    .of("activity")
    .beside("group order id|cart id|shared cart id|group cart id|group order"),
    // Vehicles.
    rule(
        "doors",
        "doors|door count|number of doors|num doors",
        WHOLE,
        Make::Ints(&[(5, 52.0), (4, 42.0), (2, 6.0)]),
    )
    .of("vehicle car auto fleet"),
    rule(
        "seats of a vehicle",
        "seats|seat count|number of seats|num seats|passenger capacity",
        WHOLE,
        Make::Ints(&[(5, 82.0), (4, 8.0), (7, 10.0)]),
    )
    .of("vehicle car cab taxi auto"),
    rule(
        "pieces of luggage",
        "luggage|* luggage|luggage capacity|luggage count|bags|large bags|small bags|\
         suitcases|large suitcases|small suitcases|max luggage|bag capacity",
        WHOLE,
        Make::Ints(&[(1, 26.0), (2, 44.0), (3, 22.0), (4, 8.0)]),
    ),
    rule(
        "least age of a driver",
        "min driver age|minimum driver age|driver min age|driver age|\
         min driving age|minimum driver age years|min renter age",
        WHOLE,
        Make::Ints(&[(21, 60.0), (18, 10.0), (23, 12.0), (25, 18.0)]),
    ),
    rule(
        "subject of a meeting",
        "subject|title|topic|name|meeting title|meeting name|meeting subject|agenda title",
        TEXT,
        Make::With(meeting),
    )
    .of("meeting"),
    rule(
        "painted part of a vehicle",
        "painted part|painted parts|repainted part|repainted parts|* painted parts",
        TEXT,
        Make::Words(
            "Front bumper|Rear bumper|Hood|Left front door|Right front door|Left rear door|\
             Right fender|Left fender|Trunk lid|Roof",
        ),
    )
    .about(&[S::Vehicle])
    .nulls(0.6),
    rule(
        "part of a vehicle",
        "* part|* parts|parts",
        TEXT,
        Make::Words(
            "Front bumper|Rear bumper|Hood|Left front door|Right front door|Left rear door|\
            Right fender|Left fender|Trunk lid|Windshield|Left mirror|Headlight",
        ),
    )
    .about(&[S::Vehicle])
    .nulls(0.4),
];

/// What friends do who order together.
const TOGETHER: &[(&str, f64)] = &[
    ("item_added", 44.0),
    ("member_joined", 26.0),
    ("quantity_changed", 10.0),
    ("item_removed", 8.0),
    ("checkout_started", 6.0),
    ("order_placed", 6.0),
];

/// What is said of each of [`TOGETHER`].
const SAID: &[(&str, &str)] = &[
    (
        "item_added",
        "Added a dish to the cart.|Added two drinks.|Added a dessert.|Added a side dish.",
    ),
    ("member_joined", "Joined the group.|Joined with the invitation link."),
    ("quantity_changed", "Changed the quantity to 2.|Changed the quantity to 3."),
    ("item_removed", "Removed a dish from the cart.|Removed a drink."),
    ("checkout_started", "Started the checkout."),
];

fn english(field: Field<'_, '_>) -> bool {
    field.table.locale.starts_with("en")
}

/// What people meet about at work.
fn meeting(field: Field<'_, '_>) -> Option<Source> {
    let whole = field.table.words.last().is_some_and(|last| last == "meeting");
    (whole && english(field)).then(|| {
        written(
            "Weekly team meeting|Project kick-off|Quarterly review|Budget planning|One-on-one|\
             Sprint planning|Client presentation|Design review|Hiring committee|Board meeting|\
             Retrospective|Status update|Strategy workshop|Contract negotiation|Product demo|\
             Vendor call|Steering committee|Onboarding session",
        )
    })
}

/// What doctors, nurses and teachers are called; other trades have their titles elsewhere.
fn post(field: Field<'_, '_>) -> Option<Source> {
    let staff = is_of(field.table, STAFF) || is_of(field.table, "user member person");
    if !staff || !english(field) {
        return None;
    }
    Some(match field.table.business {
        Business::Medicine => written(
            "Staff Nurse|Senior Consultant|Registrar|Resident Doctor|Head Nurse|Pharmacist|\
             Lab Technician|Radiographer|Physiotherapist|Front Desk Officer|Ward Clerk|\
             Billing Executive|Medical Officer|Dietitian",
        ),
        Business::Teaching if is_of(field.table, "teacher faculty staff employee") => written(
            "Teacher|Senior Teacher|Assistant Teacher|Head of Department|Vice Principal|\
             Principal|Class Coordinator|Subject Coordinator|Lab Assistant|Librarian",
        ),
        _ => return None,
    })
}

/// The first name, where the last one stands beside it: `customer_name`, `customer_surname`.
fn given_name(field: Field<'_, '_>) -> Option<Source> {
    let (_, whose) = field.facts.words.split_last()?;
    let rest = |words: &[String]| words == ["last", "name"];
    let beside = field.table.columns.iter().any(|facts| {
        facts.class == Class::Text
            && facts.words.strip_prefix(whose).is_some_and(rest)
            && facts.name() != field.facts.name()
    });
    let mut entity = EntitySource::new(Person, "first_name");
    entity.name = whose.join("_");
    beside.then_some(Source::Entity(entity))
}

/// A person, or their key where the column is as wide as the table's own.
fn head(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length();
    let key = field.table.find("id").is_some_and(|key| {
        key.class == Class::Text && key.max_length() == Some(36) && most == Some(36)
    });
    if key {
        return Some(Source::Uuid(seedbed_generate::plan::UuidSource::default()));
    }
    let mut entity = EntitySource::new(Person, "full_name");
    entity.name = field.facts.words.join("_");
    most.is_none_or(|most| most >= 20).then_some(Source::Entity(entity))
}

fn school_year(field: Field<'_, '_>) -> Option<Source> {
    let school = field.table.business == Business::Teaching
        || is_of(field.table, "student pupil admission exam");
    let web = field.table.find("ip address|user agent|token|expires at|* token").is_some();
    let room = field.facts.max_length().is_none_or(|most| most >= 7);
    (school && !web && room).then(|| written("2021-22|2022-23|2023-24|2024-25"))
}

fn taught(field: Field<'_, '_>) -> Option<Source> {
    let school =
        field.table.business == Business::Teaching || is_of(field.table, "teacher tutor lecturer");
    if school {
        return Some(pool("school_subject"));
    }
    if is_of(field.table, "lawyer attorney solicitor advocate counsel") {
        return Some(written(
            "Family Law|Criminal Law|Tax Law|Labor Law|Real Estate Law|Corporate Law|\
             Intellectual Property|Immigration Law",
        ));
    }
    let medical = field.table.business == Business::Medicine
        || is_of(
            field.table,
            "doctor physician practitioner surgeon provider clinic hospital nurse",
        );
    let general = field.facts.is("specialization|specialisation");
    (general && !medical).then(|| pool("work_field"))
}

/// Who works in a hospital or a school.
fn role(field: Field<'_, '_>) -> Option<Source> {
    if !english(field) {
        return None;
    }
    Some(written(match field.table.business {
        Business::Medicine => {
            "Doctor|Nurse|Pharmacist|Lab Technician|Receptionist|Administrator|Billing Clerk|\
             Radiologist|Surgeon|Ward Manager|Physiotherapist|Medical Records Clerk|Dietitian|\
             Anesthetist|Paramedic|Storekeeper|Head Nurse|Resident Doctor|Auditor|\
             Insurance Officer|Social Worker|Midwife|Security Officer|IT Support"
        }
        Business::Teaching => {
            "Teacher|Student|Parent|Principal|Administrator|Librarian|Accountant|Counselor|\
             Registrar|Head of Department|Exam Officer|School Nurse|IT Support|Transport Manager|\
             Receptionist|Coach|Substitute Teacher|Lab Assistant"
        }
        _ => return None,
    }))
}

/// What users of a hospital's or a school's program work with.
fn module(field: Field<'_, '_>) -> Option<Source> {
    Some(written(match field.table.business {
        Business::Medicine => {
            "patients|appointments|pharmacy|billing|laboratory|wards|admissions|reports|staff|\
             inventory|radiology|insurance"
        }
        Business::Teaching => {
            "students|attendance|exams|fees|timetable|library|staff|reports|transport|homework"
        }
        _ => return None,
    }))
}

/// Of a firm or a bank, called after its town; code has branches of its own.
fn branch(field: Field<'_, '_>) -> Option<Source> {
    let code = field.table.find(
        "commit *|* commit|repository *|repository|sha|* sha|repo *|pull request *|pipeline *|\
         workflow *|build *|git *|ref",
    );
    let built = is_of(
        field.table,
        "repository commit build pipeline deployment release pull merge git project job run",
    );
    let room = field.facts.max_length().is_none_or(|most| most >= 24);
    let plain = field.facts.class == Class::Text && field.table.subject != S::Facility;
    (code.is_none() && !built && room && plain)
        .then(|| template(&["{city_name}", "{city_name} Branch", "{city_name} Branch"]))
}

/// Where letters are sent to, not what opens a door.
fn postal(field: Field<'_, '_>) -> Option<Source> {
    let told = field.table.find("city|state|address|* address|district|address *|street");
    let together = field.facts.words.iter().any(|word| word == "pincode");
    (together || told.is_some()).then(|| Source::Entity(EntitySource::new(Place, "postal_code")))
}

/// Adjectives where the default is one: `Malaysian`.
fn nationality(field: Field<'_, '_>) -> Option<Source> {
    use seedbed_expr::{Expr, Value};
    use seedbed_schema::Default;
    let Some(Default::Expr(Expr::Literal(Value::Text(usual)))) = &field.facts.column.default else {
        return None;
    };
    let adjective = ["an", "ish", "ese", "ch", "i"].iter().any(|end| usual.ends_with(end));
    (adjective && usual.len() > 5 && english(field)).then(|| {
        choice(&[
            (usual.as_str(), 80.0),
            ("Indian", 4.0),
            ("Chinese", 4.0),
            ("British", 4.0),
            ("Indonesian", 4.0),
            ("German", 4.0),
        ])
    })
}

/// Where a picture lies; not the letters in it.
fn picture(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 56);
    let kept = field.facts.is("docker images|container images|disk images");
    (room && !kept).then(|| {
        template(&[
            "https://images.example.com/{hex:12}.jpg",
            "https://images.example.com/{hex:12}.png",
        ])
    })
}

/// What a restaurant cooks; dishes have sections of a menu.
fn cuisine(field: Field<'_, '_>) -> Option<Source> {
    let table = field.table.words.last().map(String::as_str);
    matches!(table, Some("restaurant" | "eatery" | "diner" | "kitchen" | "bistro"))
        .then(|| pool("cuisine"))
}

/// What happened, by the column that says so.
fn said_together(field: Field<'_, '_>) -> Option<Source> {
    let action = field.table.find("action type|action|activity type|event type|event|type")?;
    if action.class != Class::Text || action.name() == field.facts.name() {
        return None;
    }
    let name = ident(action.name());
    let case = |(action, said): &(&str, &str)| Case {
        when: format!("{name} = '{action}'"),
        then: written(said),
    };
    Some(Source::Conditional(ConditionalSource {
        cases: SAID.iter().map(case).collect(),
        otherwise: Some(Box::new(written("Placed the order."))),
    }))
}
