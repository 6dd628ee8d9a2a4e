//! The tokenizer of a GGUF file's vocabulary, for both kinds there are: byte-level BPE ("gpt2",
//! with its merges and a named way to split text into words first), and SentencePiece's BPE
//! ("llama", whose merges follow from the tokens' scores).

use std::io::{Read, Seek};

use candle_core::quantized::gguf_file::Value;
use tokenizers::{
    AddedToken, SplitDelimiterBehavior,
    models::bpe::{BPE, Merges, Vocab},
    normalizers::Replace,
    pre_tokenizers::{
        PreTokenizerWrapper,
        byte_level::ByteLevel,
        digits::Digits,
        sequence::Sequence,
        split::{Split, SplitPattern},
    },
};
use toktrie::{TokEnv, TokRxInfo, TokTrie, TokenizerEnv};

use crate::{InferenceError, format::Gguf};

/// GGUF's kinds of tokens (`tokenizer.ggml.token_type`) that are treated apart.
mod kind {
    pub(super) const NORMAL: i64 = 1;
    pub(super) const UNKNOWN: i64 = 2;
    pub(super) const CONTROL: i64 = 3;
    pub(super) const USER_DEFINED: i64 = 4;
    pub(super) const UNUSED: i64 = 5;
    pub(super) const BYTE: i64 = 6;
}

/// SentencePiece's sign for a space.
const SPACE: &str = "\u{2581}";

/// How chat models' control tokens that end a reply are called.
const ENDS: [&str; 6] =
    ["<end_of_turn>", "<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>", "<|end|>"];

/// Text to tokens and back.
pub(crate) struct Tokenizer {
    encoder: tokenizers::Tokenizer,
    trie: TokTrie,
    /// Texts of control tokens.
    control: Vec<String>,
    /// Put before a prompt.
    begin: Option<u32>,
    /// Any of them ends a reply.
    ends: Vec<u32>,
    /// Whether a text's first word counts as one behind a space.
    adds_space: bool,
}

impl Tokenizer {
    /// Builds the tokenizer that a file describes. The file's lists are taken out of it.
    pub(crate) fn read<R: Read + Seek>(file: &mut Gguf<R>) -> Result<Self, InferenceError> {
        let entries = Entries::take(file)?;
        let model = file.text("tokenizer.ggml.model").unwrap_or_default().to_owned();
        let spaced = model == "llama";
        let id = |key: &str| file.number(&format!("tokenizer.ggml.{key}")).map(|id| id as u32);
        let ends = ends(&entries, [id("eos_token_id"), id("eot_token_id"), id("eom_token_id")]);
        let adds_begin = file.flag("tokenizer.ggml.add_bos_token").unwrap_or(spaced);
        let begin = id("bos_token_id").filter(|_| adds_begin);
        let adds_space = spaced && file.flag("tokenizer.ggml.add_space_prefix").unwrap_or(true);
        let (encoder, bytes): (_, fn(Entry) -> Vec<u8>) = match model.as_str() {
            "gpt2" => (byte_level(file, &entries)?, byte_level_bytes),
            "llama" => (sentence_piece(file, &entries)?, sentence_piece_bytes),
            other => return Err(unusable(format!("its kind, `{other}`, is not known here"))),
        };
        let Some(end) = ends.first() else { return Err(unusable("no token ends a text")) };
        let words: Vec<Vec<u8>> = entries.iter().map(bytes).collect();
        let trie = TokTrie::from(&TokRxInfo::new(words.len() as u32, *end), &words);
        let control = entries.of_kind(kind::CONTROL).map(|entry| entry.text.to_owned()).collect();
        let trie = trie.with_eos_tokens(&ends);
        Ok(Self { encoder, trie, control, begin, ends, adds_space })
    }

    /// The tokens of a prompt: with the token that every text begins with, unless it is written
    /// out, and control tokens read as such.
    pub(crate) fn prompt(&self, text: &str) -> Result<Vec<u32>, InferenceError> {
        let spaced = self.adds_space && !text.is_empty() && !text.starts_with('<');
        let tokens = self.encode(if spaced { format!(" {text}") } else { text.to_owned() })?;
        let missing = self.begin.filter(|begin| tokens.first() != Some(begin));
        Ok(missing.into_iter().chain(tokens).collect())
    }

