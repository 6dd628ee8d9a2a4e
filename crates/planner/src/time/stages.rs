//! The stages that things go through, as data: their names, what they follow, how long after.

use seedbed_generate::plan::Hours;

/// Seconds.
pub(crate) const MINUTE: f64 = 60.0;
pub(crate) const HOUR: f64 = 60.0 * MINUTE;
pub(crate) const DAY: f64 = 24.0 * HOUR;

/// One stage of a row's life.
pub(crate) struct Stage {
    /// What it is.
    pub(crate) meaning: &'static str,
    /// Its names, without words such as *at*, *on*, *date* and *time*.
    pub(crate) names: &'static str,
    /// The stages it follows, the nearest first.
    pub(crate) after: &'static [&'static str],
    /// The median delay after that, in seconds, and how much it varies.
    pub(crate) delay: (f64, f64),
    /// How often it has not happened, in nullable columns.
    pub(crate) nulls: f64,
    /// The states in which it has happened, where the row has a state.
    pub(crate) states: &'static [&'static str],
    /// A flag beside it that says whether it has happened.
    pub(crate) flag: &'static str,
    /// Which hours it happens in.
    pub(crate) hours: Hours,
    /// Whether it may lie in the future, and how many days.
    pub(crate) ahead: u32,
}

const fn stage(
    meaning: &'static str,
    names: &'static str,
    after: &'static [&'static str],
    delay: (f64, f64),
) -> Stage {
    Stage {
        meaning,
        names,
        after,
        delay,
        nulls: 0.1,
        states: &[],
        flag: "",
        hours: Hours::Waking,
        ahead: 0,
    }
}

impl Stage {
    const fn nulls(mut self, share: f64) -> Self {
        self.nulls = share;
        self
    }

    const fn states(mut self, states: &'static [&'static str]) -> Self {
        self.states = states;
        self
    }

    const fn flag(mut self, names: &'static str) -> Self {
        self.flag = names;
        self
    }

    const fn business(mut self) -> Self {
        self.hours = Hours::Business;
        self
    }

    const fn ahead(mut self, days: u32) -> Self {
        self.ahead = days;
        self
    }
}

const PAID: &[&str] = &[
    "paid",
    "captured",
    "settled",
    "completed",
    "complete",
    "succeeded",
    "success",
    "processing",
    "packed",
    "fulfilled",
    "shipped",
    "in_transit",
    "delivered",
    "returned",
    "refunded",
    "partially_refunded",
    "closed",
    "confirmed",
    "active",
];
const SHIPPED: &[&str] = &[
    "shipped",
    "in_transit",
    "out_for_delivery",
    "delivered",
    "completed",
    "returned",
    "closed",
    "fulfilled",
    "lost",
    "exception",
];
const DELIVERED: &[&str] = &["delivered", "completed", "returned", "closed", "fulfilled"];
const DONE: &[&str] = &[
    "done",
    "completed",
    "complete",
    "closed",
    "resolved",
    "finished",
    "succeeded",
    "success",
    "failed",
    "returned",
    "ended",
    "merged",
    "archived",
    "settled",
    "checked_out",
    "terminated",
    "graduated",
    "discharged",
    "attended",
    "delivered",
    "paid",
    "sold",
    "won",
    "lost",
    "withdrawn",
    "rejected",
    "denied",
    "declined",
    "duplicate",
    "expired",
    "deactivated",
    "fulfilled",
    "accepted",
    "cancelled",
];
/// States of what came to nothing.
pub(super) const FAILED: &[&str] = &[
    "cancelled",
    "failed",
    "rejected",
    "denied",
    "declined",
    "withdrawn",
    "expired",
    "lost",
    "duplicate",
    "no_show",
    "terminated",
    "deactivated",
];
const STARTED: &[&str] = &[
    "in_progress",
    "running",
    "active",
    "started",
    "done",
    "completed",
    "complete",
    "closed",
    "resolved",
    "finished",
    "succeeded",
    "success",
    "failed",
    "paused",
    "review",
    "in_review",
    "checked_in",
    "checked_out",
    "blocked",
];

