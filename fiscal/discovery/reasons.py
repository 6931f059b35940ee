"""Reason codes of discovery: why a look or a file was blocked or failed, and why an item is left, with a sentence in
both languages.
"""

from __future__ import annotations

from fiscal.model.reasons import Reason, filled

REASONS: dict[str, Reason] = {
    "challenge": Reason(
        "网站要求验证或拒绝访问：请在浏览器中打开核实，必要时与网站联系。",
        "The site asks for a check or turns us away: open it in a browser, ask the site.",
    ),
    "login": Reason(
        "页面要求登录：公开栏目通常无需登录，请核对网址。",
        "The page asks for a log-in: public columns need none, check the address.",
    ),
    "suspended": Reason(
        "网站维护或暂停服务：稍后会再试。", "The site is suspended or under maintenance: it is tried again later."
    ),
    "needs_browser": Reason(
        "页面内容由脚本生成，需要浏览器：请找出其数据接口，按 json 配置。",
        "The page is filled by scripts and needs a browser: find its data address (kind: json).",
    ),
    "jumps": Reason(
        "页面由脚本跳转且未写明网址：请填写跳转后的网址。",
        "The page jumps by a script that names no address: use the address it ends at.",
    ),
    "robots": Reason(
        "robots.txt 不允许抓取（{detail}）：请与网站联系或改用人工提供。",
        "robots.txt does not allow it ({detail}): ask the site, or drop the files by hand.",
    ),
    "robots_unreachable": Reason(
        "robots.txt 无法取得（{detail}）：暂不抓取，稍后再试。",
        "robots.txt cannot be had ({detail}): nothing is fetched, it is tried again later.",
    ),
    "no_items": Reason(
        "列表中没有条目：页面可能已改版，请运行 fiscal sources check。",
        "The list has no items: the page may have changed, run fiscal sources check.",
    ),
    "too_few_items": Reason(
        "条目少于约定数（{detail}）：可能只取到一部分。",
        "Fewer items than a good look shows ({detail}): perhaps only a part was got.",
    ),
    "text_missing": Reason(
        "页面缺少约定的文字（{detail}）：可能不是原栏目。",
        "The page lacks a text that it must contain ({detail}): it may be another page.",
    ),
    "not_the_file": Reason(
        "网址应为文件，实际返回网页（{detail}）。", "A page was answered where a file should be ({detail})."
    ),
    "refused_address": Reason(
        "域名指向内部或保留地址，已拒绝（{detail}）。",
        "The name leads to a private or reserved address, which is refused ({detail}).",
    ),
    "refused_host": Reason(
        "不在允许的主机之内（{detail}）：确认后加入 allow_hosts。",
        "Not among the allowed hosts ({detail}): add it to allow_hosts if it is right.",
    ),
    "too_many_redirects": Reason("重定向过多（{detail}）。", "Too many redirects ({detail})."),
    "too_large": Reason("超过大小上限（{detail}）。", "Over the limit of size ({detail})."),
    "too_slow": Reason(
        "超过时间上限（{detail}）：稍后会再试。", "Over the limit of time ({detail}): it is tried again later."
    ),
    "cut_short": Reason(
        "传输中断，内容不完整（{detail}）：稍后会再试。",
        "The answer ended before its length ({detail}): it is tried again later.",
    ),
    "no_connection": Reason("无法连接（{detail}）：稍后会再试。", "No connection ({detail}): it is tried again later."),
    "tls": Reason(
        "证书或加密方式有问题（{detail}）：核实后可设 politeness.tls。",
        "Certificate or handshake failed ({detail}): see politeness.tls.",
    ),
    "later": Reason("网站要求稍后再来（{detail}）。", "The host asks to come back later ({detail})."),
    "gone": Reason("网址已不存在（{detail}）。", "The address is gone ({detail})."),
    "status": Reason(
        "网站返回错误（{detail}）：稍后会再试。", "The host answered with an error ({detail}): it is tried again later."
    ),
    "not_json": Reason("返回内容不是约定的 JSON（{detail}）。", "The answer is not JSON as described ({detail})."),
    "secret_missing": Reason("缺少环境变量 {detail}。", "The environment variable {detail} is not set."),
    "fault": Reason(
        "程序未能处理此页（{detail}）：其余不受影响，请反馈。",
        "The program could not deal with it ({detail}): nothing else is affected, please report it.",
    ),
    "under_way": Reason("此来源正由另一进程查看。", "Another process is looking at this source."),
    "title_not_wanted": Reason("标题不是预决算文件。", "The title is not that of a filing."),
    "title_excluded": Reason("标题属于排除的类别。", "The title is of an excluded kind."),
    "no_attachments": Reason("页面没有附件，也没有表格。", "The page has neither attachments nor tables."),
}


def sentence(code: str, lang: str, detail: str = "") -> str:
    """The reason's sentence in `zh` or `en`. KeyError for an unknown code."""
    return filled(REASONS[code], lang, detail=detail)


def said(code: str, detail: str = "") -> str:
    """A reason as it is shown: its code, then the sentence in both languages."""
    return f"{code}: {sentence(code, 'zh', detail)} / {sentence(code, 'en', detail)}"
