from __future__ import annotations

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.statement_changes import StatementChange, compare_statements, count_changes


def _point(text: str, part: Field = Field.KEY_POINTS, *, instead: str = "") -> Statement:
    status = Status.NOT_FOUND if instead else Status.SUPPORTED
    return Statement(part, text, status, (0,), instead=instead)


def test_statements_are_kept_worded_otherwise_new_or_gone() -> None:
    before = (
        _point("The model reads 12 papers a minute on two cores."),
        _point("Training data are public."),
        _point("It fails on scans."),
    )
    after = (
        _point("Training data are public."),
        _point("The model reads 31 papers a minute on two cores."),
        _point("A second study with nurses confirms the finding."),
    )
    compared = compare_statements(before, after)
    assert [(one.change, one.index) for one in compared] == [
        (StatementChange.SAME, 0),
        (StatementChange.CHANGED, 1),
        (StatementChange.NEW, 2),
        (StatementChange.GONE, -1),
    ]
    assert compared[1].before == before[0]
    assert compared[3].before == before[2]
    assert compared[3].after is None
    assert count_changes(compared) == 3


def test_a_statement_that_moved_to_another_field_is_gone_there_and_new_here() -> None:
    compared = compare_statements((_point("It is fast."),), (_point("It is fast.", Field.RESULTS),))
    assert [one.change for one in compared] == [StatementChange.GONE, StatementChange.NEW]


def test_the_most_alike_are_paired_and_none_twice() -> None:
    before = (_point("Error falls by 10 % in the first test."), _point("Error falls by 10 % in the second test."))
    after = (_point("Error falls by 20 % in the second test."), _point("Error falls by 10 % in the first test."))
    compared = compare_statements(before, after)
    assert [(one.change, one.before) for one in compared] == [
        (StatementChange.CHANGED, before[1]),
        (StatementChange.SAME, before[0]),
    ]


def test_what_readers_see_is_compared_not_what_was_replaced() -> None:
    before = (_point("Invented words nobody sees.", instead="The paper's own sentence."),)
    after = (_point("The paper's own sentence."),)
    assert [one.change for one in compare_statements(before, after)] == [StatementChange.SAME]


def test_spaces_are_no_change_and_marks_are() -> None:
    [one] = compare_statements((_point("It  is\nfast."),), (_point("It is fast."),))
    assert one.change is StatementChange.SAME
    [one] = compare_statements((_point("It is fast."),), (_point("It is fast!"),))
    assert one.change is StatementChange.CHANGED
