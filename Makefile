# Everything a newcomer needs: `make run` and `make test`. docs/running.md says more.

PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint format types bench coverage audit lock shell clean ready ready-dev

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | sort | while IFS='	' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ready ## run SynthAI here; Ctrl-C stops everything
	@exec $(PY) -m synthai.embedded run --with-parent

test: ready-dev ## every check and every test
	@exec $(PY) bin/check

test-fast: ready-dev ## tests without the slow and the browser ones
	@exec $(PY) bin/check pytest -m "not slow and not browser"

lint: ready-dev ## format, lint, templates, import contracts
	@exec $(PY) bin/check format lint templates contracts

types: ready-dev ## mypy
	@exec $(PY) bin/check types

format: ready-dev ## rewrite the code as the formatter wants it
	@$(PY) -m ruff check --fix --exit-zero --quiet .
	@$(PY) -m ruff format .

bench: ready-dev ## measure; DATA=folder adds the forecast benchmark
	@exec $(PY) -m benchmarks $(if $(DATA),--data "$(DATA)")

coverage: ready-dev ## tests with branch coverage
	@exec $(PY) bin/check coverage

audit: ready-dev ## known weaknesses of the locked packages (needs the network)
	@exec $(PY) -m pip_audit --require-hashes --disable-pip -r requirements.txt

lock: ready-dev ## compile requirements*.in into locked files with hashes
	@for name in requirements requirements-dev; do $(PY) -m uv pip compile --universal --python-version 3.11.0 \
		--generate-hashes --no-header -q $$name.in -o $$name.txt || exit 1; done

shell: ready ## Django's shell, on the servers of `make run`
	@exec $(PY) manage.py shell

clean: ## remove what can be made again; var, with the data, stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/test var/test-apps var/test-browser var/test-tenancy var/test-workers var/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

ready: ## the virtual environment, without starting anything
	@sh bin/bootstrap

ready-dev:
	@sh bin/bootstrap --dev
