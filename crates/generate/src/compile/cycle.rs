//! That no column is made from itself.

use crate::{
    problem::{Note, NoteKind, PlanProblem},
    source::{Formula, Maker, Slot},
    spec::{ColumnMaker, Core, LinkKind, TableSpec},
};

type Node = (usize, usize);

/// Refuses circles between columns, and gives up conditions that would need one.
pub(crate) fn check(core: &mut Core, notes: &mut Vec<Note>, problems: &mut Vec<PlanProblem>) {
    if let Some(circle) = find(core, false) {
        problems.push(PlanProblem {
            path: format!("tables.{}", name(core, circle[0])),
            message: format!("the column is made from itself: {}", chain(core, &circle)),
            hint: Some("give one of these columns a source that needs none of the others".into()),
        });
        return;
    }
    // Trying rows again makes every retried column depend on all that its conditions read.
    while let Some(circle) = find(core, true) {
        let retried = circle.iter().map(|node| node.0).find(|&t| !core.tables[t].checks.is_empty());
        let Some(table) = retried else { return };
        let table = &mut core.tables[table];
        if let Some(condition) = table.checks.pop() {
            notes.push(Note {
                table: table.name.clone(),
                constraint: Some(condition.name),
                kind: NoteKind::NotHonoured,
                message: "rows can't be tried against it: what it reads is made from them".into(),
            });
        }
    }
}

fn name(core: &Core, (table, column): Node) -> String {
    let spec = &core.tables[table];
    format!("{}.columns.{}", spec.name, spec.columns[column].target.column)
}

fn chain(core: &Core, circle: &[Node]) -> String {
    let label = |&(table, column): &Node| {
        let spec = &core.tables[table];
        format!("{}.{}", spec.name, spec.columns[column].target.column)
    };
    let steps = circle.iter().chain(circle.first()).map(label).collect::<Vec<_>>().join(" ← ");
    let references = circle.iter().filter_map(|&(table, column)| {
        let spec = &core.tables[table];
        match &spec.columns[column].maker {
            ColumnMaker::Link { link, .. } => {
                let parent = &core.tables[spec.links[*link].parent].name;
                Some(format!("{} follows a foreign key to {parent}", label(&(table, column))))
            }
            ColumnMaker::Source(_) => None,
        }
    });
    std::iter::once(steps).chain(references).collect::<Vec<_>>().join("; ")
}

/// A circle of columns, if there is one.
fn find(core: &Core, retries: bool) -> Option<Vec<Node>> {
    let mut done: Vec<Vec<bool>> =
        core.tables.iter().map(|table| vec![false; table.columns.len()]).collect();
    for table in 0..core.tables.len() {
        for column in 0..core.tables[table].columns.len() {
            let mut path = Vec::new();
            if visit(core, (table, column), retries, &mut path, &mut done) {
                let last = path.pop()?;
                let start = path.iter().position(|&node| node == last)?;
                return Some(path.split_off(start));
            }
        }
    }
    None
}

/// Walks what a node depends on; true when `path` ends in a node it already holds.
fn visit(
    core: &Core,
    node: Node,
    retries: bool,
    path: &mut Vec<Node>,
    done: &mut Vec<Vec<bool>>,
) -> bool {
    if done[node.0][node.1] {
        return false;
    }
    let repeated = path.contains(&node);
    path.push(node);
    if repeated {
        return true;
    }
    for next in inputs(core, node, retries) {
        if visit(core, next, retries, path, done) {
            return true;
        }
    }
    path.pop();
    done[node.0][node.1] = true;
    false
}

fn inputs(core: &Core, (table, column): Node, retries: bool) -> Vec<Node> {
    let spec = &core.tables[table].columns[column];
    let mut nodes = Vec::new();
    match &spec.maker {
        ColumnMaker::Link { link, parent_column } => {
            let link = &core.tables[table].links[*link];
            if !(link.parent == table && is_descending(&link.kind)) {
                nodes.push((link.parent, *parent_column));
            }
            if let LinkKind::Via { link: first, parent_link }
            | LinkKind::Along { link: first, parent_link } = link.kind
            {
                let middle = core.tables[table].links[first].parent;
                let made = |table: usize, link: usize| {
                    made_by(&core.tables[table], link).map(|column| (table, column))
                };
                nodes.extend(made(table, first).into_iter().chain(made(middle, parent_link)));
            }
            if let Some(when) = &link.nulls.when {
                reads(core, table, when, &mut nodes);
            }
        }
        ColumnMaker::Source(maker) => {
            let insisting = spec.by_variant.iter().filter_map(|(_, maker)| maker.as_ref());
            let makers: Vec<&Maker> = std::iter::once(maker.as_ref()).chain(insisting).collect();
            nodes.extend(makers.iter().flat_map(|maker| maker.keys()));
            for formula in makers.into_iter().flat_map(Maker::formulas).chain(&spec.nulls.when) {
                reads(core, table, formula, &mut nodes);
            }
        }
    }
    if retries && spec.volatile {
        for condition in &core.tables[table].checks {
            let mut read = Vec::new();
            reads(core, table, &condition.formula, &mut read);
            nodes.extend(read.into_iter().filter(|node| node.0 != table));
        }
    }
    nodes
}

/// Whether a self reference leads to earlier rows only, so that walking it ends.
fn is_descending(kind: &LinkKind) -> bool {
    matches!(kind, LinkKind::Tree { .. } | LinkKind::Agreeing(_))
}

fn reads(core: &Core, table: usize, formula: &Formula, nodes: &mut Vec<Node>) {
    for slot in &formula.slots {
        match slot {
            Slot::Column { links, column } => {
                let mut at = table;
                let mut descending = false;
                for &step in links {
                    let link = &core.tables[at].links[step];
                    // Where the link may be NULL, its condition is asked before it is followed.
                    if link.nulls.when.is_some() {
                        nodes.extend(made_by(&core.tables[at], step).map(|column| (at, column)));
                    }
                    descending |= link.parent == at && is_descending(&link.kind);
                    at = link.parent;
                }
                if !descending {
                    nodes.push((at, *column));
                }
            }
            Slot::Aggregate { table: child, argument, filter, .. } => {
                for formula in argument.iter().chain(filter) {
                    reads(core, *child, formula, nodes);
                }
            }
        }
    }
}

/// The first column that a link makes.
fn made_by(table: &TableSpec, step: usize) -> Option<usize> {
    let is_made =
        |maker: &ColumnMaker| matches!(maker, ColumnMaker::Link { link, .. } if *link == step);
    table.columns.iter().position(|column| is_made(&column.maker))
}
