//! Models behind HTTP: OpenAI's chat completions, as OpenAI, Azure, vLLM, Ollama, llama.cpp,
//! LM Studio, Amazon Bedrock and others offer them.
//!
//! Endpoints differ and misbehave. What comes back is read up to a limit, within a time, and
//! looked at as plain JSON: members that are missing or unknown break nothing.

mod answer;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_openai::{
    Client, config::OpenAIConfig, error::OpenAIError, middleware::HttpRequestFactory,
};
use serde_json::{Value, json};

use super::{Abilities, LanguageModel, ModelError, Reply, ReplyForm, ReplyFuture, Request, Role};

/// Where a model is, and how long it is waited for.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenAiOptions {
    /// The model's name at the endpoint.
    pub model: String,
    /// The endpoint, with its version: `https://api.openai.com/v1`, which it is when absent.
    pub base_url: Option<String>,
    /// The key, where the endpoint asks for one.
    pub key: Option<String>,
    /// The longest time until a reply is complete.
    pub timeout: Duration,
    /// The longest reply in bytes, with everything around it.
    pub most_bytes: usize,
}

impl std::fmt::Debug for OpenAiOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAiOptions")
            .field("model", &self.model)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl OpenAiOptions {
    /// A model at OpenAI's own endpoint, without a key.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            base_url: None,
            key: None,
            timeout: Duration::from_secs(300),
            most_bytes: 8 << 20,
        }
    }

    /// Whether a key is missing: OpenAI's own endpoint answers nobody without one.
    pub fn lacks_key(&self) -> bool {
        self.key.is_none() && endpoint(self.base()).as_ref().is_some_and(is_openai)
    }

    fn base(&self) -> &str {
        self.base_url.as_deref().unwrap_or(OPENAI).trim_end_matches('/')
    }
}

fn endpoint(base: &str) -> Option<reqwest::Url> {
    reqwest::Url::parse(base).ok().filter(|url| url.host_str().is_some())
}

fn is_openai(url: &reqwest::Url) -> bool {
    url.host_str().is_some_and(|host| host == "openai.com" || host.ends_with(".openai.com"))
}

/// OpenAI's own endpoint.
const OPENAI: &str = "https://api.openai.com/v1";

/// A model behind HTTP.
pub struct OpenAi {
    client: Client<OpenAIConfig>,
    options: OpenAiOptions,
    /// Whether the limit of a reply is called `max_completion_tokens`, as newer models want it,
    /// or `max_tokens`, as most servers know it.
    is_limit_renamed: AtomicBool,
}

impl std::fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OpenAi").field(&self.options).finish()
    }
}

impl OpenAi {
    /// A model behind HTTP. Nothing is sent yet. Must be used within a tokio runtime.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(options: OpenAiOptions) -> Result<Self, ModelError> {
        let base = options.base().to_owned();
        let Some(url) = endpoint(&base) else {
            let message = format!("{base} is no URL such as http://localhost:11434/v1");
            return Err(ModelError::rejected(message));
        };
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(options.timeout)
            .connect_timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("seedbed/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ModelError::unavailable(told(&error)))?;
        let config = OpenAIConfig::new()
            .with_api_base(base)
            // Servers of one's own ask for no key, and clients send one.
            .with_api_key(options.key.as_deref().unwrap_or("none"));
        let most_bytes = options.most_bytes;
        let exchanging = http.clone();
        let service = tower::service_fn(move |request: HttpRequestFactory| {
            let http = exchanging.clone();
            async move { exchange(&http, request, most_bytes).await }
        });
        let client = Client::build(http, config).with_http_service(service);
        let is_limit_renamed = AtomicBool::new(is_openai(&url));
        Ok(Self { client, options, is_limit_renamed })
    }

