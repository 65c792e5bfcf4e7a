# What each command does: dev/README.md
ARGS ?=
OUT ?= out
N ?= 1000

.PHONY: help run reset clean test test-pure lint format bench exchange demo screenshots shell \
	update lock i18n

help:
	@echo 'make run          build what is missing and serve the demo until Ctrl-C'
	@echo 'make reset        remove the demo (database, files, tokens); then make run'
	@echo 'make test         the whole suite; a part: make test ARGS="-k word"'
	@echo 'make test-pure    only the tests that need no database'
	@echo 'make lint         ruff and pylint-odoo; make format mends what it can'
	@echo 'make demo         the main line, headless, files into OUT=out'
	@echo 'make screenshots  pictures of the main screens into OUT=out'
	@echo 'make bench        measurements'
	@echo 'make exchange     N=1000 documents between two servers that are killed'
	@echo 'make shell        Odoo shell on the demo database'
	@echo 'make update       upgrade the addon in the demo database'
	@echo 'make i18n           all terms into i18n/, and what waits for translation'
	@echo 'make lock         newest Python and OCA packages into the lock file'
	@echo 'make clean        remove the whole workspace; the download cache stays'

run:
	@dev/run.sh

reset:
	@dev/reset.sh

clean:
	@dev/reset.sh all

test:
	@dev/test.sh $(ARGS)

test-pure:
	@dev/prepare.sh
	@.workspace/venv/bin/python -m pytest -c tests_pure/pytest.ini tests_pure $(ARGS)

lint:
	@dev/lint.sh

format:
	@dev/prepare.sh
	@.workspace/venv/bin/ruff check --fix . ; .workspace/venv/bin/ruff format .

bench:
	@dev/bench.sh

exchange:
	@dev/exchange.sh $(N)

demo:
	@dev/demo.sh $(OUT)

screenshots:
	@dev/screenshots.sh $(OUT)

shell:
	@dev/shell.sh

update:
	@dev/update.sh

lock:
	@dev/lock.sh

i18n:
	@dev/i18n.sh
