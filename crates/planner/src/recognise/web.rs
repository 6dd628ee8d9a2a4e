//! Computers and networks.

use seedbed_generate::plan::{PatternSource, Source};

use super::{ANY, Field, Make, NUMBER, Rule, TEXT, WHOLE, choice, rule, skewed, small, template};
use crate::finish;
use crate::subject::Subject as S;
use crate::survey::Class;

const OTHER: &[Class] = &[Class::Other];

/// Addresses that are no streets.
pub(super) const ADDRESSES: &[Rule] = &[
    rule(
        "web address",
        "web address|* web address|internet address",
        TEXT,
        Make::Templates(&["https://www.example.com/{url_path}"]),
    )
    .nulls(0.2),
    rule(
        "network address",
        "ip|ip address|* ip|* ip address|remote address|client ip|remote ip|ip v 4|\
         ipv4|ipv4 address|host address",
        TEXT,
        Make::Pattern(
            "(10\\.[1-9][0-9]?\\.[1-9]?[0-9]|192\\.0\\.2|198\\.51\\.100|\
             203\\.0\\.113)\\.[1-9][0-9]?",
        ),
    )
    .nulls(0.1),
    rule(
        "hardware address",
        "mac|mac address|* mac address|macaddress|hardware address",
        TEXT,
        Make::Pattern("02(:[0-9a-f]{2}){5}"),
    )
    .nulls(0.1),
];

