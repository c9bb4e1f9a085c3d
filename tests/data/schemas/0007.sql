-- Vectors of what papers say, passage by passage, by which they are found by meaning.

ALTER TABLE vector_sets ADD COLUMN of_passages INTEGER NOT NULL DEFAULT 0 CHECK (of_passages IN (0, 1));

-- The rows of a paper in its set's file: the first is that of title and abstract, the others those of the passages of
-- file_id in their order. text_sha256 is the hash of title and abstract and of the file's text.
CREATE TABLE passage_vectors (
    set_id      INTEGER NOT NULL REFERENCES vector_sets (id) ON DELETE CASCADE,
    paper_id    INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    file_id     INTEGER REFERENCES files (id) ON DELETE SET NULL,
    first_row   INTEGER NOT NULL,
    rows        INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL,
    PRIMARY KEY (set_id, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_vectors_by_paper ON passage_vectors (paper_id);
CREATE INDEX passage_vectors_by_file ON passage_vectors (file_id);

-- How many papers hold each word of the library's index.
CREATE VIRTUAL TABLE paper_word_counts USING fts5vocab(paper_words, row);
