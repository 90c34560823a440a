// data-sort: items are dragged by their handle (mouse, finger or pen); the buttons beside them do the same by form post.
(() => {
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  let moved = null;

  const listAt = (x, y, kind) => document.elementFromPoint(x, y)?.closest(`[data-sort="${kind}"]`);

  const place = (item, x, y) => {
    const list = listAt(x, y, item.parentElement.dataset.sort);
    if (!list) return;
    const after = [...list.children].find((each) => {
      const box = each.getBoundingClientRect();
      return each !== item && each.dataset.sortItem && y < box.top + box.height / 2;
    });
    if (after !== item.nextElementSibling || list !== item.parentElement) list.insertBefore(item, after || null);
  };

  const send = async (item) => {
    const body = new URLSearchParams({
      before: item.nextElementSibling?.dataset.sortItem || "",
      chapter: item.parentElement.dataset.sortChapter || "",
    });
    const reply = await fetch(item.dataset.sortUrl, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (!reply.ok) location.reload();
  };

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-sort-handle]");
    if (!handle || event.button !== 0) return;
    const item = handle.closest("[data-sort-item]");
    moved = { item, parent: item.parentElement, next: item.nextElementSibling };
    item.classList.add("is-dragged");
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
  });

  document.addEventListener("pointermove", (event) => {
    if (moved) place(moved.item, event.clientX, event.clientY);
  });

  const end = (isKept) => {
    if (!moved) return;
    const { item, parent, next } = moved;
    moved = null;
    item.classList.remove("is-dragged");
    if (!isKept) parent.insertBefore(item, next);
    else if (item.parentElement !== parent || item.nextElementSibling !== next) send(item);
  };

  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
})();
