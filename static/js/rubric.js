// data-rubric: the sum of the chosen levels, exactly (in hundredths); keys 1 to 9 choose a level of the criterion one is in.
(() => {
  const form = document.querySelector("[data-rubric]");
  const shown = form?.querySelector("[data-sum]");
  if (!shown) return;

  const hundredths = (text) => {
    const [whole, part = ""] = text.split(".");
    return Number(whole) * 100 + Number(part.padEnd(2, "0").slice(0, 2));
  };

  function sum() {
    const chosen = [...form.querySelectorAll("[data-points]:checked")];
    const total = chosen.reduce((so_far, input) => so_far + hundredths(input.dataset.points), 0);
    const part = String(total % 100).padStart(2, "0").replace(/0+$/, "");
    shown.textContent = chosen.length ? `${Math.floor(total / 100)}${part ? `.${part}` : ""}` : "–";
  }

  form.addEventListener("change", sum);
  form.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("textarea, input:not([type=radio])");
    const place = Number(event.key) - 1;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !(place >= 0)) return;
    const level = event.target.closest("[data-criterion]")?.querySelectorAll("input[type=radio]")[place];
    if (!level) return;
    level.checked = true;
    level.focus();
    sum();
  });
  sum();
})();
