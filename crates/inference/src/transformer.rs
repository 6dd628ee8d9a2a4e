//! The layers of a decoder-only transformer, for all families at once: what one family has and
//! another doesn't is an `Option`.

use std::io::{Read, Seek};

use crate::{
    InferenceError,
    format::{Config, Family, Gguf},
    math::{
        Attention, Inputs, Instructions, KeysAndValues, Matrix, Rotary, add, gate, normalize,
        normalized,
    },
};

/// A model's weights.
#[derive(Debug)]
pub(crate) struct Transformer {
    config: Config,
    instructions: Instructions,
    /// Rows are tokens; also the output's weights, unless a model has those of its own.
    embeddings: Matrix,
    output: Option<Matrix>,
    output_norm: Vec<f32>,
    layers: Vec<Layer>,
    /// Positions as most layers see them, and as layers with a short view do.
    rotary: Rotary,
    short_rotary: Rotary,
}

#[derive(Debug)]
struct Layer {
    attention_norm: Vec<f32>,
    /// Queries, keys and values below each other.
    queries_keys_values: Matrix,
    biases: Option<Vec<f32>>,
    query_norm: Option<Vec<f32>>,
    key_norm: Option<Vec<f32>>,
    attention: Attention,
    attention_output: Matrix,
    attention_post_norm: Option<Vec<f32>>,
    inner_norm: Vec<f32>,
    /// Gates and values below each other.
    gates_and_values: Matrix,
    inner_output: Matrix,
    inner_post_norm: Option<Vec<f32>>,
    looks_back_shortly: bool,
}

/// What the layers remember of the tokens so far.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    layers: Vec<KeysAndValues>,
    positions: usize,
}

impl Cache {
    /// Tokens that are remembered.
    pub(crate) fn positions(&self) -> usize {
        self.positions
    }
}

impl Transformer {
    /// Reads the weights: everything in blocks of eight bits, vectors as they are.
    pub(crate) fn read<R: Read + Seek>(
        file: &mut Gguf<R>,
        config: Config,
        instructions: Instructions,
    ) -> Result<Self, InferenceError> {
        let Config { width, vocabulary, .. } = config;
        let embeddings = file.matrix(&[("token_embd.weight", vocabulary)], width)?;
        let own_output = file.has("output.weight");
        let output = own_output.then(|| file.matrix(&[("output.weight", vocabulary)], width));
        let output = output.transpose()?;
        let output_norm = file.vector("output_norm.weight", width)?;
        let layers = (0..config.layers).map(|index| Layer::read(file, &config, index));
        let layers = layers.collect::<Result<_, _>>()?;
        let turning = config.rotary_width;
        let factors = if file.has("rope_freqs.weight") {
            file.vector("rope_freqs.weight", turning / 2)?
        } else {
            Vec::new()
        };
        let (base, scale) = (config.rotary_base, config.rotary_scale);
        let rotary = Rotary::new(turning, base, scale, &factors, config.pairing());
        // Gemma 3 report, §2.1: short views keep Gemma 2's base.
        let short_rotary = Rotary::new(turning, 10_000.0, 1.0, &[], config.pairing());
        Ok(Self {
            config,
            instructions,
            embeddings,
            output,
            output_norm,
            layers,
            rotary,
            short_rotary,
        })
    }

    /// A cache that remembers nothing.
    pub(crate) fn empty_cache(&self) -> Cache {
        Cache { layers: vec![KeysAndValues::default(); self.layers.len()], positions: 0 }
    }

    /// Forgets what lies behind the first `positions` tokens.
    pub(crate) fn truncate(&self, cache: &mut Cache, positions: usize) {
        let heads = self.config.heads;
        for layer in &mut cache.layers {
            layer.truncate(positions, heads.keys * heads.width);
        }
        cache.positions = cache.positions.min(positions);
    }

    /// Reads tokens behind those of the cache; how likely each token of the vocabulary is to
    /// follow, as logits. `tokens` is not empty, and each of them of the vocabulary.
    pub(crate) fn read_tokens(&self, tokens: &[u32], cache: &mut Cache) -> Vec<f32> {
        let Config { width, epsilon, .. } = self.config;
        let mut rows = self.embed(tokens);
        let positions = cache.positions..cache.positions + tokens.len();
        let angles = |rotary: &Rotary| -> Vec<_> {
            positions.clone().map(|position| rotary.angles(position)).collect()
        };
        let far = angles(&self.rotary);
        let short = angles(&self.short_rotary);
        for (layer, cache) in self.layers.iter().zip(&mut cache.layers) {
            let turns = if layer.looks_back_shortly {
                (&self.short_rotary, &short)
            } else {
                (&self.rotary, &far)
            };
            self.attend(layer, &mut rows, positions.start, turns, cache);
            self.feed_forward(layer, &mut rows);
        }
        cache.positions = positions.end;
        let last = &mut rows[(tokens.len() - 1) * width..];
        normalize(last, &self.output_norm, epsilon, self.instructions);
        let inputs = Inputs::new(last, 1, self.instructions);
        self.output.as_ref().unwrap_or(&self.embeddings).multiply(&inputs, self.instructions)
    }

    fn embed(&self, tokens: &[u32]) -> Vec<f32> {
        let scale = self.config.embedding_scale();
        let rows = tokens.iter().flat_map(|token| self.embeddings.row(*token as usize));
        rows.map(|number| number * scale).collect()
    }

