// Keeps the keyboard where the work is. What is pressed often goes away with the press:
//   [data-next]   where the next action is; a press that brings one moves the focus there
// Focus that went with its element goes to the list it stood in, to the next action, or
// back to where it was before; never to the top of the page.
(() => {
  const REMEMBERED = 12;
  const visited = [];
  let press = null;
  // Where the focus was put for want of a better place, until the next action is there.
  let parked = null;

  // What cannot be done now is not next, though it can hold the focus and say why.
  const NEXT = 'main [data-next]:not(:disabled, [aria-disabled="true"])';
  const next = () => [...document.querySelectorAll(NEXT)].find(isHere);
  const isHere = (element) => element.isConnected && element.checkVisibility();
  const canHold = (element) => isHere(element) && !element.disabled;

  document.addEventListener("focusin", ({ target }) => {
    const region = target.closest(".cc-scroll[tabindex]");
    visited.push({ element: target, region });
    if (visited.length > REMEMBERED) visited.shift();
    if (target === parked) return;
    parked = null;
    if (press && press.button !== target) press = null;
  });

  // Whoever presses beside everything that holds the focus has left where they were.
  document.addEventListener("pointerdown", () => {
    setTimeout(() => {
      if (document.activeElement === document.body) visited.length = 0;
    });
  });

  document.addEventListener("submit", ({ target, submitter }) => {
    if (!target.matches(".cc-command")) return;
    press = { button: submitter ?? target.querySelector("button"), next: next() };
  });

  function isLost() {
    const held = document.activeElement;
    return !held || held === document.body || !canHold(held);
  }

  // The button that was pressed may still be there while its effect is elsewhere.
  function follow() {
    const place = next();
    if (!press || !place || place === press.next) return false;
    const held = document.activeElement;
    if (!isLost() && held !== press.button && held !== parked) return false;
    press = null;
    place.focus();
    return true;
  }

  function backtrack() {
    const last = visited.at(-1);
    if (!last) return;
    // Only disabled for now: it takes the focus again when it can.
    if (isHere(last.element)) {
      if (canHold(last.element)) last.element.focus({ preventScroll: true });
      return;
    }
    const earlier = visited.map(({ element }) => element).reverse();
    const main = document.getElementById("main");
    for (const place of [last.region, next(), ...earlier, main]) {
      if (place && canHold(place) && takes(place)) return;
    }
  }

  // A morph may have made something else of it, which takes no focus.
  function takes(place) {
    parked = place;
    place.focus({ preventScroll: place.matches(".cc-scroll") });
    return document.activeElement === place;
  }

  document.addEventListener("htmx:after:swap", () => {
    if (document.querySelector("dialog[open]")) return;
    if (!follow() && isLost()) backtrack();
  });
})();
