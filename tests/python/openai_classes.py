"""The openai package, pointed at `openai-errors serve`, raises the class that its documentation names for each row.

    python3 tests/python/openai_classes.py [URL]

Makes a virtual environment, installs the newest openai by pip and runs itself in it. Without a URL it starts the server
by cargo. Exit code 0: all as documented, or skipped (which is said); 1: something differs.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSIDE = "OPENAI_CLASSES_INSIDE"

# https://platform.openai.com/docs/guides/error-codes, "Python library error types".
CLASS_OF_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}

# A step of a script, the status and the code that the exception must have.
ROWS = [
    ("invalid_authentication", 401, None),
    ("incorrect_api_key", 401, "invalid_api_key"),
    ("not_organization_member", 401, "no_organization"),
    ("ip_not_authorized", 401, "ip_not_authorized"),
    ("unsupported_region", 403, "unsupported_country_region_territory"),
    ("rate_limit_reached", 429, "rate_limit_exceeded"),
    ("quota_exceeded", 429, "insufficient_quota"),
    ("quota_exceeded[code=credit_balance_exhausted]", 429, "credit_balance_exhausted"),
    ("server_error", 500, None),
    ("engine_overloaded", 503, "server_is_overloaded"),
    ("slow_down", 503, "slow_down"),
    ("slow_down[status=429]", 429, "slow_down"),
    ("400[code=no_such_model; message=No.]", 400, "no_such_model"),
    ("404", 404, None),
    ("409", 409, None),
    ("422", 422, None),
]

TEXT = "Hello from the local server."


def main():
    if os.environ.get(INSIDE):
        return check(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        python = install(folder)
        if python is None:
            return 0
        url, server = (sys.argv[1], None) if len(sys.argv) > 1 else serve()
        try:
            return subprocess.run([python, __file__, url], env={**os.environ, INSIDE: "1"}).returncode
        finally:
            if server:
                server.kill()


def install(folder):
    """The Python of a new environment with openai in it; None, and why, when there can be none."""
    try:
        venv.create(folder, with_pip=True)
        python = str(pathlib.Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python")
        command = [python, "-m", "pip", "install", "--quiet", "openai"]
        subprocess.run(command, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        print(f"skipped: no environment with openai can be made: {error.stderr or error}")
        return None
    return python


def serve():
    command = ["cargo", "run", "--quiet", "-p", "openai-error-policy-cli", "--", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return server.stdout.readline().removeprefix("listening on ").strip(), server


def check(url):
    import openai

    def client(step):
        base = f"{url}/rows/{urllib.parse.quote(step)}/v1"
        return openai.OpenAI(api_key="sk-example", base_url=base, max_retries=0)

    def chat(step, **more):
        messages = [{"role": "user", "content": "Hi"}]
        return client(step).chat.completions.create(model="example", messages=messages, **more)

    def respond(step, **more):
        return client(step).responses.create(model="example", input="Hi", **more)

    def error_of(call):
        try:
            call()
        except Exception as error:
            return error
        return None

    problems = []

    def expect(what, found, expected):
        if found != expected:
            problems.append(f"{what}: {found!r} instead of {expected!r}")

    for step, status, code in ROWS:
        for name, call in [("chat", chat), ("chat stream", lambda s: chat(s, stream=True)), ("responses", respond)]:
            error = error_of(lambda: call(step))
            expect(f"{name}: {step}: class", type(error).__name__, CLASS_OF_STATUS[status])
            expect(f"{name}: {step}: status", getattr(error, "status_code", None), status)
            expect(f"{name}: {step}: code", getattr(error, "code", None), code)
            expect(f"{name}: {step}: request id", bool(getattr(error, "request_id", None)), True)

    expect("cut", type(error_of(lambda: chat("cut"))).__name__, "APIConnectionError")
    for call in (chat, respond):
        error = error_of(lambda: list(call("error@2:slow_down", stream=True)))
        expect(f"{call.__name__}: error in a stream", type(error).__name__, "APIError")
        expect(f"{call.__name__}: its code", getattr(error, "code", None), "slow_down")
        error = error_of(lambda: list(call("cut@2", stream=True)))
        expect(f"{call.__name__}: cut in a stream", isinstance(error, Exception), True)

    expect("chat", chat("200").choices[0].message.content, TEXT)
    chunks = chat("200", stream=True)
    expect("chat stream", "".join(chunk.choices[0].delta.content or "" for chunk in chunks), TEXT)
    expect("responses", respond("200").output_text, TEXT)
    with client("200").responses.stream(model="example", input="Hi") as stream:
        expect("responses stream", stream.get_final_response().output_text, TEXT)
    failed = [event.type for event in respond("failed@2:server_error", stream=True)]
    expect("response.failed", failed[-1], "response.failed")

    print(f"openai {openai.__version__}: {len(ROWS)} answers, {len(problems)} problems")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
