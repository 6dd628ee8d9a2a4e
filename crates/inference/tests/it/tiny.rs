//! Models of a few thousand random weights, as GGUF files in memory.

use std::io::Cursor;

use candle_core::{
    Device, Tensor,
    quantized::{
        GgmlDType, QTensor,
        gguf_file::{self, Value},
    },
};

pub(crate) const FAMILIES: [&str; 4] = ["gemma3", "llama", "qwen2", "qwen3"];

const WIDTH: usize = 64;
const INNER: usize = 96;
const HEADS: usize = 2;
const HEAD_WIDTH: usize = 32;

/// A file, entry by entry and tensor by tensor.
pub(crate) struct Tiny {
    pub(crate) entries: Vec<(String, Value)>,
    pub(crate) tensors: Vec<(String, QTensor)>,
}

impl Tiny {
    /// A model of a family, whose weights follow from the family's name.
    pub(crate) fn of(family: &str) -> Self {
        // Gemma's sixth layer differs from those before it.
        let layers = if family == "gemma3" { 7 } else { 2 };
        let (mut entries, loud) = if family == "gemma3" { sentence_piece() } else { byte_level() };
        let mut number = |name: &str, value: usize| {
            entries.push((format!("{family}.{name}"), Value::U32(value as u32)));
        };
        number("context_length", 512);
        number("embedding_length", WIDTH);
        number("block_count", layers);
        number("feed_forward_length", INNER);
        number("attention.head_count", HEADS);
        number("attention.head_count_kv", 1);
        if family == "gemma3" {
            number("attention.sliding_window", 8);
        }
        if matches!(family, "gemma3" | "qwen3") {
            number("attention.key_length", HEAD_WIDTH);
            number("attention.value_length", HEAD_WIDTH);
        }
        let key = |name: &str| format!("{family}.{name}");
        entries.push((key("attention.layer_norm_rms_epsilon"), Value::F32(1e-6)));
        entries.push((key("rope.freq_base"), Value::F32(50_000.0)));
        entries.push(("general.architecture".into(), Value::String(family.into())));
        let mut tiny = Self { entries, tensors: Vec::new() };
        tiny.add_tensors(family, layers, &loud);
        tiny
    }

    fn add_tensors(&mut self, family: &str, layers: usize, loud: &[bool]) {
        let mut random = Random(family.bytes().fold(7, |seed, byte| seed * 31 + u64::from(byte)));
        let gemma = family == "gemma3";
        let (queries, keys) = (HEADS * HEAD_WIDTH, HEAD_WIDTH);
        self.matrix("token_embd", loud.len(), WIDTH, &mut random, |row| {
            if loud[row] { 1.0 } else { 0.1 }
        });
        self.vector("output_norm.weight", WIDTH, &mut random);
        for layer in 0..layers {
            let name = |part: &str| format!("blk.{layer}.{part}");
            self.vector(&name("attn_norm.weight"), WIDTH, &mut random);
            self.vector(&name("ffn_norm.weight"), WIDTH, &mut random);
            for (part, rows) in [("attn_q", queries), ("attn_k", keys), ("attn_v", keys)] {
                self.matrix(&name(part), rows, WIDTH, &mut random, |_| 1.0);
                if family == "qwen2" {
                    self.vector(&name(&format!("{part}.bias")), rows, &mut random);
                }
            }
            self.matrix(&name("attn_output"), WIDTH, queries, &mut random, |_| 1.0);
            self.matrix(&name("ffn_gate"), INNER, WIDTH, &mut random, |_| 1.0);
            self.matrix(&name("ffn_up"), INNER, WIDTH, &mut random, |_| 1.0);
            self.matrix(&name("ffn_down"), WIDTH, INNER, &mut random, |_| 1.0);
            if gemma || family == "qwen3" {
                self.vector(&name("attn_q_norm.weight"), HEAD_WIDTH, &mut random);
                self.vector(&name("attn_k_norm.weight"), HEAD_WIDTH, &mut random);
            }
            if gemma {
                self.vector(&name("post_attention_norm.weight"), WIDTH, &mut random);
                self.vector(&name("post_ffw_norm.weight"), WIDTH, &mut random);
            }
        }
    }

    fn matrix(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
        random: &mut Random,
        weight: impl Fn(usize) -> f32,
    ) {
        let scale = 2.0 / (columns as f32).sqrt();
        let number = |at: usize| random.next() * scale * weight(at / columns);
        let numbers: Vec<f32> = (0..rows * columns).map(number).collect();
        let tensor = Tensor::from_vec(numbers, (rows, columns), &Device::Cpu).unwrap();
        let tensor = QTensor::quantize(&tensor, GgmlDType::Q8_0).unwrap();
        self.tensors.push((format!("{name}.weight"), tensor));
    }

