//! Files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use seedbed_jobs::hex;
use sha2::{Digest, Sha256};

use crate::{Cancel, PipelineError, superseded::Superseded};

/// A directory's new files, under temporary names until all of them are complete.
///
/// Dropped without [`Staging::publish`], it removes what it wrote. A killed process leaves
/// temporaries behind (`.orders.csv.partial`), never a file under its final name; the next run
/// to the same directory overwrites them.
pub(crate) struct Staging {
    directory: PathBuf,
    pending: Vec<String>,
    made_directory: bool,
    published: bool,
}

impl Staging {
    pub(crate) fn new(directory: &Path) -> Result<Self, PipelineError> {
        let made_directory = !directory.exists();
        fs::create_dir_all(directory)
            .map_err(|source| PipelineError::io("create the directory", directory, source))?;
        Ok(Self {
            directory: directory.to_owned(),
            pending: Vec::new(),
            made_directory,
            published: false,
        })
    }

    /// Starts a file that will be called `name`.
    pub(crate) fn create(&mut self, name: &str) -> Result<StagedFile, PipelineError> {
        let path = self.temporary(name);
        let file =
            File::create(&path).map_err(|source| PipelineError::io("create", &path, source))?;
        self.pending.push(name.to_owned());
        Ok(StagedFile { file, hash: Sha256::new(), bytes: 0 })
    }

    /// Writes a whole small file that will be called `name`.
    pub(crate) fn write(&mut self, name: &str, content: &[u8]) -> Result<Digested, PipelineError> {
        let mut file = self.create(name)?;
        file.write_all(content).map_err(|source| self.failed(name, source))?;
        Ok(file.finish())
    }

    /// Takes the file `name` of another directory; it will be called so here, too.
    #[cfg(feature = "evaluate")]
    pub(crate) fn adopt(&mut self, name: &str, from: &Path) -> Result<(), PipelineError> {
        let (from, path) = (from.join(name), self.temporary(name));
        self.pending.push(name.to_owned());
        fs::rename(&from, &path).map_err(|source| PipelineError::io("move", &from, source))
    }

    /// Says that `name` could not be written.
    pub(crate) fn failed(&self, name: &str, source: io::Error) -> PipelineError {
        PipelineError::io("write", &self.directory.join(name), source)
    }

    /// The names that the files will have.
    pub(crate) fn names(&self) -> &[String] {
        &self.pending
    }

    /// Gives every file its final name, in the order they were created. Manifests of what is
    /// superseded are removed before the first, so that they never speak for a mixture, and
    /// their files after the last.
    pub(crate) fn publish(mut self, superseded: &Superseded) -> Result<(), PipelineError> {
        self.remove(&superseded.manifests)?;
        for name in &self.pending {
            let path = self.directory.join(name);
            fs::rename(self.temporary(name), &path)
                .map_err(|source| PipelineError::io("complete", &path, source))?;
        }
        self.published = true;
        self.remove(&superseded.files)
    }

    fn remove(&self, names: &[String]) -> Result<(), PipelineError> {
        for name in names {
            let path = self.directory.join(name);
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(PipelineError::io("replace", &path, source));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn temporary(&self, name: &str) -> PathBuf {
        self.directory.join(format!(".{name}.partial"))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.published {
            return;
        }
        // The error that led here matters more than one of tidying up.
        for name in &self.pending {
            let _ = fs::remove_file(self.temporary(name));
        }
        if self.made_directory {
            let _ = fs::remove_dir(&self.directory);
        }
    }
}

/// Writes one file: whole or not at all where it is a file or none is there. Devices and pipes
/// are written to as they are, and links are followed.
///
/// # Errors
/// [`PipelineError::Io`]; a file that was there before then stays as it was.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), PipelineError> {
    let failed = |source| PipelineError::io("write", path, source);
    let is_there = path.symlink_metadata().is_ok();
    // A rename would put a file in the place of a device, a pipe, or a link that leads nowhere.
    if is_there && !path.is_file() {
        return fs::write(path, content).map_err(failed);
    }
    let target = if is_there { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let name = target.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(".partial");
    let temporary = target.with_file_name(temporary);
    let written = fs::write(&temporary, content).and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|source| {
        // The error that led here matters more than one of tidying up.
        let _ = fs::remove_file(&temporary);
        failed(source)
    })
}

/// A file being written, hashed on the way.
pub(crate) struct StagedFile {
    file: File,
    hash: Sha256,
    bytes: u64,
}

/// What a finished file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digested {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

impl StagedFile {
    /// Bytes written so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn finish(self) -> Digested {
        Digested { bytes: self.bytes, sha256: hex::encode(&self.hash.finalize()) }
    }
}

impl Write for StagedFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hash.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The SHA-256 of `content` in hexadecimal.
pub(crate) fn sha256(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content))
}

/// The size and the SHA-256 of a file.
pub(crate) fn digested(path: &Path, cancel: &Cancel) -> Result<Digested, PipelineError> {
    let failed = |source| PipelineError::io("read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        if cancel.is_cancelled() {
            return Err(PipelineError::Cancelled);
        }
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            return Ok(Digested { bytes, sha256: hex::encode(&hash.finalize()) });
        }
        hash.update(&buffer[..count]);
        bytes += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_only_when_all_are_complete() {
        let directory = tempfile::tempdir().unwrap();
        let mut staging = Staging::new(directory.path()).unwrap();
        staging.write("a.csv", b"x").unwrap();
        staging.write("manifest.json", b"{}").unwrap();
        assert_eq!(names(directory.path()), [".a.csv.partial", ".manifest.json.partial"]);
        staging.publish(&Superseded::default()).unwrap();
        assert_eq!(names(directory.path()), ["a.csv", "manifest.json"]);
    }

    #[test]
    fn a_failed_run_leaves_the_earlier_one_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("a.csv"), "old").unwrap();
        let mut staging = Staging::new(directory.path()).unwrap();
        staging.write("a.csv", b"new").unwrap();
        drop(staging);
        assert_eq!(names(directory.path()), ["a.csv"]);
        assert_eq!(fs::read(directory.path().join("a.csv")).unwrap(), b"old");
    }

    #[test]
    fn a_failed_run_removes_the_directory_it_made() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("out");
        let mut staging = Staging::new(&directory).unwrap();
        staging.write("a.csv", b"new").unwrap();
        drop(staging);
        assert!(!directory.exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_written_to() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("there"), "old").unwrap();
        for (link, target) in [("to-a-file", "there"), ("to-nothing", "new"), ("full", "/dev/full")]
        {
            std::os::unix::fs::symlink(target, path(link)).unwrap();
        }
        write_file(&path("to-a-file"), b"x").unwrap();
        write_file(&path("to-nothing"), b"x").unwrap();
        write_file(Path::new("/dev/null"), b"x").unwrap();
        assert!(write_file(&path("full"), b"x").is_err(), "a full device");
        assert_eq!(names(directory.path()), ["full", "new", "there", "to-a-file", "to-nothing"]);
        for name in ["there", "new"] {
            assert!(!path(name).is_symlink());
            assert_eq!(fs::read(path(name)).unwrap(), b"x");
        }
        assert!(path("to-a-file").is_symlink() && path("to-nothing").is_symlink());
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn the_hash_is_that_of_the_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let mut staging = Staging::new(directory.path()).unwrap();
        let digested = staging.write("a", b"abc").unwrap();
        assert_eq!(digested.bytes, 3);
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digested.sha256, expected);
        assert_eq!(sha256(b"abc"), expected);
    }
}
