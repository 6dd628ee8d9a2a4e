//! Lists of the `fake` crate: trades and the language of business, in the locales it has.

use fake::locales::{Data, EN, IT_IT, ZH_CN};

/// (locale, vocabulary, entries)
pub(super) const LISTS: &[(&str, &str, &[&str])] = &[
    ("en_US", "profession", EN::COMPANY_PROFESSION),
    ("zh_CN", "profession", ZH_CN::COMPANY_PROFESSION),
    ("en_US", "business_verb", EN::COMPANY_BS_VERBS),
    ("it_IT", "business_verb", IT_IT::COMPANY_BS_VERBS),
    ("zh_CN", "business_verb", ZH_CN::COMPANY_BS_VERBS),
    ("en_US", "business_adjective", EN::COMPANY_BS_ADJ),
    ("it_IT", "business_adjective", IT_IT::COMPANY_BS_ADJ),
    ("zh_CN", "business_adjective", ZH_CN::COMPANY_BS_ADJ),
    ("en_US", "business_noun", EN::COMPANY_BS_NOUNS),
    ("it_IT", "business_noun", IT_IT::COMPANY_BS_NOUNS),
    ("zh_CN", "business_noun", ZH_CN::COMPANY_BS_NOUNS),
    ("en_US", "work_field", EN::JOB_FIELD),
    ("it_IT", "work_field", IT_IT::JOB_FIELD),
    ("zh_CN", "work_field", ZH_CN::JOB_FIELD),
    ("en_US", "latin_word", EN::LOREM_WORD),
];
