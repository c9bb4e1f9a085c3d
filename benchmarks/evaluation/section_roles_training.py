"""How the numbers of ``models/section_roles.toml`` were made: `python benchmarks/evaluation/section_roles_training.py`.

Sections whose headings tell what they are for teach what such sections' texts look like. Papers of the half that is reported
take no part. How frequent the roles are among sections whose headings say nothing is counted on the development half.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from carrel.digesting.section_roles import FEATURES, ROLES, groups
from carrel.documents.read import read
from carrel.domain.passage import SectionKind
from evaluation.corpus import CORPUS
from evaluation.sections import files, labelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDERS = ("papers/arxiv_ml", "papers/nlp_and_arxiv_other", "papers/older_or_venue", "papers/very_long", "gold")
TARGET = Path(__file__).parents[2] / "models" / "section_roles.toml"
LEAST = 0.5
_REGULARISATION = 0.1
_FEWEST = 4


def taught() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Features and roles (indices into ROLES) of sections whose headings tell, in no paper of the half that is reported."""
    # One paper is there twice, a page longer the second time.
    held_out = {Path(file).stem for file in files("report")} | {"papermage_556aa28c"}
    features, roles = [], []
    for path in sorted(path for folder in FOLDERS for path in (CORPUS / folder).rglob("*.pdf")):
        if path.stem in held_out:
            continue
        document = read(path)
        for group in groups(document.sections, document.passages):
            if group.kind in ROLES and group.sentences >= _FEWEST:
                features.append(group.features)
                roles.append(ROLES.index(group.kind))
    return np.array(features), np.array(roles)


def frequencies() -> NDArray[np.float64]:
    """How frequent each role is where headings say nothing, each counted once more than it was seen."""
    counts = np.ones(len(ROLES), np.float64)
    names = [role.value for role in ROLES]
    for document, roles, _ in labelled("development"):
        right = dict(roles)
        for group in groups(document.sections, document.passages):
            role = right.get(group.positions[0], "")
            if group.kind is SectionKind.OTHER and role in names:
                counts[names.index(role)] += 1
    return np.asarray(counts / counts.sum())


def main() -> None:
    """Train, and write the numbers for features as they are measured."""
    features, roles = taught()
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    regression = LogisticRegression(C=_REGULARISATION, max_iter=2000).fit((features - mean) / scale, roles)
    weights = regression.coef_ / scale
    bias = regression.intercept_ - weights @ mean
    bias += np.log(frequencies()) - np.log(np.bincount(roles, minlength=len(ROLES)) / len(roles))
    lines = [
        "# What the texts of sections are for, by multinomial logistic regression; made by",
        "# benchmarks/evaluation/section_roles_training.py. A weight for each of these, in this order:",
        f"# {', '.join(FEATURES)}.",
        "# Below `least` probability nothing is told.",
        f"least = {LEAST}",
        "",
        "[roles]",
    ]
    for role, row, constant in zip(ROLES, weights, bias, strict=True):
        numbers = ", ".join(f"{weight:.3f}" for weight in row)
        lines.append(f"{role.value} = {{ bias = {constant:.3f}, weights = [{numbers}] }}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(roles)} sections; wrote {TARGET.name}")


if __name__ == "__main__":
    main()
