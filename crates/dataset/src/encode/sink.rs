//! A growing byte buffer that is written through slices, so that short pieces cost no call.

/// Room that a [`Sink::copy`] may touch behind what it writes.
const SLACK: usize = 32;

/// Bytes being written. Room is reserved a row at a time; within it, writes are plain stores.
#[derive(Debug)]
pub(crate) struct Sink {
    bytes: Vec<u8>,
    length: usize,
}

impl Sink {
    /// Overwrites `bytes`, whose length (not only capacity) is reused.
    pub(crate) fn over(bytes: Vec<u8>) -> Self {
        Self { bytes, length: 0 }
    }

    /// Appends to `bytes`.
    pub(crate) fn behind(bytes: Vec<u8>) -> Self {
        let length = bytes.len();
        Self { bytes, length }
    }

    /// The buffer and how many of its bytes were written.
    pub(crate) fn into_parts(self) -> (Vec<u8>, usize) {
        (self.bytes, self.length)
    }

    /// Makes room for `more` bytes.
    #[inline]
    pub(crate) fn reserve(&mut self, more: usize) {
        let needed = self.length + more + SLACK;
        if self.bytes.len() < needed {
            self.grow(needed);
        }
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        let length = needed.max(2 * self.bytes.len()).max(64 * 1024);
        self.bytes.resize(length, 0);
    }

    /// Appends what `put` writes at the start of the room; it returns the length.
    #[inline]
    pub(crate) fn put(&mut self, put: impl FnOnce(&mut [u8]) -> usize) {
        self.length += put(&mut self.bytes[self.length..]);
    }

    /// Appends one byte.
    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Appends a few bytes of a constant.
    #[inline]
    pub(crate) fn constant(&mut self, bytes: &[u8]) {
        match *bytes {
            [] => {}
            [byte] => self.byte(byte),
            _ => {
                self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
                self.length += bytes.len();
            }
        }
    }

    /// Appends `data[start..end]`. Short pieces are copied in one or two whole registers, with
    /// what follows them in `data`; the excess is overwritten by the next write.
    #[inline]
    pub(crate) fn copy(&mut self, data: &[u8], start: usize, end: usize) {
        let length = end - start;
        let out = &mut self.bytes[self.length..];
        if length <= 16 && start + 16 <= data.len() {
            out[..16].copy_from_slice(&data[start..start + 16]);
        } else if length <= 32 && start + 32 <= data.len() {
            out[..32].copy_from_slice(&data[start..start + 32]);
        } else {
            out[..length].copy_from_slice(&data[start..end]);
        }
        self.length += length;
    }
}
