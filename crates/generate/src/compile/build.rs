//! The finished tables.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_dataset::seed::Stream;
use seedbed_expr::{Cut, Expr, Value};
use seedbed_schema::{KeyPart, Table, UniqueKey};

use super::{
    Compiler,
    capacity::Populations,
    check::{is_small, only_forbids_itself},
    draft::{ColumnDraft, Draft},
    keys::{Digit, Solution, key_name},
    link,
    probe::Trial,
    proof::Proof,
    volatile,
};
use crate::{
    permutation::Permutation,
    problem::{Note, NoteKind, PlanProblem},
    product::Product,
    source::{Capacity, Formula, Maker, Target},
    spec::{
        ColumnMaker, ColumnSpec, Condition, Core, Fitted, LinkSpec, Nulls, Places, Repair,
        RepairKey, TableSpec, Taken, fits_type,
    },
};

impl Compiler<'_> {
    /// Finishes all tables.
    pub(crate) fn build(
        &self,
        drafts: Vec<Draft<'_>>,
        populations: &Populations,
        solutions: &[Solution],
        notes: &mut Vec<Note>,
        problems: &mut Vec<PlanProblem>,
    ) -> Core {
        let tables = drafts
            .into_iter()
            .enumerate()
            .map(|(at, draft)| self.table(at, draft, &solutions[at], populations, notes, problems))
            .collect();
        Core { tables, env: self.core_env }
    }

    #[allow(clippy::too_many_arguments)] // one table's whole surroundings
    fn table(
        &self,
        at: usize,
        mut draft: Draft<'_>,
        solution: &Solution,
        populations: &Populations,
        notes: &mut Vec<Note>,
        problems: &mut Vec<PlanProblem>,
    ) -> TableSpec {
        let table = draft.table;
        let rows = populations.rows[at];
        let stream = self.root.named(&table.name.to_string());
        let links =
            link::links(self.schema, &mut draft, solution, populations, rows, stream, problems);
        let literal = literal_rows(table, &draft.columns);
        let open_from = self.slot(&mut draft, rows);
        if !populations.append {
            count_on(&mut draft, solution, &literal);
        }
        let proof = Proof::new(&draft, numbered(&draft, solution, rows));
        let (checks, proven) = self.checks(at, &draft, &links, &proof, notes);
        let repair = self.repair(at, table, solution, &open_from, notes);
        let products = solution.products.iter().enumerate().map(|(index, product)| {
            let stream = stream.named("product").nth(index as u64);
            Product::new(product.within_owner, product.radices.clone(), stream)
        });
        let products = products.collect();
        let identities: Vec<Option<String>> =
            draft.columns.iter().map(|column| column.identity.clone()).collect();
        let places = places(&draft, solution, rows, stream);
        number_repetitions(&mut draft, solution, rows);
        let columns = draft.columns.into_iter().zip(places).enumerate();
        let columns = columns.map(|(index, (column, places))| {
            let taken = solution.unique.contains(&index).then(|| taken(&literal, index, rows));
            let unique = solution.unique.contains(&index) || is_digit(solution, index);
            column_spec(column, places, taken.flatten(), unique, rows, stream)
        });
        let columns: Vec<ColumnSpec> = columns.collect();
        let mut spec = TableSpec {
            name: table.name.to_string(),
            rows,
            fitted: fitted(&columns, &draft.trial),
            columns,
            literal,
            links,
            owner: solution.owner.filter(|_| rows > 0),
            products,
            checks,
            proven,
            repair,
            variants: draft.variants.max(1) as u64,
            stream,
        };
        volatile::mark(&mut spec, at, &identities);
        spec
    }

    /// The conditions that rows must be tried against, and those that sources make hold. The
    /// latter are kept in builds for tests only, where they are tried all the same.
    fn checks(
        &self,
        at: usize,
        draft: &Draft<'_>,
        links: &[LinkSpec],
        proof: &Proof<'_>,
        notes: &mut Vec<Note>,
    ) -> (Vec<Condition>, Vec<Condition>) {
        let (mut conditions, mut proven) = (Vec::new(), Vec::new());
        for check in &draft.checks {
            let holds = proof.covers(check) || only_forbids_itself(&check.expr, draft, links);
            if holds && !cfg!(debug_assertions) {
                continue;
            }
            let senseless = draft.trial.senseless.get(&check.name);
            let formula = self.resolver.compile(at, &check.name, &check.expr);
            let formula = formula.map_err(|refusal| refusal.message);
            match senseless.map_or(formula, |reason| Err(reason.clone())) {
                Ok(formula) => {
                    let condition = Condition { name: check.name.clone(), formula };
                    if holds { proven.push(condition) } else { conditions.push(condition) }
                }
                Err(_) if holds => {}
                Err(reason) => notes.push(Note {
                    table: draft.table.name.to_string(),
                    constraint: Some(check.name.clone()),
                    kind: NoteKind::NotHonoured,
                    message: format!("it can't be evaluated: {reason}"),
                }),
            }
        }
        (conditions, proven)
    }

    fn repair(
        &self,
        at: usize,
        table: &Table,
        solution: &Solution,
        open_from: &[Option<Cut>],
        notes: &mut Vec<Note>,
    ) -> Option<Repair> {
        let all: Vec<&UniqueKey> = table.keys().collect();
        let mut keys = Vec::new();
        for &position in &solution.repaired {
            let key = all[position];
            match self.repair_key(at, table, key) {
                Ok(key) => keys.push(key),
                Err(reason) => notes.push(Note {
                    table: table.name.to_string(),
                    constraint: Some(key_name(key)),
                    kind: NoteKind::NotHonoured,
                    message: format!("it can't be evaluated: {reason}"),
                }),
            }
        }
        let (exclusions, others) = self.exclusions(at, table, open_from, notes);
        keys.extend(others);
        (!keys.is_empty() || !exclusions.is_empty()).then(|| Repair::new(keys, exclusions))
    }

    pub(super) fn repair_key(
        &self,
        at: usize,
        table: &Table,
        key: &UniqueKey,
    ) -> Result<RepairKey, String> {
        let name = key_name(key);
        let compile = |expr: &Expr| -> Result<Formula, String> {
            self.resolver.compile(at, &name, expr).map_err(|refusal| refusal.message)
        };
        let mut parts = Vec::new();
        let mut folded = Vec::new();
        for part in &key.parts {
            match part {
                KeyPart::Column(column) => {
                    parts.push(compile(&Expr::column(column.clone()))?);
                    folded.push(table.column(column).is_some_and(|column| {
                        matches!(
                            column.data_type,
                            seedbed_schema::DataType::Text { case_insensitive: true, .. }
                        )
                    }));
                }
                KeyPart::Expr(Some(expr), _) => {
                    parts.push(compile(expr)?);
                    folded.push(false);
                }
                KeyPart::Expr(None, _) => return Err("a part of it can't be read".into()),
            }
        }
        let predicate = key.predicate.as_ref().map(compile).transpose()?;
        Ok(RepairKey { name, parts, folded, predicate, nulls_not_distinct: key.nulls_not_distinct })
    }
}

