# make run    set up, then read the sample site and print what was found
# make test   set up, then lint, types and tests
# make serve  set up, then run on a schedule with Prefect's UI
# make bench, make soak: the long forms of benchmarks and fault tests
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: run test serve lint bench soak lock clean
run: $(READY)
	@$(BIN)/sitrep run || [ $$? -eq 3 ]

test: $(READY) lint
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

serve: $(READY)
	$(BIN)/sitrep serve

bench: $(READY)
	$(BIN)/python -m pytest tests/bench -m "long or not long" -s --timeout=5400

soak: $(READY)
	$(BIN)/python -m pytest tests/faults -m "long or not long" -s --timeout=5400

# Everything is pinned and hashed; nothing is resolved here, so this is quick and always the same.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv (once; about a minute where the packages are cached) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sitrep needs Python 3.11 or later.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:
	$(BIN)/pip-compile -q --extra dev --extra dask --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --strip-extras --allow-unsafe -o requirements.lock pyproject.toml

clean:
	rm -rf .venv data report
