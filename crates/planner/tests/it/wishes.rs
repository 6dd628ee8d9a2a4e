//! What documents ask of columns.

use seedbed_generate::plan::{JsonNode, Source};
use seedbed_planner::{PlanOptions, plan};
use seedbed_schema::{
    CaseWish, Column, DocumentWish, Meaning, Schema, Table, TableName, TableWishes, ValueWish,
    WishedValue, Wishes,
};

/// A table with one column of a type and a wish for it.
fn planned(column: Column, wish: impl FnOnce(&mut Wishes, &TableName)) -> (Source, String) {
    let name = TableName::new("things");
    let mut table = Table::new(name.clone());
    let column_name = column.name.clone();
    table.columns.push(column);
    table.columns.push(Column::new("kind", seedbed_schema::DataType::text()));
    let schema = Schema::new(vec![table]).expect("a table of two columns");
    let mut wishes = Wishes::default();
    wish(&mut wishes, &name);
    let planned = plan(&schema, &PlanOptions { wishes, ..PlanOptions::default() });
    let source = planned.plan.tables["things"].columns[&column_name].source.clone();
    let why = planned.explanations.iter().find(|why| why.column == column_name);
    (source, why.map(|why| why.meaning.clone()).unwrap_or_default())
}

#[test]
fn every_meaning_is_recognised() {
    let mut unknown = Vec::new();
    for meaning in Meaning::all() {
        let column = Column::new("c", meaning.data_type());
        let (_, found) = planned(column, |wishes, table| {
            wishes.column_mut(table, "c").values = Some(ValueWish::Meaning(meaning));
        });
        println!("{}: {found}", meaning.name());
        if matches!(found.as_str(), "no meaning known" | "word" | "name") {
            unknown.push(format!("{}: {found}", meaning.name()));
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn a_choice_keeps_its_weights() {
    let column = Column::new("state", seedbed_schema::DataType::text());
    let (source, _) = planned(column, |wishes, table| {
        let values = ["a", "b"].map(|text| WishedValue::Text(text.into()));
        let weighted = values.into_iter().zip([3.0, 1.0]).collect();
        wishes.column_mut(table, "state").values = Some(ValueWish::Choice(weighted));
    });
    let Source::Choice(choice) = source else { panic!("{source:?}") };
    assert_eq!(choice.weights, Some(vec![3.0, 1.0]));
}

#[test]
fn a_document_has_the_form_that_is_asked_for() {
    let mut members = Table::new(TableName::new("address"));
    members.columns.push(Column::new("city", seedbed_schema::DataType::text()));
    members.columns.push(Column::new("lat", seedbed_schema::DataType::Float { bits: 64 }));
    members.columns.push(Column::new("since", seedbed_schema::DataType::Date));
    let form = DocumentWish::Object(Box::new(members), TableWishes::default());
    let list = DocumentWish::List { item: Box::new(form), min: 1, max: 2 };
    let column = Column::new("places", seedbed_schema::DataType::Json { binary: false });
    let (source, _) = planned(column, |wishes, table| {
        wishes.column_mut(table, "places").values = Some(ValueWish::Document(list));
    });
    let Source::Json(json) = source else { panic!("{source:?}") };
    let JsonNode::List { item, min: 1, max: 2 } = json.document else { panic!("{json:?}") };
    let JsonNode::Object(members) = *item else { panic!("{item:?}") };
    let JsonNode::Value(city) = &members["city"] else { panic!("{members:?}") };
    assert!(matches!(&**city, Source::Entity(entity) if entity.part == "city"), "{city:?}");
    assert_eq!(members.len(), 3);
}

#[test]
fn cases_come_before_what_the_name_says() {
    let column = Column::new("email", seedbed_schema::DataType::text());
    let (source, _) = planned(column, |wishes, table| {
        let then = ValueWish::Pattern("[0-9]{5}".into());
        let when = "kind = 'number'".to_owned();
        wishes.column_mut(table, "email").cases.push(CaseWish { when, then });
    });
    let Source::Conditional(conditional) = source else { panic!("{source:?}") };
    assert!(matches!(conditional.cases[0].then, Source::Pattern(_)));
    assert!(matches!(conditional.otherwise.as_deref(), Some(Source::Entity(_))));
}
