// On a phone tabs scroll sideways: the one that is open comes into view, without moving the page.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const strip = here.closest(".tabs"), box = strip.getBoundingClientRect(), tab = here.getBoundingClientRect();
  strip.scrollLeft += tab.left - box.left - (box.width - tab.width) / 2;
}
