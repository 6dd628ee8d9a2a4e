//! Vacancies, and those who apply for them.

use super::{Field, Make, NUMBER, Rule, TEXT, WHOLE, is_of, money, pool, rule, skewed, written};
use crate::subject::Subject as S;
use seedbed_generate::plan::Source;

const NOTES: &str = "note|notes|* note|* notes|remark|remarks|comment|comments";

/// Tables of those who look for work.
const APPLICANTS: &str = "candidate applicant jobseeker";

/// Tables of what is done for them.
const STEPS: &str = "pipeline application interview placement";

pub(super) const RULES: &[Rule] = &[
    rule("where an applicant comes from",
        "source|* source|candidate source|applicant source|referral source|how heard", TEXT,
        Make::Words("LinkedIn|Referral|Job board|Company website|Recruiter|Career fair|Indeed|Walk-in"))
        .of("candidate applicant jobseeker")
        .nulls(0.1),
    rule("note on an applicant", NOTES, TEXT,
        Make::Words(
            "Available from next month.|Prefers to work from home two days a week.|Strong \
             references.|Wants to move to a larger team.|Asked about salary and bonus.|Second \
             interview on Friday.|Notice period of four weeks.|Good first impression on the \
             phone.|Waiting for certificates.|Open to travel."))
        .of("candidate applicant jobseeker interview placement")
        .nulls(0.4),
    rule("skills", "skill|skills|key skills|* skills|skill set|expertise|competencies", TEXT,
        Make::Words(
            "Project management, budgeting|Customer service, scheduling|Excel, reporting|Sales, \
             negotiation|Bookkeeping, payroll|Java, SQL|Logistics, forklift license|Marketing, \
             copywriting|Nursing, first aid|Recruiting, training|French, Spanish|Welding, \
             technical drawings"))
        .about(&[S::Person])
        .nulls(0.2),
    rule("employer", "current employer|* employer|employer|employer name|previous employer|last employer|\
         current company|previous company", TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Company, "name"))
        .about(&[S::Person])
        .nulls(0.2),
    rule("salary in words",
        "salary|* salary|* pay|pay|* compensation|compensation|pay range|salary range|wage|* wage|\
         expected ctc|current ctc", TEXT, Make::With(salary))
        .nulls(0.3),
    rule("rate in words", "max rate|rate max|min rate|rate min|pay rate|bill rate|* pay rate", TEXT,
        Make::With(rate))
        .nulls(0.3),
    rule("when somebody can be called",
        "best time call|best time to call|time to call|call time|preferred time|preferred call time|\
         best contact time", TEXT,
        Make::Words("Mornings|After 5 pm|Lunch time|Weekdays before noon|Any time|Evenings"))
        .nulls(0.3),
    rule("yes or no in words",
        "eeo veteran|eeo disability status|disability status|disability|veteran status|veteran|\
         disabled status", TEXT,
        Make::Choice(&[("No", 86.0), ("Yes", 14.0)]))
        .within(6)
        .nulls(0.3),
    rule("title of a vacancy", "title|name|position|job title|vacancy title|position title|role title",
        TEXT, Make::With(|field| vacant(field).then(|| pool("job_title")))),
    rule("description of a vacancy",
        "description|summary|details|responsibilities|requirements|job description", TEXT,
        Make::With(|field| vacant(field).then(|| written(
            "You look after our customers by phone and e-mail. Two years of experience are \
             welcome.|You keep the books and prepare the monthly closing in a team of four.|You \
             plan deliveries and talk to carriers. Good English is needed.|Permanent position, 40 \
             hours a week, start as soon as possible.|You lead a team of six and report to the \
             head of department.|Part-time position for somebody who likes to organize.|You \
             maintain our machines in two shifts. Training is provided.|You advise small firms \
             and travel two days a week."))))
        .nulls(0.1),
    rule("note on a vacancy", NOTES, TEXT,
        Make::With(|field| vacant(field).then(|| written(
            "Client wants to see three candidates.|To be filled before summer.|Replacement for a \
             retirement.|Interviews on Tuesdays only.|Budget approved.|Relocation is paid.|On hold \
             until the new manager starts.|Second opening in autumn."))))
        .nulls(0.4),
    rule("length of a placement", "duration|* duration|contract length|term|contract duration", TEXT,
        Make::With(|field| {
            let told = vacant(field) || is_of(field.table, "placement contract assignment internship");
            told.then(|| written("3 months|6 months|12 months|Permanent|6 months, may be extended|2 years"))
        }))
        .nulls(0.2),
    rule("openings", "openings|number of openings|vacancies|openings available|positions|\
         positions available|open positions|headcount|positions count", WHOLE,
        Make::With(|field| {
            let few: &[(i64, f64)] = &[(1, 62.0), (2, 20.0), (3, 10.0), (4, 5.0), (5, 3.0)];
            if vacant(field) { super::ints(field, few) } else { None }
        })),
    rule("expected salary", "expected salary|desired salary|current salary|salary expectation|\
         desired pay|current pay|expected pay", NUMBER, money(56_000.0, 0.35, 1_000.0))
        .of(APPLICANTS)
        .nulls(0.2),
    rule("years of experience", "experience|years experience|experience years|total experience",
        NUMBER, skewed(6.0, 0.6, 0.0, 30.0))
        .of(APPLICANTS)
        .nulls(0.1),
    rule("outcome of a step", "feedback|outcome|interview feedback", TEXT,
        Make::Words(
            "Invited to a second interview.|Good fit for the team.|Lacks experience with \
             customers.|Asked for time to think.|Salary too high.|Recommended by both \
             interviewers.|Withdrew the application."))
        .of(STEPS)
        .nulls(0.3),
];

/// Whether a table is of vacancies: `job_orders`, `vacancies`, jobs with a salary.
fn vacant(field: Field<'_, '_>) -> bool {
    let table = field.table;
    let job = is_of(table, "job joborder position")
        && (is_of(table, "order opening posting offer ad advert listing vacancy")
            || is_of(table, "joborder")
            || table
                .find("salary|* salary|openings|recruiter|recruiter id|salary min|salary max")
                .is_some());
    let told = is_of(table, "vacancy requisition opening") && !is_of(table, "purchase inventory");
    let program =
        table.find("cron|command|last run at|next run at|queue|attempts|handler|schedule");
    (job || told)
        && program.is_none()
        && table.locale.starts_with("en")
        && !is_of(table, "candidate applicant application")
}

/// Money as people write it; not of those who are on the pay roll, who are paid in numbers.
fn salary(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 12);
    let told = vacant(field) || is_of(field.table, APPLICANTS);
    (room && told).then(|| {
        super::template(&[
            "${number:42-95},000",
            "${number:42-60},000",
            "{number:40-60}-{number:62-85}K",
        ])
    })
}

fn rate(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 8);
    let told = vacant(field) || is_of(field.table, APPLICANTS);
    (room && told).then(|| super::template(&["${number:22-85}/hr"]))
}
