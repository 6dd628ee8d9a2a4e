//! Parquet: row groups are encoded on any thread and appended in order.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType as ArrowType, Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

/// Texts go on without a dictionary that grows larger. Building one this large costs no time
/// that compressing the texts would not.
const TEXT_DICTIONARY_BYTES: usize = 64 * 1024;
/// The same for numbers, which are short: only few distinct ones pay.
const NUMBER_DICTIONARY_BYTES: usize = 8 * 1024;
/// Decimals of no more digits are held as 64-bit integers.
const INTEGER_DIGITS: u8 = 18;

/// What makes row groups and files of one table.
#[derive(Debug)]
pub(super) struct ColumnarEncoder {
    schema: SchemaRef,
    properties: WriterProperties,
    groups: ArrowRowGroupWriterFactory,
}

impl ColumnarEncoder {
    pub(super) fn new(schema: SchemaRef) -> Result<Self, ParquetError> {
        let properties = properties(&schema)?;
        let file =
            ArrowWriter::try_new(std::io::sink(), Arc::clone(&schema), Some(properties.clone()))?;
        let (_, groups) = file.into_serialized_writer()?;
        Ok(Self { schema, properties, groups })
    }

    /// Encodes one row group.
    pub(super) fn encode(
        &self,
        batches: &[RecordBatch],
    ) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        let writers = self.groups.create_column_writers(0)?;
        let encode = |(at, mut writer): (usize, ArrowColumnWriter)| {
            for batch in batches {
                for leaf in compute_leaves(self.schema.field(at), batch.column(at))? {
                    writer.write(&leaf)?;
                }
            }
            writer.close()
        };
        writers.into_iter().enumerate().map(encode).collect()
    }

    /// A file without rows yet.
    pub(super) fn file<W: Write + Send>(
        &self,
        out: W,
    ) -> Result<SerializedFileWriter<W>, ParquetError> {
        let schema = Arc::clone(&self.schema);
        let file = ArrowWriter::try_new(out, schema, Some(self.properties.clone()))?;
        Ok(file.into_serialized_writer()?.0)
    }
}

fn properties(schema: &SchemaRef) -> Result<WriterProperties, ParquetError> {
    let builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by("seedbed".to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_page_size_limit(TEXT_DICTIONARY_BYTES);
    Ok(schema.fields().iter().fold(builder, |builder, field| column(builder, field)).build())
}

/// What follows when a column's dictionary has grown too large: integers are written as
/// differences, floats byte by byte, everything else as it is.
fn column(builder: WriterPropertiesBuilder, field: &Field) -> WriterPropertiesBuilder {
    let encoding = match field.data_type() {
        ArrowType::Int16
        | ArrowType::Int32
        | ArrowType::Int64
        | ArrowType::Date32
        | ArrowType::Time64(_)
        | ArrowType::Timestamp(..)
        | ArrowType::Decimal128(..=INTEGER_DIGITS, _) => Encoding::DELTA_BINARY_PACKED,
        ArrowType::Float32 | ArrowType::Float64 => Encoding::BYTE_STREAM_SPLIT,
        _ => return builder,
    };
    let path = ColumnPath::new(vec![field.name().clone()]);
    builder
        .set_column_dictionary_page_size_limit(path.clone(), NUMBER_DICTIONARY_BYTES)
        .set_column_encoding(path, encoding)
}
