//! The options that choose a language model and limit it.

#![allow(clippy::doc_markdown, reason = "these comments are the text of the help")]

use std::path::PathBuf;

use clap::Args;

/// Which language model has a part in the plan, and how large a one.
#[derive(Debug, Args)]
#[command(next_help_heading = "Language model")]
pub(crate) struct ModelArgs {
    /// The model that plans what rules can only guess: openai:NAME (any OpenAI-compatible
    /// endpoint), local, local:PATH.gguf, scripted:FILE, or none
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<ModelSpec>,

    /// The endpoint of openai:NAME, such as http://localhost:11434/v1 [default: OPENAI_BASE_URL,
    /// or OpenAI's own]; its key comes from OPENAI_API_KEY
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// What the data shall be like, in words; @FILE reads them from a file. TABLE=TEXT is about
    /// one table. May be repeated
    #[arg(long, value_name = "TEXT|@FILE|TABLE=TEXT")]
    pub(crate) prompt: Vec<String>,

    /// plan: the model writes the plan, whatever the number of rows; rows: it writes every row of
    /// tables of up to 1,000 rows, keys and references left out
    #[arg(long, value_name = "MODE", default_value = "plan", value_parser = ["plan", "rows"])]
    pub(crate) mode: String,

    /// Columns that the model writes row by row, the row before its eyes, while it plans the rest
    #[arg(long, value_name = "TABLE.COLUMN", value_delimiter = ',')]
    pub(crate) llm_columns: Vec<String>,

    /// How often a reply that can't be used is sent back to the model
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) repairs: u32,

    /// Stop before more calls than this are made
    #[arg(long, value_name = "N")]
    pub(crate) max_calls: Option<u64>,

    /// Stop before more tokens than this are used, read and written ones together
    #[arg(long, value_name = "N")]
    pub(crate) max_tokens: Option<u64>,

    /// Stop before more US dollars than this are spent
    #[arg(long, value_name = "DOLLARS", value_parser = parse_dollars)]
    pub(crate) max_cost: Option<f64>,

    /// What models cost: a JSON file to take instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,

    /// Where replies are kept, so that the same question is asked only once [default:
    /// ~/.cache/seedbed/replies]
    #[arg(long, value_name = "DIR", conflicts_with = "no_model_cache")]
    pub(crate) model_cache: Option<PathBuf>,

    /// Keep no replies, and use none that were kept
    #[arg(long)]
    pub(crate) no_model_cache: bool,

    /// Give up a reply that takes longer than this
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) model_timeout: u64,

    /// Write down what the model says, to be used as scripted:FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// A model as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ModelSpec {
    None,
    OpenAi(String),
    Local(Option<PathBuf>),
    Scripted(PathBuf),
}

impl std::str::FromStr for ModelSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            None if text == "local" => Ok(Self::Local(None)),
            Some(("openai", name)) if !name.is_empty() => Ok(Self::OpenAi(name.into())),
            Some(("local", path)) if !path.is_empty() => Ok(Self::Local(Some(path.into()))),
            Some(("scripted", path)) if !path.is_empty() => Ok(Self::Scripted(path.into())),
            _ => {
                Err("a model is openai:NAME, local, local:PATH.gguf, scripted:FILE or none".into())
            }
        }
    }
}

fn parse_dollars(text: &str) -> Result<f64, String> {
    match text.trim_start_matches('$').parse::<f64>() {
        Ok(dollars) if dollars >= 0.0 && dollars.is_finite() => Ok(dollars),
        _ => Err("a cost is a number of US dollars, such as 0.50".into()),
    }
}

/// Wishes in words: of all, and of single tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    pub(super) all: Option<String>,
    pub(super) tables: Vec<(String, String)>,
}

impl Wishes {
    /// Sorts what `--prompt` gives. Several texts about the same thing follow each other.
    pub(super) fn of<E>(
        given: &[String],
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mut wishes = Self::default();
        for given in given {
            let (table, text) = match given.split_once('=') {
                Some((table, text)) if is_name(table) => (Some(table), text),
                _ => (None, given.as_str()),
            };
            let text = match text.strip_prefix('@') {
                Some(path) => read(path)?,
                None => text.to_owned(),
            };
            match table {
                Some(table) => wishes.tables.push((table.to_owned(), text)),
                None => match &mut wishes.all {
                    Some(all) => {
                        all.push('\n');
                        all.push_str(&text);
                    }
                    None => wishes.all = Some(text),
                },
            }
        }
        Ok(wishes)
    }
}

/// Whether a text looks like a table's name rather than like a sentence.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_named_by_where_they_are() {
        let cases = [
            ("none", ModelSpec::None),
            ("local", ModelSpec::Local(None)),
            ("openai:gpt-5-mini", ModelSpec::OpenAi("gpt-5-mini".into())),
            ("openai:llama3:8b", ModelSpec::OpenAi("llama3:8b".into())),
            ("scripted:a.json", ModelSpec::Scripted("a.json".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for text in ["", "openai", "openai:", "gpt-5"] {
            assert!(text.parse::<ModelSpec>().is_err(), "{text}");
        }
    }

    #[test]
    fn wishes_are_of_all_or_of_a_table() {
        let given = ["A toy shop", "orders=Mostly in winter", "x = 1 is a formula", "a.b=@f"];
        let given = given.map(str::to_owned);
        let read = |path: &str| Ok::<_, ()>(format!("<{path}>"));
        let wishes = Wishes::of(&given, read).unwrap();
        assert_eq!(wishes.all.as_deref(), Some("A toy shop\nx = 1 is a formula"));
        let tables = [("orders", "Mostly in winter"), ("a.b", "<f>")];
        assert_eq!(wishes.tables, tables.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
