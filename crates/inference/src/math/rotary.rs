//! Rotary positions (Su et al. 2021, "RoFormer").

/// Which two numbers of a head turn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// Neighbours, as in GGUF files of the Llama family.
    Neighbours,
    /// One of the first half with one of the second.
    Halves,
}

/// Turns queries and keys by an angle that grows with the position.
#[derive(Debug)]
pub(crate) struct Rotary {
    pairing: Pairing,
    /// Radians per position, for each pair.
    frequencies: Vec<f64>,
}

impl Rotary {
    /// For heads of which `width` numbers turn. `factors` slow single pairs down (Llama 3.1's
    /// long contexts); `scale` slows all down (linear scaling).
    pub(crate) fn new(
        width: usize,
        base: f64,
        scale: f64,
        factors: &[f32],
        pairing: Pairing,
    ) -> Self {
        let frequency = |pair: usize| {
            let factor = factors.get(pair).copied().map_or(1.0, f64::from);
            libm::pow(base, -2.0 * pair as f64 / width as f64) / (factor * scale)
        };
        Self { pairing, frequencies: (0..width / 2).map(frequency).collect() }
    }

    /// Cosine and sine of each pair's angle at `position`.
    pub(crate) fn angles(&self, position: usize) -> Vec<(f32, f32)> {
        let angle = |frequency: &f64| {
            let angle = frequency * position as f64;
            (libm::cos(angle) as f32, libm::sin(angle) as f32)
        };
        self.frequencies.iter().map(angle).collect()
    }

    /// Turns every head of one row.
    pub(crate) fn turn(&self, row: &mut [f32], head_width: usize, angles: &[(f32, f32)]) {
        for head in row.chunks_exact_mut(head_width) {
            for (pair, (cosine, sine)) in angles.iter().enumerate() {
                let (first, second) = match self.pairing {
                    Pairing::Neighbours => (2 * pair, 2 * pair + 1),
                    Pairing::Halves => (pair, pair + angles.len()),
                };
                let (x, y) = (head[first], head[second]);
                head[first] = x * cosine - y * sine;
                head[second] = x * sine + y * cosine;
            }
        }
    }
}
