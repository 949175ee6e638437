# make audit   sets up .venv, audits the example in seeds/, writes reports/hafenstadt.de/
# make test    the tests      make lint   ruff and mypy      make check   both

PYTHON ?= python3
BIN := .venv/bin

.PHONY: audit test lint check

audit: .venv/ready
	$(BIN)/mt-audit run seeds/hafenstadt.de.txt

test: .venv/ready
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test

# constraints.txt names the CPU build of torch: the plain package brings gigabytes of GPU libraries.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@
