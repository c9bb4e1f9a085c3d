"""The OpenAI-compatible server that llama-cpp-python brings, in a process of its own on a port of loopback.

Run as a script it serves the model file given as its argument, and says its port in the first line of its output.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONTEXT = 2048


@contextmanager
def served(model: Path, log: Path) -> Iterator[str]:
    """The address of a server that serves `model`; what it says goes to `log`."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, __file__, str(model)], stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            assert port, log.read_text("utf-8", "replace")[-2000:]
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()
            process.communicate()


def main(model: str) -> None:
    """Serve `model` until killed."""
    import uvicorn  # noqa: PLC0415 - only the server's process needs it
    from llama_cpp import llama_cpp  # noqa: PLC0415 - as above
    from llama_cpp.server.app import create_app  # noqa: PLC0415 - as above
    from llama_cpp.server.settings import ModelSettings, ServerSettings  # noqa: PLC0415 - as above

    # The server's settings cannot switch this off, and with AMX the first computation would end it (see inference/library.py).
    if b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info():
        plain = llama_cpp.llama_model_default_params()
        plain.use_extra_bufts = False
        llama_cpp.llama_model_default_params = lambda: plain
    settings = ModelSettings(
        model=model, model_alias="starter", n_ctx=CONTEXT, n_threads=1, n_threads_batch=1, verbose=False
    )
    app = create_app(server_settings=ServerSettings(), model_settings=[settings])
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - how the port is told
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
