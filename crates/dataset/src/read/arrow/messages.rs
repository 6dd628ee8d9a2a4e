//! The messages of Arrow files and streams, with every length checked.

use std::{
    io::{BufReader, Read, Seek, SeekFrom},
    vec,
};

use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, Message, MessageHeader, MetadataVersion, convert, root_as_footer, root_as_message,
};
use arrow_schema::Schema;

use super::{ArrowFileError, CONTINUATION, LEAD, MAGIC, damaged, layout::Layout};

/// What a file ends with: how long its index is, and the magic word.
const TAIL: u64 = 4 + MAGIC.len() as u64;

/// What stands before a message's metadata: the mark of its beginning, and their length.
const PREFIX: usize = 8;

/// A message: metadata and body.
pub(super) struct Framed {
    pub(super) kind: MessageHeader,
    /// How long both are.
    pub(super) block: Block,
    pub(super) bytes: Buffer,
}

/// Where messages come from.
#[derive(Debug)]
pub(super) enum Messages<R> {
    /// A file, and where its index says that they are.
    File { input: R, length: u64, blocks: vec::IntoIter<Block> },
    /// A stream, in which they follow each other.
    Stream(BufReader<R>),
}

/// Messages, and what is said before them.
pub(super) struct Opened<R> {
    pub(super) messages: Messages<R>,
    pub(super) schema: Schema,
    pub(super) layout: Layout,
    pub(super) version: MetadataVersion,
}

impl<R: Read + Seek> Messages<R> {
    /// Those of a file, dictionaries first.
    pub(super) fn of_file(mut input: R) -> Result<Opened<R>, ArrowFileError> {
        let length = input.seek(SeekFrom::End(0))?;
        let index_end = length.checked_sub(TAIL).filter(|&end| end >= LEAD.len() as u64);
        let index_end = index_end.ok_or(ArrowFileError::CutOff)?;
        let tail = read_at(&mut input, index_end, TAIL)?;
        let (size, magic) = tail.split_at(4);
        if magic != MAGIC {
            return Err(ArrowFileError::CutOff);
        }
        let size = u64::from(u32::from_le_bytes([size[0], size[1], size[2], size[3]]));
        let start = index_end.checked_sub(size).ok_or_else(|| damaged("its index is too long"))?;
        let index = read_at(&mut input, start, size)?;
        let index = root_as_footer(&index).map_err(|_| damaged("its index is not valid"))?;
        let (schema, layout) = schema_of(index.schema())?;
        let dictionaries = index.dictionaries().into_iter().flatten();
        let batches = index.recordBatches().into_iter().flatten();
        let blocks: Vec<Block> = dictionaries.chain(batches).copied().collect();
        let version = index.version();
        let messages = Self::File { input, length, blocks: blocks.into_iter() };
        Ok(Opened { messages, schema, layout, version })
    }

    /// Those of a stream, behind the first, which is the schema.
    pub(super) fn of_stream(input: R) -> Result<Opened<R>, ArrowFileError> {
        let mut input = BufReader::with_capacity(256 * 1024, input);
        let first = read_next(&mut input)?.ok_or(ArrowFileError::CutOff)?;
        let message = message(&first.bytes)?;
        let (schema, layout) = schema_of(message.header_as_schema())?;
        let version = message.version();
        Ok(Opened { messages: Self::Stream(input), schema, layout, version })
    }

    pub(super) fn next(&mut self) -> Result<Option<Framed>, ArrowFileError> {
        match self {
            Self::File { input, length, blocks } => {
                blocks.next().map(|block| read_block(input, *length, block)).transpose()
            }
            Self::Stream(input) => read_next(input),
        }
    }
}

