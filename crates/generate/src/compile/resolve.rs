//! From names in a plan's formulas to columns, links and children.

use seedbed_expr::{Aggregate, CompileError, Expr, Program, Reference};
use seedbed_schema::{ForeignKey, Schema, Table};

use crate::{
    problem::{PlanProblem, did_you_mean},
    source::{Formula, Slot},
};

/// Compiles formulas of one schema. Links are the table's foreign keys, in their order.
pub(crate) struct Resolver<'s> {
    pub(crate) schema: &'s Schema,
    /// For each table the foreign key that is its owner link.
    pub(crate) owners: Vec<Option<usize>>,
}

/// Why a formula is not accepted.
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Refusal {
    pub(crate) fn at(self, path: String) -> PlanProblem {
        PlanProblem { path, message: self.message, hint: self.hint }
    }
}

impl Resolver<'_> {
    fn tables(&self) -> &[Table] {
        self.schema.tables()
    }

    /// Parses and compiles a formula over the rows of `table`, for `column` (or a rule's name).
    pub(crate) fn formula(
        &self,
        table: usize,
        column: &str,
        text: &str,
    ) -> Result<Formula, Refusal> {
        let expr = seedbed_expr::parse(text).map_err(|error| Refusal {
            message: format!("the formula can't be read: {error}"),
            hint: None,
        })?;
        self.compile(table, column, &expr)
    }

    /// Compiles an expression over the rows of `table`.
    pub(crate) fn compile(
        &self,
        table: usize,
        column: &str,
        expr: &Expr,
    ) -> Result<Formula, Refusal> {
        let mut slots = Vec::new();
        let mut refusal = None;
        let program = Program::compile(expr, |reference| {
            let slot = match reference {
                Reference::Column(path) => self.column(table, path),
                Reference::Aggregate(aggregate) => self.aggregate(table, column, aggregate),
            };
            match slot {
                Ok(slot) => {
                    slots.push(slot);
                    Some(slots.len() - 1)
                }
                Err(error) => {
                    refusal.get_or_insert(error);
                    None
                }
            }
        });
        match program {
            Ok(program) => Ok(Formula {
                table: self.tables()[table].name.to_string(),
                column: column.into(),
                program,
                slots,
            }),
            Err(CompileError::UnknownReference { name, .. }) => {
                Err(refusal
                    .unwrap_or(Refusal { message: format!("there is no {name}"), hint: None }))
            }
            Err(error) => Err(Refusal { message: error.to_string(), hint: None }),
        }
    }

    fn column(&self, table: usize, path: &[String]) -> Result<Slot, Refusal> {
        let (links, column) = self.path(table, path)?;
        Ok(Slot::Column { links, column })
    }

    /// The links to follow and the column at their end.
    fn path(&self, at: usize, path: &[String]) -> Result<(Vec<usize>, usize), Refusal> {
        let table = &self.tables()[at];
        let [first, rest @ ..] = path else {
            return Err(Refusal { message: "an empty name".into(), hint: None });
        };
        if rest.is_empty() {
            let column = table.column_index(first).ok_or_else(|| Refusal {
                message: format!("{} has no column {first}", table.name),
                hint: did_you_mean(first, table.columns.iter().map(|c| c.name.as_str())),
            })?;
            return Ok((Vec::new(), column));
        }
        if let Some(link) = link_named(table, first) {
            let parent = self.parent(&table.foreign_keys[link]);
            let (mut links, column) = self.path(parent, rest)?;
            links.insert(0, link);
            return Ok((links, column));
        }
        if table.name.name.eq_ignore_ascii_case(first) {
            return self.path(at, rest);
        }
        Err(Refusal {
            message: format!("{} has no foreign key that could be called {first}", table.name),
            hint: did_you_mean(
                first,
                table.foreign_keys.iter().flat_map(|key| key.columns.iter().map(String::as_str)),
            ),
        })
    }

    /// The position of a foreign key's parent.
    pub(crate) fn parent(&self, key: &ForeignKey) -> usize {
        // A valid schema has the parent of every foreign key.
        self.schema.find_exact(&key.parent).expect("a validated schema").0
    }

    fn aggregate(
        &self,
        table: usize,
        column: &str,
        aggregate: &Aggregate,
    ) -> Result<Slot, Refusal> {
        let child = self.schema.find(&aggregate.table).ok_or_else(|| Refusal {
            message: format!("there is no table {}", aggregate.table),
            hint: did_you_mean(
                &aggregate.table,
                self.tables().iter().map(|table| table.name.name.as_str()),
            ),
        })?;
        let owned = self.owners[child.0]
            .is_some_and(|owner| self.parent(&self.tables()[child.0].foreign_keys[owner]) == table);
        if !owned {
            return Err(Refusal {
                message: format!(
                    "{} can't be summed over: its owner link does not lead to {}",
                    aggregate.table,
                    self.tables()[table].name
                ),
                hint: Some("give that link the role \"owner\"".into()),
            });
        }
        let compile = |expr: &Option<Expr>| {
            let compiled = expr.as_ref().map(|expr| self.compile(child.0, column, expr));
            compiled.transpose().map(|formula| formula.map(Box::new))
        };
        Ok(Slot::Aggregate {
            table: child.0,
            function: aggregate.function,
            argument: compile(&aggregate.argument)?,
            filter: compile(&aggregate.filter)?,
        })
    }
}

/// The foreign key that `name` stands for: by one of its columns, with or without `_id`, or
/// by the parent table's name where only one key refers to it.
fn link_named(table: &Table, name: &str) -> Option<usize> {
    let by_column = |key: &ForeignKey| {
        key.columns.iter().any(|column| {
            column.eq_ignore_ascii_case(name) || role_name(column).eq_ignore_ascii_case(name)
        })
    };
    let by_parent = |key: &ForeignKey| {
        let parent = &key.parent.name;
        parent.eq_ignore_ascii_case(name) || is_singular_of(name, parent)
    };
    let only = |test: &dyn Fn(&ForeignKey) -> bool| {
        let mut found = (0..table.foreign_keys.len()).filter(|&at| test(&table.foreign_keys[at]));
        let first = found.next()?;
        // A shorter key that shares the column names the same row less exactly.
        Some(found.fold(first, |best, at| {
            let columns = |at: usize| table.foreign_keys[at].columns.len();
            if columns(at) < columns(best) { at } else { best }
        }))
    };
    only(&by_column).or_else(|| only(&by_parent))
}

/// A foreign key column's name without what marks it as one: `customer` for `customer_id`.
fn role_name(column: &str) -> &str {
    const MARKS: [&str; 9] = ["_id", "_uuid", "_key", "_code", "_fk", "_no", "_ref", "Id", "ID"];
    MARKS
        .iter()
        .find_map(|mark| column.strip_suffix(mark))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(column)
}

fn is_singular_of(name: &str, plural: &str) -> bool {
    let (name, plural) = (name.to_lowercase(), plural.to_lowercase());
    plural == format!("{name}s")
        || plural == format!("{name}es")
        || name.strip_suffix('y').is_some_and(|stem| plural == format!("{stem}ies"))
}
