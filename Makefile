.PHONY: install lock demo test check lint clean
PYTHON ?= python3
BIN := .venv/bin

install: .venv/installed

.venv/installed: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $@

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --only-binary :all: --group dev pyproject.toml -o requirements.lock

demo: install
	$(BIN)/commonlist demo

test: install
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

check: install
	HYPOTHESIS_PROFILE=full $(BIN)/python -m pytest -n 2 --full
	! test -d ../shared/data || $(BIN)/python benchmarks/matrix.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .demo
