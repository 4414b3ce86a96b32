"""An audit log of a test's own."""

from pathlib import Path

import pytest

from clientinfo_kernel.access.audit import AuditLog


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")