/// Columns whose values are numbered, by another source than their own or by places in it: they
/// know no bounds from other columns. Texts of repaired keys that may take a number are among
/// them.
fn numbered(draft: &Draft<'_>, solution: &Solution, rows: u64) -> BTreeMap<usize, bool> {
    let state = |index: usize| {
        let column = &draft.columns[index];
        let is_placed = solution.unique.contains(&index) || is_digit(solution, index);
        let source = unique_source(column, rows + draft.literal);
        let replaced = is_placed && !std::ptr::eq(source, &raw const column.maker);
        let suffixed = column.is_numbered(rows) && is_repaired(draft, solution, index);
        (is_placed || suffixed).then_some((index, replaced || suffixed))
    };
    (0..draft.columns.len()).filter_map(state).collect()
}

/// Numbers among siblings go on behind those that the schema's own rows have.
fn count_on(draft: &mut Draft<'_>, solution: &Solution, literal: &[Vec<Value>]) {
    for &column in &solution.counted {
        let taken = literal.iter().filter_map(|row| match row[column] {
            Value::Int(number) => Some(number),
            _ => None,
        });
        if let (Some(last), Maker::Sequence(maker)) =
            (taken.max(), &mut draft.columns[column].maker)
        {
            maker.start = maker.start.max(last.saturating_add(maker.step.abs()));
        }
    }
}

fn is_digit(solution: &Solution, column: usize) -> bool {
    solution.products.iter().any(|product| product.digits.contains(&Digit::Column(column)))
}