    fn attend(
        &self,
        layer: &Layer,
        rows: &mut [f32],
        first: usize,
        (rotary, angles): (&Rotary, &Vec<Vec<(f32, f32)>>),
        cache: &mut KeysAndValues,
    ) {
        let Config { heads, epsilon, .. } = self.config;
        let (query_width, key_width) = (heads.queries * heads.width, heads.keys * heads.width);
        let normed = normalized(rows, &layer.attention_norm, epsilon, self.instructions);
        let inputs = Inputs::new(&normed, angles.len(), self.instructions);
        let mut all = layer.queries_keys_values.multiply(&inputs, self.instructions);
        let mut queries = Vec::with_capacity(angles.len() * query_width);
        for (row, angles) in all.chunks_exact_mut(query_width + 2 * key_width).zip(angles) {
            if let Some(biases) = &layer.biases {
                add(row, biases);
            }
            let (query, keys_values) = row.split_at_mut(query_width);
            let (keys, values) = keys_values.split_at_mut(key_width);
            if let Some(norm) = &layer.query_norm {
                normalize(query, norm, epsilon, self.instructions);
            }
            if let Some(norm) = &layer.key_norm {
                normalize(keys, norm, epsilon, self.instructions);
            }
            rotary.turn(query, heads.width, angles);
            rotary.turn(keys, heads.width, angles);
            cache.push(keys, values);
            queries.extend_from_slice(query);
        }
        let read = layer.attention.read(&queries, first, cache, self.instructions);
        let output = self.product(&layer.attention_output, &read, angles.len());
        self.add_to(rows, output, layer.attention_post_norm.as_ref());
    }

    fn feed_forward(&self, layer: &Layer, rows: &mut [f32]) {
        let Config { width, inner_width, epsilon, .. } = self.config;
        let count = rows.len() / width;
        let normed = normalized(rows, &layer.inner_norm, epsilon, self.instructions);
        let inner = self.product(&layer.gates_and_values, &normed, count);
        let gated = gate(&inner, inner_width, self.config.activation(), self.instructions);
        let output = self.product(&layer.inner_output, &gated, count);
        self.add_to(rows, output, layer.inner_post_norm.as_ref());
    }

    fn product(&self, matrix: &Matrix, rows: &[f32], count: usize) -> Vec<f32> {
        matrix.multiply(&Inputs::new(rows, count, self.instructions), self.instructions)
    }

    /// Adds what a part of a layer made to what went into it.
    fn add_to(&self, rows: &mut [f32], mut more: Vec<f32>, post_norm: Option<&Vec<f32>>) {
        if let Some(norm) = post_norm {
            normalize(&mut more, norm, self.config.epsilon, self.instructions);
        }
        add(rows, &more);
    }
}

impl Layer {
    fn read<R: Read + Seek>(
        file: &mut Gguf<R>,
        config: &Config,
        index: usize,
    ) -> Result<Self, InferenceError> {
        let Config { family, width, inner_width, heads, .. } = *config;
        let (queries, keys) = (heads.queries * heads.width, heads.keys * heads.width);
        let name = |part: &str| format!("blk.{index}.{part}");
        let mut vector = |wanted: bool, part: &str, length: usize| {
            wanted.then(|| file.vector(&name(part), length)).transpose()
        };
        let gemma = family == Family::Gemma3;
        let normed_heads = gemma || family == Family::Qwen3;
        let attention_norm = vector(true, "attn_norm.weight", width)?.unwrap_or_default();
        let inner_norm = vector(true, "ffn_norm.weight", width)?.unwrap_or_default();
        let query_norm = vector(normed_heads, "attn_q_norm.weight", heads.width)?;
        let key_norm = vector(normed_heads, "attn_k_norm.weight", heads.width)?;
        let attention_post_norm = vector(gemma, "post_attention_norm.weight", width)?;
        let inner_post_norm = vector(gemma, "post_ffw_norm.weight", width)?;
        let biases = if family == Family::Qwen2 {
            let mut biases = file.vector(&name("attn_q.bias"), queries)?;
            biases.extend(file.vector(&name("attn_k.bias"), keys)?);
            biases.extend(file.vector(&name("attn_v.bias"), keys)?);
            Some(biases)
        } else {
            None
        };
        let [q, k, v] = ["attn_q.weight", "attn_k.weight", "attn_v.weight"].map(name);
        let (gates, values) = (name("ffn_gate.weight"), name("ffn_up.weight"));
        let looks_back_shortly = config.looks_back_shortly(index);
        let window = config.window.filter(|_| looks_back_shortly);
        Ok(Self {
            attention_norm,
            queries_keys_values: file.matrix(&[(&q, queries), (&k, keys), (&v, keys)], width)?,
            biases,
            query_norm,
            key_norm,
            attention: Attention { heads, scale: config.attention_scale(), window },
            attention_output: file.matrix(&[(&name("attn_output.weight"), width)], queries)?,
            attention_post_norm,
            inner_norm,
            gates_and_values: file
                .matrix(&[(&gates, inner_width), (&values, inner_width)], width)?,
            inner_output: file.matrix(&[(&name("ffn_down.weight"), width)], inner_width)?,
            inner_post_norm,
            looks_back_shortly,
        })
    }
}
