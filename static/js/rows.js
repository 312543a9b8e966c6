// Rows keep their place while somebody is about to press in them: for 3 s after the
// pointer moved or the focus went inside a [data-steady] body, an incoming body is put
// into the order that is on the screen. New rows come last, rows that left stay as
// crossed-out shadows; then the true order follows.
(() => {
  const STEADY_FOR = 3000;
  const busyUntil = new WeakMap();
  const latest = new Map();

  function touch(event) {
    const body = event.target.closest?.("[data-steady]");
    if (body) busyUntil.set(body, Date.now() + STEADY_FOR);
  }

  for (const type of ["pointermove", "pointerdown", "focusin", "keydown"]) {
    document.addEventListener(type, touch, { passive: true });
  }

  const isBusy = (body) => (busyUntil.get(body) ?? 0) > Date.now();
  const rowsOf = (body) => [...body.children].filter((row) => row.id);

  function shadow(row) {
    const copy = row.cloneNode(true);
    copy.dataset.gone = "";
    for (const button of copy.querySelectorAll("button")) button.disabled = true;
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

  // Focus that went with a row stays in its region, not at the top of the page.
  let focused = null;
  document.addEventListener("focusin", (event) => {
    const region = event.target.closest(".cc-scroll[tabindex]");
    focused = region && { element: event.target, region };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!focused || focused.element.isConnected) return;
    if (document.activeElement === document.body && focused.region.isConnected) {
      focused.region.focus({ preventScroll: true });
    }
    focused = null;
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
