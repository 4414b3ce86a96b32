"""Which mutants are tried where there is no time for all."""

from benchmarks.mutation_run import spread


def test_so_many_of_a_module_are_spread_over_all_of_it() -> None:
    assert spread("abcdefghij", 3) == ["a", "d", "g"]
    assert spread("abcdefghij", 0) == spread("abcdefghij", 10) == spread("abcdefghij", 99) == list("abcdefghij")
    assert spread("", 3) == []
