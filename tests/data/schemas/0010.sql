-- Searches by category: which papers have one, without looking at every category of every paper.

CREATE INDEX categories_by_category ON categories (category, paper_id);

-- Announced papers by topic, for saved searches.
CREATE INDEX papers_passing_by_topics ON papers (topics) WHERE trashed IS NULL AND kept = 0;
