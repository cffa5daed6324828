# make demo and make test are all that a newcomer needs; `make help` lists the rest.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
# axe, html-validate, Lighthouse: they judge pages in tests, nothing of them is served
WEB := .ci/web/node_modules/.package-lock.json
PORT ?= 8000
# worker processes of the tests
JOBS ?= 2
# what judges speed has the machine to itself
ALONE := tests/browser/test_site_lighthouse.py
LANGUAGES := zh_Hans es ar
TEMPLATES := templates

.PHONY: help demo run test test-browser contact-sheet test-slow lint format messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: export NEWSROOM_LANGUAGES ?= en,zh-hans,es,ar
demo: $(READY) ## set up, load the demo content, serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/python manage.py demo --port $(PORT)

run: $(READY) ## serve what is in the database, without demo content
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(READY_DEV) ## the test suite (fast; on SQLite, or on DATABASE_URL and REDIS_URL)
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal

test-browser: $(READY_DEV) $(WEB) ## the tests in Chromium; screenshots go to var/screenshots/ (needs Node for its checks of pages)
	@$(BIN)/python -m pytest -m browser --numprocesses $(JOBS) --dist loadfile --ignore $(ALONE)
	@cat var/budgets.txt
	@$(BIN)/python -m pytest -m browser $(ALONE)
	@cat var/lighthouse.txt

contact-sheet: $(READY_DEV) ## sheets of all kinds of page from the screenshots of test-browser, to docs/contact-sheets/
	@$(BIN)/python -m tests.browser.contact_sheet

test-slow: $(READY_DEV) ## attacks, races, crashes
	@$(BIN)/python -m pytest -m slow --numprocesses $(JOBS) --dist worksteal

lint: $(READY_DEV) ## style of code and templates, missing migrations, system checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djangofmt --check $(TEMPLATES)
	$(BIN)/djangofmt check $(TEMPLATES)
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

format: $(READY_DEV) ## bring code and templates into style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djangofmt check --fix $(TEMPLATES)
	$(BIN)/djangofmt $(TEMPLATES)

messages: $(READY_DEV) ## collect strings for translation (needs GNU gettext) and compile the catalogues
	$(BIN)/python manage.py makemessages --no-obsolete $(LANGUAGES:%=--locale %) --add-location file --no-wrap \
		--ignore 'var/*' --ignore 'tests/*' --ignore 'docs/*' --ignore '.ci/*'
	$(BIN)/python -m babel.messages.frontend compile --directory newsroom/locale --domain django --statistics

lock: ## pin the requirements anew (needs uv)
	uv pip compile $(LOCK) pyproject.toml --output-file requirements.txt
	uv pip compile $(LOCK) --extra s3 pyproject.toml --output-file requirements-s3.txt
	uv pip compile $(LOCK) --group dev pyproject.toml --output-file requirements-dev.txt
LOCK := --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11

clean: ## remove the environment and caches; var/ with the data stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

# Installed again only when the locked file, or the Python below the environment, is newer than the stamp.
$(READY): requirements.txt $(BIN)/python
	@.ci/install $(VENV) $<
	@touch $@

$(READY_DEV): requirements-dev.txt $(BIN)/python
	@.ci/install $(VENV) $<
	@touch $@

$(WEB): .ci/web/package-lock.json
	@npm --prefix .ci/web ci --no-progress --silent
	@touch $@

$(BIN)/python:
	@.ci/install $(VENV)
