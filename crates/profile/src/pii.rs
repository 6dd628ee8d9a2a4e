//! Columns that tell who somebody is: values of these are never shown.

use crate::{
    name::{singular, words},
    table::{Column, Kind},
};

/// What a column tells of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) category: &'static str,
    pub(crate) reason: String,
}

/// Names that say it: all words of one alternative stand in the column's name, together.
const NAMED: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "first name",
            "name first",
            "last name",
            "name last",
            "full name",
            "surname",
            "family name",
            "given name",
            "middle name",
            "maiden name",
            "forename",
            "nickname",
            "firstname",
            "lastname",
            "fullname",
            "name given",
        ],
    ),
    ("email", &["email", "e mail", "mail address"]),
    ("phone", &["phone", "telephone", "mobile", "fax", "cell phone", "phone number"]),
    ("online", &["username", "user name", "login", "ip", "ip address", "mac address", "device id"]),
    ("address", &["street", "address", "postal address", "house number", "addr"]),
    ("birth", &["birth", "birthday", "birthdate", "dob", "born", "date of birth"]),
    ("death", &["death", "deathdate"]),
    (
        "national id",
        &[
            "ssn",
            "social security",
            "national id",
            "tax id",
            "passport",
            "nino",
            "driver license",
            "driving licence",
            "drivers license",
        ],
    ),
    ("account", &["iban", "bic", "account number", "routing number", "bank account"]),
    ("card", &["credit card", "card number", "cvc", "cvv", "pan"]),
    ("secret", &["password", "passwd", "token", "secret", "api key"]),
    ("place", &["latitude", "longitude", "geolocation"]),
];

/// Patterns that say it.
const PATTERNS: &[(&str, &str)] = &[
    ("email", "email"),
    ("phone", "phone"),
    ("ipv4", "online"),
    ("mac_address", "online"),
    ("iban", "account"),
    ("social_security", "national id"),
];

/// Tables whose rows are people, whose `name` is therefore a person's.
const PEOPLE: &[&str] = &[
    "customer",
    "user",
    "person",
    "people",
    "employee",
    "staff",
    "patient",
    "student",
    "teacher",
    "player",
    "member",
    "contact",
    "client",
    "author",
    "guest",
    "driver",
    "doctor",
    "passenger",
    "subscriber",
    "applicant",
    "candidate",
    "visitor",
    "tenant",
    "owner",
];

/// Whether a column tells who somebody is.
pub(crate) fn find(table: &str, column: &Column, pattern: Option<&str>) -> Option<Finding> {
    if let Some((pattern, category)) = PATTERNS.iter().find(|(known, _)| pattern == Some(*known)) {
        let reason = format!("its values look like {}", pattern.replace('_', " "));
        return Some(Finding { category, reason });
    }
    if matches!(column.kind(), Kind::Boolean) {
        return None;
    }
    let own = words(column.name());
    let says = |phrase: &&str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        own.windows(phrase.len()).any(|part| part == phrase.as_slice())
    };
    let named = NAMED.iter().find(|(_, phrases)| phrases.iter().any(&says));
    if let Some((category, _)) = named {
        return Some(Finding { category, reason: "its name says so".into() });
    }
    let of_people = words(table).iter().any(|word| PEOPLE.contains(&singular(word).as_str()));
    let is_name = own.last().is_some_and(|word| word == "name") && own.len() == 1;
    (of_people && is_name && column.kind() == Kind::Text)
        .then(|| Finding { category: "name", reason: format!("{table} are people") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, read_csv};

    #[test]
    fn personal_columns_are_told_by_names_and_patterns() {
        let cases = [
            ("customers", "nameFirst", "Ada", Some("name")),
            ("t", "contact", "ada@example.com", Some("email")),
            ("t", "home_phone", "unknown", Some("phone")),
            ("players", "birthDate", "1980-01-01", Some("birth")),
            ("t", "IPAddress", "x", Some("online")),
            ("t", "email_verified", "true", None),
            ("t", "shipping", "fast", None),
            ("t", "company", "ACME", None),
        ];
        for (table, name, value, expected) in cases {
            let text = format!("{name}\n{value}\n");
            let read = read_csv(table, text.as_bytes(), &Options::default()).unwrap();
            let column = &read.columns[0];
            let pattern = crate::pattern::of(column.labels());
            let found = find(table, column, pattern.as_ref().map(|(name, _)| name.as_str()));
            assert_eq!(found.map(|finding| finding.category), expected, "{name}");
        }
    }
}
