//! Arrow's own format for files ("Feather", version 2) and streams.

mod layout;
mod messages;

use std::io::{self, Read, Seek, SeekFrom};

use arrow_array::RecordBatch;
use arrow_ipc::{MessageHeader, reader::FileDecoder};
use arrow_schema::{ArrowError, SchemaRef};

use self::{
    layout::Layout,
    messages::{Messages, Opened},
};

/// What files end with.
const MAGIC: &[u8] = b"ARROW1";

/// What files begin with: the same, filled up.
const LEAD: &[u8; 8] = b"ARROW1\0\0";

/// What every message begins with, since Arrow 0.15.
const CONTINUATION: &[u8; 4] = &[0xFF; 4];

/// What files of Feather's first version begin with.
const FEATHER_ONE: &[u8] = b"FEA1";

/// The record batches of an Arrow file or stream, in whatever physical types it has.
///
/// Both follow Arrow's columnar format 1.x
/// (<https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc>):
/// a file has an index of its messages at its end, a stream has them one behind the other. No
/// length or offset that the input names is believed before it is checked, because what is asked
/// for by a damaged one would end the process.
///
/// ```
/// use std::io::Cursor;
/// use seedbed_dataset::{ArrowBatches, ArrowFileError};
///
/// assert!(ArrowBatches::<Cursor<&[u8]>>::is_arrow(b"ARROW1\0\0"));
/// let cut = ArrowBatches::new(Cursor::new(b"ARROW1\0\0")).unwrap_err();
/// assert!(matches!(cut, ArrowFileError::CutOff));
/// ```
#[derive(Debug)]
pub struct ArrowBatches<R> {
    messages: Messages<R>,
    layout: Layout,
    decoder: FileDecoder,
    schema: SchemaRef,
    is_over: bool,
}

/// Why an Arrow file or stream can't be read. Never holds a cell value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArrowFileError {
    /// It begins like neither.
    #[error("it begins like no Arrow file and no Arrow stream")]
    NotArrow,
    /// What was called Feather before version 2 has nothing in common with it.
    #[error(
        "it is Feather of version 1; write it anew with version 2, which is Arrow's own format"
    )]
    FeatherOne,
    /// A column of lists, structures, or other values that no text of one cell stands for.
    #[error(
        "column {column} is of the type {found}, which is not read; write it as numbers, texts, \
         flags or dates"
    )]
    Column {
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// The end is missing.
    #[error("its end is missing; copy or write it anew")]
    CutOff,
    /// It is not well-formed, or in a variant that is not read.
    #[error("it is damaged, or in a variant that is not read ({0})")]
    Damaged(#[source] ArrowError),
}

impl From<ArrowError> for ArrowFileError {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, source) if source.kind() == io::ErrorKind::UnexpectedEof => {
                Self::CutOff
            }
            error => Self::Damaged(error),
        }
    }
}

impl From<io::Error> for ArrowFileError {
    fn from(error: io::Error) -> Self {
        ArrowError::from(error).into()
    }
}

fn damaged(what: &str) -> ArrowFileError {
    ArrowFileError::Damaged(ArrowError::ParseError(what.to_owned()))
}

/// What names of Arrow files and streams usually end in, without the dot.
pub const ARROW_ENDINGS: [&str; 4] = ["arrow", "arrows", "feather", "ipc"];

impl<R> ArrowBatches<R> {
    /// Whether an Arrow file or stream begins with these bytes; eight are enough to tell.
    pub fn is_arrow(beginning: &[u8]) -> bool {
        beginning.starts_with(LEAD) || beginning.starts_with(CONTINUATION)
    }

    /// What the columns are called and of which types they are.
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl<R: Read + Seek> ArrowBatches<R> {
    /// Reads what the columns are called and of which types they are.
    ///
    /// # Errors
    /// When the input begins like neither a file nor a stream, is damaged, or has columns of other
    /// than single values.
    pub fn new(mut input: R) -> Result<Self, ArrowFileError> {
        let mut lead = Vec::new();
        input.by_ref().take(LEAD.len() as u64).read_to_end(&mut lead)?;
        let opened = match lead.as_slice() {
            lead if lead.starts_with(FEATHER_ONE) => return Err(ArrowFileError::FeatherOne),
            lead if lead == LEAD => Messages::of_file(input)?,
            lead if lead.starts_with(CONTINUATION) => {
                input.seek(SeekFrom::Start(0))?;
                Messages::of_stream(input)?
            }
            // What is cut off here may have been either.
            lead if !lead.is_empty()
                && (LEAD.starts_with(lead) || CONTINUATION.starts_with(lead)) =>
            {
                return Err(ArrowFileError::CutOff);
            }
            _ => return Err(ArrowFileError::NotArrow),
        };
        let Opened { messages, schema, layout, version } = opened;
        let schema = SchemaRef::new(schema);
        let decoder = FileDecoder::new(SchemaRef::clone(&schema), version);
        Ok(Self { messages, layout, decoder, schema, is_over: false })
    }

    /// The next batch, and the dictionaries before it.
    fn read(&mut self) -> Result<Option<RecordBatch>, ArrowFileError> {
        while let Some(message) = self.messages.next()? {
            self.layout.check(&message)?;
            match message.kind {
                MessageHeader::DictionaryBatch => {
                    self.decoder.read_dictionary(&message.block, &message.bytes)?;
                }
                MessageHeader::RecordBatch => {
                    let batch = self.decoder.read_record_batch(&message.block, &message.bytes)?;
                    if batch.is_some() {
                        return Ok(batch);
                    }
                }
                _ => return Err(damaged("a message holds no rows")),
            }
        }
        Ok(None)
    }
}

impl<R: Read + Seek> Iterator for ArrowBatches<R> {
    type Item = Result<RecordBatch, ArrowFileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.read().transpose();
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}
