//! Texts and codes that another column of their row decides: the page made of a text, the domain of
//! an e-mail address, the words of a status code, how likely a sale is at its stage.

use seedbed_generate::plan::{ColumnPlan, Source};

use super::codes::words;
use super::phrases::{alike, stem};
use super::sheet::is_free_text;
use super::uses::{is_own_number, reaches};
use super::written::{measures, range, route, span};
use super::{expression, fitted};
use crate::draft::Draft;
use crate::finish;
use crate::names::{ident, literal};
use crate::recognise::template;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// A column's source, the meaning that it has then, and the column that decides.
pub(super) type Found = (Source, &'static str, String);

/// What finds out how another column decides one.
type Rule = for<'s, 'a> fn(&Draft<'s, 'a>, &ColumnFacts<'_>, &str) -> Option<Found>;

/// Meanings of columns whose formulas say something where nothing decides.
const TOTAL: &[&str] = &[
    "flag of a status",
    "level of a score",
    "flag of a stage",
    "flag of a stock",
    "days of terms",
];

/// All rules; the first that knows a column has it.
const RULES: &[Rule] = &[
    page,
    domain,
    address,
    version,
    likelihood,
    closed,
    scarce,
    status_text,
    words,
    file_kind,
    terms,
    book_kind,
    measures,
    range,
    route,
    severity,
    grade,
    span,
    flight,
    side,
];

/// Fills the columns that others decide.
pub(super) fn fill(draft: &mut Draft<'_, '_>, wished: &[String], locale: &str) {
    for facts in &draft.table.columns {
        let asked = wished.iter().any(|name| name == facts.name());
        if asked || !draft.columns.contains_key(facts.name()) || facts.is_computed() {
            continue;
        }
        let found = RULES.iter().find_map(|rule| rule(draft, facts, locale));
        let Some((source, meaning, of)) = found else { continue };
        let Some(other) = draft.table.column(&of) else { continue };
        if reaches(draft, &of, facts.name())
            || other.is_nullable() && !facts.is_nullable() && !TOTAL.contains(&meaning)
        {
            continue;
        }
        draft.columns.insert(facts.name().to_owned(), ColumnPlan::new(source));
        draft.explain(facts.name(), meaning, format!("{of} stands beside it"));
    }
}

/// The other column with one of these names, written as rules write them.
pub(super) fn beside<'s, 'a>(
    draft: &Draft<'s, 'a>,
    facts: &ColumnFacts<'_>,
    names: &str,
    fits: impl Fn(&ColumnFacts<'_>) -> bool,
) -> Option<&'s ColumnFacts<'a>> {
    names.split('|').find_map(|name| {
        draft.table.columns.iter().find(|other| {
            other.name() != facts.name()
                && other.is(name)
                && fits(other)
                && draft.columns.contains_key(other.name())
        })
    })
}

pub(super) fn is_text(facts: &ColumnFacts<'_>) -> bool {
    facts.class == Class::Text && !facts.linked
}

/// `cooked` is `raw` as a page shows it.
fn page(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    const MADE: &str = "html|cooked|rendered|formatted";
    const WRITTEN: &str = "raw|md|markdown|source|text|plain|src|text plain|source text";
    let of = stem(&facts.words, MADE).filter(|_| is_free_text(draft, facts))?;
    if facts.max_length().is_some_and(|most| most < 1_000) {
        return None;
    }
    let written = draft.table.columns.iter().find(|other| {
        let rest = stem(&other.words, WRITTEN);
        let stem = rest.unwrap_or_else(|| other.words.clone());
        let bare = of.is_empty() && other.is("raw|body|text|content|markdown|source|message");
        other.name() != facts.name()
            && is_text(other)
            && (bare || !of.is_empty() && alike(&stem, &of))
            && crate::survey::Class::Text == other.class
            && draft.columns.contains_key(other.name())
            && other.max_length().is_none_or(|most| most >= 200)
    })?;
    let name = ident(written.name());
    let formula = format!("'<p>' || replace({name}, '\n\n', '</p><p>') || '</p>'");
    Some((expression(formula), "text in HTML", written.name().to_owned()))
}

/// `email_domain` is what stands behind the sign of the address.
fn domain(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts.is("email domain|* email domain|domain of email|mail domain");
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let email = beside(draft, facts, "email|email address|* email", is_text)?;
    let formula = format!("split_part({}, '@', 2)", ident(email.name()));
    Some((expression(fitted(facts, formula)), "domain name", email.name().to_owned()))
}

/// `acct` is a user and its host, as the fediverse writes them.
fn address(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = matches!(
        facts.column.spelt().to_lowercase().as_str(),
        "acct" | "webfinger" | "fediverse_handle"
    );
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let user = beside(draft, facts, "username|user name|preferred username", is_text)?;
    let host = beside(draft, facts, "domain|host|instance", is_text);
    let name = ident(user.name());
    let formula = match host {
        Some(host) if host.is_nullable() => {
            format!(
                "CASE WHEN {0} IS NULL THEN {name} ELSE {name} || '@' || {0} END",
                ident(host.name())
            )
        }
        Some(host) => format!("{name} || '@' || {}", ident(host.name())),
        None => name,
    };
    Some((expression(fitted(facts, formula)), "address of an account", user.name().to_owned()))
}

/// `2.4.1` is of major, minor and patch.
fn version(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts
        .is("num|version|number|version number|semver|full version|version string|version name");
    if !said
        || facts.class != Class::Text
        || facts.key > KeyPart::UniquePart
        || !facts.domain.patterns.is_empty()
    {
        return None;
    }
    let part = |name: &str| {
        let names = format!("semver {name}|{name}|{name} version|version {name}");
        beside(draft, facts, &names, |other| {
            other.class == Class::Int && !other.linked && !other.is_nullable()
        })
    };
    let (major, minor) = (part("major")?, part("minor")?);
    let mut formula = format!("{} || '.' || {}", ident(major.name()), ident(minor.name()));
    if let Some(patch) = part("patch") {
        formula = format!("{formula} || '.' || {}", ident(patch.name()));
    }
    if facts.key == KeyPart::UniquePart {
        return None;
    }
    Some((expression(fitted(facts, formula)), "version", major.name().to_owned()))
}

/// Words of stages of a sale and how likely it is then; the first that a stage's name holds counts.
const STAGES: &[(&str, u8)] = &[
    ("lost", 0),
    ("disqualified", 0),
    ("cancelled", 0),
    ("won", 100),
    ("closed", 100),
    ("negotiat", 80),
    ("contract", 90),
    ("verbal", 90),
    ("commit", 90),
    ("proposal", 60),
    ("quote", 60),
    ("price", 60),
    ("perception", 70),
    ("decision", 60),
    ("demo", 40),
    ("presentation", 40),
    ("value", 50),
    ("evaluation", 50),
    ("analysis", 25),
    ("needs", 25),
    ("discovery", 25),
    ("qualif", 20),
    ("contact", 15),
    ("meeting", 30),
    ("appointment", 20),
    ("prospect", 10),
    ("lead", 10),
    ("new", 10),
];

/// How likely a sale is, its stage says.
fn likelihood(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let said = facts.is(
        "probability|win probability|close probability|probability percent|likelihood|confidence",
    );
    if !said || !is_own_number(facts) || facts.domain.one_of.is_some() {
        return None;
    }
    let is_stage = |other: &ColumnFacts<'_>| matches!(other.class, Class::Text | Class::Labels);
    let names = "stage|* stage|stage name|status|deal stage|opportunity stage|state|name";
    let stage = beside(draft, facts, names, is_stage)?;
    let labels = finish::drawn(&draft.columns.get(stage.name())?.source, locale)?;
    let known = |label: &String| {
        let label = label.to_lowercase();
        STAGES.iter().find(|(word, _)| label.contains(word)).map(|(_, likely)| *likely)
    };
    if labels.len() < 3
        || labels.iter().filter(|label| known(label).is_some()).count() * 3 < labels.len() * 2
    {
        return None;
    }
    let fraction = facts.class == Class::Decimal
        && crate::recognise::is_fraction(crate::recognise::Field { table: draft.table, facts })
        || facts
            .domain
            .max
            .as_ref()
            .and_then(|limit| finish::number(&limit.value))
            .is_some_and(|most| most <= 1.0);
    let cases: Vec<String> = labels
        .iter()
        .map(|label| {
            let likely = f64::from(known(label).unwrap_or(30));
            let likely = if fraction { likely / 100.0 } else { likely };
            format!("WHEN {} THEN {likely}", literal(label))
        })
        .collect();
    let formula = format!("CASE {} {} END", ident(stage.name()), cases.join(" "));
    Some((expression(formula), "probability of a stage", stage.name().to_owned()))
}

/// Status codes of HTTP and their words.
const REASONS: &[(u16, &str)] = &[
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "No Content"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (304, "Not Modified"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (409, "Conflict"),
    (410, "Gone"),
    (422, "Unprocessable Content"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

/// The words of a status code, and whether it is one of success.
fn status_text(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let code = || {
        beside(
            draft,
            facts,
            "http status|http status code|status code|response status|response code|http code|\
             response status code|last status code|* status code|* http status|* response status",
            |other| other.class == Class::Int && is_own_number(other),
        )
    };
    let words = facts
        .is("status text|* status text|reason phrase|http reason|response reason|status message|\
         http status text|response status text|status line|http message|status reason");
    if words && is_free_text(draft, facts) {
        let code = code()?;
        let name = ident(code.name());
        let cases: Vec<String> = REASONS
            .iter()
            .map(|(code, words)| format!("WHEN {name} = {code} THEN {}", literal(words)))
            .collect();
        let formula =
            format!("CASE WHEN {name} IS NULL THEN NULL {} ELSE 'Unknown' END", cases.join(" "));
        return Some((
            expression(fitted(facts, formula)),
            "words of a status",
            code.name().to_owned(),
        ));
    }
    let yes = facts.is(
        "success|is success|successful|is successful|ok|is ok|succeeded|was successful|delivered",
    );
    let flag = facts.class == Class::Bool || facts.class == Class::Int && facts.is("is *");
    if yes && flag && !facts.linked {
        let code = code()?;
        let name = ident(code.name());
        let (yes, no) = if facts.class == Class::Bool { ("TRUE", "FALSE") } else { ("1", "0") };
        let formula = format!("CASE WHEN {name} BETWEEN 200 AND 299 THEN {yes} ELSE {no} END");
        // What has no answer did not succeed.
        let nullable = code.is_nullable() && !facts.is_nullable();
        return (!nullable || facts.class != Class::Text)
            .then(|| (expression(formula), "flag of a status", code.name().to_owned()));
    }
    None
}

/// How bad a number says that it is.
fn severity(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let said = facts.is("severity|* severity|risk level|* risk level|risk rating|risk category|risk band|severity level");
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let weak = facts.words.iter().any(|word| word == "severity");
    let names = if weak {
        "cvss score|cvss|cvss base score|base score"
    } else {
        "risk score|score|fraud score|* risk score"
    };
    let score = beside(draft, facts, names, is_own_number)?;
    let name = ident(score.name());
    let levels: [(&str, f64); 3] = if weak {
        [("critical", 9.0), ("high", 7.0), ("medium", 4.0)]
    } else {
        let most = if score.class == Class::Decimal && score.scale().is_some_and(|scale| scale > 2)
        {
            1.0
        } else {
            100.0
        };
        [("critical", 0.9 * most), ("high", 0.7 * most), ("medium", 0.4 * most)]
    };
    let upper = draft
        .columns
        .get(facts.name())
        .and_then(|plan| finish::drawn(&plan.source, locale))
        .is_some_and(|labels| labels.iter().all(|label| label.to_uppercase() == *label));
    let spelt = |label: &str| literal(&if upper { label.to_uppercase() } else { label.to_owned() });
    let cases: Vec<String> = levels
        .iter()
        .map(|(label, least)| format!("WHEN {name} >= {least} THEN {}", spelt(label)))
        .collect();
    let formula = format!(
        "CASE WHEN {name} IS NULL THEN {} {} ELSE {} END",
        if facts.is_nullable() { "NULL".to_owned() } else { spelt("low") },
        cases.join(" "),
        spelt("low")
    );
    Some((expression(fitted(facts, formula)), "level of a score", score.name().to_owned()))
}

/// The letter of a score.
fn grade(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts.is("grade|letter grade|* grade|grade letter|score grade|letter");
    let short = facts.max_length().is_some_and(|most| most <= 2);
    if !said || !short || !is_free_text(draft, facts) {
        return None;
    }
    let stem = &facts.words[..facts.words.len() - 1];
    let score = draft.table.columns.iter().find(|other| {
        let same = other.words.len() > 1 && other.words[..other.words.len() - 1] == *stem;
        let last = other.words.last().is_some_and(|last| {
            matches!(last.as_str(), "score" | "mark" | "marks" | "percent" | "points")
        });
        let whole = other.is("max *|maximum *|full *|total *|min *|minimum *|pass *|passing *");
        let told = last && !whole || other.is("marks obtained|points obtained|points scored");
        told && is_own_number(other) && (same || stem.is_empty() || stem == ["letter"])
    })?;
    let lead = facts.words.iter().any(|word| word == "lead");
    let limits: [i32; 4] = if lead { [70, 50, 30, 15] } else { [90, 80, 70, 60] };
    let name = ident(score.name());
    let cases: Vec<String> = ["A", "B", "C", "D"]
        .iter()
        .zip(limits)
        .map(|(letter, least)| format!("WHEN {name} >= {least} THEN '{letter}'"))
        .collect();
    let formula = format!("CASE WHEN {name} IS NULL THEN NULL {} ELSE 'F' END", cases.join(" "));
    Some((expression(formula), "grade of a score", score.name().to_owned()))
}

/// A flight goes by its airline's code and a number.
fn flight(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts.is("flight number|flight no|flight code|flight");
    let room = facts.max_length().is_some_and(|most| most >= 5);
    if !said || !room || !is_free_text(draft, facts) {
        return None;
    }
    let airline = beside(
        draft,
        facts,
        "carrier code|airline code|carrier|airline iata|airline|marketing carrier",
        |other| other.class == Class::Text && other.max_length().is_some_and(|most| most <= 3),
    )?;
    let digits = if facts.max_length().is_some_and(|most| most < 6) { "10-999" } else { "10-4999" };
    let made = format!("{{column:{}}}{{number:{digits}}}", airline.name());
    Some((template(&[&made]), "flight number", airline.name().to_owned()))
}

/// What an account holds more of when it is debited.
fn side(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    const DEBITED: &[&str] = &["asset", "expense", "cost", "bank", "cash", "receivable"];
    if !facts.is("normal balance|normal side|balance type")
        || !matches!(facts.class, Class::Text | Class::Labels)
    {
        return None;
    }
    let drawn = |facts: &ColumnFacts<'_>| {
        draft.columns.get(facts.name()).and_then(|plan| finish::drawn(&plan.source, locale))
    };
    let own = drawn(facts)?;
    let find = |word: &str| own.iter().find(|label| label.to_lowercase().starts_with(word));
    let (debit, credit) = (find("d")?, find("c")?);
    let kind = beside(draft, facts, "type|account type|category|class|account class", |other| {
        matches!(other.class, Class::Text | Class::Labels)
    })?;
    let is_debited =
        |label: &&String| DEBITED.iter().any(|word| label.to_lowercase().contains(word));
    let debited: Vec<String> = match drawn(kind) {
        Some(kinds) => {
            let found: Vec<String> =
                kinds.iter().filter(is_debited).map(|label| literal(label)).collect();
            if found.len() == kinds.len() { Vec::new() } else { found }
        }
        // The account's name says what kind it is.
        None => ["asset", "expense", "Asset", "Expense", "ASSET", "EXPENSE"].map(literal).into(),
    };
    if debited.is_empty() {
        return None;
    }
    let formula = format!(
        "CASE WHEN {} IN ({}) THEN {} ELSE {} END",
        ident(kind.name()),
        debited.join(", "),
        literal(debit),
        literal(credit)
    );
    Some((expression(formula), "side of an account", kind.name().to_owned()))
}

/// Whether a sale is won or lost, its stage says.
fn closed(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let won = facts.is("is won|won|is closed won|closed won");
    let lost = facts.is("is lost|lost|is closed lost|closed lost");
    if !(won || lost) || facts.class != Class::Bool {
        return None;
    }
    let names = "stage|* stage|stage name|status|deal stage|state|name";
    let stage =
        beside(draft, facts, names, |other| matches!(other.class, Class::Text | Class::Labels))?;
    let labels = finish::drawn(&draft.columns.get(stage.name())?.source, locale)?;
    let word = if won { "won" } else { "lost" };
    let is = |label: &&String| label.to_lowercase().contains(word);
    let ended: Vec<String> = labels.iter().filter(is).map(|label| literal(label)).collect();
    if labels.len() < 3 || ended.len() == labels.len() {
        return None;
    }
    // Stages without an end of this kind are all still open.
    let formula = if ended.is_empty() {
        "FALSE".to_owned()
    } else {
        format!("coalesce({} IN ({}), FALSE)", ident(stage.name()), ended.join(", "))
    };
    let stages = labels.iter().filter(|label| {
        let label = label.to_lowercase();
        STAGES.iter().any(|(word, _)| label.contains(word))
    });
    (stages.count() * 2 > labels.len())
        .then(|| (expression(formula), "flag of a stage", stage.name().to_owned()))
}

/// The kind of a file, its media type says.
fn file_kind(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let said = facts.is("media type|file type|kind|type|media kind|file kind|attachment type");
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let mime = beside(draft, facts, "mime type|mime|content type|* mime type", is_text)?;
    let kinds = finish::drawn(&draft.columns.get(facts.name())?.source, locale)?;
    let has = |kind: &str| kinds.iter().any(|known| known == kind);
    if !has("image") || !(has("video") || has("audio")) {
        return None;
    }
    let rest = ["document", "file", "other", "unknown"].into_iter().find(|kind| has(kind));
    let first = format!("split_part({}, '/', 1)", ident(mime.name()));
    let rest = literal(rest.unwrap_or("document"));
    let formula =
        format!("CASE WHEN {first} IN ('image', 'video', 'audio') THEN {first} ELSE {rest} END");
    Some((expression(fitted(facts, formula)), "kind of a file", mime.name().to_owned()))
}

/// The days that terms of payment name: 30 of `NET30`.
fn terms(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let said = facts.is(
        "payment terms days|terms days|net days|credit days|payment days|due days|payment term days",
    );
    if !said || !is_own_number(facts) {
        return None;
    }
    let names = "payment terms|terms|payment term|credit terms|terms of payment";
    let terms = beside(draft, facts, names, is_text)?;
    let labels = finish::drawn(&draft.columns.get(terms.name())?.source, locale)?;
    let days = |label: &String| -> String {
        label
            .chars()
            .rev()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect()
    };
    let name = ident(terms.name());
    let cases: Vec<String> = labels
        .iter()
        .filter(|label| !days(label).is_empty())
        .map(|label| {
            let days: String = days(label).chars().rev().collect();
            format!("WHEN {name} = {} THEN {days}", literal(label))
        })
        .collect();
    let formula = format!("CASE {} ELSE 0 END", cases.join(" "));
    (cases.len() >= 2).then(|| (expression(formula), "days of terms", terms.name().to_owned()))
}

/// What kind of account in the books has a name such as this.
fn book_kind(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, locale: &str) -> Option<Found> {
    let said = facts.is("type|account type|category|classification|account class");
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let kinds = finish::drawn(&draft.columns.get(facts.name())?.source, locale)?;
    let kind = |word: &str| {
        kinds
            .iter()
            .find(|label| label.to_lowercase().starts_with(word))
            .map(|label| literal(label))
    };
    let asset = kind("asset")?;
    let (debt, equity) = (kind("liabilit")?, kind("equity")?);
    let (income, expense) = (kind("income").or_else(|| kind("revenue"))?, kind("expense")?);
    let name = beside(draft, facts, "name|account name|title", is_text)?;
    let column = ident(name.name());
    let like = |words: &[&str], kind: &str| {
        let any: Vec<String> =
            words.iter().map(|word| format!("{column} LIKE '%{word}%'")).collect();
        format!("WHEN {} THEN {kind}", any.join(" OR "))
    };
    let cases = [
        like(&["Payable", "Unearned", "Deferred", "Accrued", "Loan", "Liabilit"], &debt),
        like(&["Equity", "Capital", "Retained", "Dividend", "Drawing"], &equity),
        like(
            &["Expense", "Cost", "Wages", "Salaries", "Depreciation", "Fees", "Supplies Used"],
            &expense,
        ),
        like(&["Income", "Revenue", "Sales", "Gain"], &income),
    ];
    let formula = format!("CASE {} ELSE {asset} END", cases.join(" "));
    Some((expression(fitted(facts, formula)), "kind of an account", name.name().to_owned()))
}

/// Whether there is less than there should be.
fn scarce(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts
        .is("needs reorder|low stock|is low stock|reorder needed|below minimum|is below minimum|\
         needs restock|reorder required|below reorder point|understocked");
    if !said || !matches!(facts.class, Class::Bool | Class::Int) {
        return None;
    }
    let there = "on hand|* on hand|stock|quantity|current stock|stock quantity|in stock";
    let wanted = "reorder point|reorder level|minimum stock|min stock|stock min|par level|\
         min quantity|minimum quantity|low stock threshold|reorder threshold";
    let there = beside(draft, facts, there, is_own_number)?;
    let wanted = beside(draft, facts, wanted, is_own_number)?;
    let (yes, no) = if facts.class == Class::Bool { ("TRUE", "FALSE") } else { ("1", "0") };
    let formula = format!(
        "CASE WHEN {} <= {} THEN {yes} ELSE {no} END",
        ident(there.name()),
        ident(wanted.name())
    );
    Some((expression(formula), "flag of a stock", there.name().to_owned()))
}