    fn document(&self, request: &Request) -> Value {
        let messages = request.messages.iter().map(|message| {
            let role = match message.role {
                Role::System => "system",
                Role::User => "user",
                Role::Assistant => "assistant",
            };
            json!({"role": role, "content": message.text})
        });
        let mut document = json!({
            "model": self.options.model,
            "messages": messages.collect::<Vec<_>>(),
            "stream": false,
        });
        let renamed = self.is_limit_renamed.load(Ordering::Relaxed);
        let limit = if renamed { "max_completion_tokens" } else { "max_tokens" };
        document[limit] = request.max_output_tokens.into();
        if let Some(temperature) = request.temperature {
            document["temperature"] = temperature.into();
        }
        if let Some(seed) = request.seed {
            document["seed"] = (seed >> 1).into();
        }
        match &request.form {
            ReplyForm::Text => {}
            ReplyForm::Json => document["response_format"] = json!({"type": "json_object"}),
            ReplyForm::Schema { name, schema } => {
                document["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": {"name": name, "strict": true, "schema": schema},
                });
            }
        }
        document
    }

    async fn ask(&self, request: &Request) -> Result<Reply, ModelError> {
        if self.options.lacks_key() {
            let message = "there is none: set OPENAI_API_KEY".to_owned();
            return Err(ModelError::Denied { message });
        }
        let said = match self.post(request).await {
            // The two names of the limit exclude each other, and endpoints say so.
            Err(ModelError::Rejected { message }) if answer::is_about_limit(&message) => {
                self.is_limit_renamed.fetch_xor(true, Ordering::Relaxed);
                self.post(request).await?
            }
            result => result?,
        };
        answer::reply(&said)
    }

    async fn post(&self, request: &Request) -> Result<Value, ModelError> {
        let result: Result<Value, OpenAIError> =
            self.client.chat().create_byot(self.document(request)).await;
        result.map_err(|error| self.without_key(answer::weighed(error, &request.form)))
    }

    /// An error that does not quote the key, whatever the endpoint does.
    fn without_key(&self, mut error: ModelError) -> ModelError {
        if let Some(key) = self.options.key.as_deref().filter(|key| !key.is_empty())
            && let Some(message) = error.message_mut()
        {
            *message = message.replace(key, "…");
        }
        error
    }
}

impl LanguageModel for OpenAi {
    fn id(&self) -> String {
        match &self.options.base_url {
            Some(base) => format!("openai:{} at {}", self.options.model, without_password(base)),
            None => format!("openai:{}", self.options.model),
        }
    }

    fn abilities(&self) -> Abilities {
        Abilities::default()
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        Box::pin(self.ask(request))
    }
}

/// A URL without a user's name and password.
fn without_password(url: &str) -> String {
    match reqwest::Url::parse(url) {
        Ok(mut url) => {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.as_str().trim_end_matches('/').to_owned()
        }
        Err(_) => "an endpoint".to_owned(),
    }
}

/// Sends a request and reads the answer, no further than to the limit.
async fn exchange(
    http: &reqwest::Client,
    request: HttpRequestFactory,
    most_bytes: usize,
) -> Result<reqwest::Response, OpenAIError> {
    let request = request.build().await?;
    let sent = http.execute(request).await;
    let mut response = sent.map_err(|error| boxed(ModelError::unavailable(told(&error))))?;
    let status = response.status();
    let retry_after = answer::retry_after(response.headers());
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= most_bytes => body.extend(&chunk),
            Ok(Some(_)) => {
                let message = format!("it is longer than {most_bytes} bytes");
                return Err(boxed(ModelError::Unreadable { message }));
            }
            Ok(None) => break,
            Err(error) => {
                let message = format!("it broke off: {}", told(&error));
                return Err(boxed(ModelError::Unreadable { message }));
            }
        }
    }
    if !status.is_success() {
        return Err(boxed(answer::refusal(status.as_u16(), retry_after, &body)));
    }
    if serde_json::from_slice::<Value>(&body).is_err() {
        let message = "it is no JSON document".to_owned();
        return Err(boxed(ModelError::Unreadable { message }));
    }
    Ok(http::Response::new(body).into())
}

fn boxed(error: ModelError) -> OpenAIError {
    OpenAIError::Boxed(Box::new(error))
}

/// What went wrong with a connection, with the innermost reason, and without the URL.
fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    reason.to_string()
}
