//! What things are called that tables are named for: a tracker, a hook, a dashboard; and the kinds,
//! sources and states of things that no other rule knows.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, choice, rule, written};
use crate::business::Business;
use crate::subject::Subject as S;

/// The columns that name a row.
const NAME: &str = "name|title|label|display name|caption|heading|short name|long name|friendly \
             name";

/// Names by the last word of what a table is about. Where several words stand before the bar, they
/// share the names.
const NAMED: &[(&str, &str)] = &[
    ("tracker", "Bug|Feature|Support|Task|Documentation|Question"),
    (
        "hook webhook",
        "Deploy notification|New order|Payment received|Build finished|Ticket closed|\
             User created|Stock changed|Chat message",
    ),
    (
        "dashboard panel",
        "Sales overview|Server health|Web traffic|Support tickets|Revenue|Error rates|\
             Stock levels|Team workload|Customer growth|Daily orders",
    ),
    (
        "report",
        "Monthly sales|Open invoices|Active users|Stock by warehouse|Overdue tasks|\
             Customer satisfaction|Traffic sources|Costs by department|Weekly summary",
    ),
    (
        "chart graph widget",
        "Sales by month|Orders by region|New customers|Visitors per day|Revenue by \
             product|CPU usage|Open tickets|Response times",
    ),
    (
        "query view filter segment list",
        "Open orders|New this week|Overdue|My items|High priority|Without owner|\
             Recently changed|Archived|Returning customers|All active",
    ),
    (
        "search bookmark favorite favourite shortcut",
        "Open orders|Unpaid invoices|New customers|Documentation|Team wiki|Issue list|\
             Low stock|Recent changes|Weekly report",
    ),
    (
        "model",
        "ThinkBook 14|OptiLine 7000|ProDesk 400|MacroBook Air|LaserWriter 220|\
             SmartView 27|EdgeSwitch 24|PowerCell 900|TabOne 11",
    ),
    ("calendar", "Work|Family|Holidays|Team meetings|Birthdays|Vacation|On call|Release plan"),
    (
        "theme skin template style",
        "Default|Light|Dark|Classic|Modern|Minimal|Compact|Blue|High contrast",
    ),
    ("layout", "Default|Two columns|Full width|Landing page|Sidebar left|Grid"),
    ("menu navigation", "Main menu|Footer|Account menu|Top bar|Sidebar|Mobile menu"),
    (
        "block banner slide slider",
        "Welcome|Latest news|Newsletter sign-up|Summer sale|Contact|Opening hours|New \
             arrivals|Gift ideas",
    ),
    (
        "form survey questionnaire poll",
        "Contact form|Customer satisfaction|Event registration|Feedback|Job \
             application|Employee survey|Course evaluation|Newsletter sign-up",
    ),
    (
        "field",
        "First name|Company|Phone|Country|Comments|Birthday|Customer number|Due date|\
             Priority|Department",
    ),
    (
        "workflow process automation",
        "Order approval|Onboarding|Invoice check|Vacation request|Support escalation|\
             Content review|Returns|Purchase request",
    ),
    (
        "rule policy",
        "Default rule|Large orders|New customers|Weekend|Night hours|VIP customers|\
             High risk|Internal traffic",
    ),
    ("queue", "Support|Billing|Sales|Returns|Technical|Escalations|General inquiries"),
    ("container", "web|api|db|cache|worker|proxy|mailer|search|scheduler"),
    ("pool", "default_pool|reports|imports|api_calls|nightly|heavy_jobs"),
    (
        "port interface",
        "eth0|eth1|GigabitEthernet0/1|GigabitEthernet0/2|uplink|management|lan1|wan0",
    ),
    ("ldap directory", "Main directory|Branch office|Partners|Test directory|Active Directory"),
    (
        "crontask cron",
        "mailgate|session_cleanup|stock_alert|certificate_check|database_backup|\
             license_alert|log_rotation",
    ),
    (
        "channel room",
        "general|random|announcements|support|engineering|marketing|design|sales|help",
    ),
    (
        "goal",
        "Newsletter sign-up|Purchase|Contact form sent|Download|Account created|Trial \
             started|Demo requested|Video watched",
    ),
    (
        "site website",
        "Main site|Company blog|Online store|Documentation|Support portal|Landing \
             pages|Intranet|Partner portal",
    ),
    ("domain", "example.com|example.org|example.net|shop.example.com|blog.example.com"),
    ("sprint iteration", "Sprint 12|Sprint 13|Sprint 14|Sprint 15|Sprint 16|Sprint 17"),
    (
        "milestone",
        "Beta release|Design freeze|Version 1.0|Go-live|User testing|Kick-off|Final \
             review|Version 2.0",
    ),
    ("board", "Roadmap|Sprint board|Marketing|Bug triage|Hiring|Content plan|Operations"),
    ("stage phase", "Planning|Design|Development|Testing|Review|Launch|Done"),
    ("column lane", "To do|In progress|Review|Done|Backlog|Blocked"),
    (
        "folder directory collection",
        "Contracts|Invoices|Photos|Reports|Templates|Archive|Presentations|Meeting \
             notes|Personal|Shared",
    ),
    (
        "attachment file upload",
        "contract.pdf|photo-12.jpg|report-2025.xlsx|notes.txt|invoice-1042.pdf|\
             slides.pptx|backup.zip",
    ),
    (
        "plugin module extension addon component",
        "Contact Form|SEO Tools|Backup|Image Gallery|Newsletter|Live Chat|Sitemap|\
             Two-Factor Login|Payment Cards|CSV Import",
    ),
    (
        "integration connector app application client",
        "Mobile app|Web shop|Partner portal|Reporting|Accounting export|CRM sync|\
             Warehouse scanner|Internal dashboard|Chat bot",
    ),
    ("bot", "Release Bot|Reminder|Standup Bot|Build Watcher|Welcome Bot|Translator"),
    (
        "script macro snippet",
        "Nightly cleanup|Import prices|Reset counters|Send reminders|Close old tickets|\
             Assign to team",
    ),
    (
        "experiment",
        "Green checkout button|Short sign-up form|New pricing page|Free shipping \
             banner|Large product photos|Sticky header",
    ),
    (
        "metric kpi indicator",
        "Revenue|Conversion rate|Active users|Average order value|Churn rate|Response \
             time|Open tickets|Page views",
    ),
    ("dimension", "Country|Device|Channel|Product category|Customer group|Month|Campaign"),
    (
        "dataset",
        "Customers 2025|Web sessions|Sensor readings|Orders by day|Survey answers|\
             Product catalog|Weather history",
    ),
    (
        "source datasource",
        "Main database|Web analytics|CRM|Warehouse|Billing system|Data lake|Read \
             replica|Metrics store",
    ),
    ("zone area district", "North|South|East|West|Center|Harbor|Airport|Downtown"),
    ("cluster namespace environment", "production|staging|development|testing|eu-west|us-east"),
    (
        "license software program",
        "Office Suite|Photo Editor|Antivirus|CAD Studio|Database Server|Mail Client|\
             Accounting Pro|Remote Desktop|PDF Tools",
    ),
    (
        "depreciation",
        "Computers, 36 months|Furniture, 60 months|Phones, 24 months|Vehicles, 72 \
             months",
    ),
    (
        "accessory consumable",
        "USB-C cable|Wireless mouse|Headset|Toner cartridge|Keyboard|Docking station|\
             HDMI adapter",
    ),
    (
        "variable",
        "base_url|support_email|max_retries|default_currency|report_recipients|\
             timeout_seconds|feature_search|api_version",
    ),
    ("image", "thumbnail|small|medium|large|banner|hero"),
    ("link", "Home|Contact|Privacy policy|Help|Partners|Careers|Press"),
    (
        "award prize",
        "Best Newcomer|Design Award|Employee of the Year|Audience Prize|Innovation \
             Award",
    ),
    ("store shop storeview", "Main store|Online store|Outlet|English|German|French|Wholesale"),
    ("carrier", "Standard delivery|Express|Store pickup|Next day|Freight"),
    ("tax", "Standard rate|Reduced rate|Zero rate|State tax|City tax"),
    (
        "discount promotion",
        "Summer sale|Welcome discount|Black Friday|Free shipping|Volume discount|\
             Loyalty bonus",
    ),
    ("fee surcharge", "Late fee|Service fee|Lost item|Reservation|Membership|Copying|Overdue fine"),
    ("credential", "Deploy key|Backup user|Read-only access|Mail account|Monitoring"),
    ("certificate", "www.example.com|mail.example.com|*.example.org|api.example.com"),
    ("benefit", "Health insurance|Free parking|Gym membership|Phone|Public transport"),
    ("symptom", "Headache|Fever|Cough|Nausea|Fatigue|Back pain|Dizziness|Sore throat"),
    ("ward", "Cardiology|Surgery|Pediatrics|Maternity|Intensive care|Emergency"),
    ("sample specimen", "Blood|Urine|Saliva|Tissue|Swab|Serum"),
    (
        "equipment machine",
        "Forklift|Lathe|Conveyor 2|Packaging line|Compressor|Welding robot|Pallet truck",
    ),
    ("ingredient", "Flour|Butter|Sugar|Salt|Olive oil|Garlic|Onion|Eggs|Milk"),
    (
        "badge achievement",
        "First Post|Early Bird|Top Seller|Helper|Explorer|Streak of Seven|Champion",
    ),
    (
        "group",
        "Research|Marketing|Book club|Support|Volunteers|Board|Developers|Sales|\
             External partners|Friends|Project team|Alumni|Newsletter",
    ),
    ("level", "Beginner|Intermediate|Advanced|Expert"),
    (
        "quest mission",
        "The Lost Key|Into the Cave|A Friend in Need|Storm over the Pass|The Old Mill",
    ),
    ("trophy", "Gold|Silver|Bronze"),
    ("position", "Goalkeeper|Defender|Midfielder|Forward"),
    ("law statute regulation", "Data Protection Act|Building Code|Traffic Act|Tax Code|Labor Act"),
    ("grant", "Research Fund|Youth Program|Innovation Grant|Travel Grant|Culture Fund"),
    (
        "committee commission council",
        "Finance Committee|Education Board|Planning Commission|Audit Committee|Ethics \
             Board",
    ),
    ("party faction", "Green Alliance|Civic Union|Liberal Forum|Social Democrats|People's List"),
    (
        "bug defect issue",
        "Export stops at 1,000 rows|Login fails after update|Wrong total on invoice|\
             Search finds nothing|Images do not load|Mail sent twice|Page stays empty|Date \
             shown in wrong zone",
    ),
    (
        "configuration setting preference option",
        "theme|language|time_zone|page_size|currency|date_format|email_notifications|\
             session_timeout|items_per_page|maintenance_mode",
    ),
    (
        "enumeration",
        "Low|Normal|High|Development|Design|Urgent|User documentation|Technical \
             documentation",
    ),
    (
        "mailing newsletter",
        "Spring news|Year-end appeal|Welcome mail|Event invitation|Volunteer update|\
             Monthly newsletter|Thank-you letter",
    ),
    (
        "opportunity deal",
        "Website relaunch|Annual maintenance|New office equipment|Training package|\
             Software licenses|Pilot project",
    ),
    ("snapshot backup", "daily-monday|weekly-42|before-upgrade|monthly-10|nightly"),
    ("version release", "1.0|1.1|1.2|2.0|2.1|2.4.1|3.0"),
    ("country", "United States|Canada|Germany|France|Spain|Japan|Brazil"),
];

