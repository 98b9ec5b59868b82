# The commands of the project. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
TESTERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready-$(shell cksum < constraints.txt | cut -d' ' -f1)

export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test lint bench screenshots vendor constraints words

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 — \2/p' Makefile

run: $(READY) ## serve the product with the demo province on http://127.0.0.1:$(PORT)
	@$(BIN)/python -m tools.start "$(PORT)"

demo-reset: $(READY) ## throw the demo database away and make it anew
	@$(BIN)/python -m tools.start reset

test: $(READY) ## the whole suite on SQLite and PostgreSQL and in Chromium, by TESTERS=2 processes
	@$(BIN)/python -m pytest --db=both -n $(TESTERS) --dist worksteal

lint: $(READY) ## style, import order, types, migrations equal models, English complete
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m tools.drift
	$(BIN)/python -m tools.catalogues check

bench: $(READY) ## requests a second and answer times, beside a floor measured in the same run
	@$(BIN)/python -m bench

screenshots: $(READY) ## pictures of every screen, at 1366 and 390 pixels, into build/screens/
	@$(BIN)/python -m tools.screenshots

words: $(READY) ## collect the sentences of the sources into the English catalogue
	@$(BIN)/python -m tools.catalogues extract

vendor: $(READY) ## fetch the browser libraries of static/vendor/vendor.toml (needs npm)
	@$(BIN)/python tools/vendor.py

constraints: ## pin the packages anew, with hashes and without any host (needs uv)
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -o constraints.txt

$(READY): constraints.txt
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "没有找到 $(PYTHON)。请先安装 Python 3.11 或更新版本，或用 make PYTHON=/路径/python3 指定。" >&2; \
	  echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) 的版本太旧，需要 Python 3.11 或更新版本。" >&2; \
	  echo "$(PYTHON) is too old: Python 3.11 or newer is needed." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { \
	  echo "不能建立虚拟环境。在 Debian、Ubuntu 上请先安装 python3-venv。" >&2; \
	  echo "The virtual environment could not be made. On Debian and Ubuntu install python3-venv first." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt || { \
	  echo "依赖包没有装好：请检查网络或软件源后重试。" >&2; \
	  echo "The packages could not be installed: check the network or the package index and try again." >&2; exit 1; }
	@rm -f $(VENV)/ready-*
	@touch $@
