//! Which link makes which column.
//!
//! A column of a foreign key takes its value from the parent's row. Where foreign keys share
//! columns, one of them decides the shared column and the others agree with it.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::{ForeignKey, Schema};

use super::draft::LinkDraft;
use crate::{
    plan::{Link, LinkRole, TablePlan},
    problem::{PlanProblem, did_you_mean},
};

/// The links of one table.
pub(crate) struct Binding {
    pub(crate) links: Vec<LinkDraft>,
    /// What the plan says of each link.
    pub(crate) plans: Vec<Option<Link>>,
    /// For each column the link that makes it, and the parent's column.
    pub(crate) columns: Vec<Option<(usize, usize)>>,
    /// For each column that references which may be absent share, and none of them makes: whose
    /// column its values are taken from.
    pub(crate) keys: Vec<Option<(usize, usize)>>,
    pub(crate) owner: Option<usize>,
}

/// Binds the columns of all tables.
pub(crate) fn bind(
    schema: &Schema,
    plans: &[TablePlan],
    problems: &mut Vec<PlanProblem>,
) -> Vec<Binding> {
    (0..schema.tables().len())
        .map(|table| bind_table(schema, table, &plans[table], problems))
        .collect()
}

fn bind_table(
    schema: &Schema,
    at: usize,
    plan: &TablePlan,
    problems: &mut Vec<PlanProblem>,
) -> Binding {
    let table = &schema.tables()[at];
    let plans = match_links(schema, at, plan, problems);
    let mut columns: Vec<Option<(usize, usize)>> = vec![None; table.columns.len()];
    let mut keys: Vec<Option<(usize, usize)>> = vec![None; table.columns.len()];
    let mut links: BTreeMap<usize, LinkDraft> = BTreeMap::new();
    for link in binding_order(schema, at) {
        let key = &table.foreign_keys[link];
        let parent = schema.find_exact(&key.parent).expect("a validated schema").0;
        let pairs = key.columns.iter().zip(&key.parent_columns).map(|(child, parent_name)| {
            let parent_column = schema.tables()[parent].column_index(parent_name);
            let pair = table.column_index(child).zip(parent_column);
            pair.expect("a validated schema")
        });
        // `(tenant_id, parent_id)` within one table: rows of the same tenant, whoever decides it.
        let shared = |child: usize, parent_column| parent == at && child == parent_column;
        let optional = key.is_optional(table);
        // What a key holds is there whether or not the reference is.
        let held = |child: usize| {
            let name = &table.columns[child].name;
            let in_key = || {
                let mut keys = table.keys();
                keys.any(|key| key.columns().is_some_and(|all| all.contains(&name.as_str())))
            };
            let is_shared = || {
                let keys = table.foreign_keys.iter().filter(|key| key.columns.contains(name));
                keys.count() > 1
            };
            optional && !table.columns[child].nullable && (in_key() || is_shared())
        };
        let (bound, own): (Vec<_>, Vec<_>) = pairs
            .partition(|&(child, p)| columns[child].is_some() || shared(child, p) || held(child));
        let is_alone = |child: usize| {
            let name = table.columns[child].name.as_str();
            table.keys().any(|key| key.columns().is_some_and(|all| all == [name]))
        };
        if !leads_to(schema, parent, at) {
            for &(child, parent_column) in bound.iter().filter(|(child, _)| !is_alone(*child)) {
                keys[child].get_or_insert((parent, parent_column));
            }
        }
        for &(child, parent_column) in &own {
            columns[child] = Some((link, parent_column));
        }
        let plan = plans[link].as_ref();
        links.insert(
            link,
            LinkDraft {
                parent,
                role: plan.map_or(LinkRole::Weighted, |plan| plan.role),
                null_if: None,
                nullable: optional && own.iter().any(|(c, _)| table.columns[*c].nullable),
                columns: own,
                bound,
                avoid: None,
                along: None,
                limits: Vec::new(),
                must_differ: false,
                is_self: parent == at,
            },
        );
    }
    let mut links: Vec<LinkDraft> = links.into_values().collect();
    let owner = owner(&links, &plans, &columns, schema);
    find_ways(schema, at, &plans, &mut links, problems);
    avoid_each_other(&mut links, owner);
    for (key, link) in keys.iter_mut().zip(&columns) {
        *key = key.filter(|_| link.is_none());
    }
    Binding { links, plans, columns, keys, owner }
}

/// Whether references lead from one table to another, or they are the same.
fn leads_to(schema: &Schema, from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(table) = open.pop() {
        if table == to {
            return true;
        }
        if seen.insert(table) {
            let keys = schema.tables()[table].foreign_keys.iter();
            open.extend(keys.filter_map(|key| schema.find_exact(&key.parent)).map(|id| id.0));
        }
    }
    false
}

/// The links the plan describes, by foreign key.
fn match_links(
    schema: &Schema,
    at: usize,
    plan: &TablePlan,
    problems: &mut Vec<PlanProblem>,
) -> Vec<Option<Link>> {
    let table = &schema.tables()[at];
    let mut found = vec![None; table.foreign_keys.len()];
    for (position, link) in plan.links.iter().enumerate() {
        match table.foreign_keys.iter().position(|key| is_over(key, &link.columns)) {
            Some(key) => found[key] = Some(link.clone()),
            None => problems.push(PlanProblem {
                path: format!("tables.{}.links[{position}]", table.name),
                message: format!("there is no foreign key over {}", link.columns.join(", ")),
                hint: link.columns.first().and_then(|column| {
                    let columns = table.foreign_keys.iter().flat_map(|key| &key.columns);
                    did_you_mean(column, columns.map(String::as_str))
                }),
            }),
        }
    }
    found
}

