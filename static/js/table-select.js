// Bulk choosing inside [data-select-scope]: all, single rows, ranges with Shift; shows the bar and the count.
(() => {
  let last = null;
  const rows = (scope) => [...scope.querySelectorAll("[data-select-row]")];

  function show(scope) {
    const all = rows(scope), chosen = all.filter((row) => row.checked).length;
    const head = scope.querySelector("[data-select-all]");
    if (head) {
      head.checked = chosen > 0 && chosen === all.length;
      head.indeterminate = chosen > 0 && chosen < all.length;
    }
    const bar = scope.querySelector("[data-select-bar]"), count = scope.querySelector("[data-select-count]");
    if (bar) bar.hidden = chosen === 0;
    if (count) count.textContent = (count.dataset.selectCount || "{n} chosen").replace("{n}", chosen);
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-select-row]");
    const scope = row?.closest("[data-select-scope]");
    if (!scope) return;
    const all = rows(scope);
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(row)].sort((a, b) => a - b);
      for (const other of all.slice(from, to + 1)) other.checked = row.checked;
    }
    last = row;
    show(scope);
  });

  document.addEventListener("change", (event) => {
    const scope = event.target.closest("[data-select-scope]");
    if (!scope) return;
    if (event.target.matches("[data-select-all]")) {
      for (const row of rows(scope)) row.checked = event.target.checked;
    }
    show(scope);
  });

  const showAll = () => document.querySelectorAll("[data-select-scope]").forEach(show);
  document.addEventListener("htmx:afterSettle", showAll);
  window.addEventListener("pageshow", showAll);
})();
