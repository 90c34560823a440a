// data-signature: a place to draw with finger, pen or mouse. What is drawn goes into [data-signature-out] of the same form as a PNG.
for (const pad of document.querySelectorAll("[data-signature]")) {
  const canvas = pad.querySelector("canvas"), form = pad.closest("form");
  const out = form.querySelector("[data-signature-out]"), clear = form.querySelector("[data-signature-clear]");
  const pen = canvas.getContext("2d");
  let last = null, drawn = false;
  const size = () => {
    const box = canvas.getBoundingClientRect(), scale = Math.min(2, window.devicePixelRatio || 1);
    if (!box.width || canvas.width === Math.round(box.width * scale)) return;
    if (drawn) return; // a turned phone must not wipe what is drawn
    canvas.width = Math.round(box.width * scale);
    canvas.height = Math.round(box.height * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    Object.assign(pen, { lineWidth: 2.4, lineCap: "round", lineJoin: "round", strokeStyle: "#13213c" });
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const scale = pen.getTransform().a || 1;
    return [(event.clientX - box.left) * (canvas.width / scale / box.width), (event.clientY - box.top) * (canvas.height / scale / box.height)];
  };
  const stroke = (event) => {
    const [x, y] = at(event);
    pen.beginPath();
    pen.moveTo(...(last ?? [x - .1, y]));
    pen.lineTo(x, y);
    pen.stroke();
    last = [x, y];
    drawn = true;
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    size();
    canvas.setPointerCapture(event.pointerId);
    last = null;
    stroke(event);
  });
  canvas.addEventListener("pointermove", (event) => { if (last) stroke(event); });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      last = null;
      if (drawn) out.value = canvas.toDataURL("image/png");
    });
  }
  clear.addEventListener("click", () => {
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.restore();
    drawn = false;
    out.value = "";
    size();
  });
  size();
  window.addEventListener("resize", size);
}
