"""Older text documents, .doc, .wps, .rtf and .odt, made a docx or a PDF by LibreOffice where it is installed: no macro
runs, no link is followed, and it has no network.

Which of the two is read is left to `kinds`.

Runs within the sandbox, whose limits its processes share.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fiscal.document.programs import libreoffice
from fiscal.document.sandbox.sandbox_child import announce
from fiscal.model.reasons import Failure

OFFICE_KINDS = {"doc": "doc", "RTF": "rtf", "OpenDocument": "odt", "Word XML": "xml"}
"""Kinds as `fiscal.document.opening.magic` names them, and the extension by which LibreOffice knows each."""
SECONDS = 120.0
"""Of one conversion: a letter took 2 s and 500 pages 48 s on two cores, and a server may be busy."""
_AS_PAGES = 40
"""Pages whose time is asked for before a document's are known: `SECONDS` and the start."""
_NOWHERE = "127.0.0.1"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
  <prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
</item>
</oor:items>
"""


def converted(path: Path, kind: str, to: Literal["docx", "pdf"]) -> bytes | Failure:
    """What LibreOffice makes of a document. `needs_libreoffice` where it is not installed, `timed_out`, `damaged` where
    it makes nothing.
    """
    office = libreoffice()
    if office is None:
        return Failure("needs_libreoffice", kind)
    announce(_AS_PAGES, 0)
    with TemporaryDirectory() as folder:
        work = Path(folder)
        profile = work / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        source = work / f"document.{OFFICE_KINDS[kind]}"
        shutil.copyfile(path, source)
        command = [
            office,
            f"-env:UserInstallation=file://{work / 'profile'}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(work),
            str(source),
        ]
        proxy = f"http://{_NOWHERE}:9"
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "TMPDIR": folder,
            "LANG": "C.UTF-8",
            "http_proxy": proxy,
            "https_proxy": proxy,
        }
        try:
            subprocess.run(
                _apart(command), cwd=work, env=environment, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return Failure("timed_out", "LibreOffice")
        made = work / f"document.{to}"
        return made.read_bytes() if made.is_file() else Failure("damaged", "LibreOffice")


def _apart(command: list[str]) -> list[str]:
    """The command in a network of its own that leads nowhere, where this machine lets a user make one."""
    unshare = shutil.which("unshare")
    if (
        unshare is None
        or subprocess.run([unshare, "--map-root-user", "--net", "true"], capture_output=True, check=False).returncode
    ):
        return command
    return [unshare, "--map-root-user", "--net", *command]
