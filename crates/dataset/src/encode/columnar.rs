//! Parquet: row groups are encoded on any thread and appended in order.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType as ArrowType, Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

/// A dictionary larger than this does not pay; the column goes on without one.
const DICTIONARY_BYTES: usize = 64 * 1024;

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
        let encode =
            |(at, mut writer): (usize, parquet::arrow::arrow_writer::ArrowColumnWriter)| {
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
        .set_dictionary_page_size_limit(DICTIONARY_BYTES);
    Ok(schema.fields().iter().fold(builder, |builder, field| column(builder, field)).build())
}

fn column(builder: WriterPropertiesBuilder, field: &Field) -> WriterPropertiesBuilder {
    let path = ColumnPath::new(vec![field.name().clone()]);
    match field.data_type() {
        ArrowType::Int16
        | ArrowType::Int32
        | ArrowType::Int64
        | ArrowType::Date32
        | ArrowType::Time64(_)
        | ArrowType::Timestamp(..) => builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
        ArrowType::Float32 | ArrowType::Float64 | ArrowType::Boolean => {
            builder.set_column_dictionary_enabled(path, false)
        }
        _ => builder,
    }
}
