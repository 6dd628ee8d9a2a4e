//! What programs keep about themselves: queries, builds, containers, errors, settings, logins.

use seedbed_generate::plan::EntityKind::Person;
use seedbed_generate::plan::{PatternSource, Source};

use super::builds::{ACTIONS, PROGRAMS};
use super::{Field, Make, Rule, TEXT, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    rule(
        "regular expression",
        "regex|regexp|* regex|* regexp|regular expression|validation pattern|\
             validation rule|preg|validation regex|input mask",
        TEXT,
        Make::Words(
            "^[A-Z]{2}[0-9]+$|^\\d{5}$|^[a-z0-9-]+$|^.+@.+$|^[0-9]{3}-[0-9]{4}$|^https?://|\
             ^[^ ]+$|\\d+\\.\\d+%",
        ),
    )
    .nulls(0.5),
    rule(
        "style sheet",
        "css|custom css|* css|style sheet|styles|inline css",
        TEXT,
        Make::Words(
            "body { font-size: 16px; }|.header { background: #ffffff; }|a { color: \
             #1f6fb2; }|.invoice td { padding: 4px; }|h1 { font-weight: 600; }|.btn { \
             border-radius: 4px; }",
        ),
    )
    .nulls(0.5),
    rule(
        "class of a style",
        "css class|* css class|frontend class|html class|style class|body class|class \
             name|icon class",
        TEXT,
        Make::Words(
            "btn-primary|col-md-6|validate-number|text-muted|card|highlight|fa-star|\
             hidden-xs",
        ),
    )
    .nulls(0.5),
    rule(
        "icon",
        "icon|* icon|icon name|favicon|glyph",
        TEXT,
        Make::Words("star|bell|user|home|cart|heart|calendar|search|folder|tag|lock|chart-bar"),
    )
    .nulls(0.3),
    rule(
        "theme of a program",
        "theme|* theme|theme name|skin|ui theme|color scheme|appearance|custom theme|\
             app theme|site theme|template name|color theme",
        TEXT,
        Make::Choice(&[
            ("default", 44.0),
            ("light", 18.0),
            ("dark", 22.0),
            ("classic", 8.0),
            ("high-contrast", 8.0),
        ]),
    )
    .about(SETTINGS)
    .unless("course theme|lesson theme")
    .nulls(0.3),
    rule(
        "layout",
        "layout|* layout|page layout|view mode|default view|template|root template|* \
             root template|view type",
        TEXT,
        Make::Words("1column|2columns-left|2columns-right|full-width|grid|list|empty"),
    )
    .about(SETTINGS)
    .unless("seat layout|bed layout")
    .nulls(0.3),
    rule(
        "font",
        "font|* font|font family|font name|* font family",
        TEXT,
        Make::Words("Arial|Helvetica|Roboto|Open Sans|Times New Roman|Georgia|Lato|Noto Sans"),
    )
    .nulls(0.3),
    rule(
        "date format",
        "date format|* date format|date display format|date pattern|* date pattern",
        TEXT,
        Make::Words("Y-m-d|d/m/Y|m/d/Y|d.m.Y|D M d, Y"),
    )
    .nulls(0.1),
    rule(
        "time format",
        "time format|* time format|time display format|time pattern",
        TEXT,
        Make::Words("H:i|h:i A|g:i a|H:i:s"),
    )
    .nulls(0.1),
    rule(
        "paper",
        "page size|paper size|paper format|* paper size|sheet size|page format",
        TEXT,
        Make::Choice(&[("A4", 60.0), ("Letter", 28.0), ("Legal", 6.0), ("A5", 6.0)]),
    ),
    rule(
        "compression",
        "compression|* compression|compression type|compression method|codec",
        TEXT,
        Make::Words("gzip|zstd|none|lz4|bzip2"),
    )
    .about(PROGRAMS),
    rule(
        "encryption",
        "encryption|cipher|encryption algorithm|encryption type|encryption method|* \
             cipher",
        TEXT,
        Make::Words("AES-256-GCM|AES-256-CBC|ChaCha20-Poly1305|none"),
    ),
    rule(
        "algorithm of a hash",
        "checksum algorithm|hash algorithm|hash type|algorithm|digest algorithm|\
             hashing algorithm|* algorithm",
        TEXT,
        Make::Choice(&[("sha256", 66.0), ("sha512", 14.0), ("md5", 12.0), ("sha1", 8.0)]),
    ),
    rule(
        "version of encryption",
        "tls version|ssl version|* tls version",
        TEXT,
        Make::Choice(&[("1.2", 60.0), ("1.3", 40.0)]),
    )
    .within(12)
    .nulls(0.4),
    rule(
        "version of encryption",
        "tls version|ssl version|* tls version",
        TEXT,
        Make::Choice(&[("TLSv1.2", 60.0), ("TLSv1.3", 40.0)]),
    )
    .nulls(0.2),
    rule(
        "how long it is kept",
        "retention|retention period|retention policy|* retention",
        TEXT,
        Make::Words("7 days|14 days|30 days|90 days|1 year"),
    ),
    rule(
        "what a program printed",
        "log output|output|log|stdout|stderr|console output|* output|logs|job output|\
             messages",
        TEXT,
        Make::Words(
            "Started.\nFinished in 12 s.|Connected to database.\n240 rows processed.|\
             Nothing to do.|Downloaded 18 files.\nDone.|warning: 2 files were \
             skipped\nDone.|error: connection refused\nRetrying in 10 s.|All checks passed.",
        ),
    )
    .of("backup job task run build log cron execution migration import export sync")
    .nulls(0.3),
    rule(
        "kind of a field",
        "field format|field type|input type|frontend input|widget|widget type|control \
             type|* input type|element type|html type|display type",
        TEXT,
        Make::Words("text|select|date|checkbox|textarea|number|email|radio|boolean"),
    ),
    rule(
        "kind of a field",
        "type|kind|format|field kind",
        TEXT,
        Make::Words("text|select|date|checkbox|textarea|number|email|radio|boolean"),
    )
    .of("field input attribute widget question")
    .unless("question format"),
    rule(
        "class of a model",
        "* model|backend model|source model|frontend model|handler class|class name|\
             php class|java class",
        TEXT,
        Make::Words(
            "Catalog\\Model\\Product|Sales\\Model\\Order|Customer\\Model\\Address|\
             Core\\Model\\Store|Tax\\Model\\Rate|Checkout\\Model\\Cart",
        ),
    )
    .of("attribute eav model plugin extension module")
    .nulls(0.3),
    rule(
        "class of a row elsewhere",
        "item type|object type|entity type|target type|source type|parent type|subject \
             type|resource type|owner type|assigned type|model type|api entity|entity|\
             entity name|record type|reference type|related type|linked type|content type \
             name|auditable type|loggable type|associated type",
        TEXT,
        Make::Choice(CLASSES),
    )
    .nulls(0.1),
    rule("what was done", "type|name|event|event type|event name", TEXT, Make::Choice(ACTIONS))
        .of("audit")
        .unless("full name"),
    rule(
        "reason to stop",
        "reason|* reason|failure reason",
        TEXT,
        Make::Words(
            "Timed out|Worker lost|Cancelled by user|Dependency failed|Out of memory|\
             Superseded by a newer run|Host unreachable|Quota exceeded",
        ),
    )
    .of("job task run build error crash process backup pipeline execution migration \
             sync worker deployment import export")
    .nulls(0.7),
    rule(
        "reason to change",
        "reason|void reason|edit reason|change reason|delete reason|* reason|deletion \
             reason|retire reason|reason for change|comment reason",
        TEXT,
        Make::Words(
            "Entered by mistake|Duplicate entry|Corrected|Outdated|On request|Wrong record|\
             Replaced by another|Typing error",
        ),
    )
    .about(CHANGED)
    .unless(
        "cancellation reason|cancel reason|return reason|refund reason|denial reason|\
             rejection reason|visit reason|leave reason|reason for visit",
    )
    .nulls(0.7),
    rule(
        "what was done",
        "action|action type|action name|operation|activity|activity type|log action|\
             event action|api action|audit action|change type|event|event type",
        TEXT,
        Make::Choice(ACTIONS),
    )
    .about(&[S::History]),
    rule(
        "what was done",
        "action|action type|action name|operation|activity type|log action|event \
             action|api action|audit action|change type",
        TEXT,
        Make::Choice(ACTIONS),
    )
    .of("audit log action journal activity history trail changelog job api")
    .unless("required action"),
    rule(
        "part of a program",
        "module|module name|component|component name|interface|subsystem|area|section|\
             feature|app|application|page name",
        TEXT,
        Make::Words("users|orders|catalog|reports|settings|invoices|search|imports|login|calendar"),
    )
    .of("log audit action error permission module plugin config setting notification \
             trail history")
    .nulls(0.1),
    rule(
        "module",
        "module|* module|module name|* module name|plugin name|extension name|plugin|* \
             plugin|addon|plugin id",
        TEXT,
        Make::Words(
            "mail-chimp|payment-cards|seo-tools|csv-import|two-factor|invoices|live-chat|\
             backup|newsletter|sitemap",
        ),
    )
    .unless("course module")
    .about(PROGRAMS)
    .nulls(0.3),
    rule(
        "module",
        "module|external module name|payment module|shipping module",
        TEXT,
        Make::Words("ps_checkpayment|ps_wirepayment|stripe|paypal|cashondelivery|flatrate"),
    )
    .nulls(0.3),
    rule(
        "license of a program",
        "license|license name|spdx|spdx id|spdx license|license type|licenses|* license",
        TEXT,
        Make::Words("MIT|Apache-2.0|GPL-3.0-only|BSD-3-Clause|MPL-2.0|LGPL-2.1-only|ISC"),
    )
    .of("package repository software module plugin dependency library artifact crate")
    .nulls(0.1),
    rule(
        "what a token may do",
        "scope|scopes|oauth scope|* scope|* scopes|granted scopes|requested scopes",
        TEXT,
        Make::Words(
            "openid profile email|openid email|read write|read|user:email|repo|\
             offline_access openid profile",
        ),
    )
    .beside(
        "token|* token|client id|provider|redirect url|client secret|grant type|\
             provider account id",
    )
    .nulls(0.1),
    rule(
        "grant",
        "grant type|grant types|authorization grant type|* grant types",
        TEXT,
        Make::Words("authorization_code|refresh_token|client_credentials|password"),
    ),
    rule(
        "roles of a user",
        "roles|user roles|role names|granted roles|authorities",
        TEXT,
        Make::Choice(&[
            ("user", 60.0),
            ("user admin", 14.0),
            ("user editor", 16.0),
            ("guest", 10.0),
        ]),
    )
    .nulls(0.1),
    rule(
        "web addresses",
        "* urls|urls|callback urls|redirect urls|links",
        TEXT,
        Make::Templates(&[
            "https://www.example.com/{url_path}",
            "https://hooks.example.com/{hex:10}",
        ]),
    )
    .nulls(0.3),
    rule(
        "words that start something",
        "trigger word|trigger words|trigger|command word|shortcut|hotkey",
        TEXT,
        Make::Words("deploy|help|status|build|ticket|weather|lunch|oncall"),
    )
    .nulls(0.3),
    rule(
        "file names",
        "file names|filenames|attachments|files|attached files|file list",
        TEXT,
        Make::Templates(&["{file_stem}.{file_extension}", "{file_stem}-{number:1-99}.pdf"]),
    )
    .nulls(0.6),
    rule(
        "kind of a pattern",
        "pattern type|match type|match attribute|comparison type|operator type|match \
             operator",
        TEXT,
        Make::Words("contains|exact|regex|starts_with"),
    ),
    rule(
        "pattern of an address",
        "pattern|* pattern|match pattern",
        TEXT,
        Make::Words("/thank-you|/checkout/success|/contact|/download|/signup|/pricing"),
    )
    .beside("match attribute|pattern type|match type"),
    rule(
        "patterns to leave out",
        "excluded *|exclude *|ignored *|* exclusions|blacklist|blocklist|ignore list",
        TEXT,
        Make::Words("bot|crawler|utm_source,utm_medium|sid,token|example.org|preview|internal"),
    )
    .unless("excluded ips")
    .nulls(0.5),
    rule(
        "header of a channel",
        "header|* header|header text|topic",
        TEXT,
        Make::Words(
            "Weekly meeting on Mondays at 10|Please use threads|Questions about releases|\
             Links: wiki, board, calendar|News and announcements|Be kind and helpful",
        ),
    )
    .about(&[S::Conversation, S::Team, S::Project])
    .nulls(0.3),
    rule(
        "values to choose from",
        "possible values|choices|allowed values|enum values|option values|valid values",
        TEXT,
        Make::Words(
            "Low\nNormal\nHigh|Yes\nNo|Red\nGreen\nBlue|Small\nMedium\nLarge|\
             Internal\nExternal",
        ),
    )
    .nulls(0.4),
    rule(
        "kind of a menu",
        "menu type|menu name|menu location",
        TEXT,
        Make::Words("mainmenu|footer|usermenu|topmenu"),
    ),
    rule(
        "kind of an entry in a menu",
        "type|kind|link type",
        TEXT,
        Make::Words("component|url|alias|heading|separator"),
    )
    .of("menu navigation"),
    rule(
        "mailbox",
        "mailbox|mail folder|imap folder|folder name",
        TEXT,
        Make::Words("INBOX|Sent|Archive|INBOX.Support|Drafts"),
    )
    .of("email mail imap inbound mailbox")
    .nulls(0.1),
    rule(
        "state of a login",
        "session state|oauth state|login state|code challenge|code verifier",
        TEXT,
        Make::Pattern("[0-9a-f]{40}"),
    )
    .nulls(0.3),
    rule(
        "kind of a message",
        "message type|message kind|communication type|communication channel|contact \
             channel|notification channel|notification method",
        TEXT,
        Make::Choice(&[("Email", 56.0), ("SMS", 28.0), ("Phone", 10.0), ("Letter", 6.0)]),
    )
    .unless("type|kind")
    .about(&[S::Message, S::Other, S::Notification, S::Visit, S::Person, S::Campaign, S::Order])
    .nulls(0.1),
    rule(
        "small document",
        "* params|params|* parameters|parameters|extra params|extra data|* options|* \
             preferences|settings|* settings|metadata|attributes|* attributes|context|\
             headers|payload|extra|conf|config|configuration",
        TEXT,
        Make::Words(
            "{}|{\"source\": \"import\"}|{\"retries\": 3}|{\"color\": \"blue\", \"size\": \
             2}|{\"notify\": true}|{\"limit\": 100}",
        ),
    )
    .about(PROGRAMS)
    .unless("shipping options|payment options")
    .nulls(0.4),
    rule(
        "integration",
        "integration|* integration|integration name|integration type|calendar \
             integration|external service|third party|external system|provider name",
        TEXT,
        Make::Words(
            "google_calendar|office365_calendar|caldav_calendar|slack|zoom|stripe|\
             mailchimp|hubspot|webhooks",
        ),
    )
    .nulls(0.2),
    rule(
        "file name",
        "* file|file|* filename|* file name|artifact|artifact name|file target|file \
             source|item source|* attachment|upload name",
        TEXT,
        Make::Templates(&[
            "{file_stem}-{number:1-99}.{file_extension}",
            "{file_stem}.{file_extension}",
        ]),
    )
    .unless("image file|logo file|source file")
    .about(FILED)
    .nulls(0.3),
    rule(
        "way in",
        "interface|client type|client interface|entry point|access channel|access type|\
             access",
        TEXT,
        Make::Choice(&[("web", 56.0), ("api", 22.0), ("mobile", 14.0), ("cron", 8.0)]),
    )
    .about(PROGRAMS)
    .nulls(0.1),
    rule(
        "section of a site",
        "category|section|area|content type|kind|type",
        TEXT,
        Make::Words("news|announcements|help|home|legal|events|footer"),
    )
    .of("content contents cms block widget announcement")
    .beside("language|title|content|body"),
    rule(
        "place on a page",
        "location|position|area|region|slot|placement|zone",
        TEXT,
        Make::Words("header|footer|sidebar|home|content_top|content_bottom|staff|opac"),
    )
    .of("content contents cms block widget banner menu module announcement \
             advertisement slot")
    .nulls(0.1),
    rule(
        "state of a table's definition",
        "schema snapshot|* snapshot|table definition|definition sql|create statement",
        TEXT,
        Make::Words(
            "CREATE TABLE orders (id INT PRIMARY KEY, status VARCHAR(20))|CREATE TABLE \
             users (id INT PRIMARY KEY, email VARCHAR(255))|CREATE TABLE tags (id INT, \
             name TEXT)",
        ),
    )
    .unless("daily snapshot")
    .of("tracking schema table migration definition"),
    rule(
        "filter that shows a value",
        "transformation|* transformation|transform|display transformation",
        TEXT,
        Make::Words(
            "text_plain_link|image_jpeg_inline|text_plain_dateformat|text_plain_sql|\
             application_octetstream_download",
        ),
    )
    .of("column info field"),
    rule(
        "length of time",
        "duration|* duration|validity|lead time|lifespan|term length|ttl|interval|\
             timeout",
        TEXT,
        Make::Words("1m|3m|6m|1y|2y|30d|7d|14d"),
    )
    .within(12),
    rule(
        "length of time",
        "duration|* duration|validity|lead time|lifespan|term length|estimated time",
        TEXT,
        Make::Words("30 minutes|1 hour|2 hours|3 days|2 weeks|1 month|6 months|1 year"),
    )
    .about(PROGRAMS)
    .nulls(0.2),
    rule(
        "kind of token",
        "token type|* token type",
        TEXT,
        Make::Choice(&[("bearer", 84.0), ("refresh", 10.0), ("mac", 6.0)]),
    )
    .nulls(0.1),
    rule("signed token", "id token|jwt|jwt token|bearer token", TEXT, Make::With(signed))
        .nulls(0.2),
    rule(
        "signed token",
        "access token|refresh token|* access token|* refresh token",
        TEXT,
        Make::With(signed),
    )
    .beside("id token|token type|provider")
    .nulls(0.2),
    rule(
        "kind of login",
        "type|account type|kind",
        TEXT,
        Make::Choice(&[("oauth", 56.0), ("oidc", 28.0), ("email", 8.0), ("credentials", 8.0)]),
    )
    .beside("provider account id|id token|refresh token"),
    rule(
        "way of logging in",
        "auth|auth service|auth method|auth type|auth source|authentication type|auth \
             provider|authentication method|login type|auth mode|* auth type|client \
             authenticator type|auth backend",
        TEXT,
        Make::Choice(&[("local", 50.0), ("ldap", 24.0), ("saml", 14.0), ("oauth2", 12.0)]),
    )
    .nulls(0.2),
    rule(
        "secret for one-time codes",
        "mfa secret|totp secret|two factor secret|otp secret|2 fa secret|google \
             authenticator secret",
        TEXT,
        Make::Pattern("[A-Z2-7]{32}"),
    )
    .nulls(0.6),
    rule(
        "codes for emergencies",
        "backup codes|recovery codes|* recovery codes|* backup codes|scratch codes",
        TEXT,
        Make::Pattern("[0-9a-f]{5}-[0-9a-f]{5},[0-9a-f]{5}-[0-9a-f]{5},[0-9a-f]{5}-[0-9a-f]{5}"),
    )
    .nulls(0.7),
    rule(
        "e-mail address",
        "identifier|address|target|recipient",
        TEXT,
        Make::Part(Person, "email"),
    )
    .of("verification invitation magic otp subscriber"),
    rule(
        "sequence's prefix",
        "naming series|* number prefix|number prefix|* series|sequence prefix|* number \
             series|invoice prefix|document prefix|auto increment prefix|* prefix",
        TEXT,
        Make::Words("INV-|SO-|PO-|CN-|QUO-|REC-|2025-|DOC-"),
    )
    .about(OFFICE)
    .unless("name prefix|* name prefix|customer prefix|phone prefix")
    .nulls(0.2),
    rule(
        "pattern of a number",
        "* number pattern|number pattern|numbering pattern|number format|* number \
             format",
        TEXT,
        Make::Words("INV-{YYYY}-{0000}|{YY}{0000}|PO-{00000}|{YYYY}/{MM}/{000}"),
    )
    .nulls(0.4),
    rule(
        "reply of a mail server",
        "smtp *|smtp response|* smtp response|smtp transaction response|delivery \
             response|bounce reason|bounce message|diagnostic code",
        TEXT,
        Make::Words(
            "250 2.0.0 OK|250 2.1.5 Accepted|550 5.1.1 User unknown|452 4.2.2 Mailbox full|\
             421 4.7.0 Try again later",
        ),
    )
    .unless(
        "smtp host|smtp server|smtp user|smtp password|smtp port|smtp encryption|smtp \
             username|smtp auth",
    )
    .nulls(0.4),
    rule(
        "code of a bounced mail",
        "bounce error code|bounce code|smtp code|smtp status|bounce type",
        TEXT,
        Make::Words("5.1.1|5.2.2|4.2.2|5.7.1|4.4.1"),
    )
    .nulls(0.7),
    rule(
        "file of a program",
        "file|file loc|filename|file name|file path|processor subdir|source file|\
             script path|dag file",
        TEXT,
        Make::Words(
            "/opt/app/jobs/import.py|/opt/app/jobs/export.py|/opt/app/jobs/cleanup.py|\
             /srv/dags/sales.py|/srv/dags/stock.py",
        ),
    )
    .of("dag task error import code trace deploy")
    .nulls(0.1),
    rule(
        "bucket",
        "bucket|* bucket|bucket name|container name|blob container",
        TEXT,
        Make::Words(
            "example-uploads|example-backups|media-prod|logs-archive|static-assets|exports",
        ),
    )
    .unless("age bucket|time bucket|price bucket|size bucket|value bucket")
    .about(PROGRAMS),
    rule(
        "storage",
        "repository storage|storage|storage name|storage class|disk|storage backend|\
             storage type|storage disk",
        TEXT,
        Make::Choice(&[("default", 50.0), ("s3", 28.0), ("local", 22.0)]),
    )
    .about(PROGRAMS),
];

