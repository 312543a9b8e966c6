// One light for everything that connects this screen: the live updates, of which the
// browser itself knows, and Telnyx, of which the server tells. The worst wins.
//   #cc-light             the button: data-level ok, warn or bad
//   #provider-light       Telnyx's part: data-level, data-words (static while the socket is)
//   time[data-ago]        how long ago, by the second, also while everything else rests
(() => {
  const LIVE = {
    connecting: ["warn", "Connecting"],
    live: ["ok", "Live"],
    silent: ["warn", "No answer"],
    reconnecting: ["warn", "Reconnecting"],
    stale: ["bad", "Stopped"],
    refused: ["bad", "Closed"],
  };
  const LEVELS = ["ok", "warn", "bad"];
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);
  let heardAt = null;

  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function mark(element, level) {
    if (element && element.dataset.level !== level) element.dataset.level = level;
  }

  function ago(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return seconds < 60 ? `${seconds} s ago` : `${cc.clock(seconds)} ago`;
  }

  function redraw() {
    const light = find("cc-light");
    if (!light) return;
    const [liveLevel, liveWord] = LIVE[root.dataset.live] ?? LIVE.connecting;
    const { level = "ok", words = "" } = find("provider-light")?.dataset ?? {};
    // What the server says last of Telnyx counts for nothing once it says no more.
    const isOld = liveLevel === "bad";
    const isWorse = !isOld && LEVELS.indexOf(level) > LEVELS.indexOf(liveLevel);
    mark(light, isWorse ? level : liveLevel);
    const worse = find("cc-light-worse");
    worse.hidden = !isWorse;
    write(worse, isWorse ? words : "");
    light.querySelector(".cc-fresh").hidden = isWorse;
    write(light.querySelector("[data-light-words]"), liveWord);
    describe(liveLevel, liveWord, isOld);
  }

  function describe(level, word, isOld) {
    const line = find("cc-light-live");
    mark(line, level);
    write(line.querySelector("[data-part=word]"), word);
    write(
      line.querySelector("[data-part=ago]"),
      heardAt === null ? "—" : ago(performance.now() - heardAt),
    );
    find("cc-light-old").hidden = !isOld;
    for (const time of document.querySelectorAll("time[data-ago]")) {
      write(time, ago(cc.now() - Date.parse(time.dataset.ago)));
    }
  }

  // Below its button, and never beyond the edge of the window.
  function place(panel) {
    const at = find("cc-light").getBoundingClientRect();
    const room = document.documentElement.clientWidth - panel.offsetWidth - 10;
    panel.style.top = `${at.bottom + 6}px`;
    panel.style.left = `${Math.max(10, Math.min(at.left, room))}px`;
  }

  document.addEventListener("htmx:ws:before:message:incoming", ({ detail }) => {
    // The time alone is no sign of life; see live.js.
    if (!detail.message.data.startsWith('{"now"')) heardAt = performance.now();
  });
  document.addEventListener("htmx:after:swap", redraw);
  document.addEventListener("cc:tick", redraw);
  addEventListener("resize", () => {
    const panel = find("cc-light-panel");
    if (panel?.matches(":popover-open")) place(panel);
  });
  new MutationObserver(redraw).observe(root, { attributeFilter: ["data-live"] });
  cc.onPage(() => {
    const panel = find("cc-light-panel");
    panel?.addEventListener("toggle", (event) => {
      if (event.newState !== "open") return;
      redraw();
      place(panel);
    });
    redraw();
  });
})();