pub(super) const RULES: &[Rule] = &[
    rule("name of a thing", NAME, TEXT, Make::With(named)),
    rule(
        "kind of picture size",
        "name|label|type",
        TEXT,
        Make::Words(
            "thumbnail|small_default|medium_default|large_default|home_default|cart_default",
        ),
    )
    .of("image")
    .beside("width|height"),
    rule(
        "state of a container",
        "state|container state",
        TEXT,
        Make::Choice(&[("running", 78.0), ("exited", 14.0), ("paused", 4.0), ("restarting", 4.0)]),
    )
    .of("container pod vm"),
    rule(
        "state of a container",
        "status",
        TEXT,
        Make::Words("Up 3 hours|Up 2 days|Up 5 weeks|Exited (0) 4 hours ago|Up 12 minutes"),
    )
    .of("container"),
    rule(
        "state of an error",
        "status|state",
        TEXT,
        Make::Choice(&[
            ("closed", 46.0),
            ("new", 20.0),
            ("assigned", 20.0),
            ("pending", 8.0),
            ("rejected", 6.0),
        ]),
    )
    .of("bug defect issue ticket"),
    rule(
        "kind of an error",
        "type|kind|tracker",
        TEXT,
        Make::Choice(&[("defect", 60.0), ("feature", 28.0), ("question", 12.0)]),
    )
    .of("bug defect issue"),
    rule(
        "where a ticket came from",
        "source|origin|channel",
        TEXT,
        Make::Choice(&[("Email", 44.0), ("Web", 30.0), ("Phone", 18.0), ("API", 8.0)]),
    )
    .about(&[S::Ticket, S::Comment, S::Conversation])
    .nulls(0.1),
    rule(
        "where it came from",
        "source|origin|* source|* origin|data source|import source",
        TEXT,
        Make::With(source),
    )
    .nulls(0.3),
    rule(
        "what it is for",
        "target|* target|scope|applies to|audience",
        TEXT,
        Make::Choice(&[("all", 60.0), ("customers", 20.0), ("staff", 20.0)]),
    )
    .about(VAGUE)
    .nulls(0.3),
    rule(
        "mode",
        "mode|* mode|* behavior|* behaviour|* handling",
        TEXT,
        Make::Choice(&[("automatic", 66.0), ("manual", 34.0)]),
    )
    .about(VAGUE)
    .nulls(0.2),
    rule(
        "method",
        "method|* method",
        TEXT,
        Make::Choice(&[("automatic", 60.0), ("manual", 28.0), ("import", 12.0)]),
    )
    .unless(
        "http method|request method|payment method|shipping method|* payment method|* \
             shipping method|contact method",
    )
    .about(VAGUE)
    .nulls(0.2),
    rule("HTTP method", "request method|http method", TEXT, Make::Pool("http_method")).nulls(0.1),
    rule("level", "* level", TEXT, Make::Words("basic|intermediate|advanced"))
        .about(VAGUE)
        .unless(
            "log level|access level|risk level|priority level|severity level|education \
             level|education|tier level",
        )
        .nulls(0.2),
    rule(
        "risk",
        "risk|risk level|risk rating|* risk|threat level|impact|likelihood|urgency",
        TEXT,
        Make::Choice(&[("low", 50.0), ("medium", 32.0), ("high", 18.0)]),
    )
    .nulls(0.2),
    rule(
        "kind of a repository",
        "type|scm type|vcs type|vcs",
        TEXT,
        Make::Choice(&[("git", 86.0), ("subversion", 10.0), ("mercurial", 4.0)]),
    )
    .of("repository"),
    rule(
        "packaging unit",
        "sales unit|stock uom|* uom|stock unit|purchase unit|weight unit|* weight unit",
        TEXT,
        Make::Words("pcs|kg|box|m|l|set|pair"),
    )
    .within(255),
    rule(
        "user name",
        "user|owner|creator|share with|shared with|basic auth user|email user|db user|\
             login user|modified by|uname|* uname|submitter|uploader|poster|added by|* \
             user|admin",
        TEXT,
        Make::With(login),
    )
    .nulls(0.1),
    rule(
        "slug",
        "slug|* slug|url slug|handle|alias|permalink|short code",
        TEXT,
        Make::Templates(&["{adjective}-{noun}-{number:10-999}", "{noun}-{number:100-9999}"]),
    )
    .unless("short code|alias")
    .nulls(0.1),
    rule("message of a log", "message|msg", TEXT, Make::Pool("log_message"))
        .of("event log sentry error notification alert entry record trace exception job \
             run task"),
    rule(
        "description of a thing",
        "description|* description|summary|about|details|purpose|explanation|\
             definition|long description|short description|overview|help text",
        TEXT,
        Make::With(described),
    )
    .nulls(0.3),
];

