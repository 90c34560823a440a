// data-player: chooses the smallest size that fits, changes it without losing the place, speed and keys. What
// progress.js counts goes on counting: it watches the same element.
(() => {
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const SPEED = "synthai.speed", STEP = 10;
  const kept = () => { try { return localStorage.getItem(SPEED) || "1"; } catch { return "1"; } };

  function attach(figure) {
    const player = figure.querySelector("video, audio"), form = figure.querySelector("[data-player-sizes]");
    const choices = [...form.querySelectorAll("[data-url]")], speed = form.querySelector("[data-player-speed]");

    const press = (choice) => choices.forEach((each) => each.setAttribute("aria-pressed", String(each === choice)));
    const settle = (choice, at, plays) => {
      const rate = player.playbackRate;
      player.src = choice.dataset.url;
      player.addEventListener("loadedmetadata", () => {
        player.playbackRate = rate;
        if (at) player.currentTime = at;
      }, { once: true });
      if (at || plays) player.load();
      if (plays) player.play();
    };
    const change = (choice) => {
      press(choice);
      if (player.getAttribute("src") === choice.dataset.url) return;
      const at = player.currentTime, plays = !player.paused;
      if (!plays) { settle(choice, at, false); return; }
      // The stretch that was seen is told on pause, which comes after this line.
      player.addEventListener("pause", () => settle(choice, at, true), { once: true });
      player.pause();
    };
    const remember = (choice) => fetch(form.action, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ variant: choice.value, quietly: "1" }),
    }).catch(() => {});

    form.addEventListener("submit", (event) => {
      if (!event.submitter?.dataset.url) return;
      event.preventDefault();
      change(event.submitter);
      remember(event.submitter);
    });
    if ("fitting" in figure.dataset && player.tagName === "VIDEO") {
      const films = choices.filter((each) => !("sound" in each.dataset) && Number(each.dataset.wide));
      const room = player.clientWidth;
      const choice = films.find((each) => Number(each.dataset.wide) >= room) || films.at(-1);
      if (choice) change(choice);
    }

    const rate = (value) => {
      player.defaultPlaybackRate = player.playbackRate = Number(value);
      speed.value = value;
      try { localStorage.setItem(SPEED, value); } catch { /* then it counts for this page */ }
    };
    if ([...speed.options].some((each) => each.value === kept())) rate(kept());
    speed.addEventListener("change", () => rate(speed.value));

    const toggle = () => (player.paused ? player.play() : player.pause());
    const nextRate = (by) => {
      const place = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
      rate(speed.options[place].value);
    };
    const captions = () => {
      const track = [...player.textTracks].find((each) => each.mode === "showing");
      const first = player.textTracks[0];
      if (track) track.mode = "hidden";
      else if (first) first.mode = "showing";
    };
    const keys = {
      k: toggle,
      j: () => (player.currentTime -= STEP),
      l: () => (player.currentTime += STEP),
      "<": () => nextRate(-1),
      ">": () => nextRate(1),
      c: captions,
      m: () => (player.muted = !player.muted),
    };
    figure.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
      const act = keys[event.key.toLowerCase()];
      if (act) { event.preventDefault(); act(); }
    });
  }

  document.querySelectorAll("[data-player]").forEach(attach);
})();
