//! What may be spent, and what has been.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Price, Usage};

/// What may be spent; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The most calls, repeated ones included.
    pub calls: Option<u64>,
    /// The most tokens, read and written.
    pub tokens: Option<u64>,
    /// The most US dollars.
    pub dollars: Option<f64>,
}

/// What has been spent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// Calls, failed ones included.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// What they cost, in US dollars; `None` where no price is known.
    pub dollars: Option<f64>,
}

/// A limit that the next call could pass.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BudgetError {
    /// No call is left.
    #[error("all {limit} calls that may be made are made")]
    Calls {
        /// The limit.
        limit: u64,
    },
    /// The call would take more tokens than are left.
    #[error("of {limit} tokens that may be used {left} are left, too few for the next call")]
    Tokens {
        /// The limit.
        limit: u64,
        /// What is left.
        left: u64,
    },
    /// The call would cost more than is left.
    #[error("of ${limit:.4} that may be spent ${left:.4} are left, too little for the next call")]
    Dollars {
        /// The limit.
        limit: f64,
        /// What is left.
        left: f64,
    },
}

/// Limits and what they leave. A call is entered before it is made, with the most that it can
/// take, so that no limit is ever passed, whatever runs at the same time.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    price: Option<Price>,
    account: Mutex<Account>,
}

#[derive(Debug, Default)]
struct Account {
    spent: Spent,
    /// What calls under way can take at most.
    reserved: Usage,
}

/// Tokens set aside for a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reservation(Usage);

impl Reservation {
    /// The most tokens that the reply may have.
    pub(super) fn output_tokens(self) -> u32 {
        u32::try_from(self.0.output_tokens).unwrap_or(u32::MAX)
    }

    /// All that the call can take.
    pub(super) fn most(self) -> Usage {
        self.0
    }
}

/// A reply shorter than this is no use.
const LEAST_OUTPUT: u64 = 64;

impl Budget {
    pub(super) fn new(limits: Limits, price: Option<Price>) -> Self {
        Self { limits, price, account: Mutex::default() }
    }

    pub(super) fn price(&self) -> Option<&Price> {
        self.price.as_ref()
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn spent(&self) -> Spent {
        let spent = self.account().spent;
        Spent { dollars: self.price.as_ref().map(|price| price.of(spent.usage)), ..spent }
    }

    /// Sets aside a call with so many tokens of input and at most so many of output: fewer, where
    /// less is left.
    pub(super) fn reserve(&self, input: u64, output: u32) -> Result<Reservation, BudgetError> {
        let mut account = self.account();
        if let Some(limit) = self.limits.calls
            && account.spent.calls >= limit
        {
            return Err(BudgetError::Calls { limit });
        }
        let mut most = u64::from(output);
        let mut taken = account.spent.usage;
        taken += account.reserved;
        if let Some(limit) = self.limits.tokens {
            let left = limit.saturating_sub(taken.total());
            most = most.min(left.saturating_sub(input));
            if most < LEAST_OUTPUT {
                return Err(BudgetError::Tokens { limit, left });
            }
        }
        if let (Some(limit), Some(price)) = (self.limits.dollars, &self.price) {
            let left = limit - price.of(taken);
            let reading = Usage { input_tokens: input, ..Usage::default() };
            let for_output = left - price.of(reading);
            if price.output > 0.0 {
                most = most.min((for_output.max(0.0) * 1e6 / price.output) as u64);
            }
            if for_output < 0.0 || most < LEAST_OUTPUT {
                return Err(BudgetError::Dollars { limit, left: left.max(0.0) });
            }
        }
        let reserved = Usage { input_tokens: input, output_tokens: most, cached_tokens: 0 };
        account.reserved += reserved;
        account.spent.calls += 1;
        Ok(Reservation(reserved))
    }

    /// Enters what a call took.
    pub(super) fn settle(&self, reservation: Reservation, usage: Usage) {
        let mut account = self.account();
        account.reserved.input_tokens -= reservation.0.input_tokens;
        account.reserved.output_tokens -= reservation.0.output_tokens;
        account.spent.usage += usage;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input: u64, output: u64) -> Usage {
        Usage { input_tokens: input, output_tokens: output, cached_tokens: 0 }
    }

    #[test]
    fn calls_under_way_count_with_the_most_they_can_take() {
        let limits = Limits { tokens: Some(1_000), ..Limits::default() };
        let budget = Budget::new(limits, None);
        let first = budget.reserve(100, 500).unwrap();
        let second = budget.reserve(100, 500).unwrap();
        assert_eq!((first.output_tokens(), second.output_tokens()), (500, 300));
        assert_eq!(
            budget.reserve(10, 500).unwrap_err(),
            BudgetError::Tokens { limit: 1_000, left: 0 }
        );
        budget.settle(first, usage(90, 20));
        assert_eq!(budget.reserve(100, 500).unwrap().output_tokens(), 390);
        assert_eq!(budget.spent().usage, usage(90, 20));
        assert_eq!(budget.spent().dollars, None);
    }

    #[test]
    fn neither_calls_nor_dollars_are_passed() {
        let price = Price { name: "x".into(), input: 1.0, cached_input: None, output: 10.0 };
        let limits = Limits { calls: Some(2), dollars: Some(0.01), ..Limits::default() };
        let budget = Budget::new(limits, Some(price));
        let first = budget.reserve(1_000, 16_000).unwrap();
        assert_eq!(first.output_tokens(), 900, "0.009 dollars buy 900 tokens");
        budget.settle(first, usage(1_000, 800));
        assert!((budget.spent().dollars.unwrap() - 0.009).abs() < 1e-12);
        assert!(matches!(budget.reserve(1_000, 100), Err(BudgetError::Dollars { .. })));
        let second = budget.reserve(100, 80).unwrap();
        budget.settle(second, usage(100, 0));
        assert_eq!(budget.reserve(1, 80).unwrap_err(), BudgetError::Calls { limit: 2 });
    }
}
