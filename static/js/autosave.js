// form[data-autosave]: HTMX keeps what is typed (its trigger knows "retry"). Here: what is not kept yet is told, tried again when the
// line was cut, and sent before another button or link of the page leads away; the browser asks before words would be lost.
(() => {
  const AUTOSAVED = "form[data-autosave]";
  const typed = new WeakMap(), sent = new WeakMap(), unsaved = new Set();
  const count = (form) => typed.get(form) ?? 0;
  const line = (form) => form.querySelector('[role="status"]');

  document.addEventListener("input", (event) => {
    const form = event.target.closest(AUTOSAVED);
    if (!form) return;
    typed.set(form, count(form) + 1);
    unsaved.add(form);
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches(AUTOSAVED)) sent.set(detail.elt, count(detail.elt));
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt;
    if (!form.matches(AUTOSAVED)) return;
    if (detail.successful) {
      if (sent.get(form) === count(form)) unsaved.delete(form);
      return;
    }
    const status = detail.xhr?.status ?? 0;
    if (status >= 400 && status < 500) return; // refused: sending the same again would be refused again
    if (line(form)) line(form).textContent = form.dataset.offline;
    setTimeout(() => unsaved.has(form) && window.htmx.trigger(form, "retry"), 6000);
  });

  // A part came back with what somebody else wrote: what was typed since it was sent goes into its fields, and is not kept yet.
  let old = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig?.elt;
    if (form?.matches?.(AUTOSAVED)) old = form;
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!old || old.isConnected) return;
    const fields = sent.get(old) === count(old) ? [] : [...old.elements].filter((field) => field.id && field.type !== "hidden");
    for (const field of fields) {
      const fresh = document.getElementById(field.id);
      if (fresh) Object.assign(fresh, field.matches("[type=checkbox]") ? { checked: field.checked } : { value: field.value });
    }
    old = null;
    for (const form of document.querySelectorAll(AUTOSAVED)) if (form.elements.settles) unsaved.add(form);
  });

  // A part that was swapped away was answered: what it held stands in the new one.
  const waiting = () => [...unsaved].filter((form) => form.isConnected || unsaved.delete(form) === null);

  const toSend = () => waiting().filter((form) => !form.elements.settles); // two texts are put together by a person

  async function flush() {
    for (const form of toSend()) window.htmx.trigger(form, "retry");
    for (let tries = 0; tries < 40 && toSend().length; tries += 1) await new Promise((next) => setTimeout(next, 100));
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches(AUTOSAVED) || form.dataset.flushed || !waiting().length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    await flush();
    form.dataset.flushed = "1";
    form.requestSubmit(submitter);
  }, true);

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || !waiting().length) return;
    event.preventDefault();
    await flush();
    location.assign(link.href);
  });

  addEventListener("beforeunload", (event) => {
    if (waiting().length) event.preventDefault();
  });
})();
