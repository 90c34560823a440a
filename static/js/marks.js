// [data-mark] buttons and Ctrl+B, I, K in textarea[data-paste]: marks of Markdown around what is chosen, or before its lines.
(() => {
  const AROUND = { bold: "**", italic: "*" }, BEFORE = { heading: "## ", list: "- " }, KEYS = { b: "bold", i: "italic", k: "link" };

  function replace(field, from, until, text, start, end) {
    field.focus();
    field.setSelectionRange(from, until);
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, from, until, "end");
    field.setSelectionRange(start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function mark(field, name) {
    const { selectionStart: from, selectionEnd: until, value } = field, chosen = value.slice(from, until);
    if (AROUND[name]) {
      const sign = AROUND[name], size = sign.length;
      const isMarked = chosen.length >= 2 * size && chosen.startsWith(sign) && chosen.endsWith(sign);
      const text = isMarked ? chosen.slice(size, -size) : sign + chosen + sign;
      const inside = isMarked ? from : from + size;
      replace(field, from, until, text, inside, inside + (isMarked ? text.length : chosen.length));
    } else if (name === "link") {
      const isAddress = /^https?:\/\//.test(chosen), words = isAddress ? "" : chosen, address = isAddress ? chosen : "https://";
      const at = isAddress ? from + 1 : from + words.length + 3;
      replace(field, from, until, `[${words}](${address})`, at, at + (isAddress ? 0 : address.length));
    } else {
      const begin = value.lastIndexOf("\n", from - 1) + 1, lines = value.slice(begin, until).split("\n"), sign = BEFORE[name];
      const text = lines.map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line)).join("\n");
      replace(field, begin, until, text, begin + text.length, begin + text.length);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) mark(document.getElementById(button.dataset.markOf), button.dataset.mark);
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("textarea[data-paste]"), name = KEYS[event.key.toLowerCase()];
    if (!field || !name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    mark(field, name);
  });
})();
