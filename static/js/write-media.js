// The editor of pieces: what was chosen from the library is shown in its block at once; the part saves itself by its "change".
(() => {
  function frame(part) {
    const known = part.querySelector(".write-files");
    if (known) return known;
    const made = Object.assign(document.createElement("div"), { className: "write-files" });
    part.querySelector("form").before(made);
    return made;
  }

  document.addEventListener("media:chosen", (event) => {
    const part = event.target.closest(".write-block"), told = event.detail;
    if (!part || !told.url) return;
    const picture = Object.assign(document.createElement("img"), { src: told.url, alt: told.alt || told.name, width: 160, height: 160 });
    if (event.target.type === "checkbox") frame(part).append(picture);
    else frame(part).replaceChildren(picture);
  });
})();
