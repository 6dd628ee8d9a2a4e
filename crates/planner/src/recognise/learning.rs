//! Schools, universities, courses: what is learnt and how well.

use seedbed_generate::plan::{Distribution, PatternSource, Source};

use super::{FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, rule, small, stepped};
use crate::finish;
use crate::subject::Subject as S;
use crate::survey::{Class, KeyPart};

pub(super) const RULES: &[Rule] = &[
    rule(
        "grade point average",
        "gpa|* gpa|grade point average|cgpa|grade average",
        NUMBER,
        bell(3.1, 0.42, 0.8, 4.0),
    ),
    rule(
        "grade points",
        "grade points|grade point|quality points",
        FRACTION,
        bell(3.1, 0.6, 0.0, 4.0),
    ),
    rule(
        "credit points",
        "credits|credit hours|credit hrs|credit|ects|credit points|units|* credits|\
         number of credits|credit units",
        NUMBER,
        Make::Ints(&[(3, 54.0), (4, 22.0), (2, 10.0), (1, 5.0), (6, 6.0), (5, 3.0)]),
    )
    .of("course class module subject enrollment enrolment section lesson transcript program \
             degree curriculum study"),
    rule(
        "credit hours",
        "credit hours|credit hrs|ects|ects credits",
        NUMBER,
        Make::Ints(&[(3, 54.0), (4, 22.0), (2, 10.0), (1, 5.0), (6, 9.0)]),
    ),
    rule(
        "course code",
        "course code|course number|catalog code|module code|subject code|\
         class code",
        TEXT,
        Make::Pattern("(BIO|CHE|CSC|ECO|ENG|HIS|MAT|PHI|PHY|PSY)[1-4][0-9]{2}"),
    ),
    rule(
        "course code",
        "code|number",
        TEXT,
        Make::Pattern("(BIO|CHE|CSC|ECO|ENG|HIS|MAT|PHI|PHY|PSY)[1-4][0-9]{2}"),
    )
    .about(&[S::Course])
    .of("course module subject class"),
    rule(
        "title of a lesson",
        "title|name|lesson title|section title|chapter title|module title|\
         heading",
        TEXT,
        Make::Words(
            "Introduction|Getting Started|Key Concepts|A First Example|\
         Working with Data|Common Mistakes|Going Further|Practice Session|Review and Summary|\
         Case Study|Tools of the Trade|Advanced Techniques|Putting It All Together|Final Project|\
         Questions and Answers|Background Reading|Setting Up|Basic Principles|Measuring Results|\
         Next Steps|Theory in Practice|History and Context|Guided Exercise|Group Work",
        ),
    )
    .of("lesson section chapter lecture unit topic")
    .beside(
        "course id|module id|section id|\
             course|position|duration *|quiz id|video url|sort order|content|body",
    ),
    rule(
        "title of a quiz",
        "title|name|quiz title|exam name|exam title|assignment name",
        TEXT,
        Make::Templates(&[
            "{course_name}: Quiz {number:1-6}",
            "{school_subject} Midterm",
            "{school_subject} Final Exam",
            "{course_name}: Assignment {number:1-8}",
            "{school_subject} Placement Test",
        ]),
    )
    .of("quiz exam test assignment assessment homework"),
    rule(
        "question",
        "question|question text|prompt|stem|text|body|content|title",
        TEXT,
        Make::Words(
            "Which of these statements is true?|What is the main reason for the change?|\
             Which step comes first?|What does the graph show?|Who made this decision?|\
             Which answer best describes the process?|How many parts does the system have?|\
             What happens if the pressure rises?|Which example does not belong?|\
             What is the capital of Portugal?|Which formula gives the area of a circle?|\
             When did the event take place?|What is the next number in the sequence?|\
             Which word means the opposite?|How would you check the result?|\
             Which law applies in this case?|What is the author's main argument?|\
             Which tool is best for the task?|Why did the experiment fail?|\
             What are the three states of matter?",
        ),
    )
    .of("question quiz poll survey"),
    rule(
        "answer",
        "answer|answer text|option text|choice|choice text|option|text|label|body|\
         correct answer|response",
        TEXT,
        Make::Words(
            "Yes|No|All of the above|None of the above|\
             True|False|It depends on the context|Lisbon|Madrid|42|The first one|The second one|\
             It increases|It decreases|It stays the same|Photosynthesis|Gravity|Evaporation|\
             Supply and demand|Both A and C",
        ),
    )
    .of("answer choice option quiz response")
    .beside("question id|question|is correct|correct|quiz id|poll id"),
    rule(
        "points of a question",
        "points|marks|max points|weight|max score|max marks|total points",
        NUMBER,
        Make::Ints(&[(1, 30.0), (2, 25.0), (5, 25.0), (10, 20.0)]),
    )
    .of("question quiz"),
    rule(
        "most points",
        "max score|max points|total points|total marks|max marks|maximum score|\
         points possible|full marks|out of",
        NUMBER,
        Make::Ints(&[(100, 70.0), (50, 15.0), (20, 10.0), (10, 5.0)]),
    ),
    rule(
        "mark to pass",
        "pass mark|passing score|passing grade|pass score|pass percentage|\
         pass threshold|min score|minimum score",
        NUMBER,
        Make::Ints(&[(50, 30.0), (60, 35.0), (70, 25.0), (80, 10.0)]),
    ),
    rule("attempt", "attempt number|attempt|try number|attempt count", WHOLE, small(2.0, 1.0, 5.0)),
    rule(
        "attempts allowed",
        "max attempts|attempts allowed|allowed attempts|retry limit",
        WHOLE,
        Make::Ints(&[(1, 25.0), (2, 20.0), (3, 45.0), (5, 10.0)]),
    ),
    rule(
        "number of the right option",
        "correct option|correct answer|correct index|answer index",
        WHOLE,
        Make::Ints(&[(0, 25.0), (1, 25.0), (2, 25.0), (3, 25.0)]),
    ),
    rule(
        "length of a lesson in seconds",
        "duration seconds|video duration|video length|\
         length seconds|duration sec",
        WHOLE,
        stepped(540.0, 0.6, 40.0, 5_400.0, 5.0),
    )
    .of("lesson video lecture chapter episode course"),
    rule(
        "seconds watched",
        "seconds watched|watched seconds|watch time|watch seconds|\
         progress seconds|last position|position seconds|playback position",
        WHOLE,
        super::skewed(310.0, 0.9, 0.0, 5_400.0),
    ),
    rule(
        "hours of a course",
        "hours|duration|duration hours|total hours|contact hours|length hours",
        NUMBER,
        stepped(18.0, 0.6, 2.0, 120.0, 1.0),
    )
    .about(&[S::Course]),
    rule(
        "school grade",
        "grade level|grade|school grade|class level|year group|year level",
        WHOLE,
        Make::With(school_grade),
    )
    .of("student pupil learner class"),
    rule(
        "year of study",
        "year of study|study year|grade level|year level|class year|school year|\
         academic year|year|grade",
        WHOLE,
        Make::Ints(&[(1, 30.0), (2, 27.0), (3, 24.0), (4, 19.0)]),
    )
    .of("student pupil learner class"),
    rule(
        "year of an intake",
        "enrollment year|admission year|entry year|intake year|start year|\
         graduation year|year of graduation|expected graduation year|class of",
        WHOLE,
        bell(2023.0, 1.8, 2016.0, 2028.0),
    ),
    rule(
        "academic year",
        "academic year|school year",
        TEXT,
        Make::Words("2022/23|2023/24|2024/25|2025/26"),
    ),
    rule(
        "degree",
        "name|title|degree|program name|* name",
        TEXT,
        Make::Templates(&[
            "BSc {school_subject}",
            "MSc {school_subject}",
            "BA {school_subject}",
            "MA {school_subject}",
            "PhD {school_subject}",
        ]),
    )
    .of("program programme degree major"),
    rule("school subject", "name|title|* name", TEXT, Make::Pool("school_subject"))
        .of("subject discipline major faculty"),
    rule(
        "school subject",
        "subject|subject taught|subjects taught|taught subject|teaching subject|main subject|\
         second subject|subject name",
        TEXT,
        Make::Pool("school_subject"),
    )
    .of("teacher tutor instructor professor lecturer student pupil exam lesson class grade"),
    rule(
        "course code",
        "course code|module code|class code|subject code|course number",
        TEXT,
        Make::Pattern("(MATH|PHYS|CHEM|BIOL|HIST|GEOG|ARTS|MUSC|COMP|ENGL)[1-9][0-9]{2}"),
    )
    .within(40),
    rule(
        "weekdays of a course",
        "weekdays|week days|meeting days|days|class days|days of week|meets on",
        TEXT,
        Make::Words("Mon, Wed|Tue, Thu|Mon|Tue|Wed|Thu|Fri|Mon, Fri"),
    )
    .about(&[S::Course]),
    rule(
        "number in a class",
        "roll number|roll|class roll number|class roll|roll call number",
        &[Class::Text, Class::Int],
        Make::With(roll),
    )
    .of("student learner pupil enrollment admission")
    .beside("admission number|admission|enrollment number|registration number|gr number|uid")
    .nulls(0.1),
    rule(
        "student number",
        "student number|student id|matriculation number|roll number|\
         enrollment number|registration number|student code|admission number",
        TEXT,
        Make::Pattern("S[12][0-9]{6}"),
    )
    .of("student learner pupil enrollment"),
    rule(
        "what is learnt",
        "outcomes|outcome|learning outcomes|objectives|objective|goals|\
         requirements|prerequisites|what you learn",
        TEXT,
        Make::Words(
            "Explain the main concepts|Plan a small project|Read and interpret charts|\
             Write clear reports|Apply the method to new cases|Work with real data|\
             Compare different approaches|Present results to others|Basic computer skills|\
             No prior knowledge needed",
        ),
    )
    .about(&[S::Course, S::Enrollment]),
    rule("letter grade", "letter grade|* letter grade", TEXT, Make::Pool("grade")),
    rule("letter grade", "grade|letter grade|final grade|mark|result", TEXT, Make::Pool("grade"))
        .about(&[S::Enrollment, S::Course, S::Person])
        .unless("* result|result"),
    rule("letter grade", "result", TEXT, Make::Pool("grade"))
        .of("exam quiz course test enrollment student assignment"),
    rule(
        "classification of books",
        "dewey|dewey decimal|call number|ddc",
        NUMBER,
        super::flat(1.0, 999.0),
    ),
    rule(
        "subject of a book",
        "subjects|subject|subject heading|topics|topic|themes",
        TEXT,
        Make::Pool("book_genre"),
    )
    .about(&[S::Book]),
];

/// The grades of a school, where CHECKs allow more than the years at a university.
fn school_grade(field: Field<'_, '_>) -> Option<Source> {
    let most = crate::finish::number(&field.facts.domain.max.as_ref()?.value)?;
    let number = crate::finish::bounded(field.facts, Distribution::Uniform, Some(1.0), Some(12.0));
    (most > 4.0).then_some(Source::Number(number))
}

/// The place in the class list, where another number is the pupil's own.
fn roll(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.key != KeyPart::No {
        return None;
    }
    Some(match field.facts.class {
        Class::Int => Source::Number(super::number(
            super::Shape { curve: super::Curve::Flat, min: 1.0, max: 45.0, step: None },
            field,
        )),
        _ => finish::by_pattern(field.facts).unwrap_or_else(|| {
            Source::Pattern(PatternSource { pattern: "[1-9]|[1-3][0-9]|4[0-5]".into() })
        }),
    })
}
