//! Schemas in ZIP archives: read whole, within limits, or refused.
//!
//! Follows PKWARE's APPNOTE 6.3.10, sections 4.3.7 (local headers), 4.3.12 (central directory)
//! and 4.3.16 (its end). An archive may be anybody's: what it claims of its sizes is not believed,
//! nothing of it is ever written to a file system, and what a schema has no need of (ZIP64,
//! encryption, parts, other methods than storing and deflating) is refused.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

/// The most files of an archive.
const MOST_FILES: usize = 1000;

/// The endings of files that hold schemas.
const ENDINGS: [&str; 7] = ["sql", "ddl", "py", "prisma", "yaml", "yml", "json"];

/// What an archive holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unpacked {
    /// Texts of schemas by their names, in the order of the names.
    pub(crate) texts: Vec<(String, String)>,
    /// The names of files that are no schemas by their endings.
    pub(crate) others: Vec<String>,
}

/// Why an archive is not read; texts name files, never what is in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArchiveError {
    #[error("it is no ZIP archive, or was cut off")]
    Broken,
    #[error("{0} does not have the bytes that the archive says it has; pack it again")]
    Damaged(String),
    #[error("{0} is packed in a way that is not read; pack it by deflating, without a password")]
    Unsupported(String),
    #[error("it has more than {MOST_FILES} files; pack the schema's alone")]
    TooMany,
    #[error("unpacked it is longer than {0} bytes; pack the schema's files alone")]
    TooLong(usize),
    #[error("a file's name leads out of the archive; pack files by their names within a folder")]
    Outside,
    #[error("{0} is no text in UTF-8")]
    NoText(String),
    #[error("it holds no file of a schema; their names end with one of {}", ENDINGS.join(", "))]
    Empty,
}

/// A file as the central directory lists it.
struct Entry<'a> {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: &'a [u8],
}

/// Reads the schemas of an archive, of `most` bytes all together.
pub(crate) fn unpack(archive: &[u8], most: usize) -> Result<Unpacked, ArchiveError> {
    let mut unpacked = Unpacked { texts: Vec::new(), others: Vec::new() };
    let mut left = most;
    for entry in entries(archive)? {
        let file = entry.name.rsplit('/').next().unwrap_or_default();
        // A folder, or what archivers of macOS add.
        if file.is_empty() || entry.name.starts_with("__MACOSX/") {
            continue;
        }
        let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        if !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            unpacked.others.push(entry.name);
            continue;
        }
        let bytes = inflate(&entry, left).map_err(|error| match error {
            ArchiveError::TooLong(_) => ArchiveError::TooLong(most),
            other => other,
        })?;
        left -= bytes.len();
        let text =
            String::from_utf8(bytes).map_err(|_| ArchiveError::NoText(entry.name.clone()))?;
        unpacked.texts.push((entry.name, text));
    }
    if unpacked.texts.is_empty() {
        return Err(ArchiveError::Empty);
    }
    unpacked.texts.sort();
    Ok(unpacked)
}

/// A file's bytes, if they are no more than `most`.
fn inflate(entry: &Entry<'_>, most: usize) -> Result<Vec<u8>, ArchiveError> {
    const ENCRYPTED: u16 = 1;
    let unsupported = || ArchiveError::Unsupported(entry.name.clone());
    if entry.flags & ENCRYPTED != 0 {
        return Err(unsupported());
    }
    let mut bytes = Vec::new();
    let limit = most as u64 + 1;
    let read = match entry.method {
        0 => entry.packed.take(limit).read_to_end(&mut bytes),
        8 => DeflateDecoder::new(entry.packed).take(limit).read_to_end(&mut bytes),
        _ => return Err(unsupported()),
    };
    read.map_err(|_| ArchiveError::Damaged(entry.name.clone()))?;
    if bytes.len() > most {
        return Err(ArchiveError::TooLong(most));
    }
    let mut crc = Crc::new();
    crc.update(&bytes);
    if crc.sum() == entry.crc { Ok(bytes) } else { Err(ArchiveError::Damaged(entry.name.clone())) }
}

