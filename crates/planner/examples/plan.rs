//! scratch
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let got = seedbed_ingest::read(&[seedbed_ingest::Source { name: &args[1], text: &text }], None);
    let got = match got {
        Ok(g) => g,
        Err(e) => {
            eprintln!("{e}");
            return;
        }
    };
    for d in &got.diagnostics {
        eprintln!("{d:?}");
    }
    let planned = seedbed_planner::plan(&got.schema, &seedbed_planner::PlanOptions::default());
    if args.len() > 2 {
        println!("{}", serde_json::to_string_pretty(&planned.plan).unwrap());
    } else {
        for (name, t) in &planned.plan.tables {
            println!("== {name} rows {}", t.rows);
            for l in &t.links {
                println!(
                    "   link {} {:?} {:?} null {}",
                    l.columns.join(","),
                    l.role,
                    l.fan_out,
                    l.null_rate
                );
            }
            let table = got.schema.table(got.schema.find(name).unwrap());
            for c in &table.columns {
                let why =
                    planned.explanations.iter().find(|e| &e.table == name && e.column == c.name);
                let p = t.columns.get(&c.name);
                println!(
                    "   {:28} {:18} [{}] {}",
                    c.name,
                    c.declared_type,
                    why.map_or("?", |w| &w.meaning),
                    p.map_or(String::new(), |p| {
                        let s = serde_json::to_string(p).unwrap();
                        s.chars().take(230).collect()
                    })
                );
            }
        }
    }
}
