"""The same work done four ways with one model: abstracts into the fields of a digest.

python benchmarks/engine.py [--papers 126] [--ways abcd] [--model FILE] [--busy]

(a) llama-cpp-python's ``create_chat_completion``, one paper after another, held to a JSON schema; (b) the same without a
schema, field by field; (c) llama-server with parallel slots, all its questions at once (needs $LLAMA_SERVER, the program
built from the same llama.cpp); (d) Carrel's engine, which also checks each sentence. Each way runs in a process of its own,
one after another, with as many threads as there are physical cores. ``--busy`` keeps one core busy with something else.

The abstracts are the corpus's ($CARREL_CORPUS, else ../shared/data beside the checkout). Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from carrel.digesting.prompts import prompts
from carrel.domain.digest import NO_OPTIONS, Field
from carrel.worker.limits import prepare_environment

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
NAMES = {
    "a": "create_chat_completion, JSON schema",
    "b": "create_chat_completion, field by field",
    "c": "llama-server, 16 slots",
    "d": "Carrel",
}
SCHEMA = {
    "type": "object",
    "properties": {
        "key_points": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
        **{part.value: {"type": "string"} for part in Field if part is not Field.KEY_POINTS},
        "topics": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
    },
    "required": [*(part.value for part in Field), "topics"],
}
SLOTS = 16
PAPERS_AT_ONCE = 6


@dataclass
class Outcome:
    """What one way did: papers of which all fields were filled, and how long it took."""

    way: str
    papers: int
    whole: int
    tokens: int
    seconds: float


def abstracts(count: int) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((CORPUS / "digests" / "abstracts.json").read_text(encoding="utf-8"))
    return rows[:count]


def messages(row: dict[str, str], question: str) -> list[dict[str, str]]:
    asked = prompts()
    paper = asked.paper(f"{row['title']}\n{row['abstract']}")
    return [{"role": "system", "content": asked.instructions}, {"role": "user", "content": f"{paper}\n\n{question}"}]


def questions() -> list[tuple[Field, str, int]]:
    """Field by field: the first wording of each part, and the tokens it may take."""
    return [(field, part.asks[0].question, part.tokens) for field in Field for part in prompts().fields[field]]


def binding(model: Path) -> Any:
    """llama-cpp-python's own engine. Where weights rearranged for AMX would end the process, they are left as they are."""
    import llama_cpp  # noqa: PLC0415 - after the environment is prepared

    from carrel.inference.hardware import physical_cores  # noqa: PLC0415 - as above
    from carrel.inference.library import repacks_safely  # noqa: PLC0415 - as above

    if not repacks_safely():
        default = llama_cpp.llama_cpp.llama_model_default_params

        def without_amx() -> Any:
            parameters = default()
            parameters.use_extra_bufts = False
            return parameters

        llama_cpp.llama_cpp.llama_model_default_params = without_amx
    cores = physical_cores()
    return llama_cpp.Llama(str(model), n_ctx=4096, n_threads=cores, n_threads_batch=cores, verbose=False)


def with_schema(rows: list[dict[str, str]], model: Path) -> Outcome:
    llama = binding(model)
    whole = tokens = 0
    began = time.monotonic()
    for row in rows:
        answer = llama.create_chat_completion(
            messages(row, f"Digest the paper as JSON with the fields {', '.join(SCHEMA['required'])}."),
            response_format={"type": "json_object", "schema": SCHEMA},
            max_tokens=sum(limit for _, _, limit in questions()),
            temperature=0.0,
        )
        tokens += answer["usage"]["completion_tokens"]
        try:
            fields = json.loads(answer["choices"][0]["message"]["content"], strict=False)
        except json.JSONDecodeError:
            continue
        whole += all(fields.get(name) for name in SCHEMA["required"])
    return Outcome("a", len(rows), whole, tokens, time.monotonic() - began)


def field_by_field(rows: list[dict[str, str]], model: Path) -> Outcome:
    llama = binding(model)
    whole = tokens = 0
    began = time.monotonic()
    for row in rows:
        texts = []
        for _, question, limit in questions():
            answer = llama.create_chat_completion(messages(row, question), max_tokens=limit, temperature=0.0)
            tokens += answer["usage"]["completion_tokens"]
            texts.append(answer["choices"][0]["message"]["content"].strip())
        whole += all(texts)
    return Outcome("b", len(rows), whole, tokens, time.monotonic() - began)


