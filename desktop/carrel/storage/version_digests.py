"""The digest of a paper's earlier version that its current one is to be compared with.

Only digests that were made in the same way are compared, by the same model with the same prompts in the same language, both
of PDFs or both of abstracts: what differs then is the paper, not who wrote.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

_EARLIER = """
SELECT p.id, d.id, max(o.id) FROM papers p JOIN digests d ON d.id = p.digest_id
JOIN digests o ON o.paper_id = p.id AND o.id <> d.id
LEFT JOIN files df ON df.id = d.file_id LEFT JOIN files f ON f.id = o.file_id
WHERE p.id IN (SELECT value FROM json_each(?)) AND o.text_sha256 <> d.text_sha256
    AND (o.engine, o.prompt_version, o.model_sha256, o.model_file, o.server, o.model_name, o.language)
        = (d.engine, d.prompt_version, d.model_sha256, d.model_file, d.server, d.model_name, d.language)
    AND CASE WHEN d.file_id IS NULL THEN o.file_id IS NULL AND o.id < d.id ELSE f.version BETWEEN 1 AND df.version - 1 END
GROUP BY p.id
"""


def earlier(connection: sqlite3.Connection, paper_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of these papers, the current digest and the newest one of an earlier version, by their ids; those without are left out."""
    found = connection.execute(_EARLIER, (json.dumps(list(paper_ids)),))
    return {paper_id: (current, before) for paper_id, current, before in found}
