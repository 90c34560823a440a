// Text that is being written, as it comes: pieces over the socket are put where they belong by their place in the text. A piece that
// was missed leaves a gap; then the page fetches what is there over HTTP (live.js), and goes on from it. "void": what was shown does not hold.
(() => {
  const waiting = new Map();

  const places = () => document.querySelectorAll("[data-writing]");
  const nameOf = (element) => `${element.dataset.writing} ${element.dataset.writingId}`;

  function show(element) {
    const pieces = waiting.get(nameOf(element)) ?? [];
    let length = element.textContent.length;
    for (const { version, text } of pieces) {
      if (version > length) return false;
      const fresh = text.slice(length - version);
      if (fresh) element.append(fresh);
      length += fresh.length;
    }
    return true;
  }

  function receive({ topic, kind, id, version, text }) {
    const name = `${topic} ${id}`;
    if (kind === "void" || version === 0) waiting.set(name, []);
    if (kind === "piece") waiting.get(name)?.push({ version, text }) ?? waiting.set(name, [{ version, text }]);
    for (const element of places()) {
      if (nameOf(element) !== name) continue;
      if (kind === "void" || version === 0) element.textContent = "";
      if (!show(element)) document.dispatchEvent(new CustomEvent("synthai:refetch", { detail: topic }));
    }
  }

  document.addEventListener("synthai:live", ({ detail }) => {
    if (detail.kind === "piece" || detail.kind === "void") receive(detail);
  });
  document.addEventListener("htmx:afterSettle", () => places().forEach(show));
})();
