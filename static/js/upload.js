// data-upload: sends the form's files in pieces, one after the other, straight into storage, and goes on where it stopped after a
// broken line, a pause or another day. Without this script the form sends them in one go.
(() => {
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const LONGEST_WAIT = 30000;

  const said = (bytes) => bytes < 1048576 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); addEventListener("online", resolve, { once: true }); });

  async function ask(url, method, body) {
    const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
    const reply = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (reply.status >= 500) throw new Error("later");
    const told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    return { ok: reply.ok && !reply.redirected, status: reply.status, ...told };
  }

  function attach(form) {
    const input = form.querySelector('input[type="file"]'), line = form.querySelector("[data-upload-line]");
    const bar = line.querySelector("progress"), text = line.querySelector("[data-upload-text]");
    const stop = line.querySelector("[data-upload-pause]"), goOn = line.querySelector("[data-upload-go-on]");
    const store = `synthai.upload ${form.dataset.upload}${form.dataset.uploadName || ""}`, landed = new WeakSet();
    let sending = null, turn = 0, going = false, memory = null;
    const kept = () => { try { return memory || JSON.parse(localStorage.getItem(store)); } catch { return null; } };
    const keep = (value) => { memory = value; try { localStorage.setItem(store, JSON.stringify(value)); } catch { /* then not another day */ } };
    const say = (words) => { line.hidden = false; text.textContent = words; };
    const show = (bytes, size) => { bar.value = size ? 100 * bytes / size : 0; say(`${said(bytes)} / ${said(size)}`); };
    const buttons = (isGoing) => { stop.hidden = !isGoing; goOn.hidden = isGoing || !input.files.length; };
    const refused = (words) => { going = false; keep(null); buttons(false); bar.value = 0; say(words || form.dataset.wordFailed); };

    // Sends one piece; whether it arrived.
    const put = (piece, file) => new Promise((resolve) => {
      const request = sending = new XMLHttpRequest();
      request.open("PUT", piece.url);
      request.timeout = 300000;
      if (piece.url.startsWith("/")) request.setRequestHeader("Upload-Offset", piece.start);
      request.upload.onprogress = (event) => show(piece.start + event.loaded, file.size);
      request.onload = () => resolve(request.status < 300);
      request.onerror = request.onabort = request.ontimeout = () => resolve(false);
      request.send(file.slice(piece.start, piece.end));
    });

    async function begun(file) {
      const known = kept(), told = { name: file.name, size: file.size, modified: file.lastModified };
      const isSame = known && Object.keys(told).every((key) => known[key] === told[key]);
      if (isSame && (await ask(known.state, "GET")).ok) return known;
      const made = await ask(form.dataset.upload, "POST", told);
      if (!made.ok) return refused(made.error);
      keep({ ...told, state: made.state, end: made.end });
      return made;
    }

    // One round of asking and sending; the page to go to when the file is in, "" when it was refused, null to go on.
    async function round(file, isOn) {
      const upload = await begun(file);
      const told = upload && await ask(upload.state, "GET");
      if (!told?.ok) return (upload && refused()) || "";
      show(told.received, told.size);
      for (const piece of told.pieces) {
        if (!isOn()) return "";
        if (!await put(piece, file)) throw new Error("later");
      }
      if (told.pieces.length) return null;
      say(form.dataset.wordJudging);
      const ended = await ask(upload.end, "POST");
      if (ended.status === 409) throw new Error("later");
      if (!ended.ok) return refused(ended.error) || "";
      keep(null), landed.add(file);
      return ended.next;
    }

    async function run(files) {
      const mine = ++turn, isOn = () => going && mine === turn;
      let next = "";
      going = true, buttons(true);
      for (const file of files.filter((each) => !landed.has(each))) {
        next = null;
        for (let wait = 1000; isOn() && next === null; wait = Math.min(wait * 2, LONGEST_WAIT)) {
          try { while (isOn() && next === null) next = await round(file, isOn); }
          catch { if (isOn()) { say(form.dataset.wordBroken); await pause(wait); } }
        }
        if (!next) return;
      }
      location.assign(next), new URL(next, location.href).pathname === location.pathname && location.reload();
    }

    form.addEventListener("submit", (event) => {
      const files = [...input.files];
      if (!files.length) return;
      event.preventDefault();
      if (files.some((file) => file.size > Number(form.dataset.most))) refused(form.dataset.tooLarge);
      else if (!going) run(files);
    });
    stop.addEventListener("click", () => { going = false; sending?.abort(); buttons(false); say(form.dataset.wordPaused); goOn.focus(); });
    goOn.addEventListener("click", () => form.requestSubmit());
    if (kept()) { buttons(false); say(`${form.dataset.wordAgain} ${kept().name}`); }
  }

  document.querySelectorAll("form[data-upload]").forEach(attach);
})();
