// form[data-one-by-one]: on a phone its [data-question] are asked one a screen, from the first without an answer. On a wide screen, and without
// this script, they stand below each other. [data-one] are the parts that change with the place: its words, and the buttons.
(() => {
  const phone = window.matchMedia("(max-width: 35.99rem)");
  const questionsOf = (form) => [...form.querySelectorAll("[data-question]")];

  function show(form, wanted) {
    const questions = questionsOf(form), last = questions.length - 1, isOne = phone.matches && last > 0;
    const at = Math.min(Math.max(wanted, 0), last), place = form.querySelector("[data-one=place]");
    const when = { place: isOne, next: isOne && at < last, on: !isOne || at === last, before: isOne && at > 0, back: !isOne || at === 0 };
    form.dataset.at = at;
    questions.forEach((each, number) => { each.hidden = isOne && number !== at; });
    for (const part of form.querySelectorAll("[data-one]")) part.hidden = !when[part.dataset.one];
    place.textContent = place.dataset.words.replace("{n}", at + 1).replace("{all}", last + 1);
  }

  function go(form, wanted) {
    show(form, wanted);
    const here = questionsOf(form)[form.dataset.at];
    here.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  function begin() {
    const form = document.querySelector("form[data-one-by-one]");
    if (!form || form.dataset.at !== undefined) return;
    const questions = questionsOf(form);
    const wrong = questions.findIndex((each) => each.querySelector("[aria-invalid=true], [autofocus]"));
    show(form, wrong < 0 ? questions.findIndex((each) => each.dataset.question === "open") : wrong);
  }

  document.addEventListener("click", ({ target }) => {
    const form = target.closest("form[data-one-by-one]"), step = { next: 1, before: -1 }[target.closest("[data-one]")?.dataset.one];
    if (!form) return;
    if (step) go(form, Number(form.dataset.at) + step);
    const named = document.getElementById(target.closest("a[href^='#']")?.hash.slice(1));
    const place = questionsOf(form).findIndex((each) => each.contains(named));
    if (named && place >= 0) show(form, place);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-one-by-one]"), at = Number(form?.dataset.at);
    if (!form || !phone.matches || at >= questionsOf(form).length - 1 || event.submitter?.value !== "on") return;
    event.preventDefault(); // Enter
    go(form, at + 1);
  });
  document.addEventListener("htmx:afterSettle", begin);
  phone.addEventListener("change", () => {
    const form = document.querySelector("form[data-one-by-one]");
    if (form) show(form, Number(form.dataset.at));
  });
  begin();
})();
