-- Annotations: what a person marks in papers, and where it stands in each of their files.

-- Rectangles are packed as those of passages. page, rectangles, quote and its context are as the annotation was made, in the
-- file file_id; key is its name in exported PDFs and Markdown, one of its paper. tags: a JSON list, also in annotation_tags.
CREATE TABLE annotations (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,
    paper_id   INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    file_id    INTEGER REFERENCES files (id) ON DELETE SET NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('highlight', 'underline', 'note', 'area')),
    colour     TEXT NOT NULL CHECK (colour IN ('yellow', 'green', 'blue', 'pink', 'violet')),
    page       INTEGER NOT NULL,
    top        REAL NOT NULL,
    rectangles BLOB NOT NULL,
    quote      TEXT NOT NULL,
    before     TEXT NOT NULL,
    after      TEXT NOT NULL,
    text       TEXT NOT NULL,
    tags       TEXT NOT NULL DEFAULT '[]',
    author     TEXT NOT NULL DEFAULT '',
    created    TEXT NOT NULL,
    edited     TEXT NOT NULL,
    deleted    TEXT
) STRICT;
CREATE UNIQUE INDEX annotations_by_key ON annotations (paper_id, key);
CREATE INDEX annotations_by_paper ON annotations (paper_id, page, top, id);
CREATE INDEX annotations_by_file ON annotations (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX annotations_by_edited ON annotations (edited, id, kind, colour, paper_id) WHERE deleted IS NULL;
CREATE INDEX annotations_by_created ON annotations (created, id) WHERE deleted IS NULL;
CREATE INDEX annotations_deleted ON annotations (deleted) WHERE deleted IS NOT NULL;

CREATE TABLE annotation_tags (
    name          TEXT NOT NULL COLLATE NOCASE,
    annotation_id INTEGER NOT NULL REFERENCES annotations (id) ON DELETE CASCADE,
    PRIMARY KEY (name, annotation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_tags_by_annotation ON annotation_tags (annotation_id);

CREATE TABLE annotation_places (
    annotation_id INTEGER NOT NULL REFERENCES annotations (id) ON DELETE CASCADE,
    file_id       INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    page          INTEGER NOT NULL,
    rectangles    BLOB NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('placed', 'moved', 'lost')),
    PRIMARY KEY (annotation_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_places_by_file ON annotation_places (file_id);
CREATE INDEX annotation_places_unsure ON annotation_places (state) WHERE state <> 'placed';

-- The flag on papers that lists and facets read.
ALTER TABLE papers ADD COLUMN has_highlight INTEGER NOT NULL DEFAULT 0 CHECK (has_highlight IN (0, 1));
DROP INDEX papers_by_facets;
CREATE INDEX papers_by_facets
    ON papers (state, evidence, has_pdf, has_code, has_note, has_highlight, year, starred)
    WHERE trashed IS NULL AND kept = 1;
CREATE TRIGGER annotations_add AFTER INSERT ON annotations WHEN new.deleted IS NULL BEGIN
    UPDATE papers SET has_highlight = 1 WHERE id = new.paper_id AND has_highlight = 0;
END;
CREATE TRIGGER annotations_move AFTER UPDATE OF deleted ON annotations BEGIN
    UPDATE papers SET has_highlight =
        EXISTS (SELECT 1 FROM annotations WHERE paper_id = new.paper_id AND deleted IS NULL)
    WHERE id = new.paper_id;
END;
CREATE TRIGGER annotations_drop AFTER DELETE ON annotations WHEN old.deleted IS NULL BEGIN
    UPDATE papers SET has_highlight =
        EXISTS (SELECT 1 FROM annotations WHERE paper_id = old.paper_id AND deleted IS NULL)
    WHERE id = old.paper_id;
END;

-- Words of annotations (rowid: annotations.id). The text is that of the table: what is taken out is given once more.
CREATE VIRTUAL TABLE annotation_words USING fts5 (
    quote, text, tags,
    content = 'annotations', content_rowid = 'id', prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);
