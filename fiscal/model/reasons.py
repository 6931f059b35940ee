"""Reason codes: why a filing failed, was quarantined, or a reading is in doubt, with a sentence in both languages.

Who raises which is left to the stages. A code is stable; the sentence says what happened and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence in each language; words in braces are filled in by `sentence`."""

    zh: str
    en: str


REASONS: dict[str, Reason] = {
    "empty_file": Reason("文件为空（0 字节）：请重新下载。", "The file is empty (0 bytes): download it again."),
    "not_a_file": Reason(
        "不是普通文件（{detail}），未读取。", "This is not a regular file ({detail}) and was not read."
    ),
    "not_a_pdf": Reason(
        "文件格式不能读取（{detail}）：请提供 PDF、Excel、Word 或网页原件。",
        "Files of this kind are not read ({detail}): provide it as PDF, workbook, document or HTML.",
    ),
    "ofd_unread": Reason(
        "OFD 版式文件不能直接读取：请用 OFD 阅读器另存（或打印）为 PDF，再读入该 PDF；原件已留存。",
        "OFD files are not read: save or print it as PDF with an OFD reader and take that in; the original is kept.",
    ),
    "damaged": Reason(
        "文件已损坏，修复未成功（{detail}）：请重新下载原件。",
        "The file is damaged and could not be repaired ({detail}): download the original again.",
    ),
    "no_pages": Reason("PDF 中没有页面。", "The PDF has no pages."),
    "no_such_page": Reason("没有这一页（{detail}）。", "There is no such page ({detail})."),
    "no_other_explanation": Reason(
        "这一页只有一种读法：没有什么与它相悖（{detail}）。",
        "The page has one explanation: nothing speaks against it and no other was tried ({detail}).",
    ),
    "needs_password": Reason(
        "文件需要打开密码：请提供密码或未加密的文件。",
        "The file needs a password to open: provide it or an unencrypted file.",
    ),
    "archive_too_large": Reason(
        "压缩包解开后超过上限（{detail}）：请分成几个较小的压缩包。",
        "The archive holds more than the limit ({detail}): make it several smaller ones.",
    ),
    "needs_unrar": Reason(
        "解开 RAR 需要解压程序：请安装 unar（或 unrar、7zip）后重新读入，或改用 ZIP。",
        "A RAR archive needs a program to unpack it: install unar (or unrar, 7zip) and take it in again, or use ZIP.",
    ),
    "archive_volume": Reason(
        "这是分卷压缩包的一卷：请将各卷放在一起解压后读入其中的文件，或改用一个 ZIP。",
        "One volume of an archive in several: unpack them together and take in what they hold, or use one ZIP.",
    ),
    "nothing_to_read": Reason(
        "压缩包中没有可读取的文件（{detail}）。", "Nothing in the archive can be read ({detail})."
    ),
    "needs_libreoffice": Reason(
        "读取这种文档（{detail}）需要 LibreOffice：请安装 libreoffice-writer 后重新读入，或将文档另存为 docx 或 PDF。",
        "Documents of this kind ({detail}) are read through LibreOffice: install libreoffice-writer and take the file"
        " in again, or save it as docx or PDF.",
    ),
    "formulas_uncalculated": Reason(
        "表格中的公式没有保存计算结果（{detail}）：请用 Excel 或 WPS 打开并保存后重新提供。",
        "Formulas of the workbook have no stored values ({detail}): open and save it in a spreadsheet program, then"
        " provide it again.",
    ),
    "hidden_cells": Reason(
        "工作簿中隐藏的内容未计入（{detail}）。",
        "What is hidden in the workbook is not displayed and was left out ({detail}).",
    ),
    "pictures_unread": Reason(
        "文档中有 {detail} 幅图片未读取：若为表格，请提供文字表格或将文档另存为 PDF。",
        "{detail} pictures in the document were not read: if they are tables, provide them as tables, or save the"
        " document as a PDF.",
    ),
    "too_large": Reason("文件超过上限（{detail}）。", "The file is over the limit ({detail})."),
    "too_many_pages": Reason("页数超过上限（{detail}）。", "The document has more pages than the limit ({detail})."),
    "too_complex": Reason(
        "页面内容过于复杂，超过安全上限（{detail}）。",
        "A page is too complex to be read within the safety limits ({detail}).",
    ),
    "timed_out": Reason(
        "读取超时（{detail}）：文件可能异常。", "Reading took too long ({detail}): the file may be abnormal."
    ),
    "out_of_memory": Reason("读取所需内存超过上限。", "Reading needed more memory than the limit."),
    "reader_died": Reason(
        "读取进程异常终止（{detail}）：文件可能异常。", "The reading process died ({detail}): the file may be abnormal."
    ),
    "reader_error": Reason("读取出错（{detail}）。", "Reading failed ({detail})."),
    "stage_error": Reason(
        "处理出错（{detail}）：请查看运行日志并反馈。",
        "Working on the filing failed ({detail}): see the run's log and report it.",
    ),
    "superseded": Reason("已被较新的版本取代（{detail}）。", "A later version has taken its place ({detail})."),
    "own_file_current": Reason(
        "汇编中的这一部分与该单位单独公开的文件（{detail}）为同一份：以单独公开的文件为准，此处留存并与之比较。",
        "This part of a compilation is also published by the body as a file of its own ({detail}): that one is current,"
        " this one is kept and compared with it.",
    ),
    "withdrawn": Reason("撤回理由：{detail}", "Reason given: {detail}"),
    "identified_anew": Reason(
        "重新识别为另一份文件（{detail}）。", "The same bytes are now told to be another filing ({detail})."
    ),
    "disk_full": Reason("磁盘空间不足：请清理后重试。", "The disk is full: free some space and try again."),
    "unidentified": Reason(
        "无法从文件内容判断发布单位、年度或类型（{detail}）：请运行 fiscal intake 文件 --as"
        " 文件编号，或 --as 全称（如 某市某局2024年部门预算）。",
        "Publisher, year or kind cannot be told from the document ({detail}): run fiscal intake FILE --as FILING_ID, or"
        " --as with what it is called (某市某局2024年部门预算).",
    ),
    "not_a_filing": Reason(
        "不是预算、决算或绩效文件（标题为“{detail}”）。",
        "This is no budget, final account or performance filing (its title: {detail}).",
    ),
    "no_tables": Reason("未读到任何表格或金额。", "No table and no amount could be read."),
    "missing_tables": Reason(
        "文件中印有目录所列的表格，但未读到任何表格（{detail}）。",
        "The tables that the contents promise are printed in the file, but none was read ({detail}).",
    ),
    "box_characters": Reason(
        "第 {page} 页的表格是用制表符（┌─┬│）画成的，无法读取：请提供表格有线条的文件。",
        "The table on page {page} is drawn with box characters, which are not read: provide a file whose tables have"
        " drawn rules.",
    ),
    "traditional_characters": Reason(
        "文件以繁体字印制，科目和表名无法辨认：请提供简体字文件。",
        "The file is printed in traditional characters, in which classes and titles are not told: provide one in"
        " simplified.",
    ),
    "numbers_not_conserved": Reason(
        "第 {page} 页有数字未能完整归入单元格（{detail}）。",
        "On page {page} numbers are not whole in exactly one cell ({detail}).",
    ),
    "characters_unknown": Reason(
        "第 {page} 页有文字的字体缺少编码，无法辨认（{detail}）。",
        "On page {page} the font of some text does not say which characters it is ({detail}).",
    ),
    "invisible_characters": Reason(
        "第 {page} 页的文字层含有不显示的控制字符（{detail}），读取时已略去。",
        "The text of page {page} has characters that print nothing but turn or part what is shown ({detail}); they were"
        " left out.",
    ),
    "columns_uncertain": Reason(
        "第 {page} 页的表格没有竖线，列的划分没有把握（{detail}）。",
        "On page {page} a table has no vertical rules and its columns are uncertain ({detail}).",
    ),
    "explanations_tie": Reason(
        "第 {page} 页的表格有两种同样说得通的读法（{detail}）。",
        "The tables of page {page} can be read in two ways that explain it equally well ({detail}).",
    ),
    "footnote_marks": Reason(
        "第 {page} 页有 {detail} 个上标注号，未计入数字和文字。",
        "On page {page} {detail} raised footnote marks are no part of the numbers and words before them.",
    ),
    "chart_unread": Reason(
        "第 {page} 页的图表未作为表格或文字读取（{detail}）。",
        "A chart on page {page} was read neither as a table nor as text ({detail}).",
    ),
    "tables_side_by_side": Reason(
        "第 {page} 页的表格并排：请核对各自的标题、单位和续表。",
        "On page {page} tables stand side by side: check which title, unit and continuation is whose.",
    ),
    "compilation": Reason(
        "文件是汇编：其中 {detail} 个单位的公开各成一份文件，此处只留其前后的内容。",
        "The file is a compilation: the filings of {detail} bodies in it are filings of their own; only what stands"
        " before and between them is kept here.",
    ),
    "no_such_chapter": Reason(
        "汇编中已没有这些页的单位公开（第 {detail} 页）：汇编已按新的读法重新划分。",
        "The compilation has no body's filing on these pages any more ({detail}): it is divided otherwise now.",
    ),
    "unsure_part": Reason(
        "与已收到的文件（{detail}）同属一个单位、年度和类型，但看不出是其补充、更正还是另一份：两者并列发布，请运行"
        " fiscal intake 文件 --as {detail} --part 部分 确定。",
        "Of the same body, year and kind as {detail}; whether it completes it, corrects it or is another filing cannot"
        " be told: both are published; decide with fiscal intake FILE --as {detail} --part NAME.",
    ),
    "page_unreadable": Reason(
        "第 {page} 页无法读取：请重新下载原件。", "Page {page} cannot be read: download the original again."
    ),
    "stream_damaged": Reason(
        "第 {page} 页所用的数据不完整（{detail}），可能有内容丢失：请重新下载原件。",
        "What page {page} draws from is not stored whole ({detail}), and content may be lost: download the original"
        " again.",
    ),
    "file_damaged": Reason(
        "文件中有一段数据为空，可能有内容丢失：请重新下载原件。",
        "A stretch of the file is blank, and content may be lost: download the original again.",
    ),
    "pages_lost": Reason(
        "文件所计页数中有页面缺失（{detail}）：请重新下载原件。",
        "Pages that the file counts are missing ({detail}): download the original again.",
    ),
    "page_counts_disagree": Reason(
        "两个引擎读出的页数不同（{detail}）。", "Two engines count different numbers of pages ({detail})."
    ),
    "repaired": Reason("PDF 结构有损坏，已修复后读取。", "The PDF's structure was damaged and has been repaired."),
    "typed_in_unread": Reason(
        "第 {page} 页表单域或批注中填写的文字没有外观，无法读取：请将其打印或另存为普通 PDF 后重新提供。",
        "Text typed into fields or notes of page {page} has no appearance and cannot be read: print the file to a plain"
        " PDF and provide that.",
    ),
    "active_content": Reason(
        "文件含有活动内容（{detail}），未予执行。", "The file carries active content ({detail}), which was not run."
    ),
    "readers_disagree": Reason(
        "两种读取方法结果不一致（{detail}）。", "Two readers read this cell differently ({detail})."
    ),
    "low_ocr_score": Reason(
        "图片文字识别把握不足（{detail}）。", "The picture text was recognised with a low score ({detail})."
    ),
    "strokes_lost": Reason(
        "第 {page} 页图片的笔画断缺（每个汉字平均断为 {detail} 块），数字可能误读："
        "请以灰度重新扫描，或提供含文字的原件。",
        "The picture on page {page} has lost strokes (a Chinese character is in {detail} pieces on average); figures"
        " may be misread: scan it again in greys, or provide the original with its text.",
    ),
    "picture_illegible": Reason(
        "第 {page} 页图片上的表格多数文字无法辨认（{detail}）：请重新扫描，或提供含文字的原件。",
        "Most text in the tables on the picture on page {page} cannot be read ({detail}): scan it again, or provide the"
        " original with its text.",
    ),
    "seam_uncertain": Reason(
        "第 {page} 页的表格是否接续上页表格没有把握（{detail}）。",
        "Whether the table on page {page} continues the one before it is uncertain ({detail}).",
    ),
    "unit_inherited": Reason(
        "本表未注明金额单位，沿用其他表的单位（{detail}）。",
        "The table declares no unit; it is taken from the other tables ({detail}).",
    ),
    "unit_inferred": Reason(
        "本表未注明金额单位，由数值推断（{detail}）。",
        "The table declares no unit; it is inferred from the figures ({detail}).",
    ),
    "no_unit": Reason("金额单位未知（{detail}）。", "The unit of the amounts is unknown ({detail})."),
    "subject_unknown": Reason(
        "句中数字的科目无法确定。", "Which concept the figure of a sentence is about cannot be told."
    ),
    "path_inferred": Reason(
        "文字所列科目路径与科目表不完全一致，按最接近的科目理解。",
        "The printed class path is not in the tables as it stands; the nearest class was taken.",
    ),
    "template_residue": Reason(
        "文字中保留了未填写的模板用语，如“增加（减少）”。",
        "An unfilled template such as 增加（减少） is left in the text.",
    ),
    "missing_percent_sign": Reason("增减幅度缺少百分号。", "A percentage lacks its sign."),
    "number_malformed": Reason(
        "单元格中的数字书写不规范，无法确定其数值。", "The cell's number is malformed, so its value is unknown."
    ),
    "cell_error": Reason(
        "单元格印的是电子表格的出错值，不是数字。", "The cell shows a spreadsheet's error instead of a number."
    ),
    "missing_number": Reason("增减幅度缺少数字。", "A percentage lacks its number."),
    "stage_unsound": Reason(
        "中间数据不符合约定（{detail}）：请查看校验文档并反馈。",
        "Rows of a stage are not as the data contract says ({detail}): see the Data Docs and report it.",
    ),
    "balance_broken": Reason(
        "收入总计与支出总计不等，且无法定位错误单元格。",
        "Total income differs from total expenditure and no wrong cell could be located.",
    ),
    "too_many_held": Reason("被暂扣的事实过多（{detail}）。", "Too many facts are held ({detail})."),
}


def sentence(code: str, lang: str, **words: object) -> str:
    """The reason's sentence in `zh` or `en`. KeyError for an unknown code; a word that is not given stays empty."""
    return filled(REASONS[code], lang, **words)


def filled(reason: Reason, lang: str, **words: object) -> str:
    """The sentence of a reason, of whichever list, in `zh` or `en`; a word that is not given stays empty."""
    template = reason.zh if lang == "zh" else reason.en
    return template.format_map(_Blank({k: str(v) for k, v in words.items()})).replace("（）", "").replace(" ()", "")


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be done: a reason code and its detail."""

    code: str
    detail: str = ""


def said(failure: Failure) -> str:
    """The failure as the datasets state it: its code, then the sentence in both languages."""
    return (
        f"{failure.code}: {sentence(failure.code, 'zh', detail=failure.detail)} /"
        f" {sentence(failure.code, 'en', detail=failure.detail)}"
    )
