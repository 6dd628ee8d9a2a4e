//! Keyed bijections: what makes values unique without remembering them.

use seedbed_dataset::seed::Stream;

/// A random-looking bijection of `0..len` onto itself.
///
/// A balanced Feistel network over the next even power of two, walked until it falls inside
/// (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). At most four steps are
/// expected, since the network's domain is less than four times `len`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Permutation {
    len: u64,
    half_bits: u32,
    keys: [u64; 4],
}

impl Permutation {
    /// The permutation of `0..len` that `stream` names.
    pub(crate) fn new(len: u64, stream: Stream) -> Self {
        let bits = u64::BITS - len.saturating_sub(1).leading_zeros();
        let half_bits = bits.div_ceil(2).max(1);
        Self { len, half_bits, keys: [0, 1, 2, 3].map(|round| stream.at(round)) }
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Where `index` goes.
    #[inline]
    pub(crate) fn apply(&self, index: u64) -> u64 {
        debug_assert!(index < self.len, "index beyond the permutation's domain");
        let mut value = self.network(index);
        while value >= self.len {
            value = self.network(value);
        }
        value
    }

    #[inline]
    fn network(&self, value: u64) -> u64 {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for key in self.keys {
            let mixed = (right ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
            (left, right) = (right, left ^ ((mixed >> 32) & mask));
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_a_bijection() {
        for len in [1, 2, 3, 5, 16, 17, 100, 1_000, 4_097] {
            let permutation = Permutation::new(len, Stream::root(len));
            let mut seen = vec![false; len as usize];
            for index in 0..len {
                let at = permutation.apply(index) as usize;
                assert!(!std::mem::replace(&mut seen[at], true), "{len}: {at} twice");
            }
        }
    }

    #[test]
    fn keys_change_the_order() {
        let orders: Vec<Vec<u64>> = (0..3)
            .map(|key| {
                let permutation = Permutation::new(50, Stream::root(key));
                (0..50).map(|index| permutation.apply(index)).collect()
            })
            .collect();
        assert!(orders[0] != orders[1] && orders[1] != orders[2]);
    }
}
