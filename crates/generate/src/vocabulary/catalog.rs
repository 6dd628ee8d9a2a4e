//! The list of embedded data files, and of the vocabularies made from other lists.

/// One locale's data files: their names and contents.
pub(super) struct Locale {
    /// The locale, such as `en_US`.
    pub(super) code: &'static str,
    /// Vocabularies: `data/<locale>/<name>.txt`.
    pub(super) words: &'static [(&'static str, &'static str)],
    /// Records: `data/<locale>/<name>.tsv`.
    pub(super) records: &'static [(&'static str, &'static str)],
    /// Vocabularies under headings of one file, `data/<locale>/texts.txt`, so that whoever speaks
    /// the language reads them in one sitting.
    pub(super) texts: &'static str,
}

/// A vocabulary made from other lists of its locale.
pub(super) enum Derivation {
    /// The distinct values of a field of records.
    Field {
        /// The name of the records.
        records: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The entries of two vocabularies, in turns.
    Interleaved(&'static str, &'static str),
}

macro_rules! locale {
    ($code:literal, words: [$($word:literal),* $(,)?], records: [$($record:literal),* $(,)?]) => {
        Locale {
            code: $code,
            words: &[$(
                ($word, include_str!(concat!("../../data/", $code, "/", $word, ".txt"))),
            )*],
            records: &[$(
                ($record, include_str!(concat!("../../data/", $code, "/", $record, ".tsv"))),
            )*],
            texts: include_str!(concat!("../../data/", $code, "/texts.txt")),
        }
    };
}

const EN_US: Locale = locale!(
    "en_US",
    words: [
        "academic_term", "account_status", "account_type", "address_type", "adjective",
        "adjustment_reason", "adverb", "aircraft", "album_title", "allergen", "allergy",
        "amenity", "answer", "api_path", "approval_status", "article_title",
        "article_topic", "asset_type", "audit_action", "band_name", "bank", "benefit",
        "bio", "blood_type", "book_format", "book_genre", "book_title", "booking_status",
        "brand", "browser", "cabin_class", "campaign_name", "cancellation_reason",
        "carrier", "category", "certification", "claim_status", "color", "comment",
        "company_adjective", "company_ending", "company_noun", "company_prefix",
        "company_suffix", "condition", "contact_method", "continent", "coupon_code",
        "course_name", "cuisine", "day_of_week", "degree", "delivery_status", "department",
        "department_code", "device_model", "device_type", "difficulty", "directory_path",
        "dish", "document_type", "dosage", "dosage_frequency", "drug_form",
        "education_level", "email_subject", "employment_status", "employment_type",
        "environment", "error_code", "error_message", "ethnicity", "event_name",
        "event_type", "expense_category", "feature_flag", "feature_name",
        "female_first_name", "file_extension", "file_stem", "film_description",
        "film_genre", "film_rating", "film_title", "frequency", "fuel_type", "grade",
        "headline", "hex_color", "hobby", "holiday", "hospital", "host_name", "http_method",
        "ingredient", "insurance_provider", "insurance_type", "invoice_status",
        "job_status", "job_title", "last_name", "lead_status", "leave_type",
        "ledger_account", "loan_status", "log_level", "log_message", "maintenance_task",
        "male_first_name", "marital_status", "marketing_channel", "material",
        "medical_specialty", "menu_section", "message", "metric_name", "mime_type", "month",
        "music_genre", "note", "note_title", "notification", "noun", "operating_system",
        "order_status", "paragraph", "payment_method", "payment_status", "permission",
        "pet_name", "phone_type", "plan_name", "priority", "product_adjective",
        "product_line", "project_codename", "project_name", "project_status",
        "property_type", "publication_status", "publisher", "rating_word", "relationship",
        "restaurant", "return_reason", "review_negative", "review_neutral",
        "review_positive", "review_title_negative", "review_title_neutral",
        "review_title_positive", "role", "role_name", "room_name", "room_type",
        "sales_region", "school", "school_subject", "season", "security_name", "segment",
        "seniority", "sensor_type", "sentence", "service_name", "setting_name", "severity",
        "shape", "shipment_status", "shipping_method", "size", "size_name", "skill",
        "slogan_end", "slogan_start", "software_name", "song_title", "sport", "sports_team",
        "street_name", "street_suffix", "subcategory", "subscription_status",
        "survey_question", "tag", "tagline", "task_status", "task_title", "team_name",
        "texture", "ticket_status", "ticket_subject", "tier", "transaction_type",
        "transmission", "unit", "unit_code", "university", "url_path", "us_state",
        "user_agent", "utm_source", "venue", "verb", "version", "visit_reason", "warehouse",
        "weather", "wind_direction",
    ],
    records: [
        "airline", "airport", "animal", "book", "city", "client", "company_field", "country",
        "currency", "diagnosis", "drug", "film", "http_status", "lab_test", "language",
        "locale", "plant", "procedure", "product", "product_blurb", "time_zone", "vehicle",
    ]
);

const EN_GB: Locale = locale!(
    "en_GB",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name",
        "street_name", "street_suffix",
    ],
    records: [
        "city",
    ]
);

