"""Whether a delivery with damage takes the place of the one before."""

import pytest

from clientinfo_kernel.ingest.delivery import Delivery, FileCount, FileRecord

AWAY = FileRecord("mail.rechnungen", "invoice_entries", damage="the server is not reached", is_away=True)
BROKEN = FileRecord("werkstatt/rechnungen.csv", "invoice_entries", damage="its headings are missing")


def delivery(*files: str, failed: tuple[FileRecord, ...] = ()) -> Delivery:
    names = [*files, *(each.file for each in failed)]
    counts = tuple(FileCount(name, "invoice_entries") for name in names)
    damage = tuple(f"{each.file}: {each.damage}" for each in failed)
    return Delivery("inbox", "imap", "", counts, damage, tuple(each.file for each in failed), records=failed)


@pytest.mark.parametrize(
    ("failed_before", "failed", "takes_its_place"),
    [
        ((), (), True),
        ((), (AWAY,), True),  # an invoice is posted whether a mail server answers or not
        ((AWAY,), (AWAY,), True),
        ((BROKEN,), (BROKEN,), True),  # it was not to be read when the invoice was still waiting
        ((), (BROKEN,), False),  # the invoice might stand in it
        ((AWAY,), (AWAY, BROKEN), False),
    ],
)
def test_a_file_that_is_gone_holds_back_where_new_damage_may_be_why(
    failed_before: tuple[FileRecord, ...], failed: tuple[FileRecord, ...], *, takes_its_place: bool
) -> None:
    former = delivery("werkstatt/waiting/a.xml", "werkstatt/waiting/b.xml", failed=failed_before)
    assert delivery("werkstatt/waiting/b.xml", failed=failed).replaces(former) is takes_its_place


def test_a_file_that_was_sound_and_is_damaged_holds_back_beside_a_server_that_is_away() -> None:
    former = delivery("werkstatt/rechnungen.csv", failed=(AWAY,))
    assert not delivery(failed=(AWAY, BROKEN)).replaces(former)
