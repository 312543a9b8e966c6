// One document for many pages, for whoever telephones in the browser: a link or a form
// brings the next page into this document, so that the phone beside it goes on, and with
// it what is heard. Without a phone everything is as browsers do it.
//   #cc-shell       what belongs to a page, and is replaced
//   cc.onPage(act)  runs for the first page and for each that comes into the document
//   cc:leaving      the document is left for good: the next page brings no phone along
//   cc:stuck        a page did not come, and the document is kept because of a call
window.cc = window.cc || {};

(() => {
  const root = document.documentElement;
  const parser = new DOMParser();
  let latest = null;
  let shown = "";

  cc.onPage = (act) => {
    document.addEventListener("DOMContentLoaded", act);
    document.addEventListener("cc:page", act);
  };

  const shell = () => document.getElementById("cc-shell");
  const hasPhone = (page = document) => Boolean(page.getElementById("cc-phone"));
  const where = (url) => `${url.pathname}${url.search}`;
  const isHtml = (answer) =>
    (answer.headers.get("Content-Type") ?? "").startsWith("text/html");

  function leave(address) {
    document.dispatchEvent(new Event("cc:leaving"));
    location.assign(address);
  }

  async function ask(address, options) {
    latest?.abort();
    latest = new AbortController();
    return fetch(address, { ...options, signal: latest.signal });
  }

  // What runs scripts of its own, or belongs to nobody who has a phone, is a document.
  function fits(page) {
    return hasPhone(page) && page.querySelector("#cc-shell script") === null;
  }

  async function bring(page, text) {
    for (const name of ["now", "csrf", "loginUrl", "keys"]) {
      root.dataset[name] = page.documentElement.dataset[name] ?? "";
    }
    delete root.dataset.live;
    const target = shell();
    const select = "#cc-shell > *";
    await htmx.swap({ sourceElement: target, target, text, select, swap: "innerHTML" });
    document.title = page.title;
    scrollTo(0, 0);
    document.dispatchEvent(new Event("cc:page"));
    document.getElementById("main")?.focus({ preventScroll: true });
  }

  // `change` writes the address into the history: push, replace, or neither.
  async function visit(address, { change = "push", ...options } = {}) {
    const isRead = (options.method ?? "GET") === "GET";
    try {
      const answer = await ask(address, options);
      if (!isHtml(answer)) return isRead ? location.assign(address) : undefined;
      const text = await answer.text();
      const page = parser.parseFromString(text, "text/html");
      if (!fits(page)) return leave(isRead ? address : answer.url);
      const url = new URL(answer.url);
      url.hash = new URL(address, location.href).hash;
      if (change === "push") history.pushState(null, "", url);
      else if (change === "replace") history.replaceState(null, "", url);
      shown = where(location);
      await bring(page, text);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!cc.phone?.isBusy() && isRead) location.assign(address);
      else document.dispatchEvent(new Event("cc:stuck"));
    }
  }

  // Anew, with another set of rights for instance.
  cc.reload = () =>
    hasPhone() ? visit(location.href, { change: "replace" }) : location.reload();

  function follow(event) {
    const link = event.target.closest?.("a[href]");
    const isSpecial =
      event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || isSpecial || event.defaultPrevented || !hasPhone()) return;
    if ((link.target && link.target !== "_self") || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    const isHere = where(url) === where(location) && url.hash;
    if (url.origin !== location.origin || isHere) return;
    event.preventDefault();
    visit(url.href);
  }

  function send(event) {
    const { target: form, submitter } = event;
    const method = (submitter?.formMethod || form.method).toUpperCase();
    if (event.defaultPrevented || method === "DIALOG" || !hasPhone()) return;
    const url = new URL(submitter?.getAttribute("formaction") || form.action);
    if (form.target || url.origin !== location.origin) return;
    event.preventDefault();
    const fields = new FormData(form, submitter);
    if (method === "GET") {
      url.search = new URLSearchParams(fields);
      visit(url.href);
    } else {
      const isFile = form.enctype === "multipart/form-data";
      visit(url.href, { method, body: isFile ? fields : new URLSearchParams(fields) });
    }
  }

  document.addEventListener("click", follow);
  // After everybody else: who answers a form themselves has said so by then.
  addEventListener("submit", send);
  addEventListener("popstate", () => {
    if (hasPhone() && where(location) !== shown) visit(location.href, { change: "none" });
  });
  document.addEventListener("DOMContentLoaded", () => {
    shown = where(location);
  });
})();
