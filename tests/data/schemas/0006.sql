-- Annotations that files themselves hold and that were taken into the library: they are drawn as the library has them.

-- A row stays when its annotation is deleted for good, so that what was deleted is neither drawn nor taken in again.
-- edited: when the annotation had last been edited as it was taken in.
CREATE TABLE held_annotations (
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    key     TEXT NOT NULL,
    edited  TEXT NOT NULL,
    PRIMARY KEY (file_id, key)
) STRICT, WITHOUT ROWID;

-- What was taken in before: the keys of a person's own are random, as version 4 of RFC 9562 has them, and name no author.
INSERT INTO held_annotations
    SELECT file_id, key, edited FROM annotations
    WHERE file_id IS NOT NULL
        AND (author <> '' OR substr(key, 13, 1) <> '4' OR substr(key, 17, 1) NOT IN ('8', '9', 'a', 'b'));
