"""A file is a compilation only where several bodies each have the tables that the others have too."""

import pytest

from fiscal.document.identity.chapters import chapters
from fiscal.model.reading import Table
from tests.readings import reading, table

pytestmark = pytest.mark.unit


def own(title: str, page: int) -> Table:
    return table(title, [["项目", "预算数"], ["合计", "1.00"]], header_rows=1, page=page)


def test_bodies_that_publish_the_same_tables_one_behind_the_other_are_chapters() -> None:
    file = reading(
        (1, "青山市水务局2024年部门预算"),
        (4, "青山市财政局2024年部门预算"),
        tables=[own("部门收支总表", 2), own("部门支出总表", 3), own("部门收支总表", 5), own("部门支出总表", 6)],
    )
    assert chapters(file) == ((1, 3), (4, 6))


def test_a_filing_that_names_its_body_otherwise_over_its_tables_is_one_filing() -> None:
    file = reading(
        (1, "青山市河湾区水务和环境局2024年部门预算"),
        (4, "青山市水务和环境保护局2024年部门预算"),
        tables=[own("所属单位情况表", 2), own("部门收支总表", 4), own("部门支出总表", 5)],
    )
    assert chapters(file) == ()


def test_what_has_no_table_in_common_with_the_others_is_more_of_what_stands_before_it() -> None:
    file = reading(
        (1, "青山市水务局2024年部门预算"),
        (3, "青山市水政监察大队2024年单位预算"),
        (5, "青山市财政局2024年部门预算"),
        tables=[
            own("部门收支总表", 2),
            own("部门支出总表", 2),
            own("执法车辆清单", 4),
            own("部门收支总表", 6),
            own("部门支出总表", 6),
        ],
    )
    assert chapters(file) == ((1, 4), (5, 6))
