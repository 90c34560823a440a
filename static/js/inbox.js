// The inbox stays as it is while it changes: what is new comes on top, what changed is put in its place, what went goes, and
// neither scroll nor focus moves. What changed is asked for from a cursor, so nothing is missed after a break.
// Keys, only while the focus is in the list: arrows, E archives, R reads, L puts off.
(() => {
  const inbox = () => document.querySelector("[data-inbox]");
  if (!inbox()) return;
  let busy = false, again = false;

  const title = (item) => item?.querySelector("[data-thread-title]");
  const anew = () => window.htmx.ajax("GET", location.href, { target: "#inbox", select: "#inbox", swap: "outerHTML" });

  function leave(item) {
    if (!item) return;
    if (item.contains(document.activeElement)) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      (title(next) ?? document.querySelector("#main"))?.focus({ preventScroll: true });
    }
    item.remove();
  }

  // An open menu, or a time that is being chosen, is not taken away.
  const isHeld = (item) => item.querySelector("details.menu[open]") !== null;

  function replace(item, fresh) {
    const held = item.contains(document.activeElement) ? document.activeElement.id || "-" : "";
    const open = [...item.querySelectorAll("details[open]")].map((each) => each.className);
    item.replaceWith(fresh);
    fresh.querySelectorAll("details").forEach((each) => { each.open = open.includes(each.className); });
    if (held) (document.getElementById(held) ?? title(fresh))?.focus({ preventScroll: true });
  }

  // Above what one reads the page grows upwards; browsers without scroll anchoring are helped.
  function insert(list, fresh, before) {
    const height = document.documentElement.scrollHeight, held = fresh.contains(document.activeElement) ? document.activeElement : null;
    list.insertBefore(fresh, before);
    held?.focus({ preventScroll: true });
    if (!CSS.supports("overflow-anchor", "auto") && fresh.getBoundingClientRect().top < 0) {
      scrollBy(0, document.documentElement.scrollHeight - height);
    }
  }

  // Where it belongs by its moment; a page of older ones takes nothing above its first, one with older ones behind nothing below its last.
  function place(list, fresh) {
    const item = document.getElementById(fresh.id);
    if (item && isHeld(item)) return;
    const others = [...list.querySelectorAll("[data-thread]")].filter((each) => each !== item);
    const before = others.find((each) => each.dataset.listed < fresh.dataset.listed) ?? null;
    if (item) replace(item, fresh);
    else if (before ? before === others[0] && !("first" in inbox().dataset) : inbox().querySelector("a[rel=next]")) return;
    if (!item || item.dataset.listed !== fresh.dataset.listed) insert(list, fresh, before);
    window.htmx.process(fresh);
  }

  function merge(told) {
    const list = inbox().querySelector("[data-inbox-list]");
    const items = [...told.children];
    if ("anew" in told.dataset || (!list && items.some((item) => !("gone" in item.dataset)))) { anew(); return; }
    inbox().dataset.cursor = told.dataset.cursor;
    items.filter((item) => "gone" in item.dataset).forEach((item) => leave(document.getElementById(item.id)));
    items.filter((item) => !("gone" in item.dataset)).reverse().forEach((item) => place(list, item));
    if (list && !list.querySelector("[data-thread]")) anew();
  }

  async function sync() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const { inbox: address, cursor } = inbox().dataset;
      const answer = await fetch(`${address}&after=${cursor}`, { headers: { "HX-Request": "true" } });
      const told = answer.ok && !answer.redirected
        && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-cursor]");
      if (told) merge(told);
    } catch { /* without a connection the next word, or the next poll, fetches it */ }
    busy = false;
    if (again) { again = false; sync(); }
  }

  const keys = {
    ArrowDown: (item) => title(item.nextElementSibling)?.focus(),
    ArrowUp: (item) => title(item.previousElementSibling)?.focus(),
    e: (item) => item.querySelector('form[data-key="e"] button')?.click(),
    r: (item) => item.querySelector('form[data-key="r"] button')?.click(),
    l: (item) => item.querySelector("details.menu > summary")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-thread]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, .menu-list")) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(item); }
  });
  document.addEventListener("live", (event) => { if (event.target === inbox()) sync(); });
  document.addEventListener("inbox", () => { document.querySelector("[data-undo]")?.remove(); sync(); });
})();
