// A page of found rows stands still. When what it was found among has changed since, it
// says so beside its time; see live/news.py.
(() => {
  let shown;

  const stamp = () => document.querySelector("[data-news]")?.dataset.news;

  function compare() {
    const hint = document.querySelector("[data-news-hint]");
    if (!hint || shown === undefined) return;
    const text = stamp() === shown ? "" : hint.dataset.newsHint;
    if (hint.textContent !== text) hint.textContent = text;
  }

  cc.onPage(() => {
    shown = stamp();
  });
  document.addEventListener("htmx:ws:after:message:incoming", compare);
})();
