//! What web sites see of their visitors: pages, queries, clicks, screens, campaigns.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, choice, pool, rule, written};

/// What stands beside the columns of a visit.
const VISIT: &str = "url|* url|url query|referrer|referer|referrer *|referer *|user agent|page \
             title|session id|visit id|visitor id|website id|utm source|landing page|page \
             url|screen";

/// Pages as a site's visitors ask for them.
const PATHS: &str = "/|/pricing|/about|/blog|/blog/getting-started|/docs/install|/contact|/cart|\
             /products/desk-lamp|/checkout|/login|/search|/features|/faq|/careers|\
             /products|/news|/help";

pub(super) const RULES: &[Rule] = &[
    rule(
        "path of a page",
        "path|url path|page path|uri path|* url path|referrer path|landing path|entry \
             path|exit path|entry page|exit page|landing page path|page|landing page",
        TEXT,
        Make::Words(PATHS),
    )
    .beside(VISIT)
    .unless("file path|* file path")
    .nulls(0.1),
    rule(
        "path of a page",
        "url path|page path|referrer path|landing path|request path|target path|\
             redirect path|source path|old path|new path",
        TEXT,
        Make::Words(PATHS),
    )
    .of("visit hit view page website pageview event click session analytics redirect \
             rewrite route")
    .nulls(0.1),
    rule(
        "query of an address",
        "url query|query string|* query string|referrer query|* url query|query params|\
             query parameters|url params|url parameters|request query",
        TEXT,
        Make::Words(
            "page=2|sort=price&order=asc|q=desk+lamp|ref=footer|category=shoes&page=3|\
             utm_source=newsletter&utm_medium=email|lang=en|tab=reviews|filter=new|id=4821|\
             q=running+shoes|view=grid&limit=24",
        ),
    )
    .nulls(0.6),
    rule(
        "fragment of an address",
        "fragment|url fragment|anchor|url anchor",
        TEXT,
        Make::Words("#top|#pricing|#reviews|#contact|#faq|#features|#comments|#details"),
    )
    .nulls(0.7),
    rule(
        "identifier of a click",
        "gclid|fbclid|msclkid|ttclid|twclid|dclid|wbraid|gbraid|yclid|li fat id|click \
             id|* clid|* click id|igshid|epik|sccid|rdt cid",
        TEXT,
        Make::Pattern("[A-Z][A-Za-z0-9_-]{27}"),
    )
    .nulls(0.85),
    rule(
        "source of traffic",
        "utm source|* utm source|traffic source|referral source",
        TEXT,
        Make::Choice(&[
            ("google", 34.0),
            ("newsletter", 18.0),
            ("facebook", 12.0),
            ("bing", 8.0),
            ("linkedin", 8.0),
            ("instagram", 8.0),
            ("partner", 6.0),
            ("youtube", 6.0),
        ]),
    )
    .nulls(0.5),
    rule(
        "medium of traffic",
        "utm medium|* utm medium|traffic medium",
        TEXT,
        Make::Choice(&[
            ("cpc", 30.0),
            ("email", 24.0),
            ("social", 18.0),
            ("organic", 12.0),
            ("referral", 8.0),
            ("display", 8.0),
        ]),
    )
    .nulls(0.5),
    rule(
        "campaign's name in an address",
        "utm campaign|* utm campaign",
        TEXT,
        Make::Words(
            "spring_sale|black_friday|welcome_series|brand_search|summer_launch|\
             retargeting|back_to_school|product_update|webinar_invite|holiday_gifts",
        ),
    )
    .nulls(0.5),
    rule(
        "content of an advertisement",
        "utm content|* utm content|ad content",
        TEXT,
        Make::Words(
            "hero-button|banner-a|banner-b|sidebar|text-link|footer-link|video-15s|\
             carousel-1|header-cta|image-large",
        ),
    )
    .nulls(0.6),
    rule(
        "words that were searched",
        "utm term|* utm term|search term|* search term|search query|search keyword|\
             search string|search text|referrer keyword|referer keyword|search phrase|\
             searched *|keyword searched",
        TEXT,
        Make::With(searched),
    )
    .nulls(0.5),
    rule(
        "words that were searched",
        "query|term|keyword|keywords|phrase|q|text",
        TEXT,
        Make::With(searched),
    )
    .of("search suggestion autocomplete"),
    rule(
        "site that sent a visitor",
        "referrer domain|referer domain|referring domain|referrer host|referer name|\
             referrer name|referring site|referrer hostname",
        TEXT,
        Make::Words(
            "google.com|bing.com|duckduckgo.com|facebook.com|t.co|linkedin.com|reddit.com|\
             news.ycombinator.com|youtube.com|www.example.org",
        ),
    )
    .nulls(0.4),
    rule(
        "host of a web site",
        "hostname|host|host name|domain|site",
        TEXT,
        Make::Words(
            "www.example.com|example.com|shop.example.com|blog.example.com|app.example.com|\
             docs.example.com",
        ),
    )
    .beside(VISIT)
    .of("visit session event website page hit view pageview analytics request click \
             visitor")
    .nulls(0.05),
    rule(
        "event type",
        "event name|event|event category|event action|event key",
        TEXT,
        Make::Pool("event_type"),
    )
    .beside(VISIT),
    rule(
        "title of a page",
        "page title|* page title|document title|browser title|window title|site title",
        TEXT,
        Make::Words(
            "Home|Pricing|About us|Contact|Blog|Getting started|Shopping cart|Checkout|\
             Search results|Your account|Frequently asked questions|Features|Product \
             overview|Careers|Privacy policy|Latest news",
        ),
    )
    .nulls(0.1),
    rule(
        "screen's size",
        "screen|screen size|screen resolution|viewport|viewport size|* viewport|\
             display resolution|config resolution|display size in pixels|window size",
        TEXT,
        Make::With(screen),
    )
    .nulls(0.1),
    rule("screen's size", "resolution|* resolution", TEXT, Make::With(screen))
        .of("visit visitor session client device browser screen display monitor camera \
             video stream")
        .nulls(0.1),
    rule(
        "browser's engine",
        "browser engine|* browser engine|rendering engine|engine",
        TEXT,
        Make::Choice(&[("Blink", 62.0), ("WebKit", 24.0), ("Gecko", 14.0)]),
    )
    .beside(
        "browser|browser name|* browser name|user agent|browser version|* browser \
             version",
    ),
    rule(
        "browser's version",
        "browser version|* browser version",
        TEXT,
        Make::Words("131.0|130.0|129.0|18.1|17.6|133.0|132.0|128.0"),
    ),
    rule(
        "system's version",
        "os version|* os version|operating system version|platform version",
        TEXT,
        Make::Words("10|11|14.7|15.1|13.6|17.5|18.1|22.04|24.04"),
    ),
    rule(
        "maker of a device",
        "device brand|device make|device vendor|device manufacturer|* device brand|\
             phone brand",
        TEXT,
        Make::Words("Apple|Samsung|Google|Xiaomi|Lenovo|Dell|HP|Motorola|Sony"),
    ),
    rule(
        "connection",
        "connection type|network type|effective connection type|connection",
        TEXT,
        Make::Choice(&[("wifi", 52.0), ("4g", 24.0), ("5g", 12.0), ("ethernet", 12.0)]),
    )
    .beside("device|browser|user agent|device type|os|ip address|ip"),
    rule(
        "languages of a browser",
        "accept language|browser language|* browser language|http accept language",
        TEXT,
        Make::With(browser_language),
    ),
    rule(
        "code of a language",
        "lang|language|* lang|* language|languages|* languages|language code",
        TEXT,
        Make::With(language),
    ),
    rule(
        "kind of report on a site",
        "report type|type|kind",
        TEXT,
        Make::Words("funnel|retention|utm|insights|journey|goals|attribution"),
    )
    .of("report segment")
    .beside("website id|site id|id site|parameters|filters"),
];

