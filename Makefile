# Works on a machine with Python 3.11 or newer and make; everything else is installed into .venv, at locked versions.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
MEASURE := $(VENV)/.measure-installed
MUTANTS ?= --package privacy --draw 150

.PHONY: help demo test lint types imports docs bench bundle wheels coverage mutants clean

help:
	@echo "make demo     open the sample on the screen (without a terminal: print its summary)"
	@echo "make test     run the tests"
	@echo "make lint     ruff check and ruff format --check"
	@echo "make types    mypy --strict"
	@echo "make imports  the import contracts"
	@echo "make docs     refresh docs/tui.svg and the JSON Schema of the rule files"
	@echo "make bench    measure (some 30 minutes), print the tables and write them into README.md"
	@echo "make bundle   one archive that installs without a network, for Linux (BUNDLE_OPTIONS=\"--target windows-x86_64\")"
	@echo "make wheels   ask the index whether each dependency has a wheel for each system and Python"
	@echo "make coverage which lines and branches no test reaches (some 15 minutes)"
	@echo "make mutants  how many changes of the program its tests notice (MUTANTS=\"--package engine --draw 150\")"
	@echo "make clean    remove .venv and caches"

$(VENV):
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(RUNTIME): requirements.txt | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(MEASURE): requirements-measure.txt $(DEVELOPMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-measure.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt pyproject.toml | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(RUNTIME) $@

demo: $(RUNTIME)
	@$(BIN)/python -m auditor demo

test: $(DEVELOPMENT)
	$(BIN)/python -m pytest -n auto $(PYTEST_OPTIONS)

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEVELOPMENT)
	$(BIN)/mypy

imports: $(DEVELOPMENT)
	$(BIN)/lint-imports --no-cache

docs: $(DEVELOPMENT)
	$(BIN)/python -m tests.refresh_docs

bench: $(DEVELOPMENT)
	$(BIN)/python -m tests.benchmarks.run

bundle: $(DEVELOPMENT)
	@$(BIN)/python -m release.bundle $(BUNDLE_OPTIONS)

wheels: $(DEVELOPMENT)
	@$(BIN)/python -m release.wheels

coverage: $(MEASURE)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto $(PYTEST_OPTIONS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

mutants: $(MEASURE)
	$(BIN)/python -m tests.mutants $(MUTANTS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*
