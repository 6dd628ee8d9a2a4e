//! Posts to addresses that users named, over HTTP: the adapter of [`Post`] for every stack.
//!
//! Whoever may name an address could otherwise have the stack call what only the stack reaches:
//! the machine itself, its neighbours, the cloud's service that hands out credentials. So the
//! address is judged when it is registered and at every call; a name's addresses are judged as
//! the connection is made, and it is made to those that were judged, so that a name can't change
//! in between. One address that is not public spoils the name. Redirects are not followed,
//! proxies of the environment are not used, and of an answer only the status is read.
//!
//! This crate must not know jobs' rules: what is posted when, how often, and signed how.

mod address;

use std::{
    error::Error,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
    redirect::Policy,
};
use seedbed_jobs::port::{Post, PostError};

use crate::address::is_public;

/// Which addresses are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// `https:` addresses of the public Internet.
    Public,
    /// Any, without TLS too: for development on one's own machine.
    Anywhere,
}

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest address.
const LONGEST: usize = 2048;

/// Posts over HTTP.
#[derive(Debug, Clone)]
pub struct HttpPost {
    /// Made for the first call: whoever only judges addresses needs none, and starts sooner.
    client: OnceLock<Client>,
    reach: Reach,
    lookup: Arc<dyn Lookup>,
}

/// Tells the addresses of a name.
#[async_trait]
trait Lookup: std::fmt::Debug + Send + Sync {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// By the system's resolver.
#[derive(Debug)]
struct System;

#[async_trait]
impl Lookup for System {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect())
    }
}

impl HttpPost {
    /// Posts to addresses within reach. Must be used within a tokio runtime.
    pub fn new(reach: Reach) -> Self {
        Self::with(reach, Arc::new(System))
    }

    fn with(reach: Reach, lookup: Arc<dyn Lookup>) -> Self {
        Self { client: OnceLock::new(), reach, lookup }
    }

    /// What calls. Without the system's certificates there is none.
    fn client(&self) -> Result<&Client, PostError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.connect().map_err(|error| PostError::NoAnswer(told(&error)))?;
        // Another call may have made one meanwhile, which is as good.
        Ok(self.client.get_or_init(|| client))
    }

    fn connect(&self) -> Result<Client, reqwest::Error> {
        let (reach, lookup) = (self.reach, Arc::clone(&self.lookup));
        // Another part of the program may have chosen one before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder()
            .dns_resolver(Judging { reach, lookup })
            .redirect(Policy::none())
            .no_proxy()
            .https_only(reach == Reach::Public)
            // What was judged for one call is not kept for the next.
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE)
            .user_agent(concat!("seedbed/", env!("CARGO_PKG_VERSION")))
            .build()
    }

    /// The address, if it may be called by what it says alone; and its name, if it has one.
    fn read(&self, text: &str) -> Result<(Url, Option<String>), PostError> {
        let unfit = |reason: &str| PostError::Unfit(reason.to_owned());
        if text.len() > LONGEST {
            return Err(unfit("the address is longer than 2,048 bytes"));
        }
        let url = Url::parse(text)
            .map_err(|_| unfit("it is no address such as https://example.com/seedbed"))?;
        let is_scheme = match self.reach {
            Reach::Public => url.scheme() == "https",
            Reach::Anywhere => matches!(url.scheme(), "https" | "http"),
        };
        if !is_scheme {
            return Err(unfit("the address begins with https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(unfit("the address holds a user's name; deliveries are signed instead"));
        }
        let host = url.host_str().unwrap_or_default();
        // An IPv6 address stands in brackets; IPv4 addresses of every spelling were made plain.
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let name = literal.is_err().then(|| host.to_owned());
        let is_within = match (self.reach, literal) {
            (Reach::Anywhere, _) => true,
            (Reach::Public, Ok(address)) => is_public(address),
            (Reach::Public, Err(_)) => !is_local_name(host),
        };
        if is_within { Ok((url, name)) } else { Err(not_public()) }
    }
}

fn not_public() -> PostError {
    PostError::Unfit("the address leads into a private network; only public ones are called".into())
}

/// Names that never lead to the public Internet (RFC 6761, RFC 6762, RFC 8375, ICANN's
/// `internal`), or are not of it for want of a dot.
fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let last = host.rsplit('.').next().unwrap_or(host);
    !host.contains('.')
        || matches!(last, "localhost" | "local" | "internal" | "invalid" | "test" | "onion")
        || host.ends_with(".home.arpa")
}

#[async_trait]
impl Post for HttpPost {
    async fn check(&self, url: &str) -> Result<(), PostError> {
        let (_, name) = self.read(url)?;
        match name {
            Some(name) if self.reach == Reach::Public => {
                let found = self.lookup.addresses(&name).await;
                let found = found.map_err(|_| PostError::NoAnswer(UNRESOLVED.into()))?;
                if found.iter().all(|address| is_public(*address)) {
                    Ok(())
                } else {
                    Err(not_public())
                }
            }
            _ => Ok(()),
        }
    }

    async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<u16, PostError> {
        let (url, _) = self.read(url)?;
        let mut request =
            self.client()?.post(url).header(CONTENT_TYPE, "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) => Err(match innermost(&error).downcast_ref::<NotPublic>() {
                Some(NotPublic) => not_public(),
                None => PostError::NoAnswer(told(&error)),
            }),
        }
    }
}

const UNRESOLVED: &str = "the address's name can't be resolved";

/// Resolves names for connections, and lets none through that leads out of reach.
struct Judging {
    reach: Reach,
    lookup: Arc<dyn Lookup>,
}

/// That a name has an address that is not public.
#[derive(Debug)]
struct NotPublic;

impl std::fmt::Display for NotPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name has an address that is not public")
    }
}

impl Error for NotPublic {}

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach, Arc::clone(&self.lookup));
        Box::pin(async move {
            let found = lookup.addresses(name.as_str()).await?;
            if reach == Reach::Public && !found.iter().all(|address| is_public(*address)) {
                return Err(NotPublic.into());
            }
            let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

fn innermost<'e>(error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    let mut error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    error
}

/// What went wrong, without the address.
fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    innermost(error).to_string()
}

#[cfg(test)]
mod tests;
