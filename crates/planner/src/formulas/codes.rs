//! What codes of trades stand for, where the words stand beside them: a drug's class, a tube's
//! content, a merchant's trade, an aircraft's type.

use super::decided::{Found, beside, is_text};
use super::sheet::is_free_text;
use super::{expression, fitted};
use crate::draft::Draft;
use crate::finish;
use crate::names::{ident, literal};
use crate::survey::ColumnFacts;

/// Codes, what columns of them and of their words are called, and what they stand for.
struct Codes {
    code: &'static str,
    words: &'static str,
    pairs: &'static [(&'static str, &'static str)],
}

const ALL: &[Codes] = &[
    Codes {
        code: "response code|decline code|* response code",
        words: "response text|response message|decline reason|issuer message|\
             response description|decline message",
        pairs: &[
            ("00", "Approved"),
            ("05", "Do not honor"),
            ("51", "Insufficient funds"),
            ("54", "Expired card"),
            ("91", "Issuer unavailable"),
        ],
    },
    Codes {
        code: "aircraft type|type code|icao type|aircraft code|aircraft type code|type designator",
        words: "type name|aircraft model|model|aircraft name|model name|type description",
        pairs: &[
            ("A319", "Airbus A319"),
            ("A320", "Airbus A320"),
            ("A321", "Airbus A321"),
            ("A20N", "Airbus A320neo"),
            ("B738", "Boeing 737-800"),
            ("B38M", "Boeing 737 MAX 8"),
            ("E190", "Embraer E190"),
            ("E75L", "Embraer E175"),
            ("A333", "Airbus A330-300"),
            ("B789", "Boeing 787-9"),
            ("B77W", "Boeing 777-300ER"),
            ("CRJ9", "Bombardier CRJ900"),
            ("AT76", "ATR 72-600"),
        ],
    },
    Codes {
        code: "aircraft type|type code|icao type|aircraft code|aircraft type code|type designator",
        words: "manufacturer|maker|make|oem",
        pairs: &[
            ("A319", "Airbus"),
            ("A320", "Airbus"),
            ("A321", "Airbus"),
            ("A20N", "Airbus"),
            ("B738", "Boeing"),
            ("B38M", "Boeing"),
            ("E190", "Embraer"),
            ("E75L", "Embraer"),
            ("A333", "Airbus"),
            ("B789", "Boeing"),
            ("B77W", "Boeing"),
            ("CRJ9", "Bombardier"),
            ("AT76", "ATR"),
        ],
    },
    Codes {
        code: "atc|atc code|atc class|* atc code",
        words: "atc description|atc name|atc text|atc title|atc label|atc class name",
        pairs: &[
            ("A10BA02", "Metformin"),
            ("C09AA03", "Lisinopril"),
            ("C10AA05", "Atorvastatin"),
            ("N02BE01", "Paracetamol"),
            ("M01AE01", "Ibuprofen"),
            ("J01CA04", "Amoxicillin"),
            ("C07AB02", "Metoprolol"),
            ("A02BC01", "Omeprazole"),
            ("N06AB04", "Citalopram"),
            ("R03AC02", "Salbutamol"),
            ("B01AC06", "Acetylsalicylic acid"),
            ("C08CA01", "Amlodipine"),
        ],
    },
    Codes {
        code: "cpt|cpt code|* cpt code",
        words: "cpt description|cpt name|cpt text|cpt title|procedure description|procedure name",
        pairs: &[
            ("80053", "Comprehensive metabolic panel"),
            ("85025", "Complete blood count with differential"),
            ("84443", "Thyroid stimulating hormone"),
            ("83036", "Hemoglobin A1c"),
            ("80061", "Lipid panel"),
            ("82306", "Vitamin D, 25-hydroxy"),
            ("81001", "Urinalysis with microscopy"),
            ("84153", "Prostate specific antigen"),
            ("82728", "Ferritin"),
            ("87086", "Urine culture"),
            ("36415", "Venipuncture"),
            ("99213", "Office visit, established patient"),
            ("99214", "Office visit, established patient, moderate"),
            ("93000", "Electrocardiogram"),
        ],
    },
    Codes {
        code: "snomed|snomed code|snomed ct|snomed ct code|sctid|snomed id|* snomed code",
        words: "snomed description|snomed term|snomed name|snomed display|snomed text|\
             snomed preferred term",
        pairs: &[
            ("119297000", "Blood specimen"),
            ("122555007", "Venous blood specimen"),
            ("119364003", "Serum specimen"),
            ("258580003", "Whole blood sample"),
            ("122575003", "Urine specimen"),
            ("119361006", "Plasma specimen"),
            ("73211009", "Diabetes mellitus"),
            ("38341003", "Hypertensive disorder"),
            ("195967001", "Asthma"),
            ("22298006", "Myocardial infarction"),
            ("84114007", "Heart failure"),
            ("13645005", "Chronic obstructive lung disease"),
        ],
    },
    Codes {
        code: "mcc|mcc code|merchant category code|* mcc",
        words: "mcc description|mcc name|merchant category|merchant category name|mcc text",
        pairs: &[
            ("5411", "Grocery stores"),
            ("5812", "Restaurants"),
            ("5541", "Service stations"),
            ("5651", "Family clothing stores"),
            ("5732", "Electronics stores"),
            ("5912", "Drug stores"),
            ("5999", "Miscellaneous retail"),
            ("7011", "Hotels"),
            ("4121", "Taxis"),
            ("5814", "Fast food restaurants"),
            ("5311", "Department stores"),
            ("7372", "Computer programming"),
            ("4111", "Commuter transport"),
            ("5942", "Book stores"),
            ("7832", "Cinemas"),
            ("8011", "Doctors"),
            ("4900", "Utilities"),
            ("5310", "Discount stores"),
        ],
    },
    Codes {
        code: "delay code|iata delay code|delay reason code",
        words: "delay reason|delay description|delay code description|delay text|delay cause",
        pairs: &[
            ("11", "Late check-in"),
            ("15", "Boarding"),
            ("18", "Baggage processing"),
            ("31", "Aircraft documentation late"),
            ("34", "Servicing equipment"),
            ("41", "Aircraft defects"),
            ("51", "Damage during flight operations"),
            ("63", "Late crew boarding"),
            ("72", "Weather at destination"),
            ("81", "Air traffic flow management"),
            ("89", "Restrictions at departure airport"),
            ("93", "Aircraft rotation"),
            ("96", "Operations control"),
        ],
    },
    Codes {
        code: "booking class|fare class|class of service|rbd|service class",
        words: "cabin|cabin class|cabin name|travel class",
        pairs: &[
            ("F", "First"),
            ("A", "First"),
            ("C", "Business"),
            ("D", "Business"),
            ("I", "Business"),
            ("J", "Business"),
            ("W", "Premium Economy"),
        ],
    },
];

