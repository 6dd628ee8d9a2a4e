//! A ZIP archive of one program, as Lambda takes it: PKWARE's APPNOTE 6.3.10, sections 4.3.7
//! (local header), 4.3.12 (central directory) and 4.3.16 (its end).
//!
//! It holds no moment and no owner, so that the same program makes the same bytes, and nothing is
//! deployed again that has not changed.

use std::io::Write;

use anyhow::{Context, Result};
use flate2::{Compression, Crc, write::DeflateEncoder};

/// The first moment that there is in archives: the first of January 1980.
const MOMENT: [u8; 4] = [0, 0, 0x21, 0];
/// Version 2.0 of the format, deflated.
const NEEDED: [u8; 6] = [20, 0, 0, 0, 8, 0];
/// Made on Unix, where a file may be run by everybody.
const PROGRAM: u32 = 0o100_755 << 16;

/// An archive with a program of this name.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(bytes)?;
    let deflated = deflated.finish()?;
    let size = |bytes: &[u8]| u32::try_from(bytes.len()).context("a program has 4 GB at most");
    let mut entry = Vec::from(NEEDED);
    entry.extend(MOMENT);
    for number in [crc.sum(), size(&deflated)?, size(bytes)?, size(name.as_bytes())?] {
        entry.extend(number.to_le_bytes());
    }
    // The last number is of two bytes, as is the length of further fields, which are none.

    let mut archive = Vec::from(*b"PK\x03\x04");
    archive.extend(&entry);
    archive.extend(name.as_bytes());
    archive.extend(deflated);
    let directory = size(&archive)?;
    archive.extend(b"PK\x01\x02\x14\x03");
    archive.extend(&entry);
    // Neither a comment nor another disk; its attributes; it begins where the archive does.
    archive.extend([0; 6]);
    archive.extend(PROGRAM.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(name.as_bytes());
    let length = size(&archive)? - directory;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend(length.to_le_bytes());
    archive.extend(directory.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use super::*;

    #[test]
    fn an_archive_is_the_same_each_time_and_others_read_it() {
        let program: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let archive = of("bootstrap", &program).unwrap();
        assert!(archive == of("bootstrap", &program).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bootstrap.zip");
        fs::write(&path, archive).unwrap();
        let script = "import sys, zipfile\n\
            archive = zipfile.ZipFile(sys.argv[1])\n\
            one, = archive.infolist()\n\
            assert archive.testzip() is None\n\
            print(one.filename, one.file_size, oct(one.external_attr >> 16), one.date_time[0])";
        let read = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
        let said = String::from_utf8_lossy(&read.stdout).into_owned();
        let errors = String::from_utf8_lossy(&read.stderr);
        assert_eq!(said.trim(), "bootstrap 400000 0o100755 1980", "{errors}");
    }
}
