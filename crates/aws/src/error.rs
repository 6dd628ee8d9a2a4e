//! What the SDK's errors mean for jobs.

use std::{error::Error, fmt::Write};

use aws_sdk_s3::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use seedbed_jobs::StoreError;

/// Codes by which services say that there was too much at a time, or that they were not at their
/// best; the same call may succeed later. So may any that was answered by 429 or 5xx.
const PASSING: [&str; 16] = [
    "BandwidthLimitExceeded",
    "ConditionalRequestConflict",
    "InternalError",
    "InternalFailure",
    "KmsThrottlingException",
    "LimitExceededException",
    "OperationAborted",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestTimeout",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// A failed call as an operation on an object that failed.
pub(crate) fn failed<E>(
    operation: &'static str,
    object: impl Into<String>,
    error: &SdkError<E, HttpResponse>,
) -> StoreError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    StoreError::new(operation, object, may_pass(error)).because(words(error))
}

/// Whether the same call may succeed later.
fn may_pass<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => false,
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            status == 429
                || status >= 500
                || service.err().code().is_some_and(|code| PASSING.contains(&code))
        }
        // It did not get there, or no answer came back.
        _ => true,
    }
}

/// Whether a service refused with a code.
pub(crate) fn is<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
    codes: &[&str],
) -> bool {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
        .is_some_and(|c| codes.contains(&c))
}

/// What a service said, or what kept it from saying anything. Neither holds what was sent.
fn words<E>(error: &SdkError<E, HttpResponse>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let SdkError::ServiceError(service) = error {
        let status = service.raw().status().as_u16();
        let code = service.err().code().unwrap_or("no code");
        let message = service.err().message().unwrap_or("no message");
        return format!("{status} {code}: {message}");
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
