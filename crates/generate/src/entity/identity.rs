//! From identities to choices: hashing, picking, and lists whose front is chosen more often.

/// The parts of a thing that are not tied to each other draw from streams of their own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Birth,
    Domain,
    House,
    Industry,
    Middle,
    Phone,
    Postal,
    Price,
    Second,
    Size,
    Spelling,
    Street,
    Unit,
    Username,
    Weight,
    National,
    Job,
}

/// A well-mixed number from another: the finalizer of `SplitMix64` (Steele et al., 2014).
pub(super) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The randomness of one stream of an identity.
pub(super) fn hash(value: u64, stream: Stream) -> u64 {
    mix(value ^ (stream as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93))
}

/// An index below `count` from a hash.
pub(super) fn pick(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}

/// A bijection of `0..modulus` that hides the order; `modulus` is a power of ten.
pub(super) fn scramble(value: u64, modulus: u64) -> u64 {
    // An odd factor that does not end in 5 has no divisor in common with a power of ten.
    const FACTOR: u128 = 618_033_988_749_894_847;
    const OFFSET: u128 = 271_828_182_845;
    ((u128::from(value % modulus) * FACTOR + OFFSET) % u128::from(modulus)) as u64
}

/// A list whose entries own ranges of cells: the first entries, being commonest, own more.
#[derive(Debug)]
pub(super) struct Cells {
    /// For each cell its entry.
    entries: Vec<u32>,
    /// For each entry its first cell; one more at the end.
    starts: Vec<u32>,
}

impl Cells {
    /// `count` entries over `cells` cells, every entry with at least one. The surplus is spread
    /// in proportion to `1 / (rank + offset)`, in whole numbers, so that all machines agree.
    pub(super) fn ranked(count: usize, cells: usize, offset: u64) -> Self {
        const SCALE: u64 = 1 << 40;
        let shares: Vec<u64> = (0..count as u64).map(|rank| SCALE / (rank + offset)).collect();
        Self::weighted(&shares, cells)
    }

    /// Entries over `cells` cells by weight, every entry with at least one.
    pub(super) fn weighted(weights: &[u64], cells: usize) -> Self {
        let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum::<u128>().max(1);
        let surplus = cells.saturating_sub(weights.len()) as u128;
        let mut starts = vec![0];
        let mut reached: u128 = 0;
        for (rank, &weight) in weights.iter().enumerate() {
            reached += u128::from(weight);
            starts.push((reached * surplus / total) as u32 + rank as u32 + 1);
        }
        let owned = starts.windows(2).enumerate();
        let entries = owned
            .flat_map(|(entry, range)| (range[0]..range[1]).map(move |_| entry as u32))
            .collect();
        Self { entries, starts }
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry that owns a cell.
    pub(super) fn entry(&self, cell: usize) -> usize {
        self.entries[cell] as usize
    }

    /// The cell's position among those of its entry.
    pub(super) fn position(&self, cell: usize) -> u64 {
        (cell as u32 - self.starts[self.entry(cell)]).into()
    }

    /// How many cells an entry owns.
    pub(super) fn weight(&self, entry: usize) -> u64 {
        (self.starts[entry + 1] - self.starts[entry]).into()
    }

    /// An entry from a hash, by weight.
    pub(super) fn draw(&self, hash: u64) -> usize {
        self.entry(pick(hash, self.len()))
    }
}

/// The longest of some texts, in characters.
pub(super) fn longest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}
