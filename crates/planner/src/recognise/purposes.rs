//! Addresses on the web that serve a purpose: what the name says decides the path, and what the
//! row says of its host, its user or its file stands in it.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, rule, template};
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Addresses on the row's own host, and under its user's name where it has one.
const OF_ACTORS: &[(&str, &str)] = &[
    ("inbox url|inbox", "/users/{}/inbox"),
    ("outbox url|outbox", "/users/{}/outbox"),
    ("followers url", "/users/{}/followers"),
    ("following url", "/users/{}/following"),
    ("featured url|featured collection url|featured", "/users/{}/collections/featured"),
    ("liked url|liked", "/users/{}/liked"),
];

/// Names of columns that say what a row's user is called.
const HANDLE: &str = "username|user name|login|handle|preferred username|nickname|screen name";

pub(super) const RULES: &[Rule] = &[
    rule("address on a federated network", "inbox url|inbox|outbox url|outbox|followers url|following url|\
        featured url|featured collection url|liked url", TEXT, Make::With(of_actor)),
    rule("page of a user", "url|profile url|html url|ap id|activitypub id", TEXT, Make::With(profile)).beside("inbox url|inbox|outbox url").nulls(0.05),
    rule("page of a post", "url|permalink|html url|ap id|activity id|activitypub id", TEXT, Make::With(of_post))
        .of("status note toot post tweet activity announce boost reply")
        .beside("reblogs count|boosts count|in reply to id|ap id|spoiler text|content source|content warning").nulls(0.05),
    rule("address on a federated network", "* inbox url|* inbox", TEXT,
        Make::With(shared_inbox)),
    rule("address for machines", "nodeinfo url|node info url", TEXT, Make::With(|field| on_host(field, "/nodeinfo/2.0"))).nulls(0.05),
    rule("icon of a site", "favicon url|favicon", TEXT, Make::With(|field| on_host(field, "/favicon.ico"))).nulls(0.1),
    rule("map of a site", "sitemap url|sitemap", TEXT, Make::With(|field| on_host(field, "/sitemap.xml"))),
    rule("feed", "rss url|* feed url|feed url|rss feed url|atom url|* rss url|rss feed|atom feed|rss link", TEXT, Make::With(feed)).nulls(0.1),
    rule("where payments return to", "return url|success url|redirect success url|success redirect url|* return url|continue url|complete url", TEXT,
        Make::Templates(&["https://shop.example.com/checkout/success", "https://www.example.org/checkout/complete", "https://store.example.com/orders/thank-you"])).nulls(0.1),
    rule("where payments return to", "cancel url|cancelled url|failure url|fail url|error url|decline url|failure redirect url|cancel return url", TEXT,
        Make::Templates(&["https://shop.example.com/checkout/cancel", "https://www.example.org/checkout/cancelled", "https://store.example.com/cart"])).nulls(0.1),
    rule("hook of another program", "webhook url|* webhook url|hook url|notify url|notification url|ipn url|webhook endpoint|\
        target webhook|endpoint url|webhook target url|status callback url|postback url|event url", TEXT,
        Make::With(webhook)).nulls(0.15),
    rule("where a login returns to", "callback url|redirect url|* callback url|oauth callback url|redirect|login redirect url|acs url|\
        assertion consumer url|post logout redirect url", TEXT,
        Make::Templates(&["https://app.example.com/oauth/callback", "https://www.example.org/auth/callback", "https://{noun}.example.com/login/callback"])).nulls(0.1),
    rule("endpoint of a login", "authorize url|authorization url|auth url|authorization endpoint|authorize endpoint", TEXT,
        Make::Templates(&["https://login.example.com/oauth2/authorize", "https://id.example.org/authorize"])),
    rule("endpoint of a login", "token url|access token url|token endpoint", TEXT,
        Make::Templates(&["https://login.example.com/oauth2/token", "https://id.example.org/token"])),
    rule("endpoint of a login", "userinfo url|user info url|userinfo endpoint|user info endpoint", TEXT,
        Make::Templates(&["https://login.example.com/oauth2/userinfo", "https://id.example.org/userinfo"])),
    rule("endpoint of a login", "jwks url|jwks uri|jwk set url", TEXT,
        Make::Templates(&["https://login.example.com/.well-known/jwks.json", "https://id.example.org/.well-known/jwks.json"])),
    rule("endpoint of a login", "issuer url|issuer|discovery url|metadata url|oidc issuer", TEXT,
        Make::Templates(&["https://login.example.com", "https://id.example.org", "https://{noun}.example.com/realms/main"]))
        .beside("client id|client secret|* endpoint|certificate|jwks *|sso *|entity id"),
    rule("terms and privacy", "terms url|terms of service url|tos url|terms link", TEXT, Make::With(|field| on_host(field, "/terms"))).nulls(0.1),
    rule("terms and privacy", "privacy url|privacy policy url|privacy link", TEXT, Make::With(|field| on_host(field, "/privacy"))).nulls(0.1),
    rule("page of help", "support url|help url|support link|faq url", TEXT, Make::With(|field| on_host(field, "/support"))).nulls(0.1),
    rule("pages of documentation", "documentation url|docs url|doc url|documentation link|manual url|api docs url|wiki url|readme url", TEXT,
        Make::With(|field| named(field, &["https://docs.example.com/", "https://docs.example.org/"], "{noun}", ""))).nulls(0.2),
    rule("repository of code", "repository url|repo url|git url|source url|scm url|source code url|vcs url|github url|git repo url|git repository url|\
        code url|source repository|project url|git remote url|remote git url", TEXT, Make::With(repository))
        .unless("data source url|feed source url").of("package project repository repo crate gem library module plugin app version extension build deployment component service application pipeline workspace software integration theme dataset tool role").nulls(0.1),
    rule("repository of code", "repository url|repo url|git url|scm url|vcs url|git repo url|git repository url|clone url|ssh url|git clone url|github url", TEXT, Make::With(repository)).nulls(0.1),
    rule("list of errors", "bug tracker url|issues url|issue tracker url|bugtracker url|tracker url|bug url|issue url", TEXT,
        Make::With(|field| named(field, &["https://git.example.com/{noun}/", "https://git.example.org/{noun}/"], "{noun}", "/issues"))).nulls(0.2),
    rule("list of changes", "changelog url|release notes url|changelog link|release notes link", TEXT,
        Make::With(|field| named(field, &["https://git.example.com/{noun}/"], "{noun}", "/blob/main/CHANGELOG.md"))).nulls(0.2),
    rule("licence on the web", "license url|licence url|license link|rights url|rights uri|rights statement url", TEXT,
        Make::Words("https://creativecommons.org/licenses/by/4.0/|https://creativecommons.org/publicdomain/zero/1.0/|\
            https://creativecommons.org/licenses/by-sa/4.0/|https://creativecommons.org/licenses/by-nc/4.0/|https://opensource.org/license/mit")).nulls(0.1),
    rule("file to be fetched", "download url|tarball url|archive url|artifact url|package url|file url|dist url|asset url|zip url|download link|\
        zipball url|attachment url|* download url|export url|installer url|binary url|firmware url|presigned url|signed url|blob url|object url|* file url|upload url|remote url|\
        source file url|csv url|media url|original url|raw url|* remote url|content url", TEXT, Make::With(file)).unless("avatar remote url|header remote url").nulls(0.1),
    rule("list of a stream", "hls manifest url|hls url|* hls url|hls playlist url|master playlist url|playlist url|m 3 u 8 url|manifest url|stream manifest url|\
        hls stream url|hls manifest|streaming url|stream url|playback url", TEXT,
        Make::Templates(&["https://media.example.com/hls/{hex:12}/master.m3u8"])).of("video stream movie clip live channel media film episode recording broadcast rendition camera track lecture").nulls(0.1),
    rule("list of a stream", "dash url|dash manifest url|mpd url|dash manifest", TEXT, Make::Templates(&["https://media.example.com/dash/{hex:12}/manifest.mpd"])).nulls(0.1),
    rule("manifest of pictures", "iiif manifest url|iiif manifest|iiif url|iiif manifest uri|* iiif url", TEXT,
        Make::Templates(&["https://iiif.example.org/presentation/{hex:8}/manifest.json"])).nulls(0.1),
    rule("manifest of an app", "manifest url|manifest link", TEXT, Make::Templates(&["https://app.example.com/{hex:8}/manifest.json"])).nulls(0.1),
    rule("place of an upload of a stream", "rtmp url|ingest url|stream ingest url|publish url", TEXT, Make::Templates(&["rtmp://live.example.com/app/{hex:16}"])).nulls(0.1),
    rule("player on other pages", "embed url|iframe url|player url|embed link|embed src", TEXT, Make::Templates(&["https://video.example.com/embed/{hex:11}"])).nulls(0.1),
    rule("subtitles on the web", "captions url|subtitle url|subtitles url|caption url|vtt url|transcript url", TEXT, Make::Templates(&["https://media.example.com/captions/{hex:12}.vtt"])).nulls(0.2),
    rule("image address", "avatar remote url|header remote url|banner url|storyboard url|header url|preview url|* banner url|hero url|* preview url|background url|\
        cover photo url|screenshot url|* screenshot url|thumb url|* thumb url|qr code url|qr url|barcode url|signature url|sprite url|og image url|* photo url|* cover url|\
        image remote url|artwork url|poster image url|icon link|badge url|splash url|tile url|photo link|image link|* poster url|map image url|flag url|header image url|logo link|* logo url|* icon url",
        TEXT, Make::Templates(&["https://images.example.com/{hex:12}.jpg", "https://images.example.com/{hex:12}.png"])).nulls(0.15),
    rule("calendar on the web", "ical url|ics url|calendar url|ical link|ics link|calendar feed url|calendar link", TEXT, Make::Templates(&["https://calendar.example.com/feeds/{hex:16}.ics"])).nulls(0.2),
    rule("room for a call", "meeting url|join url|conference url|video call url|meeting link|zoom url|video link|call url|conference link|hangout link|meet url|join link|\
        video conference url|webinar url|online meeting url|video meeting url|virtual meeting url|teams url|host url", TEXT,
        Make::Templates(&["https://meet.example.com/{hex:3}-{hex:4}-{hex:3}", "https://video.example.com/j/9{digits:10}"]))
        .of("meeting event appointment activity call booking session interview lesson consultation visit class schedule calendar webinar slot course demo conference lecture encounter tutoring").nulls(0.3),
    rule("way of a parcel", "tracking url|track url|tracking link|shipment tracking url|carrier tracking url|* tracking url", TEXT, Make::With(tracking)).nulls(0.1),
    rule("log on the web", "log url|logs url|console url|log link|trace url|job url|build url|run url|pipeline url|web url|job log url", TEXT,
        Make::Templates(&["https://ci.example.com/jobs/{number:1000-99999}/log"])).of("job build run task pipeline workflow deployment execution test transcode step log").nulls(0.1),
    rule("board of figures", "dashboard url|grafana url|dashboard link|runbook url|panel url|generator url", TEXT,
        Make::Templates(&["https://monitoring.example.com/d/{hex:9}/{service_name}"])).nulls(0.1),
    rule("notice of a weakness", "advisory url|cve url|vulnerability url|security advisory url|* advisory url|nvd url", TEXT, Make::With(advisory)).nulls(0.1),
    rule("interface of a program", "api url|base url|api base url|api endpoint|api base|service url|server url|endpoint|backend url|rest url|graphql url|host url|* api url|instance url|\
        * endpoint|api host|root url|* base url|application url|app url|site url", TEXT,
        Make::Templates(&["https://api.example.com/v{number:1-3}", "https://{service_name}.example.com/api", "https://{service_name}.example.org"]))
        .of("integration provider connector service api connection application client plugin webhook endpoint gateway source destination server system backend account datasource data oauth channel agent node cluster environment instance config setting device registry repository").nulls(0.05),
    rule("link in a mail", "unsubscribe url|unsubscribe link|opt out url", TEXT, Make::Templates(&["https://mail.example.com/unsubscribe/{hex:24}"])).nulls(0.1),
    rule("link in a mail", "activation url|verification url|verify url|confirmation url|reset url|invite url|invitation url|magic link|invite link|invitation link|confirm url|signup url|password reset url|approval url|signing url|onboarding url",
        TEXT, Make::Templates(&["https://app.example.com/confirm?token={hex:32}"])).nulls(0.2),
    rule("form on the web", "survey url|form url|survey link|form link|registration url|application url|booking url|apply url|rsvp url|booking link|quiz url", TEXT, Make::Templates(&["https://forms.example.com/f/{hex:10}"])).nulls(0.2),
    rule("pay on the web", "checkout url|payment url|payment link|pay url|hosted invoice url|invoice payment url|checkout link|hosted url|billing portal url|portal url", TEXT, Make::Templates(&["https://pay.example.com/c/{hex:24}"])).nulls(0.2),
    rule("short address", "short url|short link|tiny url|shortened url", TEXT, Make::Templates(&["https://exm.example/{hex:7}"])).nulls(0.05),
    rule("place on a map", "map url|maps url|google maps url|map link|maps link|directions url", TEXT, Make::Templates(&["https://maps.example.com/?q=place-{hex:8}"])).nulls(0.2),
    rule("entry of a work of reference", "wikipedia url|wikipedia link|wikipedia|wiki link", TEXT, Make::Templates(&["https://en.wikipedia.example/wiki/{Adjective}_{noun}"])).nulls(0.3),
    rule("entry of a work of reference", "wikidata url|wikidata uri", TEXT, Make::Templates(&["https://www.wikidata.example/wiki/Q{number:1000-9999999}"])).nulls(0.3),
    rule("entry of a work of reference", "viaf url|viaf uri|gnd url|gnd uri|lcnaf uri|ulan url|ulan uri|isni url", TEXT, Make::Templates(&["https://authority.example.org/{number:10000000-99999999}"])).nulls(0.3),
    rule("publication on the web", "doi url|doi link|article doi url", TEXT, Make::Templates(&["https://doi.org/10.{number:1000-9999}/{noun}.{number:2015-2025}.{digits:5}"])).nulls(0.1),
    rule("address of a data base", "database url|connection url|connection string|dsn|db url|jdbc url|sqlalchemy uri|database uri|db uri|connection uri|sqlalchemy url", TEXT,
        Make::Templates(&["postgresql://app@db-{number:1-9}.internal:5432/{noun}", "mysql://app@db-{number:1-9}.internal:3306/{noun}"])).nulls(0.05),
    rule("address of a queue", "broker url|amqp url|redis url|queue url|rabbitmq url", TEXT,
        Make::Templates(&["redis://cache-{number:1-4}.internal:6379/{number:0-9}", "amqp://app@mq-{number:1-4}.internal:5672/{noun}"])).nulls(0.05),
    rule("way to other hosts", "proxy url|proxy|http proxy|https proxy", TEXT, Make::Templates(&["http://proxy-{number:1-4}.internal:3128"])).unless("is proxy").nulls(0.7),
    rule("socket on the web", "websocket url|ws url|wss url|socket url", TEXT, Make::Templates(&["wss://live.example.com/ws/{hex:10}"])).nulls(0.05),
    rule("page about a drug", "monograph url|label url|package insert url|leaflet url|sds url|msds url|datasheet url|spec sheet url|data sheet url|safety data sheet url|coa url|certificate url|brochure url|specification url|condition report url|* report url|* certificate url",
        TEXT, Make::Templates(&["https://files.example.com/documents/{hex:12}.pdf"])).nulls(0.3),
    rule("site of a thing", "microsite url|landing page url|landing url|campaign url|event url|product url|page url|* page url|landing page|listing url|public url|view url|canonical url|item url|article url", TEXT, Make::With(page)).nulls(0.15),
];

