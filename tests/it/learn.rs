//! Tables learned and sampled, through the program.

#![allow(clippy::format_push_string, reason = "a test's file is short")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use seedbed_profile::{Options, Table, children, orphans, read};
use seedbed_tests::{binary, repository};

/// A folder with what the example has.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    for name in ["customers.csv", "orders.csv"] {
        fs::copy(repository("examples/learn/data").join(name), data.join(name)).unwrap();
    }
    folder
}

/// Runs the program in a folder; what it printed.
fn run(folder: &Path, line: &str) -> String {
    let output = Command::new(binary()).args(words(line)).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "seedbed {line}\n{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The same where it is to fail: its exit code and what it said.
fn refused(folder: &Path, line: &str) -> (Option<i32>, String) {
    let output = Command::new(binary()).args(words(line)).current_dir(folder).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A command line as a shell cuts it, with double quotes.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let cut = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    cut.collect()
}

fn tables(folder: &Path) -> Vec<Table> {
    read(&[folder.to_owned()], &Options::default()).unwrap()
}

fn table<'t>(tables: &'t [Table], name: &str) -> &'t Table {
    tables.iter().find(|table| table.name == name).unwrap()
}

/// 1 − the greatest distance of the cumulative distributions (Kolmogorov, Smirnov).
fn ks_complement(a: &[u64], b: &[u64]) -> f64 {
    let share = |values: &[u64], most: u64| {
        values.iter().filter(|&&value| value <= most).count() as f64 / values.len() as f64
    };
    let most = a.iter().chain(b).copied().max().unwrap_or(0);
    let distance = (0..=most).map(|value| (share(a, value) - share(b, value)).abs());
    1.0 - distance.fold(0.0, f64::max)
}

#[test]
fn the_example_runs_as_its_readme_says() {
    let folder = example();
    let readme = fs::read_to_string(repository("examples/learn/README.md")).unwrap();
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("seedbed ")).collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        run(folder.path(), command);
    }
    let page = fs::read_to_string(folder.path().join("profile.html")).unwrap();
    assert!(page.contains("personal: email") && !page.contains("@mail.example"));
    let sampled = tables(&folder.path().join("sampled"));
    assert_eq!(table(&sampled, "customers").rows(), 1000);
    let (orders, customers) = (table(&sampled, "orders"), table(&sampled, "customers"));
    let (link, key) = (orders.column("customer_id").unwrap(), customers.column("id").unwrap());
    assert_eq!(orphans(link, key), 0);
    let business = tables(&folder.path().join("business"));
    let customers = table(&business, "customers");
    let segments: Vec<&str> = customers.column("segment").unwrap().labels().collect();
    assert_eq!(segments, ["business"]);
    assert!(customers.column("age").unwrap().numbers().iter().all(|&age| age >= 50.0));
}

#[test]
fn the_same_data_and_seed_make_the_same_model_and_rows() {
    let folder = example();
    let at = folder.path();
    for name in ["one", "two"] {
        run(at, &format!("fit data --seed 5 --quiet --out {name}"));
        run(at, &format!("sample {name} --seed 6 --quiet --out rows-{name}"));
    }
    for file in ["one/plan.json", "one/tables/0/model.json", "rows-one/orders.csv"] {
        let other = file.replace("one", "two");
        assert!(fs::read(at.join(file)).unwrap() == fs::read(at.join(other)).unwrap(), "{file}");
    }
    for part in 1..=3 {
        run(at, &format!("sample one --seed 6 --shard {part}/3 --quiet --out parts"));
    }
    let parts = (1..=3).map(|part| at.join(format!("parts/orders.part-0000{part}-of-00003.csv")));
    let joined: Vec<u8> = parts.flat_map(|part| fs::read(part).unwrap()).collect();
    assert!(joined == fs::read(at.join("rows-one/orders.csv")).unwrap());
}

#[test]
fn names_and_addresses_of_the_data_are_not_in_the_model() {
    let folder = example();
    run(folder.path(), "fit data --quiet --out model");
    let mut files = vec![folder.path().join("model")];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let content = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&content);
        for value in ["Ada Moss", "@mail.example"] {
            assert!(!text.contains(value), "{} holds {value}", path.display());
        }
    }
}

