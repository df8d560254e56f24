"""The tests' own tools."""

import pytest
from support import each


def test_each_names_every_case_that_fails(tmp_path: object) -> None:
    """All cases are tried, and the failure names those that are wrong, whatever they raise."""
    tried = []

    @each(("number", "square"), [(1, 1), (2, 5), (3, 9), (4, 0), (5, -1)])
    def test(number: int, square: int, fixture: object) -> None:
        tried.append(number)
        if square == 0:
            with pytest.raises(ValueError, match="none"):
                pass
        assert fixture is tmp_path
        assert number**2 == square

    with pytest.raises(BaseExceptionGroup, match=r"3 of 5 .*: \(2, 5\), \(4, 0\), \(5, -1\)") as e:
        test(fixture=tmp_path)
    assert tried == [1, 2, 3, 4, 5]
    assert [type(one) for one in e.value.exceptions] == [
        AssertionError,
        pytest.fail.Exception,
        AssertionError,
    ]
