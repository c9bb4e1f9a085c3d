-- Carrel's library, first schema. Dates and instants are ISO 8601 text, instants in UTC ending in Z.

-- What follows `digest_id` repeats what other tables say, so that lists and facets of 100,000 papers read one index:
-- evidence and topics (a JSON list) are the current digest's and set where digests are; the has_ flags by triggers.

CREATE TABLE papers (
    id                INTEGER PRIMARY KEY,
    arxiv_id          TEXT UNIQUE,
    version           INTEGER NOT NULL DEFAULT 0,
    doi               TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
    title             TEXT NOT NULL,
    title_sort        TEXT NOT NULL,
    author_sort       TEXT,
    published         TEXT NOT NULL DEFAULT '',
    updated           TEXT NOT NULL DEFAULT '',
    year              INTEGER,
    comment           TEXT NOT NULL DEFAULT '',
    journal_reference TEXT NOT NULL DEFAULT '',
    source            TEXT NOT NULL,
    state             TEXT NOT NULL DEFAULT 'unread' CHECK (state IN ('unread', 'reading', 'read')),
    starred           INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
    added             TEXT NOT NULL,
    trashed           TEXT,
    digest_id         INTEGER REFERENCES digests (id) ON DELETE SET NULL,
    evidence          TEXT NOT NULL DEFAULT 'none' CHECK (evidence IN ('supported', 'partly', 'not_found', 'none')),
    topics            TEXT NOT NULL DEFAULT '[]',
    has_pdf           INTEGER NOT NULL DEFAULT 0 CHECK (has_pdf IN (0, 1)),
    has_code          INTEGER NOT NULL DEFAULT 0 CHECK (has_code IN (0, 1)),
    has_note          INTEGER NOT NULL DEFAULT 0 CHECK (has_note IN (0, 1))
) STRICT;
CREATE INDEX papers_by_added ON papers (added, id) WHERE trashed IS NULL;
CREATE INDEX papers_by_title ON papers (title_sort, id) WHERE trashed IS NULL;
CREATE INDEX papers_by_author ON papers (author_sort, id) WHERE trashed IS NULL;
CREATE INDEX papers_by_year ON papers (year, id) WHERE trashed IS NULL;
CREATE INDEX papers_by_facets ON papers (state, evidence, has_pdf, has_code, has_note, year, starred)
    WHERE trashed IS NULL;
CREATE INDEX papers_by_topics ON papers (topics, added) WHERE trashed IS NULL;
CREATE INDEX papers_starred ON papers (added, id) WHERE starred = 1 AND trashed IS NULL;
CREATE INDEX papers_trashed ON papers (trashed) WHERE trashed IS NOT NULL;
CREATE INDEX papers_by_doi ON papers (doi) WHERE doi <> '';
CREATE INDEX papers_by_digest ON papers (digest_id) WHERE digest_id IS NOT NULL;

-- Apart from their papers: lists scan those, and ten times the bytes would take ten times as long.
CREATE TABLE abstracts (
    paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
    abstract TEXT NOT NULL
) STRICT;

