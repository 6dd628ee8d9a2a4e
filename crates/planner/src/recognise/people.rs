//! People: names, ways to reach them, what they do.

use seedbed_generate::plan::EntityKind::{Company, Person, Place};
use seedbed_generate::plan::{
    Case, ConditionalSource, EntityKind, EntitySource, PatternSource, Source,
};

use super::{Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, money, rule};
use crate::business::Business;
use crate::finish;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::{Class, KeyPart};

const DATE: &[Class] = &[Class::Date, Class::Timestamp];
const PEOPLE: &[S] = &[S::Person];
const FIRMS: &[S] = &[S::Company, S::Brand];

/// What belongs to people and has a name of its own.
const THINGS: &str = "* school name|school name|* university name|university name|college name|\
     department name|team name|group name|course name|city name|country name|bank name|brand name|\
     file name|* file name|product name|domain name|host name|job name|event name|project name|\
     category name|street name|state name|region name|plan name|pet name|class name|table name|\
     device name|position name|grade name|level name|status name|type name|* type name|branch name|\
     store name|office name|hospital name|clinic name|currency name|language name|skill name|\
     subject name|program name|section name|template name|theme name|zone name";

pub(super) const RULES: &[Rule] = &[
    rule(
        "company name",
        "company name|* company name|business name|organization name|company|employer",
        TEXT,
        Make::Part(Company, "name"),
    )
    .about(PEOPLE)
    .nulls(0.3),
    rule(
        "company name",
        "display name|public name|trading name|brand name",
        TEXT,
        Make::Part(Company, "name"),
    )
    .about(FIRMS),
    rule("role", "role name|role|access role|member role|system role", TEXT, Make::Pool("role"))
        .about(PEOPLE)
        .nulls(0.05),
    rule(
        "first name",
        "first name|* first name|preferred name",
        TEXT,
        Make::Part(Person, "first_name"),
    )
    .nulls(0.02),
    rule(
        "last name",
        "last name|* last name|maiden name|paternal name",
        TEXT,
        Make::Part(Person, "last_name"),
    )
    .nulls(0.02),
    rule("part of a name", "name", TEXT, Make::With(half_name)).nulls(0.02),
    rule("middle initial", "middle initial|mi", TEXT, Make::Pattern("[A-Z]")).nulls(0.5),
    rule("middle initial", "middle name|* middle name", TEXT, Make::Pattern("[A-Z]"))
        .within(2)
        .nulls(0.5),
    rule("middle name", "middle name|* middle name", TEXT, Make::Part(Person, "middle_name"))
        .nulls(0.5),
    rule("initials", "initials|* initials", TEXT, Make::Part(Person, "initials")),
    rule(
        "user name",
        "username|* username|user name|* user name|login|login name|* login|\
         nick name|nick|nickname|handle|* handle|screen name|login id|user login|\
         account name|user id",
        TEXT,
        Make::Part(Person, "username"),
    )
    .nulls(0.05),
    rule(
        "full name",
        "ship name|ship to name|shipping name|bill to name|billing name|full name|\
         * full name|real name|person name|contact name|\
         * contact name|contact person|author name|employee name|customer name|\
         recipient name|* recipient name|sender name|holder name|account holder|\
         patient name|driver name|guest name|passenger name|author|attention|\
         manager name|user full name|assigned to name|signed by|instructor|teacher|\
         director|photographer|* artist name|resident name|student name|teacher name|\
         beneficiary name|* person|guardian name|parent name|spouse name|member name|\
         emergency contact name|insured name|buyer name|seller name|owner name|tenant name|\
         doctor name|nurse name|agent name|caller name|visitor name|user nicename",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.05),
    rule("full name", "display name", TEXT, Make::Part(Person, "full_name"))
        .about(&[
            S::Person,
            S::Account,
            S::Session,
            S::Token,
            S::Comment,
            S::Message,
            S::Post,
            S::Review,
            S::Enrollment,
        ])
        .nulls(0.05),
    rule("full name", "display name", TEXT, Make::Part(Person, "full_name"))
        .beside("email|username|user name|first name|avatar|login")
        .about(&[S::Other])
        .nulls(0.05),
    rule("full name", "name|* name", TEXT, Make::Part(Person, "full_name"))
        .about(PEOPLE)
        .unless(THINGS)
        .nulls(0.05),
    rule(
        "courtesy title",
        "salutation|honorific|courtesy title|title of courtesy|name prefix|prefix",
        TEXT,
        Make::Part(Person, "title"),
    )
    .nulls(0.3),
    rule("courtesy title", "title", TEXT, Make::Part(Person, "title"))
        .about(PEOPLE)
        .within(10)
        .nulls(0.3),
    rule("courtesy title", "title", TEXT, Make::Part(Person, "title"))
        .of("guest patient customer client patron passenger member visitor student author tenant")
        .beside("first name|last name|full name")
        .nulls(0.3),
    rule(
        "name suffix",
        "suffix|name suffix",
        TEXT,
        Make::Choice(&[("Jr.", 5.0), ("Sr.", 2.0), ("II", 1.0), ("III", 2.0)]),
    )
    .about(PEOPLE)
    .nulls(0.96),
    rule("gender", "gender|sex|* gender", TEXT, Make::Choice(&[("F", 50.0), ("M", 50.0)]))
        .within(1)
        .nulls(0.05),
    rule("gender", "gender|sex|* gender", TEXT, Make::With(initial)).within(5).nulls(0.05),
    rule("gender", "gender|sex|* gender", TEXT, Make::Part(Person, "gender")).nulls(0.05),
    rule(
        "e-mail of a contact",
        "contact email|contact email address|* contact email",
        TEXT,
        Make::Part(Person, "email"),
    )
    .nulls(0.1),
    rule(
        "phone of a contact",
        "contact phone|contact phone number|* contact phone|contact mobile",
        TEXT,
        Make::Part(Person, "phone"),
    )
    .nulls(0.15),
    rule(
        "e-mail address",
        "email|email address|* email|* email address|email 1",
        TEXT,
        Make::Part(Company, "email"),
    )
    .about(FIRMS)
    .nulls(0.1),
    rule(
        "e-mail address",
        "email|email address|* email|* email address|email 1|email normalized|\
         user email|normalized email|paypal",
        TEXT,
        Make::Part(Person, "email"),
    )
    .nulls(0.05),
    rule(
        "phone number",
        "phone|* phone|phone number|* phone number|mobile|mobile number|fax|* fax|\
         fax number|* mobile|contact number|phone 1|phone 2|* phone 2|hotline|\
         whatsapp|sms number",
        TEXT,
        Make::Part(Company, "phone"),
    )
    .about(FIRMS)
    .nulls(0.15),
    rule(
        "phone number",
        "phone|* phone|phone number|fax|* fax|fax number|contact number",
        TEXT,
        Make::Part(Place, "phone"),
    )
    .about(&[S::Address, S::Facility])
    .nulls(0.2),
    rule(
        "phone number",
        "phone|* phone|phone number|* phone number|mobile|mobile number|fax|* fax|\
         fax number|* mobile|contact number|phone 1|phone 2|* phone 2|hotline|\
         whatsapp|sms number|home phone|* cell",
        TEXT,
        Make::Part(Person, "phone"),
    )
    .nulls(0.2),
    rule(
        "birth date",
        "birth date|* birth date|born|born on|birth|born at|birth at",
        DATE,
        Make::Part(Person, "birth_date"),
    )
    .nulls(0.1),
    rule("age", "age|* age|age years|anchor age", NUMBER, bell(41.0, 14.0, 18.0, 90.0)).about(&[
        S::Person,
        S::Visit,
        S::Booking,
        S::Other,
    ]),
    rule(
        "year of birth",
        "birth year|year of birth|yob|year born",
        WHOLE,
        bell(1984.0, 12.0, 1942.0, 2004.0),
    ),
    rule(
        "job title of a contact",
        "contact title|contact job title|contact position|contact role",
        TEXT,
        Make::With(contact_title),
    )
    .nulls(0.1),
    rule("job title", "title|job title|position|job", TEXT, Make::With(office_title))
        .of("employee staff worker personnel colleague"),
    rule(
        "job title",
        "job title|* job title|designation|contact title|work title|role title",
        TEXT,
        Make::With(job_title),
    ),
    rule(
        "profession",
        "occupation|* occupation|profession|* profession|trade|vocation",
        TEXT,
        Make::Pool("profession"),
    ),
    rule(
        "field of work",
        "field of work|work field|job field|line of work|field of expertise|expertise",
        TEXT,
        Make::Pool("work_field"),
    ),
    rule("job title", "title|position|job", TEXT, Make::With(job_title))
        .about(&[S::Person, S::Job]),
    rule(
        "department",
        "department|department name|* department",
        TEXT,
        Make::With(super::names::department),
    ),
    rule("marital status", "marital status|civil status", TEXT, Make::Pool("marital_status")),
    rule("blood type", "blood type|blood group", TEXT, Make::Pool("blood_type")),
    rule("ethnicity", "ethnicity|race", TEXT, Make::Pool("ethnicity")),
    rule(
        "education",
        "education|education level|highest education",
        TEXT,
        Make::Pool("education_level"),
    ),
    rule("degree", "degree|* degree|qualification", TEXT, Make::Pool("degree")),
    rule("seniority", "seniority|seniority level|experience level", TEXT, Make::Pool("seniority")),
    rule(
        "employment type",
        "employment type|contract type|work type",
        TEXT,
        Make::Pool("employment_type"),
    ),
    rule("relationship", "relationship|relation|* relationship", TEXT, Make::Pool("relationship")),
    rule("skill", "skill|* skill", TEXT, Make::Pool("skill")),
    // Social security numbers that begin with 9 are never issued.
    rule(
        "national identifier",
        "ssn|social security number|national id|national identifier|* national id|\
         national id number|national number|personal number|personal id|id card|id card number|\
         identity number|identity card|identity card number|citizen id|citizen number|ssn number|\
         national insurance number|nino|dni|nif|cpf|cpf number|fiscal code|code fiscale|nir|\
         steuer id|steuer identifikationsnummer|resident id|resident id number|my number",
        TEXT,
        Make::With(national_id),
    ),
    rule(
        "passport number",
        "passport|passport number|* passport number",
        TEXT,
        Make::Pattern("[A-Z][0-9]{8}"),
    )
    .nulls(0.4),
    rule(
        "licence number",
        "driver license|license number|driver license number|drivers license",
        TEXT,
        Make::Pattern("[A-Z][0-9]{7}"),
    )
    .nulls(0.2),
    rule(
        "salary",
        "salary|* salary|salary amount|annual salary|base salary|compensation|wage|income|\
         annual income|* income|yearly income",
        NUMBER,
        money(62_000.0, 0.35, 500.0),
    ),
    rule(
        "hourly rate",
        "hourly rate|hourly wage|rate per hour|pay rate",
        NUMBER,
        money(28.0, 0.35, 0.5),
    ),
    rule("body height in centimetres", "height|height cm", NUMBER, bell(171.0, 10.0, 140.0, 210.0))
        .about(PEOPLE),
    rule("body weight in kilograms", "weight|weight kg", NUMBER, bell(76.0, 14.0, 40.0, 160.0))
        .about(PEOPLE),
    rule(
        "biography",
        "bio|biography|about|about me|profile|profile text|self introduction",
        TEXT,
        Make::Pool("bio"),
    )
    .nulls(0.3),
];

