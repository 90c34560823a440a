// [data-push] with data-push-key: turns push in this browser on. It shows one of its [data-push-state] parts: unsupported,
// denied, off or on; permission is asked only when [data-push-on] is pressed. Rows with data-push-mark (the SHA-256 of where
// a browser is reached) show [data-push-this] when they are this browser's.
(() => {
  const box = document.querySelector("[data-push]");
  if (!box) return;
  const KEPT = "/notifications/addresses/browser/";
  const button = box.querySelector("[data-push-on]"), failed = box.querySelector("[data-push-failed]");
  const key = box.dataset.pushKey;
  const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  function show(state) {
    for (const part of box.querySelectorAll("[data-push-state]")) part.hidden = part.dataset.pushState !== state;
  }

  async function mark(endpoint) {
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    return [...new Uint8Array(sum)].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  async function subscribed() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration?.pushManager.getSubscription();
  }

  async function state() {
    if (!isAble) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    const found = await subscribed();
    const own = found && await mark(found.endpoint);
    const row = own && document.querySelector(`[data-push-mark="${own}"]`);
    row?.querySelector("[data-push-this]")?.removeAttribute("hidden");
    return row && Notification.permission === "granted" ? "on" : "off";
  }

  const isOurs = (found) => {
    const theirs = found.options.applicationServerKey;
    const text = theirs && btoa(String.fromCharCode(...new Uint8Array(theirs)));
    return text?.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") === key;
  };

  async function subscription() {
    await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const found = await pushManager.getSubscription();
    if (found && isOurs(found)) return found;
    await found?.unsubscribe(); // of a key that we no longer have
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  async function keep(found) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": box.dataset.pushToken };
    const reply = await fetch(KEPT, { method: "POST", headers, body: JSON.stringify(found) });
    if (!reply.ok) throw new Error(String(reply.status));
    const { renewal } = await reply.json();
    const kept = new Response(JSON.stringify({ renewal, key }), { headers: { "Content-Type": "application/json" } });
    await (await caches.open("push")).put(KEPT, kept);
  }

  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.disabled = true;
    try {
      if (await Notification.requestPermission() === "granted") {
        await keep(await subscription());
        window.location.reload();
        return;
      }
      show(await state());
    } catch {
      failed.hidden = false;
    }
    button.disabled = false;
  });

  state().then(show, () => show("unsupported"));
})();
