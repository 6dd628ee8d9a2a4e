//! Posts beside departments: a welder works in manufacturing, a pharmacist in the pharmacy.

use seedbed_generate::plan::{
    Case, ChoiceSource, ConditionalSource, EntityKind, Scalar, Source, Vocabulary,
};

use super::Sides;
use super::fitting::{has, holds};
use crate::business::Business;
use crate::names::{ident, path};
use crate::survey::{Class, ColumnFacts, KeyPart, Survey};

/// Words of a department, and the posts that it has, the commonest first.
type Posts = (&'static str, &'static str);

const OF_FIRMS: &[Posts] = &[
    (
        "customer s|support|service|client success",
        "Customer Service Representative|Support Specialist|Customer Success Manager|Team Lead",
    ),
    (
        "sales|business dev|account manage",
        "Sales Representative|Account Manager|Sales Coordinator|Sales Manager|\
         Business Development Manager|Vice President of Sales",
    ),
    (
        "information tech|it |tech|systems|infrastructure",
        "Systems Administrator|Network Engineer|Support Specialist|Database Administrator|\
         DevOps Engineer|IT Manager|Chief Technology Officer",
    ),
    (
        "data|analytic|business intel",
        "Data Analyst|Data Engineer|Data Scientist|Business Analyst|Head of Analytics",
    ),
    (
        "engineer|software|development|platform",
        "Software Engineer|Senior Software Engineer|Quality Engineer|Site Reliability Engineer|\
         Team Lead|Director of Engineering",
    ),
    (
        "research|r&d|science|laborator",
        "Research Scientist|Laboratory Technician|Research Assistant|Statistician|\
         Head of Research",
    ),
    (
        "product",
        "Product Manager|Business Analyst|Product Owner|Senior Product Manager|\
         User Experience Designer",
    ),
    (
        "market|brand",
        "Marketing Specialist|Marketing Manager|Content Writer|Market Research Analyst|\
         Event Planner|Head of Marketing",
    ),
    ("design|creative", "Graphic Designer|User Experience Designer|Art Director|Video Editor"),
    (
        "communic|public rel|press|media",
        "Public Relations Specialist|Communications Manager|Copy Editor|Content Writer",
    ),
    (
        "internal audit|audit|complian|risk",
        "Auditor|Compliance Officer|Risk Analyst|Compliance Manager",
    ),
    (
        "account|financ|treasury|payroll|billing|controlling",
        "Accountant|Financial Analyst|Bookkeeper|Payroll Specialist|Finance Manager|\
         Budget Analyst|Chief Financial Officer",
    ),
    (
        "human|hr |people|personnel|recruit|talent|training|learning",
        "Human Resources Specialist|Recruiter|Training Specialist|Human Resources Manager",
    ),
    ("legal|law |counsel", "Paralegal|Attorney|Legal Counsel|Legal Assistant"),
    (
        "purchas|procure|buying|sourcing",
        "Buyer|Procurement Specialist|Purchasing Manager|Merchandiser",
    ),
    (
        "logist|warehouse|shipping|supply|distribution|transport|fleet|delivery",
        "Logistics Coordinator|Warehouse Supervisor|Dispatcher|Delivery Driver|\
         Supply Chain Analyst|Fleet Manager",
    ),
    (
        "manufact|production|assembly|plant|workshop",
        "Machinist|Production Planner|Welder|Maintenance Technician|Mechanical Engineer|\
         Plant Manager",
    ),
    ("quality|qa ", "Quality Engineer|Quality Inspector|Laboratory Technician|Quality Manager"),
    (
        "facilit|maintenance|building",
        "Maintenance Technician|Facilities Manager|Electrician|Plumber|Safety Coordinator",
    ),
    ("security", "Security Officer|Security Analyst|Security Manager"),
    ("operation", "Operations Specialist|Operations Manager|Project Manager|Dispatcher|Team Lead"),
    (
        "admin|office|executive|management|general|head office",
        "Administrative Assistant|Office Manager|Executive Assistant|Receptionist|\
         Chief Executive Officer",
    ),
];

