//! A model, and the exchanges with it.

use std::{
    fmt,
    io::{Read, Seek},
    num::NonZeroUsize,
    sync::Arc,
};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{
    InferenceError,
    format::{Config, Gguf},
    math::Instructions,
    text::{ChatTemplate, Form, Grammars, Matching, Sampler, Sampling, Tokenizer, Turn},
    transformer::{Cache, Transformer},
};

/// How a model is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Threads that compute. More than the processor has free make it slower.
    pub threads: NonZeroUsize,
    /// The most tokens of prompt and reply together: memory grows with those really used. At most
    /// what the model was trained on.
    pub context: NonZeroUsize,
}

impl Default for Options {
    /// One thread, 4,096 tokens.
    fn default() -> Self {
        const CONTEXT: NonZeroUsize = NonZeroUsize::new(4096).expect("it is not zero");
        Self { threads: NonZeroUsize::MIN, context: CONTEXT }
    }
}

/// What a file says of its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What its authors call it.
    pub name: Option<String>,
    /// The licence of its weights.
    pub license: Option<String>,
    /// The architecture, as GGUF files call it.
    pub architecture: String,
    /// The most tokens it was trained on at once.
    pub context: usize,
    /// How many weights it has.
    pub weights: u64,
    /// Whether it answers in turns; a base model only continues text.
    pub chats: bool,
}

impl Description {
    /// Reads what a file says, without its weights.
    ///
    /// # Errors
    /// Where it is no GGUF file.
    pub fn read(reader: impl Read + Seek) -> Result<Self, InferenceError> {
        Ok(Self::of(&Gguf::open(reader)?))
    }

    fn of<R: Read + Seek>(file: &Gguf<R>) -> Self {
        let owned = |key: &str| file.text(key).map(str::to_owned);
        let architecture = owned("general.architecture").unwrap_or_default();
        Self {
            name: owned("general.name"),
            license: owned("general.license"),
            context: file.number(&format!("{architecture}.context_length")).unwrap_or(0),
            architecture,
            weights: file.weights(),
            chats: file.text(TEMPLATE).is_some(),
        }
    }
}

const TEMPLATE: &str = "tokenizer.chat_template";

/// A model in memory. Reading takes about a second per gigabyte; memory is a ninth more than a
/// byte per weight.
pub struct Model {
    description: Description,
    transformer: Transformer,
    tokenizer: Arc<Tokenizer>,
    template: Option<ChatTemplate>,
    grammars: Grammars,
    context: usize,
    threads: ThreadPool,
}

impl fmt::Debug for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Model")
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// Reads a GGUF file.
    ///
    /// # Errors
    /// Where it is none, is cut, or is of a kind that can't be run here; the error says which.
    pub fn read(reader: impl Read + Seek + Send, options: Options) -> Result<Self, InferenceError> {
        let threads = ThreadPoolBuilder::new()
            .num_threads(options.threads.get())
            .thread_name(|index| format!("model-{index}"))
            .build()
            .map_err(InferenceError::Threads)?;
        let mut file = Gguf::open(reader)?;
        let description = Description::of(&file);
        let config = Config::read(&file)?;
        let tokenizer = Arc::new(Tokenizer::read(&mut file)?);
        let template = template(&file, &tokenizer)?;
        let grammars = Grammars::new(Arc::clone(&tokenizer))?;
        let context = options.context.get().min(config.context);
        let instructions = best_instructions();
        let transformer = threads.install(|| Transformer::read(&mut file, config, instructions))?;
        Ok(Self { description, transformer, tokenizer, template, grammars, context, threads })
    }

    /// What its file says of it.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The most tokens of prompt and reply together.
    pub fn context(&self) -> usize {
        self.context
    }

    /// How many tokens a text has.
    ///
    /// # Errors
    /// Where the vocabulary has no token for a part of it.
    pub fn count_tokens(&self, text: &str) -> Result<usize, InferenceError> {
        self.tokenizer.count(text)
    }

    /// The prompt that turns make: by the model's own template, or, of a base model, the turns'
    /// texts one after the other, to be continued.
    ///
    /// # Errors
    /// Where the template fails.
    pub fn prompt(&self, turns: &[Turn]) -> Result<String, InferenceError> {
        match &self.template {
            Some(template) => template.prompt(turns, &self.tokenizer),
            None => {
                let texts = turns.iter().map(|turn| self.tokenizer.without_control(&turn.text));
                Ok(texts.collect::<Vec<_>>().join("\n\n"))
            }
        }
    }

    /// An exchange with nothing said yet.
    pub fn session(self: &Arc<Self>) -> Session {
        Session {
            model: Arc::clone(self),
            tokens: Vec::new(),
            cache: self.transformer.empty_cache(),
        }
    }
}

fn best_instructions() -> Instructions {
    Instructions::available().first().copied().unwrap_or(Instructions::Plain)
}

fn template<R: Read + Seek>(
    file: &Gguf<R>,
    tokenizer: &Tokenizer,
) -> Result<Option<ChatTemplate>, InferenceError> {
    let text = |key: &str| {
        let id = file.number(&format!("tokenizer.ggml.{key}"))?;
        tokenizer.control_text(id as u32)
    };
    let template = file.text(TEMPLATE);
    let template = template
        .map(|template| ChatTemplate::new(template, text("bos_token_id"), text("eos_token_id")));
    template.transpose()
}

