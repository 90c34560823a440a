// data-seen: tells that a piece was opened and read to its end; names nobody. data-share: the phone's own way to share.
(() => {
  const page = document.querySelector("[data-seen]");
  const end = document.querySelector("[data-end]");
  const share = document.querySelector("[data-share]");

  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title: share.dataset.title, url: share.dataset.share }).catch(() => {});
    });
  }
  if (!page) return;

  const tell = (what) => {
    const said = new URLSearchParams({ what, key: page.dataset.key, owner: page.dataset.owner });
    navigator.sendBeacon(page.dataset.seen, said);
  };
  const READ = Math.max(10, Number(page.dataset.minutes) * 12); // a fifth of the time that reading takes
  const began = Date.now();
  const from = document.referrer ? new URL(document.referrer) : null;
  const isFound = new URLSearchParams(location.search).get("from") === "search"
    || (from?.origin === location.origin && from.pathname.endsWith("/search/"));
  setTimeout(() => { tell("opened"); if (isFound) tell("searched"); }, 3000);
  if (!end || !("IntersectionObserver" in window)) return;
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    watcher.disconnect();
    setTimeout(() => tell("finished"), Math.max(0, READ * 1000 - (Date.now() - began)));
  });
  watcher.observe(end);
})();