fn entries(archive: &[u8]) -> Result<Vec<Entry<'_>>, ArchiveError> {
    const END: &[u8] = b"PK\x05\x06";
    const END_LENGTH: usize = 22;
    // The end of the directory is followed by a comment of 65,535 bytes at most.
    let last = archive.len().checked_sub(END_LENGTH).ok_or(ArchiveError::Broken)?;
    let first = last.saturating_sub(65_535);
    let is_end = |at: &usize| archive[*at..].starts_with(END);
    let end = (first..=last).rev().find(is_end).ok_or(ArchiveError::Broken)?;
    let (count, start) = (u16_at(archive, end + 10)?, u32_at(archive, end + 16)?);
    if usize::from(count) > MOST_FILES {
        return Err(ArchiveError::TooMany);
    }
    let mut at = start as usize;
    let mut entries = Vec::new();
    for _ in 0..count {
        if part(archive, at, 4)? != b"PK\x01\x02" {
            return Err(ArchiveError::Broken);
        }
        let length = |place| Ok::<_, ArchiveError>(usize::from(u16_at(archive, at + place)?));
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let packed = u32_at(archive, at + 20)? as usize;
        let local = u32_at(archive, at + 42)? as usize;
        let name_bytes = part(archive, at + 46, name)?;
        let text = std::str::from_utf8(name_bytes).map_err(|_| ArchiveError::Outside)?;
        entries.push(Entry {
            name: inside(text)?,
            flags: u16_at(archive, at + 8)?,
            method: u16_at(archive, at + 10)?,
            crc: u32_at(archive, at + 16)?,
            packed: part(archive, data_of(archive, local)?, packed)?,
        });
        at += 46 + name + extra + comment;
    }
    Ok(entries)
}

/// Where a file's bytes begin, by its local header.
fn data_of(archive: &[u8], local: usize) -> Result<usize, ArchiveError> {
    if part(archive, local, 4)? != b"PK\x03\x04" {
        return Err(ArchiveError::Broken);
    }
    let (name, extra) = (u16_at(archive, local + 26)?, u16_at(archive, local + 28)?);
    Ok(local + 30 + usize::from(name) + usize::from(extra))
}

/// A name that stays within the archive. It only tells languages and stands in messages, but
/// those are read by people.
fn inside(name: &str) -> Result<String, ArchiveError> {
    let is_odd = |c: char| c == '\\' || c.is_control();
    let is_outside = name.starts_with('/')
        || name.split('/').any(|part| matches!(part, "." | ".."))
        || name.contains(is_odd);
    if is_outside { Err(ArchiveError::Outside) } else { Ok(name.to_owned()) }
}

