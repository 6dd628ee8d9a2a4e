//! Arrow files (Feather) and streams, as the texts of their values.

use std::io::{Read, Seek};

use seedbed_dataset::{ArrowBatches, ArrowFileError};

use super::{ReadError, TableBuilder};

pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl Read + Seek,
) -> Result<(), ReadError> {
    let failed =
        |error: ArrowFileError| ReadError::Arrow { source_name: source.to_owned(), source: error };
    let batches = ArrowBatches::new(input).map_err(failed)?;
    table.columns(source, batches.schema().fields().iter().map(|f| f.name().clone()).collect())?;
    for batch in batches {
        table.push(source, &batch.map_err(failed)?)?;
    }
    Ok(())
}
