//! Names as words: `tbl_CustomerAddr1` is *customer address 1*.
//!
//! Schemas spell the same thing in many ways. Everything that recognises a name works on the
//! words this module makes of it: lower case, split at case changes, digits and separators,
//! run-together words taken apart (`firstname`), abbreviations written out (`qty`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::{foreign, recognise};

/// What abbreviations and variant spellings stand for.
const EXPANSIONS: &[(&str, &[&str])] = &[
    ("accno", &["account", "number"]),
    ("acct", &["account"]),
    ("addr", &["address"]),
    ("amt", &["amount"]),
    ("ata", &["actual", "arrival"]),
    ("atd", &["actual", "departure"]),
    ("attr", &["attribute"]),
    ("bal", &["balance"]),
    ("bdate", &["birth", "date"]),
    ("bday", &["birth", "date"]),
    ("birthdate", &["birth", "date"]),
    ("birthday", &["birth", "date"]),
    ("bldg", &["building"]),
    ("canceled", &["cancelled"]),
    ("cat", &["category"]),
    ("cd", &["code"]),
    ("cell", &["mobile"]),
    ("cfg", &["config"]),
    ("cmnt", &["comment"]),
    ("cnt", &["count"]),
    ("colour", &["color"]),
    ("conf", &["config"]),
    ("ctry", &["country"]),
    ("curr", &["currency"]),
    ("cust", &["customer"]),
    ("dateofbirth", &["birth", "date"]),
    ("dateofjoining", &["hire", "date"]),
    ("datetime", &["at"]),
    ("dept", &["department"]),
    ("desc", &["description"]),
    ("descr", &["description"]),
    ("dest", &["destination"]),
    ("disch", &["discharge"]),
    ("dname", &["department", "name"]),
    ("dob", &["birth", "date"]),
    ("doc", &["document"]),
    ("dst", &["destination"]),
    ("dt", &["date"]),
    ("emp", &["employee"]),
    ("ename", &["employee", "name"]),
    ("eta", &["estimated", "arrival"]),
    ("etd", &["estimated", "departure"]),
    ("fname", &["first", "name"]),
    ("forename", &["first", "name"]),
    ("freq", &["frequency"]),
    ("grp", &["group"]),
    ("guid", &["uuid"]),
    ("idx", &["index"]),
    ("img", &["image"]),
    ("inv", &["invoice"]),
    ("lang", &["language"]),
    ("lat", &["latitude"]),
    ("licence", &["license"]),
    ("livestock", &["livestock"]),
    ("lname", &["last", "name"]),
    ("lng", &["longitude"]),
    ("loc", &["location"]),
    ("lon", &["longitude"]),
    ("lvl", &["level"]),
    ("mail", &["email"]),
    ("manuf", &["manufacturer"]),
    ("mfr", &["manufacturer"]),
    ("mgr", &["manager"]),
    ("minit", &["middle", "initial"]),
    ("mname", &["middle", "name"]),
    ("mob", &["mobile"]),
    ("msg", &["message"]),
    ("nbr", &["number"]),
    ("nm", &["name"]),
    ("no", &["number"]),
    ("nr", &["number"]),
    ("num", &["number"]),
    ("ord", &["order"]),
    ("org", &["organization"]),
    ("organisation", &["organization"]),
    ("orig", &["original"]),
    ("passwd", &["password"]),
    ("pct", &["percent"]),
    ("perc", &["percent"]),
    ("percentage", &["percent"]),
    ("pic", &["picture"]),
    ("pmt", &["payment"]),
    ("pos", &["position"]),
    ("postcode", &["postal", "code"]),
    ("pref", &["preferred"]),
    ("prio", &["priority"]),
    ("prod", &["product"]),
    ("pswd", &["password"]),
    ("pwd", &["password"]),
    ("pword", &["password"]),
    ("qtype", &["question", "type"]),
    ("qty", &["quantity"]),
    ("rcvd", &["received"]),
    ("ref", &["reference"]),
    ("reg", &["registration"]),
    ("sal", &["salary"]),
    ("seq", &["sequence"]),
    ("src", &["source"]),
    ("stmt", &["statement"]),
    ("sts", &["status"]),
    ("surname", &["last", "name"]),
    ("tel", &["phone"]),
    ("telephone", &["phone"]),
    ("timestamp", &["at"]),
    ("tms", &["at"]),
    ("tot", &["total"]),
    ("ts", &["at"]),
    ("txn", &["transaction"]),
    ("typ", &["type"]),
    ("tz", &["time", "zone"]),
    ("uom", &["unit"]),
    ("uri", &["url"]),
    ("usr", &["user"]),
    ("val", &["value"]),
    ("whse", &["warehouse"]),
    ("wt", &["weight"]),
    ("yob", &["birth", "year"]),
    ("yr", &["year"]),
];