fn part(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], ArchiveError> {
    let end = at.checked_add(length).ok_or(ArchiveError::Broken)?;
    bytes.get(at..end).ok_or(ArchiveError::Broken)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, ArchiveError> {
    let part = part(bytes, at, 2)?;
    Ok(u16::from_le_bytes([part[0], part[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, ArchiveError> {
    Ok(u32::from(u16_at(bytes, at)?) | u32::from(u16_at(bytes, at + 2)?) << 16)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    /// An archive of files: names, bytes, and the methods they are packed by.
    fn archive(files: &[(&str, &[u8], u16)]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, data, method) in files {
            let packed = if *method == 8 {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(data).unwrap();
                encoder.finish().unwrap()
            } else {
                data.to_vec()
            };
            let mut crc = Crc::new();
            crc.update(data);
            let mut facts = Vec::new();
            facts.extend([20, 0, 0, 0]);
            facts.extend(method.to_le_bytes());
            facts.extend([0; 4]);
            facts.extend(crc.sum().to_le_bytes());
            facts.extend((packed.len() as u32).to_le_bytes());
            facts.extend((data.len() as u32).to_le_bytes());
            facts.extend((name.len() as u16).to_le_bytes());
            facts.extend([0, 0]);
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&facts);
            directory.extend([0; 10]);
            directory.extend((bytes.len() as u32).to_le_bytes());
            directory.extend(name.as_bytes());
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&facts);
            bytes.extend(name.as_bytes());
            bytes.extend(packed);
        }
        let start = bytes.len() as u32;
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend((files.len() as u16).to_le_bytes());
        bytes.extend((files.len() as u16).to_le_bytes());
        bytes.extend((directory.len() as u32).to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    const TABLE: &[u8] = b"CREATE TABLE a (b int);";

    #[test]
    fn files_of_schemas_are_read_in_the_order_of_their_names() {
        let archive = archive(&[
            ("app/", b"", 0),
            ("app/b.SQL", TABLE, 8),
            ("app/a.py", b"x = 1", 0),
            ("__MACOSX/app/._a.py", b"\xff", 0),
            ("app/logo.png", b"\xff", 8),
        ]);
        let unpacked = unpack(&archive, 1000).unwrap();
        let names: Vec<_> = unpacked.texts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["app/a.py", "app/b.SQL"]);
        assert_eq!(unpacked.texts[1].1.as_bytes(), TABLE);
        assert_eq!(unpacked.others, ["app/logo.png"]);
    }

    #[test]
    fn bombs_and_broken_archives_are_refused() {
        let zeros = vec![b' '; 64 << 20];
        let bomb = archive(&[("a.sql", &zeros, 8)]);
        assert!(bomb.len() < 1 << 20, "it is a bomb");
        let half = archive(&[("a.sql", &[b' '; 600], 8), ("b.sql", &[b' '; 600], 0)]);
        let many: Vec<(&str, &[u8], u16)> = vec![("a.sql", b"", 0); MOST_FILES + 1];
        let mut damaged = archive(&[("a.sql", TABLE, 0)]);
        damaged[40] ^= 1;
        let mut encrypted = archive(&[("a.sql", TABLE, 0)]);
        let directory = encrypted.len() - 22 - 51;
        encrypted[directory + 8] = 1;
        let whole = archive(&[("a.sql", TABLE, 8)]);
        let named = |name: &'static str| archive(&[(name, TABLE, 0)]);
        let a = || "a.sql".to_owned();
        let cases = [
            (bomb, ArchiveError::TooLong(1000)),
            (half, ArchiveError::TooLong(1000)),
            (archive(&many), ArchiveError::TooMany),
            (damaged, ArchiveError::Damaged(a())),
            (encrypted, ArchiveError::Unsupported(a())),
            (archive(&[("a.sql", TABLE, 99)]), ArchiveError::Unsupported(a())),
            (archive(&[("a.sql", b"\xff", 0)]), ArchiveError::NoText(a())),
            (archive(&[("a.txt", TABLE, 0)]), ArchiveError::Empty),
            (archive(&[]), ArchiveError::Empty),
            (named("../a.sql"), ArchiveError::Outside),
            (named("/etc/a.sql"), ArchiveError::Outside),
            (named("a\\..\\b.sql"), ArchiveError::Outside),
            (named("a\n.sql"), ArchiveError::Outside),
            (Vec::new(), ArchiveError::Broken),
            (b"PK\x05\x06".to_vec(), ArchiveError::Broken),
            (whole[..whole.len() - 1].to_vec(), ArchiveError::Broken),
            (whole[10..].to_vec(), ArchiveError::Broken),
        ];
        for ((bytes, why), number) in cases.into_iter().zip(0..) {
            assert_eq!(unpack(&bytes, 1000).unwrap_err(), why, "case {number}");
        }
        // Whatever is changed, it is an answer.
        for place in 0..whole.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[place] = byte;
                let _ = unpack(&changed, 1000);
            }
        }
    }
}
