// Says that one writes in this piece ([data-desk]): on opening (hx-trigger), and every 40 seconds as long as the page is in sight and was
// touched within ten minutes. Who closes it says goodbye, so that the next need not wait.
(() => {
  const desk = document.querySelector("[data-desk]");
  const PAUSE = 40000, ASLEEP = 600000;
  let touched = Date.now(), told = Date.now();
  if (!desk) return;

  function tell() {
    told = Date.now();
    window.htmx?.trigger(desk, "ping");
  }

  function touch() {
    const slept = Date.now() - Math.max(touched, told) > PAUSE;
    touched = Date.now();
    if (slept) tell();
  }

  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, touch, { passive: true, capture: true });
  setInterval(() => { if (!document.hidden && Date.now() - touched < ASLEEP) tell(); }, PAUSE);
  addEventListener("pagehide", () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) navigator.sendBeacon(desk.dataset.desk, new URLSearchParams({ csrfmiddlewaretoken: token }));
  });
})();
