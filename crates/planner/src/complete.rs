//! A given plan for a schema that has grown since: the rules plan what it does not say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use seedbed_expr::Env;
use seedbed_generate::plan::{ColumnPlan, LinkRole, Plan, Records, Scalar, Source, TablePlan};
use seedbed_schema::{Schema, TableId, Wishes};

use crate::{
    Drafted, PlanOptions, Planner, RowRequest, merge, moment, owners,
    rows::{self, Wanted},
    survey::Survey,
    time::Today,
};

/// A plan that says something about all of its schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The plan.
    pub plan: Plan,
    /// What the rules have added to it, in the order of the plan's tables.
    pub added: Vec<Addition>,
}

/// Something that a given plan does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Addition {
    /// A whole table.
    Table {
        /// Its name.
        table: String,
        /// The rows it gets.
        rows: u64,
    },
    /// Columns of a table, references among them.
    Columns {
        /// The table.
        table: String,
        /// The columns.
        columns: Vec<String>,
    },
}

impl fmt::Display for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { table, rows } => {
                write!(f, "{table} is not in the plan: the rules plan it, with {rows} rows")
            }
            Self::Columns { table, columns } => {
                let them = if columns.len() == 1 { "it" } else { "them" };
                let columns = columns.join(", ");
                write!(f, "{table}: the plan does not name {columns}: the rules plan {them}")
            }
        }
    }
}

/// Completes a plan by rules: tables, columns and references of the schema that it does not
/// name. What it says stays, but for the numbers of rows that `request` asks for. `wishes` are
/// what the schema's sources ask of the rest.
///
/// New tables get rows in proportion to those that are planned. Names of the plan that the
/// schema does not have are left for the engine to refuse.
pub fn complete(schema: &Schema, given: &Plan, request: &RowRequest, wishes: &Wishes) -> Completed {
    let options = PlanOptions {
        seed: given.seed,
        locale: given.locale.clone(),
        as_of: Some(given.as_of.clone()),
        rows: request.clone(),
        wishes: wishes.clone(),
    };
    let env = Env { now: moment(&given.as_of) };
    let survey = Survey::new(schema, env, wishes).in_locale(&given.locale);
    let names: BTreeMap<TableId, &String> =
        given.tables.keys().filter_map(|name| Some((schema.find(name)?, name))).collect();
    let owners = planned_owners(&survey, given, &names);
    let wanted = Wanted { request, survey: &survey, owners: &owners };
    let given_rows = names.iter().map(|(id, name)| (*id, given.tables[*name].rows)).collect();
    let new_rows = rows::rescaled(wanted, &given_rows);
    let scale = rows::scale(wanted, &given.locale, &given_rows);
    let rows = rows::counts(wanted, &given.locale, &new_rows, scale);
    let planner = Planner {
        survey: &survey,
        owners: &owners,
        rows: &rows,
        today: Today::of(&given.as_of),
        env,
        options: &options,
    };
    let Drafted { tables, records, .. } = planner.tables();
    let mut completion = Completion { plan: given.clone(), records, added: Vec::new() };
    for (id, name) in &names {
        if let (Some(table), Some(rows)) = (completion.plan.tables.get_mut(*name), new_rows.get(id))
        {
            table.rows = *rows;
        }
    }
    for (name, table) in tables {
        let id = schema.find(&name);
        match id.and_then(|id| names.get(&id)) {
            Some(known) => completion.columns(known, table),
            None => completion.table(name, table),
        }
    }
    Completed { plan: completion.plan, added: completion.added }
}

/// The owners as the plan has them; as the rules would have them for tables it does not name.
fn planned_owners(
    survey: &Survey<'_>,
    given: &Plan,
    names: &BTreeMap<TableId, &String>,
) -> BTreeMap<TableId, usize> {
    let mut all = owners(survey);
    for (id, name) in names {
        all.remove(id);
        let link = given.tables[*name].links.iter().find(|link| link.role == LinkRole::Owner);
        let keys = &survey.table(*id).table.foreign_keys;
        if let Some(at) =
            link.and_then(|link| keys.iter().position(|key| key.columns == link.columns))
        {
            all.insert(*id, at);
        }
    }
    all
}

/// A plan on its way to completeness.
struct Completion {
    plan: Plan,
    /// What the rules' columns draw from.
    records: BTreeMap<String, Records>,
    added: Vec<Addition>,
}

impl Completion {
    /// Adds a table.
    fn table(&mut self, name: String, mut table: TablePlan) {
        for column in table.columns.values_mut() {
            self.supply(column);
        }
        self.added.push(Addition::Table { table: name.clone(), rows: table.rows });
        self.plan.tables.insert(name, table);
    }

    /// Adds the columns and references that a table of the plan lacks.
    fn columns(&mut self, name: &str, rules: TablePlan) {
        let Some(known) = self.plan.tables.get(name) else {
            return;
        };
        let mut said: BTreeSet<&str> = known.columns.keys().map(String::as_str).collect();
        said.extend(known.links.iter().flat_map(|link| &link.columns).map(String::as_str));
        let has_owner = known.links.iter().any(|link| link.role == LinkRole::Owner);
        let mut links = rules.links;
        links.retain(|link| link.columns.iter().any(|column| !said.contains(column.as_str())));
        let mut columns = rules.columns;
        columns.retain(|column, _| !said.contains(column.as_str()));
        if links.is_empty() && columns.is_empty() {
            return;
        }
        let linked = links.iter().flat_map(|link| link.columns.iter().cloned());
        let added = columns.keys().cloned().chain(linked).collect();
        self.added.push(Addition::Columns { table: name.to_owned(), columns: added });
        for column in columns.values_mut() {
            self.supply(column);
        }
        for link in links.iter_mut().filter(|_| has_owner) {
            link.role = LinkRole::Weighted;
        }
        if let Some(known) = self.plan.tables.get_mut(name) {
            known.columns.extend(columns);
            known.links.extend(links);
        }
    }

    /// Puts the records that a column draws from beside those of the plan.
    fn supply(&mut self, column: &mut ColumnPlan) {
        let Source::Joint(joint) = &mut column.source else {
            return;
        };
        let Some(needed) = self.records.get(&joint.records).cloned() else {
            return;
        };
        let asked = joint.records.clone();
        let names = (1..).map(|number| match number {
            1 => asked.clone(),
            number => format!("{asked}_{number}"),
        });
        for name in names {
            let fits = self.plan.records.get(&name).is_none_or(|known| agree(known, &needed));
            if fits {
                merge(&mut self.plan.records, name.clone(), needed);
                joint.records = name;
                return;
            }
        }
    }
}

/// Whether two lists hold the same records, as far as their common fields tell.
fn agree(known: &Records, needed: &Records) -> bool {
    let column = |records: &Records, field: &String| -> Option<Vec<Scalar>> {
        let at = records.fields.iter().position(|name| name == field)?;
        records.rows.iter().map(|row| row.get(at).cloned()).collect()
    };
    let mut common = needed.fields.iter().filter(|field| known.fields.contains(field)).peekable();
    known.rows.len() == needed.rows.len()
        && known.rows.iter().all(|row| row.len() == known.fields.len())
        && common.peek().is_some()
        && common.all(|field| column(known, field) == column(needed, field))
}
