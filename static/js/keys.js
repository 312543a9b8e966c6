// Keys: a button names its own with data-key, a link with data-go; `?` lists them all.
(() => {
  const KEYS = { "[Shift]+?": "Show this list" };

  function press(key) {
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]:enabled`);
    if (!button) return false;
    button.focus();
    button.click();
    return true;
  }

  function list() {
    const sheet = document.getElementById("cc-keys-list");
    const rows = [...document.querySelectorAll("[data-key],[data-go]")].map((element) => [
      element.dataset.key ?? element.dataset.go,
      (element.dataset.keyLabel ?? element.innerText).trim(),
    ]);
    sheet.replaceChildren();
    const seen = new Set();
    for (const [key, label] of [...rows, ...Object.entries(KEYS)]) {
      if (seen.has(key)) continue;
      seen.add(key);
      const term = document.createElement("dt");
      const cap = document.createElement("kbd");
      cap.textContent = key.replace("Key", "").replace("[Shift]+", "");
      term.append(cap);
      const text = document.createElement("dd");
      text.textContent = label;
      sheet.append(term, text);
    }
  }

  function show() {
    list();
    document.getElementById("cc-keys").showModal();
  }

  function bindings() {
    const map = {
      "[Shift]+?": show,
    };
    for (const link of document.querySelectorAll("[data-go]")) {
      map[link.dataset.go] = () => link.click();
    }
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      const key = `Alt+Key${letter}`;
      map[key] = (event) => press(key) && event.preventDefault();
    }
    return map;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-keys]")) show();
  });
  document.addEventListener("DOMContentLoaded", () => {
    addEventListener("keydown", tinykeys.createKeybindingsHandler(bindings()));
  });
})();