/// All stages, the earlier in a life first.
pub(crate) const STAGES: &[Stage] = &[
    stage(
        "incident",
        "loss|incident|accident|injury|onset|symptom onset|occurrence|offense|damage",
        &[],
        (0.0, 0.0),
    ),
    stage(
        "acquisition",
        "acquired|acquisition|bought|purchased new|commissioned|installed|installation|mfg|\
         install|manufactured|manufacture|production|produced|licensed since|certified|* acquired",
        &[],
        (0.0, 0.0),
    )
    .nulls(0.05),
    stage(
        "creation",
        "created|create|creation|* created|datec|erstellt|angelegt|cree le|creado|creada|added|\
             inserted|registered|registration|\
         joined|join|signup|sign up|signed up|member since|user registered|\
         enrolled|enrollment|uploaded|record created|first seen|first visit|\
         account created|row created|activated|activation|* added|add|entered|\
         recorded|inception|since|first *|imported|generated|* registered|insert|register|\
         initial *|onboarded|introduced on",
        &["incident"],
        (8.0 * HOUR, 1.0),
    )
    .nulls(0.0),
    stage(
        "hire",
        "hire|hired|employment|date of joining|employed|hiring|employment start",
        &[],
        (0.0, 0.0),
    )
    .nulls(0.0)
    .business(),
    stage(
        "founding",
        "founded|established|founding|opened on|built|construction|incorporation",
        &[],
        (0.0, 0.0),
    ),
    stage(
        "release",
        "release|released|publication|premiere|launch|launched|introduced|\
         sell start|available from|released on",
        &["creation"],
        (6.0 * DAY, 1.0),
    ),
    stage(
        "placing",
        "order|ordered|placed|purchase|purchased|* order|sale|sold|booking|booked|\
         reservation|reserved|transaction|* transaction|rental|rented|submitted|\
         submission|requested|request|applied|application|reported|opened|open|\
         post|posted|quoted|review|reviewed on|occurred|event|logged|log|visit|\
         visited|loan|borrowed|checkout|issued|issue|invoice|invoiced|billed|\
         billing|charged|payment|transferred|measured|observed|observation|\
         captured|taken|sampled|* sampled|bid|voted|searched|clicked|viewed|chart|\
         store|recommended|queued|enqueued|attempted|sent|send|\
         delivery attempt|donated|trade|posting|entry|invited|invitation|listed|listing|loaned|\
         lent|checked out to|initiated|bound|assessed|awarded|granted|raised|filed|lodged|\
     prescribed|\
         prescription|inspection|inspected|assessment|collected|cast|vote|mailed|quote|\
         fecha|fecha emision|emision|rechnungsdatum|bestelldatum|facture|datef|* facture|commande|\
         data emissione|deposited|notified|notification|message|comment|commented|played|\
         watched|scanned|interview|signed up on|swiped|check|\
         invoice issued|fuelled|refueled|service|serviced|executed on|won|\
         hired on|admission requested|* ordered|* requested|* placed|* posted|* sent|* issued",
        &["incident", "creation"],
        (2.0 * MINUTE, 0.6),
    )
    .nulls(0.02),
    stage(
        "confirmation",
        "confirmed|approved|approval|accepted|verified|verification|* verified|\
         * confirmed|kyc|consent|* consent|authorized|reviewed|acknowledged|validated|signed|\
     * approval|\
         qualified|moderated",
        &["placing", "creation"],
        (5.0 * HOUR, 1.1),
    )
    .nulls(0.25)
    .states(&[
        "confirmed",
        "approved",
        "accepted",
        "verified",
        "authorized",
        "paid",
        "processing",
        "shipped",
        "delivered",
        "completed",
        "active",
        "captured",
    ])
    .flag(
        "verified|is verified|approved|is approved|confirmed|is confirmed|\
         email verified",
    ),
    stage(
        "answer",
        "responded|response|replied|reply|answered|answer|decided|decision|graded|scored|marked|\
         quoted on|triaged|first response|first reply|* responded|handled|picked for review|\
         resulted|evaluated",
        &["placing", "creation"],
        (9.0 * HOUR, 1.1),
    )
    .nulls(0.3)
    .business(),
    stage(
        "assignment",
        "assigned|allocated|dispatched to|picked|claimed",
        &["placing", "creation"],
        (2.0 * HOUR, 1.0),
    )
    .nulls(0.25)
    .business(),
    stage(
        "payment",
        "paid|pay|payment received|* paid|settled|settlement|cleared|captured on|\
         payment completed|value|booked on account|posted to ledger|deposit received",
        &["placing", "confirmation", "creation"],
        (4.0 * MINUTE, 1.2),
    )
    .nulls(0.15)
    .states(PAID)
    .flag("paid|is paid"),
    stage(
        "disbursement",
        "disbursed|disbursement|* disbursed|funded|funds released|drawn down|paid out",
        &["confirmation", "placing", "creation"],
        (2.0 * DAY, 0.7),
    )
    .nulls(0.15),
    stage(
        "processing",
        "ready|processed|packed|prepared|fulfilled|picked up|processing started|\
         fulfillment",
        &["payment", "confirmation", "placing", "creation"],
        (9.0 * HOUR, 0.8),
    )
    .nulls(0.2)
    .states(&[
        "processed",
        "processing",
        "packed",
        "shipped",
        "delivered",
        "completed",
        "fulfilled",
        "succeeded",
        "failed",
        "refunded",
        "captured",
        "in_transit",
        "settled",
    ])
    .flag("processed|is processed")
    .business(),
    stage(
        "dispatch",
        "shipped|ship|shipping|shipment|dispatched|dispatch|shipped on",
        &["processing", "payment", "confirmation", "placing", "creation"],
        (26.0 * HOUR, 0.6),
    )
    .nulls(0.25)
    .states(SHIPPED)
    .business(),
    stage(
        "delivery",
        "delivered|delivery|arrived|received by customer|* delivered|received|receive|receipt|\
         goods received|* received|ready for pickup",
        &["dispatch", "processing", "payment", "placing", "creation"],
        (3.0 * DAY, 0.4),
    )
    .nulls(0.35)
    .states(DELIVERED)
    .business(),
    stage(
        "publication",
        "published|publish|go live|live|approved for publication|* published",
        &["confirmation", "creation", "placing"],
        (1.5 * DAY, 1.2),
    )
    .nulls(0.2)
    .states(&["published", "active", "live", "archived"])
    .flag("published|is published"),
    stage(
        "start",
        "start|started|starts|begin|began|begins|from|valid from|* from|effective|\
         effective from|effective start|check in|checked in|departure|departed|\
         depart|departs|pickup|pick up|intime|admitted|admit|admission|login|\
         scheduled|schedule|appointment|meeting|* start|start *|starting|\
         current period start|trial start|period start|scheduled for|planned|\
         event start|play|run|executed|execution|session start|opening|\
         enrolled from|activation start|begins on|flight|shift start|started on|in|* in|* begins|\
         * starts|* started|* began|kickoff|kick off|show|screening|reserved for|booked for|* \
         departure|available|sched start|actual start|act start|* from",
        &["placing", "creation", "acquisition"],
        (5.0 * DAY, 1.0),
    )
    .nulls(0.05)
    .states(STARTED)
    .business()
    .ahead(0),
    stage(
        "handing in",
        "submitted|submission|handed in|turned in|* submitted",
        &["start", "assignment", "placing", "creation"],
        (40.0 * MINUTE, 0.8),
    )
    .nulls(0.2),
    stage(
        "sale of what was bought",
        "sold|withdrawn from use|decommissioned|scrapped|written off|obsolete|disposal",
        &["acquisition", "release", "creation"],
        (1_400.0 * DAY, 0.5),
    )
    .nulls(0.85),
    stage(
        "leaving",
        "left|resigned|resignation|exit|departed company|retired|retirement|quit|leaving",
        &["hire", "start", "creation"],
        (1_100.0 * DAY, 0.7),
    )
    .nulls(0.88),
    stage("death", "deceased|death|died|dead", &["creation"], (700.0 * DAY, 0.7)).nulls(0.97),
    stage(
        "end",
        "ended|finished|completed|complete|completion|done|closed|close|resolved|\
         resolution|return|returned|checked out|outtime|discharge|discharged|\
         logout|stop|stopped|dropoff|drop off|terminated|termination|last day|\
         concluded|solved|session end|landed|actual completion|out|* out|act end|actual end|\
         shutdown|* closed|* completed|* finished|* returned|* ended|inspected on|cleaned",
        &[
            "start",
            "disbursement",
            "delivery",
            "assignment",
            "hire",
            "placing",
            "confirmation",
            "creation",
        ],
        (6.0 * HOUR, 1.2),
    )
    .nulls(0.3)
    .states(DONE)
    .business(),
    stage(
        "planned end",
        "end|ends|to|finish|finishes|until|till|through|valid to|valid until|\
         valid through|* to|* until|effective to|effective end|check out|arrival|\
         arrives|arrive|closing|* end|end *|current period end|trial end|\
         period end|thru|sell end|event end|shift end|* ends|* ends on|maturity|matures|matured|\
     * matured|* maturity|* arrival|\
         sched end|scheduled end|* finish|premium until|banned until|* expected end",
        &["start", "disbursement", "assignment", "hire", "placing", "confirmation", "creation"],
        (2.0 * HOUR, 0.7),
    )
    .nulls(0.25)
    .business()
    .ahead(120),
    stage(
        "return",
        "refunded|refund|restocked|chargeback|reversed|recalled",
        &["delivery", "payment", "placing", "creation"],
        (9.0 * DAY, 0.6),
    )
    .nulls(0.93)
    .states(&["refunded", "returned", "partially_refunded", "chargeback", "reversed"])
    .flag("refunded|is refunded"),
    stage(
        "cancellation",
        "cancelled|cancel|cancellation|* cancelled|rejected|declined|voided|void|\
         failed|failure|aborted|revoked|withdrawn|discontinued|disabled|\
         deactivated|deactivation|unsubscribed|suspended|banned|blocked|locked|\
         churned|* discontinued|locked until|rejected on|denied|denial|bounced|dropped|\
         no show|* rejected|* failed|* revoked",
        &["placing", "creation", "start", "hire", "acquisition"],
        (1.0 * DAY, 1.4),
    )
    .nulls(0.92)
    .states(&[
        "cancelled",
        "canceled",
        "rejected",
        "declined",
        "void",
        "voided",
        "failed",
        "aborted",
        "revoked",
        "discontinued",
        "disabled",
        "inactive",
        "suspended",
        "banned",
        "expired",
        "unsubscribed",
    ])
    .flag(
        "cancelled|is cancelled|discontinued|is discontinued|disabled|is disabled|\
         revoked|is revoked",
    ),
    stage(
        "reading",
        "read|seen|opened by *|viewed by *|read on|clicked|acknowledged by *",
        &["placing", "creation", "publication"],
        (3.0 * HOUR, 1.3),
    )
    .nulls(0.3)
    .flag("read|is read|seen"),
    stage(
        "due date",
        "due|* due|due back|deadline|payment due|target|target completion|expected|\
         expected *|estimated *|promised|required|required by|eta|needed by|\
         planned completion|next *|next|remind|reminder|follow up|renewal|renews|\
         scheduled delivery|return due|planned end|review due|* deadline|fecha vencimiento|\
         vencimiento|* vencimiento|faelligkeitsdatum|faelligkeit|faellig|echeance|* echeance|\
         lim reglement|limite reglement|scadenza|data scadenza|invoice due|remind *",
        &["start", "placing", "creation"],
        (18.0 * DAY, 0.4),
    )
    .nulls(0.25)
    .business()
    .ahead(60),
    stage(
        "expiry",
        "exp|expires|expire|expiry|expiration|* expires|* expiry|* expiration|\
         best before|use by|ends on|warranty until|retention until|purge|\
         valid thru|expired",
        &["start", "publication", "placing", "creation", "release", "acquisition"],
        (300.0 * DAY, 0.5),
    )
    .nulls(0.25)
    .ahead(900),
    stage(
        "last use",
        "counted|last counted|inventoried|last login|last seen|last active|\
         last activity|last used|last visit|last access|accessed|last accessed|\
         last sign in|last logged in|last sync|synced|last run|last checked|\
         checked|last ordered|last order|last contacted|last purchase|last *|\
         current sign in|last polled|heartbeat|last payment|last message|\
         last reviewed|last password change|password changed",
        &["creation", "hire", "placing"],
        (120.0 * DAY, 1.0),
    )
    .nulls(0.12),
    stage(
        "change",
        "updated|update|modified|modification|changed|edited|last update|\
         last updated|last modified|last modification|last changed|last edited|\
         modify|revised|refreshed|* updated|* modified|record updated|row updated|\
         altered|touched|modified on|change",
        &[],
        (12.0 * DAY, 1.3),
    )
    .nulls(0.0),
    stage(
        "deletion",
        "deleted|delete|deletion|removed|removal|archived|archive|trashed|\
         discarded|purged|erased|soft deleted|disposed|retired",
        &["change", "creation", "placing"],
        (30.0 * DAY, 1.0),
    )
    .nulls(0.95)
    .states(&["deleted", "archived", "removed", "retired"])
    .flag("deleted|is deleted|archived|is archived|deleted flag|removed"),
];