pub(super) const RULES: &[Rule] = &[
    rule(
        "application",
        "app label|app|application|application name|app name",
        TEXT,
        Make::Words("accounts|auth|blog|catalog|orders|billing|support|content|core|reports"),
    )
    .of("content migration permission django"),
    rule(
        "class of a model",
        "model|model name",
        TEXT,
        Make::Words("user|group|product|category|order|invoice|article|comment|image|tag|address"),
    )
    .of("content")
    .beside("app label"),
    rule(
        "password hash",
        "password|password hash|* password|* password hash|hashed password|\
         encrypted password|password digest|user pass|password crypt",
        TEXT,
        Make::With(password),
    )
    .nulls(0.05),
    rule("salt", "salt|password salt|* salt", TEXT, Make::With(hexadecimal)),
    rule(
        "image address",
        "avatar|avatar url|* avatar|* avatar url|image url|* image url|picture url|\
         photo url|photo|picture|image|logo|logo url|thumbnail|thumbnail url|\
         * thumbnail url|cover url|cover image|icon url|banner|profile image|\
         profile picture|* photo|* image|* picture|poster|poster url|gravatar|\
         image path|large photo *|thumbnail photo *",
        TEXT,
        Make::Templates(&[
            "https://images.example.com/{hex:12}.jpg",
            "https://images.example.com/{hex:12}.png",
        ]),
    )
    .nulls(0.25),
    rule(
        "web address",
        "url|* url|link|* link|website|* website|web site|homepage|href|permalink|\
         redirect *|referrer|referer|endpoint|* endpoint|callback *|source url|\
         canonical|* guid",
        TEXT,
        Make::Templates(&[
            "https://www.example.com/{url_path}",
            "https://www.example.org/{url_path}",
            "https://{tag}.example.com/{url_path}",
        ]),
    )
    .nulls(0.2),
    rule(
        "user agent",
        "user agent|* user agent|http user agent|agent string|comment agent|browser agent",
        TEXT,
        Make::Pool("user_agent"),
    )
    .nulls(0.1),
    rule(
        "HTTP method",
        "http method|request method|method|verb|http verb",
        TEXT,
        Make::Pool("http_method"),
    )
    .about(&[S::Log, S::Session, S::Permission, S::Other]),
    rule(
        "HTTP status",
        "status code|http status|http status code|response code|response status|\
         http code",
        WHOLE,
        Make::With(http_status),
    ),
    rule(
        "request path",
        "path|request path|uri path|url path|route|request url|request uri|page|\
         page url|page path|resource",
        TEXT,
        Make::Pool("api_path"),
    )
    .about(&[S::Log, S::Session, S::Permission]),
    rule(
        "host name",
        "host|hostname|host name|* host|* hostname|server|server name|node|\
         node name|* host name|machine name|worker|worker name|computer name",
        TEXT,
        Make::Pool("host_name"),
    ),
    rule("network port", "port|* port|port number", WHOLE, Make::With(port)),
    rule(
        "operating system",
        "os|operating system|os name|platform|* os",
        TEXT,
        Make::Pool("operating_system"),
    ),
    rule("browser", "browser|browser name|* browser", TEXT, Make::Pool("browser")),
    rule(
        "device type",
        "device type|device|device category|device kind",
        TEXT,
        Make::Pool("device_type"),
    ),
    rule(
        "device model",
        "device model|model|model name|hardware model|device name",
        TEXT,
        Make::Pool("device_model"),
    )
    .about(&[S::Device, S::Session, S::Log]),
    rule(
        "environment",
        "environment|env|stage|deployment environment",
        TEXT,
        Make::Pool("environment"),
    ),
    rule("log level", "log level|severity|level|severity level", TEXT, Make::Pool("log_level"))
        .about(&[S::Log]),
    rule(
        "version",
        "version|* version|app version|version number|release|firmware|\
         firmware version|software version|build|engine version",
        TEXT,
        Make::Templates(&["{number:1-6}.{number:0-14}.{number:0-9}"]),
    ),
    rule(
        "application",
        "application|application name|app|app name|software|program|\
         client application|service|service name",
        TEXT,
        Make::Pool("software_name"),
    ),
    rule("application", "name", TEXT, Make::Pool("host_name")).about(&[S::Device]),
    rule(
        "image type",
        "image mime type|logo mime type|photo mime type|picture mime type|\
         avatar content type|image content type|image type|* image mime type|photo type",
        TEXT,
        Make::Words("image/jpeg|image/png|image/webp"),
    ),
    rule(
        "image file",
        "image filename|logo filename|photo filename|image file name|\
         logo file name|picture filename|avatar file name|photo file name|image file",
        TEXT,
        Make::Templates(&["{noun}-{number:1-999}.jpg", "{noun}-{number:1-999}.png"]),
    ),
    rule(
        "MIME type",
        "mime|mime type|content type|* mime type|* content type|media type|\
         file type|format type",
        TEXT,
        Make::Pool("mime_type"),
    )
    .about(&[S::Media, S::Document, S::Message, S::Log, S::Other]),
    rule(
        "MIME type",
        "mime type|content type|* mime type|* content type|media type",
        TEXT,
        Make::Pool("mime_type"),
    ),
    rule(
        "file extension",
        "extension|file extension|file ext|ext|format",
        TEXT,
        Make::Pool("file_extension"),
    )
    .about(&[S::Media, S::Document]),
    rule(
        "file name",
        "file name|* file name|filename|* filename|original name|original filename|\
         attachment|file|attachment name|document name",
        TEXT,
        Make::Templates(&["{file_stem}-{number:1-99}.{file_extension}"]),
    ),
    rule(
        "file name",
        "name|title|key",
        TEXT,
        Make::Templates(&["{file_stem}-{number:1-999}.{file_extension}"]),
    )
    .about(&[S::Media]),
    rule(
        "file path",
        "path|file path|* path|storage path|filepath|directory|folder|storage key|\
         object key|s 3 key|* directory",
        TEXT,
        Make::Templates(&["{directory_path}/{file_stem}-{number:1-99}.{file_extension}"]),
    ),
    rule(
        "size in bytes",
        "size|file size|* size bytes|size bytes|bytes|* bytes|content length|\
         byte size|filesize|size in bytes|* byte size",
        WHOLE,
        skewed(240_000.0, 1.5, 200.0, 2_000_000_000.0),
    )
    .about(&[S::Media, S::Document, S::Message, S::Log, S::Other, S::Session]),
    rule(
        "size in bytes",
        "file size|* size bytes|size bytes|bytes|* bytes|content length|byte size|\
         filesize|* byte size|memory *|disk *",
        WHOLE,
        skewed(240_000.0, 1.5, 200.0, 2_000_000_000.0),
    )
    .unless("* gb|* mb|* tb|* kb|* gib|* mib|* percent|memory type|disk count|disk number"),
    rule("pixels", "width|image width|pixel width|video width", WHOLE, Make::With(pixels))
        .about(&[S::Media, S::Film]),
    rule("pixels", "height|image height|pixel height|video height", WHOLE, Make::With(pixels))
        .about(&[S::Media, S::Film]),
    rule(
        "hash",
        "hash|* hash|checksum|* checksum|digest|* digest|md5|* md5|sha1|* sha1|\
         sha256|* sha256|fingerprint|* fingerprint|etag|* signature|signature|hex|\
         commit|commit sha|sha|* crc|crc32|content hash",
        TEXT,
        Make::With(hexadecimal),
    ),
    rule(
        "token",
        "token|* token|api key|* api key|secret|* secret|access key|auth key|\
         session key|session id|client secret|nonce|activation key|activation code|\
         verification code|otp|* activation key|private key|public key|* cookie|\
         cookie|jti|refresh|csrf|encryption key",
        TEXT,
        Make::With(hexadecimal),
    )
    .nulls(0.15),
    rule(
        "identifier elsewhere",
        "external id|* external id|uuid|* uuid|uid|* uid|correlation id|request id|\
         trace id|transaction id|provider id|stripe *|device id|tracking id|\
         gateway *|* payment id|session|remote id|client id|customer id|message id|\
         object id|resource id|entity id|subject id|reference id|guid|* guid|run id",
        TEXT,
        Make::With(identifier),
    )
    .nulls(0.1),
    rule(
        "hex colour",
        "color hex|hex color|color code|background color|* color code|* hex|\
         text color|theme color|rgb",
        TEXT,
        Make::Pool("hex_color"),
    ),
    rule(
        "marketing source",
        "utm source|* utm source|traffic source|source|referral source|lead source|\
         acquisition channel|signup source",
        TEXT,
        Make::Pool("utm_source"),
    )
    .about(&[S::Person, S::Company, S::Session, S::Log, S::Campaign]),
    rule(
        "channel",
        "channel|* channel|marketing channel|sales channel|utm medium|medium|\
         order channel|source",
        TEXT,
        Make::Pool("marketing_channel"),
    ),
    rule(
        "language code",
        "locale|* locale|locale code|language tag|culture|language code|\
         * language code|user locale",
        TEXT,
        Make::With(locale),
    ),
    rule("language code", "language|* language|language", TEXT, Make::With(language_code))
        .within(5),
    rule(
        "language",
        "language|* language|language name|native language|spoken language",
        TEXT,
        Make::With(language),
    ),
    rule(
        "character set",
        "charset|encoding|collation|character set|* charset|* encoding|* collation",
        TEXT,
        Make::Choice(&[("utf-8", 95.0), ("iso-8859-1", 5.0)]),
    ),
    rule(
        "duration in milliseconds",
        "duration ms|* ms|* milliseconds|latency|* latency|response time|\
         elapsed ms|* duration ms|execution time|elapsed|took|* millis|\
         request milliseconds",
        NUMBER,
        skewed(120.0, 1.0, 1.0, 60_000.0),
    ),
    rule(
        "attempts",
        "attempts|* attempts|retries|retry count|* retries|attempt|\
         failed login count|login attempts|failed attempts|error count|failures|\
         * failures",
        WHOLE,
        small(2.0, 0.0, 8.0),
    ),
    rule("network", "cidr|subnet|network", ANY, Make::With(subnet)),
    rule("network address", "ip|ip address|* ip|remote address|address", OTHER, Make::With(any)),
    rule(
        "key made by a program",
        "key|* key|slug key|object id|storage id|blob key",
        TEXT,
        Make::With(program_key),
    ),
    rule(
        "identifier elsewhere",
        "* id|* uid|* uuid|* guid|* ref id|* gid",
        TEXT,
        Make::With(identifier),
    )
    .nulls(0.1),
];

