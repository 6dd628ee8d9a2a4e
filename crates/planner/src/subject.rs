//! What a table is about, told by its name.

use crate::tokens::matches;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Person,
    Company,
    Brand,
    Address,
    Facility,
    Continent,
    Country,
    Region,
    City,
    Currency,
    Language,
    Category,
    Tag,
    Product,
    Inventory,
    Order,
    Line,
    Invoice,
    Payment,
    Shipment,
    Review,
    Coupon,
    Post,
    Comment,
    Message,
    Conversation,
    Notification,
    Media,
    Document,
    Occasion,
    Log,
    History,
    Setting,
    Session,
    Token,
    Device,
    Measurement,
    Project,
    Task,
    Team,
    Department,
    Role,
    Permission,
    Job,
    Course,
    Enrollment,
    Film,
    Book,
    Album,
    Track,
    Artist,
    Playlist,
    Genre,
    Vehicle,
    Visit,
    Diagnosis,
    Drug,
    LabTest,
    Flight,
    Airport,
    Booking,
    Room,
    Subscription,
    Tier,
    Account,
    Transaction,
    Card,
    Status,
    Kind,
    Unit,
    Animal,
    Recipe,
    Dish,
    Restaurant,
    Menu,
    Ship,
    SportsTeam,
    Ingredient,
    Campaign,
    Contract,
    Ticket,
    Other,
}

use Subject as S;

