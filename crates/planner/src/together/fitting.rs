//! Labels that fit a text beside them: a lunch is a meeting, a pizzeria Italian, chest pain no
//! routine matter.
//!
//! Words of the text are looked for as beginnings of words; a blank behind one asks for the whole
//! word. Labels that fit none of the words stay as they were drawn.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};

use super::{Sides, spelt};
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words of a text, and words of the labels that fit it.
type Group = (&'static str, &'static str);

/// Labels that a text decides.
struct Fit {
    /// Words of the table's name; any table where empty.
    of: &'static str,
    text: &'static str,
    label: &'static str,
    groups: &'static [Group],
    /// Words of labels that fit no other text.
    never: &'static str,
    meaning: &'static str,
}

const FITS: &[Fit] = &[
    Fit {
        of: "activity interaction touchpoint engagement communication",
        text: "title|subject|name|summary|activity name|topic",
        label: "type|activity type|kind|channel|category|* type",
        groups: &[
            ("call|phone |ring ", "call|phone|telephone"),
            ("demo|presentation|webinar", "demo|presentation|webinar|meeting|video"),
            (
                "meeting|lunch|kick|visit|workshop|session|review|deep dive|onboarding|discussion|\
                 negotiation|interview|breakfast|dinner|coffee",
                "meeting|visit|appointment|lunch|event|workshop|on site|in person",
            ),
            ("send|email|e mail|newsletter|reply|forward|share", "email|mail|message"),
            (
                "prepare|draft|update|quote|write|compile|follow|renew|set up",
                "task|to do|todo|follow up|email",
            ),
            ("note |minutes", "note"),
        ],
        never: "",
        meaning: "kind of an activity",
    },
    Fit {
        of: "restaurant eatery diner bistro cafe kitchen vendor merchant",
        text: "name|restaurant name|title|* name",
        label: "cuisine|cuisine type|category|food type|type of cuisine|* cuisine|type|kitchen",
        groups: &[
            (
                "pizz|trattoria|osteria|ristorante|la piazz|piazz|pasta|bella|lombard",
                "italian|pizza|mediterranean",
            ),
            ("sakura|sushi|ramen|izakaya|tokyo|kyoto", "japanese|sushi|asian"),
            ("wok |dragon|golden|szechuan|dim sum|jade", "chinese|asian"),
            ("noodle|lantern", "chinese|japanese|thai|vietnamese|asian|noodle"),
            ("pho |saigon|hanoi|banh", "vietnamese|asian"),
            ("thai |bangkok|siam", "thai|asian"),
            ("bombay|saffron|tandoor|masala|curry|delhi|spice|biryani", "indian"),
            ("casa |cantina|taco|taqueria|el |burrito|azteca", "mexican|spanish|latin|tex mex"),
            ("bistro|café |brasserie|chez|le |marcel", "french|european|cafe"),
            ("taverna|olive|santorini", "greek|mediterranean"),
            ("lisbon|porto ", "portuguese|mediterranean|spanish|seafood"),
            ("kebab|istanbul|anatol|ottoman", "turkish|middle eastern|kebab"),
            ("oyster|tidal|harbor|fish|riverbank|heron", "seafood|american|british"),
            ("smoke|ember|grill|bbq|barbecue|steak", "barbecue|bbq|steak|american|grill"),
            ("diner|burger|supper|north star|honeycomb|brunch", "american|burger|fast food|brunch"),
            ("bakery|corner bakery", "bakery|cafe|french|american|vegetarian|dessert"),
            (
                "green|radish|rosemary|fig |pear |walnut|lemon|juniper|garden",
                "vegetarian|vegan|healthy|salad|fusion|mediterranean|american",
            ),
            ("tavern|oak |brass|copper|maple|farmhouse|brick", "american|british|pub|gastropub"),
            ("pepper|blue door|sunday", "american|british|fusion|european"),
        ],
        never: "",
        meaning: "cuisine of a name",
    },
    Fit {
        of: "role",
        text: "role name|name|title|role|display name|label",
        label: "access level|level|permission level|privilege level|access|access type|\
                security level|clearance level|clearance",
        groups: &[
            (
                "admin|owner|super|root |system|it support|it manager|director",
                "admin|administrator|full|owner|super|manage|all",
            ),
            (
                "viewer|guest|audit|read|visitor|observer|reception|security|customer|front desk|\
                 insurance|support agent|storekeeper|intern |trainee",
                "view|read|basic|limited|low|guest|viewer",
            ),
            (
                "doctor|nurse|surgeon|physician|manager|editor|clerk|pharmac|technician|staff|\
                 radiolog|physio|dieti|anesth|paramedic|midwife|social worker|accountant|teacher|\
                 author|contributor|moderator|agent|officer|developer|lead",
                "edit|write|standard|medium|editor|modify|normal",
            ),
        ],
        never: "admin|administrator|owner|super|full|all",
        meaning: "rights of a role",
    },
    Fit {
        of: "visit appointment encounter admission triage consultation emergency patient",
        text: COMPLAINTS,
        label: "triage level|triage|triage category|triage priority|acuity|acuity level|severity|\
                urgency|urgency level|triage code|priority",
        groups: &[
            (
                DIRE,
                "critical|resuscitation|immediate|red|emergent|emergency|level 1|1|very urgent|\
                 life threatening|p 1|urgent|high",
            ),
            (
                ACUTE,
                "serious|urgent|orange|yellow|high|emergent|level 2|level 3|2|3|moderate|medium",
            ),
            (
                ROUTINE,
                "stable|green|routine|non urgent|minor|low|mild|normal|level 5|5|blue|standard",
            ),
        ],
        never: "critical|resuscitation|immediate|red|emergent|emergency|level 1|1|serious|orange|\
                very urgent|life threatening|level 2|2|high|urgent|severe",
        meaning: "urgency of a complaint",
    },
];

