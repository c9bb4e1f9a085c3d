"""XML from the network, read without its dangers: no entities, no definitions, nothing fetched, nothing huge."""

from __future__ import annotations

import re
from typing import Any

from carrel.domain.errors import NetworkError

_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_DEFINITIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ROOT = re.compile(rb"<([\w:.-]+)")


def parse_xml(content: bytes, name: str) -> Any:
    """The root element of a document; `name` says in words what it should have been, such as "the feed".

    A slip inside an otherwise whole document is passed over, as far as the parser can; a document that was cut off is not.

    Raises:
        NetworkError: it is a web page, cut off, or holds definitions of entities.
    """
    from lxml import etree  # noqa: PLC0415 - see test_imports

    start = _PROLOG.match(content)
    opening = content[start.end() if start else 0 :][:64]
    if _WEB_PAGE.search(content[:2048]):
        raise NetworkError(f"arXiv sent a web page instead of {name}.", "Try again later.")
    if _DEFINITIONS.match(opening):
        raise _refused(name)
    if not content.strip():
        raise NetworkError(f"arXiv sent nothing instead of {name}.", "Try again later.")
    root = None
    if b"\x00" not in content[:4]:  # UTF-16 is left as it is
        content = _NOT_XML.sub(b" ", content)
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            recover=recover,
        )
        try:
            root = etree.fromstring(content, parser)
            break
        except etree.XMLSyntaxError as error:
            if recover or not _is_closed(content, opening):
                raise NetworkError(f"What arXiv sent instead of {name} cannot be read.", "Try again later.") from error
    if root is None:
        raise NetworkError(f"What arXiv sent instead of {name} cannot be read.", "Try again later.")
    if root.getroottree().docinfo.doctype:
        raise _refused(name)
    return root


def local_name(element: Any) -> str:
    """An element's name without its namespace, "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> list[Any]:
    """The child elements of that name, whatever their namespace."""
    return list(element.iterchildren(f"{{*}}{name}"))


def text_of(element: Any, name: str) -> str:
    """All text inside the first child of that name that holds any, "" where there is none."""
    for child in children(element, name):
        text = "".join(child.itertext()).strip()
        if text:
            return text
    return ""


def _is_closed(content: bytes, opening: bytes) -> bool:
    """Whether a document ends with its root's end: it was not cut off."""
    root = _ROOT.match(opening)
    return root is not None and content.rstrip().endswith(b"</" + root[1] + b">")


def _refused(name: str) -> NetworkError:
    return NetworkError(
        f"What arXiv sent as {name} holds definitions that could harm this computer, so it was not read.",
        "Try again later.",
    )
