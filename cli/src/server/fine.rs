//! Fine answers of the API's own shape, whole and as streams.

use serde_json::{Value, json};

/// What a stream says, word by word, as often as it takes.
const WORDS: [&str; 5] = ["Hello", " from", " the", " local", " server."];

/// The interface that a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    Chat,
    Responses,
}

impl Api {
    /// Any path that is not one of Responses is answered as a chat.
    pub(crate) fn of(path: &str) -> Self {
        if path.ends_with("/responses") { Self::Responses } else { Self::Chat }
    }

    /// An answer that is not a stream.
    pub(crate) fn whole(self, model: &str) -> String {
        match self {
            Self::Chat => chat(model, WORDS.concat().as_str()),
            Self::Responses => response(model, "completed", &json!([message(&WORDS.concat())]), &Value::Null),
        }
        .to_string()
    }
}

fn chat(model: &str, text: &str) -> Value {
    json!({
        "id": "chatcmpl-example", "object": "chat.completion", "created": 1, "model": model,
        "choices": [{
            "index": 0, "finish_reason": "stop", "logprobs": null,
            "message": {"role": "assistant", "content": text, "refusal": null},
        }],
        "usage": {"prompt_tokens": 1, "completion_tokens": WORDS.len(), "total_tokens": 1 + WORDS.len()},
    })
}

fn response(model: &str, status: &str, output: &Value, error: &Value) -> Value {
    let usage = json!({
        "input_tokens": 1, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": WORDS.len(), "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 1 + WORDS.len(),
    });
    json!({
        "id": "resp_example", "object": "response", "created_at": 1, "status": status, "error": error,
        "incomplete_details": null, "instructions": null, "metadata": {}, "model": model, "output": output,
        "parallel_tool_calls": true, "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0,
        "usage": if status == "completed" { usage } else { Value::Null },
    })
}

fn message(text: &str) -> Value {
    json!({
        "id": "msg_example", "type": "message", "status": "completed", "role": "assistant",
        "content": [part(text)],
    })
}

fn part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

/// A stream as it is written: its events so far.
pub(crate) struct Stream {
    api: Api,
    model: String,
    text: String,
    events: Vec<String>,
}

impl Stream {
    /// The beginning of a stream and `chunks` pieces of output.
    pub(crate) fn with_chunks(api: Api, model: &str, chunks: usize) -> Self {
        let mut stream = Self { api, model: model.to_owned(), text: String::new(), events: Vec::new() };
        stream.begin();
        WORDS.into_iter().cycle().take(chunks).for_each(|word| stream.chunk(word));
        stream
    }

    /// A stream that comes to its end.
    pub(crate) fn whole(api: Api, model: &str) -> Vec<String> {
        let mut stream = Self::with_chunks(api, model, WORDS.len());
        stream.end();
        stream.events
    }

    pub(crate) fn into_events(self) -> Vec<String> {
        self.events
    }

    /// Ends with an error event.
    pub(crate) fn error(mut self, error: &Value) -> Vec<String> {
        match self.api {
            Api::Chat => self.data(&json!({"error": error})),
            Api::Responses => self.event("error", json!({"error": error})),
        }
        self.events
    }

    /// Ends with `response.failed`; a chat, which has no such event, with an error.
    pub(crate) fn failed(mut self, error: &Value) -> Vec<String> {
        if self.api == Api::Chat {
            return self.error(error);
        }
        let output = json!([message(&self.text)]);
        let error = json!({"code": error["code"], "message": error["message"]});
        let response = response(&self.model, "failed", &output, &error);
        self.event("response.failed", json!({"response": response}));
        self.events
    }

    fn begin(&mut self) {
        if self.api == Api::Chat {
            return;
        }
        let response = response(&self.model, "in_progress", &json!([]), &Value::Null);
        let item = json!({"id": "msg_example", "type": "message", "status": "in_progress", "role": "assistant", "content": []});
        self.event("response.created", json!({"response": response}));
        self.event("response.in_progress", json!({"response": response}));
        self.event("response.output_item.added", json!({"output_index": 0, "item": item}));
        self.part_event("response.content_part.added", json!({"part": part("")}));
    }

    fn chunk(&mut self, word: &str) {
        let is_first = self.text.is_empty();
        self.text.push_str(word);
        match self.api {
            Api::Chat if is_first => self.delta(&json!({"role": "assistant", "content": word}), &Value::Null),
            Api::Chat => self.delta(&json!({"content": word}), &Value::Null),
            Api::Responses => {
                self.part_event("response.output_text.delta", json!({"delta": word, "logprobs": []}));
            }
        }
    }

    fn end(&mut self) {
        if self.api == Api::Chat {
            self.delta(&json!({}), &json!("stop"));
            self.events.push("data: [DONE]\n\n".to_owned());
            return;
        }
        let text = self.text.clone();
        self.part_event("response.output_text.done", json!({"text": text, "logprobs": []}));
        self.part_event("response.content_part.done", json!({"part": part(&text)}));
        self.event("response.output_item.done", json!({"output_index": 0, "item": message(&text)}));
        let response = response(&self.model, "completed", &json!([message(&text)]), &Value::Null);
        self.event("response.completed", json!({"response": response}));
    }

    fn delta(&mut self, delta: &Value, finish_reason: &Value) {
        let model = self.model.clone();
        self.data(&json!({
            "id": "chatcmpl-example", "object": "chat.completion.chunk", "created": 1, "model": model,
            "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason}],
        }));
    }

    /// An event of Responses that is about the text.
    fn part_event(&mut self, name: &str, mut fields: Value) {
        fields["item_id"] = json!("msg_example");
        fields["output_index"] = json!(0);
        fields["content_index"] = json!(0);
        self.event(name, fields);
    }

    fn event(&mut self, name: &str, mut fields: Value) {
        fields["type"] = json!(name);
        fields["sequence_number"] = json!(self.events.len());
        self.events.push(format!("event: {name}\ndata: {fields}\n\n"));
    }

    fn data(&mut self, data: &Value) {
        self.events.push(format!("data: {data}\n\n"));
    }
}
