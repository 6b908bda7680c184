.PHONY: setup gen contract-check test corpus sweep lint types run bench clients lock clean
.DEFAULT_GOAL := contract-check
BIN := .venv/bin
PORT ?= 8000
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

setup: .venv/stamp
.venv/stamp: requirements/dev.txt pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup

gen: setup
	@$(BIN)/handfast gen

contract-check: setup
	@$(BIN)/handfast check

test: setup
	@$(BIN)/pytest -n auto --dist loadgroup -m "not corpus and not sweep"

corpus: setup
	@$(BIN)/pytest -n auto --dist loadgroup -m corpus

sweep: setup
	@$(BIN)/pytest -n 2 -m sweep tests/corpus

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/handfast lint

types: setup
	@$(BIN)/mypy && $(BIN)/pyright

run: setup
	@$(BIN)/uvicorn app.main:app --host 127.0.0.1 --port $(PORT)

bench: setup
	@$(BIN)/python -m bench

clients: setup
	@$(BIN)/handfast client python && $(BIN)/handfast client typescript

lock: setup
	$(COMPILE) pyproject.toml --extra cli --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra cli -c requirements/dev.txt -o requirements/cli.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt

clean:
	rm -rf .venv .handfast .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find app bench generated tests tools -name __pycache__ -prune -exec rm -rf {} +
