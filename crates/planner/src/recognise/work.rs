//! Work: staff, shifts, projects, factories, support, software operations.

use seedbed_generate::plan::EntityKind::Person;

use super::{
    ANY, FRACTION, Make, NUMBER, Rule, TEXT, WHOLE, bell, money, rule, skewed, small, stepped,
};
use crate::subject::Subject as S;

const NAME: &str = "name|title|label|display name";

/// What records in a log are of. A choice, not a vocabulary: none of them gets a number.
const ENTITIES: &[(&str, f64)] = &[
    ("orders", 26.0),
    ("customers", 20.0),
    ("products", 18.0),
    ("users", 14.0),
    ("invoices", 12.0),
    ("payments", 10.0),
];

pub(super) const RULES: &[Rule] = &[
    rule(
        "user name",
        "created by|updated by|modified by|deleted by|changed by|edited by|\
         last modified by|last updated by|create user|update user|created user|entered by|\
         uploaded by|added by|actor|actor name|performed by|executed by|triggered by|run by|\
         requested by user|changed user|owner name|db user",
        TEXT,
        Make::Part(Person, "username"),
    )
    .nulls(0.05),
    rule(
        "person in charge",
        "* by|operator|operator name|technician|inspector|supervisor|\
         responsible|responsible person|assignee|assigned to|owner|reviewer|approver|manager|\
         contact|sales rep|salesperson|sales person|account manager|agent|agent name|lead|\
         project manager|attendant|cashier|dispatcher|examiner|interviewer|mentor|coach|trainer|\
         nurse|doctor|physician|surgeon|attending|referring physician|witness|sender|recipient|\
         requester|requested by|requestor|reporter|caller|visitor|host name of visitor|spouse|\
         guardian|next of kin|emergency contact|signatory|notary|prepared by|checked by",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.15),
    rule(
        "badge number",
        "badge|badge number|* badge|badge id|operator badge|staff number|\
         employee number|employee code|employee id|personnel number|staff id|worker number",
        TEXT,
        Make::Pattern("[1-9][0-9]{4}"),
    )
    .nulls(0.05),
    rule(
        "work centre",
        NAME,
        TEXT,
        Make::Words(
            "Cutting|Welding|Paint Shop|Assembly Line 1|\
         Assembly Line 2|Packing|CNC Milling|Turning|Injection Molding|Heat Treatment|Grinding|\
         Laser Cutting|Final Inspection|Deburring|Press Shop|Electronics Bench|Test Bay|\
         Surface Finishing|3D Printing|Kitting|Warehouse In|Warehouse Out|Rework|Tool Room",
        ),
    )
    .of("center workcenter workstation")
    .beside("hourly rate|capacity *|efficiency|setup *|oee|machine *|cost per hour"),
    rule(
        "queue",
        NAME,
        TEXT,
        Make::Words(
            "default|emails|exports|imports|billing|webhooks|\
         notifications|reports|search-index|thumbnails|high|low|critical|mailers|scheduled|\
         retries|dead-letter|analytics|cleanup|sync",
        ),
    )
    .of("queue"),
    rule(
        "job of a program",
        "name|job name|task name|class name|job class|handler|* job|\
         function name|task|job type|command",
        TEXT,
        Make::Words(
            "SendWelcomeEmail|SyncInventory|\
         GenerateInvoice|RebuildSearchIndex|ExportReport|ResizeImage|PurgeExpiredSessions|\
         ImportCustomers|ChargeSubscription|RefreshExchangeRates|SendReminder|ArchiveOrders|\
         DeliverWebhook|UpdateLeaderboard|BackupDatabase|RecalculateTotals|NotifyShipment|\
         CleanUploads",
        ),
    )
    .of("job queue worker scheduler cron task run execution")
    .beside(
        "queue|queue id|attempts|payload|run at|cron|schedule|expr|worker|worker id|\
             max attempts|priority|locked by|retries|job id",
    ),
    rule(
        "schedule of a program",
        "cron|cron expr|cron expression|expr|schedule|cron schedule|\
         expression|* cron|crontab",
        TEXT,
        Make::Words(
            "0 * * * *|*/5 * * * *|*/15 * * * *|\
         0 0 * * *|30 2 * * *|0 6 * * 1|0 9 1 * *|15 3 * * 0|0 */6 * * *|45 23 * * *",
        ),
    )
    .of("cron job schedule scheduler trigger task workflow"),
    rule(
        "cron expression",
        "cron|cron expression|cron schedule|crontab|* cron",
        TEXT,
        Make::Words(
            "0 * * * *|*/5 * * * *|*/15 * * * *|0 0 * * *|30 2 * * *|0 6 * * 1|\
             0 9 1 * *|15 3 * * 0|0 */6 * * *|45 23 * * *",
        ),
    ),
    rule(
        "worker of a program",
        "worker|worker name|worker id|locked by|claimed by|picked by|\
         consumer|process name|hostname",
        TEXT,
        Make::Pool("host_name"),
    )
    .of("job queue task worker run outbox lock"),
    rule(
        "worker of a program",
        "name",
        TEXT,
        Make::Templates(&["worker-{number:1-24}", "{host_name}:{number:1-8}"]),
    )
    .of("worker")
    .beside(
        "queue|queue id|last heartbeat|\
             heartbeat|heartbeat at|hostname|pid|last seen|host|started at",
    ),
    rule(
        "process number",
        "pid|process id|* pid|thread id|tid",
        WHOLE,
        super::flat(312.0, 32_700.0),
    ),
    rule(
        "table name",
        "table name|* table|table|entity type|entity name|model name|object type|\
         resource type|subject type|auditable type|record type|target type|entity|collection name",
        TEXT,
        Make::Choice(ENTITIES),
    )
    .about(&[
        S::Log,
        S::History,
        S::Notification,
        S::Tag,
        S::Other,
        S::Comment,
        S::Media,
        S::Permission,
    ]),
    rule(
        "schema name",
        "schema name|database name|db name|schema|database",
        TEXT,
        Make::Words("public|sales|inventory|billing|auth|reporting"),
    ),
    rule(
        "column name",
        "column name|field name|field|changed field|attribute name|property name|\
         changed columns|changed fields|columns|fields",
        TEXT,
        Make::Words(
            "status|email|name|\
         price|quantity|address|phone|updated_at|amount|description|due_date|owner_id",
        ),
    )
    .about(&[S::Log, S::History, S::Setting, S::Other, S::Kind]),
    rule(
        "change in a log",
        "operation|op|action|change type|event|verb|dml type|crud",
        TEXT,
        Make::Words("INSERT|UPDATE|DELETE"),
    )
    .about(&[S::Log, S::History])
    .within(12),
    rule(
        "topic of messages",
        "topic|topic name|stream|stream name|exchange|routing key|\
         aggregate type|channel name|subject",
        TEXT,
        Make::Words(
            "orders|payments|customers|\
         inventory|shipments|notifications|audit|users|invoices|catalog",
        ),
    )
    .of("outbox inbox event message stream queue topic kafka subscription consumer"),
    rule(
        "key of a partition",
        "partition key|message key|shard key|idempotency key|dedup key|\
         request key|event key|aggregate id|group key",
        TEXT,
        Make::Pattern("[0-9a-f]{12}"),
    ),
    rule(
        "idempotency key",
        "idempotency key|* idempotency key",
        TEXT,
        Make::Pattern("[0-9a-f]{32}"),
    )
    .nulls(0.1),
    rule(
        "transaction in a database",
        "txid|xid|transaction number|lsn|tx id",
        WHOLE,
        super::flat(7_200.0, 980_000.0),
    ),
    rule(
        "name of a feature",
        "name|key|flag|flag key|feature|feature key|flag name|feature name",
        TEXT,
        Make::Pool("feature_flag"),
    )
    .of("flag feature toggle experiment"),
    rule(
        "name of a pipeline",
        NAME,
        TEXT,
        Make::Words(
            "New Business|Renewals|Enterprise Sales|\
         Partner Channel|Onboarding|Upsell|Support Escalations|Recruiting|Inbound|Outbound",
        ),
    )
    .of("pipeline funnel workflow"),
    rule(
        "stage of a pipeline",
        NAME,
        TEXT,
        Make::Words(
            "Lead In|Qualified|Contact Made|\
         Demo Scheduled|Needs Defined|Proposal Made|Negotiation|Contract Sent|Won|Lost",
        ),
    )
    .of("stage")
    .about(&[S::Status, S::Kind, S::Other, S::Line]),
    rule(
        "name of a deal",
        NAME,
        TEXT,
        Make::Templates(&[
            "{company_noun} - {number:2-30}0 seats",
            "{company_noun} renewal",
            "{company_noun}: {software_name}",
            "Pilot at {company_noun}",
            "{company_noun} - {season} order",
            "{company_noun} framework agreement",
        ]),
    )
    .of("deal opportunity lead pipeline")
    .beside(
        "stage|stage id|amount|value|close date|\
             expected close *|probability|pipeline id|expected value|deal value|company id",
    ),
    rule(
        "why a deal was lost",
        "lost reason|loss reason|reason lost|lost *",
        TEXT,
        Make::Words(
            "Price too high|Chose a competitor|No budget|No decision|Missing features|\
             Bad timing|Project cancelled|No response|Contact left the company",
        ),
    )
    .nulls(0.6),
    rule(
        "why a claim was denied",
        "denial reason|rejection reason|reject reason|decline reason|\
         denied reason|reason denied|reason rejected",
        TEXT,
        Make::Words(
            "Incomplete documents|\
         Not covered by the policy|Submitted too late|Duplicate request|Information did not match|\
         Below the minimum|Limit exceeded|Not eligible|Signature missing",
        ),
    )
    .nulls(0.7),
    rule(
        "why someone was blocked",
        "block reason|blocked reason|ban reason|suspension reason|\
         suspend reason|lock reason|locked reason|freeze reason|hold reason|blocked *",
        TEXT,
        Make::Words(
            "Too many failed attempts|Unpaid balance|Terms of service violated|\
             Suspicious activity|Reported by other users|Reported lost|Requested by the owner|\
             Duplicate account|Under investigation",
        ),
    )
    .nulls(0.8),
    rule(
        "why something failed",
        "failure reason|fail reason|error reason|failed reason|\
         failure cause|decline message",
        TEXT,
        Make::Words(
            "Insufficient funds|Card expired|\
         Connection timed out|Wrong password|Service unavailable|Invalid address|\
         Limit exceeded|Rejected by the issuer|Unknown recipient",
        ),
    )
    .nulls(0.75),
    rule(
        "why someone left",
        "termination reason|leave reason|leaving reason|exit reason|\
         reason for leaving|resignation reason|separation reason",
        TEXT,
        Make::Words(
            "Resignation|Retirement|End of contract|Relocation|Redundancy|Health|Further studies",
        ),
    )
    .nulls(0.8),
    rule(
        "why an adjustment was made",
        "adjustment reason|correction reason|change reason|\
         scrap reason|reason code",
        TEXT,
        Make::Pool("adjustment_reason"),
    )
    .nulls(0.2),
    rule(
        "kind of leave",
        "leave type|absence type|time off type|vacation type",
        TEXT,
        Make::Pool("leave_type"),
    ),
    rule("kind of leave", "name|type|title", TEXT, Make::Pool("leave_type")).of("leave absence"),
    rule(
        "days of leave",
        "days|* days|day count|number of days|days requested|total days|\
         duration days",
        NUMBER,
        Make::Ints(&[(1, 26.0), (2, 18.0), (3, 14.0), (5, 24.0), (10, 14.0), (15, 4.0)]),
    )
    .of("leave absence vacation holiday pto"),
    rule(
        "days of leave a year",
        "annual leave|vacation days|leave balance|holiday allowance|\
         entitlement|annual entitlement|days entitled|days per year|leave days|max days|\
         allowance days|balance days|remaining days",
        NUMBER,
        bell(24.0, 5.0, 2.0, 35.0),
    ),
    rule(
        "hours of work a week",
        "weekly hours|hours per week|contract hours|working hours|\
         hours weekly|standard hours|work hours per week",
        NUMBER,
        Make::Ints(&[(40, 62.0), (38, 10.0), (35, 8.0), (20, 12.0), (30, 8.0)]),
    ),
    rule(
        "hours",
        "hours|hours worked|worked hours|logged hours|hours logged|total hours|\
         regular hours|time spent hours|* hours worked",
        NUMBER,
        stepped(7.0, 0.35, 0.5, 11.0, 0.25),
    )
    .of("timesheet time attendance shift worklog entry log"),
    rule("overtime in hours", "overtime|overtime hours|ot hours", NUMBER, small(1.4, 0.0, 12.0)),
    rule(
        "hourly rate",
        "hourly|hourly rate|rate hourly|hour rate|billing rate|bill rate|cost rate|\
         rate per hour|hourly wage|* hourly rate|day rate",
        NUMBER,
        money(46.0, 0.45, 0.5),
    ),
    rule(
        "share of a commission",
        "commission split|split|commission share|agent split|revenue share|\
         share percent|profit share",
        FRACTION,
        Make::With(split),
    ),
    rule(
        "rating of work",
        "performance rating|performance score|review score|appraisal score",
        NUMBER,
        Make::Ints(&[(3, 42.0), (4, 34.0), (5, 12.0), (2, 10.0), (1, 2.0)]),
    ),
    rule(
        "pay grade",
        "pay grade|salary grade|job grade|grade|job level|pay band|band",
        TEXT,
        Make::Words("G1|G2|G3|G4|G5|G6|G7|G8"),
    )
    .of("employee position job salary staff payroll"),
    rule(
        "name of a shift",
        "shift|shift name|shift type|name|shift code",
        TEXT,
        Make::Words("Early|Late|Night|Day|Weekend|On Call|Split"),
    )
    .of("shift roster rota"),
    rule(
        "revision of a drawing",
        "rev|revision|drawing revision|revision letter|revision code",
        TEXT,
        Make::Choice(&[("A", 42.0), ("B", 26.0), ("C", 16.0), ("D", 10.0), ("E", 6.0)]),
    )
    .within(4),
    rule(
        "reference designators",
        "reference des|reference designator|reference designators|\
         designator|designators",
        TEXT,
        Make::Pattern("[CDLQRU][1-9][0-9]{0,1}"),
    ),
    rule(
        "part number of a supplier",
        "supplier pn|supplier part number|vendor part number|\
         manufacturer part number|mpn|mfr part number|part number|* pn|* part number|pn|\
         supplier part|vendor sku",
        TEXT,
        Make::Pattern("[A-Z]{2}[0-9]{4}-[0-9]{2}"),
    ),
    rule(
        "least order",
        "moq|minimum order quantity|min order quantity|minimum order|min order|\
         order multiple|pack size|pack quantity|package quantity|lot size|case quantity|\
         units per *|per pack|* per box|* per case",
        WHOLE,
        Make::Ints(&[(1, 34.0), (10, 26.0), (50, 14.0), (100, 16.0), (25, 10.0)]),
    ),
    rule(
        "factor between units",
        "factor|conversion factor|conversion|multiplier|ratio to base|\
         conversion rate",
        NUMBER,
        Make::Ints(&[(1, 40.0), (10, 20.0), (100, 20.0), (1000, 20.0)]),
    )
    .of("uom unit measure conversion"),
    rule(
        "hours of capacity a day",
        "capacity hpd|hours per day|daily hours|capacity hours|\
         available hours",
        NUMBER,
        stepped(12.0, 0.35, 4.0, 24.0, 0.5),
    ),
    rule(
        "efficiency",
        "efficiency|* efficiency|oee|yield|yield rate|utilization factor",
        FRACTION,
        Make::With(efficiency),
    ),
    rule(
        "scrap in per cent",
        "scrap percent|scrap rate|defect rate|waste percent|* scrap percent|\
         shrinkage|loss percent",
        NUMBER,
        Make::With(small_share),
    ),
    rule(
        "scrap",
        "quantity scrap|scrap|scrapped|quantity scrapped|scrap quantity|defects|\
         defect count|rejected quantity|quantity rejected|rejects|damaged quantity",
        NUMBER,
        small(1.8, 0.0, 12.0),
    ),
    rule(
        "probability of a deal",
        "probability|win probability|likelihood|close probability",
        WHOLE,
        Make::Ints(&[(10, 20.0), (25, 20.0), (50, 25.0), (75, 20.0), (90, 15.0)]),
    ),
    rule(
        "response time in hours",
        "sla hours|response hours|resolution hours|sla|target hours",
        WHOLE,
        Make::Ints(&[(4, 25.0), (8, 30.0), (24, 30.0), (48, 15.0)]),
    ),
    rule(
        "effort",
        "story points|points|effort|complexity|estimate points",
        NUMBER,
        Make::Ints(&[(1, 16.0), (2, 22.0), (3, 24.0), (5, 22.0), (8, 12.0), (13, 4.0)]),
    )
    .about(&[S::Task, S::Ticket, S::Project]),
    rule(
        "percentage done",
        "progress|percent complete|completion|percent done|done ratio|\
         completion percent",
        WHOLE,
        Make::Ints(&[
            (0, 18.0),
            (10, 7.0),
            (25, 12.0),
            (50, 16.0),
            (75, 13.0),
            (90, 8.0),
            (100, 26.0),
        ]),
    ),
    rule(
        "mobile network",
        "carrier|operator|network operator|mnc|network",
        TEXT,
        Make::Words("Northwave|Telora|BlueCell|Vantel|Lumo Mobile|Corvia"),
    )
    .of("sim telecom call \
            subscriber msisdn cdr roaming"),
    rule(
        "subscriber's number",
        "msisdn|calling number|called number|caller|callee|caller number|\
         a number|b number|dialed number|from number|to number|calling party|called party",
        TEXT,
        Make::Pattern("1[2-9][0-9]{2}55501[0-9]{2}"),
    ),
    rule(
        "SIM card number",
        "iccid|sim number|sim card number",
        TEXT,
        Make::Pattern("8901[0-9]{15}"),
    ),
    rule("subscriber identity", "imsi", TEXT, Make::Pattern("00101[0-9]{10}")),
    rule(
        "device identity",
        "imei|imei number|* imei",
        ANY,
        Make::Part(seedbed_generate::plan::EntityKind::Identifier, "imei"),
    ),
    rule(
        "data used in megabytes",
        "data mb|mb used|used mb|data used|data volume|data usage|\
         megabytes|* mb|data allowance|included data|data allowance mb",
        NUMBER,
        skewed(640.0, 1.0, 1.0, 60_000.0),
    ),
    rule(
        "names of people",
        "participants|members|attendees|authors|speakers|guests|invitees|\
         assignees|watchers|followers list|recipients",
        TEXT,
        Make::Part(Person, "full_name"),
    ),
];

