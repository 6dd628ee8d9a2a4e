//! Texts that people write to others or about their work: mails, pages, sales, notes by subject.

use seedbed_generate::plan::EntityKind::Person;
use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, pool, rule, template, written};
use crate::subject::Subject as S;
use crate::survey::Class;

/// Columns of remarks.
const NOTES: &str = "note|notes|* note|* notes|remark|remarks|* remarks|comment|comments|* comment|\
             * comments|memo|observations|narration|note *|remark *|annotation|internal \
             notes|additional info|extra info|* extra|info|additional information";

pub(super) const RULES: &[Rule] = &[
    rule(
        "e-mail address",
        "to address|from address|reply to address|cc address|bcc address|sender \
             address|recipient address|to addresses|cc addresses|bcc addresses|from email|\
             reply to|to email|cc email|bcc email|recipients|to recipients",
        TEXT,
        Make::Part(Person, "email"),
    )
    .beside(
        "subject|body|message id|email type|mailing type|raw|smtp *|to address|from \
             name|cc|body html",
    )
    .nulls(0.2),
    rule(
        "e-mail address",
        "cc|bcc|reply to|reply to email|notification email|email notification *|* \
             notification to|email response to|admin email|alert email",
        TEXT,
        Make::Part(Person, "email"),
    )
    .nulls(0.5),
    rule(
        "subject line",
        "email subject *|* email subject|message subject|mail subject|* message \
             subject|subject *|* subject",
        TEXT,
        Make::Pool("email_subject"),
    )
    .unless("school subject|* subject dn|certificate subject")
    .about(LETTERS)
    .nulls(0.1),
    rule(
        "e-mail address",
        "* reply to|email reply to|reply to email",
        TEXT,
        Make::Part(Person, "email"),
    )
    .nulls(0.5),
    rule(
        "message to a reader",
        "message|* message|message text|text",
        TEXT,
        Make::Pool("notification"),
    )
    .about(&[S::Setting, S::Document, S::Other, S::Campaign, S::Occasion])
    .unless(
        "commit message|error message|log message|gift message|raw message|text|* \
             error message|welcome message|warning message",
    )
    .nulls(0.3),
    rule(
        "kind of a mail",
        "email type|mail type|mailing type|message kind|mail kind|notification type|\
             template type|type",
        TEXT,
        Make::Words("digest|signup|password_reset|newsletter|invitation|reminder|receipt|welcome"),
    )
    .of("email mail mailing newsletter")
    .nulls(0.05),
    rule(
        "text of a message",
        "message text|* message text|body text|email body|* email body|email template \
             *|* email template|mail body|body plain|plain text|text body",
        TEXT,
        Make::Pool("message"),
    )
    .nulls(0.1),
    rule(
        "text of a message",
        "raw|source|raw message|raw email|raw source|headers|mail headers",
        TEXT,
        Make::Templates(&["From: {noun}@example.com\nTo: {noun}@example.org\nSubject: \
             {email_subject}\n\n{message}"]),
    )
    .of("email mail inbound smtp"),
    rule(
        "text in HTML",
        "html|body html|content html|* html|description html|message html|html body|\
             cooked|* cooked|html content|formatted *",
        TEXT,
        Make::With(hypertext),
    )
    .nulls(0.1),
    rule(
        "salutation of a letter",
        "greeting|* greeting|* greeting display|salutation line|letter greeting|opening",
        TEXT,
        Make::Templates(&[
            "Dear {female_first_name}",
            "Dear {male_first_name}",
            "Hello {male_first_name}",
            "Dear {last_name} family",
        ]),
    )
    .nulls(0.2),
    rule(
        "footer",
        "footer|* footer|footer text|* footer text|footnote|copyright|legal notice",
        TEXT,
        Make::Words(
            "Thank you for your business.|Questions? Write to support@example.com.|Payable \
             within 30 days.|All prices in US dollars.|You receive this mail because you \
             have an account with us.|Example Ltd., 12 Market Street, Springfield",
        ),
    )
    .nulls(0.4),
    rule(
        "words on a link",
        "link text|button text|* link text|* button text|cta|cta text|call to action|\
             button label|* button label|submit text|link label",
        TEXT,
        Make::Words(
            "Register now|Learn more|Sign up|Buy tickets|Read more|Get started|Contact us|\
             Download",
        ),
    )
    .nulls(0.2),
    rule(
        "words of thanks",
        "thank you *|thankyou *|thanks *|thank *|confirmation text|confirm text|\
             confirmation message|confirm message|confirm title|success message|* confirm",
        TEXT,
        Make::Words(
            "Thank you for registering. We look forward to seeing you.|Thank you! A \
             confirmation is on its way to your inbox.|Your registration is complete.|\
             Thanks for your support.|We have received your request.",
        ),
    )
    .about(LETTERS)
    .unless("thankyou date|thank you date")
    .nulls(0.4),
    rule(
        "what is said when it is full",
        "waitlist text|* full text|full text message|sold out text|waiting list text|\
             out of stock *|* out stock|sold out message|unavailable *",
        TEXT,
        Make::Words(
            "This event is full. You can join the waiting list.|Sorry, no places are left.|\
             Sold out, back soon.|Currently out of stock.",
        ),
    )
    .nulls(0.5),
    rule(
        "what is said of delivery",
        "available now|available later|delivery in stock|delivery out stock|delivery \
             text|availability text|delivery note text|stock text|availability message",
        TEXT,
        Make::Words(
            "In stock|Ships within 24 hours|Delivery in 2 to 3 days|Available from next \
             week|On order|Back in stock soon",
        ),
    )
    .nulls(0.3),
    rule(
        "what is said of payment",
        "pay later text|payment text|payment instructions|pay later receipt|bank \
             details text",
        TEXT,
        Make::Words(
            "Please pay at the entrance.|We send an invoice after the event.|Transfer the \
             amount within 14 days.|Payment is due on arrival.",
        ),
    )
    .nulls(0.5),
    rule(
        "introduction",
        "intro|intro text|introduction|* intro|* intro text|preamble|welcome text|\
             welcome message|welcome *|login note|description intro|purpose|header text|\
             channel header",
        TEXT,
        Make::Words(
            "Welcome! Please read the notes below first.|Here you find everything about \
             the coming weeks.|Take your time and answer every question.|A short overview \
             before we start.|Please fill in all fields marked with a star.|What you \
             should know before you begin.",
        ),
    )
    .about(LETTERS)
    .nulls(0.3),
    rule(
        "conditions",
        "terms text|invoice terms|* terms text|terms and conditions|conditions text|\
             disclaimer|legal text|privacy text|small print",
        TEXT,
        Make::Words(
            "Payable within 30 days without deduction.|Net 14 days.|Goods remain our \
             property until paid in full.|Returns within 14 days.|Late payments are \
             charged 1.5 % per month.",
        ),
    )
    .nulls(0.4),
    rule(
        "title for search engines",
        "meta title|seo title|* meta title|og title|page meta title|title tag",
        TEXT,
        Make::With(seo_title),
    )
    .nulls(0.2),
    rule(
        "description for search engines",
        "meta description|seo description|* meta description|og description|meta desc",
        TEXT,
        Make::With(seo_description),
    )
    .nulls(0.2),
    rule(
        "words for search engines",
        "meta keyword|meta keywords|seo keywords|search keywords|* keywords|keywords|* \
             keyword list|tags list|hashtags|tag list|search terms|search tags",
        TEXT,
        Make::With(seo_words),
    )
    .nulls(0.3),
    rule(
        "title of a page",
        "content heading|heading|* heading|page heading|headline|banner text|banner \
             title|slide title",
        TEXT,
        Make::Words(
            "Welcome|About us|Summer sale|New arrivals|Free shipping this week|Our \
             services|Customer favorites|Winter collection|Visit our showroom|Gift ideas|\
             Last chance|Back to school",
        ),
    )
    .about(PAGES),
    rule(
        "title of a picture",
        "title|name|caption|alt|alternate text|image title|* image alt|image alt|* alt|\
             alt text",
        TEXT,
        Make::With(picture_title),
    ),
    rule(
        "text for a picture",
        "image alt|* image alt|alt text|alternative text|image description|* alt",
        TEXT,
        Make::Pool("caption"),
    )
    .nulls(0.4),
    rule(
        "part of an address",
        "link rewrite|url key|url alias|friendly url|alias|rewrite|page identifier|\
             identifier|seo url",
        TEXT,
        Make::Templates(&["{tag}", "{adjective}-{noun}", "{tag}-{noun}"]),
    )
    .of("page menu category product article cms content post block")
    .nulls(0.05),
    rule(
        "what is free to search",
        "about us|opening hours|hours|business hours|open hours|opening times",
        TEXT,
        Make::Words(
            "Mon-Fri 9:00-18:00|Mon-Sat 10:00-20:00|Daily 8:00-22:00|Tue-Sun 11:00-19:00|\
             By appointment",
        ),
    )
    .nulls(0.2),
    // Sales.
    rule(
        "stage of a sale",
        "sales stage|deal stage|opportunity stage|pipeline stage|stage|stage name|sale \
             stage",
        TEXT,
        Make::Choice(&[
            ("Prospecting", 18.0),
            ("Qualification", 18.0),
            ("Proposal", 20.0),
            ("Negotiation", 14.0),
            ("Closed Won", 20.0),
            ("Closed Lost", 10.0),
        ]),
    )
    .of("opportunity deal lead sale pipeline"),
    rule(
        "stage of a sale",
        "sales stage|deal stage|opportunity stage",
        TEXT,
        Make::Words("Prospecting|Qualification|Proposal|Negotiation|Closed Won|Closed Lost"),
    ),
    rule(
        "where a lead came from",
        "lead source|* lead source|opportunity source|contact source|customer source|\
             origin source",
        TEXT,
        Make::Words(
            "Web Site|Referral|Trade Show|Cold Call|Partner|Email Campaign|Advertisement|\
             Existing Customer",
        ),
    )
    .nulls(0.2),
    rule(
        "next step",
        "next step|next action|next steps|follow up action",
        TEXT,
        Make::Words(
            "Send proposal|Schedule a demo|Call back next week|Send contract|Wait for \
             approval|Arrange a meeting|Clarify budget|Follow up by e-mail",
        ),
    )
    .nulls(0.3),
    rule(
        "kind of a sale",
        "opportunity type|deal type|sale type|business type",
        TEXT,
        Make::Choice(&[("New Business", 50.0), ("Existing Business", 30.0), ("Renewal", 20.0)]),
    )
    .of("opportunity deal sale lead"),
    rule(
        "kind of a customer",
        "account type|customer type|type|relationship type|partner type",
        TEXT,
        Make::Choice(&[
            ("Customer", 46.0),
            ("Prospect", 24.0),
            ("Partner", 14.0),
            ("Supplier", 10.0),
            ("Investor", 6.0),
        ]),
    )
    .beside("industry|annual revenue|sic code|ownership"),
    rule(
        "owners of a firm",
        "ownership|ownership type|company type|legal form|legal structure",
        TEXT,
        Make::Words(
            "Private|Public|Subsidiary|Partnership|Non-profit|Government|Sole \
             proprietorship",
        ),
    )
    .nulls(0.2),
    rule(
        "how warm a customer is",
        "rating|account rating|lead rating|temperature",
        TEXT,
        Make::Words("Hot|Warm|Cold"),
    )
    .beside("industry|annual revenue|lead source|account type"),
    rule(
        "symbol of a stock",
        "ticker symbol|ticker|stock symbol",
        TEXT,
        Make::Pattern("[A-Z]{3,4}"),
    )
    .nulls(0.6),
    rule(
        "code of an industry",
        "sic code|sic|naics|naics code|nace code|industry code",
        TEXT,
        Make::With(industry),
    )
    .nulls(0.2),
    rule(
        "revenue in a year",
        "annual revenue|revenue|turnover",
        TEXT,
        Make::Templates(&["{number:1-90}00000", "{number:2-40}000000"]),
    )
    .nulls(0.3),
    rule(
        "number of employees",
        "employees|number of employees|employee count|company size|no of employees|\
             headcount",
        TEXT,
        Make::Words("12|25|48|80|150|320|600|1200|2500"),
    )
    .within(12)
    .nulls(0.2),
    rule(
        "number of employees",
        "employees|number of employees|company size|team size",
        TEXT,
        Make::Words("1-10|11-50|51-200|201-500|501-1000|1001-5000"),
    )
    .nulls(0.2),
    // Persons whose part is named.
    rule(
        "person",
        "assistant|secretary|committer|poster|responsible|responsible person|requester|\
             requested by|approver|maintainer|plaintiff|defendant|counsel|* counsel|lawyer|\
             composer|lyricist|witness|* witness|callee|contact|attn|attention to|attn to|\
             next of kin|account manager|sales rep|sales person|foreman|inspector|auditor|\
             prepared by|checked by|principal investigator|investigator|librarian|\
             godparent|spouse|father|mother|guardian|executor name|trustee|beneficiary|\
             heir|signatory|opposing counsel|engineer|operator name|technician|mechanic|\
             trainer|owner display name|owner name|poster name|editor name",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .nulls(0.1),
    rule(
        "number of a contact",
        "contact num|contact number|phone home|phone work|phone mobile|phone office|\
             phone alternate|phone other|phone fax|phone *|* phone *|work phone|cell phone|\
             fax to",
        TEXT,
        Make::Part(Person, "phone"),
    )
    .unless("phone type|phone extension|phone field|phone brand|phone model|phone code")
    .nulls(0.3),
    rule(
        "owners",
        "owners",
        TEXT,
        Make::Words("airflow|data-team|analytics|platform|finance,analytics"),
    ),
    // Notes by what the table is about.
    rule(
        "note on a computer",
        NOTES,
        TEXT,
        Make::Words(
            "Battery replaced in spring.|Spare part ordered.|Label is missing.|Moved to \
             the second floor.|Reserved for new colleagues.|Keyboard was exchanged.|\
             Returned after repair.|Warranty was extended.|Serial number checked.|To be \
             disposed of next year.",
        ),
    )
    .of("asset computer device hardware accessory equipment printer phone monitor \
             software license peripheral")
    .nulls(0.6),
    rule(
        "note on a payment",
        NOTES,
        TEXT,
        Make::Words(
            "Paid in cash at the desk.|Waived by the supervisor.|Partial payment agreed.|\
             Refunded in full.|Paid online.|Reminder sent.|Corrected after a complaint.|\
             Second installment.|Receipt mailed.|Charged twice by mistake, reversed.",
        ),
    )
    .of("payment transaction debit credit fee fine charge invoice ledger billing bill \
             facture contribution donation")
    .nulls(0.6),
    rule(
        "note on goods",
        NOTES,
        TEXT,
        Make::Words(
            "New packaging since spring.|Runs small, advise a size up.|Supplier changes \
             next quarter.|Check the stock before promotions.|Only sold in sets.|\
             Photographs to be renewed.|Price agreed until the end of the year.|\
             Discontinued color still in stock.|Sample sent to the showroom.|Fragile, pack \
             twice.",
        ),
    )
    .about(&[S::Product, S::Inventory, S::Brand])
    .nulls(0.6),
    rule(
        "note on a patient",
        NOTES,
        TEXT,
        Make::Words(
            "No known complications.|Tolerated well.|Fasting since midnight.|Repeat in two \
             weeks.|Advised to rest.|Follow-up arranged.|Dose reduced after review.|Family \
             informed.|Awaiting results.|Improved since the last visit.",
        ),
    )
    .about(&[S::Visit, S::Diagnosis, S::Drug, S::LabTest])
    .nulls(0.6),
    rule(
        "note on a course",
        NOTES,
        TEXT,
        Make::Words(
            "Room changed for the second week.|Please bring a calculator.|Slides are \
             online.|Group work in pairs.|Makeup exam in June.|Guest lecture in week five.|\
             Attendance is required.|Assignments are due on Fridays.",
        ),
    )
    .about(&[S::Course, S::Enrollment])
    .nulls(0.6),
    rule(
        "note on work",
        NOTES,
        TEXT,
        Make::Words(
            "Waiting for feedback.|Moved to the next sprint.|Needs a second review.|\
             Blocked by another task.|Agreed in the weekly meeting.|Estimate was too low.|\
             Can be closed after the release.|Reproduced on two machines.|Low priority for \
             now.|Documented in the wiki.",
        ),
    )
    .about(&[S::Task, S::Ticket, S::Project, S::Job, S::History, S::Log])
    .nulls(0.6),
    rule(
        "note on a column",
        NOTES,
        TEXT,
        Make::Words(
            "Filled by the import.|Unique per customer.|In cents.|Set once, never changed.|\
             Kept for old reports.|See the data dictionary.|Foreign key without a \
             constraint.|Deprecated since version 4.",
        ),
    )
    .of("column table schema")
    .nulls(0.6),
    rule("note", NOTES, TEXT, Make::With(note)).nulls(0.6),
    // Descriptions.
    rule(
        "description of work",
        "description|content|body|details|steps|text|work log|long description",
        TEXT,
        Make::Words(
            "The page stays empty after saving.|Export stops at 1,000 rows.|Cannot log in \
             since the update.|Please add a filter by date.|The total is rounded wrongly.|\
             Images do not load on mobile.|The mail arrives twice.|Search finds nothing \
             with umlauts.|The report takes several minutes.|Printing cuts off the last \
             column.|Button has no effect in the new browser.|Needs a new laptop and an \
             account.",
        ),
    )
    .about(&[S::Ticket])
    .nulls(0.1),
    rule(
        "description of a task",
        "description|content|details|body|instructions",
        TEXT,
        Make::Words(
            "Collect the figures and send them to the team.|Write down what is still open.|\
             Ask the supplier for a new offer.|Test with last month's data first.|Update \
             the list after the meeting.|Prepare the slides for Thursday.|Check all links \
             and pictures.|Order what is missing.|Clean up after the release.|Compare with \
             the old system.",
        ),
    )
    .about(&[S::Task, S::Project, S::Job])
    .nulls(0.2),
    rule(
        "description of goods' group",
        "description|text|summary",
        TEXT,
        Make::Pool("category_blurb"),
    )
    .about(&[S::Category])
    .nulls(0.3),
    rule(
        "description of a unit",
        "description|purpose|comment|about",
        TEXT,
        Make::Words(
            "Meets every Monday morning.|Plans its own budget.|Reports to the management.|Set up \
             in the last reorganization.|Shares an office with its neighbors.|Two positions are \
             open at present.|Works across all locations.",
        ),
    )
    .about(&[S::Team, S::Department, S::Role, S::Permission])
    .nulls(0.4),
    rule(
        "description of a kind",
        "description|purpose|comment|help text|explanation",
        TEXT,
        Make::Words(
            "Used where nothing else fits.|Chosen most of the time.|Only with approval.|\
             For internal use.|Kept for older records.|Applies to new entries.|Shown first \
             in lists.|Replaced by a newer one.",
        ),
    )
    .about(&[S::Kind, S::Status, S::Tag, S::Unit, S::Setting])
    .nulls(0.4),
    rule(
        "description of an event",
        "description|summary|details|about|text",
        TEXT,
        Make::Words(
            "An evening with talks and music, doors open at seven.|Two days of workshops \
             for beginners and experts.|Bring the family, entry is free.|Speakers from \
             five countries, with lunch.|A guided walk through the old town.|Meet the team \
             and ask your questions.|Half a day of practical exercises.|Live music and \
             food from the region.",
        ),
    )
    .about(&[S::Occasion])
    .nulls(0.2),
];

/// Tables that texts to readers stand in.
const LETTERS: &[S] = &[
    S::Comment,
    S::Other,
    S::Message,
    S::Notification,
    S::Conversation,
    S::Campaign,
    S::Occasion,
    S::Document,
    S::Setting,
    S::Account,
    S::Course,
    S::Invoice,
    S::Order,
    S::Company,
    S::Facility,
    S::Project,
    S::Ticket,
    S::Log,
    S::Person,
    S::Visit,
];

/// Tables of pages.
const PAGES: &[S] = &[S::Post, S::Media, S::Document, S::Campaign, S::Category, S::Other];

/// A paragraph or two between marks.
fn hypertext(field: Field<'_, '_>) -> Option<Source> {
    field.facts.max_length().is_none_or(|most| most >= 200).then(|| {
        template(&[
            "<p>{sentence}</p>",
            "<p>{sentence} {sentence}</p>",
            "<h2>{title}</h2><p>{sentence}</p>",
            "<p><strong>{title}</strong></p><p>{sentence} {sentence}</p>",
        ])
    })
}

/// A text column beside that names the row.
fn named(field: Field<'_, '_>) -> Option<String> {
    let name = field.table.columns.iter().find(|facts| {
        facts.class == Class::Text
            && facts.is("name|title|label|page title|heading")
            && facts.name() != field.facts.name()
    })?;
    (!name.is_nullable() || field.facts.is_nullable())
        .then(|| format!("{{column:{}}}", name.name()))
}

fn seo_title(field: Field<'_, '_>) -> Option<Source> {
    let Some(name) = named(field) else { return Some(pool("headline")) };
    Some(if sells(field) {
        template(&[&name, &format!("{name} - Example Store"), &format!("Buy {name} online")])
    } else {
        template(&[&name])
    })
}

fn seo_description(field: Field<'_, '_>) -> Option<Source> {
    let Some(name) = named(field) else {
        return Some(written(
            "Find out more about our range and services.|Everything at a glance, updated \
             every week.|Read the full article with pictures and tips.|Compare, choose and \
             order online.|Answers to the most common questions.",
        ));
    };
    Some(if sells(field) {
        template(&[
            &format!("Order {name} online, delivered within three days."),
            &format!("{name} at fair prices, with free returns."),
            &format!("Discover {name} and more in our store."),
        ])
    } else {
        template(&[
            &format!("{name}: all you need to know."),
            &format!("Read more about {name}."),
            &format!("{name}, explained step by step."),
        ])
    })
}

fn sells(field: Field<'_, '_>) -> bool {
    matches!(field.table.subject, S::Product | S::Category | S::Brand)
}

fn seo_words(field: Field<'_, '_>) -> Option<Source> {
    let few = field.facts.max_length().is_some_and(|most| most < 40);
    (!few && field.facts.class == Class::Text && !matches!(field.table.subject, S::Tag))
        .then(|| template(&["{tag}, {tag}, {tag}", "{tag}, {tag}", "{tag}, {tag}, {tag}, {tag}"]))
}

/// Headings of pictures that are shown; files are named otherwise.
fn picture_title(field: Field<'_, '_>) -> Option<Source> {
    let shown = super::is_of(
        field.table,
        "banner slide slideshow slider image gallery picture photo carousel",
    );
    let kept = field.table.find(
        "size|file size|mime type|filename|file name|extension|width|height|content \
             type",
    );
    (shown && kept.is_none()).then(|| {
        written(
            "Summer sale|New arrivals|Free shipping this week|Winter collection|Gift ideas|\
             Back to school|Our bestsellers|Spring is here|Last chance|Made to last|For \
             the garden|Weekend offer",
        )
    })
}

/// Remarks that fit any table; customers and orders have their own.
fn note(field: Field<'_, '_>) -> Option<Source> {
    match field.table.subject {
        S::Order | S::Shipment | S::Booking => return None,
        // What customers ask for; of others is noted what was said.
        S::Person | S::Company | S::Address | S::Contract if buys(field) => {
            return Some(pool("note"));
        }
        S::Person | S::Company => {
            return Some(written(
                "Called back, will follow up.|Prefers e-mail.|Best reached in the morning.|Moved \
                 in spring.|Introduced by a friend.|Asked for a copy of the papers.|Documents \
                 complete.|Always on time.|Speaks two languages.|Address checked.|Wants a call \
                 before each visit.",
            ));
        }
        _ => {}
    }
    Some({
        written(
            "Checked and found correct.|To be reviewed next month.|Entered by hand.|Taken \
             over from the old system.|See the attached file.|Changed on request.|Details \
             to follow.|Confirmed by phone.|Valid until further notice.|Replaces the \
             earlier entry.|Waiting for an answer.|Corrected after review.",
        )
    })
}

/// Whether a table is of those who buy.
fn buys(field: Field<'_, '_>) -> bool {
    let told = "customer client buyer shopper account subscriber address supplier vendor company \
         contract subscription user";
    super::is_of(field.table, told)
}

/// Digits: four in the older list, six in the newer.
fn industry(field: Field<'_, '_>) -> Option<Source> {
    let long =
        field.facts.is("naics|naics code") && field.facts.max_length().is_none_or(|most| most >= 6);
    Some(written(if long {
        "541511|722511|238220|423430|524210|611110|621111|445110"
    } else {
        "7372|5812|1711|5045|6411|8211|8011|5411"
    }))
}
