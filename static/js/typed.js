// A form that comes beside a fragment does not take away what is being typed in the one there is.
(() => {
  function isBeingFilled(form) {
    const held = document.activeElement;
    return form.matches("[data-typed]") || (form.contains(held) && !held.id)
      || [...form.elements].some((input) => "defaultValue" in input && input.value !== input.defaultValue);
  }

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (target.matches("form") && isBeingFilled(target)) event.detail.shouldSwap = false;
  });
})();