/// The host that a row says it is of, as the beginning of a formula.
fn host(field: Field<'_, '_>) -> Option<String> {
    let domain = field.table.columns.iter().find(|facts| {
        facts.class == Class::Text
            && !facts.linked
            && !facts.is_computed()
            && facts.name() != field.facts.name()
            && facts.is("domain|domain name|hostname|instance domain|site domain")
    })?;
    let name = ident(domain.name());
    Some(if domain.is_nullable() {
        format!("'https://' || coalesce({name}, 'social.example.com')")
    } else {
        format!("'https://' || {name}")
    })
}

/// A text of the row that is never absent.
fn told<'t, 'a>(field: Field<'t, 'a>, names: &str) -> Option<&'t ColumnFacts<'a>> {
    names.split('|').find_map(|name| {
        field.table.columns.iter().find(|facts| {
            facts.class == Class::Text
                && !facts.linked
                && !facts.is_computed()
                && !facts.is_nullable()
                && facts.name() != field.facts.name()
                && facts.words.join(" ") == name
        })
    })
}

/// The row's user, where addresses made of it repeat no more than they may.
fn handle<'t, 'a>(field: Field<'t, 'a>) -> Option<&'t ColumnFacts<'a>> {
    told(field, HANDLE).filter(|user| field.facts.key == KeyPart::No || user.key >= KeyPart::Unique)
}

