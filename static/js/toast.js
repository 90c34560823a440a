// Short messages that go away by themselves: from HX-Trigger {"toast": {level, message, undo}}, from failed
// requests, and from other scripts through the event "toast". With `undo` a button posts to that address.
(() => {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const SHOWN = 9000;

  function button(label, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "btn btn-sm";
    element.textContent = label;
    element.addEventListener("click", act);
    return element;
  }

  function show({ level = "info", message, undo }) {
    const item = document.createElement("div");
    item.className = `toast-item toast-${level}`;
    const text = document.createElement("p");
    text.textContent = message;
    item.append(text);
    if (undo) {
      item.append(button(region.dataset.undoLabel, () => {
        item.remove();
        window.htmx.ajax("POST", undo, { source: document.body, swap: "none" });
      }));
    }
    item.append(button(region.dataset.closeLabel, () => item.remove()));
    region.append(item);
    if (level !== "error") {
      let timer = setTimeout(() => item.remove(), SHOWN);
      const hold = () => clearTimeout(timer);
      const release = () => { timer = setTimeout(() => item.remove(), SHOWN); };
      item.addEventListener("pointerenter", hold);
      item.addEventListener("focusin", hold);
      item.addEventListener("pointerleave", release);
      item.addEventListener("focusout", release);
    }
  }

  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    if ((xhr.getResponseHeader("HX-Trigger") || "").includes('"toast"')) return; // it says itself what is wrong
    const id = xhr.getResponseHeader("X-Request-ID");
    show({ level: "error", message: region.dataset.failed + (id ? ` (${id})` : "") });
  });
  document.addEventListener("htmx:sendError", () => show({ level: "error", message: region.dataset.offline }));
})();
