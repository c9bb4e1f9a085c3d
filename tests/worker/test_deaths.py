"""When a call over which the child died is given up."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.digesting.source import Source
from carrel.domain.errors import WorkerDied
from carrel.domain.paper import Paper
from carrel.worker.client import WorkerCrashed
from carrel.worker.deaths import Deaths
from carrel.worker.model import ModelWorker

SOURCE = Source.of(Paper("A paper", abstract="This is what it says, and it says no more."), None)


@given(st.lists(st.booleans(), max_size=30))
def test_three_faults_or_eight_deaths_are_enough_and_the_last_was_alone(faults: list[bool]) -> None:
    deaths = Deaths()
    for number, fault in enumerate(faults, 1):
        alone = deaths.alone
        given_up = deaths.note(WorkerCrashed("It crashed.") if fault else WorkerDied("It was killed."))
        assert given_up == (sum(faults[:number]) >= 3 or number >= 8)
        assert alone == (number > 2)
        if given_up:
            assert alone
            break


@pytest.mark.parametrize(("end", "times"), [("os.abort()", 3), ("os.kill(os.getpid(), 9)", 8)])
def test_a_call_is_begun_again_more_often_where_the_child_was_killed_than_where_it_crashed(
    tmp_path: Path, end: str, times: int
) -> None:
    program = f"""
        import os, sys
        from pathlib import Path
        from carrel.worker.serve import serve

        def digest(call):
            with Path(sys.argv[1]).open("a") as begun:
                begun.write("x")
            {end}

        serve({{"digest": digest}}, together=True)
    """
    begun = tmp_path / "begun"
    worker = ModelWorker(command=[sys.executable, "-P", "-c", textwrap.dedent(program), str(begun)])
    with pytest.raises(WorkerDied):
        worker.digest(SOURCE, Path("any.gguf"), gpu_layers=0)
    worker.close()
    assert begun.read_text() == "x" * times
