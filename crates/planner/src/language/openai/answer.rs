//! What endpoints answer, and what it means.

use std::time::Duration;

use async_openai::error::OpenAIError;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::language::{Finish, ModelError, Reply, ReplyForm, Usage};

/// The longest piece of an endpoint's words in an error.
const LONGEST: usize = 200;

/// The reply in an answer.
pub(super) fn reply(answer: &Value) -> Result<Reply, ModelError> {
    let choice = &answer["choices"][0];
    let message = &choice["message"];
    if !message.is_object() {
        let said = answer["error"]["message"].as_str().unwrap_or("it holds no message");
        return Err(ModelError::Unreadable { message: line(said) });
    }
    let text = without_thoughts(message["content"].as_str().unwrap_or_default());
    let is_refused = message["refusal"].as_str().is_some_and(|said| !said.is_empty());
    let finish = match choice["finish_reason"].as_str() {
        Some("length" | "max_tokens") => Finish::Length,
        Some("content_filter") => Finish::Refused,
        _ if is_refused => Finish::Refused,
        _ => Finish::Complete,
    };
    let tokens = |name: &str| answer["usage"][name].as_u64();
    let usage = tokens("prompt_tokens").zip(tokens("completion_tokens"));
    let cached = answer["usage"]["prompt_tokens_details"]["cached_tokens"].as_u64();
    let usage = usage.map(|(input_tokens, output_tokens)| Usage {
        input_tokens,
        output_tokens,
        cached_tokens: cached.unwrap_or(0),
    });
    Ok(Reply { text: text.to_owned(), usage, finish })
}

/// A text without the thoughts that some models put before it.
fn without_thoughts(text: &str) -> &str {
    let thought = text.trim_start().strip_prefix("<think>");
    thought.and_then(|rest| rest.split_once("</think>")).map_or(text, |(_, said)| said)
}

/// How long an endpoint asks to wait, in seconds or milliseconds (RFC 9110, section 10.2.3; a date
/// is as good as nothing here, where the clocks of both would have to agree).
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| {
        let number = headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok()?;
        (number.is_finite() && (0.0..1e9).contains(&number)).then_some(number)
    };
    let millis = number("retry-after-ms").map(|millis| millis / 1000.0);
    millis.or_else(|| number("retry-after")).map(Duration::from_secs_f64)
}

/// What an answer other than success means.
pub(super) fn refusal(status: u16, retry_after: Option<Duration>, body: &[u8]) -> ModelError {
    let document: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = if document["error"].is_null() { &document } else { &document["error"] };
    let said = error["message"].as_str().or_else(|| error.as_str());
    let said = said.map_or_else(|| line(&String::from_utf8_lossy(body)), line);
    let code = error["code"].as_str().unwrap_or_default();
    let message =
        if said.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {said}") };
    match status {
        401 | 403 => {
            // What is said here may quote a part of the key.
            let message = format!("HTTP {status}; see OPENAI_API_KEY");
            ModelError::Denied { message }
        }
        402 => ModelError::Denied { message },
        429 if code == "insufficient_quota" => ModelError::Denied { message },
        429 => ModelError::RateLimited { retry_after, message },
        408 | 409 | 425 | 500.. => ModelError::Unavailable { retry_after, message },
        413 => ModelError::TooLong { message },
        _ if code == "context_length_exceeded"
            || says(&said, &["context length", "context size", "too many tokens"]) =>
        {
            ModelError::TooLong { message }
        }
        _ => ModelError::Rejected { message },
    }
}

/// Whether a refusal is about the name of the limit on tokens.
pub(super) fn is_about_limit(message: &str) -> bool {
    says(message, &["max_tokens", "max_completion_tokens"])
}

