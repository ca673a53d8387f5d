# make demo | examples | test | lint | docs | wheel | bench | build | clean
#
# Everything happens in .venv, which is made on first use. PYTHON chooses the interpreter it is made from,
# PYTEST_ARGS is handed to pytest: make test PYTEST_ARGS="tests/test_runner.py -x"

PYTHON ?= python3
PYTEST_ARGS ?=
JOBS ?= 2

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUN = OMP_NUM_THREADS=1

.PHONY: demo examples test test-compiled test-python lint docs wheel bench build clean

demo: build $(VENV)/examples
	$(BIN)/python -m pyautograd
	$(BIN)/python -m pyautograd examples/digits.py

# All examples, short; their pictures go to examples/out.
examples: build $(VENV)/examples
	set -e; for program in examples/*.py; do echo "== $$program"; $(RUN) $(BIN)/python -m pyautograd $$program --short; done

test: test-compiled test-python

test-compiled: build $(VENV)/test
	$(RUN) PYAUTOGRAD_BACKEND=compiled $(BIN)/python -m pytest $(PYTEST_ARGS)

test-python: build $(VENV)/test
	$(RUN) PYAUTOGRAD_BACKEND=python $(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/lint
	$(BIN)/ruff check --output-format concise .
	PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint csrc

# The site, into build/site; a warning is an error.
docs: $(VENV)/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

wheel: $(VENV)/base
	$(BIN)/python -m build

bench: build $(VENV)/bench
	$(RUN) $(BIN)/python -m bench

# Compiles what changed, beside its sources. The environment holds an editable installation, which finds the extensions there:
# told to build none, it does not compile them once more.
build: $(VENV)/base
	$(BIN)/python setup.py --quiet build_ext --inplace --parallel $(JOBS)
	test -f $(VENV)/editable || PYAUTOGRAD_BUILD=python $(PIP) --no-build-isolation --no-deps --editable .
	@touch $(VENV)/editable

# One mark per set of requirements that is installed.
$(VENV)/base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade "pip>=25.1"
	$(PIP) --group develop
	@rm -f $(VENV)/editable
	@touch $@

$(VENV)/lint: $(VENV)/base
	$(PIP) --group lint
	@touch $@

$(VENV)/docs: $(VENV)/base
	$(PIP) --group docs
	@touch $@

# The package being installed, asking for its extras brings what they need and nothing else.
$(VENV)/test: | build
	$(PIP) "pyautograd[test,viz,examples]"
	@touch $@

$(VENV)/examples: | build
	$(PIP) "pyautograd[viz,examples]"
	@touch $@

$(VENV)/bench: | build
	$(PIP) "pyautograd[bench]"
	@touch $@

clean:
	rm -rf $(VENV) build dist wheelhouse *.egg-info .pytest_cache .ruff_cache .hypothesis examples/out
	rm -f pyautograd/_C/table_data.py
	find pyautograd bench tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
	find pyautograd \( -name '*.so' -o -name '*.pyd' \) -exec rm -f {} +
	find csrc -name '*.c' -exec rm -f {} +
