// data-media-chooser="input id": opens the library in the dialog of the page; the chosen file's public id goes into the input (a select
// gets an option for it; with data-media-many="name" the element holds ticks of that name, and gets another one), which then tells
// of its change ("change", and "media:chosen" with {id, name, alt, url}). One may always paste an id instead.
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

  // Another tick in a group of them, or the one that is there already.
  function ticked(group, name, value, label) {
    const known = group.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
    const box = known || Object.assign(document.createElement("input"), { type: "checkbox", name, value, id: `${group.id}-${value}` });
    if (!known) {
      const line = Object.assign(document.createElement("div"), { className: "check" });
      line.append(box, " ", Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: label }));
      (group.querySelector(".check-list") || group).prepend(line);
    }
    box.checked = true;
    return box;
  }

  function put(told) {
    const target = document.getElementById(opener.dataset.mediaChooser), name = opener.dataset.mediaMany;
    if (name) return ticked(target, name, told.mediaChoose, told.mediaName);
    const isNew = target.tagName === "SELECT" && ![...target.options].some((option) => option.value === told.mediaChoose);
    if (isNew) target.add(new Option(told.mediaName, told.mediaChoose));
    target.value = told.mediaChoose;
    return target;
  }

  function choose(choice) {
    const told = choice.dataset, input = put(told);
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
