//! Asking, judging, repairing, and putting together.

use std::future::Future;

use futures_util::stream::{FuturesUnordered, StreamExt};
use seedbed_generate::plan::Plan;

use super::{
    AuthorError, AuthorRequest, Authored, Inspector, Keep, Prepared, Warning,
    contribution::{Contribution, Judge, Objection},
    prompt::repair,
    question::{Asking, made_from},
    settle::Ground,
};
use crate::{
    Planned,
    language::{AskError, Desk, Limits, Message, Role, cut_short},
};

/// Lets a model plan what the rules can only guess.
///
/// Questions are asked side by side, as many as the desk allows; what is answered is kept at
/// once. A model that fails stops everything, and a later run goes on from what was kept; a
/// limit that is reached only ends repairs.
///
/// # Errors
/// When the model is too small for plans, when the questions alone pass a limit, and when the
/// model can't be asked.
pub async fn author(
    request: &AuthorRequest<'_>,
    desk: &Desk<'_>,
    limits: Limits,
    inspector: &dyn Inspector,
    keep: &dyn Keep,
) -> Result<Authored, AuthorError> {
    let model = desk.model();
    if !model.abilities().writes_plans {
        return Err(AuthorError::TooSmall { model: model.id() });
    }
    let prepared = Prepared::new(request, model.abilities());
    refuse_what_cannot_be_paid(&prepared, desk, limits, keep)?;
    let plan = &request.planned.plan;
    let ground = Ground::new(&prepared.survey, plan, inspector);
    let judge = Judge { survey: &prepared.survey, plan, asked: &prepared.asked };
    let session = Session { desk, keep, judge, ground, repairs: request.repairs };
    let answers = session.all(&prepared.questions).await?;
    let kept = answers.iter().filter(|answer| answer.is_kept).count();
    let mut warnings: Vec<Warning> =
        answers.iter().flat_map(|answer| answer.warnings.clone()).collect();
    let mut contributions: Vec<Contribution> =
        answers.into_iter().map(|answer| answer.contribution).collect();
    let (plan, withdrawn) = session.ground.settle(&mut contributions);
    warnings.extend(withdrawn);
    let columns = contributions.iter().map(|one| one.columns.len()).sum();
    let planned = explained(request.planned, plan, &contributions, &model.id());
    Ok(Authored { planned, warnings, columns, kept, questions: prepared.questions.len() })
}

/// A plan with the reasons of the rules' plan, where a model has not taken over.
pub(super) fn explained(
    by_rules: &Planned,
    plan: Plan,
    contributions: &[Contribution],
    model: &str,
) -> Planned {
    let mut explanations = by_rules.explanations.clone();
    for why in &mut explanations {
        let place = (why.table.clone(), why.column.clone());
        if contributions.iter().any(|one| one.columns.contains_key(&place)) {
            why.reason = format!("planned by {model}");
        }
    }
    Planned { plan, explanations }
}

/// Stops before the first call where the questions alone pass a limit.
fn refuse_what_cannot_be_paid(
    prepared: &Prepared<'_>,
    desk: &Desk<'_>,
    limits: Limits,
    keep: &dyn Keep,
) -> Result<(), AuthorError> {
    let estimate = prepared.estimate(desk.model(), keep);
    let refuse =
        |what, needed: String, limit: String| Err(AuthorError::Limit { what, needed, limit });
    if let Some(limit) = limits.calls
        && estimate.calls > limit
    {
        return refuse("calls", estimate.calls.to_string(), limit.to_string());
    }
    if let Some(limit) = limits.tokens
        && estimate.usage.total() > limit
    {
        return refuse("tokens", estimate.usage.total().to_string(), limit.to_string());
    }
    if let (Some(limit), Some(price)) = (limits.dollars, desk.price())
        && price.of(estimate.usage) > limit
    {
        let needed = format!("{:.4}", price.of(estimate.usage));
        return refuse("US dollars", needed, format!("{limit:.4}"));
    }
    Ok(())
}

/// What came of one question.
struct Answer {
    contribution: Contribution,
    warnings: Vec<Warning>,
    is_kept: bool,
}

struct Session<'s, 'a> {
    desk: &'s Desk<'s>,
    keep: &'s dyn Keep,
    judge: Judge<'s, 'a>,
    ground: Ground<'s, 'a>,
    repairs: u32,
}

