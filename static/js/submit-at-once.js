// data-submit-at-once: the form is sent as the page opens. Coming back with the browser's button sends nothing again.
(() => {
  const form = document.querySelector("form[data-submit-at-once]");
  const came = performance.getEntriesByType("navigation")[0]?.type;
  if (form && came !== "back_forward") form.submit();
})();
