"""What a person can set. One value, passed in, never a global."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`model` is the GGUF file chosen: "starter", a file name in the models folder, or "" for none.

    `theme` is "system", "light" or "dark". `text_scale` is a percentage, 90 to 150. `contact` is an e-mail
    address named to arXiv in the User-Agent, or "". `welcomed` is true once Welcome was finished or skipped.

    `refresh_hours` is how often the feeds are read while Carrel is open, 0 for never. `news_digests` is how many of a
    day's papers get a digest, 0 for none. `fetch_pdfs` says which PDFs are fetched without being asked for: "asked" (none),
    "starred", or "day" (those that get a digest). The `mail_` fields say how the day is sent: `mail_security` is
    "starttls", "tls" or "none"; the password is in the system's keyring.

    `on_battery` is what becomes of background work without mains power: "pause" or "go_on". `model_mirror` is the address
    models are fetched from, "": Hugging Face. `server` says that digests are written by the person's own server at
    `server_url`, by its model `server_model` ("": the first it names), with up to `server_parallel` requests at once.

    `for_you` says that announcements are ranked by what the person does, on this computer alone. `for_you_most` is how many
    papers of a day it adds at most, `for_you_different` how many of a hundred of them are unlike what the person keeps. What was done
    up to the instant `for_you_since` does not count ("": all counts).

    `digest_language` is the language digests are written in, an ISO 639-1 code, or "" for each paper's own.
    """

    model: str = "starter"
    theme: str = "system"
    text_scale: int = 100
    single_keys: bool = True
    offline: bool = False
    contact: str = ""
    welcomed: bool = False
    digest_on_import: bool = True
    digest_language: str = ""
    refresh_hours: int = 8
    news_digests: int = 70
    fetch_pdfs: str = "asked"
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_from: str = ""
    mail_to: str = ""
    on_battery: str = "pause"
    model_mirror: str = ""
    server: bool = False
    server_url: str = ""
    server_model: str = ""
    server_parallel: int = 4
    for_you: bool = True
    for_you_most: int = 15
    for_you_different: int = 10
    for_you_since: str = ""
