//! Asking a model until it answers: within the budget, with patience, in a form it can keep.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use super::{
    BudgetError, Finish, LanguageModel, Limits, Message, ModelError, Price, Reply, ReplyForm,
    Request, Role, Spent, Usage, budget::Budget,
};

/// What tells the time and lets it pass: the edges have a real one, tests their own.
pub trait Clock: Send + Sync {
    /// The time since some moment in the past.
    fn now(&self) -> Duration;

    /// Waits.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// A limit would be passed.
    #[error(transparent)]
    Budget(#[from] BudgetError),
    /// The model does not answer.
    #[error("{label}: {source}{}", times(*attempts))]
    Model {
        /// What the request is for.
        label: String,
        /// How often it was asked.
        attempts: u32,
        /// What went wrong last.
        source: ModelError,
    },
}

fn times(attempts: u32) -> String {
    if attempts < 2 { String::new() } else { format!(" (asked {attempts} times)") }
}

/// How often one question is asked when the model is busy, fails, or answers gibberish.
const MOST_ATTEMPTS: u32 = 6;
/// The first pause between attempts; later ones are twice as long as those before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause of our own.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The longest that an endpoint may ask to wait.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(180);

/// One model with everything that asking it takes.
///
/// Failed calls are repeated after growing pauses with jitter, or after as long as the endpoint
/// asks for. Each of them lowers how many calls [`Desk::width`] allows at a time, and each answer
/// raises that again. Every call is within the limits.
pub struct Desk<'m> {
    model: &'m dyn LanguageModel,
    clock: &'m dyn Clock,
    budget: Budget,
    /// How many forms of replies the model was found not to keep to: schemas, JSON.
    weakened: AtomicU8,
    width: Mutex<f64>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("model", &self.model.id()).finish_non_exhaustive()
    }
}

impl<'m> Desk<'m> {
    /// A desk for `model`. Without a price, nothing limits the cost.
    pub fn new(
        model: &'m dyn LanguageModel,
        clock: &'m dyn Clock,
        limits: Limits,
        price: Option<Price>,
    ) -> Self {
        let width = model.abilities().concurrency.max(1) as f64;
        Self {
            model,
            clock,
            budget: Budget::new(limits, price),
            weakened: AtomicU8::new(0),
            width: Mutex::new(width),
        }
    }

    /// The model.
    pub fn model(&self) -> &'m dyn LanguageModel {
        self.model
    }

    /// What its tokens cost, where that is known.
    pub fn price(&self) -> Option<&Price> {
        self.budget.price()
    }

    /// What has been spent.
    pub fn spent(&self) -> Spent {
        self.budget.spent()
    }

    /// How many questions may be open at a time, for now.
    pub fn width(&self) -> usize {
        *self.width.lock().unwrap_or_else(PoisonError::into_inner) as usize
    }

    /// Asks until there is an answer.
    ///
    /// # Errors
    /// When a limit would be passed, when the model declines for good, or after several attempts.
    pub async fn ask(&self, request: &Request) -> Result<Reply, AskError> {
        let mut attempts = 0;
        loop {
            let weakened = self.weakened.load(Ordering::Relaxed);
            let mut shaped = shaped(request, weakened);
            let input = shaped.messages.iter().map(|m| self.model.count_tokens(&m.text)).sum();
            let reservation = self.budget.reserve(input, shaped.max_output_tokens)?;
            shaped.max_output_tokens = reservation.output_tokens();
            tracing::debug!(label = %shaped.label, tokens = input, "asking the model");
            attempts += 1;
            let result = self.model.reply(&shaped).await;
            let usage = match &result {
                Ok(reply) => self.usage(input, reply),
                // Something was written, and nobody can tell how much.
                Err(ModelError::Unreadable { .. }) => reservation.most(),
                Err(_) => Usage::default(),
            };
            self.budget.settle(reservation, usage);
            let error = match result {
                Ok(reply) => {
                    self.widen();
                    return Ok(reply);
                }
                Err(ModelError::FormUnsupported { .. }) if weakened < 2 => {
                    self.weakened.fetch_max(weakened + 1, Ordering::Relaxed);
                    attempts -= 1;
                    continue;
                }
                Err(error) => error,
            };
            let failed =
                |source| AskError::Model { label: request.label.clone(), attempts, source };
            if matches!(error, ModelError::RateLimited { .. }) {
                self.narrow();
            }
            let asked = error.retry_after().unwrap_or_default();
            if !error.is_retryable() || attempts >= MOST_ATTEMPTS || asked > LONGEST_RETRY_AFTER {
                return Err(failed(error));
            }
            let pause = self.pause(attempts, &request.label).max(asked);
            tracing::debug!(label = %request.label, %error, ?pause, "asking again");
            self.clock.sleep(pause).await;
        }
    }

    /// What a reply took; an estimate where the model does not tell.
    fn usage(&self, input: u64, reply: &Reply) -> Usage {
        reply.usage.unwrap_or_else(|| Usage {
            input_tokens: input,
            output_tokens: self.model.count_tokens(&reply.text),
            cached_tokens: 0,
        })
    }

    fn widen(&self) {
        let most = self.model.abilities().concurrency.max(1) as f64;
        let mut width = self.width.lock().unwrap_or_else(PoisonError::into_inner);
        *width = (*width + 1.0 / *width).min(most);
    }

    fn narrow(&self) {
        let mut width = self.width.lock().unwrap_or_else(PoisonError::into_inner);
        *width = (*width / 2.0).max(1.0);
    }

    /// Half of a growing pause, and up to as much again: whoever was sent away together does not
    /// come back together.
    fn pause(&self, attempts: u32, label: &str) -> Duration {
        let whole = FIRST_PAUSE.saturating_mul(1 << attempts.min(16).saturating_sub(1));
        let half = whole.min(LONGEST_PAUSE) / 2;
        let seed = self.clock.now().as_nanos() as u64 ^ u64::from(attempts) << 56;
        let hash = label.bytes().fold(seed | 1, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
        });
        half + half.mul_f64((hash >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// The request in a form that the model keeps to. What it can't be held to, it is asked for.
fn shaped(request: &Request, weakened: u8) -> Request {
    let mut shaped = request.clone();
    let ReplyForm::Schema { schema, .. } = &request.form else {
        if weakened > 1 {
            shaped.form = ReplyForm::Text;
        }
        return shaped;
    };
    if weakened == 0 {
        return shaped;
    }
    let wish = format!(
        "Reply with one JSON document, and nothing before or after it, that this JSON Schema \
         describes:\n{schema}"
    );
    shaped.messages.push(Message::new(Role::User, wish));
    shaped.form = if weakened == 1 { ReplyForm::Json } else { ReplyForm::Text };
    shaped
}

/// Why a reply is of no use by itself, in words for the model.
pub(crate) fn cut_short(reply: &Reply) -> Option<&'static str> {
    match reply.finish {
        Finish::Complete => None,
        Finish::Length => {
            Some("the reply was cut at its limit of tokens: say less, with shorter lists")
        }
        Finish::Refused => Some("the reply was a refusal"),
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
