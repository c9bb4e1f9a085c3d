-- Announcements: what arXiv announced on which day, what of it is followed, and searches that are kept.

-- An announced paper is a paper like any other, but stands in the library (lists, counts, search) only once it is kept.
ALTER TABLE papers ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1));
DROP INDEX papers_by_added;
DROP INDEX papers_by_title;
DROP INDEX papers_by_author;
DROP INDEX papers_by_year;
DROP INDEX papers_by_facets;
DROP INDEX papers_by_topics;
DROP INDEX papers_starred;
CREATE INDEX papers_by_added ON papers (added, id) WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_by_title ON papers (title_sort, id) WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_by_author ON papers (author_sort, id) WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_by_year ON papers (year, id) WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_by_facets ON papers (state, evidence, has_pdf, has_code, has_note, year, starred)
    WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_by_topics ON papers (topics, added) WHERE trashed IS NULL AND kept = 1;
CREATE INDEX papers_starred ON papers (added, id) WHERE starred = 1 AND trashed IS NULL AND kept = 1;
CREATE INDEX papers_passing ON papers (added) WHERE kept = 0;
CREATE INDEX papers_without_details ON papers (id) WHERE source = 'arxiv' AND (published = '' OR updated = '');

-- Titles and abstracts as arXiv wrote them, in LaTeX, where that reads otherwise than what is shown.
CREATE TABLE latex (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    version  INTEGER NOT NULL,
    title    TEXT NOT NULL,
    abstract TEXT NOT NULL,
    PRIMARY KEY (paper_id, version)
) STRICT, WITHOUT ROWID;

-- When a waiting job may start at the earliest: an instant, or '' for at once. retries: how often it met an error and was
-- put back to be tried again later.
ALTER TABLE jobs ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;

-- A followed category ("cs.LG") or group ("cs"); include and exclude are JSON lists of terms.
CREATE TABLE feeds (
    category TEXT PRIMARY KEY COLLATE NOCASE,
    position INTEGER NOT NULL,
    include  TEXT NOT NULL DEFAULT '[]',
    exclude  TEXT NOT NULL DEFAULT '[]',
    added    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is known of a category on a day (US Eastern date): read from its feed, put together from what was submitted, none
-- announced, or a gap with its reason.
CREATE TABLE coverage (
    category TEXT NOT NULL COLLATE NOCASE,
    day      TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('announced', 'filled', 'none', 'gap')),
    reason   TEXT NOT NULL DEFAULT '',
    checked  TEXT NOT NULL,
    PRIMARY KEY (category, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX coverage_by_day ON coverage (day);

-- One row for a version of a paper however often and wherever it is announced: the day is the first one. from_feed is 0
-- while it is known from its submission alone; then the feed's day, once known, takes its place. position: arXiv's
-- order. shown: 1 where a feed admits it (announcement_feeds) and the person did not hide it.
CREATE TABLE announcements (
    id        INTEGER PRIMARY KEY,
    paper_id  INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    version   INTEGER NOT NULL,
    day       TEXT NOT NULL,
    type      TEXT NOT NULL CHECK (type IN ('new', 'cross', 'replace', 'replace-cross')),
    position  INTEGER NOT NULL,
    from_feed INTEGER NOT NULL CHECK (from_feed IN (0, 1)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    seen      INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
    hidden    INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    shown     INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
    interest  INTEGER NOT NULL DEFAULT 0,
    reasons   TEXT NOT NULL DEFAULT '[]',
    UNIQUE (paper_id, version)
) STRICT;
CREATE INDEX announcements_by_day ON announcements (day, shown, seen, type, interest, position, paper_id);

-- Which followed categories admit an announcement.
CREATE TABLE announcement_feeds (
    category        TEXT NOT NULL COLLATE NOCASE,
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    PRIMARY KEY (category, announcement_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcement_feeds_by_announcement ON announcement_feeds (announcement_id);

-- seen: the highest announcement there was when the search was last opened.
CREATE TABLE saved_searches (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    text     TEXT NOT NULL,
    position INTEGER NOT NULL,
    seen     INTEGER NOT NULL DEFAULT 0,
    created  TEXT NOT NULL
) STRICT;

-- Words of papers that are not kept; a paper that is kept moves to paper_words, so that years of announcements do not
-- slow down the library's search.
CREATE VIRTUAL TABLE news_words USING fts5 (
    title, authors, abstract, identifiers,
    prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);
