"""How filings word their captions, numberings, totals and form labels: the patterns that assembling pages looks for.

Patterns only, always on text without white space (`normal`); where on a page they count is left to the modules that ask.
"""

from __future__ import annotations

import re

from fiscal.model.amounts import OTHER_MONEY, YUAN, normal, parse_amount

_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_NUMBERINGS = (
    (1, re.compile(rf"第({_HAN_NUMBER}|\d{{1,2}})(部分|章|篇|编)[:、.]?")),
    (2, re.compile(rf"({_HAN_NUMBER})(?:、|[.](?!\d))")),
    (3, re.compile(rf"\(({_HAN_NUMBER})\)[、.]?")),
    (4, re.compile(r"(\d{1,2})(?:、|[.](?!\d)|[.](?=(?:19|20)\d\d年))")),
    (5, re.compile(r"\((\d{1,2})\)[、.]?")),
    (6, re.compile(r"(\d{1,2})\)[、.]?")),
)
_CIRCLED = re.compile(r"[①-⑳]")

_MONEY_UNIT = rf"(?:{YUAN}|{OTHER_MONEY})"
_COUNT_UNIT = r"(?:人次|批次|平方米|百分比|人数|公顷|公里|[台辆套个人次件项户批组幢座栋家亩%天年张份册])(?:\(\w{1,2}\))?"
_UNIT = rf"(?:(?:人民币[:/]?)?{_MONEY_UNIT}(?:人民币)?|{_COUNT_UNIT})"
_UNITS = re.compile(rf"{_UNIT}(?:[、/,.和及;]{_UNIT})*(?=$|\W|\d)")
_UNIT_IN_BRACKETS = re.compile(rf"[(\[【](?:[^()]*[:,、])?(?:单位)?(?:人民币)?({_MONEY_UNIT})[)\]】]")
_UNIT_DECLARED = re.compile(rf"(?:金额)?单位:({_MONEY_UNIT})")

_TOTAL = re.compile(r"(?:本年|上年|全年)?(?:收入|支出|收支|金额|资金|项目|人员|经费)?(?:总计|合计|小计|共计|总额|总和|总分|计)[:]?")
_GRAND_TOTAL = re.compile(r"(?:收入|支出|收支|金额|资金|项目)?(?:总计|合计|共计|总分)[:]?")
_CONTINUED = re.compile(r"\(?续(?:表|前表|上表|上页)?(?:\d{1,2}|[一二三四五六七八九十])?\)?")
_CARRIED = re.compile(r"\(?(?:承[前上]页|接[上前]页|[过转]次页|[过转]下页|续下页)(?:小计|合计|累计)?\)?:?")
_PAGE_SUBTOTAL = re.compile(r"\(?(?:本页|此页|当页|每页|页)(?:小计|合计|共计)\)?:?")
_YEAR = re.compile(r"\(?((?:19|20)\d\d)(?:年度?)?\)?")
_PREFIX = r"(?:附件|附表|附|[预决算部门单位省市区县财批复]{0,6}公开|预算|决算|财决|财预|样表|Z|GK|YS|JS)"
_FIGURES = r"\d{1,3}(?:[-—–.]\d{1,2}){0,2}"
_BEFORE_YEAR = r"\d{1,3}?(?:[-—–.]\d{1,2}?){0,2}(?=(?:19|20)\d\d年)"
_NUMERAL = rf"(?:{_FIGURES}|{_HAN_NUMBER})"
_NUMBER_ALONE = re.compile(rf"[(\[【]?({_PREFIX}{{0,2}}(?:{_NUMERAL}表|表{_NUMERAL})|(?:附件|附表|附|公开){_NUMERAL}表?|(?:Z|GK|YS|JS)\d{{1,2}}表?)[)\]】]?[:.]?")
_NUMBER_FIRST = re.compile(
    rf"({_PREFIX}{{0,2}}表(?:{_BEFORE_YEAR}|{_FIGURES})|附件(?:{_BEFORE_YEAR}|{_FIGURES})|{_PREFIX}0?\d{{1,2}}表|附?表{_HAN_NUMBER}(?=[:.、]))[:.、]?"
)
_BODY = r"[^\W\d][^,:;。]{0,39}(?:[局委厅院所校站队处室会部府办团馆园社司台庭行]|中心|机关|本级|基地)(?:\([^()]*\))?"
_BODY_WITH_CODE = re.compile(rf"(?!(?:19|20)\d\d[-—–_])\d{{3,6}}[-—–_]({_BODY})")
_PAGE_NUMBER = re.compile(r"[-−—–·.]{0,3}\d{1,4}[-−—–·.]{0,3}")
_CAPTION_UNIT = r"[(\[]?(?:(?:金额|计量|货币)?单位|币种|金额):(?:人民币)?[十百千万亿]{0,2}元[)\]]?$"
_CAPTION_TEXT = re.compile(_CAPTION_UNIT + r"|(?:预算|决算)?(?:编制|编报|填报|填制|报送|公开|预算)(?:单位|部门)(?:名称)?:")
_TITLE_END = re.compile(r"(?:表|一览|情况|明细|清单|名单|指标|目标|名录)(?:\([^()]*\))*$")
_CLOSED = frozenset("。;!?")
_WORD = re.compile(r"[（《“‘「【(\[]*(?:[0-9A-Za-z.,%/+\-]+|.)")
_TRAILING = re.compile(r"[。；：，、！？）》”’」】;:,!?)\]%％]*")
_NOTE = re.compile(r"[*※★]?[(\[【]?(?:备?注|附注|说明|注释|填表说明|填报说明)(?:\d{0,2}[:.、)\]】]|\d|$)|(?:本表|本套报表|此表|上表)")
_SIGNATURE = re.compile(
    r"(?:单位|部门|财务|项目|主管)?(?:负责人|经办人|填表人|填报人|制表人?|审核人?|复核人?|编制人|联系人|联系电话|电话|(?:填报|填表|编制|报送)?日期|盖章|签章|签字)"
    r"(?:\(?(?:签字|签章|盖章|公章)\)?)?[:]?"
)
_FORM_KEY = re.compile(
    r"项目(?:名称|编码|代码|编号|概况|概述|资金|类[别型]|属性|性质|负责人|实施|金额|总额|预算|绩效|立项|起止|期|年度|总|基本|内容|支出|等级|执行|总体|联系)"
    r"|(?:一级|二级)?(?:主管|预算|实施|申报|申请|填报|承担|项目|编制|使用|评价|资金使用)(?:主管)?(?:部门|单位|人)|(?:部门|单位)(?:\(单位\))?(?:名称|职能|职责|概况|整体|基本|联系)"
    r"|(?:年度|总体|长期|中期|本期|当年|实施期|预期)(?:总体|绩效|工作|重点|主要|项目|预算|资金|履职)*(?:目标|指标|任务|计划|申请|总额|金额|完成)"
    r"|绩效(?:总?目标|指标|等级|自评)|实施期|计划(?:开始|完成)|开始日期|完成日期|起止(?:时间|日期|年限)|资金(?:总额|来源|情况|用途|投向|申请)|联系(?:人|电话)|自评|评价(?:结[论果]|得分|等级|对象)"
    r"|支出(?:方向|明细|内容|测算)|所属专项|专项(?:名称|资金)|是否(?:新增|跨年|政府)|分配方式|预算(?:执行情况|申请|安排|年度)|立项依据|偏差原因|自评(?:得分|结论)|政策依据|保障措施"
)
_MATRIX = re.compile(r"(?:绩效)?(?:一|二|三|四|1|2|3|4)级(?:绩效)?指标")
_HEADER_WORD = re.compile(
    r".*(?:金额|[小合总]计|支出|收入|拨款|经费|资金|费|编码|名称|[行栏]次|项目|序号|代码|单位|科目|备注|分值|得分|权重|率|占比|比例|增减|数量|年度|指标|解释|目标|[值数]"
    r"|标准|说明|类[别型]|原因|措施|结转|结余|方式|依据|内容|部门|总额|财政|余额)(?:\(.*\))?|[类款项目]|.*级(?:分类)?"
)


