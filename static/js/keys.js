// Keys: what a key presses names it with data-key ("Alt+N"); `?` lists them all, see
// templates/components/keys.html. They rest while somebody types.
(() => {
  const PERSON = ".cc-person";
  const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const DIGITS = [..."123456789"];

  const isThere = (element) => element.checkVisibility() && !element.disabled;

  // A key of a person's card means the card that the focus is in, else the first one.
  function target(key) {
    const named = `[data-key="${key}"]`;
    const card = document.activeElement?.closest(PERSON);
    const chosen = card ? [...card.querySelectorAll(named)] : [];
    return [...chosen, ...document.querySelectorAll(named)].find(isThere);
  }

  function press(key) {
    const element = target(key);
    if (!element) return false;
    element.focus();
    if (element.matches("summary")) open(element.parentElement);
    else if (!element.matches("input, textarea")) element.click();
    return true;
  }

  function open(menu) {
    menu.open = true;
    menu.querySelector(".cc-menu-body :is(a, button, input)")?.focus();
  }

  function nextPerson() {
    const cards = [...document.querySelectorAll(PERSON)];
    const at = cards.indexOf(document.activeElement?.closest(PERSON));
    cards[(at + 1) % cards.length]?.focus();
    return cards.length > 0;
  }

  const taking = (act) => (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (act()) event.preventDefault();
  };

  function show() {
    document.getElementById("cc-keys").showModal();
  }

  function bindings() {
    const map = { "[Shift]+?": show };
    // By the place on the keyboard: with Alt a letter may type another character.
    for (const letter of LETTERS) {
      map[`Alt+Key${letter}`] = taking(() => press(`Alt+${letter}`));
    }
    for (const digit of DIGITS) {
      map[`Alt+Digit${digit}`] = taking(() => press(`Alt+${digit}`));
    }
    map["Alt+KeyJ"] = taking(nextPerson);
    return map;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-keys]")) show();
  });
  document.addEventListener("DOMContentLoaded", () => {
    addEventListener("keydown", tinykeys.createKeybindingsHandler(bindings()));
  });
})();
