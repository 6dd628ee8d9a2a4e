//! Words about persons, towns and the codes of authorities.

use seedbed_generate::plan::EntityKind::{Person, Place};

use super::holdings::DISCOUNTS;
use super::{Make, Rule, TEXT, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    // Persons.
    rule(
        "pronouns",
        "pronouns|pronoun|preferred pronouns",
        TEXT,
        Make::Choice(&[("she/her", 46.0), ("he/him", 46.0), ("they/them", 8.0)]),
    )
    .nulls(0.3),
    rule(
        "gender identity",
        "gender identity",
        TEXT,
        Make::Choice(&[("Female", 47.0), ("Male", 47.0), ("Non-binary", 6.0)]),
    )
    .nulls(0.1),
    rule(
        "religion",
        "religion|faith|religious affiliation",
        TEXT,
        Make::Words("Catholic|Protestant|Muslim|Jewish|Hindu|Buddhist|None|Orthodox"),
    )
    .nulls(0.3),
    rule(
        "kin",
        "* contact relation|contact relation|emergency contact relationship|relation \
             to *|relationship to *|kinship|next of kin relation|* relation",
        TEXT,
        Make::Words("Spouse|Mother|Father|Sister|Brother|Partner|Friend|Daughter|Son"),
    )
    .nulls(0.1),
    rule(
        "kind of visa",
        "visa type|visa|visa category|visa class",
        TEXT,
        Make::Words("Tourist|Work|Student|Business|Transit"),
    )
    .nulls(0.4),
    rule(
        "mother tongue",
        "mother tongue|native language|first language|spoken language|preferred spoken \
             language",
        TEXT,
        Make::Choice(&[
            ("English", 60.0),
            ("Spanish", 18.0),
            ("Chinese", 8.0),
            ("French", 6.0),
            ("Arabic", 4.0),
            ("German", 4.0),
        ]),
    )
    .nulls(0.2),
    rule(
        "name on a network",
        "skype|github|twitter|instagram|telegram|linkedin|facebook|discord|slack|xing|\
             mastodon|icq|jabber|* handle|matrix id|slack channel|slack name",
        TEXT,
        Make::Part(Person, "username"),
    )
    .unless("* url")
    .nulls(0.5),
    rule(
        "profile on a network",
        "linkedin url|* profile url|facebook url|twitter url|github url|instagram url|\
             social url|profile link",
        TEXT,
        Make::Templates(&[
            "https://www.linkedin.example/in/{noun}-{hex:6}",
            "https://social.example.com/{noun}{number:1-99}",
        ]),
    )
    .nulls(0.4),
    rule(
        "question of security",
        "security question|secret question|challenge question",
        TEXT,
        Make::Words(
            "Name of your first pet?|Mother's maiden name?|City where you were born?|\
             Favorite teacher?|First car?",
        ),
    )
    .nulls(0.3),
    rule(
        "answer of security",
        "security answer|secret answer|challenge answer",
        TEXT,
        Make::Words("Bella|Springfield|Miller|Chestnut Street|Luna|Oak Hill"),
    )
    .nulls(0.3),
    rule(
        "closing of a letter",
        "signature|email signature|signature text|mail signature",
        TEXT,
        Make::Templates(&[
            "Best regards, {female_first_name}",
            "Kind regards, {male_first_name} {last_name}",
            "Sent from my phone",
            "{male_first_name} {last_name}, {job_title}",
        ]),
    )
    .about(&[S::Person, S::Setting, S::Account, S::Message])
    .nulls(0.5),
    rule(
        "headline of a person",
        "headline|professional headline|about headline",
        TEXT,
        Make::Templates(&["{job_title}", "{job_title}, open to work", "{job_title} and speaker"]),
    )
    .about(&[S::Person])
    .nulls(0.2),
    rule(
        "biography",
        "bio|bio *|* bio|biography|about me|about|profile text|description",
        TEXT,
        Make::Pool("bio"),
    )
    .about(&[S::Person])
    .nulls(0.3),
    rule(
        "name for sorting",
        "sort name|name sort|file as|filing name|addressee *|addressee display",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .about(&[S::Person, S::Artist])
    .nulls(0.1),
    rule(
        "nickname",
        "nick name|nickname|nick|known as|preferred name|call name",
        TEXT,
        Make::Templates(&["{female_first_name}", "{male_first_name}"]),
    )
    .about(&[S::Person])
    .nulls(0.7),
    rule(
        "household",
        "household name|family label|household",
        TEXT,
        Make::Templates(&["The {last_name} family", "{last_name} household"]),
    )
    .nulls(0.6),
    rule(
        "particle of a name",
        "family name prefix|name particle|last name prefix|surname prefix",
        TEXT,
        Make::Words("van|de|von|del|di"),
    )
    .nulls(0.95),
    rule(
        "ending of a name",
        "family name suffix|last name suffix|name suffix|generation suffix",
        TEXT,
        Make::Words("Jr.|Sr.|II|III"),
    )
    .nulls(0.95),
    rule(
        "second last name",
        "family name 2|last name 2|second last name|maternal name|mothers maiden name|\
             second surname|last name phonetic|first name phonetic",
        TEXT,
        Make::Part(Person, "last_name"),
    )
    .nulls(0.8),
    rule(
        "courtesy title",
        "formal title|customer prefix|title prefix|name title|person title|* salutation",
        TEXT,
        Make::Part(Person, "title"),
    )
    .nulls(0.5),
    rule(
        "academic degree",
        "degree|academic title|titles before name",
        TEXT,
        Make::Words("PhD|MD|MSc|BSc|MBA|BA"),
    )
    .about(&[S::Person])
    .nulls(0.6),
    rule(
        "way to be reached",
        "preferred communication method|preferred contact method|communication \
             preference|contact preference|preferred contact|preferred communication|how \
             to contact",
        TEXT,
        Make::Choice(&[("email", 58.0), ("phone", 26.0), ("sms", 10.0), ("mail", 6.0)]),
    )
    .nulls(0.3),
    rule(
        "kind of a contact",
        "contact type|contact sub type|party type|customer kind|partner kind",
        TEXT,
        Make::Choice(&[("Individual", 70.0), ("Organization", 22.0), ("Household", 8.0)]),
    )
    .nulls(0.1),
    rule(
        "kind of an address",
        "type|address type|address kind|alias|address label|label",
        TEXT,
        Make::Words("Home|Work|Billing|Shipping|Office|Other"),
    )
    .about(&[S::Address])
    .nulls(0.1),
    rule(
        "function",
        "function|job function|role function|position name",
        TEXT,
        Make::Pool("job_title"),
    )
    .beside("email|phone|street|company name")
    .nulls(0.4),
    // Towns.
    rule(
        "plus four",
        "plus four|zip 4|zip plus 4|zip ext|zip extension|postal code 4|postal code \
             extension|postal code plus 4",
        TEXT,
        Make::Pattern("[0-9]{4}"),
    )
    .nulls(0.3),
    rule(
        "village",
        "city village|village|suburb|township|hamlet|locality|town name|municipality|\
             commune|settlement",
        TEXT,
        Make::Part(Place, "city"),
    )
    .nulls(0.1),
    rule(
        "part of a town",
        "district|* district|neighborhood|neighbourhood|quarter|county district|ward \
             name|borough|subdivision",
        TEXT,
        Make::Words(
            "Old Town|Riverside|North End|Westside|Harbor|Mill Hill|Lakeview|Eastwood|\
             University|Garden District",
        ),
    )
    .unless("school district|congressional district|court district")
    .nulls(0.3),
    rule(
        "house number",
        "house number|building number|street number|house no|street no",
        TEXT,
        Make::Templates(&["{number:1-180}", "{number:1-90}a", "{number:1-120}"]),
    )
    .within(24)
    .nulls(0.05),
    // Codes of states and trades.
    rule(
        "tax number",
        "ein|federal ein|* ein|tin|fein|employer identification number|tax vat|* tax \
             vat|vat|fiscal number|legal identifier",
        TEXT,
        Make::Pattern("[1-9][0-9]-[0-9]{7}"),
    )
    .within(64)
    .nulls(0.2),
    rule(
        "identity on an exchange",
        "x 12 sender id|x 12 receiver id|sender id|receiver id|submitter id|\
             interchange id|edi id",
        TEXT,
        Make::Pattern("[0-9]{9}"),
    )
    .within(30)
    .nulls(0.2),
    rule(
        "modifier of a procedure",
        "modifier|* modifier|modifier 1|modifier 2|procedure modifier",
        TEXT,
        Make::Words("25|59|26|TC|LT|RT|50|76"),
    )
    .within(12)
    .nulls(0.7),
    rule(
        "kind of a code",
        "code type|coding system|code system|vocabulary|code set|terminology",
        TEXT,
        Make::Choice(&[("CPT4", 44.0), ("ICD10", 34.0), ("HCPCS", 14.0), ("LOINC", 8.0)]),
    )
    .within(60)
    .of("code billing claim procedure diagnosis fee charge concept condition \
             observation"),
    rule(
        "code of a procedure",
        "code|procedure code|cpt|cpt code|billing code|service code",
        TEXT,
        Make::Words("99213|99214|99203|93000|36415|80053|85025|90471|87880|71046|97110|J3420"),
    )
    .beside("modifier|units|code type|ndc info|fee|justify|superbill"),
    rule(
        "words of a code",
        "code text|code text short|code description|code name|procedure name|service \
             description",
        TEXT,
        Make::Words(
            "Office visit, established patient|Office visit, new patient|\
             Electrocardiogram, complete|Blood draw|Comprehensive metabolic panel|Complete \
             blood count|Immunization administration|Rapid strep test|Chest x-ray, two \
             views|Therapeutic exercises|Injection, vitamin B12",
        ),
    )
    .beside("code type|code|modifier|fee|superbill")
    .nulls(0.1),
    rule(
        "reason for a procedure",
        "justify|justification|diagnosis pointer|dx pointer",
        TEXT,
        Make::Templates(&["ICD10|E11.9:", "ICD10|I10:", "ICD10|J06.9:", "ICD10|M54.5:"]),
    )
    .nulls(0.3),
    rule(
        "number of a drug",
        "ndc|ndc number|ndc code|ndc info|national drug code",
        TEXT,
        Make::Pattern("0[0-9]{4}-[0-9]{4}-[0-9]{2}"),
    )
    .nulls(0.2),
    rule(
        "reactions",
        "reactions|reaction|side effects|adverse reaction|adverse effects",
        TEXT,
        Make::Words("Nausea|Headache|Dizziness|Skin rash|Drowsiness|Dry mouth|None known"),
    )
    .nulls(0.4),
    rule(
        "how it was destroyed",
        "destroy method|disposal method|destruction method",
        TEXT,
        Make::Words("Incineration|Returned to supplier|Chemical treatment|Licensed disposal"),
    )
    .nulls(0.7),
    rule(
        "related codes",
        "related code|related codes|mapped code|cross reference code",
        TEXT,
        Make::Words("ICD10:E11.9|ICD10:I10|CPT4:99213|CVX:140|SNOMED:44054006"),
    )
    .nulls(0.7),
    rule(
        "instructions for a dose",
        "dosing instructions|dosage instructions|sig|directions|administration \
             instructions|patient instructions",
        TEXT,
        Make::Words(
            "Take one tablet daily with food.|Take one tablet twice a day.|Apply a thin \
             layer at night.|One puff every six hours as needed.|Take at bedtime.|Take two \
             capsules before meals.",
        ),
    )
    .nulls(0.2),
    rule(
        "reason to take as needed",
        "as needed condition|prn reason|as needed reason",
        TEXT,
        Make::Words("pain|fever|nausea|sleep|cough|anxiety"),
    )
    .nulls(0.7),
    rule(
        "interpretation of a result",
        "interpretation|abnormal flag|result flag|result interpretation",
        TEXT,
        Make::Choice(&[("NORMAL", 72.0), ("HIGH", 14.0), ("LOW", 10.0), ("CRITICALLY_HIGH", 4.0)]),
    )
    .nulls(0.3),
    rule(
        "class of terms",
        "name|title|label",
        TEXT,
        Make::Words(
            "Test|Procedure|Drug|Diagnosis|Finding|Question|Symptom|LabSet|Misc|Frequency|\
             Units of Measure|Radiology",
        ),
    )
    .of("concept")
    .beside("concept class id"),
    rule(
        "clinical term",
        "name|short name|concept name|term|preferred term|display",
        TEXT,
        Make::Words(
            "Blood pressure|Body weight|Temperature|Pulse|Respiratory rate|Hemoglobin|\
             Malaria smear|Chest pain|Cough|Fever|Diabetes mellitus|Asthma|Pregnancy \
             status|Smoking status|Body height|Blood glucose",
        ),
    )
    .of("concept finding symptom observation")
    .nulls(0.0),
    rule(
        "kind of a visit",
        "name|title|label|encounter type|visit type",
        TEXT,
        Make::Words(
            "Initial visit|Follow-up|Vitals|Admission|Discharge|Consultation|Emergency|\
             Immunization|Lab order|Telehealth",
        ),
    )
    .of("encounter visit appointment")
    .beside("encounter type id|visit type id|appointment type id"),
    rule(
        "kind of an entry in the books",
        "move type|entry type|document kind|journal type",
        TEXT,
        Make::Words("entry|out_invoice|in_invoice|out_refund|receipt"),
    )
    .of("move entry journal account"),
    rule(
        "state of an entry in the books",
        "state|status",
        TEXT,
        Make::Choice(&[("posted", 76.0), ("draft", 16.0), ("cancel", 8.0)]),
    )
    .of("move entry journal posting"),
    rule(
        "kind of a partner's address",
        "type|address type",
        TEXT,
        Make::Words("contact|invoice|delivery|other"),
    )
    .of("partner")
    .beside("street|city|company name|vat"),
    rule("rule of a discount", "name|title|rule name|label", TEXT, Make::Words(DISCOUNTS)).beside(
        "coupon type|simple action|uses per customer|discount amount|discount qty|\
             times used",
    ),
    rule("document number", "increment id|order increment id", TEXT, Make::Pattern("1000[0-9]{5}")),
];
