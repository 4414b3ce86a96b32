"""The order of texts as DIN 5007-1 sorts words: ä as a, ß as ss, capitals and accents aside."""

from __future__ import annotations

import polars as pl


def folded(texts: pl.Series) -> pl.Series:
    """Return texts without case and accents, ä as a, ß as ss; what is ASCII, by far the most, only loses its case."""
    lower, (places, bare) = texts.str.to_lowercase(), folded_marked(texts)
    return lower if places.is_empty() else lower.scatter(places, bare)


def folded_marked(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the places of the texts that are not ASCII, and these ``folded``."""
    places, codes, words = marked_words(texts)
    return places, words.gather(codes)


def marked_words(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the places of the texts that are not ASCII, which word stands at each, and these words ``folded``.

    Each different one stands once: to take the accents away takes far longer than to find it again.
    """
    places = (texts.str.len_bytes() != texts.str.len_chars()).fill_null(value=False).arg_true()
    at_places = texts.gather(places)
    words = at_places.unique()
    bare = (
        words.str.to_lowercase()
        .str.replace_all("ß", "ss", literal=True)
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}+", "")
    )
    return places, at_places.cast(pl.Enum(words)).to_physical(), bare


def places(texts: pl.Series) -> pl.Series:
    """Return the place (UInt32) of each text among all different ones, null for null; each of these is compared once."""
    if isinstance(texts.dtype, pl.Enum):
        return places(texts.dtype.categories).gather(texts.to_physical())
    known = pl.DataFrame({"text": texts.unique().drop_nulls()}).with_columns(
        pl.col("text").map_batches(folded).alias("folded")
    )
    known = known.sort("folded", "text").with_row_index("place").with_columns(pl.col("place").cast(pl.UInt32))
    return texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")["place"]
