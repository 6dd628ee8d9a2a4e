//! The meanings that a document can give a column by name.

/// What the values of a column are, by one of the names that [`Meaning::names`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning(usize);

/// The kind of type that a meaning's values naturally have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Natural {
    Text,
    Whole,
    Number,
    Coordinate,
    Date,
    Moment,
    Flag,
    Uuid,
}

use Natural::{Coordinate, Date, Flag, Moment, Number, Text, Uuid, Whole};

/// (the names, the words of a column whose name says the same, the natural type).
const MEANINGS: &[(&[&str], &str, Natural)] = &[
    (&["first_name", "given_name", "firstname"], "first name", Text),
    (&["last_name", "surname", "family_name", "lastname"], "last name", Text),
    (&["full_name", "person_name", "name"], "full name", Text),
    (&["username", "user_name"], "user name", Text),
    (&["email", "email_address"], "email", Text),
    (&["phone", "phone_number", "telephone"], "phone", Text),
    (&["gender", "sex"], "gender", Text),
    (&["date_of_birth", "birth_date", "dob"], "birth date", Date),
    (&["age"], "age", Whole),
    (&["marital_status"], "marital status", Text),
    (&["ssn", "social_security_number", "national_id"], "ssn", Text),
    (&["passport_number", "passport"], "passport number", Text),
    (&["driver_license"], "driver license", Text),
    (&["job_title"], "job title", Text),
    (&["department"], "department name", Text),
    (&["salary"], "salary", Number),
    (&["biography", "bio"], "biography", Text),
    (&["password", "password_hash"], "password hash", Text),
    (&["address", "street_address", "street"], "street address", Text),
    (&["city"], "city", Text),
    (&["state", "region", "province"], "province name", Text),
    (&["postal_code", "zip_code", "zip", "postcode"], "postal code", Text),
    (&["country"], "country name", Text),
    (&["country_code"], "country code", Text),
    (&["latitude"], "latitude", Coordinate),
    (&["longitude"], "longitude", Coordinate),
    (&["time_zone", "timezone"], "time zone", Text),
    (&["language"], "language", Text),
    (&["language_code", "locale"], "locale", Text),
    (&["company", "company_name"], "company name", Text),
    (&["industry"], "industry", Text),
    (&["tax_id", "vat_number"], "tax id", Text),
    (&["iban", "bank_account"], "iban", Text),
    (&["bic", "swift"], "bic", Text),
    (&["credit_card", "credit_card_number", "card_number"], "credit card number", Text),
    (&["currency", "currency_code"], "currency code", Text),
    (&["payment_method"], "payment method", Text),
    (&["price"], "price", Number),
    (&["amount", "money"], "amount", Number),
    (&["quantity"], "quantity", Whole),
    (&["percent", "percentage"], "percent", Number),
    (&["rating"], "rating", Whole),
    (&["count"], "count", Whole),
    (&["year"], "year", Whole),
    (&["product", "product_name"], "product name", Text),
    (&["sku"], "sku", Text),
    (&["barcode", "ean", "upc"], "barcode", Text),
    (&["isbn"], "isbn", Text),
    (&["color", "colour"], "color", Text),
    (&["category"], "category name", Text),
    (&["tag"], "tag", Text),
    (&["order_number", "document_number"], "document number", Text),
    (&["tracking_number"], "tracking number", Text),
    (&["vin"], "vin", Text),
    (&["license_plate"], "license plate", Text),
    (&["url", "website", "link"], "url", Text),
    (&["domain", "domain_name"], "domain name", Text),
    (&["ip", "ip_address", "ipv4"], "ip address", Text),
    (&["mac_address"], "mac address", Text),
    (&["user_agent"], "user agent", Text),
    (&["file_name"], "file name", Text),
    (&["mime_type"], "mime type", Text),
    (&["token", "api_key"], "token", Text),
    (&["hash", "sha256"], "hash", Text),
    (&["uuid", "guid"], "uuid", Uuid),
    (&["cuid"], "cuid", Text),
    (&["nanoid"], "nanoid", Text),
    (&["ulid"], "ulid", Text),
    (&["title"], "title", Text),
    (&["description"], "description", Text),
    (&["note", "notes", "comment"], "note", Text),
    (&["free_text", "paragraph"], "text", Text),
    (&["icd10_code", "icd10", "icd_10", "icd_code", "diagnosis_code"], "diagnosis code", Text),
    (&["diagnosis"], "diagnosis", Text),
    (&["drug", "drug_name", "medication"], "drug name", Text),
    (&["dosage"], "dosage", Text),
    (&["dosage_frequency"], "dosage frequency", Text),
    (&["loinc_code", "lab_test_code"], "lab test code", Text),
    (&["lab_test"], "lab test", Text),
    (&["procedure", "procedure_name"], "procedure name", Text),
    (&["procedure_code"], "procedure code", Text),
    (&["medical_specialty", "specialty"], "medical specialty", Text),
    (&["visit_reason"], "visit reason", Text),
    (&["allergy"], "allergy", Text),
    (&["blood_type"], "blood type", Text),
    (&["insurance_provider"], "insurance provider", Text),
    (&["npi", "npi_number"], "npi number", Text),
    (&["medical_record_number", "mrn"], "medical record number", Text),
    (&["created_at"], "created at", Moment),
    (&["updated_at"], "updated at", Moment),
    (&["flag", "yes_no"], "flag", Flag),
];

impl Meaning {
    /// Every meaning.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MEANINGS.len()).map(Self)
    }

    /// The meaning of a name, in any case and with `_`, `-` or blanks between its words.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let found = MEANINGS.iter().position(|(names, ..)| names.contains(&name.as_str()));
        found.map(Self)
    }

    /// Every name of every meaning.
    pub fn names() -> impl Iterator<Item = &'static str> {
        MEANINGS.iter().flat_map(|(names, ..)| names.iter().copied())
    }

    /// The first of its names.
    pub fn name(self) -> &'static str {
        MEANINGS[self.0].0[0]
    }

    /// The words of a column's name that would say the same.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        MEANINGS[self.0].1.split(' ')
    }

    pub(super) fn kind(self) -> Natural {
        MEANINGS[self.0].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_meaning() {
        let mut names: Vec<_> = Meaning::names().collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        assert_eq!(Meaning::named("ICD10 Code"), Meaning::named("icd_10"));
        assert_eq!(Meaning::named("emial"), None);
    }
}
