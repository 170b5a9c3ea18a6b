# Needs Python 3.11 or newer, make and git. Everything is installed into .venv; the system is left alone.
BIN := .venv/bin
PYTHON ?=
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo test lint fmt docs clean venv-demo venv-dev

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

venv-demo:
	@PYTHON='$(PYTHON)' sh scripts/venv.sh demo

venv-dev:
	@PYTHON='$(PYTHON)' sh scripts/venv.sh dev

# Findings make `check` exit with 1; here they are what is to be shown, so only a crash is a failure.
demo: venv-demo ## Set up, and check a small shop that has real faults
	@echo '$$ cd fixtures/projects/shop && fastlint check --exit-zero'
	@cd fixtures/projects/shop && ../../../$(BIN)/fastlint check --exit-zero

test: lint ## Set up, and run all that CI runs
	$(BIN)/python -m pytest

lint: venv-dev ## ruff, mypy and the import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: venv-dev ## Format and repair what ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: venv-dev ## Build the site of docs/ into build/site, with its links checked
	$(BIN)/python scripts/build_docs.py
	$(BIN)/zensical build --strict -f mkdocs.yml

clean: ## Remove the environment and the caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
