// Keeps the page honest about how fresh it is: the chip, the banner, the grey, and the
// socket behind them. htmx reconnects by itself; this file watches and says what it sees.
//   connecting    nothing received yet
//   live          a frame or heartbeat came within the last 25 s
//   reconnecting  the socket is gone, the data is still young
//   stale         nothing for 25 s: banner, grey, no commands
//   refused       the server closed for good: not allowed (4403), too many (4429)
// A signed-out socket (4401) goes to the login page.
(() => {
  // Looked at once a second, so that nobody trusts silence for longer than 25 s.
  const STALE_AFTER = 23_900;
  const SIGNED_OUT = 4401;
  const REFUSALS = {
    4403: "You may no longer look at this screen.",
    4429: "Too many screens are open under your name. Close one and reload.",
  };
  const WATCHDOG = 4000;
  // To look for something else is no command.
  const COMMANDS = ".cc-live form:not([role=search]) button:enabled";
  const root = document.documentElement;
  const seen = { at: Date.now(), kicked: 0 };
  let connection = null;
  let refusal = "";
  let baseTitle = document.title;

  const screen = () => document.querySelector("[hx-ws\\:connect]");
  const chip = () => document.getElementById("cc-fresh");

  function setState(state) {
    if (root.dataset.live === state) return;
    root.dataset.live = state;
    const isStopped = state === "stale" || state === "refused";
    const banner = document.getElementById("cc-banner");
    if (banner) banner.hidden = !isStopped;
    if (isStopped) pauseCommands();
    else resumeCommands();
    describe();
  }

  function describe() {
    const state = root.dataset.live;
    const age = Date.now() - seen.at;
    const from = new Date(seen.at).toLocaleTimeString("en-GB");
    const words = {
      connecting: "Connecting…",
      live: `Live · ${age < 1000 ? (age / 1000).toFixed(1) : Math.round(age / 1000)} s`,
      reconnecting: "Reconnecting…",
      stale: `Data from ${from}`,
      refused: "Closed",
    };
    const element = chip();
    if (element && words[state]) element.textContent = words[state];
    const text = document.getElementById("cc-banner-text");
    if (text && state === "stale") {
      text.textContent =
        `Live data stopped at ${from}. What you see is old; buttons work again ` +
        "when the connection is back.";
    }
    if (text && state === "refused") {
      text.textContent = refusal;
    }
  }

  function pauseCommands() {
    for (const button of document.querySelectorAll(COMMANDS)) {
      button.disabled = true;
      button.dataset.paused = "";
    }
  }

  function resumeCommands() {
    for (const button of document.querySelectorAll("button[data-paused]")) {
      button.disabled = false;
      delete button.dataset.paused;
    }
  }

  function received() {
    seen.at = Date.now();
    setState("live");
    describe();
  }

  // Called each second, and at once when a sleeping tab wakes.
  function watch() {
    if (!screen() || root.dataset.live === "refused") return;
    const age = Date.now() - seen.at;
    if (age >= STALE_AFTER) {
      setState("stale");
      if (Date.now() - seen.kicked >= STALE_AFTER) kick();
    }
    describe();
  }

  cc.socket = () => connection?.socket;

  // A socket can be open and deaf: close it, and htmx opens another.
  function kick() {
    seen.kicked = Date.now();
    cc.socket()?.close(WATCHDOG, "no heartbeat");
  }

  function closed(code) {
    if (code === SIGNED_OUT) {
      location.assign(root.dataset.loginUrl);
    } else if (code in REFUSALS) {
      refusal = REFUSALS[code];
      setState("refused");
    } else if (root.dataset.live !== "stale") {
      setState("reconnecting");
    }
  }

  function badge() {
    const values = [...document.querySelectorAll("[data-title-badge]")];
    const text = values.map((element) => element.dataset.titleBadge).find(Boolean);
    document.title = text ? `(${text}) ${baseTitle}` : baseTitle;
  }

  const announced = new Map();

  // Says threshold crossings and own events to screen readers, never every tick.
  function announce() {
    const news = [];
    for (const element of document.querySelectorAll("[id][data-announce]")) {
      const text = element.dataset.announce;
      if (announced.has(element.id) && text && announced.get(element.id) !== text) {
        news.push(text);
      }
      announced.set(element.id, text);
    }
    const region = document.getElementById("cc-announcer");
    if (region && news.length) region.textContent = news.join(". ");
  }

  document.addEventListener("htmx:ws:before:connection", (event) => {
    connection = event.detail.connection;
    if (!root.dataset.live) setState("connecting");
  });
  document.addEventListener("htmx:ws:after:connection", () => {
    seen.kicked = Date.now();
  });
  document.addEventListener("htmx:ws:close", (event) => closed(event.detail.code));
  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    const { data } = event.detail.message;
    if (data.includes('"heartbeat"')) cc.setServerTime(JSON.parse(data).now);
    received();
  });
  // The server keeps few frames on their way: each is answered once it is on the page.
  document.addEventListener("htmx:ws:after:message:incoming", (event) => {
    const { version } = JSON.parse(event.detail.message.data);
    if (version === undefined) return;
    event.detail.connection.socket.send(JSON.stringify({ seen: version }));
    badge();
    announce();
  });
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRFToken"] = root.dataset.csrf;
  });
  document.addEventListener("cc:tick", watch);
  document.addEventListener("visibilitychange", () => document.hidden || watch());
  addEventListener("online", watch);
  // A page out of the back-forward cache holds a dead socket and old data.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("DOMContentLoaded", () => {
    baseTitle = document.title;
    badge();
    announce();
  });
})();
