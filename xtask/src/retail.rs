//! `cargo xtask bench retail`: the plan of `examples/retail` at 18,600 and at 10,000,000 rows.

use anyhow::{Result, ensure};

use crate::workspace::{cargo, succeeds, target};

/// Rows of the larger run.
const ROWS: &str = "10000000";

/// Runs the example's test, which counts every figure, with a release build.
pub(crate) fn run() -> Result<()> {
    let build = ["build", "--release", "--package", "seedbed-cli"];
    ensure!(succeeds(&mut cargo(&build))?, "the build failed");
    let test = ["test", "--workspace", "--test", "it", "--", "a_models_plan_holds", "--nocapture"];
    let mut test = cargo(&test);
    test.env("SEEDBED_BIN", target()?.join("release/seedbed")).env("SEEDBED_RETAIL_ROWS", ROWS);
    ensure!(succeeds(&mut test)?, "the example does not hold what it promises");
    Ok(())
}