/// Tables of which little is known.
const VAGUE: &[S] = &[
    S::Other,
    S::Setting,
    S::Log,
    S::History,
    S::Session,
    S::Task,
    S::Job,
    S::Document,
    S::Media,
    S::Message,
    S::Measurement,
    S::Project,
    S::Line,
    S::Category,
    S::Unit,
    S::Role,
    S::Status,
    S::Kind,
    S::Token,
];

/// The words at the heads of [`NAMED`].
pub(super) fn heads() -> impl Iterator<Item = &'static str> {
    NAMED.iter().flat_map(|(heads, _)| heads.split(' '))
}

fn named(field: Field<'_, '_>) -> Option<Source> {
    let head = field.table.words.last()?;
    let known = matches!(
        field.table.subject,
        S::Person
            | S::Company
            | S::Brand
            | S::Country
            | S::City
            | S::Region
            | S::Film
            | S::Book
            | S::Album
            | S::Track
            | S::Dish
            | S::Course
            | S::Language
            | S::Currency
            | S::Department
            | S::Job
            | S::Status
    );
    let users = super::is_of(field.table, "user role permission auth access security admin acl");
    let known = known || field.table.subject == S::Role && (head != "group" || users);
    let (_, names) = NAMED.iter().find(|(heads, _)| heads.split(' ').any(|own| own == head))?;
    let short = field.facts.max_length().is_some_and(|most| most < 12);
    // Boards of ships and cases of courts are not meant.
    let odd =
        field.table.business == Business::Medicine && matches!(head.as_str(), "position" | "level");
    // A shop that customers walk into is no view of one on the web.
    let placed = matches!(head.as_str(), "store" | "shop")
        && field.table.find("city|street|address|* address|latitude|opening hours|phone").is_some();
    (!known && !short && !odd && !placed && field.table.locale.starts_with("en"))
        .then(|| written(names))
}

