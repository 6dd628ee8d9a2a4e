//! Shards: one part of every table.

use std::{fmt, ops::Range, str::FromStr};

/// One of several equal parts of a dataset, written `I/N` with `I` from 1 to `N`.
///
/// Shard `I` of `N` holds, of every table of `n` rows, the rows from `n·(I−1)/N` up to `n·I/N`.
/// Shards can be made anywhere and in any order.
///
/// ```
/// use seedbed_pipeline::Shard;
///
/// let shard: Shard = "2/3".parse().unwrap();
/// assert_eq!(shard.range(10, 1), 3..6);
/// assert_eq!(shard.part("orders.csv"), "orders.part-00002-of-00003.csv");
/// assert_eq!(Shard::WHOLE.part("orders.csv"), "orders.csv");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u32, // from 0
    of: u32,
}

impl Shard {
    /// Everything in one part.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether there is only this part.
    pub fn is_whole(self) -> bool {
        self.of == 1
    }

    /// Whether this is the first part.
    pub fn is_first(self) -> bool {
        self.index == 0
    }

    /// Whether this is the last part.
    pub fn is_last(self) -> bool {
        self.index + 1 == self.of
    }

    /// Whether both are parts of one dataset, and not the same part.
    pub(crate) fn is_beside(self, other: Self) -> bool {
        self.of == other.of && self.index != other.index
    }

    /// The part's rows of a table of `rows` rows. Inner limits are rounded down to a multiple of
    /// `unit` rows.
    pub fn range(self, rows: u64, unit: u64) -> Range<u64> {
        let limit = |index: u32| {
            if index == self.of {
                return rows;
            }
            let exact = u128::from(rows) * u128::from(index) / u128::from(self.of);
            exact as u64 / unit * unit
        };
        limit(self.index)..limit(self.index + 1)
    }

    /// The name of this part of a file.
    pub fn part(self, file: &str) -> String {
        if self.is_whole() {
            return file.to_owned();
        }
        let number = format!("part-{:05}-of-{:05}", self.index + 1, self.of);
        match file.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{number}.{extension}"),
            None => format!("{file}.{number}"),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.of)
    }
}

/// The text is no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shard is I/N with I from 1 to N and N up to 99999, such as 1/7")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let (index, of) = text.split_once('/').ok_or(ShardError)?;
        let index: u32 = index.trim().parse().map_err(|_| ShardError)?;
        let of: u32 = of.trim().parse().map_err(|_| ShardError)?;
        if index == 0 || index > of || of > 99_999 {
            return Err(ShardError);
        }
        Ok(Self { index: index - 1, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_cover_every_row_once() {
        for (rows, of, unit) in
            [(0, 3, 1), (1, 7, 1), (100, 7, 1), (5000, 7, 500), (u64::MAX, 9, 1)]
        {
            let mut next = 0;
            for index in 0..of {
                let range = Shard { index, of }.range(rows, unit);
                assert_eq!(range.start, next);
                next = range.end;
            }
            assert_eq!(next, rows);
        }
    }

    #[test]
    fn err_shards_outside_their_number() {
        for text in ["", "1", "0/3", "4/3", "a/b", "1/100000", "-1/2"] {
            assert_eq!(text.parse::<Shard>(), Err(ShardError), "{text}");
        }
    }
}
