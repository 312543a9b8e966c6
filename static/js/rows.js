// Rows keep their place while somebody is about to press in them: for 3 s after the
// pointer moved inside a [data-steady] body, and for as long as somebody is in it by
// keyboard, an incoming body is put into the order that is on the screen. New rows come
// last, rows that left stay as crossed-out shadows; then the true order follows.
(() => {
  const STEADY_FOR = 3000;
  // Without a key for this long, nobody is at the keyboard.
  const AT_THE_KEYBOARD_FOR = 60_000;
  const GONE = "That has left the list.";
  let keyedAt = -Infinity;
  const busyUntil = new WeakMap();
  const latest = new Map();

  function touch(event) {
    const body = event.target.closest?.("[data-steady]");
    if (body) busyUntil.set(body, performance.now() + STEADY_FOR);
    if (event.type === "keydown") keyedAt = performance.now();
  }

  for (const type of ["pointermove", "pointerdown", "focusin", "keydown"]) {
    document.addEventListener(type, touch, { passive: true });
  }

  const isAtTheKeyboard = (body) =>
    body.querySelector(":focus-visible") !== null &&
    performance.now() - keyedAt < AT_THE_KEYBOARD_FOR;
  const isBusy = (body) =>
    (busyUntil.get(body) ?? 0) > performance.now() || isAtTheKeyboard(body);
  const rowsOf = (body) => [...body.children].filter((row) => row.id);

  function shadow(row) {
    const copy = row.cloneNode(true);
    copy.dataset.gone = "";
    // Disabled in words only: a button that is disabled would lose the focus.
    for (const button of copy.querySelectorAll("button")) {
      button.setAttribute("aria-disabled", "true");
      button.dataset.reason = GONE;
    }
    return copy;
  }

  // Reorders `incoming` (not yet on the page) like `shown`; true when that changed it.
  function steady(shown, incoming) {
    const fresh = new Map(rowsOf(incoming).map((row) => [row.id, row]));
    const before = rowsOf(incoming).map((row) => row.id);
    const kept = rowsOf(shown).map((row) => {
      const same = fresh.get(row.id);
      fresh.delete(row.id);
      return same ?? shadow(row);
    });
    if (!kept.length) return false;
    const ordered = [...kept, ...fresh.values()];
    incoming.prepend(...ordered);
    if (fresh.size !== before.length) {
      for (const other of [...incoming.children]) if (!other.id) other.remove();
    }
    return ordered.map((row) => row.id).join() !== before.join();
  }

  document.addEventListener("htmx:before:swap", (event) => {
    for (const task of event.detail.tasks) {
      const target = typeof task.target === "string" ? null : task.target;
      if (task.type !== "oob" || !target) continue;
      latest.delete(target.id);
      const bodies = [...target.querySelectorAll("[data-steady]")];
      if (!bodies.some(isBusy)) continue;
      const truth = task.fragment.cloneNode(true);
      const changed = bodies.filter((body) => {
        const incoming = task.fragment.querySelector(`#${CSS.escape(body.id)}`);
        return incoming && isBusy(body) && steady(body, incoming);
      });
      if (changed.length) latest.set(target.id, { truth, bodies: changed });
    }
  });

  // Applies what was held back as soon as nobody is about to press any more.
  document.addEventListener("cc:tick", () => {
    for (const [id, { truth, bodies }] of latest) {
      if (bodies.some((body) => body.isConnected && isBusy(body))) continue;
      latest.delete(id);
      const holder = document.createElement("div");
      holder.append(truth);
      htmx.swap({
        sourceElement: document.body,
        target: `#${CSS.escape(id)}`,
        swap: "outerMorph",
        text: holder.innerHTML,
      });
    }
  });
})();
