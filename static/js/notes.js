// Notes of a call: saved as they are typed, kept in this window until the server has them,
// and never lost by a reload. What another window has saved is taken while nobody types.
(() => {
  const PAUSE = 500;
  const AGAIN_AFTER = 3000;
  const FIELD = "[data-notes]";
  const DRAFT = "notes-";
  const timers = new Map();

  // A draft is the text with the address that takes it: its field may be gone by then.
  const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
  const keyOf = (field) => `${DRAFT}${field.dataset.notes}`;
  const kept = (field) => document.getElementById(`${field.id}-kept`)?.value;

  function drafts() {
    const keys = Array.from({ length: sessionStorage.length }, (_, number) =>
      sessionStorage.key(number),
    );
    return keys.filter((key) => key.startsWith(DRAFT));
  }

  function say(key, words) {
    const state = document.getElementById(`${key}-state`);
    if (state) state.textContent = words;
  }

  function plan(key, after) {
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => save(key), after),
    );
  }

  function send({ address, text }) {
    return fetch(address, {
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

  async function save(key) {
    const draft = read(key);
    if (!draft) return;
    say(key, "Saving…");
    let words = "Not saved yet: the server did not answer. It is kept in this window.";
    try {
      const answer = await send(draft);
      if (answer.ok && !answer.redirected) return saved(key, draft);
      if (answer.status === 422) words = (await answer.text()).replace(/<[^>]*>/g, "");
      // Of a call that is not theirs any more nobody takes notes.
      if (answer.status === 404) return sessionStorage.removeItem(key);
    } catch {
      // Not reached; it is tried again.
    }
    say(key, words.trim());
    plan(key, AGAIN_AFTER);
  }

  function saved(key, draft) {
    if (read(key)?.text !== draft.text) return;
    sessionStorage.removeItem(key);
    const at = new Date(cc.now()).toLocaleTimeString("en-GB");
    say(key, `Saved at ${at}.`);
  }

  // A draft of this window goes before what the server has.
  function take(field) {
    const draft = read(keyOf(field));
    if (draft) {
      if (field.value !== draft.text) field.value = draft.text;
    } else if (field !== document.activeElement && kept(field) !== undefined) {
      if (field.value !== kept(field)) field.value = kept(field);
    }
  }

  const takeAll = () => document.querySelectorAll(FIELD).forEach(take);

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELD)) return;
    const draft = { address: field.form.action, text: field.value };
    sessionStorage.setItem(keyOf(field), JSON.stringify(draft));
    say(keyOf(field), "Not saved yet.");
    plan(keyOf(field), PAUSE);
  });
  addEventListener("pagehide", () => {
    for (const key of drafts()) send(read(key)).catch(() => {});
  });
  cc.onPage(() => {
    takeAll();
    for (const key of drafts()) plan(key, 0);
  });
  document.addEventListener("htmx:after:swap", takeAll);
})();