class Printed:
    """A printed text with its form without white space, `plain`, and the way back from that to what is printed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: list[int] = []
        parts: list[str] = []
        for position, char in enumerate(text):
            folded = normal(char)
            parts.append(folded)
            self._at.extend([position] * len(folded))
        self.plain = "".join(parts)

    def between(self, start: int, end: int | None = None) -> str:
        """What is printed for `plain[start:end]`, white space at its ends removed."""
        end = len(self.plain) if end is None else end
        if start >= end:
            return ""
        return self.text[self._at[start] : self._at[end - 1] + 1].strip()


def numbering(plain: str) -> tuple[int, str, str] | None:
    """Rank (1 第一部分 … 7 ①), numeral and the text after it, of a text that begins with a heading's or item's number; None without."""
    for rank, pattern in _NUMBERINGS:
        match = pattern.match(plain)
        if match:
            return rank, match.group(1), plain[match.end() :]
    return None


def printed_numbering(text: str) -> tuple[int, str, str] | None:
    """`numbering` of a text as printed, circled numbers included."""
    bare = text.strip()
    if _CIRCLED.match(bare):
        return 7, bare[0], normal(bare[1:])
    return numbering(normal(text))


def without_numbering(text: str) -> str:
    """The printed text after its heading number, white space at its ends removed."""
    printed = Printed(text)
    found = numbering(printed.plain)
    return printed.between(len(printed.plain) - len(found[2])) if found else text.strip()


def is_amount(plain: str) -> bool:
    """A printed number, percentages and accounting parentheses included; `1.` is the number of an item."""
    return not plain.endswith(".") and parse_amount(plain) is not None


def is_year(plain: str) -> bool:
    """A year and nothing else: 2022, 2022年, (2022年度)."""
    return _YEAR.fullmatch(plain) is not None


def year_in(plain: str) -> int | None:
    """The first year named in a caption."""
    match = re.search(r"(?<!\d)((?:19|20)\d\d)(?=年|财政|—|-|部门|预算|决算|$)", plain)
    return int(match.group(1)) if match else None


def is_page_number(plain: str) -> bool:
    """A page's number alone on its line, with the dashes about it: 26, — 26 —, ·26·."""
    return _PAGE_NUMBER.fullmatch(plain) is not None


