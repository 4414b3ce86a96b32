"""``clientinfo vat``: ask whether a VAT ID is registered, and keep the answer as a proof at the customer."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase, by_whose_hands
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import CustomerUnknown, SettingsError
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.customer_record import plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import ask_and_keep, ask_only, trader_named_by
from clientinfo_kernel.vat.run import Checked, RunStopped, VatRun
from data_sources.vat_ids.answer import FIELDS, Result
from hub.commands import acting, options
from hub.commands.options import choose_settings
from hub.commands.output import print_json
from widgets.papers.typesetting import Letterhead
from widgets.papers.vat_proof import vat_proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile
    from hub.commands.acting import Asked
    from hub.commands.options import ChosenSettings

_PRINTED = ("result", "source", "code", "text", "valid_from", "valid_until", "reference")


@click.command()
@click.argument("number", metavar="NUMBER|VATID", required=False)
@click.option("--all", "is_all", is_flag=True, help="All customers whose VAT ID was not checked, or not for long.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    help="Seconds between two questions of --all; default: pause_seconds of [services.vat], 2.",
)
@click.option(
    "--pdf",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ask nobody; write the customer's newest proof (or that of --proof) as a PDF on the house's paper.",
)
@click.option("--proof", help="Which proof --pdf writes; its id stands in what a check prints.")
@click.option("--any-time", is_flag=True, help="Also between 23:00 and 5:00, when the services are maintained.")
@choose_settings
@acting.asked
@options.as_json
def command(
    number: str | None,
    settings: ChosenSettings,
    asked: Asked,
    pause: float | None,
    *,
    pdf: Path | None,
    proof: str | None,
    is_all: bool,
    any_time: bool,
    as_json: bool,
) -> None:
    """Check the VAT ID of a customer (and keep the proof), or any VAT ID (which keeps nothing)."""
    read = settings.read()
    services, today = vat_services(read.services), datetime.now(BERLIN).date()
    viewer = acting.who_writes(read, asked.account)
    directory = CustomerDirectory(read, viewer)
    if is_all == (number is not None):
        raise click.UsageError("name a customer, a VAT ID, or --all")
    if (is_all and pdf is not None) or (proof is not None and pdf is None):
        raise click.UsageError("--pdf is for one customer, and --proof for --pdf")
    if number is None:
        _run(VatRun(directory, services, pause, any_time), as_json=as_json)
        return
    file = _customer(directory, number)
    if pdf is not None:
        _write_proof(viewer, file, number, proof, pdf)
        return
    if file is None:
        row = ask_only(viewer, number, services, today)
    elif not trader_named_by(file).vat_id:
        raise click.UsageError(f"customer {number} has no VAT ID")
    else:
        row = ask_and_keep(directory.live(file), file, services, today, asked.command_id)
    _print(row, as_json=as_json)
    if row["result"] != "valid":
        sys.exit(1)


def _write_proof(viewer: Viewer, file: CustomerFile | None, number: str, proof: str | None, pdf: Path) -> None:
    """Write a proof that is kept as a PDF."""
    kept = [row["check_id"] for row in file.written_rows(VAT_CHECK.name)] if file else []
    chosen = proof or (kept[-1] if kept else "")
    if file is None or chosen not in kept:
        raise click.UsageError(f"customer {number} has no proof {chosen}".rstrip())
    paper = vat_proof(file, chosen, Letterhead.of(file.settings)) or b""
    made = by_whose_hands(Phrase("vat_proof"), viewer.at_shell)
    record("export", AuditSubject("customer", file.customer_number), made, viewer=viewer)
    pdf.write_bytes(paper)
    print(f"written: {pdf}")


_STOPPED = {
    "night": "it is night, when the services are maintained; go on after 5:00, or with --any-time",
    "limit": "as many questions as [services.vat] most_per_day allows were asked today; go on tomorrow",
    "silence": "the services do not answer any more; go on later",
    "broken": "the run was broken off; what it found is kept, go on later",
}


def _run(run: VatRun, *, as_json: bool) -> None:
    """Check all, say how far it is, and report at the end; exit code 1 where something is not valid or not answered."""
    found: list[Checked] = []
    stopped: str | None = "broken"
    try:
        for each in run.steps():
            found.append(each)
            said = f"{each.place} of {each.of}: {each.customer_number} {each.name}, {each.proof['vat_id']}"
            print(f"{said}: {each.proof['result'].replace('_', ' ')}", file=sys.stderr, flush=True)
        stopped = None
    except RunStopped as error:
        stopped = error.why
    except SettingsError:
        raise
    except BaseException:  # what was found until now is said, whatever ends the run (the store, Ctrl-C)
        _report(found, run.unaskable(), stopped, as_json=as_json)
        raise
    _report(found, run.unaskable(), stopped, as_json=as_json)
    if stopped or any(each.proof["result"] != "valid" for each in found):
        sys.exit(1)


def _report(found: list[Checked], unaskable: list[str], stopped: str | None, *, as_json: bool) -> None:
    counts = Counter(each.proof["result"] for each in found)
    invalid = [each for each in found if each.proof["result"] == "invalid"]
    if as_json:
        rows = [{"customer_number": each.customer_number, "vat_id": each.proof["vat_id"]} for each in invalid]
        said = {name: counts[name] for name in get_args(Result)}
        print_json({**said, "stopped": stopped, "invalid_vat_ids": rows, "unaskable": unaskable})
    else:
        print(f"{counts['valid']} valid, {counts['invalid']} invalid, {counts['not_answered']} not answered")
        for each in invalid:
            print(f"  {each.customer_number} {each.name}: {each.proof['vat_id']}")
        if unaskable:
            print(f"{len(unaskable)} nobody can be asked about: {', '.join(unaskable)}")
        if stopped:
            print(_STOPPED[stopped])


def _customer(directory: CustomerDirectory, number: str) -> CustomerFile | None:
    """Return the customer of a number; None for what looks like a VAT ID and is not a customer's number."""
    try:
        return directory.customer(number)
    except CustomerUnknown:
        if written_plainly(number)[:2].isalpha():
            return None
        raise


def _print(row: Mapping[str, Any], *, as_json: bool) -> None:
    matches = {name: row[f"{name}_match"] for name in FIELDS}
    if as_json:
        said = {name: plain_value(row[name]) for name in _PRINTED}
        print_json({"vat_id": row["vat_id"], **said, "matches": matches, "proof": row["check_id"]})
        return
    words = f" ({row['text']})" if row["text"] else ""
    print(f"{row['vat_id']}: {row['result'].replace('_', ' ')}, {row['source']} {row['code']}{words}")
    for name, letter in matches.items():
        if letter:
            print(f"  {name.replace('_', ' ')}: {letter}")
    if row["check_id"]:
        print(f"  proof {row['check_id']}")