/// Names and what they tell, the more specific first. The last word of a table's name is its
/// head noun, so that most patterns end with the word that decides.
const SUBJECTS: &[(&str, Subject)] = &[
    (
        "menu item|food item|dish|* dish|meal|* meal|beverage|drink|cocktail|pizza|side dish",
        S::Dish,
    ),
    ("* history|history|* audit|audit|* version|* revision|* archive|* snapshot", S::History),
    (
        "* log|log|* log entry|audit *|* audit trail|activity|* activity|event log|access log",
        S::Log,
    ),
    ("continent|world region|geo region|global region", S::Continent),
    ("country region", S::Country),
    ("us state|state province|country state", S::Region),
    ("* status|status|* state|state|* stage|* phase|* disposition", S::Status),
    ("payment method|* payment method|shipping method|ship method", S::Kind),
    (
        "* type|type|* kind|kind|* class|* method|* mode|* reason|reason|* level|\
         * priority|priority",
        S::Kind,
    ),
    ("* item|item line|* line|* line item|* detail|* position|* entry line", S::Line),
    (
        "* setting|setting|* config|config|* preference|preference|* option|option|\
         * parameter|parameter|* property|* attribute|* metadata|* meta|flag|* flag",
        S::Setting,
    ),
    ("session|* session|login|* login", S::Session),
    ("token|* token|api key|* api key|* key|* credential|credential|* secret", S::Token),
    ("notification|* notification|alert|* alert|reminder", S::Notification),
    ("address|* address", S::Address),
    ("country|* country|nation", S::Country),
    (
        "region|* region|state province|province|* province|territory|* territory|us state",
        S::Region,
    ),
    ("city|* city|town|location city", S::City),
    ("currency|* currency", S::Currency),
    ("language|* language|locale", S::Language),
    ("genre|* genre", S::Genre),
    (
        "category|* category|subcategory|* subcategory|section|* section|topic|\
         * topic|forum|collection|* collection",
        S::Category,
    ),
    ("tag|* tag|label|* label|keyword|* keyword|skill|* skill|interest|hashtag", S::Tag),
    ("brand|* brand|manufacturer|* manufacturer|* make|make", S::Brand),
    ("department|* department|division|* division", S::Department),
    ("role|* role|group|* group|user group", S::Role),
    ("permission|* permission|privilege|* privilege|right|* right|scope", S::Permission),
    ("job title|position|job|* job", S::Job),
    ("team|* team|club|* club|guild|clan|crew group", S::Team),
    ("unit|* unit|unit measure|measure unit", S::Unit),
    (
        "customer|* customer|client|* client|user|* user|person|* person|employee|\
         * employee|staff|* staff|member|* member|contact|* contact|author|\
         * author|student|* student|teacher|* teacher|instructor|* instructor|professor|patient|\
         * patient|doctor|* doctor|physician|* physician|nurse|actor|* actor|driver|* driver|\
         guest|* guest|visitor|* visitor|subscriber|* subscriber|participant|* participant|\
         attendee|* attendee|player|* player|passenger|* passenger|agent|* agent|manager|\
         * manager|worker|* worker|seller|* seller|buyer|* buyer|lead|* lead|candidate|\
         * candidate|applicant|* applicant|tenant user|profile|* profile|human|people|owner|\
         * owner|borrower|researcher|admin|administrator|caregiver|provider|coach|\
         * coach|tutor|friend|recipient|* recipient|adjuster|* adjuster|courier|trainer|\
         * trainer|technician|* technician|mechanic|engineer|* engineer|operator|inspector|\
         auditor|supervisor|pilot|captain|crew member|crew|landlord|realtor|broker|\
         bidder|lender|debtor|beneficiary|policyholder|policy holder|claimant|insured|witness|\
         defendant|attorney|lawyer|judge|officer|* officer|firefighter|paramedic|dentist|\
         therapist|surgeon|pharmacist|veterinarian|vet|practitioner|clinician|cleaner|\
         housekeeper|gardener|farmer|athlete|referee|volunteer|* volunteer|donor|speaker|\
         * speaker|presenter|moderator|editor|reviewer|* reviewer|writer|journalist|\
         photographer|alumnus|parent|guardian|child|dependent|relative|householder|resident|\
         * resident|citizen|voter|representative|* representative|sales rep|salesperson|\
         sales person|consultant|freelancer|intern|trainee|mentor|learner|pupil|faculty|\
         lecturer|librarian|patron|rider|cyclist|runner|swimmer|rep|chef|waiter|\
         cashier|barber|stylist|jockey|skier|climber|creator|streamer|influencer|\
         follower|signer|signatory|holder|* holder|account holder|occupant|\
         emergency contact|next of kin|prospect|assignee|associate|* associate|organizer|director|producer",
        S::Person,
    ),
    ("restaurant|* restaurant|cafe|bar|pub|bistro|diner|eatery|bakery", S::Restaurant),
    ("menu|* menu", S::Menu),
    ("ship|* ship|vessel|* vessel|boat|yacht|ferry", S::Ship),
    ("sports team|football club|football team|* franchise|squad", S::SportsTeam),
    (
        "company|* company|organization|* organization|supplier|* supplier|vendor|\
         * vendor|partner|* partner|tenant|* tenant|business|merchant|* merchant|\
         publisher|* publisher|employer|agency|* agency|firm|sponsor|carrier|\
         * carrier|shipper|* shipper|airline|bank|* bank|insurer|contractor|\
         enterprise|institution|label company|studio|distributor|franchise|manufacturer|\
         hosting provider|brokerage",
        S::Company,
    ),
    (
        "store|* store|shop|* shop|warehouse|* warehouse|branch|* branch|office|\
         * office|facility|* facility|site|* site|hotel|* hotel|hospital|\
         * hospital|clinic|* clinic|school|* school|university|* university|campus|\
         library|location|* location|venue|* venue|station|* station|property|\
         building|* building|depot|plant|* plant|factory|gym|theater|cinema|farm",
        S::Facility,
    ),
    ("inventory|* inventory|stock|* stock|stock level|* stock level|stock item", S::Inventory),
    ("film|* film|movie|* movie|show|* show|episode|* episode|video|* video|title", S::Film),
    ("book|* book|publication|ebook", S::Book),
    ("album|* album|record|release", S::Album),
    ("track|* track|song|* song", S::Track),
    ("artist|* artist|band|* band|musician", S::Artist),
    ("playlist|* playlist|wishlist|* wishlist|watchlist", S::Playlist),
    (
        "product|* product|item|good|article product|sku|* sku|part|* part|\
         catalog item|merchandise|equipment|asset|* asset|product variant|\
         * variant|variant|menu item|offer",
        S::Product,
    ),
    (
        "cart|* cart|basket|order|* order|purchase|* purchase|sale|* sale|\
         order header|* order header|sales order|quote|* quote|deal|rental|\
         * rental|loan|* loan|checkout|requisition",
        S::Order,
    ),
    (
        "invoice|* invoice|bill|* bill|receipt|* receipt|credit note|statement|* statement",
        S::Invoice,
    ),
    (
        "payment|* payment|charge|* charge|refund|* refund|payout|* payout|fee|\
         * fee|expense|* expense|fine|deposit|donation|salary|payroll",
        S::Payment,
    ),
    (
        "shipment|* shipment|delivery|* delivery|parcel|package|* package|\
         fulfillment|consignment",
        S::Shipment,
    ),
    (
        "review|* review|rating|* rating|feedback|* feedback|testimonial|\
         survey response",
        S::Review,
    ),
    (
        "coupon|* coupon|promotion|* promotion|discount|* discount|voucher|\
         * voucher|special offer|gift card",
        S::Coupon,
    ),
    ("comment|* comment|reply|* reply|note|* note|annotation|remark|answer|* answer", S::Comment),
    (
        "conversation|* conversation|thread|* thread|channel|* channel|chat|* chat|\
         chat room|inbox|mailbox",
        S::Conversation,
    ),
    ("message|* message|email|* email|sms|mail|chat message|newsletter", S::Message),
    (
        "post|* post|article|* article|blog|page|* page|story|* story|entry|\
         question|* question|announcement|news|wiki page|faq",
        S::Post,
    ),
    (
        "image|* image|photo|* photo|picture|* picture|media|* media|file|* file|\
         attachment|* attachment|upload|* upload|avatar|blob|thumbnail",
        S::Media,
    ),
    (
        "document|* document|report|* report|template|* template|form|\
         contract document|certificate",
        S::Document,
    ),
    (
        "diagnosis|* diagnosis|condition|* condition|disease|allergy|symptom|diagnoses icd",
        S::Diagnosis,
    ),
    (
        "drug|* drug|medication|* medication|medicine|prescription|* prescription|\
         pharmacy",
        S::Drug,
    ),
    ("lab test|lab result|labevent|lab|test result|* lab", S::LabTest),
    (
        "visit|* visit|appointment|* appointment|admission|* admission|encounter|\
         * encounter|consultation|stay|icustay|treatment|procedure|surgery",
        S::Visit,
    ),
    ("flight|* flight|trip|* trip|journey|ride|* ride|route|* route", S::Flight),
    ("airport|* airport", S::Airport),
    ("booking|* booking|reservation|* reservation", S::Booking),
    ("room|* room|apartment|cabin|seat|* seat|table seat|desk", S::Room),
    (
        "event|* event|meeting|* meeting|conference|concert|webinar|workshop|match|\
         * match|game|* game|tournament|class session|schedule|* schedule|shift|\
         * shift|calendar|holiday",
        S::Occasion,
    ),
    (
        "project|* project|workspace|* workspace|repository|repo|program|\
         initiative|portfolio|case|board|* board",
        S::Project,
    ),
    (
        "ticket|* ticket|issue|* issue|bug|incident|* incident|support request|\
         request|* request|complaint|claim|* claim",
        S::Ticket,
    ),
    (
        "task|* task|todo|* todo|subtask|milestone|* milestone|step|* step|\
         work order|activity item|checklist",
        S::Task,
    ),
    (
        "course|* course|lesson|* lesson|module|* module|subject|lecture|training|\
         curriculum|exam|quiz|assignment",
        S::Course,
    ),
    (
        "enrollment|* enrollment|registration|* registration|enrolment|attendance|\
         grade|* grade|membership|* membership",
        S::Enrollment,
    ),
    ("subscription|* subscription", S::Subscription),
    ("plan|* plan|tier|* tier|package plan|pricing", S::Tier),
    ("credit card|card|* card|payment card", S::Card),
    ("account|* account|wallet|* wallet", S::Account),
    (
        "transaction|* transaction|transfer|* transfer|ledger|* ledger|\
         journal entry|* journal|posting|entry|trade",
        S::Transaction,
    ),
    (
        "device|* device|sensor|* sensor|machine|server|host|* host|node|computer|\
         printer|meter|camera|instance",
        S::Device,
    ),
    (
        "measurement|* measurement|reading|* reading|metric|* metric|observation|\
         * observation|stat|* stat|statistic|* statistic|sample|* sample|telemetry|\
         datapoint|usage|* usage|vital sign|chartevent",
        S::Measurement,
    ),
    (
        "vehicle|* vehicle|car|* car|truck|* truck|bus|* bus|bike|* bike|aircraft|plane|van|\
         motorcycle|scooter|trailer|tractor|tram|train|locomotive|listing vehicle",
        S::Vehicle,
    ),
    ("animal|* animal|pet|* pet|dog|cat|horse", S::Animal),
    ("recipe|* recipe", S::Recipe),
    ("ingredient|* ingredient|food|nutrient", S::Ingredient),
    ("campaign|* campaign|ad|advertisement|* ad", S::Campaign),
    (
        "contract|* contract|agreement|policy|* policy|lease|license|* license|\
         insurance|warranty",
        S::Contract,
    ),
    (
        "event|webhook|* webhook|job run|run|* run|execution|* execution|import|\
         export|queue|* queue|migration|* migration|error|* error|request log|view|\
         * view|click|* click|hit|impression|search",
        S::Log,
    ),
];