/// Asks about all items, as many at a time as the desk allows, and returns what came of them in
/// their order. What is under way is waited for even after a failure: it is paid for.
///
/// # Errors
/// The first failure, and how many were answered.
pub(super) async fn side_by_side<'t, T, R, F>(
    desk: &Desk<'_>,
    items: &'t [T],
    ask: impl Fn(&'t T) -> F,
) -> Result<Vec<R>, (AskError, usize)>
where
    F: Future<Output = Result<R, AskError>>,
{
    let mut answers: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let mut waiting = items.iter().enumerate();
    let mut open = FuturesUnordered::new();
    let mut failure = None;
    loop {
        while failure.is_none() && open.len() < desk.width() {
            let Some((at, item)) = waiting.next() else { break };
            let asking = ask(item);
            open.push(async move { (at, asking.await) });
        }
        let Some((at, result)) = open.next().await else { break };
        match result {
            Ok(answer) => answers[at] = Some(answer),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    let done = answers.iter().flatten().count();
    match failure {
        Some(error) => Err((error, done)),
        None => Ok(answers.into_iter().flatten().collect()),
    }
}

impl Session<'_, '_> {
    /// Asks everything, and returns the answers in the order of the questions.
    async fn all(&self, questions: &[Asking]) -> Result<Vec<Answer>, AuthorError> {
        let answers = side_by_side(self.desk, questions, |asking| self.answer(asking)).await;
        answers.map_err(|(source, done)| AuthorError::Ask { source, done, of: questions.len() })
    }

    /// Asks one question until the answer is right, or nothing more may be tried.
    async fn answer(&self, asking: &Asking) -> Result<Answer, AskError> {
        let made_from = made_from(&asking.request, &self.desk.model().id());
        if let Some(replies) = self.kept(&made_from) {
            let mut contribution = Contribution::default();
            let mut last = Vec::new();
            for reply in &replies {
                last = self.judged(&mut contribution, reply);
            }
            let warnings = told(&last);
            return Ok(Answer { contribution, warnings, is_kept: true });
        }
        let mut request = asking.request.clone();
        let mut contribution = Contribution::default();
        let mut replies = Vec::new();
        let mut objections;
        let mut repairs = 0;
        loop {
            let reply = match self.desk.ask(&request).await {
                Ok(reply) => reply,
                // What is there is kept, whatever ends the repairs.
                Err(error) if repairs > 0 => {
                    tracing::debug!(%error, "no further repair");
                    objections = vec![Objection::to_all(error.to_string())];
                    break;
                }
                Err(error) => return Err(error),
            };
            objections = match cut_short(&reply) {
                Some(why) => vec![Objection::to_all(why)],
                None => self.judged(&mut contribution, &reply.text),
            };
            replies.push(reply.text.clone());
            if objections.is_empty() || repairs >= self.repairs {
                break;
            }
            repairs += 1;
            request.label = format!("repair {repairs} of {}", asking.request.label);
            request.messages.truncate(asking.request.messages.len());
            request.messages.push(Message::new(Role::Assistant, reply.text));
            request.messages.push(sent_back(&objections));
        }
        // A question that came to nothing is asked again another time.
        if !contribution.columns.is_empty() || objections.is_empty() {
            let document = serde_json::json!({ "replies": replies }).to_string();
            self.keep.keep(&made_from, &document);
        }
        Ok(Answer { contribution, warnings: told(&objections), is_kept: false })
    }

    /// Takes a reply, and tells what is wrong with what is taken by now.
    fn judged(&self, contribution: &mut Contribution, text: &str) -> Vec<Objection> {
        let mut objections = contribution.take(text, &self.judge);
        objections.extend(self.ground.objections(contribution));
        objections
    }

    fn kept(&self, made_from: &str) -> Option<Vec<String>> {
        #[derive(serde::Deserialize)]
        struct Kept {
            replies: Vec<String>,
        }
        let text = self.keep.find(made_from)?;
        serde_json::from_str::<Kept>(&text).ok().map(|kept| kept.replies)
    }
}

/// What is said to the model of its reply.
fn sent_back(objections: &[Objection]) -> Message {
    let lines = |advice: bool| -> Vec<String> {
        let meant = objections.iter().filter(|objection| objection.is_advice == advice);
        let lines = meant.map(|objection| format!("{}: {}", objection.place(), objection.message));
        lines.take(40).collect()
    };
    repair(&lines(false), &lines(true))
}

/// What is said to the user of what stays wrong. What the model wrote is not quoted.
pub(super) fn told(objections: &[Objection]) -> Vec<Warning> {
    objections
        .iter()
        .map(|objection| Warning {
            place: objection.place(),
            message: if objection.is_advice {
                "the model's texts have little variety".to_owned()
            } else {
                format!("the model's plan is not used: {}", without_quotes(&objection.message))
            },
        })
        .collect()
}

/// A message with what stands in quotes left out: it may be a value.
fn without_quotes(message: &str) -> String {
    let mut parts = message.split('"');
    let mut told = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        if at % 2 == 0 { told.push('…') } else { told.push_str(part) }
    }
    told
}