#[test]
fn constraints_of_a_schema_hold_in_what_is_sampled() {
    let folder = example();
    let schema = "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL,
          email text UNIQUE NOT NULL, segment text CHECK (segment IN ('private', 'business', 'public')),
          age int CHECK (age BETWEEN 21 AND 60), income numeric(12,2) CHECK (income > 0),
          newsletter boolean NOT NULL, joined date NOT NULL);
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers,
          ordered_at timestamp NOT NULL, channel text NOT NULL, items int CHECK (items > 0),
          total numeric(10,2), CHECK (total >= items));";
    fs::write(folder.path().join("shop.sql"), schema).unwrap();
    run(folder.path(), "fit data --schema shop.sql --quiet --out model");
    let told = run(folder.path(), "sample model --strict --out rows");
    assert!(told.contains("no violation"), "{told}");
}

#[test]
fn what_is_no_model_or_no_column_is_refused_in_words() {
    let folder = example();
    let at = folder.path();
    run(at, "fit data --quiet --out model");
    let cases = [
        ("sample data", 5, "there is no model.json"),
        ("sample model --where \"nobody = 1\"", 2, "names no column"),
        ("sample model --where \"age + 1 = 2\"", 2, "names no column"),
        ("fit data --model magic --out other", 2, "there is no model \"magic\""),
        ("fit data --device tpu --out other", 2, "write cpu, or cuda:0"),
        ("fit data --out data", 5, "holds no model"),
        ("fit absent.csv", 5, "can't be read"),
        ("fit", 2, "no table to read"),
    ];
    for (line, code, words) in cases {
        let (found, said) = refused(at, line);
        assert!(said.contains(words), "{line}: {said}");
        assert_eq!(found, Some(code), "{line}: {said}");
    }
    fs::write(at.join("model/tables/0/model.json"), "{}").unwrap();
    assert!(refused(at, "sample model").1.contains("model.json"));
}

#[test]
fn related_tables_keep_their_references_and_numbers_of_children() {
    let data = repository("../shared/data/baseball");
    if !data.is_dir() {
        println!("not run: no baseball tables beside the repository");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run(at, &format!("fit {} --quiet --out model", data.display()));
    run(at, "sample model --seed 3 --quiet --out rows");
    let (real, made) = (tables(&data), tables(&at.join("rows")));
    for child in ["batting", "fielding"] {
        let [real, made] = [&real, &made].map(|all| {
            let link = table(all, child).column("players_id").unwrap();
            let key = table(all, "players").column("id").unwrap();
            assert_eq!(orphans(link, key), 0, "{child}");
            children(link, key)
        });
        let likeness = ks_complement(&real, &made);
        println!("{child}: KSComplement of children per parent {likeness:.4}");
        assert!(likeness >= 0.9, "{child}: {likeness}");
    }
}

/// Halls whose key has two parts, seats that refer to both, guests, and visits: pairs of guests and
/// seats. Seats are dearer in larger halls, and each hall has one to five.
fn theatre(folder: &Path) {
    let mut halls = String::from("town,number,size\n");
    let mut seats = String::from("id,town,number,price\n");
    let (mut guests, mut visits) =
        (String::from("id,age\n"), String::from("guest_id,seat_id,rating\n"));
    let mut count = 0;
    for hall in 0..200 {
        let (town, number, size) = (hall / 20, hall % 20, if hall % 2 == 0 { 100 } else { 900 });
        halls += &format!("town{town},{number},{size}\n");
        for seat in 0..=hall % 5 {
            count += 1;
            let price = size / 10 + seat * 3 + hall % 7;
            seats += &format!("{count},town{town},{number},{price}.50\n");
        }
    }
    for guest in 1..=100 {
        guests += &format!("{guest},{}\n", 20 + guest % 50);
        for visit in 0..guest % 9 {
            visits += &format!("{guest},{},{}\n", 1 + (guest * 7 + visit * 31) % count, visit % 5);
        }
    }
    fs::create_dir(folder.join("data")).unwrap();
    for (name, text) in [("halls", halls), ("seats", seats), ("guests", guests), ("visits", visits)]
    {
        fs::write(folder.join("data").join(format!("{name}.csv")), text).unwrap();
    }
    let schema = "CREATE TABLE halls (town text, number int, size int NOT NULL,
          PRIMARY KEY (town, number));
        CREATE TABLE seats (id int PRIMARY KEY, town text NOT NULL, number int NOT NULL,
          price numeric(8,2) NOT NULL, FOREIGN KEY (town, number) REFERENCES halls);
        CREATE TABLE guests (id int PRIMARY KEY, age int NOT NULL);
        CREATE TABLE visits (guest_id int REFERENCES guests, seat_id int REFERENCES seats,
          rating int NOT NULL, PRIMARY KEY (guest_id, seat_id));";
    fs::write(folder.join("theatre.sql"), schema).unwrap();
}

