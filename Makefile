# The two commands are `make run` and `make test`; what they do stands in .make/, readable and without dependencies.

PYTHON ?= python3
PORT ?= 8000
# Some of the steps of the test run, by name: make test ONLY="format types".
ONLY ?=
# Where chance decides: make drill SEED=7 kills at the same points again.
SEED ?=
export PORT SEED
# Compiled modules are kept in the environments that these commands make; without them every process compiles its own.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test protections drill format messages screenshots bench python

run: python
	@$(PYTHON) .make/run.py

test: python
	@$(PYTHON) .make/suite.py $(ONLY)

# Take each protection away and show which test notices.
protections: python
	@$(PYTHON) .make/protections.py

# Kill web process and worker at random points while people sign up, and see whether it all adds up.
drill: python
	@$(PYTHON) .make/install.py
	@.venv/bin/python .make/drill.py
	@.venv/bin/python .make/drill_mail.py sqlite
	@.venv/bin/python .make/drill_mail.py postgres

format: python
	@$(PYTHON) .make/install.py
	@.venv/bin/ruff check --fix --exit-zero --quiet .
	@.venv/bin/ruff format --quiet .

# Bring the catalogs up to date with the texts in code and templates.
messages: python
	@$(PYTHON) .make/install.py
	@.venv/bin/python .make/messages.py

# Take the pictures of the README anew.
screenshots: python
	@$(PYTHON) .make/install.py
	@.venv/bin/python .make/htmx.py
	@.venv/bin/python .make/screenshots.py

# How quick the site is, in ratios that another machine can compare with.
bench: python
	@$(PYTHON) .make/install.py
	@.venv/bin/python .make/bench.py
	@.venv/bin/python .make/bench_mail.py

python:
	@command -v $(PYTHON) > /dev/null || { echo "Brobygger needs Python 3.11 or newer, and there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Brobygger needs Python 3.11 or newer; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % sys.version_info[:2])'