/// The rows the schema inserts, as values of the columns' types; NULL where unknown.
fn literal_rows(table: &Table, columns: &[ColumnDraft]) -> Vec<Vec<Value>> {
    let typed = |value: &Option<Value>, target: &Target| {
        let value = value.clone().unwrap_or(Value::Null);
        let array = target.build([value]);
        let read = array.and_then(|array| Ok(target.reader(&array)?.value(0)));
        read.unwrap_or(Value::Null)
    };
    table
        .rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .enumerate()
                .map(|(at, column)| typed(row.values.get(at).unwrap_or(&None), &column.target))
                .collect()
        })
        .collect()
}

/// Values of a unique column that literal rows have.
fn taken(literal: &[Vec<Value>], column: usize, rows: u64) -> Option<Taken> {
    let mut ranks = BTreeMap::new();
    for row in literal.iter().filter(|row| !row[column].is_null()) {
        let mut key = Vec::new();
        row[column].key_bytes(&mut key);
        let rank = ranks.len() as u64;
        ranks.entry(key).or_insert(rank);
    }
    (!ranks.is_empty()).then_some(Taken { ranks, spare: rows })
}

/// Lets texts of repaired keys take a number where they would repeat.
fn number_repetitions(draft: &mut Draft<'_>, solution: &Solution, rows: u64) {
    let keys: Vec<&UniqueKey> = draft.table.keys().collect();
    for &key in &solution.repaired {
        let names: BTreeSet<String> =
            keys[key].parts.iter().flat_map(|part| part_columns(draft.table, part)).collect();
        for name in names {
            let Some(column) = draft.table.column_index(&name) else { continue };
            let column = &mut draft.columns[column];
            if column.link.is_none()
                && column.is_numbered(rows)
                && let Some(mut suffixed) = column.take_repeated()
            {
                suffixed.only_repeated = true;
                suffixed.within =
                    keys[key].parts.iter().filter_map(|part| reach(part, &name)).min();
                column.maker = Maker::Suffixed(suffixed);
            }
        }
    }
}

/// How many characters of a column a part of a key looks at, where these are not all.
fn reach(part: &KeyPart, column: &str) -> Option<usize> {
    let KeyPart::Expr(Some(expr), _) = part else { return None };
    let (text, chars) = super::relate::beginning(expr)?;
    (text == column).then_some(chars)
}

/// The columns a part of a key reads, and those that generated ones among them are made of.
fn part_columns(table: &Table, part: &KeyPart) -> Vec<String> {
    let read = |expr: &Expr| -> Vec<String> {
        expr.columns().into_iter().filter_map(|path| path.into_iter().next()).collect()
    };
    let mut names = match part {
        KeyPart::Column(name) => vec![name.clone()],
        KeyPart::Expr(Some(expr), _) => read(expr),
        KeyPart::Expr(None, _) => Vec::new(),
    };
    let generated = names.iter().filter_map(|name| table.column(name)?.generated.as_ref());
    let inputs: Vec<String> = generated.filter_map(|g| g.expr.as_ref()).flat_map(read).collect();
    names.extend(inputs);
    names
}

/// Where each column's rows stand in their domains of distinct values.
fn places(
    draft: &Draft<'_>,
    solution: &Solution,
    rows: u64,
    stream: Stream,
) -> Vec<Option<Places>> {
    let mut places: Vec<Option<Places>> = (0..draft.columns.len())
        .map(|index| {
            let column = &draft.columns[index];
            for (product, draft) in solution.products.iter().enumerate() {
                if let Some(digit) = draft.digits.iter().position(|d| *d == Digit::Column(index)) {
                    return Some(Places::Digit { product, digit });
                }
            }
            let name = column.identity.as_ref().unwrap_or(&column.target.column);
            let stream = stream.named("places").named(name);
            let needed = rows + draft.literal;
            solution.unique.contains(&index).then(|| place(column, needed, stream))
        })
        .collect();
    // Columns that describe one thing stand at the same place.
    for index in 0..places.len() {
        let identity = &draft.columns[index].identity;
        // More rows than there are things: those of a repaired key are told apart by trying.
        let tried = draft.columns[index].is_numbered(rows) && is_repaired(draft, solution, index);
        if places[index].is_none() && identity.is_some() && !tried {
            places[index] = (0..places.len())
                .find(|&other| {
                    places[other].is_some() && draft.columns[other].identity == *identity
                })
                .and_then(|other| places[other].clone());
        }
    }
    places
}

