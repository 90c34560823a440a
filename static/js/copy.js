// data-copy="text" or data-copy-from="#id": to the clipboard; the button says so for two seconds.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source ? (source.value ?? source.textContent).trim() : button.dataset.copy;
  const label = button.querySelector("span") ?? button, before = label.textContent;
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = button.dataset.copied || "Copied";
    setTimeout(() => { label.textContent = before; }, 2000);
  } catch {
    source?.select?.(); // without permission the text is at least chosen, ready for Ctrl-C
  }
});
