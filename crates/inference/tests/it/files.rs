//! Files that can't be run, and what is said of them.

use std::io::Cursor;

use candle_core::quantized::gguf_file::Value;
use seedbed_inference::{Description, Model, Options};

use crate::tiny::Tiny;

fn refusal(bytes: Vec<u8>) -> String {
    Model::read(Cursor::new(bytes), Options::default()).unwrap_err().to_string()
}

#[test]
fn a_file_that_can_not_be_run_says_why() {
    let llama = || Tiny::of("llama");
    let mut no_norm = llama();
    no_norm.tensors.retain(|(name, _)| name != "blk.1.ffn_norm.weight");
    let cases = [
        (
            llama().with("general.architecture", Value::String("bloom".into())),
            "models of the architecture `bloom` can't be run here; these can: gemma3, llama, \
             qwen2, qwen3",
        ),
        (no_norm, "its entry `blk.1.ffn_norm.weight` is absent"),
        (
            llama().with("llama.feed_forward_length", Value::U32(128)),
            "its entry `blk.0.ffn_gate.weight` is 96 x 64, where 128 x 64 is expected",
        ),
        (
            llama().with("llama.embedding_length", Value::U32(60)),
            "its entry `llama.embedding_length` is no multiple of 32",
        ),
        (
            llama().with("llama.attention.head_count_kv", Value::U32(3)),
            "its entry `llama.attention.head_count_kv` is no divisor of the number of heads",
        ),
        (
            llama().with("tokenizer.ggml.model", Value::String("bert".into())),
            "its tokenizer can't be used: its kind, `bert`, is not known here",
        ),
        (
            llama().with("tokenizer.ggml.pre", Value::String("viking".into())),
            "its tokenizer can't be used: its way to split words, `viking`, is not known here",
        ),
    ];
    for (tiny, expected) in cases {
        assert_eq!(refusal(tiny.bytes()), expected);
    }
}

#[test]
fn a_file_that_is_none_or_is_cut_is_refused() {
    let whole = Tiny::of("qwen2").bytes();
    for (bytes, beginning) in [
        (b"not a model".to_vec(), "it can't be read as a GGUF file: "),
        (whole[..whole.len() / 20].to_vec(), "it can't be read as a GGUF file: "),
        (whole[..whole.len() - 100].to_vec(), "it can't be read: "),
    ] {
        let refusal = refusal(bytes);
        assert!(refusal.starts_with(beginning), "{refusal}");
    }
}

#[test]
fn a_description_needs_no_weights() {
    let tiny = Tiny::of("qwen3").with("general.license", Value::String("apache-2.0".into()));
    let description = Description::read(Cursor::new(tiny.bytes())).unwrap();
    assert_eq!(description.architecture, "qwen3");
    assert_eq!(description.license.as_deref(), Some("apache-2.0"));
    assert_eq!(description.context, 512);
    let weights: usize = tiny.tensors.iter().map(|(_, tensor)| tensor.shape().elem_count()).sum();
    assert_eq!(description.weights, weights as u64);
    assert!(description.chats);
}
