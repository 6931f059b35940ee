# Every command a newcomer needs. `make setup` installs what runs the product and is idempotent; `make setup-dev` adds what tests and checks it.
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
STAMP_DEV := $(VENV)/.installed-dev
STAMP_DISTRIBUTED := $(VENV)/.installed-distributed
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: setup setup-dev setup-distributed run ui test test-ui test-slow test-crash test-city test-distributed lint types imports security licences check bench bench-corpus bench-precision bench-large bench-compilation bench-ui bench-injection bench-reconciling bench-way bench-publication bench-aggregations bench-discovery lock clean

setup: $(STAMP)

setup-dev: $(STAMP_DEV)

setup-distributed: $(STAMP_DISTRIBUTED)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

$(STAMP_DEV): $(STAMP) requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $(STAMP_DEV)

$(STAMP_DISTRIBUTED): $(STAMP) requirements-distributed.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock -r requirements-distributed.lock
	@touch $(STAMP_DISTRIBUTED)

run: setup
	@$(BIN)/fiscal ingest raw

ui: setup
	@$(BIN)/fiscal ui

check: lint types imports security licences

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/pyright

imports: setup-dev
	$(BIN)/lint-imports

security: setup-dev
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive fiscal expectations assets pipelines

# What is installed where the product runs, each with its licence; which are allowed stands in pyproject.toml.
licences: setup-dev
	$(BIN)/pip-licenses --packages $$(sed -n 's/==.*//p' requirements.lock requirements-distributed.lock | sort -u)

test: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not ui and not slow"

test-ui: setup-dev
	$(BIN)/python -m pytest -n 3 -m ui

test-slow: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "slow and not distributed and not city"

# Two hundred filings on every shape of site, and the product as it is served, days long: a quarter of an hour or more.
test-city: setup-dev
	$(BIN)/python -m pytest -n 0 -m city

# Postgres, Redis, a store that speaks S3 and two workers, one of which is killed: the same facts as on one machine.
test-distributed: setup-dev
	@for wanted in postgres redis-server; do \
	  command -v $$wanted >/dev/null || ls /usr/lib/postgresql/*/bin/$$wanted >/dev/null 2>&1 || missing=1; \
	done; if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" != 0 ]; then echo "需要 Debian 软件包 / needs Debian's packages: apt-get install postgresql redis-server"; exit 1; fi; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql redis-server; \
	fi
	$(BIN)/python -m pytest -n 0 tests/distributed

# Half a day: the command killed at every change of the disk that leaves it different, and given again.
test-crash: setup-dev
	FISCAL_CRASH=all $(BIN)/python -m pytest -n 0 tests/crashing

bench: setup-dev
	$(BIN)/python -m benchmarks.extraction $(PDF)

bench-corpus: setup-dev
	$(BIN)/python -m benchmarks.corpus $(DIR) $(ARGS)

bench-precision: setup-dev
	$(BIN)/python -m benchmarks.precision $(DIR) $(ARGS)

bench-large: setup-dev
	$(BIN)/python -m benchmarks.large $(PDF)

bench-compilation: setup-dev
	$(BIN)/python -m benchmarks.compilation

bench-ui: setup-dev
	$(BIN)/python -m benchmarks.serving

bench-injection: setup-dev
	$(BIN)/python -m benchmarks.injection $(addprefix --more ,$(MORE))

bench-reconciling: setup-dev
	$(BIN)/python -m benchmarks.reconciling $(addprefix --more ,$(MORE))

bench-way: setup-dev
	$(BIN)/python -m benchmarks.way $(DIR)

bench-publication: setup-dev
	$(BIN)/python -m benchmarks.publication

bench-aggregations: setup-dev
	$(BIN)/python -m benchmarks.aggregations $(or $(DATA),../shared/aggregations/validation.jl.gz)

bench-discovery: setup-dev
	$(BIN)/python -m benchmarks.discovery $(ARGS)

lock: setup
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
	$(COMPILE) requirements-distributed.in -o requirements-distributed.lock

clean:
	rm -rf $(VENV) build
