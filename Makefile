# One target, one command. `make help` lists them.
PYTHON ?= python3
ARGS ?=
RUN := .venv/bin/python
# Trust the certificates that the machine trusts.
export UV_SYSTEM_CERTS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test check bench assets lock format messages reference clean base dev others

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

demo: assets ## Load a region, run a whole cycle, show it on http://127.0.0.1:8000
	@.venv/bin/kortreist demo $(ARGS)

test: dev assets ## Run every test: engines, both databases, browser
	@$(RUN) scripts/run_tests.py $(ARGS)

check: dev ## Look over everything that is not a test
	@$(RUN) scripts/check.py $(ARGS)

bench: others ## Measure, and print JSON
	@$(RUN) -m bench $(ARGS)

assets: base ## Build the static files
	@$(RUN) scripts/build_assets.py >&2

format: dev ## Lay out the code as the check wants it
	@$(RUN) -m ruff check --fix-only --quiet . && $(RUN) -m ruff format --quiet .

messages: dev ## Bring new texts into the translation files
	@$(RUN) scripts/messages.py update

reference: dev ## Write the reference pages anew
	@$(RUN) scripts/write_reference.py

lock: dev ## Choose the dependencies' versions anew (ARGS=--upgrade for the newest)
	@$(RUN) scripts/lock.py $(ARGS)

clean: ## Remove all that was made; databases in var/ stay
	@rm -rf .venv .build dist node_modules screenshots src/kortreist/apps/ui/static/ui/built \
		src/kortreist/formats/papers/fonts
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis src/*.egg-info
	@find . -name __pycache__ -prune -exec rm -rf {} +

base:
	@$(PYTHON) scripts/bootstrap.py base

others:
	@$(PYTHON) scripts/bootstrap.py bench

dev:
	@$(PYTHON) scripts/bootstrap.py dev