/// What the row's person does, in the person's gender where the language tells them apart.
fn job_title(field: Field<'_, '_>) -> Option<Source> {
    let named = field.table.find("first name|last name|full name").is_some()
        || (field.table.subject == S::Person && field.table.find("name").is_some());
    let gendered = seedbed_generate::vocabulary::is_own(field.table.locale, "job_title_female");
    Some(if named && gendered && field.facts.key < KeyPart::Unique {
        Source::Entity(EntitySource::new(EntityKind::Person, "job_title"))
    } else {
        super::pool("job_title")
    })
}

/// Whom other firms speak to.
fn contact_title(field: Field<'_, '_>) -> Option<Source> {
    english(field).then(|| {
        super::written(
            "Owner|Sales Manager|Sales Representative|Purchasing Manager|Marketing Manager|\
             Accounting Manager|Order Administrator|Assistant Buyer|Operations Manager|\
             Office Manager|Sales Agent|Managing Director|Head of Procurement",
        )
    })
}

/// What any firm has people for, whatever it deals in: one of them leads it.
fn office_title(field: Field<'_, '_>) -> Option<Source> {
    let trades = matches!(
        field.table.business,
        Business::Other | Business::Music | Business::Film | Business::Books
    );
    if !trades || !english(field) {
        return None;
    }
    let staff = super::written(
        "Sales Representative|Sales Manager|Account Manager|Accountant|Office Manager|\
         Marketing Specialist|Marketing Manager|IT Specialist|Systems Administrator|\
         Customer Service Representative|Customer Service Manager|HR Specialist|HR Manager|\
         Purchasing Agent|Operations Manager|Financial Analyst|Executive Assistant|Team Lead|\
         Warehouse Associate|Logistics Coordinator|Product Manager|Business Analyst|\
         Administrative Assistant|Sales Support Agent|IT Manager",
    );
    let boss =
        field.table.find("reports to|manager id|supervisor id|manager|boss id|reports to id");
    let Some(boss) = boss.filter(|boss| boss.linked && boss.is_nullable()) else {
        return Some(staff);
    };
    Some(Source::Conditional(ConditionalSource {
        cases: vec![Case {
            when: format!("{} IS NULL", ident(boss.name())),
            then: super::written("General Manager|Managing Director"),
        }],
        otherwise: Some(Box::new(staff)),
    }))
}

