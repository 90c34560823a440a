// #palette: Ctrl/Cmd-K, "/" (which can be switched off) or [data-palette-open] opens it. A combobox as the ARIA practices have it: the
// focus stays in the box, arrows move through the options, Enter opens the one that is marked, Escape closes.
(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const box = palette.querySelector("input[role=combobox]"), list = palette.querySelector("[role=listbox]");
  const said = palette.querySelector("[role=status]"), slash = palette.querySelector("[data-slash]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const marked = () => list.querySelector("[aria-selected=true]");
  let asking = null, timer = 0;

  const kept = { get: () => { try { return localStorage.getItem("slash"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("slash", value); } catch { /* not kept, then */ } } };
  slash.checked = kept.get() !== "off";
  slash.addEventListener("change", () => kept.set(slash.checked ? "on" : "off"));

  const mark = (option) => {
    marked()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    asking?.abort();
    const mine = asking = new AbortController(), words = box.value.trim();
    try {
      const answer = await fetch(`${palette.dataset.palette}?${new URLSearchParams({ q: words })}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      list.innerHTML = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      list.replaceChildren();
    }
    if (mine.signal.aborted) return;
    palette.dataset.asked = words;
    const number = options().length;
    box.setAttribute("aria-expanded", String(number > 0));
    mark(words ? options()[0] : null);
    said.textContent = number ? palette.dataset.count.replace("%d", number) : palette.dataset.none;
  };

  const open = () => {
    if (palette.open) return;
    box.value = "";
    list.replaceChildren();
    palette.showModal();
    box.focus();
    ask();
  };

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 160); });
  palette.addEventListener("close", () => { clearTimeout(timer); asking?.abort(); });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options(), at = all.indexOf(marked());
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at < 1 ? all.length : at) - 1 }[event.key];
    if (to !== undefined && all.length) {
      event.preventDefault();
      mark(all[to]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (palette.dataset.asked === box.value.trim() && marked()) marked().click();
      else if (box.value.trim()) location.assign(`${palette.dataset.page}?${new URLSearchParams({ q: box.value.trim() })}`);
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette-open]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("keydown", (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
    const field = event.target.closest("input, textarea, select, [contenteditable], [role=textbox], dialog[open]");
    const isTyping = field && (palette.open || !palette.contains(field)); // the box of a palette just closed may have the focus yet
    const isSlash = event.key === "/" && slash.checked && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isCommand && !isSlash) return;
    event.preventDefault();
    open();
  });
})();