/// What most codes of a kind stand for that are not listed.
const OTHERS: &[(&str, &str)] = &[("cabin|cabin class|cabin name|travel class", "Economy")];

/// The words of the code beside a column.
pub(super) fn words(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    if !is_free_text(draft, facts) {
        return None;
    }
    ALL.iter().filter(|codes| facts.is(codes.words)).find_map(|codes| {
        let code = beside(draft, facts, codes.code, is_text)?;
        let source = &draft.columns.get(code.name())?.source;
        let other = OTHERS.iter().find(|(names, _)| facts.is(names)).map(|(_, other)| *other);
        let known = finish::drawn(source, locale).is_some_and(|drawn| {
            drawn.iter().all(|label| codes.pairs.iter().any(|(code, _)| code == label))
        });
        let room = facts.max_length().is_none_or(|most| most >= 12);
        if !(known || other.is_some()) || !room {
            return None;
        }
        let name = ident(code.name());
        let cases: Vec<String> = codes
            .pairs
            .iter()
            .map(|(code, words)| format!("WHEN {name} = {} THEN {}", literal(code), literal(words)))
            .collect();
        let rest = other.map_or_else(|| "NULL".to_owned(), literal);
        let formula =
            format!("CASE WHEN {name} IS NULL THEN NULL {} ELSE {rest} END", cases.join(" "));
        Some((expression(fitted(facts, formula)), "words of a code", code.name().to_owned()))
    })
}
