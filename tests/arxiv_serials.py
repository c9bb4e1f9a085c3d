"""Papers in the forms arXiv serves: RSS and its Atom twin, the RDF of the years before, and the query API's answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from xml.sax.saxutils import escape

from arxiv_papers import MadePaper
from carrel.domain.announcing import EASTERN
from carrel.domain.feed import AnnounceType

_OLD_TYPES = {
    AnnounceType.CROSS: " CROSS LISTED",
    AnnounceType.REPLACE: " UPDATED",
    AnnounceType.REPLACE_CROSS: " UPDATED",
}


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), EASTERN)


def rss(day: date, papers: Sequence[MadePaper], name: str) -> bytes:
    """The feed as rss.arxiv.org serves it."""
    published = f"{midnight(day):%a, %d %b %Y %H:%M:%S %z}"
    items = "".join(
        f"""
    <item>
      <title>{escape(paper.title)}</title>
      <link>https://arxiv.org/abs/{paper.id}</link>
      <description>{_description(paper)}</description>
      <guid isPermaLink="false">oai:arXiv.org:{paper.id}v{paper.version}</guid>
      {"".join(f"<category>{category}</category>" for category in paper.categories)}
      <pubDate>{published}</pubDate>
      <arxiv:announce_type>{paper.type}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      {f"<arxiv:DOI>{paper.doi}</arxiv:DOI>" if paper.doi else ""}
      {f"<arxiv:journal_reference>{escape(paper.journal)}</arxiv:journal_reference>" if paper.journal else ""}
      <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
    </item>"""
        for paper in papers
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>{name} updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/{name}</link>
    <description>{name} updates on the arXiv.org e-print archive.</description>
    <language>en-us</language>
    <lastBuildDate>{midnight(day):%a, %d %b %Y} 04:00:01 +0000</lastBuildDate>
    <pubDate>{published}</pubDate>
    <skipDays><day>Sunday</day><day>Saturday</day></skipDays>{items}
  </channel>
</rss>""".encode()


def atom(day: date, papers: Sequence[MadePaper], name: str) -> bytes:
    """The same as an Atom feed."""
    published = midnight(day).isoformat()
    entries = "".join(
        f"""
  <entry>
    <id>oai:arXiv.org:{paper.id}v{paper.version}</id>
    <title>{escape(paper.title)}</title>
    <updated>{published}</updated>
    <link href="https://arxiv.org/abs/{paper.id}" rel="alternate" type="text/html"/>
    <summary>{_description(paper)}</summary>
    {"".join(f'<category term="{category}"/>' for category in paper.categories)}
    <published>{published}</published>
    <arxiv:announce_type>{paper.type}</arxiv:announce_type>
    <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
  </entry>"""
        for paper in papers
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom">
  <id>http://rss.arxiv.org/atom/{name}</id><title>{name} updates on arXiv.org</title><updated>{published}</updated>{entries}
</feed>""".encode()


def rdf(day: date, papers: Sequence[MadePaper], name: str) -> bytes:
    """The feed as it was until 2024, dated by the evening before."""
    items = "".join(
        f"""
<item rdf:about="http://arxiv.org/abs/{paper.id}">
<title>{escape(paper.title)}. (arXiv:{paper.id}v{paper.version} [{paper.categories[0]}]{_OLD_TYPES.get(paper.type, "")})</title>
<link>http://arxiv.org/abs/{paper.id}</link>
<description rdf:parseType="Literal">{escape(f"<p>{escape(paper.abstract)}</p>")}</description>
<dc:creator>{escape(", ".join(f'<a href="http://arxiv.org/a/{name}">{author}</a>' for author in paper.authors))}</dc:creator>
</item>"""
        for paper in papers
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://arxiv.org/"><title>{name} updates on arXiv.org</title>
<dc:date>{date.fromordinal(day.toordinal() - 1)}T20:30:00-05:00</dc:date></channel>{items}
</rdf:RDF>""".encode()


def results(papers: Sequence[MadePaper], total: int, start: int) -> bytes:
    """A page of the query API's answer."""
    entries = "".join(
        f"""
  <entry>
    <id>http://arxiv.org/abs/{paper.id}v{paper.version}</id>
    <title>{escape(paper.title)}</title>
    <updated>{paper.updated:%Y-%m-%dT%H:%M:%SZ}</updated>
    <link href="https://arxiv.org/abs/{paper.id}v{paper.version}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{paper.id}v{paper.version}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{escape(paper.abstract)}</summary>
    {"".join(f'<category term="{category}" scheme="http://arxiv.org/schemas/atom"/>' for category in paper.categories)}
    <published>{paper.submitted:%Y-%m-%dT%H:%M:%SZ}</published>
    {f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>" if paper.comment else ""}
    <arxiv:primary_category term="{paper.categories[0]}"/>
    {f"<arxiv:journal_ref>{escape(paper.journal)}</arxiv:journal_ref>" if paper.journal else ""}
    {f"<arxiv:doi>{paper.doi}</arxiv:doi>" if paper.doi else ""}
    {"".join(f"<author><name>{escape(author)}</name></author>" for author in paper.authors)}
  </entry>"""
        for paper in papers
    )
    return _api(
        f"<opensearch:totalResults>{total}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>{entries}"
    )


def api_error(summary: str) -> bytes:
    """What the query API answers, with status 400, to a query it cannot read."""
    return _api(
        "<opensearch:totalResults>1</opensearch:totalResults><entry><id>https://arxiv.org/api/errors</id><title>Error</title>"
        f"<summary>{escape(summary)}</summary><updated>2026-01-01T00:00:00Z</updated></entry>"
    )


def _api(inside: str) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id><title>arXiv Query</title><updated>2026-01-01T00:00:00Z</updated>
  {inside}
</feed>""".encode()


def _description(paper: MadePaper) -> str:
    # The space before the line break is arXiv's.
    return f"arXiv:{paper.id}v{paper.version} Announce Type: {paper.type} \nAbstract: {escape(paper.abstract)}"
