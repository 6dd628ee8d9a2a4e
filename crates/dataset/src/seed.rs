//! Counter-based random numbers: every number is a hash of where it is used.
//!
//! A [`Stream`] is named by a path (seed, table, column, purpose, attempt …); its `n`-th number
//! is a pure function of the stream and `n`. Nothing is drawn in sequence, so any row can be
//! made anywhere, in any order, by any number of threads.
//!
//! The mixing function is the 64-bit finalizer of `SplitMix` (Steele, Lea, Flood, "Fast Splittable
//! Pseudorandom Number Generators", 2014, variant 13 of Stafford).

/// A keyed family of random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Stream {
    /// The stream of a dataset's seed.
    pub const fn root(seed: u64) -> Self {
        Self(mix(seed ^ GOLDEN))
    }

    /// A sub-stream by name. Names of different lengths or content never share numbers but by
    /// the chance of a 64-bit collision.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let mut state = self.0 ^ (name.len() as u64).wrapping_mul(GOLDEN);
        for chunk in name.as_bytes().chunks(8) {
            let mut word = [0_u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            state = mix(state ^ u64::from_le_bytes(word)).wrapping_add(GOLDEN);
        }
        Self(mix(state))
    }

    /// A sub-stream by number.
    #[must_use]
    pub const fn nth(self, n: u64) -> Self {
        Self(mix(self.0 ^ mix(n.wrapping_add(GOLDEN))))
    }

    /// The `n`-th number: all 64 bits are random.
    #[inline]
    pub const fn at(self, n: u64) -> u64 {
        mix(self.0 ^ n.wrapping_mul(GOLDEN))
    }

    /// The `n`-th number in the open interval from 0 to 1.
    #[inline]
    pub fn unit(self, n: u64) -> f64 {
        unit(self.at(n))
    }

    /// The `n`-th number in `0..bound` (`bound` > 0).
    #[inline]
    pub const fn below(self, n: u64, bound: u64) -> u64 {
        below(self.at(n), bound)
    }
}

/// Maps 64 random bits to the open interval from 0 to 1.
#[inline]
pub fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Maps 64 random bits to `0..bound` (Lemire's multiplication; the bias is below `bound / 2^64`).
#[inline]
pub const fn below(bits: u64, bound: u64) -> u64 {
    ((bits as u128 * bound as u128) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_depend_on_every_part_of_the_path() {
        let root = Stream::root(1);
        let all = [
            root.named("a").at(0),
            root.named("b").at(0),
            root.named("a").at(1),
            root.named("a").nth(1).at(0),
            Stream::root(2).named("a").at(0),
            root.named("ab").at(0),
            root.named("a\0").at(0),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn units_spread_evenly() {
        let stream = Stream::root(7).named("spread");
        let mut bins = [0_u32; 10];
        for n in 0..100_000 {
            let unit = stream.unit(n);
            assert!(unit > 0.0 && unit < 1.0);
            bins[(unit * 10.0) as usize] += 1;
        }
        assert!(bins.iter().all(|&count| (9_600..10_400).contains(&count)), "{bins:?}");
    }

    #[test]
    fn below_reaches_every_value_and_no_more() {
        let stream = Stream::root(3);
        let mut seen = [false; 5];
        (0..1_000).for_each(|n| seen[stream.below(n, 5) as usize] = true);
        assert_eq!(seen, [true; 5]);
    }
}