const OF_HOSPITALS: &[Posts] = &[
    ("pharmac", "Pharmacist|Senior Pharmacist|Pharmacy Technician"),
    ("radiol|imaging|x ray", "Radiographer|Radiologist|Senior Consultant|Registrar"),
    ("patholog|laborator|lab |hematology", "Lab Technician|Pathologist|Senior Lab Technician"),
    ("physical|physio|rehab|sports", "Physiotherapist|Senior Physiotherapist|Physiotherapy Aide"),
    ("nutrition|diet", "Dietitian|Senior Dietitian"),
    ("nurs", "Staff Nurse|Head Nurse|Nursing Assistant"),
    ("billing|account|financ", "Billing Executive|Accountant|Billing Supervisor"),
    ("front|reception|admission|registration", "Front Desk Officer|Receptionist"),
    ("admin|human|hr |management|it |information", "Administrator|Office Assistant|HR Executive"),
    ("records", "Medical Records Officer|Records Clerk"),
    (
        "surg|anesth|orthop|operating",
        "Surgeon|Staff Nurse|Registrar|Resident Doctor|Senior Consultant|Theatre Nurse",
    ),
    (
        "",
        "Staff Nurse|Resident Doctor|Medical Officer|Senior Consultant|Registrar|Head Nurse|\
         Ward Clerk",
    ),
];

const OF_SCHOOLS: &[Posts] = &[
    ("library", "Librarian|Assistant Librarian|Library Assistant"),
    ("admin|office|management", "Office Manager|Clerk|Vice Principal|Principal"),
    ("counsel|guidance|special", "Counselor|Special Educator|Senior Counselor"),
    (
        "science|physics|chem|biolog|computer",
        "Teacher|Senior Teacher|Assistant Teacher|Lab Assistant|Head of Department",
    ),
    ("", "Teacher|Senior Teacher|Assistant Teacher|Subject Coordinator|Head of Department"),
];

/// Columns that hold what somebody does.
pub(super) const POST: &str = "designation|job title|position|title|job|job position|job role|\
     position title|post|role title|occupation|profession|* designation|* job title|rank";

/// Gives each department its posts.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    let table = sides.draft.table;
    let free = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text
            && !facts.linked
            && facts.key == KeyPart::No
            && facts.domain.one_of.is_none()
            && facts.max_length().is_none_or(|most| most >= 32)
    };
    if !table.locale.starts_with("en") {
        return;
    }
    for name in POST.split('|') {
        let Some(post) = sides.named(name, free) else { continue };
        let Some(own) = titles(sides, post) else { continue };
        let Some((department, said)) = department(sides, survey) else {
            ranked(sides, post);
            return;
        };
        let known = match table.business {
            Business::Medicine => OF_HOSPITALS,
            Business::Teaching => OF_SCHOOLS,
            _ => OF_FIRMS,
        };
        let asked = |words: &str| {
            words.is_empty() || said.is_empty() || said.iter().any(|text| has(text, words))
        };
        let mut cases: Vec<Case> = interns(sides).into_iter().collect();
        let of_departments = known
            .iter()
            .filter(|(words, _)| !words.is_empty() && asked(words))
            .map(|(words, titles)| Case { when: holds(&department, words), then: falling(titles) });
        cases.extend(of_departments);
        let rest = known.iter().find(|(words, _)| words.is_empty());
        let otherwise = rest.map_or(own, |(_, titles)| falling(titles));
        if cases.is_empty() {
            return;
        }
        let source =
            Source::Conditional(ConditionalSource { cases, otherwise: Some(Box::new(otherwise)) });
        sides.make(post, source, "post in a department", "a department stands beside it".into());
        return;
    }
}

