//! What the function is built of.

use std::process::Command;

#[test]
fn the_api_function_compiles_neither_polars_nor_candle() {
    let tree = ["tree", "--package", env!("CARGO_PKG_NAME"), "--edges", "normal,build", "--prefix"];
    let output =
        Command::new(env!("CARGO")).args(tree).args(["none", "--locked"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.lines().any(|line| line.starts_with("axum ")), "it lists what it is built of");
    let heavy: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("polars") || line.starts_with("candle"))
        .collect();
    assert!(heavy.is_empty(), "{heavy:?}");
}