def is_total(plain: str) -> bool:
    """合计, 总计, 小计, 本年收入合计 …"""
    return _TOTAL.fullmatch(plain) is not None


def is_grand_total(plain: str) -> bool:
    """A total that closes a table: 合计, 收入总计 … but not 本年收入合计 or 小计."""
    return _GRAND_TOTAL.fullmatch(plain) is not None


def is_carried(plain: str) -> bool:
    """A row that carries figures over from page to page: 承前页, 过次页."""
    return _CARRIED.fullmatch(plain) is not None


def is_page_subtotal(plain: str) -> bool:
    """A row that adds up what stands on its page: 本页小计."""
    return _PAGE_SUBTOTAL.fullmatch(plain) is not None


def is_table_number(plain: str) -> str | None:
    """The table's number when the text is nothing else: 表1, 公开07表, 附件2."""
    match = _NUMBER_ALONE.fullmatch(plain)
    return match.group(1) if match else None


def leading_table_number(plain: str) -> tuple[str, str] | None:
    """The table's number and the text after it, which may begin with a year: 表1 收支总表, 表1 2022年收支总表, 附件1：…"""
    match = _NUMBER_FIRST.match(plain)
    return (match.group(1), plain[match.end() :]) if match and match.end() < len(plain) else None


def after_body_code(plain: str) -> int | None:
    """Where the name begins in a line that is a body's code and name and nothing else: 507-某某局; None for another text."""
    match = _BODY_WITH_CODE.fullmatch(plain)
    return match.start(1) if match else None


def is_caption_text(plain: str) -> bool:
    """A cell that says what a caption says, and nothing else: 单位：万元, 编制单位：某局, 公开03表, 507-某局."""
    return _CAPTION_TEXT.match(plain) is not None or is_table_number(plain) is not None or after_body_code(plain) is not None


def is_named_title(plain: str) -> bool:
    """A title that says that it is one of a table, a list or a survey."""
    return _TITLE_END.search(plain) is not None


def is_continued(plain: str) -> bool:
    """续表, （续）, 续表1."""
    return _CONTINUED.fullmatch(plain) is not None


def without_continued(plain: str) -> tuple[str, bool]:
    """The text without a 续表 or （续） at either end, and whether there was one."""
    bare = re.sub(rf"^续表?[:)]?|\(续(?:表)?(?:\d|{_HAN_NUMBER})?\)$|续表$", "", plain)
    return bare, bare != plain


def leading_unit(plain: str) -> str | None:
    """The unit of measure, or units, that the text begins with: 万元, 台、辆、套; None where it begins with something else."""
    match = _UNITS.match(plain)
    return match.group(0).rstrip(".,;") if match else None


def is_money_unit(plain: str) -> bool:
    """元, 万元 … and nothing else."""
    return re.fullmatch(_MONEY_UNIT, plain) is not None


def is_unit(plain: str) -> bool:
    """Units of measure, in brackets or not, and nothing else: 万元, (人), 台、辆、套."""
    return _UNITS.fullmatch(plain.strip("()[]")) is not None


def bracketed_unit(plain: str) -> str | None:
    """The money unit that a header cell or title holds in brackets or declares: 预算数（万元）, （单位：元）."""
    match = _UNIT_IN_BRACKETS.search(plain) or _UNIT_DECLARED.search(plain)
    return match.group(1) if match else None


def is_closed(text: str) -> bool:
    """Ends with a mark that closes a sentence, closing quotes and brackets aside."""
    bare = normal(text).rstrip(")]】》”’」\"'")
    return bool(bare) and (bare[-1] in _CLOSED)


def begins_note(plain: str) -> bool:
    """注：, 备注：, 说明：, 本表反映 …"""
    return _NOTE.match(plain) is not None


def is_signature(plain: str) -> bool:
    """填表人：, 单位负责人签字：, 填报日期：… with or without what is filled in."""
    return _SIGNATURE.match(plain) is not None


def is_form_key(plain: str) -> bool:
    """The label of a form's field: 项目名称, 主管部门, 年度总体目标 …"""
    return len(plain) <= 24 and _FORM_KEY.match(plain.lstrip("*")) is not None


def is_matrix_head(plain: str) -> bool:
    """一级指标, 二级指标, 三级指标."""
    return len(plain) <= 10 and _MATRIX.match(plain.lstrip("*")) is not None


def is_header_word(plain: str) -> bool:
    """A text as column headers have it: short, ending in a header's word."""
    return 0 < len(plain) <= 30 and _HEADER_WORD.fullmatch(plain.lstrip("*")) is not None


def first_word(line: str) -> str:
    """What cannot be parted from the beginning of a line: a character or a Latin word, with the opening marks before and the closing ones after it."""
    bare = line.strip()
    match = _WORD.match(bare)
    if match is None:
        return ""
    after = _TRAILING.match(bare, match.end())
    return bare[: after.end() if after else match.end()]


def width(text: str) -> float:
    """Width of a printed text in characters of full width."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
