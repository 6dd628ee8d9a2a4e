//! Runs language models of GGUF files on the processor: a prompt and a form in, text out.
//!
//! Small models of the Gemma 3, Llama (SmolLM2, Mistral …), Qwen 2 and Qwen 3 families, in any
//! of GGUF's block formats. Replies are chosen within a grammar, so that they can't be malformed;
//! the same model, prompt, form and seed give the same reply on every machine and with any number
//! of threads.
//!
//! ```no_run
//! use std::{fs::File, io::BufReader, sync::Arc};
//! use seedbed_inference::{Form, Model, Options, Sampling};
//!
//! let file = BufReader::new(File::open("gemma-3-270m-q4_k_m.gguf")?);
//! let model = Arc::new(Model::read(file, Options::default())?);
//! let mut session = model.session();
//! let form = Form::Regex("[A-Z][a-z]{2,14}".into());
//! let reply = session.reply("Three Italian cities: Rome, Milan,", &form, Sampling::default())?;
//! println!("{}", reply.text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Inside, `format` reads files, `math` knows numbers only, `transformer` is the layers, `text`
//! is tokens and grammars. Nothing here knows schemas, plans, where files lie, the network or a
//! clock.

mod error;
mod format;
mod math;
mod model;
mod text;
mod transformer;

pub use error::InferenceError;
pub use format::SUPPORTED;
pub use model::{Counts, Description, Ending, Model, Options, Reply, Session};
pub use text::{Form, Sampling, Speaker, Turn};