/// Who is an intern is called so.
fn interns(sides: &Sides<'_, '_, '_>) -> Option<Case> {
    let names = "employment type|employee type|contract type|employment kind|type of employment|\
         staff type|job type";
    let kind = sides.named(names, |facts| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    })?;
    let labels = sides
        .listed(kind, |label| matches!(label, "intern" | "internship" | "trainee" | "apprentice"));
    let when = format!("{} IN ({})", ident(kind.name()), labels.join(", "));
    (!labels.is_empty()).then(|| Case { when, then: falling("Intern|Trainee") })
}

/// Posts that lists of them hold.
const LISTED: &[&str] =
    &["Staff Nurse", "Senior Teacher", "Sales Representative", "Accountant", "Software Engineer"];

/// What a column of posts was drawn from, where nothing but its name told.
fn titles(sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) -> Option<Source> {
    let source = sides.source(facts)?;
    let known = match source {
        Source::Pool(pool) => match &pool.vocabulary {
            Vocabulary::Named(name) => name == "job_title",
            Vocabulary::Inline(words) => words.iter().any(|word| LISTED.contains(&word.as_str())),
        },
        Source::Entity(part) => part.kind == EntityKind::Person && part.part == "job_title",
        _ => false,
    };
    known.then(|| source.clone())
}

/// How formulas read the name of the row's department, and the names where these are listed.
fn department(sides: &Sides<'_, '_, '_>, survey: &Survey<'_>) -> Option<(String, Vec<String>)> {
    const NAMES: &str = "department|department name|* department|dept|division|team|business unit";
    let text = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Text | Class::Labels) && !facts.linked
    };
    if let Some(beside) = sides.named(NAMES, text) {
        let listed = sides.words(beside);
        return (!listed.is_empty()).then(|| (ident(beside.name()), listed));
    }
    let table = sides.draft.table;
    table.foreign_keys().find_map(|(_, key, id)| {
        let parent = survey.table(id);
        let is_department =
            parent.words.last().is_some_and(|last| matches!(last.as_str(), "department" | "dept"));
        let name = parent.find("name|department name|title|dname").filter(|name| {
            name.class == Class::Text && !name.linked && survey.is_before(id, table.id)
        })?;
        let works = key.columns.iter().filter_map(|name| table.column(name)).any(|facts| {
            facts.is("department id|department|dept id|dept|department code|dept no|department no")
        });
        (is_department && works)
            .then(|| (format!("{}.{}", path(table, key), ident(name.name())), Vec::new()))
    })
}

/// Few are at the top: a school has one principal and many teachers.
fn ranked(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const TOP: &str = "principal|chief|head|vice|director|president|lead|librarian|senior consul";
    let Some(Source::Pool(pool)) = sides.source(facts) else { return };
    let Vocabulary::Inline(words) = &pool.vocabulary else { return };
    let weight = |word: &String| match () {
        () if word == "Teacher" || word == "Staff Nurse" => 30.0,
        () if has(word, TOP) => 1.5,
        () => 6.0,
    };
    let source = Source::Choice(ChoiceSource {
        weights: Some(words.iter().map(weight).collect()),
        values: words.iter().map(|word| Scalar::Text(word.clone())).collect(),
    });
    let meaning = sides.meaning(facts).to_owned();
    sides.make(facts, source, &meaning, facts.told_by());
}

/// The first of a list the commonest.
fn falling(titles: &str) -> Source {
    let values: Vec<Scalar> = titles.split('|').map(Scalar::from).collect();
    let weights = match values.len() {
        count @ 0..=1 => vec![1.0; count],
        count => {
            let part = |at: usize| crate::finish::round(24.0 / (at as f64 + 1.0).powf(1.2));
            let last = |at: usize| if at + 1 == count && count > 4 { 0.5 } else { 1.0 };
            (0..count).map(|at| crate::finish::round(part(at) * last(at))).collect()
        }
    };
    Source::Choice(ChoiceSource { values, weights: Some(weights) })
}
