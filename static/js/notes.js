// Notes of a call: saved as they are typed, kept in this window until the server has them,
// and never lost by a reload. What another window has saved is taken while nobody types.
(() => {
  const PAUSE = 500;
  const AGAIN_AFTER = 3000;
  const FIELD = "[data-notes]";
  const timers = new Map();

  const keyOf = (field) => `notes-${field.dataset.notes}`;
  const unsaved = (field) => sessionStorage.getItem(keyOf(field));
  const kept = (field) => document.getElementById(`${field.id}-kept`)?.value;

  function say(field, words) {
    const state = field.form.querySelector("[data-notes-state]");
    if (state) state.textContent = words;
  }

  function plan(field, after) {
    clearTimeout(timers.get(field.id));
    timers.set(
      field.id,
      setTimeout(() => save(field), after),
    );
  }

  function send(field, text) {
    return fetch(field.form.action, {
      method: "POST",
      // The request outlives the page that it came from.
      keepalive: true,
      headers: {
        "X-CSRFToken": document.documentElement.dataset.csrf,
        "HX-Request": "true",
      },
      body: new URLSearchParams({ text }),
    });
  }

  async function save(field) {
    const text = unsaved(field);
    if (text === null) return;
    say(field, "Saving…");
    let words = "Not saved yet: the server did not answer. It is kept in this window.";
    try {
      const answer = await send(field, text);
      if (answer.ok && !answer.redirected) return saved(field, text);
      if (answer.status === 422) words = (await answer.text()).replace(/<[^>]*>/g, "");
    } catch {
      // Not reached; it is tried again.
    }
    say(field, words.trim());
    plan(field, AGAIN_AFTER);
  }

  function saved(field, text) {
    if (unsaved(field) !== text) return;
    sessionStorage.removeItem(keyOf(field));
    const at = new Date(cc.now()).toLocaleTimeString("en-GB");
    say(field, `Saved at ${at}.`);
  }

  // A draft of this window goes before what the server has.
  function take(field) {
    const draft = unsaved(field);
    if (draft !== null) {
      if (field.value !== draft) field.value = draft;
      plan(field, 0);
    } else if (field !== document.activeElement && kept(field) !== undefined) {
      if (field.value !== kept(field)) field.value = kept(field);
    }
  }

  const takeAll = () => document.querySelectorAll(FIELD).forEach(take);

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELD)) return;
    sessionStorage.setItem(keyOf(field), field.value);
    say(field, "Not saved yet.");
    plan(field, PAUSE);
  });
  addEventListener("pagehide", () => {
    for (const field of document.querySelectorAll(FIELD)) {
      const text = unsaved(field);
      if (text !== null) send(field, text).catch(() => {});
    }
  });
  document.addEventListener("DOMContentLoaded", takeAll);
  document.addEventListener("htmx:after:swap", takeAll);
})();
