"""How much of a paper a digest was made from, and by what, in words: nothing that was left out goes unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.languages import LANGUAGES

if TYPE_CHECKING:
    from carrel.domain.digest import Digest, Provenance
    from carrel.ui.digest.places import Places


def coverage_words(provenance: Provenance) -> str:
    """How much of the paper was read: "14 of 14 sections, 11,842 of 11,842 tokens; references left out"."""
    coverage = provenance.coverage
    sections = "section" if coverage.sections == 1 else "sections"
    read = f"{coverage.sections_read:,} of {coverage.sections:,} {sections}, {_amount(provenance)}"
    return f"{read}; {', '.join(coverage.left_out)} left out" if coverage.left_out else read


def read_words(provenance: Provenance, places: Places) -> str:
    """The same as a sentence that tells the whole from a part and from the abstract alone; `places` are the digest's.

    "Read: 14 of 14 sections, …", "Read in part: 9 of 14 sections, …", "Read: the abstract alone, 182 of 182 words".
    """
    coverage = provenance.coverage
    begins = "Read in part" if coverage.tokens_read < coverage.tokens else "Read"
    if not places.file_id and coverage.sections <= 1:
        return f"{begins}: the abstract alone, {_amount(provenance)}"
    return f"{begins}: {coverage_words(provenance)}"


def foot_words(digest: Digest, places: Places) -> str:
    """The line at a digest's foot: how much was read, and where a model was asked in vain, that too."""
    words = read_words(digest.provenance, places)
    instead = digest.provenance.extractive and digest.fallbacks
    return f"The model gave nothing usable, so these are sentences from the paper. {words}" if instead else words


def details_words(digest: Digest, places: Places) -> str:
    """All that is known of where a digest came from, a line each."""
    origin = digest.provenance
    lines = [read_words(origin, places)]
    if origin.extractive:
        lines.append("Extractive: every sentence is the paper’s own")
        lines += ["A model was asked and gave nothing usable"] if digest.fallbacks else []
    else:
        model = origin.model_name or origin.model_file or "Model without a name"
        model += f" ({origin.quantization})" if origin.quantization else ""
        lines.append(f"Written by {', '.join(filter(None, (model, origin.model_file, origin.where)))}")
        borrowed = [part.heading.lower() for part in digest.fallbacks]
        lines += [f"Sentences from the paper: {', '.join(borrowed)}"] if borrowed else []
    lines += [f"Asked for in {LANGUAGES.get(origin.language, origin.language)}"] if origin.language else []
    name = "Selection" if origin.extractive else "Prompts"
    lines += [f"{name}: {origin.prompt_version}"] if origin.prompt_version else []
    return "\n".join(lines)


def _amount(provenance: Provenance) -> str:
    coverage = provenance.coverage
    return f"{coverage.tokens_read:,} of {coverage.tokens:,} {provenance.unit}"
