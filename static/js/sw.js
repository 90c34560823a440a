// The service worker: shows a push, leads a press to its page, keeps the number on the app's icon, and renews the
// subscription when the browser exchanges it. Served at /sw.js (notifications/views/worker.py).
const ICON = "{{ icon }}", INBOX = "/notifications/", KEPT = "/notifications/addresses/browser/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function told(event) {
  try {
    return event.data?.json() ?? {};
  } catch {
    return { title: event.data.text() };
  }
}

// Addresses of this site only: what a push says leads nowhere else.
function placed(url) {
  try {
    const found = new URL(url || INBOX, self.location.origin);
    return found.origin === self.location.origin ? found.href : self.location.origin + INBOX;
  } catch {
    return self.location.origin + INBOX;
  }
}

async function count() {
  if (!self.navigator.setAppBadge) return;
  try {
    const reply = await fetch("/notifications/bell/", { credentials: "same-origin", redirect: "manual" });
    if (reply.ok) await self.navigator.setAppBadge(parseInt(await reply.text(), 10) || 0);
  } catch {
    // without a network the number stays as it was
  }
}

self.addEventListener("push", (event) => {
  const { title, body, url, tag, key } = told(event);
  const options = { body: body || "", icon: ICON, badge: ICON, data: { url: placed(url), key } };
  if (tag) Object.assign(options, { tag, renotify: true });
  event.waitUntil(Promise.all([self.registration.showNotification(title || "SynthAI", options), count()]));
});

async function show(url) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find((each) => each.url === url) ?? tabs.find((each) => each.visibilityState === "visible") ?? tabs[0];
  if (!tab) return self.clients.openWindow(url);
  await tab.focus().catch(() => tab); // some browsers keep it to themselves
  if (tab.url === url) return tab;
  return tab.navigate(url).catch(() => self.clients.openWindow(url));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([show(event.notification.data?.url ?? placed("")), count()]));
});

// The page left what proves whose browser this is (push.js): nobody need be signed in when the browser renews by itself.
async function renew(event) {
  const kept = await (await caches.match(KEPT))?.json();
  if (!kept) return;
  const options = event.oldSubscription?.options ?? { userVisibleOnly: true, applicationServerKey: kept.key };
  const fresh = event.newSubscription ?? await self.registration.pushManager.subscribe(options);
  await fetch(`${KEPT}renew/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Renewal": kept.renewal },
    body: JSON.stringify(fresh),
  });
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
