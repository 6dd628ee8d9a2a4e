//! The distances of synthetic rows to the closest real ones: `dcr REAL.csv SYNTHETIC.csv` prints
//! their mean. `cargo xtask bench evaluate` measures it.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::{env, error::Error, path::PathBuf};

use seedbed_evaluate::scores::{Knowledge, closest_distances};
use seedbed_profile::{Options, Table, read};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [real, synthetic] = paths.as_slice() else {
        return Err("usage: dcr REAL.csv SYNTHETIC.csv".into());
    };
    let table = |path: &PathBuf| -> Result<Table, Box<dyn Error>> {
        let mut tables = read(std::slice::from_ref(path), &Options::default())?;
        tables.pop().ok_or_else(|| "there is no table".into())
    };
    let distances = closest_distances(&table(real)?, &table(synthetic)?, &Knowledge::default())?;
    println!("{}", distances.iter().sum::<f64>() / distances.len() as f64);
    Ok(())
}
