//! Chains of deeds: a table lists the moments of a row's life mostly in the order in which they
//! come (`booked_at`, `picked_up_at`, `loaded_at`), and what has not come yet keeps the rest from
//! coming.

use std::collections::BTreeMap;

use super::stages::{DAY, HOUR, MINUTE, Stage};
use super::{core_words, is_stage, rank, stage_of};
use crate::exceptions;
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, TableFacts};

/// For each moment the one that comes before it in its chain.
#[derive(Debug, Default)]
pub(super) struct Chains {
    before: BTreeMap<String, String>,
}

/// Stages that are deeds, done when their moment has come.
const DEEDS: &[&str] = &[
    "incident",
    "acquisition",
    "creation",
    "placing",
    "confirmation",
    "answer",
    "assignment",
    "payment",
    "disbursement",
    "processing",
    "dispatch",
    "delivery",
    "publication",
    "release",
    "start",
    "handing in",
    "end",
];

/// Beginnings that may come in the midst of a life.
const SOFT: &str = "activated|activation|enrolled|enrollment|first *|initial *|onboarded|uploaded|\
     imported|* registered|commissioned|installed|certified|released|* released|launched|generated|\
     received|* received|energized|licensed *";

/// Moments that are planned, told of another thing, or come again and again.
const NO_LINKS: &str = "last *|next *|expiration *|expiry *|reminder *|warning *|\
     expected *|estimated *|planned *|scheduled *|scheduled|\
     schedule|effective|\
     effective *|valid *|* from|from|window *|appointment|* appointment|as of|value|available|\
     available *|reserved for|booked for|* cutoff|* cut off|cutoff|doors *|current *|trial *|\
     period *|\
     * period start|* period end|event start|remind *|since|* since|presale *|pre *|off *|on sale|\
     * start|start|starts";

impl Chains {
    pub(super) fn of(table: &TableFacts<'_>) -> Self {
        let mut chains = Self::default();
        if is_sorted(table) {
            return chains;
        }
        let changes = table.columns.iter().filter(|facts| is_moment(facts)).any(|facts| {
            stage_of(facts).is_some_and(|stage| matches!(stage.meaning, "change" | "creation"))
        });
        let mut links: Vec<&ColumnFacts<'_>> = Vec::new();
        let mut latest: Option<&ColumnFacts<'_>> = None;
        for facts in table.columns.iter().filter(|facts| is_moment(facts)) {
            if stage_of(facts).is_some_and(|stage| stage.meaning == "deletion") {
                if let Some(last) = links.last().filter(|_| !changes) {
                    chains.before.insert(facts.name().to_owned(), last.name().to_owned());
                }
                latest = Some(facts);
                continue;
            }
            let exception = exceptions::is_exception(table, facts);
            let before = match exception {
                true if undoes(facts) => latest,
                _ if exceptions::lasts(facts) => None,
                true => links.last().copied(),
                false if is_link(facts) => {
                    let again = links.iter().any(|link| same_stage(link, facts));
                    let fits = |link: &&ColumnFacts<'_>| may_precede(link, facts, again);
                    links.iter().rev().copied().find(fits)
                }
                false => None,
            };
            if let Some(before) = before {
                chains.before.insert(facts.name().to_owned(), before.name().to_owned());
            }
            if !exception && is_link(facts) {
                links.push(facts);
            }
            let root = stage_of(facts).is_some_and(|stage| stage.meaning == "creation");
            if !exceptions::lasts(facts) && (exception || is_link(facts) && !root) {
                latest = Some(facts);
            }
        }
        chains
    }

    /// The moment that comes before another.
    pub(super) fn before(&self, name: &str) -> Option<&String> {
        self.before.get(name)
    }

    /// Whether a moment comes after another one of its chain.
    pub(super) fn descends(&self, name: &str, from: &str) -> bool {
        let mut at = name;
        for _ in 0..self.before.len() {
            match self.before.get(at) {
                Some(before) if before == from => return true,
                Some(before) => at = before,
                None => return false,
            }
        }
        false
    }

    /// The moments before another, the nearest first, up to one that is always there.
    pub(super) fn behind(&self, table: &TableFacts<'_>, name: &str) -> Vec<String> {
        let mut names: Vec<String> = vec![name.to_owned()];
        let mut at = name;
        while let Some(facts) = table.column(at).filter(|facts| facts.is_nullable()) {
            let Some(next) = self.before.get(facts.name()) else { break };
            if names.contains(next) || names.len() > 9 {
                break;
            }
            names.push(next.clone());
            at = next;
        }
        names
    }
}

fn is_moment(facts: &ColumnFacts<'_>) -> bool {
    is_stage(facts) && !facts.linked && !facts.is_computed()
}