fn of_actor(field: Field<'_, '_>) -> Option<Source> {
    let (_, path) = OF_ACTORS.iter().find(|(names, _)| field.facts.is(names))?;
    at_actor(field, path)
}

/// A path of the row's user on the row's host.
pub(super) fn at_actor(field: Field<'_, '_>, path: &str) -> Option<Source> {
    let Some(user) = handle(field) else {
        let path = path.replace("{}", "{noun}{number:1-9999}");
        return Some(template(&[
            &format!("https://social.example.com{path}"),
            &format!("https://{{noun}}.example.org{path}"),
        ]));
    };
    let host = host(field).unwrap_or_else(|| "'https://social.example.com'".to_owned());
    let (before, after) = path.split_once("{}")?;
    let mut formula = format!("{host} || {} || {}", literal(before), ident(user.name()));
    if !after.is_empty() {
        formula = format!("{formula} || {}", literal(after));
    }
    Some(expression(formula))
}

/// The page of the row's user; what machines know it by, where the column is one of identifiers.
fn profile(field: Field<'_, '_>) -> Option<Source> {
    at_actor(field, if is_identifier(field) { "/users/{}" } else { "/@{}" })
}

/// A post as machines or people find it.
fn of_post(field: Field<'_, '_>) -> Option<Source> {
    let path = if is_identifier(field) {
        "users/{noun}{number:1-99}/statuses/11{digits:16}"
    } else {
        "@{noun}{number:1-99}/11{digits:16}"
    };
    Some(template(&[
        &format!("https://social.example.com/{path}"),
        &format!("https://{{noun}}.example.org/{path}"),
    ]))
}

