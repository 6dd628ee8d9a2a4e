//! How people, addresses and companies are written in each locale.

use crate::vocabulary::nearest_locale;

/// The customs of a locale.
#[derive(Debug)]
pub(super) struct Style {
    /// The locale, such as `en_US`.
    pub(super) locale: &'static str,
    /// The country, as its people call it.
    pub(super) country: &'static str,
    /// ISO 3166-1, two and three letters.
    pub(super) country_codes: [&'static str; 2],
    /// ISO 4217.
    pub(super) currency: &'static str,
    /// What a euro's or a dollar's worth is about, where the smallest coin is worth a unit.
    pub(super) unit_price: u64,
    /// How women and men are addressed.
    pub(super) titles: [&'static str; 2],
    /// How first and last name are joined.
    pub(super) names: NameOrder,
    /// People have two last names, of the father and of the mother.
    pub(super) two_last_names: bool,
    /// ä, ö, ü become ae, oe, ue in addresses.
    pub(super) umlauts: bool,
    /// How a street and a house number are joined.
    pub(super) address: AddressOrder,
    /// Streets come as whole names, not as name and suffix.
    pub(super) whole_streets: bool,
    /// Patterns of flats and suites; `#` is the number.
    pub(super) units: &'static [&'static str],
    /// How a company's name and its field are joined.
    pub(super) company: CompanyOrder,
    /// Patterns of tax numbers that no company holds; `#` is a digit.
    pub(super) tax_ids: &'static [&'static str],
}

/// The order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOrder {
    /// `Anna Lee`
    FirstLast,
    /// `佐藤 花子`
    LastSpaceFirst,
    /// `王秀英`
    LastFirst,
}

/// The order of street and house number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressOrder {
    /// `1420 Maple Street`
    NumberStreet,
    /// `Lindenstraße 12`
    StreetNumber,
    /// `Rua das Flores, 120`
    StreetCommaNumber,
    /// `本町1-24`
    StreetBlocks,
    /// `人民路120号`
    StreetNumberSign,
}

/// The order of a company's name and its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CompanyOrder {
    /// `Lumacore Logistics`
    NameField,
    /// `Transports Lumacore`
    FieldName,
    /// `佐藤物流`
    Unspaced,
}

impl Style {
    /// Whether blocks count by hundreds, rather than houses one by one along the street.
    pub(super) fn long_blocks(&self) -> bool {
        self.locale == "en_US"
    }

    /// The customs of a locale, or of the nearest one that is known.
    pub(super) fn of(locale: &str) -> &'static Self {
        let code = nearest_locale(locale);
        STYLES.iter().find(|style| style.locale == code).unwrap_or(&STYLES[0])
    }
}

const EN_US: Style = Style {
    locale: "en_US",
    country: "United States",
    country_codes: ["US", "USA"],
    currency: "USD",
    unit_price: 1,
    titles: ["Ms", "Mr"],
    names: NameOrder::FirstLast,
    two_last_names: false,
    umlauts: false,
    address: AddressOrder::NumberStreet,
    whole_streets: false,
    units: &["Apt #", "Unit #", "Suite #00", "Apt #B", "Apt ##"],
    company: CompanyOrder::NameField,
    // Prefixes that the Internal Revenue Service does not assign.
    tax_ids: &["07-#######", "08-#######", "17-#######", "18-#######", "28-#######", "29-#######"],
};

const STYLES: &[Style] = &[
    EN_US,
    Style {
        locale: "en_GB",
        country: "United Kingdom",
        country_codes: ["GB", "GBR"],
        currency: "GBP",
        units: &["Flat #", "Flat ##", "Flat #A", "Unit #"],
        tax_ids: &["GB #########"],
        ..EN_US
    },
    Style {
        locale: "de_DE",
        country: "Deutschland",
        country_codes: ["DE", "DEU"],
        currency: "EUR",
        titles: ["Frau", "Herr"],
        umlauts: true,
        address: AddressOrder::StreetNumber,
        whole_streets: true,
        units: &["Whg. #", "Whg. ##", "#. OG"],
        tax_ids: &["DE#########"],
        ..EN_US
    },
    Style {
        locale: "fr_FR",
        country: "France",
        country_codes: ["FR", "FRA"],
        currency: "EUR",
        titles: ["Mme", "M."],
        whole_streets: true,
        units: &["Apt #", "Apt ##", "Bât. #"],
        company: CompanyOrder::FieldName,
        tax_ids: &["FR00#########"],
        ..EN_US
    },
    Style {
        locale: "es_ES",
        country: "España",
        country_codes: ["ES", "ESP"],
        currency: "EUR",
        titles: ["Sra.", "Sr."],
        two_last_names: true,
        address: AddressOrder::StreetCommaNumber,
        whole_streets: true,
        units: &["#º A", "#º B", "#º izq.", "#º dcha."],
        company: CompanyOrder::FieldName,
        tax_ids: &["B########", "A########"],
        ..EN_US
    },
    Style {
        locale: "pt_BR",
        country: "Brasil",
        country_codes: ["BR", "BRA"],
        currency: "BRL",
        titles: ["Sra.", "Sr."],
        address: AddressOrder::StreetCommaNumber,
        whole_streets: true,
        units: &["Apto ##", "Apto ###", "Casa #", "Sala ##"],
        company: CompanyOrder::FieldName,
        tax_ids: &["##.###.###/0001-00"],
        ..EN_US
    },
    Style {
        locale: "it_IT",
        country: "Italia",
        country_codes: ["IT", "ITA"],
        currency: "EUR",
        titles: ["Sig.ra", "Sig."],
        address: AddressOrder::StreetNumber,
        whole_streets: true,
        units: &["Int. #", "Int. ##", "Scala #"],
        company: CompanyOrder::FieldName,
        tax_ids: &["IT00#########"],
        ..EN_US
    },
    Style {
        locale: "ja_JP",
        country: "日本",
        country_codes: ["JP", "JPN"],
        currency: "JPY",
        unit_price: 100,
        titles: ["様", "様"],
        names: NameOrder::LastSpaceFirst,
        address: AddressOrder::StreetBlocks,
        whole_streets: true,
        units: &["#01号室", "#02号室", "#05号室"],
        company: CompanyOrder::Unspaced,
        tax_ids: &["0############"],
        ..EN_US
    },
    Style {
        locale: "zh_CN",
        country: "中国",
        country_codes: ["CN", "CHN"],
        currency: "CNY",
        titles: ["女士", "先生"],
        names: NameOrder::LastFirst,
        address: AddressOrder::StreetNumberSign,
        whole_streets: true,
        units: &["#单元101室", "#单元302室", "#单元502室", "#号楼1203室", "#号楼601室"],
        company: CompanyOrder::Unspaced,
        tax_ids: &["91000000#########X"],
        ..EN_US
    },
];