    fn vector(&mut self, name: &str, length: usize, random: &mut Random) {
        let numbers: Vec<f32> = (0..length).map(|_| 1.0 + 0.3 * random.next()).collect();
        let tensor = Tensor::from_vec(numbers, length, &Device::Cpu).unwrap();
        let tensor = QTensor::quantize(&tensor, GgmlDType::F32).unwrap();
        self.tensors.push((name.to_owned(), tensor));
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let entries: Vec<_> =
            self.entries.iter().map(|(key, value)| (key.as_str(), value)).collect();
        let tensors: Vec<_> =
            self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
        let mut bytes = Cursor::new(Vec::new());
        gguf_file::write(&mut bytes, &entries, &tensors).unwrap();
        bytes.into_inner()
    }

    /// The same with another value of an entry.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.entries.retain(|(old, _)| old != key);
        self.entries.push((key.to_owned(), value));
        self
    }
}

/// Numbers from -1 to 1, the same ones every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

fn texts(texts: &[String]) -> Value {
    Value::Array(texts.iter().cloned().map(Value::String).collect())
}

/// GPT-2's vocabulary of bytes, three merges, and the control tokens of a chat; and of each token
/// whether it may be likely: llama.cpp tells no probabilities of a token that ends the reply, or
/// that is a part of a character.
fn byte_level() -> (Vec<(String, Value)>, Vec<bool>) {
    let printable = |byte: &u32| matches!(byte, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff);
    let mut others = 0x100..;
    let mut tokens: Vec<String> = (0..=0xff_u32)
        .map(|byte| if printable(&byte) { byte } else { others.next().unwrap() })
        .map(|code| char::from_u32(code).unwrap().to_string())
        .collect();
    tokens.extend(["he", "\u{120}t", "\u{120}the"].map(String::from));
    let control = ["<|im_start|>", "<|im_end|>"];
    let mut kinds = vec![Value::I32(1); tokens.len()];
    kinds.extend([Value::I32(3), Value::I32(3)]);
    tokens.extend(control.map(String::from));
    let count = tokens.len();
    let merges = ["h e", "\u{120} t", "\u{120}t he"].map(String::from);
    let template = "{% for message in messages %}<|im_start|>{{ message.role }}\n\
        {{ message['content'].strip() }}<|im_end|>\n{% endfor %}{{ '<|im_start|>assistant\n' }}";
    let entries = [
        ("tokenizer.ggml.model", Value::String("gpt2".into())),
        ("tokenizer.ggml.pre", Value::String("qwen2".into())),
        ("tokenizer.ggml.tokens", texts(&tokens)),
        ("tokenizer.ggml.token_type", Value::Array(kinds)),
        ("tokenizer.ggml.merges", texts(&merges)),
        ("tokenizer.ggml.eos_token_id", Value::U32(count as u32 - 1)),
        ("tokenizer.ggml.bos_token_id", Value::U32(count as u32 - 2)),
        ("tokenizer.ggml.add_bos_token", Value::Bool(false)),
        ("tokenizer.chat_template", Value::String(template.into())),
    ];
    let loud = (0..count).map(|token| !(0x80..0x100).contains(&token) && token < count - 2);
    (entries.map(|(key, value)| (key.to_owned(), value)).into(), loud.collect())
}

/// A SentencePiece vocabulary: bytes, letters, and a word; and which tokens may be likely.
fn sentence_piece() -> (Vec<(String, Value)>, Vec<bool>) {
    let mut tokens: Vec<(String, i32, f32)> =
        ["<pad>", "<eos>", "<bos>"].map(|text| (text.to_owned(), 3, 0.0)).into();
    tokens.push(("<unk>".into(), 2, 0.0));
    tokens.extend((0..=0xff).map(|byte| (format!("<0x{byte:02X}>"), 6, 0.0)));
    let words = ["the", "th", "\u{2581}the", "\u{2581}", "\u{2581}\u{2581}"];
    tokens.extend(words.iter().zip(1..).map(|(word, rank)| ((*word).into(), 1, -rank as f32)));
    tokens.extend(('a'..='z').zip(10..).map(|(letter, rank)| (letter.into(), 1, -rank as f32)));
    let count = tokens.len();
    let all: Vec<String> = tokens.iter().map(|(text, ..)| text.clone()).collect();
    let kinds = tokens.iter().map(|(_, kind, _)| Value::I32(*kind)).collect();
    let scores = tokens.iter().map(|(.., score)| Value::F32(*score)).collect();
    let entries = [
        ("tokenizer.ggml.model", Value::String("llama".into())),
        ("tokenizer.ggml.pre", Value::String("default".into())),
        ("tokenizer.ggml.tokens", texts(&all)),
        ("tokenizer.ggml.token_type", Value::Array(kinds)),
        ("tokenizer.ggml.scores", Value::Array(scores)),
        ("tokenizer.ggml.bos_token_id", Value::U32(2)),
        ("tokenizer.ggml.eos_token_id", Value::U32(1)),
        ("tokenizer.ggml.unknown_token_id", Value::U32(3)),
        ("tokenizer.ggml.add_space_prefix", Value::Bool(false)),
    ];
    let loud = (0..count).map(|token| token >= 4 && !(0x84..0x104).contains(&token)).collect();
    (entries.map(|(key, value)| (key.to_owned(), value)).into(), loud)
}