/// Finds the links along which the plan wants parents to be found.
fn find_ways(
    schema: &Schema,
    at: usize,
    plans: &[Option<Link>],
    links: &mut [LinkDraft],
    problems: &mut Vec<PlanProblem>,
) {
    let table = &schema.tables()[at];
    for (link, plan) in plans.iter().enumerate() {
        let Some(way) = plan.as_ref().and_then(|plan| plan.via.as_ref()) else { continue };
        let mut refuse = |message: String, hint: Option<String>| {
            let path = format!("tables.{}.links.{}.via", table.name, plan_name(plan.as_ref()));
            problems.push(PlanProblem { path, message, hint });
        };
        let Some(first) = table.foreign_keys.iter().position(|key| is_over(key, way)) else {
            let columns = table.foreign_keys.iter().flat_map(|key| &key.columns);
            let hint =
                way.first().and_then(|column| did_you_mean(column, columns.map(String::as_str)));
            refuse(format!("there is no foreign key over {}", way.join(", ")), hint);
            continue;
        };
        let middle = &schema.tables()[links[first].parent];
        let key = &table.foreign_keys[link];
        let mut seconds = middle.foreign_keys.iter().enumerate().filter(|(_, second)| {
            second.parent == key.parent && second.parent_columns == key.parent_columns
        });
        let second = match (seconds.next(), seconds.next()) {
            (Some((only, _)), None) => Some(only),
            _ => middle
                .foreign_keys
                .iter()
                .position(|second| second.parent == key.parent && is_over(second, &key.columns)),
        };
        match second {
            Some(second) if first != link && !links[link].is_self => {
                links[link].along = Some((first, second));
            }
            _ => refuse(
                format!(
                    "{} has no foreign key that is like this one to {}",
                    middle.name, key.parent
                ),
                None,
            ),
        }
    }
}

fn plan_name(plan: Option<&Link>) -> String {
    plan.map_or_else(String::new, |plan| plan.columns.join(", "))
}

fn is_over(key: &ForeignKey, columns: &[String]) -> bool {
    columns.len() == key.columns.len()
        && key.columns.iter().all(|c| columns.iter().any(|other| other.eq_ignore_ascii_case(c)))
}

/// Links that must have a parent first, and of these the ones with more columns: what they refer
/// to implies the others. Self references last: they find their parents among rows that the
/// others have placed.
fn binding_order(schema: &Schema, at: usize) -> Vec<usize> {
    let table = &schema.tables()[at];
    let mut order: Vec<usize> = (0..table.foreign_keys.len()).collect();
    order.sort_by_key(|&link| {
        let key = &table.foreign_keys[link];
        let optional = key.is_optional(table);
        (key.parent == table.name, optional, std::cmp::Reverse(key.columns.len()), link)
    });
    order
}

/// The plan's owner link, where the rows can lie by it.
fn owner(
    links: &[LinkDraft],
    plans: &[Option<Link>],
    columns: &[Option<(usize, usize)>],
    schema: &Schema,
) -> Option<usize> {
    let wanted = (0..links.len()).find(|&link| {
        links[link].role == LinkRole::Owner
            && links[link].bound.is_empty()
            && !links[link].is_self
            && plans[link].as_ref().is_none_or(|plan| plan.null_if.is_none())
    })?;
    (dependents(schema, links, columns, wanted).is_empty()).then_some(wanted)
}

/// The links that share columns with `link`, must have a parent, and limit which parents `link`
/// can have.
pub(crate) fn dependents(
    schema: &Schema,
    links: &[LinkDraft],
    columns: &[Option<(usize, usize)>],
    link: usize,
) -> Vec<usize> {
    (0..links.len())
        .filter(|&other| {
            let draft = &links[other];
            !draft.bound.is_empty()
                && !draft.nullable
                && draft.bound.iter().all(|(c, _)| columns[*c].is_some_and(|(l, _)| l == link))
                && via(schema, links, columns, other).is_none()
        })
        .collect()
}

/// The link and the parent's link that lead to the parent of `other`, when all of its columns
/// are those of one other link's row and that row refers to the same parent.
pub(crate) fn via(
    schema: &Schema,
    links: &[LinkDraft],
    columns: &[Option<(usize, usize)>],
    other: usize,
) -> Option<(usize, usize)> {
    let draft = &links[other];
    if !draft.columns.is_empty() || draft.bound.is_empty() {
        return None;
    }
    let (through, _) = columns[draft.bound[0].0]?;
    let middle = &schema.tables()[links[through].parent];
    let wanted: Option<Vec<(usize, usize)>> = draft
        .bound
        .iter()
        .map(|&(column, parent_column)| match columns[column] {
            Some((link, middle_column)) if link == through => Some((middle_column, parent_column)),
            _ => None,
        })
        .collect();
    let wanted = wanted?;
    let parent = &schema.tables()[draft.parent];
    let found = middle.foreign_keys.iter().position(|key| {
        key.parent == parent.name
            && key.columns.len() == wanted.len()
            && key.columns.iter().zip(&key.parent_columns).all(|(column, parent_column)| {
                middle
                    .column_index(column)
                    .zip(parent.column_index(parent_column))
                    .is_some_and(|pair| wanted.contains(&pair))
            })
    })?;
    Some((through, found))
}

/// Two foreign keys to one table are two roles: the later one takes another row.
fn avoid_each_other(links: &mut [LinkDraft], owner: Option<usize>) {
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_by_key(|&link| (Some(link) != owner, link));
    for (position, &link) in order.iter().enumerate() {
        let draft = &links[link];
        if draft.is_self || !draft.bound.is_empty() || draft.along.is_some() {
            continue;
        }
        links[link].avoid = order[..position].iter().copied().find(|&earlier| {
            let other = &links[earlier];
            other.parent == draft.parent && other.bound.is_empty() && !other.is_self
        });
    }
}