CREATE TABLE versions (
    paper_id  INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    version   INTEGER NOT NULL,
    title     TEXT NOT NULL,
    abstract  TEXT NOT NULL,
    updated   TEXT NOT NULL,
    comment   TEXT NOT NULL DEFAULT '',
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    PRIMARY KEY (paper_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE authors (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url      TEXT NOT NULL,
    code     INTEGER NOT NULL DEFAULT 0 CHECK (code IN (0, 1)),
    PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER links_add AFTER INSERT ON links WHEN new.code = 1 BEGIN
    UPDATE papers SET has_code = 1 WHERE id = new.paper_id;
END;
CREATE TRIGGER links_drop AFTER DELETE ON links WHEN old.code = 1 BEGIN
    UPDATE papers SET has_code = EXISTS (SELECT 1 FROM links WHERE paper_id = old.paper_id AND code = 1)
    WHERE id = old.paper_id;
END;

CREATE TABLE files (
    id                INTEGER PRIMARY KEY,
    paper_id          INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    name              TEXT NOT NULL UNIQUE,
    sha256            TEXT NOT NULL UNIQUE,
    bytes             INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('checking', 'ready', 'no_text', 'locked', 'unsafe')),
    version           INTEGER NOT NULL DEFAULT 0,
    pages             INTEGER NOT NULL DEFAULT 0,
    page_sizes        TEXT NOT NULL DEFAULT '[]',
    problem           TEXT NOT NULL DEFAULT '',
    hidden_characters INTEGER NOT NULL DEFAULT 0,
    text_sha256       TEXT NOT NULL DEFAULT '',
    original_name     TEXT NOT NULL DEFAULT '',
    added             TEXT NOT NULL
) STRICT;
CREATE INDEX files_by_paper ON files (paper_id);
CREATE TRIGGER files_add AFTER INSERT ON files BEGIN
    UPDATE papers SET has_pdf = 1 WHERE id = new.paper_id;
END;
CREATE TRIGGER files_drop AFTER DELETE ON files BEGIN
    UPDATE papers SET has_pdf = EXISTS (SELECT 1 FROM files WHERE paper_id = old.paper_id) WHERE id = old.paper_id;
END;

CREATE TABLE sections (
    file_id  INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    level    INTEGER NOT NULL,
    heading  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    page     INTEGER NOT NULL,
    top      REAL NOT NULL,
    PRIMARY KEY (file_id, position)
) STRICT, WITHOUT ROWID;

-- rectangles: little-endian float32 quintuples (page, left, top, right, bottom), points.
CREATE TABLE passages (
    file_id    INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    section    INTEGER NOT NULL,
    page       INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    text       TEXT NOT NULL,
    rectangles BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE digests (
    id              INTEGER PRIMARY KEY,
    paper_id        INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    file_id         INTEGER REFERENCES files (id) ON DELETE SET NULL,
    engine          TEXT NOT NULL,
    created         TEXT NOT NULL,
    seconds         REAL NOT NULL,
    text_sha256     TEXT NOT NULL,
    prompt_version  TEXT NOT NULL,
    model_name      TEXT NOT NULL DEFAULT '',
    model_file      TEXT NOT NULL DEFAULT '',
    model_sha256    TEXT NOT NULL DEFAULT '',
    quantization    TEXT NOT NULL DEFAULT '',
    sections_read   INTEGER NOT NULL,
    sections        INTEGER NOT NULL,
    tokens_read     INTEGER NOT NULL,
    tokens          INTEGER NOT NULL,
    left_out        TEXT NOT NULL DEFAULT '[]',
    fallbacks       TEXT NOT NULL DEFAULT '[]',
    topics          TEXT NOT NULL DEFAULT '[]',
    supported       INTEGER NOT NULL,
    partly          INTEGER NOT NULL,
    not_found       INTEGER NOT NULL
) STRICT;
CREATE INDEX digests_by_paper ON digests (paper_id, id);
CREATE INDEX digests_by_file ON digests (file_id) WHERE file_id IS NOT NULL;

CREATE TABLE statements (
    digest_id           INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    position            INTEGER NOT NULL,
    field               TEXT NOT NULL,
    text                TEXT NOT NULL,
    status              TEXT NOT NULL CHECK (status IN ('supported', 'partly', 'not_found')),
    passages            TEXT NOT NULL DEFAULT '[]',
    reason              TEXT NOT NULL DEFAULT '',
    unsupported_numbers TEXT NOT NULL DEFAULT '[]',
    verdict             TEXT CHECK (verdict IN ('supported', 'partly', 'not_found')),
    PRIMARY KEY (digest_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE paper_tags (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    tag_id   INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (paper_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_tags_by_tag ON paper_tags (tag_id);

CREATE TABLE collections (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES collections (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    created   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX collections_by_parent ON collections (parent_id);
CREATE TABLE collection_papers (
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    paper_id      INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    added         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (collection_id, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_papers_by_paper ON collection_papers (paper_id);

CREATE TABLE notes (
    paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
    body     TEXT NOT NULL,
    edited   TEXT NOT NULL
) STRICT;
CREATE TRIGGER notes_add AFTER INSERT ON notes BEGIN
    UPDATE papers SET has_note = 1 WHERE id = new.paper_id;
END;
CREATE TRIGGER notes_drop AFTER DELETE ON notes BEGIN
    UPDATE papers SET has_note = 0 WHERE id = old.paper_id;
END;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- runner: "pid:start time" of the process that runs, or alone may run, the job; NULL where any may.
CREATE TABLE jobs (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    lane       TEXT NOT NULL,
    key        TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled')),
    payload    TEXT NOT NULL DEFAULT '{}',
    title      TEXT NOT NULL DEFAULT '',
    paper_id   INTEGER REFERENCES papers (id) ON DELETE SET NULL,
    priority   INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    error_code TEXT NOT NULL DEFAULT '',
    error      TEXT NOT NULL DEFAULT '',
    advice     TEXT NOT NULL DEFAULT '',
    runner     TEXT,
    created    TEXT NOT NULL,
    started    TEXT NOT NULL DEFAULT '',
    finished   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX jobs_open_once ON jobs (kind, key) WHERE state IN ('waiting', 'running', 'paused');
CREATE INDEX jobs_to_claim ON jobs (lane, priority DESC, attempts, id) WHERE state = 'waiting';
CREATE INDEX jobs_by_paper ON jobs (paper_id) WHERE state IN ('waiting', 'running', 'paused');
CREATE INDEX jobs_finished ON jobs (finished) WHERE finished <> '';

-- Every request Carrel made. who: 'you' or 'schedule'. status: HTTP status, or 0 with the reason in outcome.
CREATE TABLE ledger (
    id      INTEGER PRIMARY KEY,
    time    TEXT NOT NULL,
    host    TEXT NOT NULL,
    path    TEXT NOT NULL,
    purpose TEXT NOT NULL,
    who     TEXT NOT NULL,
    status  INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ledger_by_time ON ledger (time);

-- Words of what describes a paper (rowid: papers.id), and words of all its passages. The second keeps no text of its
-- own: to take a paper out, its passages are given once more, so it changes only together with them.
CREATE VIRTUAL TABLE paper_words USING fts5 (
    title, authors, abstract, note, digest, identifiers,
    prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE text_words USING fts5 (
    text,
    content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
