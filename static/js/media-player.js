// data-media-player: another size is chosen without losing the place. Without this script the links open the file.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-media-player] [data-media-size]");
    if (!link) return;
    event.preventDefault();
    const box = link.closest("[data-media-player]"), player = box.querySelector("video, audio");
    const at = player.currentTime, plays = !player.paused;
    for (const each of box.querySelectorAll("[data-media-size]")) each.toggleAttribute("aria-current", each === link);
    link.setAttribute("aria-current", "true");
    player.src = link.href;
    player.addEventListener("loadedmetadata", () => { player.currentTime = at; }, { once: true });
    if (at || plays) player.load();
    if (plays) player.play();
  });
})();
