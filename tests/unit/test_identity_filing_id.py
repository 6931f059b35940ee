"""A filing's id is readable, stable and safe as a path, a URL and a partition key."""

import pytest

from fiscal.document.identity.decided import Decided, is_id, of_id, of_name
from fiscal.document.identity.filing_id import PATTERN, body_of, filing_id, told_apart
from fiscal.model.identity import Identity

pytestmark = pytest.mark.unit

SHA = "0123456789abcdef" * 4


def of(publisher: str | None, scope: str | None = "unit", year: int | None = 2022, kind: str | None = "budget") -> str:
    return filing_id(Identity(publisher, None, scope, year, kind, None, None), SHA)


def test_it_spells_the_publisher_word_by_word() -> None:
    assert of("深圳市城市管理监督指挥中心") == "shenzhenshi-chengshi-guanli-jiandu-zhihui-zhongxin-unit-2022-budget"


def test_readings_of_a_character_follow_its_word() -> None:
    assert of("重庆市长寿区财政局").startswith("chongqingshi-changshouqu-caizheng")
    assert of("长沙市银行监管处").startswith("changshashi-yinhang")


@pytest.mark.parametrize("missing", [{"publisher": None}, {"year": None}, {"kind": None}])
def test_what_cannot_be_identified_is_named_by_its_bytes(missing: dict[str, None]) -> None:
    assert of(**{"publisher": "深圳市财政局", **missing}) == "unidentified-0123456789abcdef"


def test_the_bytes_make_no_difference_to_an_identified_filing() -> None:
    identity = Identity("深圳市财政局", None, "unit", 2022, "budget", None, None)
    assert filing_id(identity, "a" * 64) == filing_id(identity, "b" * 64)


def test_a_long_name_is_cut_and_told_apart_by_its_hash() -> None:
    long = "新疆维吾尔自治区巴音郭楞蒙古自治州人民政府住房和城乡建设事务服务管理中心"
    one, other = of(f"{long}第一分中心"), of(f"{long}第二分中心")
    assert one != other
    assert max(len(one), len(other)) <= 60 + 7 + len("-unit-2022-budget")


def test_places_that_sound_alike_stay_apart() -> None:
    assert of("苏州市财政局") != of("宿州市财政局")


def test_names_of_one_body_are_told_from_names_that_only_sound_alike() -> None:
    one, same, other = (
        Identity(name, None, "unit", 2022, "budget", None, None)
        for name in ("青山市博雅小学", "青山市 博雅小学（本级）", "青山市博亚小学")
    )
    assert filing_id(one, SHA) == filing_id(other, SHA)
    assert body_of(one) == body_of(same) != body_of(other)
    assert told_apart(one, SHA) == told_apart(same, SHA) != told_apart(other, SHA)
    assert PATTERN.match(told_apart(other, SHA))


@pytest.mark.parametrize("printed", ["深圳市财政局（本级）", "深圳市 财政局", "深圳市财政局(本级)"])
def test_forms_of_one_name_give_one_id(printed: str) -> None:
    assert of(printed) == of("深圳市财政局")


def test_and_in_its_three_forms_is_one() -> None:
    assert of("上海市规划与自然资源局") == of("上海市规划和自然资源局") == of("上海市规划及自然资源局")


def test_the_partys_committees_have_one_id_under_either_name() -> None:
    assert of("中国共产党深圳市委员会宣传部") == of("中共深圳市委宣传部")
    assert of("中国共产党深圳市纪律检查委员会") == of("中共深圳市纪律检查委员会") != of("中共深圳市委")


@pytest.mark.parametrize(
    "name",
    [
        "12319热线服务中心",
        "ABC集团有限公司",
        "〇〇局办公室",
        "北京市八一学校“东校区”",
        "../../etc/财政局",
        "绿化和市容管理局",
        "嗯",
    ],
)
def test_every_name_gives_a_safe_id(name: str) -> None:
    assert PATTERN.match(of(name))


def test_department_and_unit_year_and_kind_tell_filings_apart() -> None:
    made = {
        of("深圳市财政局", scope, year, kind)
        for scope in ("department", "unit", None)
        for year in (2022, 2023)
        for kind in ("budget", "final", "performance")
    }
    assert len(made) == 18


@pytest.mark.parametrize("kind", ["部门预算", "部门决算", "单位预算", "单位决算", "部门绩效申报"])
def test_what_a_filing_is_called_says_what_it_is(kind: str) -> None:
    decided = of_name(f"青山市河湾区水务局 2024年{kind}")
    assert isinstance(decided, Decided) and decided.identity.in_chinese == f"青山市河湾区水务局2024年{kind}"
    assert of_id(filing_id(decided.identity, ""), ["青山市财政局", "青山市河湾区水务局"]) == decided


def test_an_id_alone_does_not_say_how_the_body_is_written() -> None:
    written = of("青山市河湾区水务局", "unit", 2024, "final")
    assert is_id(written) and of_id(written, ["青山市财政局"]) is None
    assert not is_id("qingshan-2024") and of_id("qingshan-2024", ["青山市财政局"]) is None
    assert of_name("青山市水务局部门预算") == ("fiscal_year",) and of_name("随便什么") != ()
