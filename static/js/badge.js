// The bell's number also where the page is not looked at: in the tab's title, and on the icon of the installed app.
// Tabs tell each other when it changes, so that where sockets are blocked one tab that asks is enough.
(() => {
  const bell = document.querySelector("[data-live-bell]");
  if (!bell) return;
  const plain = document.title;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("synthai-bell") : null;
  const number = () => parseInt(bell.textContent, 10) || 0;
  let shown = null, heard = null;

  function show() {
    const unread = number();
    if (unread === shown) return;
    const isNews = shown !== null;
    shown = unread;
    document.title = unread ? `(${bell.firstChild.textContent.trim()}) ${plain}` : plain;
    const told = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
    told?.catch(() => {}); // not installed, or not allowed
    if (isNews && unread !== heard) tabs?.postMessage(unread); // who heard it from another tab has nothing to tell
    heard = null;
  }

  tabs?.addEventListener("message", ({ data }) => {
    if (data === shown || data === heard) return;
    heard = data;
    document.dispatchEvent(new CustomEvent("synthai:refetch", { detail: bell.dataset.live }));
  });
  new MutationObserver(show).observe(bell, { childList: true, characterData: true, subtree: true });
  show();
})();
