-- Models: what is known of their files, how fast they were, and vectors that they made.

-- The server that wrote a digest, '' where this computer did.
ALTER TABLE digests ADD COLUMN server TEXT NOT NULL DEFAULT '';

-- What is counted of each model is read from here alone.
CREATE INDEX digests_by_model ON digests (model_sha256, seconds, model_file, supported, partly, not_found)
    WHERE model_sha256 <> '';
-- A JSON object: field to what is to be known of how it was written, where the model was cut off there.
ALTER TABLE digests ADD COLUMN notes TEXT NOT NULL DEFAULT '{}';

-- A model file that Carrel fetched or was given. verified: 'checksum', 'size' or ''. gpu_layers: as the person set them,
-- NULL for automatic. layers_held: how many layers the graphics card took when it last ran out of memory, NULL where it did not.
CREATE TABLE models (
    file        TEXT PRIMARY KEY,
    bytes       INTEGER NOT NULL,
    sha256      TEXT NOT NULL DEFAULT '',
    source      TEXT NOT NULL DEFAULT '',
    verified    TEXT NOT NULL DEFAULT '' CHECK (verified IN ('checksum', 'size', '')),
    added       TEXT NOT NULL,
    gpu_layers  INTEGER,
    layers_held INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE model_measurements (
    file           TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    measured       TEXT NOT NULL,
    prefill        REAL NOT NULL,
    decode         REAL NOT NULL,
    digest_seconds REAL NOT NULL,
    day_minutes    REAL NOT NULL,
    threads        INTEGER NOT NULL,
    gpu_layers     INTEGER NOT NULL,
    PRIMARY KEY (file, bytes, measured)
) STRICT, WITHOUT ROWID;

-- How good a copy in another format is beside the file that it was made of; perplexity over so many tokens.
CREATE TABLE model_quality (
    file                TEXT NOT NULL,
    bytes               INTEGER NOT NULL,
    format              TEXT NOT NULL,
    original            TEXT NOT NULL,
    original_bytes      INTEGER NOT NULL,
    perplexity          REAL NOT NULL,
    original_perplexity REAL NOT NULL,
    tokens              INTEGER NOT NULL,
    supported           INTEGER NOT NULL,
    statements          INTEGER NOT NULL,
    original_supported  INTEGER NOT NULL,
    original_statements INTEGER NOT NULL,
    PRIMARY KEY (file, bytes)
) STRICT, WITHOUT ROWID;

-- Vectors of papers lie in a file for each set (a model and its dimension), a row for a paper; the newest whole set serves.
CREATE TABLE vector_sets (
    id        INTEGER PRIMARY KEY,
    model     TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    whole     INTEGER NOT NULL DEFAULT 0 CHECK (whole IN (0, 1)),
    created   TEXT NOT NULL
) STRICT;
CREATE TABLE vectors (
    set_id      INTEGER NOT NULL REFERENCES vector_sets (id) ON DELETE CASCADE,
    paper_id    INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    row         INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL,
    PRIMARY KEY (set_id, paper_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX vectors_by_row ON vectors (set_id, row);
CREATE INDEX vectors_by_paper ON vectors (paper_id);
