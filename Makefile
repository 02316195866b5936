.DEFAULT_GOAL := help
.PHONY: help demo test compiled e2e torture lint format types layers schemas manifests screenshots bench lock clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# The lock files name everything, so that pip need not work it out once more.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
# Every worker and every program a test starts would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once)..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(VENV)/.runtime
	@echo "Installing the development tools (once)..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.runtime ## Set up and open the local chat with the example organisation
	@$(BIN)/tovholder demo

test: $(VENV)/.dev ## Set up and pass the tests on SQLite and PostgreSQL
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types compiled lint layers
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder \
		tests/test_package.py tests/app tests/cli tests/reliability tests

# An error stops nothing here: the tests tell it.
compiled: $(VENV)/.dev
	@$(BIN)/python -m pytest --collect-only --quiet tests >/dev/null 2>&1 || true

lint: $(VENV)/.dev ## Check format and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(VENV)/.dev ## Check the types
	@$(BIN)/mypy

layers: $(VENV)/.dev ## Check who imports whom
	@$(BIN)/lint-imports --no-cache

e2e: $(VENV)/.dev ## Drive the real clients: local Slack, the Teams playground, Chromium
	@PYTHON=$(BIN)/python tests/e2e/run.sh

torture: $(VENV)/.dev ## Run the fault suite in full, and try rules with new examples
	@TORTURE=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile \
		tests/reliability tests/storage tests/scheduler tests/services tests/server tests/platforms \
		tests/domain tests/cards tests/search tests/documents tests/importing tests/handlers \
		tests/test_settings.py

schemas: ## Regenerate the checked-in schemas of Slack's types and Teams' manifest (needs Node)
	@tools/schemas/regenerate.sh

manifests: $(VENV)/.runtime ## Regenerate the app manifests and the command page
	@$(BIN)/tovholder manifests

screenshots: $(VENV)/.dev ## Take the README's pictures from the real clients
	@PYTHON=$(BIN)/python tests/e2e/run.sh screenshots

bench: $(VENV)/.dev ## Print the benchmarks
	@$(BIN)/python -m benchmarks.lookup_quality
	@$(BIN)/python -m benchmarks.lookup
	@$(BIN)/python -m benchmarks.outbox
	@$(BIN)/python -m benchmarks.fanout
	@$(BIN)/python -m benchmarks.wheel_picture
	@$(BIN)/python -m benchmarks.votes

lock: ## Pin the dependencies with their hashes
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --extra dev -o requirements-dev.lock pyproject.toml
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --extra build -c requirements-dev.lock -o requirements.lock pyproject.toml

clean: ## Remove what the commands created
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .hypothesis