/// Why patients come who can't wait, who had better not, and who can.
const DIRE: &str = "unconscious|cardiac arrest|severe bleeding|stroke|chest pain radiating|\
     major trauma|seizure|anaphyla|overdose";
const ACUTE: &str = "chest|shortness|difficulty breathing|abdominal|head injury|fracture|high fever|\
     burn|dehydration|vomiting blood|asthma attack|appendic|pneumonia|diabetic keto|acute|severe|\
     suspected";
const ROUTINE: &str = "annual|follow up|medication review|vaccination|blood pressure check|\
     diabetes check|prenatal|well child|sports physical|lab results|referral|travel|sleep";

/// Columns that say why a patient comes.
pub(super) const COMPLAINTS: &str = "chief complaint|presenting complaint|complaint|reason for visit|visit reason|reason|\
     presenting problem|symptoms|main complaint|complaints";

/// Makes labels fit the texts beside them.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for fit in FITS {
        if fit.of.is_empty() || is_of(sides.draft.table, fit.of) {
            apply(sides, fit);
        }
    }
    system_role(sides);
    acuity(sides);
}

/// The urgency of a complaint as a number from one, which can't wait, to five.
fn acuity(sides: &mut Sides<'_, '_, '_>) {
    let names = "acuity|acuity level|esi|esi level|esi score|triage level|triage score|triage|\
         triage category|triage acuity|urgency level";
    let of_five = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Int
            && facts.key == KeyPart::No
            && !facts.linked
            && (1..=5)
                .all(|level| facts.domain.contains(&seedbed_expr::Value::Int(level)) != Some(false))
    };
    let Some(facts) = sides.named(names, of_five) else { return };
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && !facts.linked;
    let Some(complaint) = sides.named(COMPLAINTS, text) else { return };
    let column = ident(complaint.name());
    let levels = |levels: [(i64, f64); 2]| {
        Source::Choice(ChoiceSource {
            values: levels.iter().map(|(level, _)| Scalar::Int(*level)).collect(),
            weights: Some(levels.iter().map(|(_, weight)| *weight).collect()),
        })
    };
    let cases = vec![
        Case { when: holds(&column, DIRE), then: levels([(1, 70.0), (2, 30.0)]) },
        Case { when: holds(&column, ACUTE), then: levels([(2, 40.0), (3, 60.0)]) },
        Case { when: holds(&column, ROUTINE), then: levels([(5, 75.0), (4, 25.0)]) },
    ];
    let otherwise = Some(Box::new(levels([(3, 30.0), (4, 70.0)])));
    let source = Source::Conditional(ConditionalSource { cases, otherwise });
    let reason = format!("{} says it", complaint.name());
    sides.make(facts, source, "urgency of a complaint", reason);
}

/// Whether a text column holds one of the words, as a condition.
pub(super) fn holds(name: &str, words: &str) -> String {
    format!("{name} ~* {}", literal(&pattern(words)))
}

/// Words as a regular expression: at the beginning of a word, and to its end where a blank follows.
fn pattern(words: &str) -> String {
    let word = |word: &str| {
        let whole = word.ends_with(' ');
        let word = word.trim_end().replace('&', ".").replace(' ', "[ -]");
        if whole { format!("{word}($|[^a-z])") } else { word }
    };
    let words: Vec<String> = words.split('|').map(word).collect();
    format!("(^|[^a-z])({})", words.join("|"))
}