    /// How many tokens a text has.
    pub(crate) fn count(&self, text: &str) -> Result<usize, InferenceError> {
        Ok(self.encode(text.to_owned())?.len())
    }

    /// The text of tokens, control tokens left out.
    pub(crate) fn text(&self, tokens: &[u32]) -> String {
        String::from_utf8_lossy(&self.trie.decode_ext(tokens, false)).into_owned()
    }

    /// Whether a token ends a reply.
    pub(crate) fn ends(&self, token: u32) -> bool {
        self.ends.contains(&token)
    }

    /// The text of a control token that is known by its number.
    pub(crate) fn control_text(&self, token: u32) -> Option<String> {
        self.encoder.id_to_token(token)
    }

    /// A text in which no control token is left: data can't end a turn or begin another.
    pub(crate) fn without_control(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for token in self.control.iter().filter(|token| token.len() > 1) {
            if text.contains(token.as_str()) {
                let first = token.chars().next().map_or(1, char::len_utf8);
                text = text.replace(token, &format!("{} {}", &token[..first], &token[first..]));
            }
        }
        text
    }

    fn encode(&self, text: String) -> Result<Vec<u32>, InferenceError> {
        let encoding = self.encoder.encode_fast(text, false);
        Ok(encoding.map_err(|error| unusable(error.to_string()))?.get_ids().to_vec())
    }
}

/// What grammars ask a tokenizer.
pub(super) struct Environment(std::sync::Arc<Tokenizer>);

impl Environment {
    pub(super) fn of(tokenizer: std::sync::Arc<Tokenizer>) -> TokEnv {
        std::sync::Arc::new(Self(tokenizer))
    }
}

impl TokenizerEnv for Environment {
    fn tok_trie(&self) -> &TokTrie {
        &self.0.trie
    }

    fn tokenize_bytes(&self, bytes: &[u8]) -> Vec<u32> {
        self.0.trie.tokenize_with_greedy_fallback(bytes, |text| {
            self.0.encode(text.to_owned()).unwrap_or_default()
        })
    }
}

fn unusable(reason: impl Into<String>) -> InferenceError {
    InferenceError::Tokenizer(reason.into())
}

/// A vocabulary, packed: it has hundreds of thousands of entries.
struct Entries {
    texts: String,
    /// Where each entry's text ends.
    ends: Vec<usize>,
    kinds: Vec<i64>,
}

/// One entry of a vocabulary.
#[derive(Clone, Copy)]
struct Entry<'a> {
    text: &'a str,
    kind: i64,
}

impl Entries {
    fn take<R: Read + Seek>(file: &mut Gguf<R>) -> Result<Self, InferenceError> {
        let tokens = file.take_list("tokenizer.ggml.tokens")?;
        let (mut texts, mut ends) = (String::new(), Vec::with_capacity(tokens.len()));
        for token in &tokens {
            let text = token.to_string().map_err(|_| unusable("its tokens are no texts"))?;
            texts.push_str(text);
            ends.push(texts.len());
        }
        let kinds = file.take_list("tokenizer.ggml.token_type").unwrap_or_default();
        let mut kinds: Vec<i64> =
            kinds.iter().map(|kind| whole_number(kind).unwrap_or(kind::NORMAL)).collect();
        kinds.resize(ends.len(), kind::NORMAL);
        Ok(Self { texts, ends, kinds })
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, id: usize) -> Entry<'_> {
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        Entry { text: &self.texts[start..self.ends[id]], kind: self.kinds[id] }
    }

    fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).map(|id| self.get(id))
    }

    fn of_kind(&self, kind: i64) -> impl Iterator<Item = Entry<'_>> {
        self.iter().filter(move |entry| entry.kind == kind)
    }

    fn vocabulary(&self) -> Vocab {
        self.iter().zip(0..).map(|(entry, id)| (entry.text.to_owned(), id)).collect()
    }
}

