# RusToK. `make` alone lists the targets.

# The first Python that is new enough; name another one with `make run PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv/bin
BOOTSTRAP = $(if $(PYTHON),,$(error RusToK needs Python 3.11 or newer, and none was found. Install one, or name it: make $@ PYTHON=/path/to/python3))$(PYTHON) rustok/runtime/bootstrap.py
# The whole suite in parallel; narrow it with `make test ARGS="tests/rustok/runtime -k valkey"`.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run stop reset test lint bench docs screenshots

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Options of run by environment: PORT (8000), RUSTOK_DETACH=1, DATABASE_URL and REDIS_URL for servers of your own."

run: ## set up everything and start it; Ctrl-C stops it
	@$(BOOTSTRAP) requirements-embedded.txt
	@exec $(VENV)/python -m rustok.runtime up

stop: ## stop what `RUSTOK_DETACH=1 make run` started
	@test -x $(VENV)/python || { echo "Nothing runs."; exit 0; }; exec $(VENV)/python -m rustok.runtime stop

reset: ## stop, then delete all data in .rustok/
	@test -x $(VENV)/python || { rm -rf .rustok; exit 0; }; exec $(VENV)/python -m rustok.runtime reset

test: ## set up what the tests need and run them all (ARGS="..." narrows)
	@$(BOOTSTRAP) requirements-dev.txt
	@.ci/chromium
	@exec $(VENV)/python -m pytest $(if $(findstring -n,$(ARGS)),,-n auto) $(ARGS)

lint: ## ruff, mypy, import contracts, migrations and schema drift
	@$(BOOTSTRAP) requirements-dev.txt
	@.ci/lint

bench: ## run the benchmarks
	@$(BOOTSTRAP) requirements-dev.txt
	@exec $(VENV)/python -m benchmarks $(ARGS)

docs: ## write the generated pages, build the documentation into docs/_build/
	@$(BOOTSTRAP) requirements-dev.txt
	@$(VENV)/python docs/generate.py
	@exec $(VENV)/python -m sphinx -W -b html docs docs/_build $(ARGS)

screenshots: ## take the pictures of the documentation in headless Chromium
	@$(BOOTSTRAP) requirements-dev.txt
	@.ci/chromium
	@RUSTOK_SCREENSHOTS=docs/screenshots exec $(VENV)/python -m pytest -m browser $(ARGS)
