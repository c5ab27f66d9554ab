.PHONY: install spark lock demo test check lint clean
PYTHON ?= python3
BIN := .venv/bin

install: .venv/installed

.venv/installed: pyproject.toml requirements.lock hatch_build.py src/commonlist/matching/kernel.c
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	command -v cc >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: ziglang
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $@

spark: .venv/spark

.venv/spark: .venv/installed requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-binary pyspark --require-hashes -r requirements-spark.lock
	touch $@

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --only-binary :all: --group dev --extra parquet pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --only-binary :all: --no-binary pyspark --extra spark --constraint requirements.lock pyproject.toml -o requirements-spark.lock

demo: install
	$(BIN)/commonlist demo

test: install spark
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

check: install spark
	HYPOTHESIS_PROFILE=full $(BIN)/python -m pytest -n 2 --dist loadgroup --full
	! test -d ../shared/data || $(BIN)/python benchmarks/matrix.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .demo
