-- What readers see of a statement that was not found in the paper, digests in the person's language, topics of their own.

ALTER TABLE statements ADD COLUMN instead TEXT NOT NULL DEFAULT '';
ALTER TABLE statements ADD COLUMN translation TEXT NOT NULL DEFAULT '';
ALTER TABLE digests ADD COLUMN language TEXT NOT NULL DEFAULT '';

CREATE TABLE own_topics (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE COLLATE NOCASE,
    description TEXT NOT NULL,
    phrases     TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- topics_of: among which topics those of the digest were chosen, so that digests that do not know the person's yet are
-- found; '' where nobody noted it.
ALTER TABLE digests ADD COLUMN topics_of TEXT NOT NULL DEFAULT '';

-- Few files hold text that people cannot see; lists ask for them.
CREATE INDEX files_hidden ON files (paper_id) WHERE hidden_characters > 0;
