//! What a type's name says about values: an `EmailField` holds e-mail addresses.

use seedbed_schema::{Meaning, Table, ValueWish, Wishes};

/// (types of frameworks and their companions, the meaning, what columns of it are called: their
/// names are understood, roles in them included, and nothing need be wished).
const TYPES: &[(&[&str], &str, &[&str])] = &[
    (&["EmailField", "CIEmailField", "EmailStr", "EmailType"], "email", &["mail"]),
    (
        &["URLField", "HttpUrl", "AnyUrl", "AnyHttpUrl", "URLType"],
        "url",
        &["url", "uri", "link", "site", "page", "href", "avatar", "image", "logo"],
    ),
    (
        &["GenericIPAddressField", "IPAddressField", "IPAddressType", "IPvAnyAddress"],
        "ip_address",
        &["ip", "addr"],
    ),
    (&["PhoneNumberField", "PhoneNumberType", "PhoneNumber"], "phone", &["phone", "mobile", "fax"]),
    (&["CountryField", "CountryType", "CountryAlpha2"], "country_code", &["countr", "nation"]),
    (&["CurrencyField", "CurrencyType"], "currency_code", &["currency"]),
    (&["TimeZoneField", "TimezoneType"], "time_zone", &["zone", "tz"]),
    (&["LocaleType"], "locale", &["locale", "lang"]),
    (&["ColorField", "ColorType"], "color", &["color", "colour"]),
    (&["FileField", "ImageField", "FilePathField"], "file_name", &["file", "path"]),
    (&["CreationDateTimeField", "AutoCreatedField"], "created_at", &["creat"]),
    (&["ModificationDateTimeField", "AutoLastModifiedField"], "updated_at", &["modif", "updat"]),
];

/// Wishes for the columns of tables whose types say more than their names.
pub(super) fn wish(tables: &[Table], wishes: &mut Wishes) {
    for table in tables {
        for column in &table.columns {
            let written = column.declared_type.split(['(', '[']).next().unwrap_or_default();
            let name = column.name.to_lowercase();
            let told = TYPES.iter().find(|(types, ..)| types.contains(&written));
            if let Some((_, meaning, words)) = told
                && !words.iter().any(|word| name.contains(word))
            {
                let meaning = Meaning::named(meaning).map(ValueWish::Meaning);
                wishes.column_mut(&table.name, &column.name).values = meaning;
            }
        }
    }
}
