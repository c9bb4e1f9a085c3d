"""What decides how a digest comes out, and so whether writing it again would change anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from carrel.domain.digest import Provenance


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes digests: a model with its prompts, or, without a model, the way sentences are chosen.

    `sha256` is the model file's hash, "" where nobody has computed it; then `file`, its name, stands for it. `server` is
    the host and port of a person's own server, whose model is `model` ("": whichever it names first). `prompts` is the
    prompts' (or the selector's) version, "" where that is not known, `language` the ISO 639-1 code of the language that is
    asked for, "": the paper's.
    """

    prompts: str
    file: str = ""
    sha256: str = ""
    server: str = ""
    model: str = ""
    language: str = ""

    @property
    def extractive(self) -> bool:
        """Whether no model writes."""
        return not self.file and not self.server

    def same_model(self, other: Writer) -> bool:
        """Whether both are the same model, or both are none."""
        if self.server or other.server:
            named = not self.model or not other.model or self.model == other.model
            return self.server == other.server and named
        if self.sha256 and other.sha256:
            return self.sha256 == other.sha256
        return self.file == other.file


@dataclass(frozen=True, slots=True)
class DigestKey:
    """What a digest is made of and by. Two digests with the same key say the same.

    `version` is the paper's version whose text it is, 0 where that is not known; `text_sha256` is of that text.
    """

    version: int
    text_sha256: str
    writer: Writer


class Difference(Enum):
    """Why a digest would come out otherwise if it were written now, in words."""

    VERSION = "The paper has a newer version"
    TEXT = "The paper’s text was read anew since"
    MODEL = "Another model is chosen now"
    A_MODEL = "A model can write it now"
    NO_MODEL = "No model is chosen now"
    PROMPTS = "Carrel’s prompts changed since"
    SELECTOR = "Carrel chooses sentences in another way now"
    LANGUAGE = "Another language is set now"

    @property
    def words(self) -> str:
        """The reason as a sentence without its full stop."""
        return self.value


def digest_key(provenance: Provenance, version: int = 0) -> DigestKey:
    """The key of a digest with this provenance, of the paper's `version`."""
    writer = Writer(
        prompts=provenance.prompt_version,
        file="" if provenance.server else provenance.model_file or provenance.model_name,
        sha256=provenance.model_sha256,
        server=provenance.server,
        model=provenance.model_name if provenance.server else "",
        # The paper's own sentences stay in its language, whatever was asked for.
        language="" if provenance.extractive else provenance.language,
    )
    return DigestKey(version, provenance.text_sha256, writer)


def differences(made: DigestKey, wanted: DigestKey) -> tuple[Difference, ...]:
    """Why a digest that was `made` so is not what is `wanted`, the weightiest reason first; empty where it is."""
    found: list[Difference] = []
    if made.text_sha256 != wanted.text_sha256:
        newer = 0 < made.version < wanted.version
        found.append(Difference.VERSION if newer else Difference.TEXT)
    old, new = made.writer, wanted.writer
    if not old.same_model(new):
        # Prompts of other models are others anyway.
        found.append(_of_model(old, new))
    elif old.prompts != new.prompts and old.prompts and new.prompts:
        found.append(Difference.SELECTOR if new.extractive else Difference.PROMPTS)
    if not old.extractive and not new.extractive and old.language != new.language:
        found.append(Difference.LANGUAGE)
    return tuple(found)


def is_current(made: DigestKey, wanted: DigestKey) -> bool:
    """Whether writing the digest again would give the same."""
    return not differences(made, wanted)


def _of_model(old: Writer, new: Writer) -> Difference:
    if old.extractive:
        return Difference.A_MODEL
    return Difference.NO_MODEL if new.extractive else Difference.MODEL
