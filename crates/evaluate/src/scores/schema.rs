//! What a schema says of the tables: kinds, keys, references, and whether its constraints hold.

use seedbed_profile::Table;
use seedbed_schema::{Schema, UniqueKey};

use super::{
    composed::Composed,
    evaluation::{Evaluation, Facts, REPORT_FORMAT, SchemaFacts, TableFacts},
    pairing::{Knowledge, Relation},
    score::{METRICS, Property, Score, Section},
};
use crate::{ConstraintVerification, TableVerification, Verification};

/// The schema's table of a file's name: `orders`, or `sales.orders`.
fn declared<'s>(schema: &'s Schema, file: &str) -> Option<&'s seedbed_schema::Table> {
    let mut tables = schema.load_order().tables.into_iter().map(|id| schema.table(id));
    tables.find(|table| {
        let name = table.name.to_string();
        let last = name.rsplit('.').next().unwrap_or_default();
        name.eq_ignore_ascii_case(file) || last.eq_ignore_ascii_case(file)
    })
}

/// Tables with the kinds that a schema's types ask for; those that it lacks stay as they are.
pub fn typed(tables: Vec<Table>, schema: &Schema) -> Vec<Table> {
    let typed = |table: Table| match declared(schema, &table.name) {
        Some(declared) => table.typed(declared),
        None => table,
    };
    tables.into_iter().map(typed).collect()
}

impl Knowledge {
    /// Keys and references that a schema declares.
    pub fn of_schema(real: &[Table], schema: &Schema) -> Self {
        let mut knowledge = Self::default();
        let file = |declared: &seedbed_schema::Table| {
            let is_of = |table: &&Table| {
                self::declared(schema, &table.name).is_some_and(|of| of.name == declared.name)
            };
            real.iter().find(is_of)
        };
        for id in schema.load_order().tables {
            let declared = schema.table(id);
            let Some(table) = file(declared) else { continue };
            if let Some(columns) = declared.primary_key.as_ref().and_then(UniqueKey::columns) {
                let key = knowledge.named(table, &columns);
                knowledge.keys.extend(key);
            }
            for foreign in &declared.foreign_keys {
                let Some(parent) = schema.find(&foreign.parent.to_string()) else { continue };
                let Some(of) = file(schema.table(parent)) else { continue };
                let own: Vec<&str> = foreign.columns.iter().map(String::as_str).collect();
                let key: Vec<&str> = foreign.parent_columns.iter().map(String::as_str).collect();
                let ends = (knowledge.named(table, &own), knowledge.named(of, &key));
                if let (Some((child, column)), Some((parent, key))) = ends {
                    knowledge.relations.push(Relation { child, column, parent, key });
                }
            }
        }
        knowledge
    }

    /// What a table's columns are called: by their name, or together where there are several.
    fn named(&mut self, table: &Table, columns: &[&str]) -> Option<(String, String)> {
        let names = columns.iter().map(|name| Some(table.column(name)?.name().to_owned()));
        let mut columns: Vec<String> = names.collect::<Option<_>>()?;
        if columns.len() == 1 {
            return Some((table.name.clone(), columns.remove(0)));
        }
        let composed = Composed { table: table.name.clone(), columns };
        let name = composed.name();
        if !self.composed.contains(&composed) {
            self.composed.push(composed);
        }
        Some((table.name.clone(), name))
    }
}

impl Evaluation {
    /// The report of rows without others to compare them with: whether they obey their schema.
    pub fn of_constraints(verification: &Verification, missing: &[String], seed: u64) -> Self {
        let table = |found: &TableVerification| TableFacts {
            table: found.table.clone(),
            synthetic_rows: found.rows,
            ..TableFacts::default()
        };
        let there = |found: &&TableVerification| !missing.contains(&found.table);
        let tables = verification.tables.iter().filter(there).map(table).collect();
        let evaluation = Self {
            format: REPORT_FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            facts: Facts { tables, missing_tables: missing.to_vec(), ..Facts::default() },
            sections: Vec::new(),
            gate: None,
            metrics: METRICS.to_vec(),
            charts: Vec::new(),
        };
        evaluation.with_constraints(verification, missing)
    }

    /// The same report with what checking every constraint of the schema found, as its first
    /// section. `missing` are the schema's tables without rows to check.
    #[must_use]
    pub fn with_constraints(mut self, verification: &Verification, missing: &[String]) -> Self {
        self.facts.schema = Some(facts(verification));
        let there = |table: &&TableVerification| !missing.contains(&table.table);
        let of_table = |table: &TableVerification| -> Vec<Score> {
            table.constraints.iter().map(|found| adherence(&table.table, found)).collect()
        };
        let absent = missing
            .iter()
            .map(|table| Score::new(ADHERENCE, table, &[], Ok(0.0)).with("missing_table", 1.0));
        let scores = verification.tables.iter().filter(there).flat_map(of_table).chain(absent);
        let otherwise = "the schema has no constraint that could be checked on a row";
        let property = Property::average("constraints", scores.collect(), otherwise);
        self.sections.insert(0, Section::new("schema", vec![property]));
        self
    }
}

const ADHERENCE: &str = "ConstraintAdherence";

fn adherence(table: &str, found: &ConstraintVerification) -> Score {
    let value = match &found.not_checked {
        Some(reason) => Err(reason.clone()),
        None if found.checked == 0 => Err("there are no rows".to_owned()),
        None => Ok(1.0 - found.violations as f64 / found.checked as f64),
    };
    let mut score = Score::new(ADHERENCE, table, &[&found.name], value)
        .with("violations", found.violations as f64);
    // What the database itself does not ask for is told, and no fault.
    score.counted &= found.enforced;
    score
}

fn facts(verification: &Verification) -> SchemaFacts {
    let name = |table: &str, constraint: &str| format!("{table}: {constraint}");
    SchemaFacts {
        constraints: verification.constraints().count() as u64,
        violations: verification.violations(),
        violated: verification
            .violated()
            .map(|(table, found)| (name(&table.table, &found.name), found.violations))
            .collect(),
        not_checked: verification
            .not_checked()
            .map(|(table, found)| {
                let why = found.not_checked.clone().unwrap_or_default();
                (name(&table.table, &found.name), why)
            })
            .collect(),
    }
}
