# make demo: set up everything in .venv and settle, explain and print the example pair.
# make test: set up and run every check and test.
# make test-spark: the tests that need a Spark session (PySpark and Java), on their own.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-spark lint types unit setup gallery bench bench-province bench-proposals clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/benefitshare demo --out demo-out

test: lint types unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	$(BIN)/python -m pytest -n 2

test-spark: $(STAMP)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group spark
	BENEFITSHARE_REQUIRE_PROGRAMS=1 $(BIN)/python -m pytest -m spark

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py

bench-province: $(STAMP)
	$(BIN)/python benchmarks/province.py

bench-proposals: $(STAMP)
	$(BIN)/python benchmarks/negotiate.py

clean:
	rm -rf $(VENV) demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