/// Half and half, or more for the one who did the work.
fn split(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    shares(field, &[0.5, 0.6, 0.7, 0.75, 0.8])
}

fn shares(field: super::Field<'_, '_>, steps: &[f64]) -> Option<seedbed_generate::plan::Source> {
    use seedbed_generate::plan::{ChoiceSource, Source};
    let unit = if super::is_fraction(field) { 1.0 } else { 100.0 };
    let values = steps.iter().map(|step| crate::finish::scalar(step * unit)).collect();
    Some(Source::Choice(ChoiceSource { values, weights: None }))
}

/// Somewhat below one.
fn efficiency(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    near(field, 0.86, 0.07)
}

/// A few per cent.
fn small_share(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    near(field, 0.03, 0.015)
}

fn near(
    field: super::Field<'_, '_>,
    mean: f64,
    deviation: f64,
) -> Option<seedbed_generate::plan::Source> {
    use seedbed_generate::plan::{Distribution, NumberSource, Source};
    let percent = field.facts.is("* percent|percent|percent *|* percent *");
    let most = field.facts.domain.max.as_ref().and_then(|most| crate::finish::number(&most.value));
    let of_one = !percent && most.is_none_or(|most| most <= 2.0);
    let unit = if of_one { 1.0 } else { 100.0 };
    let curve = Distribution::Normal { mean: mean * unit, deviation: deviation * unit };
    let number = crate::finish::bounded(field.facts, curve, Some(0.0), Some(1.2 * unit));
    let scale = field.facts.scale().unwrap_or(2).min(4);
    Some(Source::Number(NumberSource { scale: Some(scale), ..number }))
}
