// data-letters-of="id" data-most="280" [data-sms] [data-x]: how much of a text fits, as it is typed. X counts a link as 23, an emoji as two.
(() => {
  const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const ESCAPED = new Set("^{}\\[~]|€\f");
  const LINK = /(?:https?:\/\/|www\.)\S+/gi;

  function partsOf(text) {
    const letters = [...text], gsm = letters.every((each) => BASIC.has(each) || ESCAPED.has(each));
    const widths = letters.map((each) => (gsm ? (ESCAPED.has(each) ? 2 : 1) : each.length));
    const units = widths.reduce((sum, width) => sum + width, 0), [alone, joined] = gsm ? [160, 153] : [70, 67];
    if (units <= alone) return 1;
    let parts = 1, used = 0;
    for (const width of widths) {
      if (used + width > joined) { parts += 1; used = 0; }
      used += width;
    }
    return parts;
  }

  function lettersOf(text, isX) {
    if (!isX) return [...text].length;
    const links = text.match(LINK) || [], bare = text.replace(LINK, "");
    return links.length * 23 + [...bare].reduce((sum, each) => sum + (each.codePointAt(0) > 0x10ff ? 2 : 1), 0);
  }

  for (const line of document.querySelectorAll("[data-letters-of]")) {
    const field = document.getElementById(line.dataset.lettersOf), most = Number(line.dataset.most);
    const show = () => {
      const text = field.value.replace(/\r\n/g, "\n").trim(), letters = lettersOf(text, "x" in line.dataset), over = letters - most;
      const said = [line.dataset.words.replace("{n}", letters).replace("{most}", most)];
      if ("sms" in line.dataset) said.push(line.dataset.part.replace("{parts}", partsOf(text)));
      if (over > 0) said.push(line.dataset.over.replace("{over}", over));
      line.textContent = said.join(", ");
      line.toggleAttribute("data-full", over > 0);
    };
    field.addEventListener("input", show);
    show();
  }
})();
