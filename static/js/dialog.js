// Native <dialog>: data-dialog-open="id" opens, data-dialog-close or a click beside it closes. A dialog whose
// form came back with errors opens by itself.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialogOpen)?.showModal();
      return;
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right
        && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
  document.querySelector("dialog:has([data-focus-here])")?.showModal();
  document.querySelector("[data-focus-here]")?.focus();
})();
