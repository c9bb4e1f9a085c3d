-- Words of Chinese, Japanese and Korean, character by character, and words without LaTeX: indexed anew where that tells
-- them otherwise.

UPDATE paper_words SET title = indexed(title), authors = indexed(authors), abstract = indexed(abstract),
    note = indexed(note), digest = indexed(digest)
WHERE indexed(title) <> title OR indexed(authors) <> authors OR indexed(abstract) <> abstract OR indexed(note) <> note
    OR indexed(digest) <> digest;
UPDATE news_words SET title = indexed(title), authors = indexed(authors), abstract = indexed(abstract)
WHERE indexed(title) <> title OR indexed(authors) <> authors OR indexed(abstract) <> abstract;

-- This one does not hold its text: what is taken out is given once more.
CREATE TEMP TABLE texts AS
SELECT paper_id, text FROM (
    SELECT with_files.paper_id, (
        SELECT group_concat(text, char(10)) FROM (
            SELECT p.text FROM files f JOIN passages p ON p.file_id = f.id
            WHERE f.paper_id = with_files.paper_id ORDER BY f.id, p.position
        )
    ) AS text FROM (SELECT DISTINCT paper_id FROM files) AS with_files
) WHERE indexed(text) <> text;
INSERT INTO text_words (text_words, rowid, text) SELECT 'delete', paper_id, text FROM texts;
INSERT INTO text_words (rowid, text) SELECT paper_id, indexed(text) FROM texts;
DROP TABLE texts;

-- Its words are no longer those of its table, letter by letter.
DROP TABLE annotation_words;
CREATE VIRTUAL TABLE annotation_words USING fts5 (
    quote, text, tags,
    content = '', columnsize = 0, prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO annotation_words (rowid, quote, text, tags)
SELECT id, indexed(quote), indexed(text), indexed(tags) FROM annotations;
