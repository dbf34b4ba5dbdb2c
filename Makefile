# Everything is set up by what is asked for: `make demo` and `make test` need only Python 3.11+,
# make and a package registry.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHECKED := $(VENV)/.checked
RUN_FOLDER := $(CURDIR)/.run
DEMO := PIXWORD_DATA=.demo/data PIXWORD_CACHE=.demo/cache

.PHONY: demo test test-long check audit format lock clean setup setup-benchmarks

demo: $(READY)
	@$(DEMO) $(BIN)/pixword add samples/samples.jsonl samples/recipes/recipes.jsonl
	@echo
	@echo "  Page                http://127.0.0.1:$(PORT)/"
	@echo "  Search              http://127.0.0.1:$(PORT)/v1/search?q=strawberry&k=5"
	@echo "  Recipes             http://127.0.0.1:$(PORT)/v1/recipes/search?q=eggs+%2B+mushrooms&k=3"
	@echo "  API documentation   http://127.0.0.1:$(PORT)/docs"
	@echo
	@$(DEMO) exec $(BIN)/pixword serve --port $(PORT)

# Two at a time, and then what measures times and memory by itself; ARGS are those of one plain run.
# Both make converted encoders and the encoded sample corpus once. The second reads only the files
# that it is for: all of them take half a minute.
test: $(CHECKED)
ifdef ARGS
	$(BIN)/pytest $(ARGS)
else
	rm -rf $(RUN_FOLDER) && mkdir $(RUN_FOLDER)
	RUN_FOLDER=$(RUN_FOLDER) $(BIN)/pytest --numprocesses 2 --dist loadfile -m 'not alone'
	RUN_FOLDER=$(RUN_FOLDER) $(BIN)/pytest -m alone $$(grep -rl --include='test_*.py' 'mark\.alone' tests)
	rm -rf $(RUN_FOLDER)
endif

# More rounds: every call that writes, 500 kills, 2,000 flipped bytes, 100 stops, 10,000 requests and
# uploads, half an hour of use; the shipped heads on whole datasets.
test-long: $(CHECKED)
	$(BIN)/pytest --long tests/crash tests/app/load tests/app/uploads tests/app/test_openapi_fuzz.py tests/end_to_end \
	  tests/app/recipes/test_evaluate_recipes.py tests/app/evaluate/test_evaluate_arithmetic.py tests/app/evaluate/test_evaluate_tags.py \
	  --timeout 7200 $(ARGS)

# Fails for packages that are known to be vulnerable; docs/access.md says what it does offline.
audit: $(CHECKED)
	$(BIN)/python .ci/audit.py

check: $(CHECKED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(CHECKED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: $(CHECKED)

# torch is not in the lock: which build fits (CPU or CUDA) is the machine's business. Everything
# that it needs is locked, and installed before it.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

# What is tested and checked with is not what is served with.
$(CHECKED): $(READY) tests/requirements.lock tests/browser/install.sh
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r tests/requirements.lock
	@tests/browser/install.sh
	@touch $(CHECKED)

# hnswlib is compiled from its source, for which a C++ compiler must be there.
setup-benchmarks: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r benchmarks/requirements.lock

# Resolves requirements.in again. torch and the GPU libraries that come with it stay outside.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --override requirements.override \
	  $(foreach link,$(PIP_FIND_LINKS),--find-links $(link)) \
	  --no-emit-package torch --no-emit-package triton \
	  $(shell grep -hoE '^# (nvidia|cuda)[a-z0-9-]*' requirements.lock | sed 's/^# /--no-emit-package /') \
	  requirements.in --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --constraint requirements.lock \
	  tests/requirements.in --output-file tests/requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --constraint requirements.lock \
	  benchmarks/requirements.in --output-file benchmarks/requirements.lock

clean:
	rm -rf $(VENV) .demo $(RUN_FOLDER)

include docker/image.mk
