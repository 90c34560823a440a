// data-autosubmit: a filter form is sent when a choice changes, and 350 ms after the last key in a text field.
(() => {
  const timers = new WeakMap();
  const isText = (field) => field.matches('input:is([type="search"], [type="text"], [type="number"])');

  const send = (form) => {
    clearTimeout(timers.get(form));
    form.requestSubmit();
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && !isText(event.target)) send(form);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (!form || !isText(event.target)) return;
    clearTimeout(timers.get(form));
    // A full page load would take the focus away while typing, so this part needs HTMX on the form.
    if (form.hasAttribute("hx-get")) timers.set(form, setTimeout(() => send(form), 350));
  });
})();
