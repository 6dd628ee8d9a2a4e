//! Text: tokens, the turns of a chat, the grammar of a reply, the choice of the next token.

mod chat;
mod grammar;
mod sampling;
mod tokenizer;

pub(crate) use chat::ChatTemplate;
pub(crate) use grammar::{Grammars, Matching};
pub(crate) use sampling::Sampler;
pub(crate) use tokenizer::Tokenizer;

pub use chat::{Speaker, Turn};
pub use grammar::Form;
pub use sampling::Sampling;
