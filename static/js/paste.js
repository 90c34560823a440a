// textarea[data-paste]: what is pasted from a web page, Word, Google Docs or WhatsApp arrives as Markdown. The server cleans again.
(() => {
  const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
  const BULLET = /^([ \t]*)[\u2022\u2023\u25aa\u25cf\u25e6\u00b7\uf0a7\uf0b7\uf0fc][ \t\u00a0]*/gm;
  const STAMP = /^(?:\[[^\]\n]*\d{1,2}:\d{2}[^\]\n]*\] |[\d/.-]{6,10},? \d{1,2}:\d{2}(?: [ap]m)? - )[^:\n]{1,60}: /gim;
  const SILENT = "script, style, head, title, iframe, object, svg, button, template, meta, link";

  const tidy = (text) => text.replace(UNSEEN, "").replace(/\u00a0/g, " ").replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  // Time and name of each message are somebody's data, and say nothing here.
  const ofWhatsApp = (text) => text.replace(STAMP, "\n").replace(/(^|\s)\*(?!\s)([^*\n]+?)\*(?=\s|[.,!?:;]|$)/g, "$1**$2**").replace(/(^|\s)~(?!\s)([^~\n]+?)~(?=\s|[.,!?:;]|$)/g, "$1~~$2~~");

  const around = (text, mark) => text.replace(/^(\s*)([\s\S]*?)(\s*)$/, (all, before, words, after) => (words ? before + mark + words + mark + after : all));
  const styleOf = (element) => element.getAttribute("data-style") || "";
  const isBold = (element) => (element.matches("b, strong") ? !/font-weight:\s*(?:normal|[1-4]00)/.test(styleOf(element)) : /font-weight:\s*(?:bold|[6-9]00)/.test(styleOf(element)));
  const isItalic = (element) => element.matches("i, em") || /font-style:\s*italic/.test(styleOf(element));

  function inner(node, depth = 0) {
    return [...node.childNodes].map((child) => (child.nodeType === 3 ? child.data.replace(/[\s\u00a0]+/g, " ") : child.nodeType === 1 ? one(child, depth) : "")).join("");
  }

  function list(element, depth) {
    const items = [...element.children].map((item, place) => {
      if (item.matches("ul, ol")) return list(item, depth + 1);
      const mark = element.matches("ol") ? `${(Number(element.getAttribute("start")) || 1) + place}. ` : "- ";
      return "   ".repeat(depth) + mark + inner(item, depth + 1).trim().replace(/\n{2,}/g, "\n");
    });
    return `\n${items.join("\n")}\n`;
  }

  function table(element) {
    const rows = [...element.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => inner(cell).trim().replace(/\s+/g, " ").replace(/\|/g, "\\|")));
    if (rows.length < 2 || rows[0].length < 2) return `\n\n${rows.flat().join("\n\n")}\n\n`;
    const lines = rows.map((row) => `| ${row.join(" | ")} |`);
    return `\n\n${[lines[0], `|${" --- |".repeat(rows[0].length)}`, ...lines.slice(1)].join("\n")}\n\n`;
  }

  function ofWord(element) {
    const level = Number(/level(\d)/.exec(styleOf(element))?.[1] ?? 1) - 1;
    const mark = [...element.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*Ignore/i.test(styleOf(each)));
    const number = /\d+[.)]/.exec(mark?.textContent ?? "")?.[0].replace(")", ".");
    mark?.remove();
    return `\n${"   ".repeat(level)}${number ?? "-"} ${inner(element).trim()}\n`;
  }

  function one(element, depth) {
    if (element.matches(SILENT)) return "";
    if (element.matches("br")) return "\n";
    if (/mso-list:(?!\s*Ignore)/i.test(styleOf(element))) return ofWord(element);
    if (element.matches("ul, ol")) return depth ? list(element, depth) : `\n${list(element, 0)}\n`;
    if (element.matches("table")) return table(element);
    if (/^H[1-6]$/.test(element.tagName)) return `\n\n${"#".repeat(Math.min(Math.max(Number(element.tagName[1]) - 1, 1), 3))} ${inner(element).trim()}\n\n`;
    const text = inner(element, depth);
    if (element.matches("a")) {
      const address = element.getAttribute("href") || "";
      return /^(?:https?:\/\/|mailto:|tel:)[^\s()<>]+$/i.test(address) && text.trim() ? `[${text.trim()}](${address})` : text;
    }
    if (element.matches("p, div, section, article, blockquote, pre, tr, dd, dt")) return depth ? `${text}\n` : `\n\n${text.trim()}\n\n`;
    if (isBold(element)) return around(text, "**");
    return isItalic(element) ? around(text, "*") : element.matches("s, strike, del") ? around(text, "~~") : text;
  }

  function markdownOf(html) {
    // The page's policy forbids inline style, in a document that is only read too: so styles are read under another name.
    const bare = html.replace(/<style\b[\s\S]*?<\/style>|<!\[(?:if[^\]]*|endif)\]>/gi, "");
    const plain = bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, " data-style="));
    const text = tidy(inner(new DOMParser().parseFromString(plain, "text/html").body).replace(/\n /g, "\n"));
    return text.replace(/^( *(?:-|\d+\.) .*)\n\n(?= *(?:-|\d+\.) )/gm, "$1\n"); // each item of Word is a paragraph of its own
  }

  function put(field, text) {
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("paste", (event) => {
    const field = event.target.closest("textarea[data-paste]"), data = event.clipboardData;
    if (!field || !data) return;
    const html = data.getData("text/html"), text = data.getData("text/plain").replace(/\r\n?/g, "\n");
    const isChat = /data-pre-plain-text/.test(html) || STAMP.test(text);
    STAMP.lastIndex = 0;
    const clean = isChat ? tidy(ofWhatsApp(text)) : /<(?:p|b|strong|i|em|h[1-6]|li|a|table|span)\b/i.test(html) ? markdownOf(html) : tidy(text);
    event.preventDefault();
    const words = clean.replace(BULLET, "$1- "), most = Number(field.dataset.most);
    if (field.value.length + words.length <= most) return put(field, words);
    const line = field.form.querySelector('[role="status"]');
    if (line) line.textContent = field.dataset.long;
  });
})();
