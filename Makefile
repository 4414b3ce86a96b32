# clientinfo: two commands matter, `make run` and `make test`. `make help` lists the rest.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PORT ?= 8000
STATE ?= var
PACKAGES := clientinfo_kernel data_sources demo_dealership hub widgets
MUTANTS ?= *
MOST ?= 0
# Containers often switch it off: then every process compiles our modules again, and each worker its tests.
export PYTHONDONTWRITEBYTECODE :=
# Two more workers than cores: with one more, a quarter of the cores' time went by while all waited for a page or a Hub;
# with three more, runs took longer, twice, though fewer seconds went by idle.
WORKERS ?= $(shell expr $$(nproc) + 2)

.PHONY: run test quick mutants audit check saves bench screenshots lab format drill sbom advisories help
.DEFAULT_GOAL := help

run: .venv/ready  ## Build the demo dealership and publish it on http://localhost:8000
	.venv/bin/clientinfo serve --demo --port $(PORT) --state $(STATE)

test: .venv/ready  ## Everything, headless, browser tests included
	.venv/bin/pytest -n $(WORKERS) --no-loadscope-reorder

# One worker more than cores, for they wait for each other's houses.
quick: .venv/ready  ## What needs no browser, no Hub and no server, and is not slow: for everyday work
	.venv/bin/pytest -q -m "not server and not slow and not wheel" -n $(shell expr $$(nproc) + 1) --no-loadscope-reorder \
	  --hypothesis-profile quick --ignore tests/browser --ignore tests/resilience --ignore tests/security --ignore tests/benchmarks

check: .venv/ready  ## Format, lint, types, import contracts, clean notebooks, lock file
	$(UV) lock --check
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/nbstripout --verify notebooks/*.ipynb notebooks/examples/*.ipynb

mutants: .venv/ready  ## Which small changes of the rules that count would no test notice? (MUTANTS='clientinfo_kernel.money*' MOST=60)
	if [ -d mutants ]; then find mutants -type f ! -name '*.meta' ! -name mutmut-stats.json -delete; fi  # stale copies
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 nice -n 15 .venv/bin/mutmut run "clientinfo_kernel.access.email_address.*"  # writes all, tries two
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 nice -n 15 .venv/bin/python -m benchmarks.mutation_run --most $(MOST) "$(MUTANTS)"
	.venv/bin/mutmut results
	.venv/bin/python -m benchmarks.mutation_score

audit: .venv/ready  ## Twenty dealerships, every figure of every customer against events and raw files; the margins' workbook recalculated by LibreOffice, where it is installed; a thousand questions of margins to DuckDB
	.venv/bin/python -m tests.audit
	.venv/bin/pytest -q -n 0 --hypothesis-profile audit tests/clientinfo_kernel/margin/test_random_questions.py

saves: .venv/ready  ## A hundred saves, each broken into: network, kernel, service, Hub, proxy, database (ROUNDS=20); then on SQLite
	.venv/bin/python -m tests.resilience.saves --rounds $(or $(ROUNDS),100)
	.venv/bin/python -m tests.resilience.saves --rounds $(or $(ROUNDS),100) --database sqlite

bench: .venv/ready  ## Measure side by side with peers; writes benchmarks/README.md (BENCH='--sizes 20000 --parts page')
	$(UV) sync --locked --quiet --group bench
	.venv/bin/python -m benchmarks $(BENCH)

screenshots: .venv/ready  ## Take the pictures of README and guides from the running demo
	.venv/bin/python -m tests.screenshots

lab: .venv/ready  ## JupyterLab on the open snapshot
	.venv/bin/clientinfo lab --demo --state $(STATE)

format: .venv/ready  ## Bring the code into shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

drill: .venv/ready  ## On a bare Debian, as root: the shipped nginx.conf with TLS, PostgreSQL below the Hub, the units as their users, analysts as accounts of the machine, control groups and the units under systemd in a Linux of their own
	apt-get install -y -qq --no-install-recommends nginx-light systemd faketime user-mode-linux >/dev/null
	CLIENTINFO_REQUIRE_ALL=1 CLIENTINFO_REQUIRE_UML=1 .venv/bin/pytest -q -n0 tests/drill tests/hub/test_units.py tests/hub/test_private_state.py tests/hub/test_trouble.py tests/hub/test_backup.py

sbom: .venv/ready  ## The list of a release's parts (CycloneDX 1.5), with hashes: dist/clientinfo.cdx.json
	.venv/bin/python -m release.sbom $(UV) dist/clientinfo.cdx.json

advisories: .venv/ready  ## What is known against the packages we pin? Asks OSV and npm; says whom it could not ask
	.venv/bin/python -m release.advisories $(UV)

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/ready: pyproject.toml uv.lock $(wildcard hub/page_script/*.json hub/page_script/*.mjs hub/page_script/src/*) | $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	.venv/bin/python -m hub.page_script.build
	@touch $@

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet --require-hashes --requirement .ci/uv.txt
