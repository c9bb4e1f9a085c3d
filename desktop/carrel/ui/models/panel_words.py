"""What the panel says of a model: its file, its download, what was measured, what a better format would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.models import Fit, Held
from carrel.ui.models.model_words import day_words, parameter_words
from carrel.ui.models.wording import host_of, rate_words
from carrel.ui.shell.wording import share_of_size, size, time_left

if TYPE_CHECKING:
    from carrel.domain.job import Job
    from carrel.domain.models import ModelEntry
    from carrel.domain.settings import Settings

Fact = tuple[str, str]


def file_facts(entry: ModelEntry) -> list[Fact]:
    """Size, parameters and format of the file; where it comes from and what it is good for, as far as that is known."""
    facts = [
        ("Size", size(entry.bytes) if entry.bytes else "not known before the download"),
        ("Parameters", parameter_words(entry.parameters) if entry.parameters else ""),
        ("Format", entry.quantization),
    ]
    if entry.entry is not None:
        facts.append(("Languages", entry.entry.languages))
    return facts


def offer_words(entry: ModelEntry, settings: Settings) -> str:
    """What it is good for, and what a download asks of the network."""
    good = f"{entry.entry.good_for.rstrip('.')}. " if entry.entry is not None and entry.entry.good_for else ""
    if entry.held is not Held.OFFERED or entry.fit is Fit.TOO_LARGE:
        return good.strip()
    host = host_of(settings.model_mirror)
    return f"{good}Download asks {host} for {size(entry.bytes) if entry.bytes else 'the file'}."


def download_facts(job: Job) -> list[Fact]:
    """How far a download is, how fast it goes and how long it still takes."""
    rate = (job.total - job.done) / job.left if job.left > 0 and job.total > job.done else 0.0
    return [
        ("Downloaded", share_of_size(job.done, job.total) if job.total > 0 else ""),
        ("Rate", f"{size(round(rate))} a second" if rate else ""),
        ("Time left", time_left(job.left).removesuffix(" left")),
        ("Now", job.stage),
    ]


def measured_title(entry: ModelEntry) -> str:
    """The heading over what was measured."""
    if entry.measured is None:
        return "On this computer"
    return f"Measured on this computer, {day_words(entry.measured.measured)}"


def measured_facts(entry: ModelEntry) -> list[Fact]:
    """What a benchmark found, and what the digests in the library say of it."""
    facts: list[Fact] = []
    measured = entry.measured
    if measured is not None:
        facts += [
            ("Writing", f"{rate_words(measured.decode)} tokens/s" if measured.decode else ""),
            ("Reading the paper", f"{rate_words(measured.prefill)} tokens/s" if measured.prefill else ""),
        ]
    if entry.digests:
        facts.append(("One digest", f"{entry.digest_seconds:.0f} s, median of {entry.digests:,}"))
    elif measured is not None and measured.digest_seconds:
        facts.append(("One digest of an abstract", f"{rate_words(measured.digest_seconds)} s"))
    if measured is not None and measured.day_minutes:
        facts.append(("70 papers", f"about {max(1, round(measured.day_minutes))} min"))
    if entry.statements:
        share = round(100 * entry.supported / entry.statements)
        facts.append(("Statements supported", f"{share}%, over {entry.statements:,}"))
    return facts + copy_facts(entry)


def copy_facts(entry: ModelEntry) -> list[Fact]:
    """What a copy in another format is beside the file that it was made of: how well it foresees a text, and is supported."""
    copy = entry.copy
    if copy is None:
        return []
    facts = [("Perplexity", f"{copy.perplexity_after:.2f}, of the original {copy.perplexity_before:.2f}")]
    if copy.statements_after and copy.statements_before:
        after, before = copy.supported_after / copy.statements_after, copy.supported_before / copy.statements_before
        facts.append(("Supported in the trial", f"{100 * after:.0f}%, of the original’s {100 * before:.0f}%"))
    return facts


def optimise_words(entry: ModelEntry) -> str:
    """What writing the model in another format would do; "" where there is no better one."""
    if not entry.better_format:
        return ""
    return (
        f"This computer computes faster with the format {entry.better_format}. A copy in that format can be made; "
        "it is measured against this file, which stays."
    )
