//! Medicine: diagnoses, drugs, tests, procedures.

use seedbed_generate::plan::EntityKind::Identifier;

use super::{Make, NUMBER, Rule, TEXT, WHOLE, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "diagnosis code",
        "icd 10 *|* icd 10 *|icd *|* icd|principal diagnosis code",
        TEXT,
        Make::Pool("diagnosis_code"),
    ),
    rule(
        "version of a classification",
        "icd version|code version|classification version",
        WHOLE,
        Make::Ints(&[(10, 90.0), (9, 10.0)]),
    ),
    rule(
        "diagnosis",
        "long title|short title|* title|long description|short description",
        TEXT,
        Make::Pool("diagnosis"),
    )
    .about(&[S::Diagnosis]),
    rule("procedure code", "code", TEXT, Make::Pool("procedure_code"))
        .of("hcpc hcpcs cpt procedure"),
    rule(
        "procedure",
        "name|title|description|long description|short description|long title",
        TEXT,
        Make::Pool("procedure"),
    )
    .of("hcpc hcpcs cpt procedure"),
    rule(
        "where a patient came from",
        "admission location|admit source|admission source|\
         referral source|admit location",
        TEXT,
        Make::Words(
            "Emergency Room|Physician Referral|\
         Transfer from Hospital|Walk-in|Clinic Referral|Transfer from Nursing Facility",
        ),
    ),
    rule(
        "where a patient went",
        "discharge location|discharge disposition|discharged to|\
         discharge destination",
        TEXT,
        Make::Words(
            "Home|Home Health Care|Skilled Nursing Facility|\
         Rehabilitation|Hospice|Other Hospital|Against Advice",
        ),
    ),
    rule(
        "kind of admission",
        "admission type|admit type|type of admission",
        TEXT,
        Make::Choice(&[
            ("Emergency", 38.0),
            ("Urgent", 18.0),
            ("Elective", 20.0),
            ("Observation", 18.0),
            ("Same-Day Surgery", 6.0),
        ]),
    ),
    rule(
        "kind of encounter",
        "encounter type|visit type|patient class|appointment type",
        TEXT,
        Make::Words("Emergency|Urgent|Elective|Observation|Outpatient|Follow-up"),
    ),
    rule(
        "insurance",
        "insurance|insurance plan|payer|insurance name|coverage name",
        TEXT,
        Make::Pool("insurance_provider"),
    ),
    rule(
        "drug code",
        "ndc|ndc code|national drug code",
        TEXT,
        Make::Pattern("[0-9]{5}-[0-9]{4}-[0-9]{2}"),
    ),
    rule(
        "dose in milligrams",
        "dose mg|* mg|mg|strength mg|dosage mg|dose|dose value",
        NUMBER,
        Make::Ints(&[
            (5, 12.0),
            (10, 20.0),
            (20, 16.0),
            (25, 10.0),
            (50, 14.0),
            (100, 12.0),
            (250, 8.0),
            (500, 8.0),
        ]),
    ),
    rule(
        "refills",
        "refills|* refills|refill count|refills allowed|\
         refills remaining",
        WHOLE,
        Make::Ints(&[(0, 46.0), (1, 22.0), (2, 14.0), (3, 12.0), (5, 6.0)]),
    ),
    rule(
        "diagnosis code",
        "diagnosis code|* diagnosis code|icd|icd 10|icd code|icd 10 code|* icd code|* icd 10 code|\
         * icd 10",
        TEXT,
        Make::Pool("diagnosis_code"),
    ),
    rule("diagnosis code", "code|icd 9 code", TEXT, Make::Pool("diagnosis_code"))
        .about(&[S::Diagnosis]),
    rule(
        "diagnosis",
        "diagnosis|* diagnosis|diagnosis name|diagnosis description|diagnosis title",
        TEXT,
        Make::Pool("diagnosis"),
    ),
    rule("diagnosis", "name|title|description", TEXT, Make::Pool("diagnosis"))
        .about(&[S::Diagnosis]),
    rule(
        "drug",
        "drug|drug name|* drug name|medication|* medication|medication name|medicine|medicine name",
        TEXT,
        Make::Pool("drug_name"),
    ),
    rule("drug", "name|title", TEXT, Make::Pool("drug_name")).about(&[S::Drug]),
    rule(
        "drug class",
        "drug class|medication class|therapeutic class",
        TEXT,
        Make::Pool("drug_class"),
    ),
    rule("drug form", "drug form|dosage form|dose form", TEXT, Make::Pool("drug_form")),
    rule("dosage", "dosage|dose|* dosage|strength", TEXT, Make::Pool("dosage")),
    rule(
        "dosage frequency",
        "dosage frequency|dose frequency|drug frequency",
        TEXT,
        Make::Pool("dosage_frequency"),
    ),
    rule(
        "dosage frequency",
        "frequency|schedule|directions|sig",
        TEXT,
        Make::Pool("dosage_frequency"),
    )
    .about(&[S::Drug]),
    rule(
        "laboratory test code",
        "lab test code|loinc|loinc code|test code",
        TEXT,
        Make::Pool("lab_test_code"),
    ),
    rule(
        "laboratory test",
        "lab test|test name|lab test name|lab name",
        TEXT,
        Make::Pool("lab_test"),
    ),
    rule("laboratory test", "name|title|test", TEXT, Make::Pool("lab_test")).about(&[S::LabTest]),
    rule(
        "procedure code",
        "procedure code|cpt|cpt code|* procedure code",
        TEXT,
        Make::Pool("procedure_code"),
    ),
    rule(
        "procedure",
        "procedure|procedure name|procedure description",
        TEXT,
        Make::Pool("procedure"),
    ),
    rule(
        "medical specialty",
        "medical specialty|specialty|speciality|* specialty|specialization|specialisation",
        TEXT,
        Make::Pool("medical_specialty"),
    ),
    rule(
        "reason for a visit",
        "visit reason|reason for visit|chief complaint|presenting complaint|appointment reason",
        TEXT,
        Make::Pool("visit_reason"),
    ),
    rule("reason for a visit", "reason|purpose", TEXT, Make::Pool("visit_reason"))
        .about(&[S::Visit]),
    rule(
        "allergy",
        "allergy|allergies|* allergies|known allergies|allergen",
        TEXT,
        Make::Pool("allergy"),
    )
    .nulls(0.6),
    rule(
        "insurer",
        "insurance provider|insurance company|insurer|health insurance|insurance carrier|payer name",
        TEXT,
        Make::Pool("insurance_provider"),
    ),
    rule("hospital", "hospital|hospital name|clinic name|* hospital", TEXT, Make::Pool("hospital")),
    rule(
        "provider number",
        "npi|npi number|provider npi|* npi",
        TEXT,
        Make::Part(Identifier, "npi"),
    ),
    rule(
        "medical record number",
        "medical record number|mrn|record number|patient number",
        TEXT,
        Make::Pattern("MRN[0-9]{7}"),
    ),
];