/// What visitors look for, in a shop or on a site.
fn searched(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 16);
    room.then(|| {
        written(
            "running shoes|desk lamp|opening hours|return policy|gift card|wireless mouse|\
             pricing|rain jacket|install guide|coffee maker|size chart|order status|yoga \
             mat|contact|winter boots|how to reset password",
        )
    })
}

fn screen(field: Field<'_, '_>) -> Option<Source> {
    field.facts.max_length().is_none_or(|most| most >= 9).then(|| {
        choice(&[
            ("1920x1080", 26.0),
            ("1366x768", 12.0),
            ("1536x864", 12.0),
            ("390x844", 14.0),
            ("393x873", 8.0),
            ("412x915", 8.0),
            ("2560x1440", 8.0),
            ("1440x900", 6.0),
            ("768x1024", 6.0),
        ])
    })
}

/// As browsers send it where there is room, else a code.
fn browser_language(field: Field<'_, '_>) -> Option<Source> {
    Some(match field.facts.max_length() {
        Some(..=4) => pool("language_code"),
        Some(..=20) => choice(&[
            ("en-us", 58.0),
            ("en-gb", 12.0),
            ("de-de", 10.0),
            ("fr-fr", 10.0),
            ("es-es", 10.0),
        ]),
        _ => choice(&[
            ("en-US,en;q=0.9", 62.0),
            ("en-GB,en;q=0.8", 14.0),
            ("de-DE,de;q=0.9,en;q=0.7", 12.0),
            ("fr-FR,fr;q=0.9,en;q=0.8", 12.0),
        ]),
    })
}

/// Codes where the name is short, as programs write them, or says that it is a code.
fn language(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let name = facts.name().to_lowercase();
    let coded = name.ends_with("lang") || facts.comment().contains("code") || facts.is("* code");
    let short = facts.max_length().is_some_and(|most| most <= 10);
    let several = facts.is("languages|* languages|additional language");
    if several && coded | short {
        return Some(written("de fr|es|de|fr es|it"));
    }
    (coded || short)
        .then(|| choice(&[("en", 58.0), ("de", 12.0), ("fr", 12.0), ("es", 12.0), ("it", 6.0)]))
}
