-- Duplicates: which papers may be one, what the person said of that, and by which identifiers a merged paper is known, too.

-- Two papers that may be one have a key in common (domain/duplicates); a paper in `compared` has its keys here.
CREATE TABLE duplicate_keys (
    key      INTEGER NOT NULL,
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    PRIMARY KEY (key, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_keys_by_paper ON duplicate_keys (paper_id);
CREATE TABLE compared (
    paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE
) STRICT;

-- The sketch of a file's text (domain/text_sketch), empty where the text tells too little.
CREATE TABLE text_sketches (
    file_id     INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    text_sha256 TEXT NOT NULL,
    sketch      BLOB NOT NULL
) STRICT;

-- reason: '' where nothing says any more that they are one. kept_apart: the pair's fingerprint when the person kept both.
CREATE TABLE duplicates (
    one         INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    other       INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    reason      TEXT NOT NULL CHECK (reason IN ('arxiv', 'doi', 'text', 'title', '')),
    fingerprint TEXT NOT NULL,
    kept_apart  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicates_by_other ON duplicates (other);

-- What a paper has besides its own arXiv identifier and DOI, since it was merged with another one.
CREATE TABLE other_identifiers (
    kind     TEXT NOT NULL CHECK (kind IN ('arxiv', 'doi')),
    value    TEXT NOT NULL COLLATE NOCASE,
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX other_identifiers_by_paper ON other_identifiers (paper_id);
