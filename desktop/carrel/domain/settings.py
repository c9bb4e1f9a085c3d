"""What a person can set. One value, passed in, never a global."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`model` is the GGUF file chosen: "starter", a file name in the models folder, or "" for none.

    `theme` is "system", "light" or "dark". `text_scale` is a percentage, 90 to 150. `contact` is an e-mail
    address named to arXiv in the User-Agent, or "". `welcomed` is true once Welcome was finished or skipped.
    """

    model: str = "starter"
    theme: str = "system"
    text_scale: int = 100
    single_keys: bool = True
    offline: bool = False
    contact: str = ""
    welcomed: bool = False
    categories: tuple[str, ...] = ()
    digest_on_import: bool = True
