//! What a model of each family is like, from its file's entries.

use std::io::{Read, Seek};

use super::Gguf;
use crate::{
    InferenceError,
    math::{Activation, Heads, Matrix, Pairing},
};

/// The architectures that can be run, as GGUF files call them.
pub const SUPPORTED: &[&str] = &["gemma3", "llama", "qwen2", "qwen3"];

/// A family of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Gemma 3: norms on both sides of each part, and layers that look back only so far.
    Gemma3,
    /// Llama, SmolLM2, Mistral and what else is made like them.
    Llama,
    /// Qwen 2: as Llama, with biases.
    Qwen2,
    /// Qwen 3: as Llama, with norms of queries and keys.
    Qwen3,
}

/// The shape of a model.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub family: Family,
    pub layers: usize,
    /// Numbers of a token between layers.
    pub width: usize,
    /// Numbers inside a feed-forward part.
    pub inner_width: usize,
    pub heads: Heads,
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// The most tokens it was trained on at once.
    pub context: usize,
    pub epsilon: f32,
    /// Numbers of a head that turn with the position.
    pub rotary_width: usize,
    pub rotary_base: f64,
    /// What positions are divided by.
    pub rotary_scale: f64,
    /// How far layers of a short view look.
    pub window: Option<usize>,
}

impl Config {
    /// Reads the entries; every size is checked against what the code relies on.
    pub(crate) fn read<R: Read + Seek>(file: &Gguf<R>) -> Result<Self, InferenceError> {
        let architecture = file.text("general.architecture").unwrap_or_default();
        let family = match architecture {
            "gemma3" => Family::Gemma3,
            "llama" => Family::Llama,
            "qwen2" => Family::Qwen2,
            "qwen3" => Family::Qwen3,
            other => {
                let found = other.to_owned();
                return Err(InferenceError::Architecture { found, supported: SUPPORTED });
            }
        };
        let key = |name: &str| format!("{architecture}.{name}");
        let number = |name: &str| match file.number(&key(name)) {
            Some(0) | None => Err(InferenceError::metadata(key(name), "absent or zero")),
            Some(number) => Ok(number),
        };
        let width = number("embedding_length")?;
        let queries = number("attention.head_count")?;
        let heads = Heads {
            queries,
            keys: file.number(&key("attention.head_count_kv")).unwrap_or(queries),
            width: file.number(&key("attention.key_length")).unwrap_or(width / queries),
        };
        let (vocabulary, _) = file.shape("token_embd.weight")?;
        let scaled = file.text(&key("rope.scaling.type")) == Some("linear");
        let scale = file.float(&key("rope.scaling.factor")).filter(|_| scaled);
        let config = Self {
            family,
            layers: number("block_count")?,
            width,
            inner_width: number("feed_forward_length")?,
            heads,
            vocabulary,
            context: number("context_length")?,
            epsilon: file.float(&key("attention.layer_norm_rms_epsilon")).unwrap_or(1e-6) as f32,
            rotary_width: file.number(&key("rope.dimension_count")).unwrap_or(heads.width),
            rotary_base: file.float(&key("rope.freq_base")).unwrap_or(10_000.0),
            rotary_scale: scale.filter(|scale| *scale > 0.0).unwrap_or(1.0),
            window: file.number(&key("attention.sliding_window")),
        };
        config.check(architecture)?;
        Ok(config)
    }

    fn check(&self, architecture: &str) -> Result<(), InferenceError> {
        let Heads { queries, keys, width } = self.heads;
        let wrong = |name: &str, problem: &str| {
            Err(InferenceError::metadata(format!("{architecture}.{name}"), problem))
        };
        let widths = [
            ("embedding_length", self.width),
            ("feed_forward_length", self.inner_width),
            ("attention.head_count", queries * width),
        ];
        for (name, width) in widths {
            if !width.is_multiple_of(Matrix::COLUMN_STEP) {
                return wrong(name, "no multiple of 32");
            }
        }
        if keys == 0 || !queries.is_multiple_of(keys) {
            return wrong("attention.head_count_kv", "no divisor of the number of heads");
        }
        if self.rotary_width > width || !self.rotary_width.is_multiple_of(2) {
            return wrong("rope.dimension_count", "not an even part of a head");
        }
        Ok(())
    }

    /// What turns together.
    pub(crate) fn pairing(&self) -> Pairing {
        if self.family == Family::Llama { Pairing::Neighbours } else { Pairing::Halves }
    }

    /// What gates are put through.
    pub(crate) fn activation(&self) -> Activation {
        if self.family == Family::Gemma3 { Activation::Gelu } else { Activation::Silu }
    }

    /// What scores of attention are multiplied by.
    pub(crate) fn attention_scale(&self) -> f32 {
        /// Gemma 3 27B, which alone counts by the width of a token.
        const LARGEST_GEMMA: usize = 62;
        let by_width = self.family == Family::Gemma3 && self.layers == LARGEST_GEMMA;
        let width = if by_width { self.width / self.heads.queries } else { self.heads.width };
        1.0 / (width as f32).sqrt()
    }

    /// What embeddings are multiplied by.
    pub(crate) fn embedding_scale(&self) -> f32 {
        if self.family == Family::Gemma3 { (self.width as f32).sqrt() } else { 1.0 }
    }

    /// Whether a layer looks back only so far: of Gemma 3's, all but every sixth.
    pub(crate) fn looks_back_shortly(&self, layer: usize) -> bool {
        self.family == Family::Gemma3 && self.window.is_some() && !(layer + 1).is_multiple_of(6)
    }
}