def server(rows: list[dict[str, str]], model: Path) -> Outcome:
    from carrel.inference.hardware import physical_cores  # noqa: PLC0415 - as above

    program = os.environ["LLAMA_SERVER"]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [program, "-m", str(model), "--port", str(port), "-t", str(physical_cores()), "-np", str(SLOTS)]
    command += ["-c", str(SLOTS * 1024), "--no-webui", "-fa", "off"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def one(asked: tuple[dict[str, str], str, int]) -> tuple[str, int]:
        row, question, limit = asked
        body = {"messages": messages(row, question), "max_tokens": limit, "temperature": 0.0, "cache_prompt": True}
        answer = ask("/v1/chat/completions", body)
        return answer["choices"][0]["message"]["content"].strip(), answer["usage"]["completion_tokens"]

    try:
        for _ in range(600):
            try:
                ask("/health")
                break
            except OSError:
                time.sleep(0.1)
        began = time.monotonic()
        work = [(row, question, limit) for row in rows for _, question, limit in questions()]
        with ThreadPoolExecutor(SLOTS) as pool:
            answers = list(pool.map(one, work))
        seconds = time.monotonic() - began
    finally:
        process.kill()
        process.wait()
    each = len(questions())
    whole = sum(all(text for text, _ in answers[at : at + each]) for at in range(0, len(answers), each))
    return Outcome("c", len(rows), whole, sum(tokens for _, tokens in answers), seconds)


def carrel(rows: list[dict[str, str]], model: Path) -> Outcome:
    from carrel.digesting.compose import compose  # noqa: PLC0415 - as above
    from carrel.digesting.source import Source  # noqa: PLC0415 - as above
    from carrel.domain.paper import Paper  # noqa: PLC0415 - as above
    from carrel.inference import llama as engine_module  # noqa: PLC0415 - as above
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - as above
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415 - as above

    encoder = Embedder(bundled_encoder() or Path())

    engine = engine_module.LlamaEngine(model)
    written = []
    submit = engine_module.LlamaEngine.submit

    def counting(self: Any, *given: Any, **named: Any) -> Any:
        pending = submit(self, *given, **named)
        written.append(pending)
        return pending

    engine_module.LlamaEngine.submit = counting  # type: ignore[method-assign]

    def one(row: dict[str, str]) -> bool:
        source = Source.of(Paper(row["title"], abstract=row["abstract"]), None)
        digest = compose(
            source, engine.client(interactive=False, cancelled=lambda: False), encoder, NO_OPTIONS, lambda _: None
        )
        return all(digest.of(part) for part in Field)

    began = time.monotonic()
    with ThreadPoolExecutor(PAPERS_AT_ONCE) as pool:
        whole = sum(pool.map(one, rows))
    seconds = time.monotonic() - began
    engine.close()
    tokens = sum(each.result().tokens for each in written)
    return Outcome("d", len(rows), whole, tokens, seconds)


WAYS = {"a": with_schema, "b": field_by_field, "c": server, "d": carrel}


def spin(stop: Any) -> None:
    while not stop.is_set():
        sum(range(10_000))


@contextmanager
def busy(wanted: bool) -> Iterator[None]:
    """Another program that takes one core."""
    if not wanted:
        yield
        return
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=spin, args=(stop,))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=126)
    parser.add_argument("--ways", default="abcd")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    prepare_environment()
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - after the environment is prepared

    model = given.model or starter_model()
    if model is None:
        raise SystemExit("The starter model is not installed: make setup")
    if given.one:
        print(json.dumps(asdict(WAYS[given.one](abstracts(given.papers), model))))
        return
    print("| way | papers a minute | tokens a second | all fields filled |\n|---|---:|---:|---:|", flush=True)
    for way in given.ways:
        if way == "c" and "LLAMA_SERVER" not in os.environ:
            print(f"| ({way}) {NAMES[way]} | not measured: LLAMA_SERVER is not set | | |")
            continue
        command = [sys.executable, __file__, "--one", way, "--papers", str(given.papers), "--model", str(model)]
        with busy(given.busy):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"| ({way}) {NAMES[way]} | failed ({done.returncode}): {done.stderr.strip()[-200:]} | | |")
            continue
        outcome = Outcome(**json.loads(done.stdout.splitlines()[-1]))
        speed = f"{outcome.papers / outcome.seconds * 60:.1f} | {outcome.tokens / outcome.seconds:.0f}"
        print(f"| ({way}) {NAMES[way]} | {speed} | {outcome.whole} of {outcome.papers} |", flush=True)


if __name__ == "__main__":
    main()
