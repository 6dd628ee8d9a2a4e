//! Rows and texts that a model writes.

use seedbed_generate::plan::{Plan, Scalar};
use serde_json::Map;

use super::*;
use crate::RowRequest;

/// Rows as an engine would make them.
struct Rows(u64);

impl RowMaker for Rows {
    fn rows(&self, _: &Plan, _: &str, most: u64) -> Result<Vec<Map<String, Value>>, String> {
        let row = |at: u64| {
            let row = json!({"id": (at + 1).to_string(), "team_id": "1", "state": "open",
                "effort": "3", "note": if at == 2 { Value::Null } else { json!(format!("rule {at}")) },
                "team": {"motto": "We sweep."}});
            row.as_object().cloned().unwrap()
        };
        Ok((0..self.0.min(most)).map(row).collect())
    }
}

struct Table<'t> {
    case: &'t Case,
    rows: u64,
    columns: &'t [&'t str],
}

impl Table<'_> {
    fn written(&self, answers: &[Value]) -> Result<(Authored, Vec<Request>), AuthorError> {
        let schema = &self.case.schema;
        let id = schema.find("chores").unwrap();
        let rows = RowRequest { tables: BTreeMap::from([(id, self.rows)]), ..Default::default() };
        let planned = plan(schema, &PlanOptions { rows, ..Default::default() });
        let wishes = Wishes::default();
        let request = AuthorRequest {
            schema,
            planned: &planned,
            wishes: &wishes,
            prompts: &self.case.prompts,
            repairs: self.case.repairs,
        };
        let columns = self.columns.iter().map(|name| (*name).to_owned()).collect();
        let columns = Columns::from([(id, columns)]);
        let model = Witness::answering(answers);
        let desk = Desk::new(&model, &NoTime, self.case.limits, None);
        let judging = Judging(Arc::new(schema.clone()));
        let maker = Rows(self.rows);
        let authored = write_rows(&request, &columns, &desk, &maker, &judging, &KeepNothing)
            .now_or_never()
            .expect("nothing waits")?;
        assert!(Engine::new(Arc::new(schema.clone()), &authored.planned.plan).is_ok());
        Ok((authored, model.asked.into_inner().unwrap()))
    }
}

fn values<'p>(authored: &'p Authored, column: &str) -> Vec<&'p Scalar> {
    let Source::Rows(rows) = source(authored, column) else { panic!("no rows") };
    rows.values.iter().collect()
}

#[test]
fn exactly_as_many_rows_are_accepted_whatever_the_model_leaves_out() {
    let first = json!({"rows": [
        {"row": 1, "note": "Swept the deck", "effort": 2},
        {"row": 2, "note": "Too much work", "effort": 99},
        {"row": 2, "note": "Said twice", "effort": 1},
        {"row": 9, "note": "Not asked for", "effort": 1},
        {"row": 3, "note": "The plan has no note here", "effort": 8},
    ]});
    let second = json!({"rows": [
        {"row": 2, "note": "Mended a net", "effort": 4},
        {"row": 4, "note": "Peeled potatoes", "effort": 1},
    ]});
    let case = Case::default();
    let table = Table { case: &case, rows: 4, columns: &["note", "effort"] };
    let (authored, asked) = table.written(&[first, second]).unwrap();
    let labels: Vec<_> = asked.iter().map(|request| request.label.as_str()).collect();
    assert_eq!(labels, ["rows 1-4 of chores", "repair 1 of rows 2-4 of chores"]);
    let text = |text: &str| Scalar::Text(text.to_owned());
    let notes =
        [text("Swept the deck"), text("Mended a net"), Scalar::Null, text("Peeled potatoes")];
    assert_eq!(values(&authored, "note"), notes.iter().collect::<Vec<_>>());
    assert_eq!(values(&authored, "effort").len(), 4);
    assert!(authored.warnings.is_empty(), "{:?}", authored.warnings);
    let question = &asked[0].messages[1].text;
    assert!(question.contains("We sweep.") && !question.contains("rule 0"), "{question}");
    assert!(asked[1].messages[1].text.contains("row 2: effort:"));
}

#[test]
fn rows_that_stay_wrong_keep_the_rules_values_and_are_counted() {
    let useless = json!({"rows": []});
    let case = Case { repairs: 1, ..Case::default() };
    let table = Table { case: &case, rows: 2, columns: &["note"] };
    let (authored, asked) = table.written(&[useless.clone(), useless]).unwrap();
    assert_eq!(asked.len(), 2);
    assert_eq!(values(&authored, "note")[1], &Scalar::Text("rule 1".into()));
    assert!(authored.warnings[0].message.starts_with("2 of 2 rows keep the rules' values"));
}

#[test]
fn err_keys_and_references_are_not_written_by_a_model() {
    let case = Case::default();
    for column in ["id", "team_id", "nowhere"] {
        let columns = [column];
        let table = Table { case: &case, rows: 1, columns: &columns };
        let error = table.written(&[]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("chores.{column} can't be written")), "{error}");
    }
    let table = Table { case: &case, rows: MOST_ROWS + 1, columns: &["note"] };
    assert!(matches!(table.written(&[]), Err(AuthorError::TooManyRows { .. })));
}

#[test]
fn many_rows_are_several_questions_and_are_put_together_in_order() {
    let rows = |from: u64, to: u64| {
        let rows: Vec<Value> =
            (from..=to).map(|row| json!({"row": row, "effort": row % 8 + 1})).collect();
        json!({ "rows": rows })
    };
    let case = Case::default();
    let table = Table { case: &case, rows: 45, columns: &["effort"] };
    let (authored, asked) = table.written(&[rows(1, 20), rows(21, 40), rows(41, 45)]).unwrap();
    assert_eq!(asked.len(), 3);
    let expected: Vec<Scalar> = (1..=45).map(|row| Scalar::Int(row % 8 + 1)).collect();
    assert_eq!(values(&authored, "effort"), expected.iter().collect::<Vec<_>>());
}