fn schema_of(encoded: Option<arrow_ipc::Schema<'_>>) -> Result<(Schema, Layout), ArrowFileError> {
    let encoded = encoded.ok_or_else(|| damaged("it has no schema"))?;
    if !encoded.endianness().equals_to_target_endianness() {
        return Err(damaged("the bytes of its numbers are in another order"));
    }
    let schema = convert::try_fb_to_schema(encoded)?;
    let layout = Layout::new(&schema, encoded)?;
    Ok((schema, layout))
}

/// Exactly so many bytes more; memory is taken for those that are there.
fn read_more(
    input: &mut impl Read,
    length: u64,
    bytes: &mut Vec<u8>,
) -> Result<(), ArrowFileError> {
    let read = input.by_ref().take(length).read_to_end(bytes)?;
    if read as u64 == length { Ok(()) } else { Err(ArrowFileError::CutOff) }
}

fn read_at<R: Read + Seek>(
    input: &mut R,
    start: u64,
    length: u64,
) -> Result<Vec<u8>, ArrowFileError> {
    input.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::with_capacity(length as usize);
    read_more(input, length, &mut bytes)?;
    Ok(bytes)
}

/// A message of a file that has so many bytes.
fn read_block<R: Read + Seek>(
    input: &mut R,
    length: u64,
    block: Block,
) -> Result<Framed, ArrowFileError> {
    let numbers = [block.offset(), block.metaDataLength().into(), block.bodyLength()];
    let [start, metadata, body] = numbers.map(|number| u64::try_from(number).unwrap_or(u64::MAX));
    let size = metadata.checked_add(body);
    let is_there = size.and_then(|size| start.checked_add(size)).is_some_and(|end| end <= length);
    match size {
        Some(size) if is_there && metadata >= PREFIX as u64 => {
            Framed::new(block, read_at(input, start, size)?)
        }
        _ => Err(damaged("its index names what is not there")),
    }
}

/// The next message of a stream; none at its end.
fn read_next(input: &mut impl Read) -> Result<Option<Framed>, ArrowFileError> {
    let mut bytes = Vec::new();
    input.by_ref().take(PREFIX as u64).read_to_end(&mut bytes)?;
    let Some(prefix) = bytes.first_chunk::<PREFIX>() else {
        // A stream may end without a mark of its end.
        return if bytes.is_empty() { Ok(None) } else { Err(ArrowFileError::CutOff) };
    };
    let (mark, size) = prefix.split_at(CONTINUATION.len());
    if mark != CONTINUATION {
        return Err(damaged("a message begins as none does"));
    }
    let size = i32::from_le_bytes([size[0], size[1], size[2], size[3]]);
    if size == 0 {
        return Ok(None);
    }
    let length = size.checked_add(PREFIX as i32).filter(|&length| length > PREFIX as i32);
    let length = length.ok_or_else(|| damaged(NO_MESSAGE))?;
    read_more(input, size as u64, &mut bytes)?;
    let body = message(&bytes)?.bodyLength();
    let size = u64::try_from(body).map_err(|_| damaged("a message is shorter than nothing"))?;
    read_more(input, size, &mut bytes)?;
    Framed::new(Block::new(0, length, body), bytes).map(Some)
}

pub(super) const NO_MESSAGE: &str = "a message has no valid metadata";

/// The metadata of a message, behind their length.
fn message(bytes: &[u8]) -> Result<Message<'_>, ArrowFileError> {
    // Writers before Arrow 0.15 have only the length.
    let prefix = if bytes.starts_with(CONTINUATION) { PREFIX } else { PREFIX / 2 };
    root_as_message(&bytes[prefix..]).map_err(|_| damaged(NO_MESSAGE))
}

impl Framed {
    fn new(block: Block, bytes: Vec<u8>) -> Result<Self, ArrowFileError> {
        let kind = message(&bytes)?.header_type();
        Ok(Self { kind, block, bytes: Buffer::from_vec(bytes) })
    }

    pub(super) fn message(&self) -> Result<Message<'_>, ArrowFileError> {
        message(&self.bytes)
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.bytes[self.block.metaDataLength() as usize..]
    }
}