fn is_repaired(draft: &Draft<'_>, solution: &Solution, column: usize) -> bool {
    let keys: Vec<&UniqueKey> = draft.table.keys().collect();
    let name = &draft.columns[column].target.column;
    let mut parts = solution.repaired.iter().flat_map(|&key| &keys[key].parts);
    parts.any(|part| part_columns(draft.table, part).contains(name))
}

fn place(column: &ColumnDraft, needed: u64, stream: Stream) -> Places {
    match unique_source(column, needed) {
        Maker::Sequence(_)
        | Maker::Identifier(_)
        | Maker::Suffixed(_)
        | Maker::Rows(_)
        | Maker::Template(_) => Places::Row,
        Maker::Pattern(pattern) if pattern.is_scattered() => Places::Row,
        maker => match maker.capacity() {
            Capacity::Values(values) => Places::Permuted(Permutation::new(values.max(1), stream)),
            _ => {
                let natural = match maker {
                    Maker::Pool(pool) => pool.words.len() as u64,
                    _ => column.identities,
                };
                Places::Permuted(Permutation::new(natural.max(needed).max(1), stream))
            }
        },
    }
}

/// The maker that a column takes when its values must be unique.
fn unique_source(column: &ColumnDraft, needed: u64) -> &Maker {
    match (&column.unique_maker, column.maker.capacity()) {
        (Some(other), Capacity::Unknown) => other,
        (Some(other), Capacity::Values(values)) if values < needed => match other.capacity() {
            Capacity::Values(others) if others <= values => &column.maker,
            _ => other,
        },
        _ => &column.maker,
    }
}

/// The columns whose formulas are tried: types so narrow that these may well leave them, and where
/// a trial has shown that they do. What children sum up to is not the row's own to draw again.
fn fitted(columns: &[ColumnSpec], trial: &Trial) -> Vec<Fitted> {
    let is_tried = |column: &&ColumnSpec| {
        column.formula().is_some_and(|formula| !formula.summarizes())
            && (is_small(&column.target.data_type) || trial.failing.contains(&column.target.column))
    };
    let tried = columns.iter().enumerate().filter(|(_, column)| is_tried(column));
    let fitted =
        tried.map(|(column, spec)| Fitted { column, name: fits_type(&spec.target.column) });
    fitted.collect()
}

fn column_spec(
    column: ColumnDraft,
    places: Option<Places>,
    taken: Option<Taken>,
    unique: bool,
    rows: u64,
    table_stream: Stream,
) -> ColumnSpec {
    let stream = match &column.identity {
        Some(identity) => table_stream.named("identity").named(identity),
        None => table_stream.named("column").named(&column.target.column),
    };
    let needed = rows + taken.as_ref().map_or(0, |taken| taken.ranks.len() as u64);
    let replaced = unique
        && column.unique_maker.is_some()
        && !std::ptr::eq(unique_source(&column, needed), &raw const column.maker);
    let null_stream = table_stream.named("null").named(&column.target.column);
    let maker = match column.link {
        Some((link, parent_column)) => ColumnMaker::Link { link, parent_column },
        None => ColumnMaker::Source(Box::new(match column.unique_maker {
            Some(other) if replaced => other,
            _ => column.maker,
        })),
    };
    let maker = match maker {
        // What tells all rows of the table apart counts through it.
        ColumnMaker::Source(mut maker) if unique => {
            if let Maker::Sequence(sequence) = maker.as_mut() {
                sequence.per_parent = false;
            }
            ColumnMaker::Source(maker)
        }
        maker => maker,
    };
    let is_link = column.link.is_some();
    ColumnSpec {
        maker,
        nulls: Nulls {
            threshold: if is_link { 0 } else { Nulls::threshold(column.null_rate) },
            when: column.null_if,
            // What a formula gives stays as it is.
            allowed: column.nullable && !column.computed,
            tried: false,
        },
        stream,
        null_stream,
        places: if is_link { None } else { places },
        taken,
        volatile: false,
        fallback: column.fallback.filter(|_| !column.computed),
        by_variant: if is_link || unique { Vec::new() } else { column.by_variant },
        available: column.available,
        target: column.target,
    }
}
