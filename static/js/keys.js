// Keys: what a key presses names it with data-key ("Alt+N"); `?` lists them all, see
// ui/keys.py; a person may have others (data-keys). They rest while somebody types.
(() => {
  const PERSON = ".cc-person";
  const NEXT_PERSON = "Alt+J";
  const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const DIGITS = [..."0123456789"];

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

  // By the place on the keyboard: with Alt a letter may type another character.
  function combination(key) {
    const parts = key.split("+");
    const sign = parts.pop();
    const code = /\d/.test(sign) ? `Digit${sign}` : `Key${sign}`;
    const held = parts.map((part) => (part === "Ctrl" ? "Control" : part));
    return [...held, code].join("+");
  }

  // What somebody presses instead of the usual keys.
  const own = () => JSON.parse(document.documentElement.dataset.keys || "{}");

  function bindings() {
    const map = { "[Shift]+?": show };
    const keys = own();
    const usuals = [...LETTERS, ...DIGITS].map((sign) => `Alt+${sign}`);
    usuals.push(...LETTERS.map((letter) => `Alt+Shift+${letter}`));
    for (const usual of usuals) {
      const act = usual === NEXT_PERSON ? nextPerson : () => press(usual);
      // Who has another key for it leaves this one to whatever else they gave it to.
      if (!(usual in keys)) map[combination(usual)] ??= taking(act);
      else map[combination(keys[usual])] = taking(act);
    }
    return map;
  }

  // A screen reader says the key when the element has the focus.
  document.addEventListener("focusin", ({ target }) => {
    const usual = target.dataset?.key;
    const key = own()[usual];
    if (key) target.setAttribute("aria-keyshortcuts", key.replace("Ctrl", "Control"));
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-keys]")) show();
  });
  // Somebody may have chosen others on the page before.
  let listener = null;
  cc.onPage(() => {
    removeEventListener("keydown", listener);
    listener = tinykeys.createKeybindingsHandler(bindings());
    addEventListener("keydown", listener);
  });
})();
