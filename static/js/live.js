// One WebSocket per tab. The server hints {"topic", "kind", "id", "version"}; elements with data-live refetch
// themselves over HTTP. After a gap everything on screen refetches; without a socket it does so every 15 s. A hidden tab rests,
// but for what shows on its outside ([data-live-hidden], the bell): that refetches on a hint, or every 2 minutes.
// After a break each tab waits for a while of its own, so that a server that starts again is not run over.
// Closed with 4401 the session is over: one more try, then the page says that one is signed out, and rests. 4402: the session
// goes on under another key (a new password), which this browser may get a moment later: so more tries.
(() => {
  const address = document.querySelector('meta[name="websocket-url"]')?.content;
  const POLL = 15000, HIDDEN_POLLS = 8, PAUSE = 400, SPREAD = 2000, SLOWEST = 12000, SETTLED = 5000, ENDED = 4401, RENEWED = 4402;
  const asked = new Set(), waiting = new Map(), seen = new WeakMap();
  const status = document.querySelector("[data-live-status]");
  const notice = document.querySelector("[data-live-over]");
  let socket = null, polls = 0, attempts = 0, opened = 0, refusals = 0, tries = 1, over = false, stale = false;

  const elements = () => document.querySelectorAll("[data-live]");
  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  function refresh(element) {
    if (document.hidden && !("liveHidden" in element.dataset)) { stale = true; return; }
    if (waiting.has(element)) return;
    const since = performance.now() - (seen.get(element) ?? -PAUSE);
    waiting.set(element, setTimeout(() => {
      waiting.delete(element);
      seen.set(element, performance.now());
      if (element.isConnected) window.htmx?.trigger(element, "live");
    }, Math.max(0, PAUSE - since)));
  }

  const refreshAll = () => elements().forEach(refresh);

  function concerns(element, hint) {
    const { live, liveId, liveKind } = element.dataset;
    return live === hint.topic
      && (!liveId || hint.kind === "subscribed" || liveId === hint.id)
      && (!liveKind || liveKind.split(" ").includes(hint.kind));
  }

  function receive(message) {
    const hint = JSON.parse(message.data);
    document.dispatchEvent(new CustomEvent("synthai:live", { detail: hint }));
    if (hint.kind === "refused") { asked.delete(hint.topic); return; }
    elements().forEach((element) => { if (concerns(element, hint)) refresh(element); });
  }

  function subscribe() {
    if (!isOpen()) return;
    const wanted = [...elements()].map((element) => element.dataset.live);
    const fresh = [...new Set(wanted)].filter((topic) => topic && !topic.startsWith("user.") && !asked.has(topic));
    if (!fresh.length) return;
    fresh.forEach((topic) => asked.add(topic));
    socket.send(JSON.stringify({ subscribe: fresh }));
  }

  function refused() {
    if (refusals++ < tries) { setTimeout(connect, 1000); return; }
    over = true;
    if (notice) notice.hidden = false;
  }

  function connect() {
    socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      asked.clear();
      if (status) status.hidden = true;
      subscribe();
      if (opened++ && !refusals) setTimeout(refreshAll, Math.random() * SPREAD);
      setTimeout(() => {
        if (!isOpen()) return;
        if (refusals) refreshAll();
        attempts = refusals = 0;
        tries = 1;
      }, SETTLED);
    });
    socket.addEventListener("message", receive);
    socket.addEventListener("close", (event) => {
      if (event.code === RENEWED) tries = 10;
      if (event.code === ENDED || event.code === RENEWED) { refused(); return; }
      if (status && attempts > 1) status.hidden = false;
      setTimeout(connect, PAUSE + Math.random() * Math.min(SLOWEST, SPREAD * 2 ** attempts++));
    });
  }

  document.addEventListener("htmx:afterSettle", subscribe);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && stale) { stale = false; refreshAll(); }
  });
  document.addEventListener("synthai:refetch", ({ detail }) => {
    elements().forEach((element) => { if (element.dataset.live === detail) refresh(element); });
  });
  setInterval(() => {
    if (isOpen() || over) return;
    if (!document.hidden || polls++ % HIDDEN_POLLS === 0) refreshAll();
  }, POLL);
  if (address && "WebSocket" in window) connect();
})();
