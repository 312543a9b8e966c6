// The page "My phone": which devices, whether all is well before a shift, and the figures
// of the call at hand. Everything is measured in this browser.
(() => {
  const KEYS = { microphone: "cc-phone-mic", speaker: "cc-phone-speaker", ring: "cc-phone-ring" };
  const KINDS = { microphone: "audioinput", speaker: "audiooutput", ring: "audiooutput" };
  const RECORDS_FOR = 3000;
  const page = () => document.getElementById("phone-check");
  const part = (name) => page().querySelector(`[data-part=${name}]`);
  const chosen = (name) => localStorage.getItem(KEYS[name]) ?? "";

  function opened(name) {
    const deviceId = chosen(name);
    return navigator.mediaDevices.getUserMedia({ audio: deviceId ? { deviceId } : true });
  }

  async function fill() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [name, kind] of Object.entries(KINDS)) {
      const select = part(name);
      const found = devices.filter((device) => device.kind === kind && device.deviceId);
      const options = found.map(({ deviceId, label }) => new Option(label || "Unnamed", deviceId));
      select.replaceChildren(new Option("The system's own", ""), ...options);
      select.value = found.some(({ deviceId }) => deviceId === chosen(name)) ? chosen(name) : "";
    }
  }

  // The loudest moment, 0 to 1, while `tell` hears each.
  async function loudest(stream, milliseconds, tell) {
    const context = new AudioContext();
    await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(stream).connect(analyser);
    const values = new Float32Array(analyser.fftSize);
    const end = performance.now() + milliseconds;
    let highest = 0;
    while (performance.now() < end) {
      analyser.getFloatTimeDomainData(values);
      const now = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      highest = Math.max(highest, now);
      tell(now);
      await new Promise((done) => setTimeout(done, 50));
    }
    context.close();
    return highest;
  }

  async function heardBack(recorded) {
    const audio = new Audio(URL.createObjectURL(recorded));
    if (chosen("speaker")) await audio.setSinkId?.(chosen("speaker")).catch(() => undefined);
    await audio.play();
    await new Promise((done) => audio.addEventListener("ended", done, { once: true }));
    URL.revokeObjectURL(audio.src);
  }

  async function check() {
    const say = (text, level = "") => {
      part("verdict").textContent = text;
      part("verdict").dataset.level = level;
    };
    part("start").disabled = true;
    say("Speak now…");
    const facts = { line: cc.phone.state.line, mic: "open", level: 0 };
    try {
      const stream = await opened("microphone");
      const recorder = new MediaRecorder(stream);
      const recorded = new Promise((done) => {
        recorder.addEventListener("dataavailable", ({ data }) => done(data));
      });
      recorder.start();
      facts.level = await loudest(stream, RECORDS_FOR, (now) => {
        part("level").value = now;
      });
      recorder.stop();
      stream.getTracks().forEach((track) => track.stop());
      say("This is how you sound…");
      await heardBack(await recorded).catch(() => undefined);
    } catch (error) {
      facts.mic = error.name === "NotFoundError" ? "missing" : "refused";
    }
    facts.line = cc.phone.state.line;
    const { level, words } = ccPhone.verdict(facts);
    say(words, level);
    part("start").disabled = false;
    if (facts.mic === "open") fill();
  }

  const two = (number) => (Number.isFinite(number) ? number.toFixed(1) : "—");

  // What the SDK's own connection counts, in Telnyx's units.
  async function figures() {
    const call = [...cc.phone.line.calls.values()][0];
    const connection = call?.peer?.instance;
    if (!connection) return null;
    const reports = [...(await connection.getStats()).values()];
    const of = (type, test = () => true) => reports.find((one) => one.type === type && test(one));
    const heard = of("inbound-rtp");
    const sent = of("outbound-rtp");
    const pair = of("candidate-pair", ({ nominated }) => nominated);
    const codec = reports.find(({ id }) => id === heard?.codecId);
    const lost = heard ? (100 * heard.packetsLost) / (heard.packetsLost + heard.packetsReceived) : NaN;
    return {
      state: call.state,
      ice: connection.iceConnectionState,
      codec: codec?.mimeType ?? "—",
      received: heard?.packetsReceived ?? 0,
      sent: sent?.packetsSent ?? 0,
      lost: `${two(lost)} %`,
      jitter: `${two((heard?.jitter ?? NaN) * 1000)} ms`,
      delay: `${two((pair?.currentRoundTripTime ?? NaN) * 1000)} ms`,
    };
  }

  async function draw() {
    if (!page() || !cc.phone) return;
    const now = await figures();
    part("no-call").hidden = Boolean(now);
    part("figures").hidden = !now;
    for (const [name, value] of Object.entries(now ?? {})) {
      const cell = page().querySelector(`[data-figure=${name}]`);
      if (cell) cell.textContent = String(value);
    }
    const told = cc.phone.line.told.map(({ at, name }) => `${at} ${name}`);
    part("told").textContent = told.join("\n") || "Nothing yet.";
  }

  async function save() {
    const report = {
      at: new Date().toISOString(),
      browser: navigator.userAgent,
      phone: { line: cc.phone.state.line, mic: cc.phone.state.mic },
      call: await figures(),
      signalling: cc.phone.line.told,
    };
    const file = new Blob([JSON.stringify(report, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "phone-report.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function bind() {
    if (!page()) return;
    fill();
    part("start").addEventListener("click", check);
    part("save").addEventListener("click", save);
    part("notify").addEventListener("click", () => Notification.requestPermission());
    for (const name of Object.keys(KEYS)) {
      part(name).addEventListener("change", ({ target }) => {
        localStorage.setItem(KEYS[name], target.value);
        document.dispatchEvent(new Event("cc:devices"));
      });
    }
    draw();
  }

  cc.onPage(bind);
  document.addEventListener("cc:tick", draw);
})();
