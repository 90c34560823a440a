// data-progress: tells the server how long a lesson was looked at and which parts of its videos were played. Each event has
// an id, so that one sent again after a broken line counts once; what could not be sent waits in this browser.
(() => {
  const page = document.querySelector("[data-progress]");
  if (!page) return;
  const { progress: address, enrolment, lesson } = page.dataset;
  const store = "synthai.progress";
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const AT_ONCE = 100;
  let since = document.hidden ? 0 : Date.now();
  let queue = [];
  try {
    queue = JSON.parse(localStorage.getItem(store) || "[]");
  } catch {
    queue = [];
  }

  const keep = () => {
    try {
      localStorage.setItem(store, JSON.stringify(queue.slice(-500)));
    } catch {
      // no room, or not allowed: then only what this page sends counts
    }
  };
  const add = (event) => {
    queue.push({ id: crypto.randomUUID(), enrolment, lesson, at: new Date().toISOString(), ...event });
    keep();
  };
  const spend = () => {
    const seconds = since ? Math.round((Date.now() - since) / 1000) : 0;
    since = document.hidden ? 0 : Date.now();
    if (seconds > 0) add({ kind: "time", seconds: Math.min(seconds, 3600) });
  };

  const send = async (isLast = false) => {
    spend();
    const events = queue.slice(0, AT_ONCE);
    if (!events.length) return;
    try {
      const reply = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ events }),
        keepalive: isLast,
      });
      if (reply.ok || reply.status === 400 || reply.status === 422) {
        const sent = new Set(events.map((event) => event.id));
        queue = queue.filter((event) => !sent.has(event.id));
        keep();
      }
    } catch {
      // offline: they go with the next send
    }
  };

  for (const player of document.querySelectorAll("[data-watch]")) {
    let from = null;
    const stretch = () => {
      if (from !== null && player.currentTime > from) {
        add({ kind: "video", block: player.dataset.watch, start: from, end: player.currentTime });
      }
      from = player.paused ? null : player.currentTime;
    };
    player.addEventListener("loadedmetadata", () => {
      const start = Number(player.dataset.start || 0);
      if (start > 0 && start < player.duration - 1) player.currentTime = start;
    }, { once: true });
    player.addEventListener("play", () => (from = player.currentTime));
    player.addEventListener("seeking", () => (from = null));
    player.addEventListener("seeked", () => (from = player.paused ? null : player.currentTime));
    for (const name of ["pause", "ended"]) player.addEventListener(name, stretch);
    setInterval(stretch, 10000);
  }

  document.addEventListener("visibilitychange", () => send(document.hidden));
  addEventListener("pagehide", () => send(true));
  setInterval(() => send(), 20000);
})();