/// Any well-formed value of the type.
fn any(_: Field<'_, '_>) -> Option<Source> {
    Some(Source::Any(seedbed_generate::plan::AnySource::default()))
}

fn subnet(field: Field<'_, '_>) -> Option<Source> {
    match field.facts.class {
        Class::Text => Some(pattern("10\\.[1-9][0-9]?\\.[0-9]{1,2}\\.0/24")),
        Class::Other => any(field),
        _ => None,
    }
}

fn pattern(pattern: &str) -> Source {
    Source::Pattern(PatternSource { pattern: pattern.to_owned() })
}

/// bcrypt's form where it fits, else hexadecimal.
fn password(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.max_length().is_none_or(|most| most >= 60) {
        return Some(pattern("\\$2b\\$12\\$[./A-Za-z0-9]{53}"));
    }
    hexadecimal(field)
}

/// As many hexadecimal digits as the hash that is named, or the type, holds.
fn hexadecimal(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let named = |name: &str| facts.words.iter().any(|word| word == name);
    let natural = if named("md5") {
        32
    } else if named("sha1") || named("commit") || named("sha") {
        40
    } else if facts.is("salt|* salt|nonce|verification code|activation code|otp|etag") {
        16
    } else {
        64
    };
    let digits = facts.max_length().map_or(natural, |most| natural.min(most));
    Some(pattern(&format!("[0-9a-f]{{{}}}", digits.max(1))))
}

