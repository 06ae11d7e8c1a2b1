//! Each form of the derive at run time, on the official table. The crate in `fixtures/own-table` does the same on its
//! own.

#![allow(dead_code, clippy::non_minimal_cfg, reason = "fields and `cfg`s that only the derive looks at")]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use openai_error_policy::{
    ApiError, ErrorKind, Hints, Kind, OpenAiErrorPolicy, Remedy, Retry, RetryPolicy, Stop, Verdict, classify,
    policy,
};

fn answer(status: u16, code: &str) -> ApiError {
    classify(status, &[("retry-after-ms", "250")], &format!(r#"{{"error": {{"code": "{code}"}}}}"#))
        .into_error()
}

fn too_large() -> ApiError {
    let body =
        r#"{"error": {"code": "rate_limit_exceeded", "message": "Request too large for gpt-example"}}"#;
    classify(429, &(), body).into_error()
}

#[derive(Debug, OpenAiErrorPolicy)]
enum Plain {
    #[openai(QuotaExceeded)]
    NoCredit,
    #[openai(EngineOverloaded)]
    Overloaded { seconds: u8 },
    #[openai(policy = backoff)]
    Network(&'static str),
    #[openai(never)]
    Parse,
    #[openai(unlisted)]
    Other,
}

#[test]
fn rows_policies_and_never() {
    let id = |error: &Plain| error.row().map(|row| row.id);
    assert_eq!(id(&Plain::NoCredit), Some("quota_exceeded"));
    assert_eq!(Plain::NoCredit.kind(), Some(ErrorKind::QuotaExceeded));
    assert_eq!(Plain::NoCredit.remedy(), Some(Remedy::FixBilling));
    assert_eq!(Plain::NoCredit.cause(), Some(ErrorKind::QuotaExceeded.cause()));
    assert_eq!(Plain::NoCredit.solution(), Some(ErrorKind::QuotaExceeded.solution()));
    assert_eq!(Plain::NoCredit.link().map(|link| link.text), Some("Buy more credits"));
    assert!(Plain::NoCredit.help().is_some_and(|help| help.to_string().contains("cause: ")));
    assert_eq!(id(&Plain::Overloaded { seconds: 1 }), Some("engine_overloaded"));
    assert_eq!(*Plain::Overloaded { seconds: 1 }.retry_policy(), policy::BACKOFF);
    for (error, retries) in [(Plain::Network("cut"), true), (Plain::Parse, false), (Plain::Other, false)] {
        assert_eq!(id(&error), None);
        assert_eq!(error.retry_policy().retries(), retries, "{error:?}");
        assert!(error.help().is_none() && error.remedy().is_none());
    }
    assert_eq!(Plain::ROWS, [ErrorKind::QuotaExceeded, ErrorKind::EngineOverloaded]);
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(RateLimitReached, SlowDown)]
struct Busy {
    #[openai(row)]
    kind: ErrorKind,
    #[openai(hints)]
    after: Option<Duration>,
}

#[test]
fn a_struct_with_several_rows_and_a_delay() {
    let busy = Busy { kind: ErrorKind::SlowDown, after: Some(Duration::from_secs(7)) };
    assert_eq!(busy.kind(), Some(ErrorKind::SlowDown));
    assert_eq!(busy.retry_policy().name, "slow_down");
    assert_eq!(busy.hints(), Hints::after(Duration::from_secs(7)));
    assert_eq!(Busy { kind: ErrorKind::RateLimitReached, after: None }.hints(), Hints::NONE);
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(RateLimitReached, SlowDown)]
struct Kept {
    #[openai(row)]
    kind: Option<ErrorKind>,
    #[openai(hints)]
    said: Hints,
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(RateLimitReached)]
struct Perhaps(#[openai(hints)] Option<Box<ApiError>>);

#[test]
fn fields_that_may_be_empty() {
    let said = answer(503, "slow_down").hints();
    let kept = Kept { kind: Some(ErrorKind::SlowDown), said };
    assert_eq!((kept.kind(), kept.hints()), (Some(ErrorKind::SlowDown), said));
    assert_eq!(Kept { kind: None, said }.kind(), None);

    let own = Perhaps(Some(Box::new(too_large())));
    assert_eq!((own.retry_policy(), own.remedy()), (&policy::NEVER, Some(Remedy::FixRequest)));
    let none = Perhaps(None);
    assert_eq!((none.retry_policy(), none.remedy()), (&policy::BACKOFF, Some(Remedy::Wait)));
    assert_eq!(none.hints(), Hints::NONE);
    let hinted = Perhaps(Some(Box::new(answer(429, "rate_limit_exceeded"))));
    assert_eq!(hinted.hints().retry_after_ms, Some(Duration::from_millis(250)));
    // An answer of another row has nothing to say about this one.
    let other = Perhaps(Some(Box::new(answer(429, "insufficient_quota"))));
    assert_eq!((other.retry_policy(), other.remedy()), (&policy::BACKOFF, Some(Remedy::Wait)));
}

#[test]
fn the_kind_of_a_pointer_is_the_row() {
    let error: Box<dyn OpenAiErrorPolicy> = Box::new(Plain::NoCredit);
    assert_eq!(error.kind(), Some(ErrorKind::QuotaExceeded.row()));
    assert_eq!(error.kind().map(Kind::row), Some(ErrorKind::QuotaExceeded.row()));
    let error: Arc<dyn OpenAiErrorPolicy> = Arc::new(Plain::Other);
    assert_eq!(error.kind(), None);
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(QuotaExceeded)]
struct Unit;

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(RateLimitReached)]
struct Tuple(#[openai(hints)] ApiError);

#[test]
fn unit_and_tuple_structs() {
    assert_eq!(Unit.kind(), Some(ErrorKind::QuotaExceeded));
    let tuple = Tuple(answer(429, "rate_limit_exceeded"));
    assert_eq!(tuple.hints().retry_after_ms, Some(Duration::from_millis(250)));
    assert!(tuple.retry_policy().retries());
    assert!(!Tuple(too_large()).retry_policy().retries(), "the answer's own policy counts");
    assert_eq!(Tuple(too_large()).remedy(), Some(Remedy::FixRequest));
}

#[derive(Debug, OpenAiErrorPolicy)]
enum Wrapping<T, E>
where
    E: fmt::Debug,
{
    #[openai(transparent)]
    Inner(T),
    #[openai(transparent)]
    Shared { source: Arc<dyn OpenAiErrorPolicyDebug> },
    #[openai(SlowDown)]
    Slow,
    #[openai(never)]
    Own(E),
}

trait OpenAiErrorPolicyDebug: OpenAiErrorPolicy + fmt::Debug {}
impl<T: OpenAiErrorPolicy + fmt::Debug> OpenAiErrorPolicyDebug for T {}

#[test]
fn transparent_asks_the_field() {
    let wrapped: Wrapping<Box<dyn OpenAiErrorPolicy>, ()> = Wrapping::Inner(Box::new(too_large()));
    assert_eq!(wrapped.row().map(|row| row.id), Some("rate_limit_reached"));
    assert_eq!(wrapped.remedy(), Some(Remedy::FixRequest));
    assert!(!wrapped.retry_policy().retries());
    assert_eq!((wrapped.help(), wrapped.cause()), (too_large().help(), None));
    let shared: Wrapping<Plain, ()> = Wrapping::Shared { source: Arc::new(Plain::NoCredit) };
    assert_eq!(shared.link().map(|link| link.text), Some("Buy more credits"));
    let own: Wrapping<Plain, u8> = Wrapping::Own(1);
    assert!(own.row().is_none());
    assert_eq!(Wrapping::<Plain, ()>::ROWS, [ErrorKind::SlowDown]);
    assert_eq!(Wrapping::<Plain, ()>::Slow.kind(), Some(ErrorKind::SlowDown));
}

#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
#[openai(from, default = never)]
enum FromApi {
    #[error("credit")]
    #[openai(QuotaExceeded)]
    Credit(ApiError),
    #[error("busy")]
    #[openai(RateLimitReached, SlowDown, EngineOverloaded)]
    Busy { answer: Box<ApiError> },
    #[error("other")]
    #[openai(unlisted)]
    Other(Arc<ApiError>),
    #[error("io")]
    Io(#[from] std::io::Error),
}

#[test]
fn from_sorts_answers_into_variants() {
    assert!(matches!(FromApi::from(answer(429, "insufficient_quota")), FromApi::Credit(_)));
    let slow = FromApi::from(answer(503, "slow_down"));
    assert!(matches!(slow, FromApi::Busy { .. }));
    assert_eq!(slow.kind(), Some(ErrorKind::SlowDown));
    assert_eq!(slow.hints().retry_after_ms, Some(Duration::from_millis(250)));
    // A row that no variant covers, and an answer without a row.
    let uncovered = FromApi::from(answer(401, "invalid_api_key"));
    assert!(matches!(uncovered, FromApi::Other(_)));
    assert_eq!(uncovered.remedy(), Some(Remedy::FixCredentials));
    let unlisted = FromApi::from(answer(502, "bad_gateway"));
    assert_eq!(unlisted.row(), None);
    assert!(unlisted.retry_policy().retries(), "the table's policy for unlisted answers");
    assert_eq!(*FromApi::Io(std::io::Error::other("x")).retry_policy(), RetryPolicy::NEVER);
}

#[test]
fn verdicts_of_a_derived_type() {
    let verdict = |error: &FromApi| Retry::start(Duration::ZERO).decide(error, Duration::ZERO, || 0);
    let busy = FromApi::from(answer(429, "rate_limit_exceeded"));
    assert!(matches!(verdict(&busy), Verdict::Retry { after, .. } if after == Duration::from_millis(250)));
    for stops in [too_large(), answer(429, "insufficient_quota")] {
        let verdict = verdict(&FromApi::from(stops));
        assert!(matches!(verdict, Verdict::Stop(Stop::ActionNeeded { .. })), "{verdict}");
    }
}

#[test]
fn usable_as_a_trait_object() {
    let errors: [&dyn OpenAiErrorPolicy; 3] = [&Plain::NoCredit, &Unit, &too_large()];
    let ids: Vec<_> = errors.iter().filter_map(|error| error.row()).map(|row| row.id).collect();
    assert_eq!(ids, ["quota_exceeded", "quota_exceeded", "rate_limit_reached"]);
}

#[test]
fn inside_functions_and_macros() {
    macro_rules! error {
        ($name:ident, $row:ident) => {
            #[derive(Debug, OpenAiErrorPolicy)]
            #[openai($row)]
            struct $name;
        };
    }
    error!(Local, ServerError);
    assert_eq!(Local.kind(), Some(ErrorKind::ServerError));
}

#[derive(Debug, OpenAiErrorPolicy)]
enum r#Raw {
    #[openai(SlowDown)]
    r#Match { r#type: u8 },
    #[cfg(any())]
    #[openai(NoSuchRow)]
    Gone,
    #[openai(never)]
    #[cfg(not(any()))]
    Here,
}

#[test]
fn raw_names_and_cfg() {
    assert_eq!(Raw::r#Match { r#type: 1 }.kind(), Some(ErrorKind::SlowDown));
    assert!(Raw::Here.row().is_none());
    assert_eq!(Raw::ROWS, [ErrorKind::SlowDown]);
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(from)]
enum Configured {
    #[cfg(not(any()))]
    #[openai(SlowDown, RateLimitReached)]
    Busy(ApiError),
    #[cfg(any())]
    #[openai(unlisted)]
    Gone(NoSuchType),
    #[cfg(not(any()))]
    #[openai(unlisted)]
    Other(ApiError),
}

#[test]
fn a_variant_that_is_configured_away_does_not_count() {
    assert!(matches!(Configured::from(answer(503, "slow_down")), Configured::Busy(_)));
    assert!(matches!(Configured::from(answer(502, "bad_gateway")), Configured::Other(_)));
}

mod hygiene {
    #![no_implicit_prelude]
    #![deny(warnings, missing_docs)]
    //! Nothing of the prelude, everything documented.

    /// An error.
    #[derive(::core::fmt::Debug, ::openai_error_policy::OpenAiErrorPolicy)]
    #[openai(from, exhaustive)]
    pub(super) enum All {
        /// All.
        #[openai(
            InvalidAuthentication,
            IncorrectApiKey,
            NotOrganizationMember,
            IpNotAuthorized,
            UnsupportedRegion,
            RateLimitReached,
            QuotaExceeded,
            ServerError,
            EngineOverloaded,
            SlowDown,
            InvalidServiceTier,
            CreditBalanceExhausted,
            OrganizationSpendLimitReached,
            ProjectSpendLimitReached,
            OrganizationUsageLimitReached
        )]
        Listed(::openai_error_policy::ApiError),
        /// Rest.
        #[openai(unlisted)]
        Rest(::openai_error_policy::ApiError),
    }
}

#[test]
fn without_the_prelude() {
    assert_eq!(hygiene::All::ROWS.len(), ErrorKind::ALL.len());
    assert!(hygiene::All::from(too_large()).row().is_some());
}

#[test]
fn an_optional_answer_keeps_its_row() {
    #[derive(Debug, OpenAiErrorPolicy)]
    enum Error {
        #[openai(unlisted)]
        Api {
            #[openai(hints)]
            answer: Option<ApiError>,
        },
    }
    let answer = classify(503, &(), r#"{"error": {"code": "slow_down"}}"#).into_error();
    assert_eq!(Error::Api { answer: Some(answer) }.row().map(|row| row.id), Some("slow_down"));
    assert!(Error::Api { answer: None }.row().is_none());
}
