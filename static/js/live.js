// Keeps the page honest about how fresh it is: the chip, the banner, the grey, and the
// socket behind them. htmx reconnects by itself; this file watches and says what it sees.
//   connecting    nothing received yet
//   live          a frame or heartbeat came within the last 10 s
//   silent        nothing for 10 s: the chip says so
//   reconnecting  the socket is gone, the data is still young
//   stale         nothing for 25 s: banner, grey, no commands
//   refused       the server closed for good: not allowed (4403), too many (4429)
// A signed-out socket (4401) goes to the login page. When the rights of whoever looks have
// changed (4001) the page is loaded anew: its rail and buttons differ as well.
(() => {
  // Looked at once a second, so that nobody trusts silence for longer than 10 and 25 s.
  const SILENT_AFTER = 9_000;
  const STALE_AFTER = 23_900;
  // So long a page that slept waits for the server's word before it doubts its data.
  const DOUBT_AFTER = 3_000;
  const LOAD_ANEW = 4001;
  const SIGNED_OUT = 4401;
  const REFUSALS = {
    4403: "You may no longer look at this screen.",
    4429: "Too many screens are open under your name. Close one and reload.",
  };
  const WATCHDOG = 4000;
  // To look for something else is no command.
  const COMMANDS = ".cc-live form:not([role=search]) button:enabled";
  const root = document.documentElement;
  // By performance.now(), which no setting of a clock moves.
  const seen = { at: performance.now(), kicked: 0 };
  let connection = null;
  let refusal = "";
  let baseTitle = document.title;

  const screen = () => document.querySelector("[hx-ws\\:connect]");
  const chip = () => document.getElementById("cc-fresh");
  const age = () => performance.now() - seen.at;

  function setState(state) {
    const before = root.dataset.live;
    if (before === state) return;
    root.dataset.live = state;
    const isStopped = state === "stale" || state === "refused";
    const banner = document.getElementById("cc-banner");
    if (banner) banner.hidden = !isStopped;
    if (isStopped) pauseCommands();
    else resumeCommands();
    describe();
    if (isStopped) cc.say(document.getElementById("cc-banner-text").textContent, true);
    if (before === "stale" && state === "live") cc.say("Live data is back.");
  }

  function describe() {
    const state = root.dataset.live;
    const seconds = age() / 1000;
    const from = new Date(cc.now() - age()).toLocaleTimeString("en-GB");
    const words = {
      connecting: "Connecting…",
      live: `Live · ${seconds < 1 ? seconds.toFixed(1) : Math.round(seconds)} s`,
      silent: `No answer for ${Math.round(seconds)} s`,
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
    seen.at = performance.now();
    setState("live");
    describe();
  }

  // Called each second, and at once when a sleeping tab wakes.
  function watch() {
    if (!screen() || root.dataset.live === "refused") return;
    if (age() >= STALE_AFTER) {
      setState("stale");
      if (performance.now() - seen.kicked >= STALE_AFTER) kick();
    } else if (age() >= SILENT_AFTER && root.dataset.live === "live") {
      setState("silent");
    }
    describe();
  }

  cc.socket = () => connection?.socket;

  // A socket can be open and deaf: close it, and htmx opens another.
  function kick() {
    seen.kicked = performance.now();
    cc.socket()?.close(WATCHDOG, "no heartbeat");
  }

  // What this page counts stands still while the machine sleeps: the server knows.
  function askForTheTime() {
    const socket = cc.socket();
    if (socket?.readyState === WebSocket.OPEN) socket.send('{"ask":"now"}');
  }

  let last = { wall: Date.now(), counted: performance.now() };

  // The wall clock ran ahead of what was counted: the machine slept, or somebody set its
  // clock. Only an answer tells which, and without one what is shown is that much older.
  function wake() {
    const now = { wall: Date.now(), counted: performance.now() };
    const slept = now.wall - last.wall - (now.counted - last.counted);
    last = now;
    if (slept < DOUBT_AFTER) return;
    const known = seen.at;
    askForTheTime();
    setTimeout(() => {
      if (seen.at === known) seen.at -= slept;
    }, DOUBT_AFTER);
  }

  function closed(code) {
    if (code === LOAD_ANEW) {
      cc.reload();
    } else if (code === SIGNED_OUT) {
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

  cc.badge = badge;

  function look() {
    if (document.hidden) return;
    askForTheTime();
    wake();
    watch();
  }

  document.addEventListener("htmx:ws:before:connection", (event) => {
    connection = event.detail.connection;
    if (!root.dataset.live) setState("connecting");
  });
  document.addEventListener("htmx:ws:after:connection", () => {
    seen.kicked = performance.now();
    askForTheTime();
  });
  document.addEventListener("htmx:ws:close", (event) => closed(event.detail.code));
  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    const { data } = event.detail.message;
    // The time alone is no sign of life: it does not come the way that changes come.
    if (data.startsWith('{"now"')) return cc.setServerTime(JSON.parse(data).now);
    if (data.startsWith('{"heartbeat"')) cc.setServerTime(JSON.parse(data).now);
    received();
  });
  // The server keeps few frames on their way: each is answered once it is on the page.
  document.addEventListener("htmx:ws:after:message:incoming", (event) => {
    const { version, heartbeat } = JSON.parse(event.detail.message.data);
    const { socket } = event.detail.connection;
    // The server takes who answers for present: a machine that sleeps does not.
    if (heartbeat !== undefined) socket.send(JSON.stringify({ beat: heartbeat }));
    if (version === undefined) return;
    socket.send(JSON.stringify({ seen: version }));
    badge();
  });
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRFToken"] = root.dataset.csrf;
  });
  document.addEventListener("cc:tick", () => {
    wake();
    watch();
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  // A page out of the back-forward cache holds a dead socket and old data.
  addEventListener("pageshow", (event) =>
    event.persisted ? location.reload() : look(),
  );
  // Another page in the same document: nothing was received for it yet.
  document.addEventListener("cc:page", () => {
    seen.at = performance.now();
    if (screen()) setState("connecting");
  });
  cc.onPage(() => {
    baseTitle = document.title;
    badge();
  });
})();
