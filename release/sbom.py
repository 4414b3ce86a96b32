"""The list of a release's parts (SBOM) in CycloneDX 1.5: ``python -m release.sbom UV TARGET``.

Python packages as uv.lock pins them, without those of development; npm packages as the two package-lock.json pin them:
the Hub's proxy, and what the pages' script is bundled from and with. Each with its version, address (purl) and hashes.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
NPM_LOCKS = ("hub/proxy/package-lock.json", "hub/page_script/package-lock.json")
_EXPORT = (
    *("export", "--locked", "--quiet", "--no-dev", "--all-extras", "--preview-features", "sbom-export"),
    *("--format", "cyclonedx1.5"),
)


def main() -> None:
    """Write the list."""
    uv, target = sys.argv[1:]
    exported = subprocess.run([uv, *_EXPORT], cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # our Makefile's words
    parts = with_npm_packages(json.loads(exported.stdout))
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(json.dumps(parts, indent=1), encoding="utf-8")
    print(f"{target}: {len(parts['components'])} parts")  # noqa: T201  # a command's answer


def with_npm_packages(bom: dict[str, Any]) -> dict[str, Any]:
    """Return a list of Python packages with the npm packages added, each once."""
    found = {part["bom-ref"]: part for name in NPM_LOCKS for part in npm_packages(ROOT / name)}
    return {**bom, "components": [*bom["components"], *(found[each] for each in sorted(found))]}


def npm_packages(lock: Path) -> list[dict[str, Any]]:
    """Return what a package-lock.json pins, as components.

    Raises:
        ValueError: A package has no hash (``integrity``): it would be taken as it comes.
    """
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return [_component(path.rpartition("node_modules/")[2], each) for path, each in packages.items() if path]


def _component(name: str, package: dict[str, Any]) -> dict[str, Any]:
    algorithm, _dash, digest = package.get("integrity", "").partition("-")
    if algorithm != "sha512":
        raise ValueError(f"{name} has no sha512 in its package-lock.json")
    address = f"pkg:npm/{quote(name, safe='/')}@{package['version']}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": package["version"],
        "purl": address,
        "hashes": [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}],
        **({"licenses": [{"expression": package["license"]}]} if package.get("license") else {}),
    }


if __name__ == "__main__":
    main()
