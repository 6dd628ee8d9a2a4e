//! Real schemas, where they are at hand: the engine accepts every plan and makes rows.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use seedbed_generate::Engine;
use seedbed_ingest::{Source, read};
use seedbed_planner::{PlanOptions, RowRequest, plan};

#[test]
fn the_engine_makes_rows_from_the_rules_plans_of_real_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/postgresql");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("not run: {} is absent", folder.display());
        return;
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let schema = read(&[Source { name: &name, text: &text }], None).expect(&name).schema;
        let schema = Arc::new(schema);
        let rows = RowRequest { default: Some(30), ..RowRequest::default() };
        let planned = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() });
        let engine = Engine::new(Arc::clone(&schema), &planned.plan)
            .unwrap_or_else(|problems| panic!("{name}: {problems}"));
        for id in schema.load_order().tables {
            let made = engine.batch(id, 0..engine.rows(id));
            assert!(made.is_ok(), "{name}: {}: {:?}", schema.table(id).name, made.err());
        }
        let unknown =
            planned.explanations.iter().filter(|why| why.meaning == "no meaning known").count();
        println!("{name}: {} columns, {unknown} without meaning", planned.explanations.len());
    }
}