/// Words that are taken apart from each other where they are written together.
const COMPOUND: &str = "\
    vat uom absence alias alt api app attr css descr msg num qty csv dns fax ftp html ldap log mac pdf sms sql ssl tls uri url web xml \
     absence accepted access account acct active actual addr address admit agent amount amt \
    application average bank base bill billing birth book booked bool brand bug build bus \
    business called calling calories campaign cancelled card category cause channel chart \
    check checked child city class client close closed cluster code color comment company \
    config connect contact content contract cost count country course create created credit \
    currency cust customer daily data date day days death deleted delivered delivery \
    department deposit dept desc description detail device disch discount display document \
    door driver due email emp employee end engine enrolled entity error event exam expires \
    family fee field file final fine finish first flag folder foreign format framed full game \
    given grade group guardian guest guid guide hash head hire hired home host hour hours hrs \
    image info input interface internal interval invited invoice isbn issued item job joined key \
    lang language last leave length letter level license line link list loan loaned local \
    loc location locker log login machine main manager map market match max meal measure media \
    medical member menu message meter method mfa mgr middle minutes mobile mode model modified \
    month monthly name net next nick node notify note num number object octets offer office open \
    opened option order ordered origin output owned owner package page paid parent parking \
    party pass passenger passport password patient payment period person pet phone photo plan \
    plate policy pool port position post postal posted prefix preview previous price private prod \
    product profile program project property protocol provider province public published \
    purchase qty quantity queue quota quote rate ratio read reader reason record ref reg \
    region relation rental report request response result returned review revision role room \
    route row rule salary sale sales sample schedule school score screen season seat seats \
    section sender sent seq serial server service session set shift ship shipped shipping shop \
    short site size skill sort source special staff stage standard start started state station \
    status step stock stop store street student sub subject supplier support system table tag \
    target task taught tax teacher team tel term terminate test text ticket time title token \
    total track tracking trade transaction transfer trip type unique unit update updated user \
    value vehicle vendor version view visit visitor volume ward warehouse week weight word \
    trigger work worker year ytd zip zone";

/// Words of moments, lengths and amounts, taken apart as those of [`COMPOUND`] are.
const OF_MOMENTS_AND_AMOUNTS: &str = "\
    access active activity balance buffer change check clock edit elapsed execution expiration \
    expire expiry fetch free login logout outstanding remaining retry seen since sync till timeout \
    until used visit activated added archived checked edited enrolled failed locked opened \
    reminded requested scheduled suspended synced upgraded bytes grace upload download max min \
    modify refresh occurrence occurence overdue answers forums mime path file ext extension clicked viewed \
    notified amount percent price paid refund submitted approved disbursed matured rejected \
    withdrawn written closed repayment expected";

/// The words that names are taken apart into: those of [`COMPOUND`] and
/// [`OF_MOMENTS_AND_AMOUNTS`], of the rules, and of other languages.
static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let long = |word: &&str| {
        word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase()) && !ENDINGS.contains(word)
    };
    let of_rules = recognise::words_of_rules().filter(long);
    let listed = COMPOUND.split(' ').chain(OF_MOMENTS_AND_AMOUNTS.split(' '));
    listed.chain(of_rules).chain(foreign::long_words()).collect()
});

