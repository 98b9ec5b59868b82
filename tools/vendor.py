"""Fetch the browser libraries named in static/vendor/vendor.toml, verify them, and copy the files listed there.

usage: python tools/vendor.py            (needs npm; neither the product nor its tests do)
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "static" / "vendor" / "vendor.toml"


def packages() -> list[dict[str, Any]]:
    """The packages wanted: name, version, licence, sha512 (base64), target folder, files."""
    wanted: list[dict[str, Any]] = tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]
    return wanted


def fetch(name: str, version: str, folder: Path) -> Path:
    """Download one package into the folder and return its archive; none of its scripts is run."""
    subprocess.run(["npm", "pack", f"{name}@{version}", "--ignore-scripts", "--silent"],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    return archive


def verify(archive: Path, sha512: str) -> None:
    """Stop with a sentence when the archive is not the one that was reviewed."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != sha512:
        sys.exit(f"{archive.name}: sha512 is {found}, but vendor.toml says {sha512}. Nothing was copied.")


def unpack(archive: Path, files: list[str], target: Path) -> None:
    """Copy the files named out of the archive; `dist/` is left off, so that css still finds its images."""
    with tarfile.open(archive) as packed:
        for name in files:
            member = packed.extractfile(f"package/{name}")
            if member is None:
                sys.exit(f"{archive.name}: {name} is not a file.")
            place = target / name.removeprefix("dist/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(member.read())


def main() -> None:
    """Renew every package of the list."""
    for package in packages():
        with tempfile.TemporaryDirectory() as folder:
            archive = fetch(package["name"], package["version"], Path(folder))
            verify(archive, package["sha512"])
            unpack(archive, package["files"], ROOT / package["target"])
        print(f"{package['name']} {package['version']} ({package['licence']}) -> {package['target']}")


if __name__ == "__main__":
    main()
