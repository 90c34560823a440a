// data-transcript: what is said beside a player is searched, follows it, and a line jumps to its place. A long one comes when it
// is opened.
(() => {
  function attach(transcript) {
    const player = transcript.closest("[data-player]").querySelector("video, audio");
    const lines = [...transcript.querySelectorAll("[data-jump]")];
    if (!lines.length) return;
    const search = transcript.querySelector("[data-transcript-search]");
    const found = transcript.querySelector("[data-transcript-found]");
    const starts = lines.map((line) => Number(line.dataset.jump));
    let current = -1;

    const jump = (line) => {
      const go = () => { player.currentTime = Number(line.dataset.jump); player.play(); };
      if (player.readyState) { go(); return; }
      player.addEventListener("loadedmetadata", go, { once: true });
      player.load();
    };
    transcript.addEventListener("click", (event) => {
      const line = event.target.closest("[data-jump]");
      if (line) jump(line);
    });
    search.addEventListener("input", () => {
      const words = search.value.trim().toLocaleLowerCase();
      const hits = lines.filter((line) => (line.parentElement.hidden = !line.textContent.toLocaleLowerCase().includes(words)) === false);
      found.textContent = words ? String(hits.length) : "";
    });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const hit = lines.find((line) => !line.parentElement.hidden);
      if (hit) jump(hit);
    });
    player.addEventListener("timeupdate", () => {
      const place = starts.findLastIndex((start) => start <= player.currentTime);
      if (place === current) return;
      lines[current]?.removeAttribute("aria-current");
      lines[place]?.setAttribute("aria-current", "true");
      current = place;
    });
  }

  document.querySelectorAll("[data-transcript]").forEach(attach);
  document.addEventListener("htmx:load", ({ detail }) => { if (detail.elt.matches("details[data-transcript]")) attach(detail.elt); });
})();
