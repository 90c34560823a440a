// data-countdown="seconds": counts down by the browser's own steady clock, from what the server said is left; a wrong or changed
// clock on the phone plays no part. At zero the form data-countdown-form is shown and sent. The server decides all the same.
(() => {
  const place = document.querySelector("[data-countdown]");
  if (!place) return;
  const whole = Number(place.dataset.countdown), began = performance.now();
  const shown = place.querySelector("[data-countdown-left]"), said = place.querySelector("[data-countdown-said]");
  const form = document.getElementById(place.dataset.countdownForm);
  let told = whole, timer = 0;

  const tell = (left) => {
    if (told > 300 && left <= 300) said.textContent = said.dataset.five;
    if (told > 60 && left <= 60) said.textContent = said.dataset.one;
    told = left;
  };

  const over = () => {
    clearInterval(timer);
    form.hidden = false;
    // What stands on the page is saved first; then the attempt is handed in.
    const answer = document.querySelector("form[hx-post]");
    const hand = () => form.requestSubmit();
    if (answer && window.fetch) fetch(answer.action, { method: "POST", body: new FormData(answer) }).finally(hand);
    else hand();
  };

  const tick = () => {
    const left = Math.max(0, Math.ceil(whole - (performance.now() - began) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    place.classList.toggle("is-short", left <= 60);
    tell(left);
    if (!left) over();
  };

  timer = setInterval(tick, 1000);
  tick();
})();
