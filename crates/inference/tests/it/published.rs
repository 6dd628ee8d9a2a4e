//! The models that candle publishes, beside ours, on the same files: what both compute must agree,
//! with nothing installed. Gemma's is left out: the published one has another activation than
//! Gemma (huggingface/candle#3745), so llama.cpp alone judges ours.

use std::{io::Cursor, sync::Arc};

use candle_core::{
    Device, Tensor,
    quantized::gguf_file::{Content, Value},
};
use candle_transformers::models::{quantized_llama, quantized_qwen2, quantized_qwen3};
use seedbed_inference::{Model, Options};

use crate::tiny::Tiny;

/// What candle's model of a family makes of a prompt: a score for each token of the vocabulary.
fn published(family: &str, file: &[u8], tokens: &[u32]) -> Vec<f32> {
    let mut reader = Cursor::new(file);
    let content = Content::read(&mut reader).unwrap();
    let input = Tensor::new(tokens, &Device::Cpu).unwrap().unsqueeze(0).unwrap();
    macro_rules! scores {
        ($model:ty) => {{
            let mut model = <$model>::from_gguf(content, &mut reader, &Device::Cpu).unwrap();
            model.forward(&input, 0).unwrap()
        }};
    }
    let scores = match family {
        "llama" => scores!(quantized_llama::ModelWeights),
        "qwen2" => scores!(quantized_qwen2::ModelWeights),
        _ => scores!(quantized_qwen3::ModelWeights),
    };
    scores.flatten_all().unwrap().to_vec1().unwrap()
}

/// Theirs takes activations down to eight bits, so it is a little off itself.
#[test]
fn ours_agree_with_the_models_that_candle_publishes() {
    for family in ["llama", "qwen2", "qwen3"] {
        // Ours takes it from the width of a head when it is absent.
        let width = format!("{family}.rope.dimension_count");
        let file = Tiny::of(family).with(&width, Value::U32(32)).bytes();
        let model = Arc::new(Model::read(Cursor::new(&file), Options::default()).unwrap());
        for prompt in ["name | city\nAnna | ", "{\"title\": \"", "The capital of France is"] {
            let mut session = model.session();
            let tokens = session.tokens(prompt).unwrap();
            let theirs = published(family, &file, &tokens);
            let ours = session.likeliest(prompt, usize::MAX).unwrap();
            assert_eq!(ours.len(), theirs.len(), "{family}");
            let (first, _, most) = &ours[0];
            for (token, _, our) in &ours {
                let their = theirs[*token as usize] - theirs[*first as usize];
                assert!((our - most - their).abs() < 0.15, "{family}, {prompt:?}: {token}");
            }
        }
    }
}