/// By what stands in the table: imports, campaigns, or just the ways in which data come.
fn source(field: Field<'_, '_>) -> Option<Source> {
    let about = field.table.subject;
    let known = matches!(
        about,
        S::Campaign
            | S::Booking
            | S::Ticket
            | S::Shipment
            | S::Visit
            | S::Flight
            | S::Drug
            | S::Dish
    );
    let named = field
        .facts
        .is("light source|heat source|power source|energy source|water source|light|open \
             source|tax source|income source|funding source");
    let room = field.facts.max_length().is_none_or(|most| most >= 8);
    (!known && !named && room).then(|| match about {
        S::Person | S::Company | S::Payment => choice(&[
            ("Website", 40.0),
            ("Import", 20.0),
            ("Referral", 20.0),
            ("Event", 12.0),
            ("Phone", 8.0),
        ]),
        S::Order | S::Invoice => {
            choice(&[("web", 50.0), ("store", 20.0), ("phone", 10.0), ("app", 20.0)])
        }
        _ => choice(&[("import", 34.0), ("api", 28.0), ("manual", 24.0), ("sync", 14.0)]),
    })
}

/// Who did it, where a column of text says no more than that somebody did.
fn login(field: Field<'_, '_>) -> Option<Source> {
    use seedbed_generate::plan::{EntityKind, EntitySource};
    let facts = field.facts;
    let room = facts.max_length().is_none_or(|most| most >= 12);
    let person = field.table.subject == S::Person && facts.is("user|owner|admin");
    (room && !person && !facts.linked).then(|| {
        let mut entity = EntitySource::new(EntityKind::Person, "username");
        entity.name = facts.words.join("_");
        Source::Entity(entity)
    })
}