/// Short words that only end a run-together name.
const SUFFIXES: &[&str] = &["id", "at", "no", "on", "by", "ip", "dn", "os", "to"];

/// Short words that only begin one: `ipaddress`, `isoverdue`, `ifalias`.
const PREFIXES: &[&str] = &["is", "ip", "if", "id", "os"];

/// Words of rules that end other words.
const ENDINGS: &[&str] = &["able", "ping", "land", "sepa", "ship", "ward", "mark", "hand", "rated"];

/// Words that look like two but are one.
const WHOLE: &[&str] = &[
    "append",
    "authorship",
    "baseline",
    "blackboard",
    "blacklist",
    "bookcase",
    "bookmark",
    "bookmarks",
    "bookshelf",
    "bookstore",
    "brutto",
    "checklist",
    "checkpoint",
    "classroom",
    "clipboard",
    "cookbook",
    "counterpart",
    "dashboard",
    "database",
    "datagram",
    "dataset",
    "datasheet",
    "datetime",
    "daytime",
    "deadline",
    "downtime",
    "extended",
    "framework",
    "handbook",
    "headcount",
    "headline",
    "homework",
    "ideal",
    "identical",
    "identity",
    "internship",
    "island",
    "isolation",
    "javascript",
    "keyboard",
    "keyword",
    "landlord",
    "lifetime",
    "lotto",
    "marketplace",
    "membership",
    "moderate",
    "netto",
    "network",
    "notebook",
    "ownership",
    "partnership",
    "passcode",
    "passkey",
    "passport",
    "password",
    "payload",
    "placeholder",
    "postcode",
    "postscript",
    "realtime",
    "relationship",
    "runtime",
    "screenplay",
    "screenshot",
    "shareholder",
    "sitemap",
    "soundtrack",
    "spreadsheet",
    "subdirectory",
    "submission",
    "subset",
    "substring",
    "subversion",
    "textbook",
    "timeline",
    "timesheet",
    "timestamp",
    "typescript",
    "update",
    "updated",
    "uptime",
    "webhook",
    "webhooks",
    "weekday",
    "weekend",
    "whitelist",
    "workload",
    "worksheet",
    "workshop",
    "workspace",
    "workstation",
];

/// The words of a name, in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in pieces(name) {
        for part in segments(&foreign::plain(&piece)) {
            words.extend(meant(&part));
        }
    }
    normalise(words)
}

/// A word written out, and in English.
fn meant(part: &str) -> Vec<String> {
    if let Some((_, long)) = EXPANSIONS.iter().find(|(short, _)| *short == part) {
        return long.iter().map(ToString::to_string).collect();
    }
    match foreign::english(part) {
        Some(english) => english.split(' ').map(str::to_owned).collect(),
        None => vec![part.to_owned()],
    }
}

/// The words of a table's name: without `tbl` and the like, and in the singular.
pub(crate) fn table_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = words(name).iter().map(|word| singular(word)).collect();
    let noise = |word: &String| {
        matches!(word.as_str(), "tbl" | "table" | "tab" | "t" | "tb" | "dim" | "fact")
    };
    while words.len() > 1 && noise(&words[0]) {
        words.remove(0);
    }
    words
}

