"""The source of our rules as a hash, so that an upgrade reads and builds again without anybody thinking of it."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from clientinfo_kernel.query.rule_files import rule_files


@cache
def code_of(package: str) -> str:
    """Return a hash of the code and the shipped tables of a package; some ten milliseconds, once per process."""
    digest = sha256()
    for name, content in rule_files(files(package)):
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
