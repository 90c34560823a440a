// [data-opened]: a result that is opened is told, with its place in the list, to the address given there. Nothing waits for the answer.
(() => {
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

  const tell = (event) => {
    const link = event.target.closest?.("a[data-key]");
    const list = link?.closest("[data-opened]");
    if (!list || (event.type === "auxclick" && event.button !== 1)) return;
    const { kind, key, place = "1" } = link.dataset;
    fetch(list.dataset.opened, {
      method: "POST", keepalive: true, headers: { "X-CSRFToken": token() },
      body: new URLSearchParams({ q: list.dataset.asked ?? "", kind, key, place }),
    }).catch(() => {});
  };

  document.addEventListener("click", tell);
  document.addEventListener("auxclick", tell);
})();
