"""An indicator is found again under another wording, and its value is read with sign and unit."""

from decimal import Decimal

import pytest

from fiscal.cleaning.terms.indicators import indicator_key, indicator_value, same_indicator

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("指标 1：受理各类案卷数", "共受理各类案件"),
        ("受理各类案卷数量", "受理各类案卷数"),
        ("指标3：编辑简报数", "编辑简报"),
        ("年底“宜居江城”微信公众号粉丝量", "“宜居江城” 微信公众号粉丝数"),
        ("设备与系统完好率", "设备及系统完好率"),
    ],
)
def test_two_wordings_of_one_indicator_have_one_key(one: str, other: str) -> None:
    assert indicator_key(one) == indicator_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("案件处理量", "案件处理率"),
        ("培训次数", "培训人数"),
        ("简报质量", "简报数量"),
        ("业务培训及时率", "业务培训质量达标率"),
    ],
)
def test_different_indicators_have_different_keys(one: str, other: str) -> None:
    assert indicator_key(one) != indicator_key(other)


def test_the_longer_name_of_an_indicator_may_say_whose_it_is() -> None:
    assert same_indicator(indicator_key("客户工作态度满意度"), indicator_key("指标1：工作态度满意度"))
    assert not same_indicator(indicator_key("工作态度满意度"), indicator_key("问题解决满意度"))


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("≥22.4 万宗", "≥22.4万宗"),
        ("≥150 次 /年", "≥150次/年"),
        ("90%以上", "≥90%"),
        ("至少1次", "≥1次"),
        ("不少于 240 篇", "≥240篇"),
        ("=100.00(%)", "=100.00%"),
        (">750 000条", ">750000条"),
        ("＞240平方公里", ">240平方公里"),
        ("11437㎡", "11437平方米"),
        ("148 万", "148万"),
        ("30000", "30000"),
    ],
)
def test_a_target_is_read_with_its_sign_and_unit(printed: str, text: str) -> None:
    value = indicator_value(printed)
    assert value is not None
    assert value.text == text


def test_a_target_in_money_is_exact_in_yuan() -> None:
    value = indicator_value("≤148.07 万元")
    assert value is not None
    assert value.yuan == Decimal("1480700.00")


@pytest.mark.parametrize(
    "printed", ["2022年12月31日前", "6月、12月下旬", "实时交互", "365天全天候管理", "延时≤1小时", "", "12月"]
)
def test_dates_and_words_are_no_values(printed: str) -> None:
    assert indicator_value(printed) is None