fn whole_number(value: &Value) -> Option<i64> {
    match *value {
        Value::I32(number) => Some(number.into()),
        Value::U32(number) => Some(number.into()),
        Value::I64(number) => Some(number),
        _ => None,
    }
}

/// The tokens that end a reply, each once.
fn ends(entries: &Entries, numbered: [Option<u32>; 3]) -> Vec<u32> {
    let named = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.kind == kind::CONTROL && ENDS.contains(&entry.text));
    let numbered = numbered.into_iter().flatten().filter(|id| (*id as usize) < entries.len());
    let mut ends = Vec::new();
    for id in numbered.chain(named.map(|(id, _)| id as u32)) {
        if !ends.contains(&id) {
            ends.push(id);
        }
    }
    ends
}

/// Tokens that are taken out of a text before anything else.
fn add_whole_tokens(
    tokenizer: &mut tokenizers::Tokenizer,
    entries: &Entries,
) -> Result<(), InferenceError> {
    let failed = |error: tokenizers::Error| unusable(error.to_string());
    let added = |entry: Entry, special| AddedToken::from(entry.text, special).normalized(false);
    let control = entries.of_kind(kind::CONTROL).map(|entry| added(entry, true));
    tokenizer.add_special_tokens(control).map_err(failed)?;
    let others = entries.of_kind(kind::USER_DEFINED).map(|entry| added(entry, false));
    tokenizer.add_tokens(others).map_err(failed)?;
    Ok(())
}

fn byte_level<R: Read + Seek>(
    file: &mut Gguf<R>,
    entries: &Entries,
) -> Result<tokenizers::Tokenizer, InferenceError> {
    let failed = |error: tokenizers::Error| unusable(error.to_string());
    let merges = file.take_list("tokenizer.ggml.merges")?;
    let merges = merges.iter().map(|merge| {
        let pair = merge.to_string().ok().and_then(|merge| merge.split_once(' '));
        let (left, right) = pair.ok_or_else(|| unusable("its merges are no pairs"))?;
        Ok((left.to_owned(), right.to_owned()))
    });
    let merges: Merges = merges.collect::<Result<_, InferenceError>>()?;
    let name = file.text("tokenizer.ggml.pre").unwrap_or("default");
    let model = BPE::builder()
        .vocab_and_merges(entries.vocabulary(), merges)
        .ignore_merges(name == "llama-bpe")
        .build()
        .map_err(failed)?;
    let mut tokenizer = tokenizers::Tokenizer::new(model);
    tokenizer.with_pre_tokenizer(Some(words(name)?));
    add_whole_tokens(&mut tokenizer, entries)?;
    Ok(tokenizer)
}

/// How a text is split into words, by the name that GGUF files give it. The patterns are those of
/// the models' own tokenizers.
fn words(name: &str) -> Result<Sequence, InferenceError> {
    let numbers = match name {
        "llama-bpe" | "llama3" | "llama-v3" => r"\p{N}{1,3}",
        "qwen2" | "deepseek-r1-qwen" => r"\p{N}",
        "default" | "gpt-2" => {
            return Ok(Sequence::new(vec![ByteLevel::new(false, true, true).into()]));
        }
        "smollm" | "starcoder" | "refact" | "command-r" => {
            let words = vec![Digits::new(true).into(), ByteLevel::new(false, true, true).into()];
            return Ok(Sequence::new(words));
        }
        other => {
            let reason = format!("its way to split words, `{other}`, is not known here");
            return Err(unusable(reason));
        }
    };
    let pattern = format!(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{numbers}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    );
    let split = Split::new(SplitPattern::Regex(pattern), SplitDelimiterBehavior::Isolated, false)
        .map_err(|error| unusable(error.to_string()))?;
    let words: Vec<PreTokenizerWrapper> =
        vec![split.into(), ByteLevel::new(false, true, false).into()];
    Ok(Sequence::new(words))
}

