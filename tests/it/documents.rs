//! Documents that are generated or that speak of the code stay true.

use std::{env, fs, path::Path, process::Command};

use seedbed_tests::{binary, grown, repository};

#[test]
fn the_json_schemas_are_current() {
    let schemas: [(&str, &[&str]); 3] = [
        ("plan", &["plan", "--json-schema"]),
        ("document", &["inspect", "--json-schema", "document"]),
        ("simple", &["inspect", "--json-schema", "simple"]),
    ];
    for (name, arguments) in schemas {
        let path = format!("schemas/{name}.schema.json");
        let committed = fs::read_to_string(repository(&path)).unwrap_or_default();
        assert!(committed == grown(arguments), "{path} is out of date: run cargo xtask schemas");
    }
}

#[test]
fn the_readme_lists_the_exit_codes_of_the_help() {
    let help = grown(&["--help"]);
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, codes) = help.split_once("Exit codes:\n").expect("the help lists exit codes");
    for line in codes.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (code, meaning) = line.split_once(' ').unwrap();
        let row = format!("| {code} | {} |", meaning.trim());
        assert!(readme.contains(&row), "README.md lacks {row}");
    }
}

/// The README shows what its first command prints and makes; the time it took is left out.
#[test]
fn the_readme_shows_what_its_first_command_makes() {
    let (start, end) = ("cargo test -p seedbed-tests readme -->\n", "<!-- end of taste -->");
    let path = repository("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(start).expect("README.md has a taste");
    let (shown, after) = rest.split_once(end).expect("README.md's taste has an end");
    let made = taste();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{before}{start}{made}{end}{after}")).unwrap();
    } else {
        assert_eq!(shown, made, "README.md shows what is no more: see the comment there");
    }
}

fn taste() -> String {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(binary())
        .args(["generate", "examples/shop/schema.sql"])
        .current_dir(prepared(directory.path()))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (summary, _) = text.split_once("\nNext:").unwrap();
    let (totals, tables) = summary.split_once(" in ").unwrap();
    let (_, tables) = tables.split_once('\n').unwrap();
    let first_rows = |file: &str, count| {
        let text = fs::read_to_string(directory.path().join("seedbed-out").join(file)).unwrap();
        let lines: Vec<&str> = text.lines().take(count).collect();
        format!("$ head -{count} seedbed-out/{file}\n{}\n", lines.join("\n"))
    };
    let orders = first_rows("orders.csv", 3);
    let items = first_rows("order_items.csv", 4);
    format!("\n```text\n{totals}\n{tables}\n{orders}\n{items}```\n\n")
}

/// The folder with the example in it.
fn prepared(directory: &Path) -> &Path {
    let shop = directory.join("examples/shop");
    fs::create_dir_all(&shop).unwrap();
    fs::copy(repository("examples/shop/schema.sql"), shop.join("schema.sql")).unwrap();
    directory
}