fn english(field: Field<'_, '_>) -> bool {
    field.table.locale.starts_with("en")
}

/// As the locale's country writes it, where that fits.
fn national_id(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    if finish::admits(facts, "912-34-5678") && facts.max_length().is_none_or(|most| most >= 11) {
        return Some(Source::Entity(EntitySource::new(EntityKind::Person, "national_id")));
    }
    finish::by_pattern(facts)
        .or_else(|| Some(Source::Pattern(PatternSource { pattern: "9[0-9]{8}".to_owned() })))
}

/// A `name` beside a last name is the first one, beside a first name the last.
fn half_name(field: Field<'_, '_>) -> Option<Source> {
    let has = |names: &str| field.table.find(names).is_some();
    let whole = has("full name|middle name|display name") && !has("last name");
    let part = match (has("first name"), has("last name")) {
        (false, true) => "first_name",
        (true, false) if !whole => "last_name",
        _ => return None,
    };
    let person = !matches!(field.table.subject, S::Company | S::Brand | S::Product);
    person.then(|| Source::Entity(EntitySource::new(Person, part)))
}

/// One letter where the word has no room, as the first name beside it has it.
fn initial(field: Field<'_, '_>) -> Option<Source> {
    super::spelled(field.table, field.facts, &["F".into(), "M".into()])
        .or_else(|| Some(super::choice(&[("F", 50.0), ("M", 50.0)])))
}
