// data-upload: sends the form's file in pieces, straight into storage, and goes on where it stopped after a broken line, a pause
// or another day. Without this script the form sends its file in one go.
(() => {
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const LONGEST_WAIT = 30000;

  const said = (bytes) => bytes < 1048576 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const pause = (milliseconds) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });

  async function ask(url, method, body) {
    const reply = await fetch(url, {
      method,
      headers: { "X-CSRFToken": token, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (reply.status >= 500) throw new Error("later");
    const told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    return { ok: reply.ok && !reply.redirected, status: reply.status, ...told };
  }

  function attach(form) {
    const input = form.querySelector('input[type="file"]'), line = form.querySelector("[data-upload-line]");
    const bar = line.querySelector("progress"), text = line.querySelector("[data-upload-text]");
    const stop = line.querySelector("[data-upload-pause]"), goOn = line.querySelector("[data-upload-go-on]");
    const store = `synthai.upload ${form.dataset.upload}`;
    let sending = null, paused = false, busy = false;

    const kept = () => { try { return JSON.parse(localStorage.getItem(store)); } catch { return null; } };
    const keep = (value) => {
      try { value ? localStorage.setItem(store, JSON.stringify(value)) : localStorage.removeItem(store); } catch { /* not allowed: then it does not go on another day */ }
    };
    const say = (words) => { line.hidden = false; text.textContent = words; };
    const show = (bytes, size) => { bar.value = size ? 100 * bytes / size : 0; say(`${said(bytes)} / ${said(size)}`); };
    const buttons = (isGoing) => { stop.hidden = !isGoing; goOn.hidden = isGoing || !paused; };
    const refused = (words) => { busy = false; keep(null); buttons(false); bar.value = 0; say(words || form.dataset.wordFailed); };

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
      const known = kept();
      if (known?.name === file.name && known.size === file.size && known.modified === file.lastModified) {
        const told = await ask(known.state, "GET");
        if (told.ok) return known;
      }
      const made = await ask(form.dataset.upload, "POST", { name: file.name, size: file.size });
      if (!made.ok) { refused(made.error); return null; }
      const fresh = { state: made.state, end: made.end, name: file.name, size: file.size, modified: file.lastModified };
      keep(fresh);
      return fresh;
    }

    async function sent(upload, file) {
      const told = await ask(upload.state, "GET");
      if (!told.ok) { refused(); return null; }
      show(told.received, told.size);
      for (const piece of told.pieces) {
        if (paused) return false;
        if (!await put(piece, file)) throw new Error("later");
      }
      return told.pieces.length === 0;
    }

    async function run(file) {
      let wait = 1000, upload = null;
      busy = true;
      buttons(true);
      while (!paused && busy) {
        try {
          upload ??= await begun(file);
          const isWhole = upload && await sent(upload, file);
          if (isWhole === null || upload === null) return;
          wait = 1000;
          if (!isWhole) continue;
          say(form.dataset.wordJudging);
          const ended = await ask(upload.end, "POST");
          if (ended.ok) { keep(null); location.assign(ended.next); location.reload(); return; }
          if (ended.status !== 409) { refused(ended.error); return; }
        } catch {
          if (paused) break;
          say(form.dataset.wordBroken);
        }
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
      busy = false;
    }

    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file) return;
      event.preventDefault();
      if (busy) return;
      if (file.size > Number(form.dataset.most)) { refused(form.dataset.tooLarge); return; }
      paused = false;
      run(file);
    });
    stop.addEventListener("click", () => { paused = true; sending?.abort(); buttons(false); say(form.dataset.wordPaused); goOn.focus(); });
    goOn.addEventListener("click", () => { paused = false; busy = false; form.requestSubmit(); });
    if (kept()) { buttons(false); say(`${form.dataset.wordAgain} ${kept().name}`); }
  }

  document.querySelectorAll("form[data-upload]").forEach(attach);
})();