/// A noun's singular.
pub(crate) fn singular(word: &str) -> String {
    let irregular = [
        ("people", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("media", "media"),
        ("series", "series"),
        ("species", "species"),
        ("news", "news"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("status", "status"),
        ("address", "address"),
        ("addresses", "address"),
        ("indices", "index"),
        ("analyses", "analysis"),
        ("diagnoses", "diagnosis"),
        ("sales", "sale"),
        ("leases", "lease"),
        ("licenses", "license"),
        ("purchases", "purchase"),
        ("courses", "course"),
        ("houses", "house"),
        ("warehouses", "warehouse"),
        ("responses", "response"),
        ("expenses", "expense"),
        ("databases", "database"),
        ("releases", "release"),
        ("caches", "cache"),
        ("menus", "menu"),
        ("quizzes", "quiz"),
        ("buses", "bus"),
        ("viruses", "virus"),
        ("dns", "dns"),
        ("sms", "sms"),
        ("css", "css"),
        ("tls", "tls"),
        ("gps", "gps"),
        ("os", "os"),
        ("bonuses", "bonus"),
        ("aliases", "alias"),
        ("alias", "alias"),
        ("bias", "bias"),
        ("atlas", "atlas"),
        ("canvas", "canvas"),
    ];
    if let Some((_, one)) = irregular.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let ends = |suffix: &str| word.len() > suffix.len() + 1 && word.ends_with(suffix);
    if ends("ies") {
        format!("{}y", &word[..word.len() - 3])
    } else if ["ses", "xes", "ches", "shes", "zes"].iter().any(|suffix| ends(suffix)) {
        word[..word.len() - 2].to_owned()
    } else if ends("s") && !["ss", "us", "is"].iter().any(|suffix| ends(suffix)) {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// A word with a capital.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Cuts at separators, case changes, and between letters and digits.
fn pieces(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let previous = at.checked_sub(1).map(|before| chars[before]);
        let next = chars.get(at + 1).copied();
        if cuts(previous, c, next) && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        if c.is_alphanumeric() {
            piece.extend(c.to_lowercase());
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    join_known_numbers(pieces)
}

fn cuts(previous: Option<char>, c: char, next: Option<char>) -> bool {
    let Some(previous) = previous else { return false };
    if !c.is_alphanumeric() {
        return true;
    }
    let camel = previous.is_lowercase() && c.is_uppercase();
    let acronym_ends =
        previous.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase);
    let digits = previous.is_alphabetic() && c.is_numeric();
    let after_digits = previous.is_numeric() && c.is_alphabetic();
    camel || acronym_ends || digits || after_digits
}

/// `md5`, `sha256`, `ipv4` and the like are one word.
fn join_known_numbers(pieces: Vec<String>) -> Vec<String> {
    let takes_number = ["md", "sha", "ipv", "utf", "oauth", "crc", "base", "p", "q"];
    let mut joined: Vec<String> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let number = piece.starts_with(|c: char| c.is_ascii_digit());
        match joined.last_mut() {
            Some(last) if number && takes_number.contains(&last.as_str()) => last.push_str(&piece),
            _ => joined.push(piece),
        }
    }
    joined
}

/// Takes a run-together word apart where all its parts are known, and keeps it otherwise.
fn segments(word: &str) -> Vec<String> {
    let known = |word: &str| WHOLE.contains(&word) || KNOWN.contains(word);
    let whole = known(word) || known(&singular(word)) || SUFFIXES.contains(&word);
    if whole || word.len() < 5 || !word.is_ascii() {
        return vec![word.to_owned()];
    }
    split(word).or_else(|| led(word)).unwrap_or_else(|| vec![word.to_owned()])
}

/// `isoverdue` asks whether something is so, `ipaddress` is an address.
fn led(word: &str) -> Option<Vec<String>> {
    PREFIXES.iter().find_map(|prefix| {
        let rest = word.strip_prefix(prefix).filter(|rest| rest.len() >= 4)?;
        let mut words = split(rest)?;
        words.insert(0, (*prefix).to_owned());
        Some(words)
    })
}

fn split(rest: &str) -> Option<Vec<String>> {
    if KNOWN.contains(rest) || rest.len() > 4 && KNOWN.contains(singular(rest).as_str()) {
        return Some(vec![rest.to_owned()]);
    }
    for at in (3..rest.len()).rev() {
        let (head, tail) = rest.split_at(at);
        if !KNOWN.contains(head) {
            continue;
        }
        let tail = if SUFFIXES.contains(&tail) { Some(vec![tail.to_owned()]) } else { split(tail) };
        if let Some(mut tail) = tail {
            tail.insert(0, head.to_owned());
            return Some(tail);
        }
    }
    None
}

/// Phrases that mean the same are written the same.
fn normalise(words: Vec<String>) -> Vec<String> {
    const SAME: &[(&[&str], &[&str])] = &[
        (&["e", "email"], &["email"]),
        (&["f", "name"], &["first", "name"]),
        (&["l", "name"], &["last", "name"]),
        (&["m", "name"], &["middle", "name"]),
        (&["name", "first"], &["first", "name"]),
        (&["name", "last"], &["last", "name"]),
        (&["name", "middle"], &["middle", "name"]),
        (&["name", "given"], &["first", "name"]),
        (&["name", "family"], &["last", "name"]),
        (&["name", "full"], &["full", "name"]),
        (&["zip", "code"], &["postal", "code"]),
        (&["post", "code"], &["postal", "code"]),
        (&["zip"], &["postal", "code"]),
        (&["given", "name"], &["first", "name"]),
        (&["family", "name"], &["last", "name"]),
        (&["date", "of", "birth"], &["birth", "date"]),
        (&["birth", "day"], &["birth", "date"]),
        (&["cell", "phone"], &["mobile", "phone"]),
        (&["pass", "word"], &["password"]),
        (&["date", "time"], &["at"]),
        (&["code", "postal"], &["postal", "code"]),
        (&["date", "birth"], &["birth", "date"]),
        (&["date", "due", "date"], &["due", "date"]),
        (&["date", "invoice"], &["invoice", "date"]),
        (&["date", "order"], &["order", "date"]),
        (&["date", "payment"], &["payment", "date"]),
        (&["date", "delivery"], &["delivery", "date"]),
        (&["date", "creation"], &["creation", "date"]),
        (&["price", "unit"], &["unit", "price"]),
        (&["amount", "total"], &["total", "amount"]),
        (&["mode", "payment"], &["payment", "method"]),
        (&["number", "phone"], &["phone", "number"]),
        (&["number", "invoice"], &["invoice", "number"]),
        (&["number", "order"], &["order", "number"]),
        (&["name", "user"], &["user", "name"]),
    ];
    let mut words = words;
    for (from, to) in SAME {
        if let Some(at) = words.windows(from.len()).position(|window| window == *from) {
            words.splice(at..at + from.len(), to.iter().map(ToString::to_string));
        }
    }
    words
}

/// A pattern over words, several joined with `|`: `email|* email`, where `*` stands for any
/// number of words, one at least.
///
/// On a match the words the first `*` stood for are returned (none when there is no `*`).
pub(crate) fn matches<'w>(patterns: &str, words: &'w [String]) -> Option<&'w [String]> {
    patterns.split('|').find_map(|pattern| matches_one(pattern.trim(), words))
}

/// Most patterns don't match, and are given up at their first or last word.
fn matches_one<'w>(pattern: &str, words: &'w [String]) -> Option<&'w [String]> {
    let is_open = pattern.ends_with('*');
    if let Some(tail) = pattern.strip_prefix("* ").filter(|_| !is_open) {
        return ends_with(tail, words).filter(|before| !before.is_empty());
    }
    let mut rest = pattern;
    for (at, word) in words.iter().enumerate() {
        if rest.starts_with('*') {
            return matches_parts(pattern, words);
        }
        rest = rest.strip_prefix(word.as_str())?;
        if rest.is_empty() {
            return (at + 1 == words.len()).then_some(&[]);
        }
        rest = rest.strip_prefix(' ')?;
    }
    None
}

