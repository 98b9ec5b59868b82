"""Words in other languages: collect them from the sources, check that English is complete, compile what is stale.

usage: python -m tools.catalogues extract|check|compile

Chinese is the source. `extract` brings `hospice/translations/en/LC_MESSAGES/messages.po` up to date with the sources and
keeps what is translated; `check` names what is missing, doubtful or has other placeholders than the source.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "hospice" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
SOURCES = (("hospice", [("**.py", "python")]), ("templates", [("**.html", "jinja2")]))
# As the application's own Jinja reads them, or the sentences would differ by a blank.
OPTIONS = {"**.html": {"silent": "false", "encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


def sources() -> Catalog:
    """All sentences of the sources, in the order of files."""
    catalogue = Catalog(project="hospice", charset="utf-8")
    for folder, methods in SOURCES:
        for file, line, message, comments, context in sorted(
            extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS), key=lambda found: (found[0], found[1])
        ):
            catalogue.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return catalogue


def english() -> Catalog:
    """The English catalogue as it stands; empty where there is none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def faults() -> Iterator[str]:
    """What is missing, doubtful or wrong in English, one sentence each."""
    known = english()
    for wanted in sources():
        if wanted.id:
            yield from _faults_of(wanted, known.get(wanted.id, wanted.context))


def _faults_of(wanted: Message, found: Message | None) -> Iterator[str]:
    source = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    texts = [] if found is None else [found.string] if isinstance(found.string, str) else list(found.string)
    if not texts or not all(texts):
        yield f"missing: {source}"
    elif found is not None and found.fuzzy:
        yield f"doubtful: {source}"
    else:
        known = set(PLACEHOLDER.findall(source))
        yield from (
            f"other placeholders: {source} → {text}" for text in texts if set(PLACEHOLDER.findall(text)) != known
        )


def extract() -> None:
    """Write the English catalogue with every sentence of the sources; translations are kept, dead ones go."""
    known = english()
    known.update(sources(), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.revision_date = known.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # the file tells only what was changed
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, known, width=120, include_lineno=False, sort_by_file=True)


def compile_stale() -> None:
    """Compile the catalogue where its compiled form is missing or older."""
    compiled = ENGLISH.with_suffix(".mo")
    if not ENGLISH.exists() or (compiled.exists() and compiled.stat().st_mtime >= ENGLISH.stat().st_mtime):
        return
    with compiled.open("wb") as file:
        write_mo(file, english())


def main(verb: str) -> None:
    """Do what was asked on the command line."""
    if verb == "extract":
        extract()
    elif verb == "compile":
        compile_stale()
    elif verb == "check":
        found = list(faults())
        sys.exit("\n".join([*found[:40], f"English: {len(found)} sentences to mend"]) if found else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
