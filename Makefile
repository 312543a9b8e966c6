PYTHON ?= python3
BASE = @$(PYTHON) contactcenter/bootstrap.py base
DEV = @$(PYTHON) contactcenter/bootstrap.py dev

.PHONY: help run check test test-long services-test mutants bench screenshots lock clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## start the product and the emulator on this machine
	$(BASE) manage.py up

check: ## check what has changed, within 90 seconds
	$(DEV) -m tests.check

test: ## run every check; a part with: make test ARGS="tests/queues -x"
	$(DEV) -m tests.run $(ARGS)

test-long: ## run the tests that take minutes
	$(DEV) -m tests.run -m long $(ARGS)

services-test: ## run the journeys on PostgreSQL, Redis and separate processes
	$(DEV) -m tests.run -m services $(ARGS)

mutants: ## break one rule after the other and see a test fail; some: ARGS="queues/"
	$(DEV) -m tests.mutants $(ARGS)

bench: ## measure, and print figures as ratios to a baseline
	$(DEV) -m tests.bench $(ARGS)

screenshots: ## take the pictures of the README
	$(DEV) -m tests.screenshots $(ARGS)

lock: ## lock the newest versions that requirements/*.in and package.json allow
	$(DEV) -c pass
	@for name in base dev uv node; do \
		.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-header --no-emit-index-url \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	@npm install --package-lock-only
	@node requirements/without_funding.cjs package-lock.json

clean: ## remove what set-up installed; var/ holds data and stays
	@rm -rf .venv node_modules .setup.lock .coverage .hypothesis .import_linter_cache .*_cache
