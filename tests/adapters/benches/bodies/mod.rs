//! A mix of answers in all shapes that are sent, each invented.

/// What a benchmark or test reads.
pub(crate) struct Body {
    /// Shown in results.
    pub(crate) name: &'static str,
    /// HTTP status; none inside a stream.
    pub(crate) status: Option<u16>,
    /// The bytes.
    pub(crate) text: &'static str,
}

/// The body of that name.
#[allow(clippy::panic, reason = "a misspelt name in a benchmark")]
pub(crate) fn body(name: &str) -> &'static Body {
    BODIES.iter().find(|body| body.name == name).unwrap_or_else(|| panic!("no body is called {name}"))
}

/// All bodies, by their shape.
pub(crate) const BODIES: &[Body] = &[
    // What the API sends itself, about 300 bytes.
    Body { name: "plain", status: Some(429), text: PLAIN },
    Body { name: "escaped", status: Some(429), text: ESCAPED },
    Body { name: "quota", status: Some(429), text: QUOTA },
    Body { name: "pretty", status: Some(500), text: PRETTY },
    Body { name: "short", status: Some(503), text: SHORT },
    Body { name: "redacted_key", status: Some(401), text: REDACTED_KEY },
    Body { name: "unlisted_code", status: Some(404), text: UNLISTED_CODE },
    Body { name: "large_message", status: Some(400), text: include_str!("large_message.json") },
    // Azure, Google, a gateway and a server of one's own.
    Body { name: "azure", status: Some(429), text: AZURE },
    Body { name: "azure_filter", status: Some(400), text: AZURE_FILTER },
    Body { name: "google_array", status: Some(429), text: GOOGLE_ARRAY },
    Body { name: "detail", status: Some(503), text: DETAIL },
    Body { name: "no_envelope", status: Some(429), text: NO_ENVELOPE },
    // Inside streams and batches, where no status tells.
    Body { name: "sse_line", status: None, text: SSE_LINE },
    Body { name: "sse_event", status: None, text: SSE_EVENT },
    Body { name: "response_failed", status: None, text: RESPONSE_FAILED },
    Body { name: "batch_line", status: None, text: BATCH_LINE },
    Body { name: "batch_errors", status: None, text: BATCH_ERRORS },
    // From what is in between: proxies, cut connections, nothing.
    Body { name: "html_page", status: Some(502), text: include_str!("page.html") },
    Body {
        name: "text",
        status: Some(503),
        text: "upstream connect error or disconnect/reset before headers",
    },
    Body { name: "cut", status: Some(429), text: CUT },
    Body { name: "empty", status: Some(500), text: "" },
];

const PLAIN: &str = r#"{"error": {"message": "Rate limit reached for gpt-example in organization org-example0000000000000000 on tokens per min (TPM): Limit 60000, Used 59321, Requested 1530. Please try again in 851ms. Visit https://platform.openai.com/account/rate-limits to learn more.", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#;

const ESCAPED: &str = r#"{"error": {"message": "Rate limit reached for \"gpt-example\" in organization \u201corg-example0000000000000000\u201d on tokens per min (TPM):\nLimit 60000, Used 59321, Requested 1530. Please try again in 851ms.\nVisit https:\/\/platform.openai.com\/account\/rate-limits", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#;

const QUOTA: &str = r#"{"error": {"message": "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.", "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}"#;

const PRETTY: &str = r#"{
    "error": {
        "message": "The server had an error while processing your request. Sorry about that!",
        "type": "server_error",
        "param": null,
        "code": null
    }
}
"#;

const SHORT: &str =
    r#"{"error":{"message":"Slow down","type":"rate_limit_error","param":null,"code":"slow_down"}}"#;

const REDACTED_KEY: &str = r#"{"error": {"message": "Incorrect API key provided: sk-examp************************0000. You can find your API key at https://platform.openai.com/account/api-keys.", "type": "invalid_request_error", "param": null, "code": "invalid_api_key"}}"#;

const UNLISTED_CODE: &str = r#"{"error": {"message": "The model `gpt-invented` does not exist or you do not have access to it.", "type": "invalid_request_error", "param": null, "code": "model_not_found"}}"#;

const AZURE: &str = r#"{"error":{"code":"429","message": "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 33 seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit."}}"#;

const AZURE_FILTER: &str = r#"{"error":{"message":"The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":true,"detected":true},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"medium"}}}}}"#;

const GOOGLE_ARRAY: &str = r#"[{
  "error": {
    "code": 429,
    "message": "You exceeded your current quota, please check your plan and billing details.",
    "status": "RESOURCE_EXHAUSTED",
    "details": [
      {"@type": "type.example/QuotaFailure", "violations": [{"quotaMetric": "requests", "quotaValue": "10"}]},
      {"@type": "type.example/RetryInfo", "retryDelay": "39s"}
    ]
  }
}]"#;

const DETAIL: &str = r#"{"detail":"The engine is currently overloaded, please try again later"}"#;

const NO_ENVELOPE: &str = r#"{"object":"error","message":"Rate limit exceeded","type":"rate_limit_error","param":null,"code":1300}"#;

const SSE_LINE: &str = r#"data: {"error": {"message": "The server had an error while processing your request. Sorry about that!", "type": "server_error", "param": null, "code": null}}"#;

const SSE_EVENT: &str = r#"event: error
data: {"type":"error","sequence_number":4,"code":"server_is_overloaded","message":"Our servers are currently overloaded. Please try again later.","param":null}

"#;

const RESPONSE_FAILED: &str = r#"{"type":"response.failed","sequence_number":7,"response":{"id":"resp_example00000000000000000000000000000000000000","object":"response","created_at":1790000000,"status":"failed","background":false,"error":{"code":"rate_limit_exceeded","message":"Rate limit reached for gpt-example on tokens per min (TPM): Limit 30000, Used 29500, Requested 4800. Please try again in 8.6s."},"incomplete_details":null,"instructions":"You are a helpful clerk. Answer with the number of the order and nothing else.","max_output_tokens":null,"model":"gpt-example","output":[],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":"medium","summary":null},"store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[{"type":"function","name":"find_order","description":"Finds an order by its number","parameters":{"type":"object","properties":{"code":{"type":"string"},"message":{"type":"string"}},"required":["code"]},"strict":true}],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,"metadata":{"error":"none","shop":"brook"}}}"#;

const BATCH_LINE: &str = r#"{"id": "batch_req_example0000", "custom_id": "order-17", "response": {"status_code": 429, "request_id": "req_example0000", "body": {"error": {"message": "Rate limit reached for gpt-example in organization org-example on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 120ms.", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}}, "error": null}"#;

const BATCH_ERRORS: &str = r#"{"id": "batch_example", "object": "batch", "status": "failed", "errors": {"object": "list", "data": [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached for gpt-example in organization org-example. Limit: 90,000 enqueued tokens.", "param": null, "line": null}, {"code": "invalid_json_line", "message": "This line is not parseable as valid JSON.", "param": null, "line": 3}]}}"#;

const CUT: &str = r#"{"error": {"message": "Rate limit reached for gpt-example in organization org-example0000000000000000 on tokens per min (TPM): Limit 60000, Used 59"#;
