//! Buffered input of which whole records are cut.

use std::io::{self, Read};

const BLOCK: usize = 256 * 1024;

/// A window over an input that grows until a record fits.
pub(super) struct Input {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// The part of the buffer that was read and not used.
    start: usize,
    end: usize,
    ended: bool,
    /// The line at `start`, from 1.
    pub(super) line: u64,
}

impl Input {
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Self { source, buffer: vec![0; BLOCK], start: 0, end: 0, ended: false, line: 1 }
    }

    /// What was read and not used.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads more; `false` at the input's end.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(read) => {
                    self.end += read;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Marks bytes as used, and returns them.
    pub(super) fn take(&mut self, length: usize) -> &[u8] {
        let taken = &self.buffer[self.start..self.start + length];
        self.start += length;
        self.line += taken.iter().map(|&byte| u64::from(byte == b'\n')).sum::<u64>();
        taken
    }

    /// Skips a byte-order mark.
    pub(super) fn skip_mark(&mut self) -> io::Result<()> {
        while self.rest().len() < 3 && self.fill()? {}
        if self.rest().starts_with(b"\xEF\xBB\xBF") {
            self.start += 3;
        }
        Ok(())
    }
}
