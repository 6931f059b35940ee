# Every command a newcomer needs. `make setup` is idempotent and runs before everything else.
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup run ui test test-ui test-slow lint types imports check bench bench-corpus bench-precision bench-large bench-ui bench-injection bench-reconciling bench-publication bench-aggregations lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: setup
	@$(BIN)/fiscal ingest raw

ui: setup
	@$(BIN)/fiscal ui

check: lint types imports

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/pyright

imports: setup
	$(BIN)/lint-imports

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not ui and not slow"

test-ui: setup
	$(BIN)/python -m pytest -n 3 -m ui

test-slow: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

bench: setup
	$(BIN)/python -m benchmarks.extraction $(PDF)

bench-corpus: setup
	$(BIN)/python -m benchmarks.corpus $(DIR) $(ARGS)

bench-precision: setup
	$(BIN)/python -m benchmarks.precision $(DIR) $(ARGS)

bench-large: setup
	$(BIN)/python -m benchmarks.large $(PDF)

bench-ui: setup
	$(BIN)/python -m benchmarks.serving

bench-injection: setup
	$(BIN)/python -m benchmarks.injection $(addprefix --more ,$(MORE))

bench-reconciling: setup
	$(BIN)/python -m benchmarks.reconciling $(addprefix --more ,$(MORE))

bench-publication: setup
	$(BIN)/python -m benchmarks.publication

bench-aggregations: setup
	$(BIN)/python -m benchmarks.aggregations $(or $(DATA),../shared/aggregations/validation.jl.gz)

lock:
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet requirements.in -o requirements.lock

clean:
	rm -rf $(VENV) build
