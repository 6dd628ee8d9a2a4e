//! Parquet: whatever physical types a file has, as the texts of their values.

use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder, errors::ParquetError,
    file::reader::ChunkReader,
};

use super::{ReadError, TableBuilder};

pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl ChunkReader + 'static,
) -> Result<(), ReadError> {
    let failed =
        |error: ParquetError| ReadError::Parquet { source_name: source.to_owned(), source: error };
    let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(failed)?;
    let names: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    table.columns(source, names)?;
    for batch in builder.build().map_err(failed)? {
        let batch = batch.map_err(|error| failed(error.into()))?;
        table.push(source, &batch)?;
    }
    Ok(())
}
