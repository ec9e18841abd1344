# make notebooks   runs the analysis: environment, notebooks in order, figures, register
# make test        checks it: doctests, tests, notebooks under nbval, figure files unchanged
# make site        writes notebooks, figures and register as web pages into site/: open site/index.html
# make lab         opens the notebooks in JupyterLab
# make lock        after a change in pyproject.toml: recompiles requirements.lock and environment.yml (needs uv)

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

export PYTHONHASHSEED := 0
export SOURCE_DATE_EPOCH := 1136073600
export MPLBACKEND := agg
export TZ := UTC

.PHONY: notebooks test site lab env lock

notebooks: env
	$(BIN)/python -m analysis run

test: env
	$(BIN)/python -m pytest

site: env
	$(BIN)/python -m analysis site --to site

lab: env
	$(BIN)/jupyter lab --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate notebooks/00-corpus.ipynb

env: .venv/complete

.venv/complete: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"found Python {sys.version.split()[0]}, wanted 3.11 or newer: call make PYTHON=/path/to/it")'
	rm -rf .venv
	@if command -v uv >/dev/null; then set -ex; \
	  uv venv --quiet --python $(PYTHON) .venv; \
	  uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock; \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else set -ex; \
	  $(PYTHON) -m venv .venv; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dask pyproject.toml -o requirements.lock
	@{ printf '%s\n' '# Compiled from requirements.lock by make lock: do not edit.' 'name: analysis' 'channels: [conda-forge]' 'dependencies:' '  - python=3.11' '  - pip' '  - pip:'; \
	  sed -nE 's/^([a-z0-9._-]+==[^ ]+( ;[^\\]*[^\\ ])?) *\\?$$/      - "\1"/p' requirements.lock; \
	  printf '%s\n' '      - "--editable ."'; } > environment.yml