/// Short sentences that fit most things, where nothing better is known.
fn described(field: Field<'_, '_>) -> Option<Source> {
    let plain = matches!(
        field.table.subject,
        S::Other
            | S::Setting
            | S::Kind
            | S::Status
            | S::Token
            | S::Session
            | S::Media
            | S::Facility
            | S::Measurement
            | S::Log
            | S::History
            | S::Order
            | S::Line
            | S::Contract
            | S::Account
            | S::Subscription
            | S::Tier
            | S::Campaign
            | S::Message
            | S::Conversation
    );
    let long = field.facts.max_length().is_none_or(|most| most > 60);
    let settings =
        matches!(field.table.subject, S::Setting | S::Kind | S::Status | S::Token | S::Session);
    let placed = field.table.find("price|address|city|bedrooms|images").is_some();
    (plain && long && field.table.locale.starts_with("en")).then(|| {
        if !settings || placed && field.table.subject == S::Setting {
            return written(super::prose::NEUTRAL);
        }
        written(
            "Used by all teams.|Added with the last version.|See the manual for details.|\
             Replaces the former one.|For internal use only.|Created at a customer's \
             request.|Reviewed once a year.|Applies to all branches.|Temporary, until \
             further notice.|Agreed with the management.|Set up during the migration.|Only \
             for testing.|Used in the monthly report.|Kept for older records.|Visible to \
             administrators only.|Needs approval before use.",
        )
    })
}
