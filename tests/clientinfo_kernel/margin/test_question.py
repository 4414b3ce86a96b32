"""How a question is spelled, what it refuses, and what stands beside it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import DEFAULT_MEASURES, DIMENSIONS, MEASURES, Question

OCTOBER_2012 = 2012 * 12 + 9
# Values that sources can hold, whatever is in them; times are spelled one way.
VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="  "), min_size=1).filter(
    lambda text: text == text.strip()
)
FREE = st.sampled_from(["branch", "make", "model", "customer", "customer_group", "classification", "adviser"])
FILTERS = st.dictionaries(FREE, st.lists(VALUES, min_size=1, max_size=3, unique=True), max_size=3)


@given(
    st.lists(st.sampled_from(sorted(set(MEASURES))), min_size=1, unique=True),
    st.lists(st.sampled_from(sorted(set(DIMENSIONS) - {"account", "cost_center"})), unique=True),
    FILTERS,
)
def test_an_address_and_words_hold_the_whole_question(
    measures: list[str], by: list[str], where: dict[str, list[str]]
) -> None:
    question = Question(tuple(measures), tuple(by), tuple((key, tuple(values)) for key, values in where.items()))
    assert Question.of_query(question.to_query()) == question
    assert Question.of_words(**question.words()) == question


def test_words_as_they_are_typed() -> None:
    question = Question.of_words(
        " year, division", ("branch=Hof", "year=2011..2012", "branch=Naila"), "", "previous_year"
    )
    assert question.by == ("year", "division")
    assert question.where == (("branch", ("Hof", "Naila")), ("year", ("2011..2012",)))
    assert question.measures == DEFAULT_MEASURES
    assert Question.of_query("?tab=x&by=branch&where=make%3DA%26B").where == (("make", ("A&B",)),)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"by": "yaer"}, "no dimension 'yaer'; did you mean 'year'"),
        ({"measures": "gross_proft"}, "no measure 'gross_proft'; did you mean 'gross_profit'"),
        ({"where": ("divison=workshop",)}, "did you mean 'division'"),
        ({"where": ("division=workshp",)}, "no division 'workshp'; did you mean 'workshop'"),
        ({"where": ("payer=bank",)}, "no payer 'bank'"),
        ({"where": ("branch",)}, "not a filter; write it as branch=Hof"),
        ({"where": ("year=11",)}, "'11' is not a year"),
        ({"where": ("month=2011-13",)}, "not a month"),
        ({"where": ("month=2011-03..2011-02",)}, "ends before it begins"),
        ({"where": ("month=..",)}, "neither beginning nor end"),
        ({"where": ("month=9999-12",)}, "not a month"),
        ({"where": ("year=0000",)}, "not a year"),
        ({"by": "year,year"}, "once"),
        ({"compare": "previous_year"}, "the previous year of what"),
        ({"compare": "last_year", "by": "year"}, "not a filter"),
        ({"by": "account", "measures": "invoices"}, "no posting knows invoices"),
        ({"where": ("cost_center=01",), "measures": "labour_units"}, "no posting knows labour_units"),
        ({"where": ("number=R1",)}, "no dimension 'number'"),
    ],
)
def test_what_it_refuses_and_why(words: dict[str, str], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        Question.of_words(**words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "where", "measures", "level"),
    [
        ("year,division,payer,branch,customer_group", ("month=2011-03",), "revenue,labour_hours", "cube"),
        ("make", (), "revenue", "facts"),
        ("year", ("customer=10012",), "revenue", "facts"),
        ("year", (), "customers", "facts"),
        ("year", (), "gross_profit_per_invoice", "facts"),
        ("account", (), "revenue", "postings"),
        ("year", ("cost_center=unassigned",), "revenue", "postings"),
    ],
)
def test_it_goes_to_the_coarsest_rows_that_know_enough(by: str, where: tuple[str], measures: str, level: str) -> None:
    assert Question.of_words(by, where, measures).level == level


@pytest.mark.parametrize(
    ("where", "compare", "beside"),
    [
        # Postings go until October 2012: the year before is compared until October, too.
        (("year=2012",), "previous_year", ["year=2011", "month=1900-01..2011-10"]),
        (("year=2010..2011", "branch=Hof"), "previous_year", ["year=2009..2010", "branch=Hof", "month=1900-01..2011-10"]),
        (("month=2012-01..2012-12",), "previous_year", ["month=2011-01..2011-10"]),
        (("month=2012-03", "month=2012-12"), "previous_year", ["month=2011-03..2011-03"]),
        # What has no month is of no year before; a range without an end goes as far as postings do.
        (("month=unassigned",), "previous_year", ["month=1900-01"]),
        (("month=2011-03..",), "previous_year", ["month=2010-03..2011-10"]),
        (("month=..2011-06",), "previous_year", ["month=1900-01..2010-06"]),
        (("branch=Hof", "year=2012"), "branch=Naila", ["year=2012", "branch=Naila"]),
        (("month=1900-01",), "previous_year", ["month=1900-01..1900-01"]),
        (("year=1900",), "previous_year", ["year=1900", "month=1900-01..2011-10"]),
        # Another time takes the place of years and months: no month of 2010 is in 2012.
        (("year=2012", "branch=Hof"), "month=2010-01..2010-12", ["branch=Hof", "month=2010-01..2010-12"]),
        (("month=2012-03",), "month=2010-01..2010-02", ["month=2010-01..2010-02"]),
    ],
)  # fmt: skip
def test_what_stands_beside_it(where: tuple[str, ...], compare: str, beside: list[str]) -> None:
    other = Question.of_words(where=where, compare=compare).other_side(OCTOBER_2012)
    assert (other.words()["where"], other.compare) == (beside, "")


@pytest.mark.parametrize(
    ("where", "compare", "within", "beside"),
    [
        (("month=2011-01..2011-12",), "month=2009-01..2009-12", "month=2011-03", ["month=2009-03"]),
        (("month=2011-01..2011-12",), "previous_year", "month=2011-03", ["month=2010-03"]),
        # January beside March: what would stand beside October lies before what is compared.
        (("month=2011-01..2011-10",), "month=2010-03..2010-12", "month=2011-01", ["month=2010-03"]),
        (("month=2011-01..2011-10",), "month=2011-03..2011-12", "month=2011-09", ["month=2011-11"]),
        (("month=2011-01..2011-02",), "month=2011-03", "month=2011-02", ["month=1900-01"]),
        # Fiscal years are moved by whole years, and stay what they are beside some other months.
        (("year=2011..2012",), "year=2009..2010", "year=2012", ["year=2010"]),
        (("month=2011-01..2011-10",), "month=2010-03..2010-12", "year=2011", ["month=2010-03..2010-12", "year=2011"]),
        ((), "month=2010-01..2010-12", "year=2011", ["month=2010-01..2010-12", "year=2011"]),
        (("branch=Hof",), "branch=Naila", "branch=Hof", ["branch=Naila"]),
        # All branches are no other branch: each stands in its own row.
        (("branch=Hof",), "branch=all_but", "branch=Hof", ["branch=Hof"]),
        (("branch=Hof", "branch=Naila"), "branch=Naila", "branch=Hof", ["branch=Naila", "month=1900-01"]),
        (("month=2011-03", "make=all_but", "make=BMW"), "month=2010-03", "make=BMW", ["make=all_but", "make=BMW", "month=1900-01"]),
        (("month=2011-03", "make=all_but", "make=BMW"), "month=2010-03", "make=Audi", ["make=Audi", "month=2010-03"]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_row_of_its_answer(
    where: tuple[str, ...], compare: str, within: str, beside: list[str]
) -> None:
    (row,) = Question.of_words(where=[within]).where
    question = replace(Question.of_words(where=where, compare=compare), within=(row,))
    assert sorted(question.other_side(OCTOBER_2012).words()["where"]) == sorted(beside)


def test_a_row_that_only_the_other_side_has_is_of_nothing_on_this_one() -> None:
    question = replace(Question.of_words(where=("branch=Hof", "month=2011-03")), within=(("branch", ("Naila",)),))
    assert question.plain.words()["where"] == ["branch=Hof", "month=1900-01"]


@pytest.mark.parametrize(
    ("where", "compare", "months"),
    [
        (("month=2011-10..2012-09",), "month=2009-10..2010-09", 24),
        (("month=2011-11", "month=2012-02"), "month=2011-10..2011-12", 1),
        (("year=2012",), "year=2010", 24),
        (("year=2012",), "previous_year", 12),
        (("year=2012",), "branch=Hof", 0),
        (("branch=Hof",), "month=2011-01", 0),
    ],
)
def test_how_far_apart_what_is_compared_lies(where: tuple[str, ...], compare: str, months: int) -> None:
    assert Question.of_words(where=where, compare=compare).distance == months


def test_changed_copies() -> None:
    question = Question.of_words("year", ("branch=Hof",)).filtered("branch", "Naila", "Hof").filtered("make", "BMW")
    assert question.words()["where"] == ["branch=Naila", "branch=Hof", "make=BMW"]
    assert question.filtered("branch").where == (("make", ("BMW",)),)
    assert question.grouped("make").measured("revenue").compared_to("branch=Hof") == Question(
        ("revenue",), ("make",), question.where, "branch=Hof"
    )