/// Whether a text holds one of the words, as [`holds`] has the engine ask.
pub(super) fn has(text: &str, words: &str) -> bool {
    let text = format!(" {} ", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    words.split('|').any(|word| text.contains(&format!(" {}", word.replace('&', " "))))
}

fn apply(sides: &mut Sides<'_, '_, '_>, fit: &Fit) {
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && !facts.linked;
    let label = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Text | Class::Labels)
            && !facts.linked
            && facts.key == KeyPart::No
    };
    let Some(text) = sides.named(fit.text, text) else { return };
    for name in fit.label.split('|') {
        let Some(facts) = sides.named(name, |facts| label(facts) && facts.name() != text.name())
        else {
            continue;
        };
        let Some(own) = weighed(sides, facts) else { continue };
        let Some(source) = fitted(sides, fit, text, &own) else { continue };
        let reason = format!("{} says it", text.name());
        sides.make(facts, source, fit.meaning, reason);
        return;
    }
}

/// The texts that a column draws from, with their weights.
pub(super) fn weighed(
    sides: &Sides<'_, '_, '_>,
    facts: &ColumnFacts<'_>,
) -> Option<Vec<(String, f64)>> {
    let source = sides.source(facts)?;
    if !matches!(source, Source::Choice(_) | Source::Pool(_)) {
        return None;
    }
    let texts = crate::finish::drawn(source, sides.locale)?;
    let weights = match source {
        Source::Choice(choice) => choice.weights.clone(),
        _ => None,
    };
    let weights = weights.unwrap_or_else(|| vec![1.0; texts.len()]);
    (texts.len() >= 2).then(|| texts.into_iter().zip(weights).collect())
}

/// Some of the labels, as often as they are beside each other.
pub(super) fn some(labels: &[(String, f64)], keep: impl Fn(&str) -> bool) -> Option<Source> {
    let kept: Vec<&(String, f64)> = labels.iter().filter(|(label, _)| keep(label)).collect();
    (!kept.is_empty()).then(|| {
        Source::Choice(ChoiceSource {
            values: kept.iter().map(|(label, _)| Scalar::Text(label.clone())).collect(),
            weights: (kept.len() > 1).then(|| kept.iter().map(|(_, weight)| *weight).collect()),
        })
    })
}

fn fitted(
    sides: &Sides<'_, '_, '_>,
    fit: &Fit,
    text: &ColumnFacts<'_>,
    own: &[(String, f64)],
) -> Option<Source> {
    let column = ident(text.name());
    let said = sides.words(text);
    let is = |label: &str, words: &str| words.split('|').any(|word| spelt(label) == word);
    let fits_any = |label: &str| fit.groups.iter().any(|(_, words)| is(label, words));
    let mut cases = Vec::new();
    let mut known = 0;
    for (words, labels) in fit.groups {
        let asked = said.is_empty() || said.iter().any(|text| has(text, words));
        // The first words are the best: a label of the second is taken where none is of the first.
        let best = labels.split('|').find(|word| own.iter().any(|(label, _)| is(label, word)));
        let close = |label: &str| match best {
            Some(best) => is(label, best),
            None => !fits_any(label),
        };
        let Some(then) = some(own, close).filter(|_| asked) else { continue };
        known += usize::from(best.is_some());
        cases.push(Case { when: holds(&column, words), then });
    }
    if known == 0 {
        return None;
    }
    let rest = |label: &str| !is(label, fit.never);
    let rest = some(own, rest).or_else(|| some(own, |_| true))?;
    let otherwise = Some(Box::new(rest));
    Some(Source::Conditional(ConditionalSource { cases, otherwise }))
}

/// Programs come with a few roles; others are made by those who run them.
fn system_role(sides: &mut Sides<'_, '_, '_>) {
    const BUILT_IN: &str = "admin|owner|super|root |user |member|guest|viewer|system|customer";
    if !is_of(sides.draft.table, "role") {
        return;
    }
    let flag = "is system role|is system|system role|is built in|built in|builtin|is default role|\
                is protected|is builtin";
    let drawn = |facts: &ColumnFacts<'_>| facts.class == Class::Bool && facts.key == KeyPart::No;
    let Some(flag) = sides.named(flag, drawn) else { return };
    let text = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text && !facts.linked && !facts.is_nullable()
    };
    let names = "role name|name|title|role|display name|slug|code";
    let Some(name) = sides.named(names, text) else { return };
    let said = sides.words(name);
    if !said.iter().any(|text| has(text, BUILT_IN)) {
        return;
    }
    let reason = format!("{} says it", name.name());
    let formula = holds(&ident(name.name()), BUILT_IN);
    sides.make(flag, expression(formula), "flag of a role", reason);
}
