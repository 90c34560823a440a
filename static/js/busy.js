// data-busy: after sending a form its buttons rest, so that a second tap does not send it twice.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-busy]");
    if (!form || event.defaultPrevented) return;
    // Later, because a disabled button would not be part of what is being sent.
    setTimeout(() => {
      for (const button of form.querySelectorAll('button[type="submit"]')) {
        button.disabled = true;
      }
      const text = event.submitter?.querySelector("span:not(.visually-hidden)");
      if (text && form.dataset.busy) text.textContent = form.dataset.busy;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of document.querySelectorAll("form[data-busy] button:disabled")) button.disabled = false;
  });
})();