/// Small letters and digits, as programs name what they store; settings have keys that speak.
fn program_key(field: Field<'_, '_>) -> Option<Source> {
    let speaks = matches!(field.table.subject, S::Setting | S::Permission | S::Project)
        || field.facts.is("meta key|setting key|translation key|option key");
    let most = field.facts.max_length().unwrap_or(28).min(28);
    (!speaks && most >= 6 && finish::admits(field.facts, &"k7f3m2q9x1"[..10.min(most as usize)]))
        .then(|| pattern(&format!("[a-z0-9]{{{most}}}")))
}

fn identifier(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length().unwrap_or(36);
    let plain = field.facts.is("uuid|* uuid|guid|* guid");
    Some(if most >= 36 {
        Source::Uuid(seedbed_generate::plan::UuidSource::default())
    } else if plain && most >= 32 {
        // A universal identifier without its hyphens.
        pattern("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}")
    } else {
        pattern(&format!("[0-9a-f]{{{}}}", most.clamp(1, 20)))
    })
}

fn http_status(field: Field<'_, '_>) -> Option<Source> {
    let _ = field;
    Some(weighted(&[
        (200, 80.0),
        (201, 5.0),
        (204, 3.0),
        (304, 3.0),
        (400, 2.0),
        (401, 2.0),
        (404, 4.0),
        (500, 1.0),
    ]))
}

fn port(_: Field<'_, '_>) -> Option<Source> {
    Some(weighted(&[
        (443, 40.0),
        (80, 20.0),
        (8080, 10.0),
        (22, 10.0),
        (5432, 8.0),
        (3306, 6.0),
        (6379, 6.0),
    ]))
}

fn pixels(field: Field<'_, '_>) -> Option<Source> {
    let wide = [(640, 1.0), (800, 2.0), (1200, 2.0), (1280, 3.0), (1920, 5.0)];
    let high = [(480, 1.0), (600, 2.0), (720, 3.0), (800, 2.0), (1080, 5.0)];
    Some(weighted(if field.facts.is("width|* width") { &wide } else { &high }))
}

fn weighted(values: &[(i64, f64)]) -> Source {
    use seedbed_generate::plan::{ChoiceSource, Scalar};
    Source::Choice(ChoiceSource {
        values: values.iter().map(|(value, _)| Scalar::Int(*value)).collect(),
        weights: Some(values.iter().map(|(_, weight)| *weight).collect()),
    })
}

/// Languages by their codes: the locale's own first.
fn language_code(field: Field<'_, '_>) -> Option<Source> {
    let own = field.table.locale.split('_').next().unwrap_or("en");
    let others = ["en", "es", "fr", "de", "pt", "it"].into_iter().filter(|code| *code != own);
    Some(first_of(std::iter::once(own).chain(others)))
}

/// Languages as the locale calls them: its own first.
fn language(field: Field<'_, '_>) -> Option<Source> {
    let locale = field.table.locale;
    if locale.starts_with("en") {
        return Some(first_of(
            ["English", "Spanish", "French", "German", "Portuguese", "Italian"].into_iter(),
        ));
    }
    seedbed_generate::vocabulary::lookup(locale, "language_name")
        .map(|names| first_of(names.iter()))
}

/// The first most often, the others less and less.
fn first_of<'t>(texts: impl Iterator<Item = &'t str>) -> Source {
    let weights = [60.0, 14.0, 9.0, 9.0, 5.0, 3.0, 2.0];
    let pairs: Vec<(&str, f64)> = texts.zip(weights).collect();
    choice(&pairs)
}

fn locale(field: Field<'_, '_>) -> Option<Source> {
    let long = field.facts.max_length().is_none_or(|most| most >= 5);
    if !long && field.facts.max_length().is_some_and(|most| most < 2) {
        return None;
    }
    let named_code = field.facts.is("language code|* language code");
    let own = field.table.locale;
    Some(if long && !named_code && own != "en_US" {
        let tag = own.replace('_', "-");
        let others = ["en-US", "en-GB", "fr-FR", "de-DE", "es-ES"].into_iter();
        first_of(std::iter::once(tag.as_str()).chain(others.filter(|other| *other != tag)))
    } else if long && !named_code {
        choice(&[
            ("en-US", 60.0),
            ("en-GB", 10.0),
            ("es-ES", 10.0),
            ("fr-FR", 8.0),
            ("de-DE", 8.0),
            ("pt-BR", 4.0),
        ])
    } else if long {
        template(&["{language_code}"])
    } else {
        return language_code(field);
    })
}
