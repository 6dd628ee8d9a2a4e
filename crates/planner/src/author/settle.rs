//! From contributions to a plan that the engine takes: what it refuses is withdrawn.

use std::collections::BTreeSet;

use seedbed_generate::plan::Plan;

use super::{
    Finding, Inspector, Warning,
    contribution::{Contribution, Objection},
};
use crate::survey::Survey;

/// What a contribution is put over and judged by.
pub(super) struct Ground<'g, 'a> {
    pub(super) survey: &'g Survey<'a>,
    pub(super) plan: &'g Plan,
    pub(super) inspector: &'g dyn Inspector,
    /// What is found about the rules' plan already.
    pub(super) known: BTreeSet<Finding>,
}

impl<'g, 'a> Ground<'g, 'a> {
    pub(super) fn new(
        survey: &'g Survey<'a>,
        plan: &'g Plan,
        inspector: &'g dyn Inspector,
    ) -> Self {
        let tables: Vec<String> = plan.tables.keys().cloned().collect();
        let known = inspector.inspect(plan, &tables).into_iter().collect();
        Self { survey, plan, inspector, known }
    }

    /// The plan with these contributions.
    pub(super) fn with<'c>(&self, all: impl IntoIterator<Item = &'c Contribution>) -> Plan {
        let mut plan = self.plan.clone();
        for contribution in all {
            contribution.put_into(&mut plan, self.survey);
        }
        plan
    }

    /// What contributions have made worse.
    pub(super) fn findings(&self, plan: &Plan, all: &[Contribution]) -> Vec<Finding> {
        let places = all.iter().flat_map(|one| one.columns.keys().chain(one.links.keys()));
        let tables: BTreeSet<String> = places.map(|(table, _)| table.clone()).collect();
        if tables.is_empty() {
            return Vec::new();
        }
        let tables: Vec<String> = tables.into_iter().collect();
        let found = self.inspector.inspect(plan, &tables).into_iter();
        found.filter(|finding| !self.known.contains(finding)).collect()
    }

    /// What the engine says of one contribution, for the model.
    pub(super) fn objections(&self, contribution: &Contribution) -> Vec<Objection> {
        let one = std::slice::from_ref(contribution);
        let findings = self.findings(&self.with(one), one);
        let objections = findings.into_iter().map(|finding| Objection {
            table: finding.table,
            column: finding.column,
            message: finding.message,
            is_advice: false,
        });
        objections.collect()
    }

    /// Withdraws what the engine refuses until it takes everything, and tells what was withdrawn.
    pub(super) fn settle(&self, all: &mut [Contribution]) -> (Plan, Vec<Warning>) {
        let mut warnings = Vec::new();
        loop {
            let plan = self.with(all.iter());
            let findings = self.findings(&plan, all);
            if findings.is_empty() {
                return (plan, warnings);
            }
            let mut withdrawn = false;
            for finding in &findings {
                withdrawn |= withdraw(all, finding, &mut warnings);
            }
            if !withdrawn {
                // Nobody can be blamed: everything goes.
                let everything = Finding { table: None, column: None, ..findings[0].clone() };
                withdraw(all, &everything, &mut warnings);
            }
        }
    }
}

/// Withdraws what a finding is about: its column; or its table, where the column is none of the
/// model's. Tells whether there was anything.
fn withdraw(all: &mut [Contribution], finding: &Finding, warnings: &mut Vec<Warning>) -> bool {
    let mut narrow = |column: Option<&str>| {
        let table = finding.table.as_deref();
        let places: Vec<_> = all.iter_mut().flat_map(|one| one.withdraw(table, column)).collect();
        let told = places.iter().map(|(table, column)| Warning {
            place: format!("{table}.{column}"),
            message: format!("the model's plan is not used, but the rules': {}", finding.message),
        });
        warnings.extend(told);
        !places.is_empty()
    };
    if finding.table.is_none() && finding.column.is_none() {
        return narrow(None);
    }
    (finding.column.is_some() && narrow(finding.column.as_deref())) || narrow(None)
}