const DE_DE: Locale = locale!(
    "de_DE",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const FR_FR: Locale = locale!(
    "fr_FR",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const ES_ES: Locale = locale!(
    "es_ES",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const PT_BR: Locale = locale!(
    "pt_BR",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const IT_IT: Locale = locale!(
    "it_IT",
    words: [
        "company_suffix", "female_first_name", "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const JA_JP: Locale = locale!(
    "ja_JP",
    words: [
        "company_ending", "company_prefix", "company_suffix", "female_first_name",
        "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

const ZH_CN: Locale = locale!(
    "zh_CN",
    words: [
        "company_ending", "company_prefix", "company_suffix", "female_first_name",
        "last_name", "male_first_name", "street",
    ],
    records: [
        "city", "company_field", "product_blurb", "product_word",
    ]
);

/// All locales with data of their own.
pub(super) const LOCALES: &[Locale] =
    &[EN_US, EN_GB, DE_DE, FR_FR, ES_ES, PT_BR, IT_IT, JA_JP, ZH_CN];

/// Vocabularies that every locale makes from its other lists.
pub(super) const DERIVED: &[(&str, Derivation)] = &[
    ("airline_code", Derivation::Field { records: "airline", field: "code" }),
    ("airline_name", Derivation::Field { records: "airline", field: "name" }),
    ("airport_code", Derivation::Field { records: "airport", field: "code" }),
    ("airport_name", Derivation::Field { records: "airport", field: "name" }),
    ("animal_breed", Derivation::Field { records: "animal", field: "breed" }),
    ("animal_species", Derivation::Field { records: "animal", field: "species" }),
    ("city_name", Derivation::Field { records: "city", field: "name" }),
    ("company_field", Derivation::Field { records: "company_field", field: "name" }),
    ("country_code", Derivation::Field { records: "country", field: "code" }),
    ("country_code3", Derivation::Field { records: "country", field: "code3" }),
    ("country_name", Derivation::Field { records: "country", field: "name" }),
    ("currency_code", Derivation::Field { records: "currency", field: "code" }),
    ("currency_name", Derivation::Field { records: "currency", field: "name" }),
    ("currency_symbol", Derivation::Field { records: "currency", field: "symbol" }),
    ("diagnosis", Derivation::Field { records: "diagnosis", field: "title" }),
    ("diagnosis_code", Derivation::Field { records: "diagnosis", field: "code" }),
    ("drug_class", Derivation::Field { records: "drug", field: "class" }),
    ("drug_name", Derivation::Field { records: "drug", field: "name" }),
    ("first_name", Derivation::Interleaved("female_first_name", "male_first_name")),
    ("http_status", Derivation::Field { records: "http_status", field: "code" }),
    ("industry", Derivation::Field { records: "company_field", field: "industry" }),
    ("lab_test", Derivation::Field { records: "lab_test", field: "name" }),
    ("lab_test_code", Derivation::Field { records: "lab_test", field: "code" }),
    ("language_code", Derivation::Field { records: "language", field: "code" }),
    ("language_name", Derivation::Field { records: "language", field: "name" }),
    ("locale_code", Derivation::Field { records: "locale", field: "code" }),
    ("plant_name", Derivation::Field { records: "plant", field: "name" }),
    ("plant_species", Derivation::Field { records: "plant", field: "species" }),
    ("procedure", Derivation::Field { records: "procedure", field: "name" }),
    ("procedure_code", Derivation::Field { records: "procedure", field: "code" }),
    ("product_noun", Derivation::Field { records: "product", field: "noun" }),
    ("region_code", Derivation::Field { records: "city", field: "region_code" }),
    ("region_name", Derivation::Field { records: "city", field: "region" }),
    ("time_zone", Derivation::Field { records: "time_zone", field: "name" }),
    ("vehicle_make", Derivation::Field { records: "vehicle", field: "make" }),
    ("vehicle_model", Derivation::Field { records: "vehicle", field: "model" }),
    ("vehicle_type", Derivation::Field { records: "vehicle", field: "body" }),
];
