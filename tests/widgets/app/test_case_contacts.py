"""A contact belongs to a case: noted there, or linked to it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.widgets.app.dialogs import ANNA, Dialog, is_gone, save, where_nobody_has_written

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory


@pytest.fixture
def directory(two_customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    return where_nobody_has_written(two_customers, tmp_path, monkeypatch)


def test_a_contact_is_noted_at_its_case_or_linked_to_it_later(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", command="c", values={"kind": "complaint", "text": "Lack"}))
    (case,) = directory.customer(ANNA).written_rows("case")
    dialog.widget.show(directory.customer(ANNA))
    (asked,) = dialog.hear({"do": "open", "form": "case_contact", "item": case["case_id"]})
    assert "case_id" not in {each["key"] for each in asked["form"]["fields"]}
    noted = {"channel": "phone", "note": "Termin zugesagt"}
    assert dialog.hear(save("case_contact", command="n", item=case["case_id"], values=noted))[0]["do"] == "saved"
    dialog.hear(save("contact", command="m", values={"channel": "phone", "note": "noch ein Kratzer"}))
    later, now = sorted(directory.customer(ANNA).contact_events().to_dicts(), key=lambda row: row["case_id"] or "")
    assert (now["note"], now["case_id"]) == ("Termin zugesagt", case["case_id"])
    assert (later["note"], later["case_id"]) == ("noch ein Kratzer", None)
    (asked,) = dialog.hear({"do": "open", "form": "link_contact", "item": later["event_id"]})
    (field,) = asked["form"]["fields"]
    # the only open case stands there already, and is sent although nobody touched it
    assert (field["value"], asked["form"]["is_whole"]) == (case["case_id"], True)
    linked = {"item": later["event_id"], "version": 1, "values": {"case_id": field["value"]}}
    assert dialog.hear(save("link_contact", command="l", **linked))[0]["do"] == "saved"
    assert directory.customer(ANNA).contact_events()["case_id"].to_list() == [case["case_id"]] * 2
    # with a second case somebody has to choose; neither form finds what is not there
    dialog.hear(save("contact", command="o", values={"channel": "phone", "note": "dritter"}))
    dialog.hear(save("case", command="d", values={"kind": "other", "text": "Schlüssel"}))
    (third,) = (row for row in directory.customer(ANNA).contact_events().to_dicts() if row["note"] == "dritter")
    (asked,) = dialog.hear({"do": "open", "form": "link_contact", "item": third["event_id"]})
    assert [(each["value"], len(each["options"])) for each in asked["form"]["fields"]] == [("", 3)]
    for form in ("case_contact", "link_contact"):
        assert is_gone(dialog.hear({"do": "open", "form": form, "item": "nothing"}))
        assert is_gone(dialog.hear({"do": "open", "form": form, "item": ""}))
