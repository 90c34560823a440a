// data-media-chooser="input id": opens the library in the dialog of the page; the chosen file's public id goes into the input,
// which then tells of its change ("change", and "media:chosen" with {id, name, alt, url}). One may always paste an id instead.
(() => {
  const dialog = document.getElementById("media-chooser"), body = dialog?.querySelector("[data-media-chooser-body]");
  let opener = null;

  async function open(button) {
    opener = button;
    body.replaceChildren();
    dialog.showModal();
    const reply = await fetch(button.dataset.mediaUrl, { headers: { "HX-Request": "true" } });
    if (!reply.ok || reply.redirected) { location.reload(); return; }
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    body.replaceChildren(...page.body.children);
    globalThis.htmx?.process(body);
    (body.querySelector("[data-media-choose]") || body.querySelector("input:not([type=hidden])"))?.focus();
  }

  function choose(choice) {
    const input = document.getElementById(opener.dataset.mediaChooser), told = choice.dataset;
    input.value = told.mediaChoose;
    const detail = { id: told.mediaChoose, name: told.mediaName, alt: told.mediaAlt, url: told.mediaUrl };
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dispatchEvent(new CustomEvent("media:chosen", { bubbles: true, detail }));
    dialog.close();
    opener.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-media-chooser]"), choice = event.target.closest("[data-media-choose]");
    if (button && body) open(button);
    if (choice && opener) choose(choice);
  });
})();
