import polars as pl
import pytest

from data_sources.connector import connector_class
from data_sources.errors import SourceAbsent
from data_sources.places.cities import TOWNS, town_centres
from data_sources.places.contract import Places


def read(**settings: object) -> list:
    return list(connector_class("places", "cities")(**settings).read())


def test_every_line_of_the_directory_is_a_place() -> None:
    codes, _postal_codes, _map_towns, towns = read()
    lines = TOWNS.read_text(encoding="utf-8").splitlines()
    assert codes.rows == codes.kept.height == len(lines) - 1
    assert codes.rejects.is_empty()
    assert towns.rejects.is_empty()
    Places.validate(pl.concat([codes.kept, towns.kept]))


def test_the_brochures_town_is_there() -> None:
    codes, _postal_codes, _map_towns, towns = read()
    naila = codes.kept.row(by_predicate=pl.col("postal_code") == "95119", named=True)
    assert (naila["town"], naila["accuracy"], naila["source_file"], naila["source_row"]) == (
        "Naila", "postal_code", "towns.csv", 2,
    )  # fmt: skip
    # official position of the town: 50° 20′ N, 11° 42′ E
    assert naila["latitude"] == pytest.approx(50.33, abs=0.02)
    assert naila["longitude"] == pytest.approx(11.70, abs=0.02)
    assert codes.kept.filter(postal_code="95028")["town"].to_list() == ["Hof"]
    assert towns.kept.filter(town="Naila").select("postal_code", "accuracy").rows() == [(None, "town")]


def test_the_directory_is_sound() -> None:
    raw = pl.read_csv(TOWNS, separator=";", infer_schema=False)
    assert raw.height >= 120
    assert raw["postal_code"].is_unique().all()
    assert raw["postal_code"].str.contains(r"^\d{5}$").all()
    assert raw["plate"].str.contains(r"^[A-ZÄÖÜ]{1,3}$").all()
    inside = raw.select(
        pl.col("latitude").cast(float).is_between(47.2, 55.1), pl.col("longitude").cast(float).is_between(5.8, 15.1)
    )
    assert inside.select(pl.all().all()).row(0) == (True, True)
    # postal codes of one town lie together
    assert town_centres(read()[0].kept).height == raw["town"].n_unique()


def test_a_geonames_file_adds_places_and_loses_no_line(tmp_path) -> None:
    file = tmp_path / "DE.txt"
    file.write_text(
        "DE\t95180\tBerg\tBayern\tBY\tOberfranken\t094\tHof\t09475\t50.3736\t11.7817\t4\n"
        'DE\t99999\tDorf "Nord"\tBayern\tBY\t\t00\tHof\t09475\tnorth\t11.7817\t4\n'
        "DE\t82335\tBerg\tBayern\tBY\tOberbayern\t091\tStarnberg\t09188\t47.9667\t11.3667\t4\n"
        "DE\t1\n",
        encoding="utf-8",
    )
    ours, geonames, _postal_codes, _map_towns, towns = read(directory=file)
    assert geonames.rows == 4
    assert geonames.kept["postal_code"].to_list() == ["95180", "82335"]
    assert geonames.rejects.select("line", "value").row(0) == (2, "north")
    assert geonames.rejects["line"].to_list() == [2, 4]
    assert towns.kept.filter(town="Berg").is_empty()  # two towns of this name, 270 km apart
    assert ours.kept.height > 0
    assert (ours.attribution, geonames.attribution) == ("", "GeoNames, CC BY 4.0")


def test_every_german_postal_code_has_a_middle_and_every_town_of_the_map_its_german_name() -> None:
    ours, codes, towns, _ = read()
    assert codes.kept["postal_code"].is_unique().all()
    assert codes.kept.height == 8168
    assert towns.kept.filter(pl.col("town").is_in(["Munich", "Nuremberg", "Cologne", "Hanover"])).is_empty()
    # what was written by hand from maps, against the package: the same places, most within 2 km
    both = ours.kept.join(codes.kept, on="postal_code", suffix="_of_package")
    apart = (pl.col("latitude") - pl.col("latitude_of_package")).abs()
    assert both.height == ours.kept.height
    assert both.select((apart < 0.02).mean()).item() > 0.8
    # Nürnberg: 49° 27′ N, 11° 5′ E
    middle = towns.kept.filter(town="Nürnberg").select("latitude", "longitude").row(0)
    assert middle == pytest.approx((49.45, 11.08), abs=0.02)
    assert (codes.attribution, towns.attribution) == ("OpenStreetMap, ODbL", "GeoNames, CC BY 4.0")


def test_an_absent_directory_says_so(tmp_path) -> None:
    with pytest.raises(SourceAbsent):
        read(directory=tmp_path / "none.txt")