fn sentence_piece<R: Read + Seek>(
    file: &mut Gguf<R>,
    entries: &Entries,
) -> Result<tokenizers::Tokenizer, InferenceError> {
    let failed = |error: tokenizers::Error| unusable(error.to_string());
    let scores = file.take_list("tokenizer.ggml.scores")?;
    let vocabulary = entries.vocabulary();
    let merges = merges_by_score(entries, &scores, &vocabulary);
    let unknown = entries.iter().find(|entry| entry.kind == kind::UNKNOWN || entry.text == "<unk>");
    let mut model =
        BPE::builder().vocab_and_merges(vocabulary, merges).byte_fallback(true).fuse_unk(true);
    if let Some(unknown) = unknown {
        model = model.unk_token(unknown.text.to_owned());
    }
    let mut tokenizer = tokenizers::Tokenizer::new(model.build().map_err(failed)?);
    let spaces = Replace::new(" ", SPACE).map_err(failed)?;
    tokenizer.with_normalizer(Some(spaces)).map_err(failed)?;
    add_whole_tokens(&mut tokenizer, entries)?;
    Ok(tokenizer)
}

/// The merges of a vocabulary without any: two tokens whose texts make a third are merged, the
/// better its score, the sooner.
fn merges_by_score(entries: &Entries, scores: &[Value], vocabulary: &Vocab) -> Merges {
    let score = |id: usize| scores.get(id).and_then(|score| score.to_f32().ok()).unwrap_or(0.0);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.retain(|id| entries.kinds[*id] == kind::NORMAL);
    order.sort_by(|left, right| score(*right).total_cmp(&score(*left)).then(left.cmp(right)));
    let splits = order.into_iter().flat_map(|id| {
        let text = entries.get(id).text;
        let cuts = text.char_indices().skip(1).map(|(at, _)| text.split_at(at));
        cuts.filter(|(left, right)| {
            vocabulary.contains_key(*left) && vocabulary.contains_key(*right)
        })
    });
    splits.map(|(left, right)| (left.to_owned(), right.to_owned())).collect()
}

/// Tokens that stand for no text, marked as [`TokTrie`] wants it.
fn special_bytes(entry: Entry) -> Option<Vec<u8>> {
    match entry.kind {
        kind::CONTROL | kind::UNKNOWN => {
            let mut bytes = vec![TokTrie::SPECIAL_TOKEN_MARKER];
            bytes.extend_from_slice(entry.text.as_bytes());
            Some(bytes)
        }
        kind::UNUSED => Some(Vec::new()),
        _ => None,
    }
}

fn sentence_piece_bytes(entry: Entry) -> Vec<u8> {
    if let Some(bytes) = special_bytes(entry) {
        return bytes;
    }
    let hexadecimal = entry.text.strip_prefix("<0x").and_then(|text| text.strip_suffix('>'));
    let byte = hexadecimal.and_then(|digits| u8::from_str_radix(digits, 16).ok());
    match byte.filter(|_| entry.kind == kind::BYTE) {
        Some(byte) => vec![byte],
        None => entry.text.replace(SPACE, " ").into_bytes(),
    }
}

fn byte_level_bytes(entry: Entry) -> Vec<u8> {
    if let Some(bytes) = special_bytes(entry) {
        return bytes;
    }
    if entry.kind == kind::USER_DEFINED {
        return entry.text.as_bytes().to_vec();
    }
    let mut bytes = Vec::with_capacity(entry.text.len());
    for character in entry.text.chars() {
        match byte_of(character) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(character.to_string().as_bytes()),
        }
    }
    bytes
}

/// The byte that a character of GPT-2's byte alphabet stands for: printable characters of Latin-1
/// are themselves, the others follow from U+0100 on.
fn byte_of(character: char) -> Option<u8> {
    let printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    match u32::from(character) {
        code @ 0..=0xff => u8::try_from(code).ok().filter(|byte| printable(*byte)),
        code => (0..=u8::MAX).filter(|byte| !printable(*byte)).nth((code - 0x100) as usize),
    }
}