/// Whether an address is called a URI: it identifies, and need not be visited.
fn is_identifier(field: Field<'_, '_>) -> bool {
    let name = field.facts.column.spelt().to_lowercase();
    name.contains("uri") || name.ends_with("id")
}

/// A path on the row's host.
fn on_host(field: Field<'_, '_>, path: &str) -> Option<Source> {
    let free = field.facts.key == KeyPart::No;
    if let Some(host) = host(field).filter(|_| free) {
        return Some(expression(format!("{host} || {}", literal(path))));
    }
    Some(template(&[
        &format!("https://www.example.com{path}"),
        &format!("https://{{noun}}.example.org{path}"),
        &format!("https://{{adjective}}-{{noun}}.example.com{path}"),
    ]))
}

/// The inbox of a whole server, or of somebody on it.
fn shared_inbox(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.is("shared inbox url|shared inbox") {
        return on_host(field, "/inbox");
    }
    at_actor(field, "/users/{}/inbox")
}

fn feed(field: Field<'_, '_>) -> Option<Source> {
    match told(field, "slug|handle|username") {
        Some(slug) => Some(template(&[&format!(
            "https://www.example.com/{{column:{}}}/feed.xml",
            slug.name()
        )])),
        None => on_host(field, "/feed.xml"),
    }
}

