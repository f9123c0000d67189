# Those from run to doctor, and show, are the command `bokslut`, which `make install` puts into .venv/bin.
# make run [RAW=dir] [WAREHOUSE=dir]   read the reports in RAW into WAREHOUSE and print what was found
# make dev                             the pipeline in Dagster's user interface, with the sensor on RAW
# make reread REPORT=name | MUNICIPALITY=name   read a report again, by file name or id, or all of a municipality
# make rebuild [RAW=dir] [WAREHOUSE=dir]  rebuild the warehouse from RAW and the archive; the state is kept
# make query Q=name [WAREHOUSE=dir]    the answer to a question in warehouse/queries/; without Q a list of them
# make alerts [WAREHOUSE=dir]          check alerts.yml and send a test message to every channel in it
# make doctor [RAW=dir] [WAREHOUSE=dir]  check versions, OCR, disk, folders and settings
# make fuzz N=500 [SEED=n] [SAVE=dir]  read N invented reports (fresh ones without SEED): recall and precision by feature;
#                                      failing ones are saved in SAVE; moved to lab/cases, one becomes a test
#                                      FAMILY=outside or annual: only such; MARTS=1: judged on the marts of one run
# make detect N=60 [SEED=n]            plant errors in invented reports and measure how many are found
# make accuracy                        measure held-out documents and the fuzzer, and write docs/accuracy.md
# make chaos N=50 [SEED=n] [WHOLE=1]    kill runs at N random moments, run again, compare; WHOLE with the real models
# make ocr                             install Tesseract, which reads scanned pages (Debian packages)
# make show REPORT=file PAGE=n [OUT=png]  a page with what was read drawn on it
# make bench-scale [N=10000] [WAREHOUSE=dir]  what a build of N copies of the reports in WAREHOUSE costs, model by model
# make test | check | bench | samples | dictionary | readme | lock | clean
RAW ?= raw
WAREHOUSE ?= warehouse
N ?= 40
SEED ?=
SAVE ?= warehouse/fuzz

OCR_PACKAGES := tesseract-ocr tesseract-ocr-swe
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# The first that runs: a name on PATH may be a stub for a version that is not installed.
PYTHON ?= $(shell for version in 3.11 3.12 3.13; do python$$version -c "" 2> /dev/null && echo python$$version && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# Stamps of the installed parts: the locked packages, the project itself, the development tools.
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
BOKSLUT := $(BIN)/bokslut
FOLDERS = --raw "$(RAW)" --warehouse "$(WAREHOUSE)"
# Both locks are complete. Without --no-deps pip would resolve again, and might install a release that no lock names.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

export PATH := $(abspath $(BIN)):$(PATH)
export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
--no-header --no-strip-extras --quiet

# Compiled modules halve every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run reread rebuild dev query alerts doctor ocr show test pytest check lint types bench bench-scale fuzz detect accuracy chaos samples dictionary readme lock versions
.PHONY: clean

run: $(READY)
	@$(BOKSLUT) run $(FOLDERS)

install: $(READY)

reread: $(READY)
	@$(BOKSLUT) reread $(FOLDERS) $(if $(MUNICIPALITY),--municipality "$(MUNICIPALITY)") $(if $(REPORT),-- "$(REPORT)")

rebuild: $(READY)
	@$(BOKSLUT) rebuild $(FOLDERS)

dev: $(READY)
	@$(BOKSLUT) dev $(FOLDERS)

query: $(READY)
	@$(BOKSLUT) query --warehouse "$(WAREHOUSE)" $(if $(Q),-- "$(Q)")

alerts: $(READY)
	@$(BOKSLUT) alerts test --warehouse "$(WAREHOUSE)"

doctor: $(READY)
	@$(BOKSLUT) doctor $(FOLDERS)

ocr:
	@command -v apt-get > /dev/null || { echo "make ocr needs apt-get; install Tesseract with Swedish by other means"; exit 1; }
	$(SUDO) apt-get update --quiet && $(SUDO) apt-get install --quiet --yes --no-install-recommends $(OCR_PACKAGES)

show: $(READY)
	@$(BOKSLUT) show --page $(or $(PAGE),1) --out "$(or $(OUT),show.png)" -- "$(REPORT)"

# Types are checked while the tests run, some of which mostly wait.
test: lint
	@$(MAKE) --no-print-directory --jobs 2 types pytest

# Files in the order of their folders: in the default order, by number of tests, the longest would come last and run alone.
# Three processes, one more than a small machine has processors, for the same reason.
pytest: $(READY_DEV)
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(READY_DEV)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --processes 2 --config dbt/.sqlfluff dbt/models dbt/tests warehouse/queries

types: $(READY_DEV)
	$(BIN)/mypy

bench: $(READY_DEV)
	$(BIN)/python -m tests.bench

# N has a default for the other commands, which is no size of an archive.
bench-scale: $(READY_DEV)
	@$(BIN)/python -m tests.scale --profile --warehouse "$(WAREHOUSE)" $(if $(filter command%,$(origin N)),--reports $(N))

fuzz: $(READY_DEV)
	@$(BIN)/python -m lab --n $(N) --seeds "$(SEED)" --save "$(SAVE)" $(if $(FAMILY),--family $(FAMILY)) $(if $(MARTS),--marts)

detect: $(READY_DEV)
	@$(BIN)/python -m lab --detect --n $(N) --seeds "$(SEED)"

accuracy: $(READY_DEV)
	@$(BIN)/python -m tests.accuracy

chaos: $(READY_DEV)
	@$(BIN)/python -m tests.pipeline.chaos --n $(N) $(if $(SEED),--seed $(SEED)) $(if $(WHOLE),--whole)

samples: $(READY_DEV)
	$(BIN)/python scripts/make_samples.py

# The data dictionary, warehouse/README.md.
dictionary: $(READY_DEV)
	@$(BIN)/python -m scripts.data_dictionary

# The results in README.md and docs/questions.md, from a warehouse built from raw/.
readme: $(READY_DEV)
	@$(BIN)/python -m scripts.readme_results --warehouse "$(WAREHOUSE)"

lock:
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock

$(LOCKED): requirements.lock
	$(or $(PYTHON),$(error Python 3.11, 3.12 or 3.13 is needed: on Debian, apt install python3 python3-venv)) -m venv --clear $(VENV)
	$(INSTALL) --require-hashes -r $<
	$(BIN)/python -m pip check
	@touch $@

# The project in this folder, built by a locked backend: nothing is resolved or downloaded.
$(READY): pyproject.toml $(LOCKED)
	$(INSTALL) --no-index --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	$(INSTALL) --require-hashes -r $<
	$(BIN)/python -m pip check
	@touch $@

# Each other Python of this machine gets its own environment and reads the sample reports.
versions:
	@scripts/try_pythons.sh "$(abspath $(VENV))"

clean:
	rm -rf .venv dbt/target dbt/logs logs .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
