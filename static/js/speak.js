// Says to screen readers what has changed, once, and never a tick.
//   [id][data-announce]     said when the text of that id is another than before
//   [data-announce-urgent]  interrupts what is being read; everything else waits its turn
// What a page was opened with is no news, except what is urgent and was not said in this
// tab yet: an offer that came while a page was being loaded.
window.cc = window.cc || {};

(() => {
  const STAYS = 30_000;
  const KEY = "cc-said";
  const REMEMBERED = 200;
  const LISTENING_AFTER = 500;
  const known = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

  // Each sentence is an element of its own, so that none is lost to the next one.
  cc.say = (text, isUrgent = false) => {
    const region = document.getElementById(isUrgent ? "cc-urgent" : "cc-polite");
    const sentence = document.createElement("p");
    sentence.textContent = text;
    region?.append(sentence);
    setTimeout(() => sentence.remove(), STAYS);
  };

  const isUrgent = (element) => "announceUrgent" in element.dataset;

  function remember() {
    const newest = [...known].slice(-REMEMBERED);
    sessionStorage.setItem(KEY, JSON.stringify(newest));
  }

  // What was said again is newer than what was said once.
  function learn(id, text) {
    known.delete(id);
    known.set(id, text);
  }

  // Returns the elements whose text is another than before, now known.
  function news() {
    const announced = [...document.querySelectorAll("[id][data-announce]")];
    const changed = announced.filter(
      ({ id, dataset }) => known.get(id) !== dataset.announce,
    );
    for (const { id, dataset } of changed) learn(id, dataset.announce);
    remember();
    return changed.filter(({ dataset }) => dataset.announce);
  }

  function say(element) {
    cc.say(element.dataset.announce, isUrgent(element));
  }

  document.addEventListener("htmx:ws:after:message:incoming", () => news().forEach(say));
  cc.onPage(() => {
    const urgent = news().filter(isUrgent);
    // A region is heard only once a screen reader knows it.
    setTimeout(() => urgent.forEach(say), LISTENING_AFTER);
  });
})();