fn webhook(field: Field<'_, '_>) -> Option<Source> {
    if let Some(host) = host(field) {
        return Some(expression(format!("{host} || '/webhooks'")));
    }
    Some(template(&[
        "https://api.example.com/webhooks/{hex:12}",
        "https://hooks.{noun}.example.com/events",
        "https://{adjective}-{noun}.example.org/webhooks/incoming",
    ]))
}

/// An address that ends with what the row is called.
fn named(field: Field<'_, '_>, starts: &[&str], otherwise: &str, end: &str) -> Option<Source> {
    let slug = told(field, "slug|repo name|repository name|package name|canonical name");
    let last =
        slug.map_or_else(|| otherwise.to_owned(), |slug| format!("{{column:{}}}", slug.name()));
    let addresses: Vec<String> = starts.iter().map(|start| format!("{start}{last}{end}")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    Some(template(&addresses))
}

fn repository(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.is("ssh url|git ssh url") {
        return named(field, &["git@git.example.com:{noun}/"], "{noun}", ".git");
    }
    let end =
        if field.facts.is("clone url|git url|git clone url|git remote url") { ".git" } else { "" };
    let starts = ["https://git.example.com/{noun}/", "https://git.example.org/{noun}/"];
    named(field, &starts, "{noun}", end)
}

/// A file under the name that the row gives it.
fn file(field: Field<'_, '_>) -> Option<Source> {
    let name =
        told(field, "filename|file name|original filename|original name|original file name|file");
    Some(match name {
        Some(name) => {
            template(&[&format!("https://files.example.com/{{hex:8}}/{{column:{}}}", name.name())])
        }
        None if field.facts.is("tarball url|archive url") => {
            template(&["https://files.example.com/{hex:8}/{noun}-{version}.tar.gz"])
        }
        None => template(&[
            "https://files.example.com/{hex:8}/{file_stem}-{number:1-99}.{file_extension}",
        ]),
    })
}

fn tracking(field: Field<'_, '_>) -> Option<Source> {
    let number = told(field, "tracking number|tracking code|tracking");
    Some(match number {
        Some(number) => {
            template(&[&format!("https://track.example.com/{{column:{}}}", number.name())])
        }
        None => template(&["https://track.example.com/{hex:12}"]),
    })
}

fn advisory(field: Field<'_, '_>) -> Option<Source> {
    let known = told(field, "ghsa id|cve id|advisory id|cve");
    Some(match known {
        Some(id) => template(&[&format!(
            "https://security.example.com/advisories/{{column:{}}}",
            id.name()
        )]),
        None => {
            template(&["https://security.example.com/advisories/{number:2019-2025}-{digits:4}"])
        }
    })
}

/// A page that goes by the row's slug.
fn page(field: Field<'_, '_>) -> Option<Source> {
    let slug = told(field, "slug|permalink|handle|url key")?;
    Some(template(&[&format!("https://www.example.com/{{column:{}}}", slug.name())]))
}
