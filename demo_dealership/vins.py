"""Vehicle identification numbers: 17 characters without I, O and Q.

North American manufacturers use position 9 as a check digit (49 CFR 565: sum of value times weight, mod 11, 10 is X);
European ones do not.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from demo_dealership.randomness import Ints, spread

_PLANTS = "ABEFGHJKLNPRSTUV"
_YEARS = "12345678"
_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
_VALUES = np.zeros(128, dtype=np.int64)
for _letters, _start in (("0123456789", 0), ("ABCDEFGH", 1), ("JKLMN", 1), ("P", 7), ("R", 9), ("STUVWXYZ", 2)):
    for _step, _letter in enumerate(_letters):
        _VALUES[ord(_letter)] = _start + _step
_CHECK = np.frombuffer(b"0123456789X", dtype=np.uint8)


def vins(wmi: pl.Series, kind: pl.Series, counters: Ints) -> pl.Series:
    """Return one VIN per vehicle; distinct counters give distinct VINs.

    Args:
        wmi: World manufacturer identifier, 3 characters; a leading 1 to 5 means North America.
        kind: Positions 4 to 9, or 4 to 8 where position 9 is the check digit.
        counters: Running numbers of the vehicles.
    """
    serial = pl.Series(spread(counters % 1_000_000, 15_485_863, 1_000_000)).cast(pl.String).str.zfill(6)
    plant = pl.Series(list(_PLANTS)).gather(counters // 1_000_000 % len(_PLANTS))
    year = pl.Series(list(_YEARS)).gather(counters // (1_000_000 * len(_PLANTS)) % len(_YEARS))
    frame = pl.DataFrame({"wmi": wmi, "kind": kind, "year": year, "plant": plant, "serial": serial})
    raw = frame.select(
        pl.concat_str("wmi", pl.col("kind").str.pad_end(6, "0"), "year", "plant", "serial").alias("vin")
    )["vin"]
    return with_check_digits(raw)


def with_check_digits(raw: pl.Series) -> pl.Series:
    """Set position 9 of the North American VINs to their check digit, leave the others as they are."""
    if raw.is_empty():
        return raw
    characters = np.frombuffer("".join(raw.to_list()).encode("ascii"), dtype=np.uint8).reshape(len(raw), 17)
    remainder = (_VALUES[characters] * _WEIGHTS).sum(axis=1) % 11
    american = (characters[:, 0] >= ord("1")) & (characters[:, 0] <= ord("5"))
    digit = np.where(american, _CHECK[remainder], characters[:, 8])
    nine = pl.Series("nine", digit.astype(np.uint8).tobytes().decode("ascii")).str.split("").explode()
    return pl.DataFrame({"vin": raw, "nine": nine}).select(
        pl.concat_str(pl.col("vin").str.slice(0, 8), "nine", pl.col("vin").str.slice(9)).alias("vin")
    )["vin"]
