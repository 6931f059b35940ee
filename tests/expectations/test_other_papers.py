"""Files that are no filings: yearbooks, plans, notices."""

import pytest

from expectations.filing.other_papers import title_of_other_paper
from expectations.gates.gate import decide, reading_doubts
from fiscal.intake.register import NOBODY
from fiscal.model.reading import Reading, Sentence

pytestmark = pytest.mark.expectations


def reading(*texts: str) -> Reading:
    return Reading((), (), tuple(Sentence(n, "sentence", text, (), None, ()) for n, text in enumerate(texts, 1)))


@pytest.mark.parametrize(
    "title",
    [
        "青山市统计年鉴",
        "青山市“十四五”城市管理规划",
        "关于开展安全检查的通知",
        "停水公告（第三号）",
        "青山市统计年鉴2023",
    ],
)
def test_a_file_whose_title_is_that_of_another_paper_is_told_to_be_no_filing(title: str) -> None:
    paper = reading("青山市人民政府", title, "各有关单位请按要求执行。")
    assert title_of_other_paper(paper) == title
    gate = decide([], [], reading_doubts(paper), NOBODY)
    assert (gate.state, gate.reason_code) == ("quarantined", "not_a_filing") and title in (gate.reason_zh or "")


def test_a_filing_that_cannot_be_identified_stays_unidentified() -> None:
    paper = reading("关于批复2023年部门预算的通知", "收入总预算150.00万元。")
    assert title_of_other_paper(paper) is None
    assert decide([], [], reading_doubts(paper), NOBODY).reason_code == "unidentified"