/// Tables of settings, and what has settings.
const SETTINGS: &[S] = &[
    S::Other,
    S::Setting,
    S::Person,
    S::Session,
    S::Account,
    S::Post,
    S::Document,
    S::Company,
    S::Course,
    S::Category,
    S::Project,
    S::Media,
    S::Status,
    S::Kind,
    S::Role,
    S::Facility,
    S::Message,
];

/// Tables of a firm's papers and of its settings.
const OFFICE: &[S] = &[
    S::Other,
    S::Setting,
    S::Account,
    S::Invoice,
    S::Order,
    S::Product,
    S::Company,
    S::Payment,
    S::Document,
    S::Transaction,
    S::Line,
];

/// Tables whose rows are changed or taken back for a reason.
const CHANGED: &[S] = &[
    S::Other,
    S::Post,
    S::Comment,
    S::Setting,
    S::Log,
    S::Diagnosis,
    S::LabTest,
    S::Measurement,
    S::Document,
    S::Media,
    S::Account,
    S::Category,
    S::Task,
    S::Session,
    S::Message,
];

/// Tables in which a column for a file holds a name, not the place of it.
const FILED: &[S] = &[
    S::Other,
    S::Log,
    S::Task,
    S::Job,
    S::Invoice,
    S::Document,
    S::Course,
    S::Message,
    S::Measurement,
    S::Ticket,
    S::Contract,
    S::Visit,
    S::History,
];

const CLASSES: &[(&str, f64)] = &[
    ("User", 24.0),
    ("Order", 18.0),
    ("Product", 16.0),
    ("Invoice", 12.0),
    ("Customer", 12.0),
    ("Ticket", 8.0),
    ("Comment", 6.0),
    ("Document", 4.0),
];

/// Three parts with points between them, the first as those that are signed with a shared key have it.
fn signed(field: Field<'_, '_>) -> Option<Source> {
    field.facts.max_length().is_none_or(|most| most >= 180).then(|| {
        Source::Pattern(PatternSource {
            pattern:
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\\.eyJ[A-Za-z0-9]{76}\\.[A-Za-z0-9_-]{43}"
                    .into(),
        })
    })
}