/// Last words of table names that say nothing of what the rows are.
const WEAK: &[&str] = &["info", "information", "data", "datum", "master", "main", "record", "row"];

/// The words that tell subjects.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    SUBJECTS.iter().flat_map(|(patterns, _)| patterns.split([' ', '|']))
}

impl Subject {
    /// What a table with these (singular) words is about.
    pub(crate) fn of(words: &[String]) -> Self {
        let words = without_number(words);
        let named = |words: &[String]| {
            let found = SUBJECTS.iter().find(|(patterns, _)| matches(patterns, words).is_some());
            found.map(|(_, subject)| *subject)
        };
        // `file_info` is about files, `customer_master` about customers.
        let plain = match words {
            [thing @ .., last] if !thing.is_empty() && WEAK.contains(&last.as_str()) => thing,
            _ => words,
        };
        named(words).or_else(|| named(plain)).unwrap_or(S::Other)
    }

    /// The same beside the table's columns, which know better what its rows are: a tenant with a
    /// birthday rents a flat, one with a subdomain is a firm.
    pub(crate) fn beside(self, has: impl Fn(&str) -> bool) -> Self {
        let human = has("birth date|date born|gender|sex|first name|marital status");
        let firm = has("company name|legal name|industry|subdomain|plan|slug|vat number|tax id");
        match self {
            Self::Company | Self::Facility | Self::Other if human && !firm => Self::Person,
            Self::Person if has("birth date|first name|last name|gender") => self,
            Self::Person if has("legal name|vat number|industry") => Self::Company,
            // What a sales department calls a customer.
            Self::Account
                if has("industry|annual revenue|sic code|billing street|billing city") =>
            {
                Self::Company
            }
            // What a warehouse calls an article.
            Self::Post
                if has(
                    "sku|ean|gtin|barcode|weight|hazmat class|unit price|uom|stock *|net weight",
                ) =>
            {
                Self::Product
            }
            // A lead with a value and a stage is business, not a person.
            other => other,
        }
    }

