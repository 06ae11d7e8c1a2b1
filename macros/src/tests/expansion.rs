//! One snapshot per form of the attribute.

use super::expansion;

macro_rules! snapshot {
    ($name:ident, $source:literal) => {
        #[test]
        fn $name() {
            insta::with_settings!({description => $source, omit_expression => true}, {
                insta::assert_snapshot!(expansion($source));
            });
        }
    };
}

snapshot!(
    a_row,
    "
#[openai(RateLimitReached)]
pub struct RateLimited;
"
);

snapshot!(
    a_row_with_hints,
    "
#[openai(RateLimitReached)]
struct RateLimited {
    model: String,
    #[openai(hints)]
    retry_after: Option<Duration>,
}
"
);

snapshot!(
    several_rows,
    "
#[openai(RateLimitReached, SlowDown)]
struct Busy(#[openai(row)] ErrorKind, #[openai(hints)] Hints);
"
);

snapshot!(
    several_rows_of_one_answer,
    "
enum Error {
    #[openai(RateLimitReached, SlowDown)]
    Busy(#[openai(row, hints)] Box<ApiError>),
    #[openai(never)]
    Parse,
}
"
);

snapshot!(
    transparent_struct,
    "
#[openai(transparent)]
struct Wrapper { inner: Box<dyn OpenAiErrorPolicy + Send + Sync> }
"
);

snapshot!(
    transparent_variant,
    "
enum Error<E> {
    #[openai(transparent)]
    Inner(E),
    #[openai(QuotaExceeded)]
    Quota,
}
"
);

snapshot!(
    policy_and_never,
    "
enum Error {
    #[openai(policy = backoff)]
    Network(io::Error),
    #[openai(policy = backoff)]
    Gateway { #[openai(hints)] wait: Duration },
    #[openai(never)]
    Json(serde_json::Error),
}
"
);

snapshot!(
    policy_of_a_struct,
    "
#[openai(policy = slow_down)]
struct Network(io::Error);
"
);

snapshot!(
    never_of_a_struct,
    "
#[openai(never)]
struct Json;
"
);

snapshot!(
    unlisted_without_from,
    "
enum Error {
    #[openai(unlisted)]
    Other { status: u16, #[openai(hints)] error: ApiError },
    #[openai(unlisted)]
    Unknown,
}
"
);

snapshot!(
    from,
    "
#[openai(from)]
pub enum Error {
    #[openai(RateLimitReached)]
    RateLimited(ApiError),
    #[openai(QuotaExceeded, InvalidAuthentication)]
    Account { source: Box<ApiError> },
    #[openai(unlisted)]
    Other(Arc<ApiError>),
    #[openai(policy = backoff)]
    Network(#[from] io::Error),
}
"
);

snapshot!(
    from_with_nothing_but_unlisted,
    "
#[openai(from)]
enum Error {
    #[openai(unlisted)]
    Api(ApiError),
    #[openai(never)]
    Json,
}
"
);

snapshot!(
    exhaustive,
    "
#[openai(exhaustive)]
pub(crate) enum Error {
    #[openai(RateLimitReached)]
    RateLimited,
    #[openai(transparent)]
    Api(ApiError),
}
"
);

snapshot!(
    default_never,
    "
#[openai(default = never)]
enum Error {
    #[openai(SlowDown)]
    SlowDown,
    Json(serde_json::Error),
}
"
);

snapshot!(
    default_policy,
    "
#[openai(default = backoff)]
enum Error {
    #[openai(SlowDown)]
    SlowDown,
    Network(io::Error),
}
"
);

snapshot!(
    renamed_crate,
    "
#[openai(RateLimitReached, crate = renamed::policy)]
struct RateLimited(#[openai(hints)] ApiError);
"
);

snapshot!(
    table_of_the_users,
    "
#[openai(exhaustive, from)]
#[openai(table = crate::gateway)]
enum Error {
    #[openai(TenantSuspended)]
    #[openai(TenantUnknown)]
    Tenant(ApiError),
    #[openai(policy = gateway_pause)]
    Gateway,
    #[openai(unlisted)]
    Other(ApiError),
}
"
);

snapshot!(
    generics,
    "
#[openai(from)]
enum Error<'a, T: Debug = ApiError, U = (), const N: usize = 4>
where
    T: Send,
{
    #[openai(transparent)]
    Inner(&'a U),
    #[openai(RateLimitReached)]
    RateLimited(T),
    #[openai(SlowDown)]
    SlowDown(T),
    #[openai(unlisted)]
    Other(ApiError),
    #[openai(never)]
    Bytes([u8; N], PhantomData<U>),
}
"
);

snapshot!(
    a_type_that_contains_itself,
    "
enum Tree<T> {
    #[openai(transparent)]
    Branch(Box<Tree<T>>),
    #[openai(transparent)]
    Leaf(T),
    #[openai(transparent)]
    Other(module::T<'T>),
}
"
);

snapshot!(
    raw_identifiers,
    "
enum r#type {
    #[openai(RateLimitReached)]
    r#match { #[openai(hints)] r#in: Hints },
    #[openai(policy = r#try)]
    r#loop,
}
"
);
