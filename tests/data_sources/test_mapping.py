"""Mappings: what they may say, and how a wrong one is refused."""

import tomllib
from importlib import resources

import pytest

from data_sources.contract import ORIGIN
from data_sources.dealer_system.contract import DealerSystem
from data_sources.errors import SourceSettingsWrong
from data_sources.mapped.binding import bind
from data_sources.mapped.mapping import load_mapping, parse_mapping

SCHEMAS = DealerSystem.member_schemas()
ALPHAPLUS = (resources.files("data_sources.dealer_system") / "mappings" / "alphaplus.toml").read_text(encoding="utf-8")


def parse(text: str):
    return parse_mapping(text, SCHEMAS, "dealer_system", "test.toml")


DEBTORS = """
[tables.debtor_accounts]
files = "*.csv"
[tables.debtor_accounts.columns]
customer_number = "KDNR"
debtor_account = "DEBITOR"
"""


def test_alphaplus_maps_every_field_of_the_contract_and_no_other():
    tables = tomllib.loads(ALPHAPLUS)["tables"]
    assert tables.keys() == SCHEMAS.keys()
    for name, schema in SCHEMAS.items():
        assert set(tables[name]["columns"]) == set(schema.column_names()) - set(ORIGIN), name
    assert parse(ALPHAPLUS).tables.keys() == SCHEMAS.keys()


def test_alphaplus_translates_every_word_of_the_contract():
    mapping = parse(ALPHAPLUS)
    for name, schema in SCHEMAS.items():
        for field, dtype in schema.create_empty().schema.items():
            if hasattr(dtype, "categories"):
                assert set(mapping.tables[name].codes[field].values()) == set(dtype.categories), (name, field)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("debtor_account = ", "debtor_acount = "), "no field 'debtor_acount', did you mean debtor_account?"),
        (('debtor_account = "DEBITOR"', ""), "does not name the required field 'debtor_account'"),
        (("files =", "file ="), "file: Extra inputs are not permitted"),
        (('files = "*.csv"', ""), "needs `files`"),
        (('"DEBITOR"', '"DEBITOR'), "not valid TOML"),
        (("\n[tables", '\n[formats]\nkind = "xml"\n[tables'), "formats.kind"),
        (("\n[tables", '\n[formats]\nencoding = "cp9999"\n[tables'), "unknown encoding 'cp9999'"),
        (("\n[tables", '\n[formats]\ntime_zone = "Europa/Berlin"\n[tables'), "unknown time zone"),
        (("\n[tables", '\n[formats]\nseparator = ";;"\n[tables'), "separator"),
        (("\n[tables", '\n[formats]\nkind = "sql"\n[tables'), "either `table` or `query`"),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_hint(change, message):
    head, _, tail = DEBTORS.partition(change[0])
    with pytest.raises(SourceSettingsWrong, match=r"test\.toml") as refused:
        parse(head + change[1] + tail)
    assert message in str(refused.value)
    assert refused.value.source == "dealer_system"


def test_an_unknown_table_lists_the_nearest_ones():
    with pytest.raises(SourceSettingsWrong, match="did you mean debtor_accounts"):
        parse(DEBTORS.replace("debtor_accounts", "debitor_accounts"))


def test_codes_must_lead_to_words_of_the_contract():
    text = ALPHAPLUS.replace('U = "goodwill"', 'U = "goodwil"')
    with pytest.raises(SourceSettingsWrong, match="unknown word 'goodwil', did you mean goodwill"):
        parse(text)
    with pytest.raises(SourceSettingsWrong, match=r"debtor_accounts\.codes\.kind has no column"):
        parse(DEBTORS + '[tables.debtor_accounts.codes.kind]\nA = "x"\n')


def test_a_table_may_have_its_own_formats():
    mapping = parse(
        '[formats]\nseparator = "|"\n' + DEBTORS + "[tables.debtor_accounts.formats]\ndecimal_comma = false\n"
    )
    formats = mapping.tables["debtor_accounts"].formats
    assert (formats.separator, formats.decimal_comma) == ("|", False)


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(SourceSettingsWrong, match="cannot be read: No such file"):
        load_mapping(tmp_path / "none.toml", SCHEMAS, "dealer_system")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceSettingsWrong, match="not UTF-8"):
        load_mapping(tmp_path / "binary.toml", SCHEMAS, "dealer_system")


def test_headings_match_in_any_case_and_with_blanks():
    table = parse(DEBTORS).tables["debtor_accounts"]
    binding = bind([" kdnr ", "Debitor", "", "Debitor 2", "source_row"], table, SCHEMAS["debtor_accounts"])
    assert binding.positions == {"customer_number": 0, "debtor_account": 1}
    assert binding.damage is None
    assert binding.names == ("kdnr", "Debitor", "column 3", "Debitor 2", "source_row (5)")


def test_a_required_heading_that_is_missing_or_doubtful_damages_the_file():
    table = parse(DEBTORS).tables["debtor_accounts"]
    missing = bind(["KDNR", "DEB"], table, SCHEMAS["debtor_accounts"])
    assert missing.damage == "the heading 'DEBITOR' is missing (headings found: KDNR, DEB)"
    twice = bind(["KDNR", "DEBITOR", "kdnr"], table, SCHEMAS["debtor_accounts"])
    assert twice.damage == "the heading 'KDNR' stands 2 times (headings found: KDNR, DEBITOR, kdnr)"
