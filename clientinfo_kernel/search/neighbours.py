"""What all words sound like, and what is left of them when one or two letters are struck (as ``guesses`` asks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.search.guesses import LEAST_INSIDE, MIX, SHORTEST, TWO_FROM, WINDOW, struck
from clientinfo_kernel.search.sound import sound_code

if TYPE_CHECKING:
    import numpy.typing as npt

    from clientinfo_kernel.search.writer import ContainerWriter

_FACTOR = np.uint64(MIX)
_LEAST_FRONT = 3  # letters before an end that is worth a look
_LONGEST = 200


def write_neighbours(words: pl.DataFrame, writer: ContainerWriter) -> None:
    """Write the tables. ``words``: ``key`` (a-z only) and ``number`` in the key table, each word once."""
    word_numbers = words["number"].to_numpy()
    spelled = words["key"].to_list()
    sounds = np.fromiter(map(sound_code, spelled), dtype=np.uint64, count=len(spelled))
    _write("sound", sounds, word_numbers, writer, "Q")
    _write_ends(words, writer)
    found = [_struck_words(spelled, word_numbers, *span) for span in _spans()]
    _write(
        "struck",
        np.concatenate([mix for mix, _ in found]),
        np.concatenate([words_of for _, words_of in found]),
        writer,
        "I",
    )


def _write_ends(words: pl.DataFrame, writer: ContainerWriter) -> None:
    """Return the ends of long words in alphabetical order: ``technik`` of ``vakuumtechnik``."""
    places = pl.int_ranges(_LEAST_FRONT, pl.col("key").str.len_chars() - LEAST_INSIDE + 1, dtype=pl.UInt8).alias("at")
    long = words.filter(pl.col("key").str.len_chars().is_between(_LEAST_FRONT + LEAST_INSIDE, _LONGEST))
    ends = long.with_columns(places).explode("at").with_columns(end=pl.col("key").str.slice("at")).sort("end", "number")
    writer.append("inside_word", ends["number"].to_numpy(), "I")
    writer.append("inside_at", ends["at"].to_numpy(), "B")


def _spans() -> list[tuple[int, int, int]]:
    """Lengths of words (from, to) and how many letters are struck from them."""
    short = [(length, length, 1 if length < TWO_FROM else 2) for length in range(SHORTEST - 1, WINDOW)]
    return [*short, (WINDOW, 1 << 30, 2)]


def _struck_words(
    spelled: list[str], word_numbers: npt.NDArray[np.uint32], least: int, most: int, strikes: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    chosen = [place for place, word in enumerate(spelled) if least <= len(word) <= most]
    width = min(least, WINDOW)
    text = "".join(spelled[place][:width] for place in chosen).encode()
    letters = np.frombuffer(text, dtype=np.uint8).reshape(len(chosen), width).astype(np.uint64)
    mixes = [_mixed(letters[:, list(kept)]) for kept in struck(width, strikes)]
    customers = word_numbers[np.array(chosen, dtype=np.int64)]
    return np.concatenate(mixes), np.tile(customers, len(mixes))


def _mixed(letters: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """``deletions.mixed`` for each row of letters."""
    packed = np.zeros(len(letters), dtype=np.uint64)
    for column in letters.T:
        packed = packed << np.uint64(8) | column
    mixed: npt.NDArray[np.uint32] = (packed * _FACTOR >> np.uint64(32)).astype(np.uint32)
    return mixed


def _write(
    name: str,
    codes: npt.NDArray[np.uint64] | npt.NDArray[np.uint32],
    word_numbers: npt.NDArray[np.uint32],
    writer: ContainerWriter,
    typecode: str,
) -> None:
    order = np.lexsort((word_numbers, codes))
    writer.append(f"{name}_code", codes[order], typecode)
    writer.append(f"{name}_word", word_numbers[order], "I")