/// What an error of the client means, given the form that was asked for.
pub(super) fn weighed(error: OpenAIError, form: &ReplyForm) -> ModelError {
    let error = match error {
        OpenAIError::Boxed(error) => match error.downcast::<ModelError>() {
            Ok(error) => *error,
            Err(error) => ModelError::unavailable(line(&error.to_string())),
        },
        OpenAIError::InvalidArgument(message) => ModelError::rejected(line(&message)),
        _ => ModelError::Unreadable { message: "it is none of the protocol".into() },
    };
    let words =
        ["response_format", "json_schema", "structured output", "json mode", "grammar", "guided"];
    match error {
        ModelError::Rejected { message } if *form != ReplyForm::Text && says(&message, &words) => {
            ModelError::FormUnsupported { message }
        }
        error => error,
    }
}

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// The first words of what an endpoint says, on one line.
fn line(text: &str) -> String {
    let plain: String =
        text.chars().take(LONGEST * 4).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_are_read_whatever_is_missing() {
        let text = |answer: Value| reply(&answer).map(|reply| (reply.text, reply.finish));
        let said = |message: Value, finish: &str| json!({"choices": [{"message": message, "finish_reason": finish}]});
        let cases = [
            (said(json!({"content": "{}"}), "stop"), ("{}", Finish::Complete)),
            (said(json!({"content": "<think>{a}</think>{}"}), "stop"), ("{}", Finish::Complete)),
            (said(json!({"content": "{\"a"}), "length"), ("{\"a", Finish::Length)),
            (said(json!({"content": null, "refusal": "No."}), "stop"), ("", Finish::Refused)),
            (said(json!({"content": ""}), "content_filter"), ("", Finish::Refused)),
        ];
        for (answer, (expected, finish)) in cases {
            assert_eq!(text(answer).unwrap(), (expected.to_owned(), finish));
        }
        for answer in
            [json!({}), json!([]), json!({"choices": []}), json!({"error": {"message": "x"}})]
        {
            assert!(matches!(reply(&answer), Err(ModelError::Unreadable { .. })), "{answer}");
        }
    }

    #[test]
    fn refusals_tell_whether_to_try_again() {
        let json_body = |code: &str, message: &str| {
            json!({"error": {"code": code, "message": message}}).to_string()
        };
        let cases = [
            (429, json_body("rate_limit", "slow down"), true),
            (429, json_body("insufficient_quota", "no credit"), false),
            (500, "<html>oops</html>".to_owned(), true),
            (503, String::new(), true),
            (401, json_body("", "key sk-12"), false),
            (400, json_body("", "bad"), false),
            (404, json_body("model_not_found", "no such model"), false),
        ];
        for (status, body, retryable) in cases {
            let error = refusal(status, None, body.as_bytes());
            assert_eq!(error.is_retryable(), retryable, "{status} {body}");
            assert!(!error.to_string().contains("sk-12"));
        }
        let long = refusal(400, None, json_body("context_length_exceeded", "x").as_bytes());
        assert!(matches!(long, ModelError::TooLong { .. }));
        assert!(refusal(500, None, "x".repeat(100_000).as_bytes()).to_string().len() < 300);
    }

    #[test]
    fn a_refused_form_is_told_from_a_refused_request() {
        let refused = |message: &str| {
            let error = ModelError::rejected(message);
            weighed(OpenAIError::Boxed(Box::new(error)), &ReplyForm::Json)
        };
        assert!(matches!(
            refused("HTTP 400: response_format is not supported"),
            ModelError::FormUnsupported { .. }
        ));
        assert!(matches!(refused("HTTP 400: no such model"), ModelError::Rejected { .. }));
    }

    #[test]
    fn the_wait_is_read_in_seconds_and_milliseconds() {
        let headers = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(
                reqwest::header::HeaderName::from_static(name),
                value.parse().unwrap(),
            )])
        };
        assert_eq!(retry_after(&headers("retry-after", "7")), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers("retry-after-ms", "20")), Some(Duration::from_millis(20)));
        assert_eq!(retry_after(&headers("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")), None);
        assert_eq!(retry_after(&headers("retry-after", "-1")), None);
    }
}
