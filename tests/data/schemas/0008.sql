-- For you: what a person wants more and less of, when they did what counts for it, profiles, and what came out of that.

-- What a paper was marked with by hand.
CREATE TABLE wishes (
    paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
    wish     TEXT NOT NULL CHECK (wish IN ('more', 'less')),
    since    TEXT NOT NULL
) STRICT;

-- When something that stands in other tables without its time was first seen there.
CREATE TABLE acts (
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('starred', 'read', 'kept', 'hidden')),
    since    TEXT NOT NULL,
    PRIMARY KEY (paper_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcements_hidden ON announcements (paper_id) WHERE hidden = 1;

-- categories is a JSON list.
CREATE TABLE interest_profiles (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    categories TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE TABLE profile_seeds (
    profile_id INTEGER NOT NULL REFERENCES interest_profiles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    paper_id   INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    PRIMARY KEY (profile_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX profile_seeds_by_paper ON profile_seeds (paper_id);

-- A day's papers as they were ranked: those that For you adds (chosen), and those that a feed's interests have, for their
-- order. closest: a JSON list of the papers the reason speaks of, the closest first, each [id, what was done with it].
CREATE TABLE for_you (
    day      TEXT NOT NULL,
    paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    score    REAL NOT NULL,
    chosen   INTEGER NOT NULL CHECK (chosen IN (0, 1)),
    reason   TEXT NOT NULL,
    closest  TEXT NOT NULL,
    PRIMARY KEY (day, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX for_you_by_paper ON for_you (paper_id);
