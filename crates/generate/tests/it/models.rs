//! Columns drawn together from a fitted model.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use seedbed_expr::Value;
use seedbed_generate::{
    Engine, Models, RowModel,
    plan::{Plan, PlannedModel},
};
use seedbed_schema::Schema;

use super::{all, assert_obeys, column, plan, schema};

/// Numbers and their names, which belong together; with something given, the number counts from
/// it.
#[derive(Debug)]
struct Numbers {
    columns: Vec<String>,
    given: Vec<String>,
}

impl RowModel for Numbers {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn given(&self) -> &[String] {
        &self.given
    }

    fn draw(
        &self,
        rows: &[u64],
        seed: u64,
        given: &[Vec<Value>],
    ) -> Result<Vec<Vec<Value>>, Box<dyn Error + Send + Sync>> {
        let base = |at: usize| match given.first().map(|values| &values[at]) {
            Some(Value::Int(base)) => *base,
            _ => 0,
        };
        let numbers: Vec<i64> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let drawn = (row ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60;
                base(at) + drawn as i64
            })
            .collect();
        let names = numbers.iter().map(|number| Value::Text(format!("n{number}"))).collect();
        Ok(vec![numbers.iter().copied().map(Value::Int).collect(), names])
    }
}

fn engine(schema: &Arc<Schema>, mut plan: Plan, given: &[(&str, &str)]) -> Engine {
    let given: BTreeMap<String, String> =
        given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let names: Vec<String> = given.keys().cloned().collect();
    let planned = PlannedModel { path: "m".into(), given, condition: None };
    plan.models.insert("m".into(), planned);
    let columns = vec!["number".to_owned(), "name".to_owned()];
    let model: Arc<dyn RowModel> = Arc::new(Numbers { columns, given: names });
    let models = Models::from([("m".to_owned(), model)]);
    Engine::with_models(Arc::clone(schema), &plan, &models)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

const COLUMNS: &str = r#""number": {"source": "model", "model": "m", "column": "number"},
    "name": {"source": "model", "model": "m", "column": "name"}"#;

/// Whether every name is the number's.
fn belong_together(engine: &Engine, table: &str) -> bool {
    let numbers = column(engine, table, "number");
    let names = column(engine, table, "name");
    numbers
        .iter()
        .zip(&names)
        .all(|(number, name)| format!("n{}", number.to_text()) == name.to_text())
}

#[test]
fn columns_of_a_model_are_of_the_same_row_whoever_asks() {
    let schema = schema("CREATE TABLE t (id int PRIMARY KEY, number int, name text)");
    let plan = plan(&schema, 0, &format!(r#"{{"t": {{"rows": 500, "columns": {{{COLUMNS}}}}}}}"#));
    let engine = engine(&schema, plan, &[]);
    assert!(belong_together(&engine, "t"));
    let id = engine.schema().find("t").unwrap();
    assert_eq!(engine.batch(id, 123..200).unwrap(), all(&engine, "t").slice(123, 77));
}

#[test]
fn rows_that_violate_a_check_are_drawn_again_together() {
    let schema = schema(
        "CREATE TABLE t (id int PRIMARY KEY, number int NOT NULL CHECK (number % 2 = 0), name text)",
    );
    let plan = plan(&schema, 0, &format!(r#"{{"t": {{"rows": 500, "columns": {{{COLUMNS}}}}}}}"#));
    let engine = engine(&schema, plan, &[]);
    assert_obeys(&engine);
    assert!(belong_together(&engine, "t"));
}

#[test]
fn what_is_given_comes_from_the_parents_row() {
    let schema = schema(
        "CREATE TABLE p (id int PRIMARY KEY, base int NOT NULL);
         CREATE TABLE t (id int PRIMARY KEY, p_id int NOT NULL REFERENCES p, number int, name text)",
    );
    let tables = format!(
        r#"{{"p": {{"rows": 20, "columns": {{"base": {{"source": "sequence", "start": 100, "step": 100}}}}}},
            "t": {{"rows": 200, "columns": {{{COLUMNS}}}}}}}"#
    );
    let engine = engine(&schema, plan(&schema, 0, &tables), &[("base", "\"p_id\".\"base\"")]);
    assert_obeys(&engine);
    let parents = column(&engine, "t", "p_id");
    let base: BTreeMap<String, Value> = column(&engine, "p", "id")
        .iter()
        .map(Value::to_text)
        .zip(column(&engine, "p", "base"))
        .collect();
    for (parent, number) in parents.iter().zip(column(&engine, "t", "number")) {
        let (Value::Int(base), Value::Int(number)) = (&base[&parent.to_text()], number) else {
            panic!("integers")
        };
        assert!((0..16).contains(&(number - base)), "{number} of {base}");
    }
}

#[test]
fn a_model_that_is_not_at_hand_is_told() {
    let schema = schema("CREATE TABLE t (id int PRIMARY KEY, number int)");
    let tables = r#"{"t": {"rows": 5, "columns": {
        "number": {"source": "model", "model": "m", "column": "number"}}}}"#;
    let mut plan = plan(&schema, 0, tables);
    let told = |plan: &Plan| Engine::new(Arc::clone(&schema), plan).unwrap_err().to_string();
    assert!(told(&plan).contains("the plan has no model m"), "{}", told(&plan));
    let planned = PlannedModel { path: "m".into(), given: BTreeMap::new(), condition: None };
    plan.models.insert("m".into(), planned);
    assert!(told(&plan).contains("is not at hand"), "{}", told(&plan));
}