/// Why a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is complete: its form allows no more, or the model ended it.
    Complete,
    /// It has as many tokens as were allowed, and is cut.
    Length,
}

/// What a reply took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Tokens of the prompt.
    pub prompt: usize,
    /// Those of them that were remembered from before.
    pub reused: usize,
    /// Tokens that the model chose.
    pub chosen: usize,
    /// Tokens that the form left no choice about.
    pub forced: usize,
}

/// What a model said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// Why it ended.
    pub ending: Ending,
    /// What it took.
    pub counts: Counts,
}

/// An exchange. It remembers what was read: a prompt that begins like the one before costs only
/// what is new in it.
#[derive(Debug)]
pub struct Session {
    model: Arc<Model>,
    tokens: Vec<u32>,
    cache: Cache,
}

impl Session {
    /// The reply to a prompt, in a form.
    ///
    /// # Errors
    /// Where the form can't be used, or the prompt leaves no room for a reply.
    pub fn reply(
        &mut self,
        prompt: &str,
        form: &Form,
        sampling: Sampling,
    ) -> Result<Reply, InferenceError> {
        let model = Arc::clone(&self.model);
        model.threads.install(|| self.reply_here(&model, prompt, form, sampling))
    }

    fn reply_here(
        &mut self,
        model: &Model,
        prompt: &str,
        form: &Form,
        sampling: Sampling,
    ) -> Result<Reply, InferenceError> {
        let prompt = model.tokenizer.prompt(prompt)?;
        let mut counts = Counts { prompt: prompt.len(), ..Counts::default() };
        let mut matching = model.grammars.start(form)?;
        let (mut logits, reused) = self.read_prompt(model, &prompt)?;
        counts.reused = reused;
        let room = sampling.max_tokens.min(model.context - prompt.len());
        let mut sampler = Sampler::new(sampling);
        let mut reply: Vec<u32> = Vec::new();
        let ending = loop {
            let forced = matching.as_mut().map(Matching::take_forced).unwrap_or_default();
            counts.forced += forced.len();
            reply.extend(&forced);
            if matching.as_ref().is_some_and(Matching::is_complete) {
                break Ending::Complete;
            }
            if reply.len() >= room {
                reply.truncate(room);
                break Ending::Length;
            }
            if !forced.is_empty() {
                logits = self.read(model, &forced);
            }
            let mask = matching.as_mut().map(Matching::allowed).transpose()?;
            let Some(token) = sampler.choose(&logits, mask.as_ref()) else {
                return Err(InferenceError::Grammar("no token may follow".into()));
            };
            if model.tokenizer.ends(token) {
                break Ending::Complete;
            }
            counts.chosen += 1;
            reply.push(token);
            if let Some(matching) = &mut matching {
                matching.take(token)?;
                if matching.is_complete() {
                    break Ending::Complete;
                }
            }
            logits = self.read(model, &[token]);
        };
        Ok(Reply { text: model.tokenizer.text(&reply), ending, counts })
    }

    /// The likeliest tokens behind a prompt: their numbers and texts, and their logits, the
    /// likeliest first.
    ///
    /// # Errors
    /// Where the prompt is too long.
    pub fn likeliest(
        &mut self,
        prompt: &str,
        count: usize,
    ) -> Result<Vec<(u32, String, f32)>, InferenceError> {
        let model = Arc::clone(&self.model);
        let prompt = model.tokenizer.prompt(prompt)?;
        let (logits, _) = model.threads.install(|| self.read_prompt(&model, &prompt))?;
        let mut tokens: Vec<(u32, f32)> = (0..).zip(logits).collect();
        tokens.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        tokens.truncate(count);
        let named =
            tokens.into_iter().map(|(token, logit)| (token, model.tokenizer.text(&[token]), logit));
        Ok(named.collect())
    }

    /// The tokens that a prompt is read as.
    ///
    /// # Errors
    /// Where the vocabulary has no token for a part of it.
    pub fn tokens(&self, prompt: &str) -> Result<Vec<u32>, InferenceError> {
        self.model.tokenizer.prompt(prompt)
    }

    /// Reads what of a prompt is not remembered; also tells how many tokens were.
    fn read_prompt(
        &mut self,
        model: &Model,
        prompt: &[u32],
    ) -> Result<(Vec<f32>, usize), InferenceError> {
        /// So many tokens at a time: the numbers of a long prompt would take much memory.
        const AT_ONCE: usize = 256;
        if prompt.is_empty() || prompt.len() >= model.context {
            let (tokens, limit) = (prompt.len(), model.context);
            return Err(InferenceError::PromptTooLong { tokens, limit });
        }
        let same = self.tokens.iter().zip(prompt).take_while(|(old, new)| old == new).count();
        // The last one is read again: what follows it was not kept.
        let same = same.min(prompt.len() - 1);
        model.transformer.truncate(&mut self.cache, same);
        self.tokens.truncate(same);
        let mut logits = Vec::new();
        for some in prompt[same..].chunks(AT_ONCE) {
            logits = self.read(model, some);
        }
        Ok((logits, same))
    }

    fn read(&mut self, model: &Model, tokens: &[u32]) -> Vec<f32> {
        self.tokens.extend_from_slice(tokens);
        debug_assert_eq!(self.cache.positions() + tokens.len(), self.tokens.len());
        model.transformer.read_tokens(tokens, &mut self.cache)
    }
}
