"""Cases and contacts of the customers."""

from __future__ import annotations

import numpy as np
import polars as pl

from demo_dealership import world
from demo_dealership.crm_layouts import CASES, CONTACT_EVENTS
from demo_dealership.randomness import pick, stream

_TODAY = world.AS_OF.toordinal() - 719_163
_KINDS = ("Verkaufschance", "Reklamation", "Schriftwechsel", "Service")
_TEXTS = (
    "Interesse an einem Jahreswagen, Budget rund 25.000 €.", "Möchte Angebot für Leasing des Nachfolgers.",
    "Geräusch an der Vorderachse nach letzter Inspektion.", "Rechnung erscheint zu hoch, bittet um Erläuterung.",
    "Fragt nach Winterrädern.", "Bittet um Rückruf wegen Finanzierung.", "Probefahrt B-Klasse vereinbaren.",
    "Beschwerde über Wartezeit bei der Abholung.", "Fuhrpark soll erweitert werden: zwei Transporter.",
)  # fmt: skip
_STATES = ("Neu", "In Bearbeitung", "Erledigt", "Zurückgestellt")
_CHANNELS = ("Telefon", "E-Mail", "Brief", "Besuch im Autohaus", "Besuch beim Kunden")
_NOTES = (None, "Rückruf zugesagt", "nicht erreicht", "Angebot versandt", "Termin vereinbart", "kein Bedarf")


def _moments(
    days: np.ndarray[tuple[int], np.dtype[np.int64]], minutes: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pl.Series:
    local = pl.from_epoch(pl.Series(days * 86_400 + minutes * 60), time_unit="s")
    return local.dt.cast_time_unit("us").dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC")


def cases(seed: int, chunk: int, traits: pl.DataFrame) -> pl.DataFrame:
    """Return the rows: one case for every sixth customer, half of them closed."""
    rng = stream(seed, chunk, "cases")
    chosen = traits.filter(pl.Series(rng.random(traits.height) < 0.17)).select("customer_number")
    size = chosen.height
    created = _TODAY - rng.integers(1, 900, size)
    status = pick(rng, _STATES, size, (20, 35, 38, 7))
    due = created + rng.integers(5, 120, size)
    closed = np.minimum(created + rng.integers(1, 60, size), _TODAY)
    done = pl.col("status") == "Erledigt"
    frame = chosen.with_columns(
        pl.format("V-{}-1", "customer_number").alias("case_id"),
        pick(rng, _KINDS, size, (50, 15, 20, 15)).alias("kind"),
        pick(rng, _TEXTS, size).alias("text"),
        status.alias("status"),
        pick(rng, world.SALESPEOPLE, size).alias("assignee"),
        pl.Series("due_at", due).cast(pl.Int32).cast(pl.Date),
        pl.Series("follow_up", due - 5).cast(pl.Int32).cast(pl.Date),
        _moments(created, rng.integers(480, 1080, size)).alias("created_at"),
        _moments(closed, rng.integers(1081, 1140, size)).alias("closed"),
    )
    return CASES.of(
        frame.with_columns(
            pl.when(~done).then("follow_up").alias("follow_up_on"), pl.when(done).then("closed").alias("closed_at")
        ),
    )


def contact_events(seed: int, chunk: int, traits: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the rows: contacts, two in three with those who have a case linked to it."""
    rng = stream(seed, chunk, "contact_events")
    count = rng.poisson(0.5, traits.height)
    contacted = traits[np.repeat(np.arange(traits.height), count)].select("customer_number")
    size = contacted.height
    days = _TODAY - rng.integers(0, 1000, size)
    frame = contacted.join(
        known.select("customer_number", "case_id"), on="customer_number", how="left", maintain_order="left"
    )
    frame = frame.with_columns(
        pl.format("K-{}-{}", "customer_number", pl.col("customer_number").cum_count().over("customer_number")).alias("event_id"),
        _moments(days, rng.integers(480, 1080, size)).alias("at"),
        pick(rng, world.SALESPEOPLE + world.ADVISORS, size).alias("employee"),
        pick(rng, _CHANNELS, size, (50, 25, 10, 10, 5)).alias("channel"),
        pick(rng, _NOTES, size).alias("note"),
        pl.when(pl.Series(rng.random(size) < 0.66)).then("case_id").alias("case_id"),
    )  # fmt: skip
    return CONTACT_EVENTS.of(frame)