/// What answers to something that was told before.
const REMEDIES: &str = "repaired|fixed|mended|rectified|remedied|corrected|settled|reimbursed|\
     compensated|resolved|* repaired|* fixed|* resolved|* settled";

/// Whether a table's columns are in the order of the alphabet, which tells nothing.
fn is_sorted(table: &TableFacts<'_>) -> bool {
    table.columns.len() > 5
        && table.columns.windows(2).skip(1).all(|pair| pair[0].name() <= pair[1].name())
}

/// What takes back what came before it.
pub(super) fn undoes(facts: &ColumnFacts<'_>) -> bool {
    facts.words.iter().any(|word| {
        ["reopen", "reinstat", "reactivat", "restor", "reconnect", "unpublish", "recover"]
            .iter()
            .any(|stem| word.starts_with(stem))
    })
}

/// Whether a moment is a deed that may have others before it.
fn is_link(facts: &ColumnFacts<'_>) -> bool {
    let planned = is_named(facts, NO_LINKS);
    let soft = is_named(facts, SOFT);
    match stage_of(facts) {
        _ if planned => false,
        Some(stage) => stage.ahead == 0 && DEEDS.contains(&stage.meaning) || soft,
        None => is_deed(facts),
    }
}

/// Whether a name tells of something that is done: `screened`, `calibration`.
fn is_deed(facts: &ColumnFacts<'_>) -> bool {
    const DONE: &[&str] = &[
        "sent", "paid", "met", "held", "done", "made", "taken", "seen", "read", "begun", "aware",
        "ready", "written", "drawn", "known", "given", "notice", "dose", "joining", "in", "out",
    ];
    let [words, _] = core_words(facts);
    words.iter().any(|word| {
        let ends = word.ends_with("ed") || word.ends_with("ion") || word.ends_with("ment");
        word.len() > 4 && ends && !word.starts_with("incomplet") || DONE.contains(&word.as_str())
    })
}

/// Whether a moment's name without what says that it is one is one of these.
fn is_named(facts: &ColumnFacts<'_>, patterns: &str) -> bool {
    core_words(facts).iter().any(|words| crate::tokens::matches(patterns, words).is_some())
}

/// Whether two deeds are of one stage, or one begins what the other would begin.
fn same_stage(one: &ColumnFacts<'_>, other: &ColumnFacts<'_>) -> bool {
    let begins = |stage: &Stage| matches!(stage.meaning, "creation" | "incident" | "handing in");
    match (stage_of(one), stage_of(other)) {
        (Some(a), Some(b)) => std::ptr::eq(a, b) || b.meaning == "placing" && begins(a),
        _ => false,
    }
}

/// Whether a deed that is listed before another can come before it.
/// A stage that comes a second time may stand anywhere: `requested_on`, `approved_on`, `issued_on`.
fn may_precede(earlier: &ColumnFacts<'_>, later: &ColumnFacts<'_>, again: bool) -> bool {
    let soft = is_named(later, SOFT);
    let root = |stage: &Stage| matches!(stage.meaning, "creation" | "acquisition" | "incident");
    match (stage_of(earlier), stage_of(later)) {
        (_, Some(stage)) if root(stage) && !soft => false,
        // Nothing is mended before it is reported, in whatever order a table lists the two.
        (_, Some(stage)) if stage.meaning == "placing" && is_named(earlier, REMEDIES) => false,
        (Some(_), Some(_)) => {
            soft || again || is_named(earlier, "* in|* out") || rank(earlier) <= rank(later)
        }
        _ => true,
    }
}

/// How long after the deed before it a deed comes, and how much that varies.
pub(super) fn pace(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> (f64, f64) {
    let day = facts.class == Class::Date;
    let quick = is_of(
        table,
        "job run build import export sync scan execution transcode match session \
         pipeline deployment upload conversion",
    );
    let urgent = is_of(table, "outage alarm alert emergency dispatch ambulance incident");
    match table.subject {
        _ if urgent && !day => (40.0 * MINUTE, 0.8),
        S::Session | S::Log | S::Message | S::Notification | S::Token if !day => {
            (4.0 * MINUTE, 1.0)
        }
        _ if quick && !day => (4.0 * MINUTE, 1.0),
        S::Order | S::Payment | S::Line | S::Visit | S::Flight if !day => (7.0 * HOUR, 0.9),
        S::Ticket | S::Task | S::Comment | S::Review if !day => (14.0 * HOUR, 0.9),
        S::Order | S::Payment | S::Ticket | S::Task | S::Shipment | S::Booking | S::Visit => {
            (2.5 * DAY, 0.7)
        }
        _ if day => (7.0 * DAY, 0.8),
        _ => (1.5 * DAY, 0.9),
    }
}
