"""German names of people and companies, with every umlaut and ß."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.randomness import pick

if TYPE_CHECKING:
    import numpy as np

LAST_NAMES = (
    "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer",
    "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger",
    "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler", "Maier", "König",
    "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert",
    "Vogel", "Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann",
    "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher", "Krämer",
    "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt", "Haas", "Schreiber", "Graf",
    "Dietrich", "Ziegler", "Kuhn", "Kühn", "Pohl", "Engel", "Horn", "Busch", "Bergmann", "Thomas", "Voigt", "Sauer",
    "Arnold", "Wolff", "Pfeiffer", "Rathelz", "Strößner", "Wölfel", "Köppel", "Hammerl", "Raithel", "Färber", "Übelacker",
    "Öhrlein", "Ärmlich", "Schübel", "Bayreuther", "Hößl", "Zapf", "Gebhardt", "Mayr", "Meyr", "Özdemir", "Yildiz",
    "Kowalski", "Novák", "Nguyen", "Da Silva", "O'Connor", "von Waldenfels", "Freiherr von Künßberg", "Müller-Lüdenscheidt",
)  # fmt: skip

MALE = (
    "Harald", "Walter", "Andreas", "Jürgen", "Jörg", "Günter", "Michael", "Thomas", "Stefan", "Uwe", "Klaus", "Bernd",
    "Tobias", "Sven", "Markus", "Björn", "Sönke", "Matthias", "René", "Karl-Heinz", "Hans-Jürgen", "Mehmet", "Lukas",
    "Felix", "Maximilian", "Ralf", "Dieter", "Horst", "Xaver", "Götz",
)  # fmt: skip
FEMALE = (
    "Anna", "Sabine", "Petra", "Karin", "Birgit", "Monika", "Jutta", "Käthe", "Bärbel", "Hannelore", "Gisela", "Ute",
    "Nadine", "Julia", "Sophie", "Lena", "Désirée", "Ayse", "Katharina", "Christine", "Heike", "Ursula", "Elfriede",
    "Marie-Luise", "Zoë", "Franziska", "Renate", "Silke", "Anja", "Jana",
)  # fmt: skip

SECTORS = (
    "Maschinenbau", "Elektrotechnik", "Spedition", "Malerbetrieb", "Bäckerei", "Metzgerei", "Gartenbau", "Dachdeckerei",
    "Schreinerei", "Heizungsbau", "Sanitärtechnik", "Textilwerke", "Porzellanmanufaktur", "Brauerei", "Getränkehandel",
    "Baustoffe", "Tiefbau", "Hochbau", "Fliesen", "Gebäudereinigung", "Pflegedienst", "Apotheke", "Ingenieurbüro",
    "Steuerberatung", "Taxi", "Kurierdienst", "Werkzeugbau", "Kunststofftechnik", "Medizintechnik", "Landtechnik",
    "Holzhandel", "Druckerei", "Catering", "Messebau", "Metallbau", "Stahlhandel", "Fahrschule", "Vermessung",
    "Sicherheitsdienst", "Solartechnik", "Kältetechnik", "Vakuumtechnik",
)  # fmt: skip
LEGAL_FORMS = ("GmbH", "GmbH & Co. KG", "KG", "OHG", "e.K.", "AG", "UG (haftungsbeschränkt)", "GbR", "e.V.")


def people(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """Draw people.

    Returns:
        ``size`` rows: salutation, title (mostly null), first_name, last_name.
    """
    frequent = [1.0 / (rank + 6) for rank in range(len(LAST_NAMES))]
    last = pick(rng, LAST_NAMES, size, frequent)
    female = pl.Series(rng.random(size) < 0.47)
    both = pl.DataFrame({"f": pick(rng, FEMALE, size), "m": pick(rng, MALE, size), "last_name": last, "is_f": female})
    title = pick(rng, (None, "Dr.", "Prof. Dr.", "Dipl.-Ing."), size, (94, 3.5, 0.5, 2)).alias("title")
    return both.with_columns(title).select(
        pl.when("is_f").then(pl.lit("Frau")).otherwise(pl.lit("Herr")).alias("salutation"),
        "title",
        pl.when("is_f").then("f").otherwise("m").alias("first_name"),
        "last_name",
    )


def companies(rng: np.random.Generator, owners: pl.Series, place: pl.Series) -> pl.Series:
    """Return one company name per owner: by family, by town or by both."""
    size = len(owners)
    frame = pl.DataFrame(
        {
            "owner": owners,
            "town": place.str.replace(r"[ /(].*$", ""),
            "sector": pick(rng, SECTORS, size),
            "form": pick(rng, LEGAL_FORMS, size, (45, 15, 5, 4, 12, 3, 6, 6, 4)),
            "shape": pick(rng, ("owner", "owner_first", "town", "sons"), size, (50, 20, 18, 12)),
        }
    )
    shape = pl.col("shape")
    name = (
        pl.when(shape == "owner")
        .then(pl.format("{} {}", "owner", "sector"))
        .when(shape == "owner_first")
        .then(pl.format("{} {}", "sector", "owner"))
        .when(shape == "town")
        .then(pl.format("{} {}", "sector", "town"))
        .otherwise(pl.format("{} & Söhne {}", "owner", "sector"))
    )
    return frame.select(pl.concat_str(name, "form", separator=" ").alias("name"))["name"]
