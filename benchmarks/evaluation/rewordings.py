"""True sentences in the words of the starter model, kept only where they plainly still say the same.

A model of 135 million parameters rewords badly: most of what it gives is the sentence itself, or no longer true. A
rewording is accepted where it has no number, name or word of direction that its sentence lacks, the same denials, a large
cosine of their vectors, at least half its length, and at least two words changed. That is strict, and made of some of the measures that
are then put to the test, so it says how the check takes harmless changes of wording, not how it takes free ones.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder
from carrel.inference.engine import Prompt
from carrel.inference.llama import LlamaEngine
from carrel.inference.starter import starter_model

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = Path(__file__).resolve().parents[2] / "build" / "evaluation" / "rewordings.json"
_COSINE = 0.85
_INSTRUCTIONS = "You reword sentences. Keep every fact, name and number."
_QUESTION = "Write this sentence again in other words. Keep all names and numbers."
_FIXED = re.compile(
    r"[A-Za-z]*[A-Z]\w*(?<!^\w)|\d[\d.,]*\d|\d|\b(?:not|no|never|cannot|without|more|less|most|least|all|some|only|higher|lower|better|worse|"
    r"increas\w*|decreas\w*|reduc\w*|improv\w*|larger?|smaller?|few\w*|first|before|after|can|may|might)\b"
)
_DENIALS = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|few|hardly)\b|n[’']t\b")


def by_model(sentences: Sequence[str]) -> dict[str, str]:
    """The accepted rewordings of `sentences`, by sentence; those made before are kept in ``build/evaluation``.

    Raises:
        SystemExit: the starter model or the encoder is not installed.
    """
    kept: dict[str, str] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    fresh = [sentence for sentence in sentences if sentence not in kept]
    if fresh:
        kept.update(zip(fresh, _written(fresh), strict=True))
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
    return _accepted({sentence: kept[sentence] for sentence in sentences})


def _written(sentences: Sequence[str]) -> list[str]:
    path = starter_model()
    if path is None:
        raise SystemExit("The starter model is not installed.")
    engine = LlamaEngine(path, context=4096, gpu_layers=0)
    try:
        pending = [
            engine.submit(
                Prompt(_INSTRUCTIONS, sentence, _QUESTION),
                max_tokens=90,
                stop=("\n",),
                enough=lambda text: ". " in text,
            )
            for sentence in sentences
        ]
        return [" ".join(one.result().text.strip(' "“”').split()) for one in pending]
    finally:
        engine.close()


def _accepted(written: dict[str, str]) -> dict[str, str]:
    model = bundled_encoder()
    if model is None:
        raise SystemExit("The encoder is not installed.")
    likely = {sentence: text for sentence, text in written.items() if _keeps(sentence, text)}
    if not likely:
        return {}
    encoder = Embedder(model)
    try:
        cosines = (encoder.embed(list(likely)) * encoder.embed(list(likely.values()))).sum(axis=1)
    finally:
        encoder.close()
    return {
        sentence: text for (sentence, text), cosine in zip(likely.items(), cosines, strict=True) if cosine >= _COSINE
    }


def _keeps(sentence: str, text: str) -> bool:
    old, new = _plain(sentence), _plain(text)
    return (
        len(set(new) ^ set(old)) >= 2
        and len(set(new) - set(old)) <= max(4, len(new) // 2)
        and 0.5 * len(old) <= len(new) <= 1.5 * len(old)
        and text.endswith(".")
        and _fixed(text, _FIXED) <= _fixed(sentence, _FIXED)
        and _fixed(text, _DENIALS) == _fixed(sentence, _DENIALS)
    )


def _fixed(text: str, words: re.Pattern[str]) -> set[str]:
    return {found.group().lower() for found in words.finditer(text[:1].lower() + text[1:])}


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
