"use strict";
// Sends the chosen files one by one, asks how far their check is, and shows what it found. Words of a filing are text, never markup.
const at = (id) => document.getElementById(id);
const HEADERS = { "x-fiscal-check": "1" };
const SHOWN = 200;
const WORDS = { error: "错误 error", warning: "警告 warning", info: "提示 note" };
let current = null;

const made = (tag, words = "", kind = "") => Object.assign(document.createElement(tag), { textContent: words, className: kind });
const where = (places) => {
  const own = places.filter((place) => place.part_no === 1).map((place) => place.page);
  const others = places.filter((place) => place.part_no > 1).map((place) => `文件 ${place.part_no} 第 ${place.page} 页`);
  return [...(own.length ? [`第 ${own.join("、")} 页`] : []), ...others].join("，");
};
const say = (words, value = null) => {
  at("progress").hidden = false;
  at("state").textContent = words;
  if (value === null) at("bar").removeAttribute("value");
  else at("bar").value = value;
};

async function ask(path, options = {}) {
  const answer = await fetch(path, { headers: HEADERS, ...options });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const told = await answer.json().catch(() => null);
  throw new Error(told ? `${told.zh} ${told.en}` : `HTTP ${answer.status}`);
}

async function check(files) {
  at("drop").hidden = at("limits").hidden = true;
  at("trouble").hidden = true;
  at("results").replaceChildren();
  try {
    const begun = await ask("begin", { method: "POST" });
    current = begun.check;
    if (files.length > begun.most) throw new Error(`一次最多 ${begun.most} 个文件。 At most ${begun.most} files.`);
    const large = files.find((file) => file.size > begun.largest);
    if (large) throw new Error(`文件超过上限（${begun.largest >> 20} MB）：${large.name}。 The file is over the limit.`);
    for (const [number, file] of files.entries()) {
      say(`正在接收 ${number + 1}/${files.length} · Receiving ${file.name}`, number / files.length);
      await ask(`of/${current}/files?name=${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
    }
    await ask(`of/${current}`, { method: "POST" });
    show(await finished(files.length));
  } catch (error) {
    at("trouble").textContent = error.message;
    at("trouble").hidden = false;
  }
  at("progress").hidden = true;
  at("again").hidden = false;
}

async function finished(count) {
  for (;;) {
    const told = await ask(`of/${current}`);
    if (told.state === "done") return told;
    if (told.state === "failed") throw new Error("核对未能完成，请重试或使用命令 fiscal check。 The check did not finish: try again, or use fiscal check.");
    const waiting = told.state === "waiting" ? "等待中 Waiting" : `正在核对 Checking ${told.finished}/${count}`;
    say(waiting, told.finished ? told.finished / count : null);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function show(told) {
  for (const one of told.results) {
    const worst = !one.readable || one.errors ? "error" : one.warnings ? "warning" : "clean";
    const box = made("article", "", `file ${worst}`);
    box.append(made("h2", one.file));
    if (!one.readable) {
      const [zh, en] = (one.reason || "").replace(/^[a-z_]+: /, "").split(" / ");
      box.append(made("p", `未能核对：${zh}`), made("p", `Could not be checked: ${en || zh}`, "en"));
    } else {
      const counts = one.findings.length ? `错误 ${one.errors} · 警告 ${one.warnings} · 提示 ${one.notes}` : "未发现不符";
      box.append(made("p", [one.publisher, one.fiscal_year, counts, `核对 ${one.evaluated} 条勾稽关系`].filter(Boolean).join(" · ")));
      box.append(made("p", `${one.errors} errors · ${one.warnings} warnings · ${one.notes} notes · ${one.evaluated} invariants checked`, "en"));
    }
    if (one.readable && one.report) {
      const link = Object.assign(made("a", "打开报告（含原件截图） Open the report", "report"), { href: `of/${current}/${encodeURIComponent(one.report)}`, target: "_blank", rel: "noopener" });
      box.append(link);
    }
    const list = made("ol");
    for (const finding of one.findings.slice(0, SHOWN)) {
      const item = made("li");
      const head = made("p");
      head.append(made("span", WORDS[finding.severity], `tag ${finding.severity}`), where(finding.places));
      item.append(head, made("p", finding.message_zh), Object.assign(made("p", finding.message_en, "en"), { lang: "en" }));
      for (const suspect of finding.suspects.slice(0, 2))
        item.append(made("p", `疑误 Suspect：${suspect.printed || "空"}${suspect.proposed ? ` → ${suspect.proposed}` : ""}${suspect.places.length ? `（${where(suspect.places)}）` : ""}`));
      if (finding.same_cause.length) item.append(made("p", `同因另有 ${finding.same_cause.length} 项 · more of the same cause`, "en"));
      list.append(item);
    }
    box.append(list);
    at("results").append(box);
  }
}

function forget() {
  if (current) fetch(`of/${current}`, { method: "DELETE", headers: HEADERS, keepalive: true });
  current = null;
}

at("files").addEventListener("change", () => check([...at("files").files]));
at("again").addEventListener("click", () => { forget(); at("files").value = ""; at("results").replaceChildren(); at("again").hidden = at("trouble").hidden = true; at("drop").hidden = at("limits").hidden = false; });
for (const kind of ["dragover", "dragleave", "drop"])
  at("drop").addEventListener(kind, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) check([...event.dataTransfer.files]);
  });
window.addEventListener("pagehide", forget);