/// The words before those of a phrase, where they end with it.
fn ends_with<'w>(phrase: &str, words: &'w [String]) -> Option<&'w [String]> {
    let mut rest = phrase;
    for (at, word) in words.iter().enumerate().rev() {
        rest = rest.strip_suffix(word.as_str())?;
        if rest.is_empty() {
            return Some(&words[..at]);
        }
        rest = rest.strip_suffix(' ')?;
    }
    None
}

fn matches_parts<'w>(pattern: &str, words: &'w [String]) -> Option<&'w [String]> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    let equal = |parts: &[&str], words: &[String]| parts.iter().zip(words).all(|(a, b)| a == b);
    match parts.as_slice() {
        ["*", middle @ .., "*"] => {
            let last = words.len().checked_sub(middle.len() + 1)?;
            (1..=last).find(|&at| equal(middle, &words[at..])).map(|at| &words[..at])
        }
        [head @ .., "*"] => {
            (words.len() > head.len() && equal(head, words)).then(|| &words[head.len()..])
        }
        _ => {
            let star = parts.iter().position(|part| *part == "*")?;
            let (head, tail) = (&parts[..star], &parts[star + 1..]);
            let end = words.len().checked_sub(tail.len()).filter(|&end| end > star)?;
            (equal(head, words) && equal(tail, &words[end..])).then(|| &words[star..end])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let cases = [
            ("first_name", "first name"),
            ("firstName", "first name"),
            ("FirstName", "first name"),
            ("firstname", "first name"),
            ("LNAME", "last name"),
            ("customerID", "customer id"),
            ("HTTPStatusCode", "http status code"),
            ("addr1", "address 1"),
            ("dob", "birth date"),
            ("date_of_birth", "birth date"),
            ("qty", "quantity"),
            ("order_no", "order number"),
            ("zip", "postal code"),
            ("ZipCode", "postal code"),
            ("postcode", "postal code"),
            ("salesorderdetailid", "sales order detail id"),
            ("md5_hash", "md5 hash"),
            ("e_mail", "email"),
            ("created_ts", "created at"),
            ("passwordhash", "password hash"),
            ("stateprovinceid", "state province id"),
            ("online", "online"),
            ("nameFirst", "first name"),
            ("fName", "first name"),
            ("birthYear", "birth year"),
            ("ShipCity", "ship city"),
            ("custEmail", "customer email"),
            ("telNo", "phone number"),
            ("mgrId", "manager id"),
            ("orgDesc", "organization description"),
            ("acctsessionid", "account session id"),
            ("callingstationid", "calling station id"),
            ("guardiantel", "guardian phone"),
            ("empno", "employee number"),
            ("membership", "membership"),
            ("network", "network"),
            ("weekend", "weekend"),
            ("facnumber", "invoice number"),
            ("sqlquery", "sql query"),
            ("expirationdate", "expiration date"),
            ("msgsubject", "message subject"),
            ("isoverdue", "is overdue"),
            ("configvalue", "config value"),
            ("bookmarks", "bookmarks"),
            ("webhooks", "webhooks"),
            ("island", "island"),
            ("appendix", "appendix"),
            ("portable", "portable"),
            ("code_postal", "postal code"),
            ("date_naissance", "birth date"),
            ("Straße", "street"),
            ("prénom", "first name"),
            ("kundennummer", "customer number"),
            ("prix_unitaire", "unit price"),
            ("mode_paiement", "payment method"),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn tables_are_singular_and_lose_their_prefix() {
        let cases = [
            ("tbl_customers", "customer"),
            ("OrderItems", "order item"),
            ("categories", "category"),
            ("addresses", "address"),
            ("people", "person"),
            ("boxes", "box"),
            ("statuses", "status"),
            ("order_status", "order status"),
        ];
        for (name, expected) in cases {
            assert_eq!(table_words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn patterns_match_whole_names_and_capture_the_star() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("email|* email", "email", Some("")),
            ("email|* email", "billing email", Some("billing")),
            ("email", "billing email", None),
            ("is *", "is active", Some("active")),
            ("* per *", "price per unit", Some("price")),
            ("max * attempts", "max check attempts", Some("check")),
            ("max * attempts", "max attempts", None),
            ("* email", "email", None),
        ];
        for (pattern, name, expected) in cases {
            let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
            let found = matches(pattern, &words).map(|words| words.join(" "));
            assert_eq!(found.as_deref(), *expected, "{pattern} on {name}");
        }
    }
}
