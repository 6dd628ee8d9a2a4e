//! What tokens cost.

use serde::{Deserialize, Serialize};

use super::Usage;

/// The prices of models, as a file that people edit; `prices.json` beside this is built in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// When the prices were looked up, for people.
    #[serde(default)]
    pub as_of: String,
    /// The prices; the entry with the longest name that a model's name starts with counts.
    pub models: Vec<Price>,
}

/// What the tokens of a model cost, in US dollars for a million of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The model's name as its endpoint calls it, or the beginning of it.
    pub name: String,
    /// Tokens that are read.
    pub input: f64,
    /// Tokens that were read before; as `input` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<f64>,
    /// Tokens that are written.
    pub output: f64,
}

/// A text that is no price list.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// It is no such document.
    #[error("it is no price list: {0}")]
    Document(#[from] serde_json::Error),
    /// A price that is none.
    #[error("the price of {name} is not a number of dollars from 0 up")]
    Negative {
        /// The model.
        name: String,
    },
}

impl PriceList {
    /// Reads a price list.
    ///
    /// # Errors
    /// Where the text is none, or a price is negative.
    pub fn read(text: &str) -> Result<Self, PriceError> {
        let list: Self = serde_json::from_str(text)?;
        let fits = |price: &Price| {
            let all = [price.input, price.output, price.cached_input.unwrap_or(0.0)];
            all.iter().all(|dollars| dollars.is_finite() && *dollars >= 0.0)
        };
        match list.models.iter().find(|price| !fits(price)) {
            Some(price) => Err(PriceError::Negative { name: price.name.clone() }),
            None => Ok(list),
        }
    }

    /// The prices that are built in. They change without notice: whoever counts on them gives a
    /// file.
    ///
    /// # Panics
    /// Never: the file is tested.
    pub fn built_in() -> Self {
        Self::read(include_str!("prices.json")).expect("the file is tested")
    }

    /// The price of the model that an endpoint calls `name`.
    pub fn of(&self, name: &str) -> Option<&Price> {
        let known = self.models.iter().filter(|price| name.starts_with(&price.name));
        known.max_by_key(|price| price.name.len())
    }
}

impl Price {
    /// A model that costs nothing: one that runs here, or a script.
    pub fn free() -> Self {
        Self { name: String::new(), input: 0.0, cached_input: None, output: 0.0 }
    }

    /// What these tokens cost, in US dollars.
    pub fn of(&self, usage: Usage) -> f64 {
        let cached = usage.cached_tokens.min(usage.input_tokens);
        let fresh = (usage.input_tokens - cached) as f64;
        let cached_price = self.cached_input.unwrap_or(self.input);
        let dollars = fresh * self.input + cached as f64 * cached_price;
        (dollars + usage.output_tokens as f64 * self.output) / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts_and_cached_tokens_cost_less() {
        let list = PriceList::built_in();
        let mini = list.of("gpt-5-mini-2025-08-07").unwrap();
        assert_eq!(mini.name, "gpt-5-mini");
        assert!(list.of("no-such-model").is_none());
        let usage =
            Usage { input_tokens: 2_000_000, output_tokens: 1_000_000, cached_tokens: 1_000_000 };
        let expected = mini.input + mini.cached_input.unwrap() + mini.output;
        assert!((mini.of(usage) - expected).abs() < 1e-9);
        assert_eq!(Price::free().of(usage), 0.0);
    }

    #[test]
    fn err_a_price_below_zero_is_none() {
        let text = r#"{"models": [{"name": "x", "input": -1, "output": 1}]}"#;
        assert!(PriceList::read(text).unwrap_err().to_string().contains("the price of x"));
    }
}