    /// Whether tables of this subject are short lists that others choose from.
    pub(crate) fn is_lookup(self) -> bool {
        matches!(
            self,
            S::Continent
                | S::Country
                | S::Region
                | S::Currency
                | S::Language
                | S::Category
                | S::Genre
                | S::Tag
                | S::Brand
                | S::Department
                | S::Role
                | S::Permission
                | S::Job
                | S::Status
                | S::Kind
                | S::Unit
                | S::Tier
        )
    }

    /// Whether rows of this subject last for years while other rows come and go beside them.
    pub(crate) fn is_lasting(self) -> bool {
        self.is_lookup()
            || matches!(
                self,
                S::Person
                    | S::Company
                    | S::Address
                    | S::Facility
                    | S::City
                    | S::Product
                    | S::Account
                    | S::Project
                    | S::Team
                    | S::Course
                    | S::Film
                    | S::Book
                    | S::Album
                    | S::Track
                    | S::Artist
                    | S::Playlist
                    | S::Vehicle
                    | S::Airport
                    | S::Room
                    | S::Device
                    | S::Animal
                    | S::Recipe
                    | S::Dish
                    | S::Restaurant
                    | S::Menu
                    | S::Ship
                    | S::SportsTeam
                    | S::Campaign
                    | S::Subscription
                    | S::Conversation
                    | S::Document
                    | S::Drug
                    | S::Ingredient
            )
    }
}

/// Without what only numbers a table: `payment_p2007_01`, `events_2024`.
fn without_number(words: &[String]) -> &[String] {
    let numbers = |word: &String| {
        word.len() == 1
            || word.starts_with(|c: char| c.is_ascii_digit())
            || (word.starts_with('p') && word[1..].chars().all(|c| c.is_ascii_digit()))
    };
    let kept = words.iter().rposition(|word| !numbers(word)).map_or(words.len(), |at| at + 1);
    &words[..kept]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::table_words;

    #[test]
    fn tables_are_about_what_their_head_noun_says() {
        let cases = [
            ("customers", S::Person),
            ("tbl_Employee", S::Person),
            ("order_items", S::Line),
            ("OrderDetails", S::Line),
            ("orders", S::Order),
            ("product_categories", S::Category),
            ("order_status", S::Status),
            ("payment_methods", S::Kind),
            ("shipping_addresses", S::Address),
            ("payment_p2007_01", S::Payment),
            ("us_states", S::Region),
            ("audit_log", S::Log),
            ("widgets", S::Other),
        ];
        for (name, expected) in cases {
            assert_eq!(Subject::of(&table_words(name)), expected, "{name}");
        }
    }
}
