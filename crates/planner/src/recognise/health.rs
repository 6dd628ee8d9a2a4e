//! Medicine: diagnoses, drugs, tests, procedures.

use seedbed_generate::plan::EntityKind::Identifier;

use super::{Make, Rule, TEXT, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
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
