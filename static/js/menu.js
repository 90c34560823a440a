// <details data-menu>: Escape and a click outside close it, one is open at a time, arrow keys walk its items.
(() => {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  const items = (menu) => [...menu.querySelectorAll(".menu-list :is(a, button):not([disabled])")];

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details[data-menu]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest("details[data-menu]");
    if (!menu) return;
    const summary = menu.querySelector("summary");
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && !["Home", "End"].includes(event.key)) return;
    if (event.target === summary && step === 1) menu.open = true;
    if (!menu.open) return;
    event.preventDefault();
    const all = items(menu), at = all.indexOf(document.activeElement);
    const next = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : (at + step + all.length) % all.length;
    all[at < 0 && step === -1 ? all.length - 1 : next]?.focus();
  });
})();