/// The texts of some columns, row by row.
fn cells(table: &Table, columns: &[&str]) -> Vec<Vec<String>> {
    let columns: Vec<_> = columns.iter().map(|name| table.column(name).unwrap()).collect();
    let row = |row: usize| columns.iter().map(|c| c.label(c.codes()[row]).to_owned()).collect();
    (0..table.rows()).map(row).collect()
}

#[test]
fn junctions_and_references_of_two_columns_are_kept_and_learned() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    theatre(at);
    run(at, "fit data --schema theatre.sql --quiet --out model");
    let told = run(at, "sample model --strict --seed 2 --out rows");
    assert!(told.contains("no violation"), "{told}");
    let made = tables(&at.join("rows"));
    let halls: BTreeMap<Vec<String>, f64> = cells(table(&made, "halls"), &["town", "number"])
        .into_iter()
        .zip(table(&made, "halls").column("size").unwrap().numbers())
        .collect();
    let seats = table(&made, "seats");
    let mut prices = [Vec::new(), Vec::new()];
    let mut children: BTreeMap<Vec<String>, u64> =
        halls.keys().map(|key| (key.clone(), 0)).collect();
    for (key, price) in
        cells(seats, &["town", "number"]).into_iter().zip(seats.column("price").unwrap().numbers())
    {
        // A seat of no hall is none of the map.
        prices[usize::from(halls[&key] > 500.0)].push(price);
        *children.get_mut(&key).unwrap() += 1;
    }
    let [small, large] = prices.map(|prices| prices.iter().sum::<f64>() / prices.len() as f64);
    assert!(large > small + 25.0, "{large} {small}");
    let real: Vec<u64> = (0..200).map(|hall| hall % 5 + 1).collect();
    let likeness = ks_complement(&real, &children.into_values().collect::<Vec<_>>());
    assert!(likeness > 0.9, "{likeness}");
    let visits = table(&made, "visits");
    for (link, parent) in [("guest_id", "guests"), ("seat_id", "seats")] {
        let key = table(&made, parent).column("id").unwrap();
        assert_eq!(orphans(visits.column(link).unwrap(), key), 0, "{link}");
    }
    let pairs = cells(visits, &["guest_id", "seat_id"]);
    assert_eq!(pairs.iter().collect::<BTreeSet<_>>().len(), pairs.len());
}

#[test]
fn a_plan_from_data_imitates_every_column() {
    let folder = example();
    let at = folder.path();
    run(at, "plan --from-data data -o plan.json");
    run(at, "generate schema.sql --plan plan.json --quiet --out rows");
    let plan = fs::read_to_string(at.join("plan.json")).unwrap();
    assert!(!plan.contains("@mail.example") && !plan.contains("Ada Moss"));
    let (real, made) = (tables(&at.join("data")), tables(&at.join("rows")));
    let columns = [
        ("customers", "age"),
        ("customers", "income"),
        ("customers", "joined"),
        ("orders", "ordered_at"),
        ("orders", "items"),
        ("orders", "total"),
    ];
    for (name, column) in columns {
        let [a, b] = [&real, &made].map(|all| {
            let column = table(all, name).column(column).unwrap();
            let mut values = column.numbers();
            values.retain(|value| value.is_finite());
            values.sort_unstable_by(f64::total_cmp);
            values
        });
        let share = |values: &[f64], most: f64| {
            values.partition_point(|&value| value <= most) as f64 / values.len() as f64
        };
        let distance = a.iter().chain(&b).map(|&at| (share(&a, at) - share(&b, at)).abs());
        let likeness = 1.0 - distance.fold(0.0, f64::max);
        assert!(likeness > 0.9, "{name}.{column}: {likeness}");
    }
    let missing = |all: &[Table]| table(all, "customers").column("income").unwrap().missing();
    assert!(missing(&real).abs_diff(missing(&made)) < 25);
}

#[test]
fn a_wide_range_of_columns_has_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("wide.csv");
    let mut text = String::from("a,b,c,d,e\n");
    for row in 0..20_000_u32 {
        let spread = row.wrapping_mul(2_654_435_761);
        text +=
            &format!("{row},{spread},{},{}.5,2020-01-{:02}\n", spread % 9, row % 700, row % 28 + 1);
    }
    fs::write(&path, text).unwrap();
    let told = run(folder.path(), "profile wide.csv");
    assert!(told.contains("20,000 rows") && told.contains("2020-01-01 to 2020-01-28"), "{told}");
}
