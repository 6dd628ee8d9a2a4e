//! The choice of the next token.

use llguidance::toktrie::SimpleVob;

/// How tokens are chosen. The same model, prompt, form and sampling make the same reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// From 0 (always the likeliest token) up.
    pub temperature: f32,
    /// Only so many of the likeliest tokens are chosen from.
    pub top_k: usize,
    /// Only the likeliest tokens that together have this probability are chosen from (Holtzman et
    /// al. 2020, "nucleus sampling").
    pub top_p: f32,
    /// What the choices follow from.
    pub seed: u64,
    /// The most tokens of a reply, forced ones included.
    pub max_tokens: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 0.8, top_k: 40, top_p: 0.95, seed: 0, max_tokens: 256 }
    }
}

/// Chooses one token after another.
pub(crate) struct Sampler {
    sampling: Sampling,
    state: u64,
}

impl Sampler {
    pub(crate) fn new(sampling: Sampling) -> Self {
        Self { sampling, state: sampling.seed }
    }

    /// One of the allowed tokens; all are where no mask is given. `None` where none is allowed.
    pub(crate) fn choose(&mut self, logits: &[f32], allowed: Option<&SimpleVob>) -> Option<u32> {
        let mut candidates = self.candidates(logits, allowed);
        candidates.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        candidates.truncate(self.sampling.top_k.max(1));
        let highest = candidates.first()?.1;
        if self.sampling.temperature <= 0.0 {
            return candidates.first().map(|candidate| candidate.0);
        }
        let temperature = f64::from(self.sampling.temperature);
        let weights = candidates
            .iter()
            .map(|(token, logit)| (*token, libm::exp(f64::from(logit - highest) / temperature)));
        let weights: Vec<(u32, f64)> = weights.collect();
        let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let kept = kept(&weights, total * f64::from(self.sampling.top_p));
        let total: f64 = kept.iter().map(|(_, weight)| weight).sum();
        let mut left = self.random() * total;
        let chosen = kept.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        chosen.or(kept.last()).map(|(token, _)| *token)
    }

    /// The allowed tokens, without those that are too unlikely to be ever chosen.
    fn candidates(&self, logits: &[f32], allowed: Option<&SimpleVob>) -> Vec<(u32, f32)> {
        /// e⁻²⁰ is one in half a billion.
        const FARTHEST: f32 = 20.0;
        let each = |take: &mut dyn FnMut(u32, f32)| match allowed {
            Some(mask) => mask.iter_set_entries(|token| {
                if let Some(logit) = logits.get(token) {
                    take(token as u32, *logit);
                }
            }),
            None => logits.iter().enumerate().for_each(|(token, logit)| take(token as u32, *logit)),
        };
        let mut highest = f32::NEG_INFINITY;
        each(&mut |_, logit| highest = highest.max(logit));
        let least = highest - FARTHEST * self.sampling.temperature.clamp(0.05, 5.0);
        let mut candidates = Vec::new();
        each(&mut |token, logit| {
            if logit >= least {
                candidates.push((token, logit));
            }
        });
        candidates
    }

    /// From 0 to 1 (Steele, Lea and Flood 2014, "SplitMix").
    fn random(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The first of `weights` until they sum up to `enough`.
fn kept(weights: &[(u32, f64)], enough: f64) -> &[(u32, f64)] {
    let mut sum = 0.0;
    let last = weights.iter().position(|(_, weight)| {
        sum += weight;
        sum >= enough
    });
    last.map_or(weights, |last| &weights[..=last])
}
