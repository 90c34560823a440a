// data-dropzone: a file may also be dropped on the box; its name and size are shown, too large ones refused early.
(() => {
  const size = (bytes) => bytes < 1048576 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;

  function show(zone) {
    const input = zone.querySelector('input[type="file"]'), name = zone.querySelector("[data-dropzone-name]");
    const file = input.files[0], limit = Number(zone.dataset.maxBytes || 0);
    const tooLarge = Boolean(file && limit && file.size > limit);
    input.setCustomValidity(tooLarge ? zone.dataset.tooLarge : "");
    if (!name) return;
    name.hidden = !file;
    name.textContent = !file ? "" : tooLarge ? zone.dataset.tooLarge : `${file.name} · ${size(file.size)}`;
  }

  const zoneOf = (event) => event.target.closest?.("[data-dropzone]");

  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      const zone = zoneOf(event);
      if (!zone) return;
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    const input = zone.querySelector('input[type="file"]');
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target.type === "file") show(zone);
  });
})();
