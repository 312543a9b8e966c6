// The one place that knows the SDK of Telnyx. It is told to connect, answer and so on, and
// tells what happens in the words of states.js.
(() => {
  const REFUSED_MIC = ["NotAllowedError", "SecurityError"];
  const LOGIN_FAILED = [45004, 46001, 46002, 46003];
  const MIC_ERRORS = { 42001: "refused", 42002: "missing", 42003: "missing" };
  // A credential that was made just now is known everywhere after some seconds.
  const TRY_AGAIN = [1000, 2000, 4000, 8000, 15000, 30000];
  const RENEW_BEFORE = 10 * 60 * 1000;
  const AUDIO = ["cc-phone-audio", "cc-phone-audio-2", "cc-phone-audio-3"];

  const TOLD_AT_MOST = 50;

  const post = (address, fields = {}) =>
    fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": document.documentElement.dataset.csrf },
      body: new URLSearchParams(fields),
    });

  class Line {
    constructor({ tokenUrl, tell }) {
      this.tokenUrl = tokenUrl;
      this.tell = tell;
      this.client = null;
      this.calls = new Map();
      this.tries = 0;
      this.isWanted = false;
      // The latest words of both sides, by name only: the rest may be secret.
      this.told = [];
    }

    async connect() {
      this.isWanted = true;
      this.tell({ type: "line", line: "connecting" });
      const granted = await this.grant();
      if (!granted || !this.isWanted) return;
      // A reload takes the call up again, so leaving a page must not end it.
      const client = new TelnyxWebRTC.TelnyxRTC({
        login_token: granted.token,
        hangupOnBeforeUnload: false,
        ...granted.gateway,
      });
      this.client = client;
      client.remoteElement = AUDIO[0];
      client.on("telnyx.ready", () => this.up());
      client.on("telnyx.socket.close", () => this.isWanted && this.lost());
      client.on("telnyx.error", ({ error }) => this.failed(error));
      client.on("telnyx.warning", ({ warning, callId }) =>
        this.tell({ type: "warning", id: callId, code: warning.code }),
      );
      client.on("telnyx.socket.message", (message) => this.note(message));
      client.on("telnyx.notification", (said) => this.heard(said));
      client.connect();
    }

    async grant() {
      try {
        const answer = await post(this.tokenUrl);
        const granted = answer.headers.get("Content-Type")?.includes("json")
          ? await answer.json()
          : {};
        if (answer.ok && granted.token) {
          this.renewLater(granted.lives_secs * 1000 - RENEW_BEFORE);
          return granted;
        }
        this.tell({ type: "line", line: "refused", sentence: granted.sentence });
      } catch {
        this.tell({ type: "line", line: "lost" });
      }
      this.later(() => (this.client ? this.renew() : this.connect()));
      return null;
    }

    later(act) {
      const wait = TRY_AGAIN[Math.min(this.tries, TRY_AGAIN.length - 1)];
      this.tries += 1;
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.isWanted && act(), wait);
    }

    renewLater(milliseconds) {
      clearTimeout(this.renewal);
      this.renewal = setTimeout(() => this.renew(), Math.max(milliseconds, 1000));
    }

    // On the same socket: a call that goes on does not notice.
    async renew() {
      const granted = await this.grant();
      if (granted) this.client?.login({ creds: { login_token: granted.token } });
    }

    up() {
      this.tries = 0;
      this.tell({ type: "line", line: "up" });
    }

    lost() {
      this.tell({ type: "line", line: "lost" });
    }

    failed(error) {
      if (error.code in MIC_ERRORS) {
        this.tell({ type: "mic", mic: MIC_ERRORS[error.code] });
      } else if (LOGIN_FAILED.includes(error.code)) {
        this.tell({ type: "line", line: "refused" });
        this.later(() => this.renew());
      }
    }

    heard({ type, call, error }) {
      if (type === "userMediaError") {
        const mic = REFUSED_MIC.includes(error?.name) ? "refused" : "missing";
        return this.tell({ type: "mic", mic });
      }
      if (type !== "callUpdate") return undefined;
      this.calls.set(call.id, call);
      const headers = Object.fromEntries(
        (call.options.customHeaders ?? []).map(({ name, value }) => [name, value]),
      );
      this.tell({
        type: "call",
        id: call.id,
        sdk: call.state,
        direction: call.direction,
        who: call.options.remoteCallerName || call.options.remoteCallerNumber || "",
        role: headers["X-Role"] ?? "",
        isAuto: headers["X-Auto-Answer"] === "true",
        leg: call.telnyxIDs?.telnyxCallControlId ?? "",
      });
      if (["hangup", "destroy", "purge"].includes(call.state)) this.calls.delete(call.id);
      return undefined;
    }

    note(message) {
      const name = message.method ?? (message.error ? "error" : "result");
      const at = new Date().toLocaleTimeString("en-GB");
      this.told = [...this.told.slice(1 - TOLD_AT_MOST), { at, name }];
    }

    // Each call is heard through an element of its own, which another does not take over.
    freeElement(id) {
      const taken = [...this.calls.values()].filter((call) => call.id !== id);
      const names = taken.map(({ options }) => options.remoteElement?.id ?? options.remoteElement);
      return AUDIO.find((name) => !names.includes(name)) ?? AUDIO[0];
    }

    answer(id, { isMuted }) {
      const call = this.calls.get(id);
      if (isMuted) call.muteAudio();
      call.answer({ remoteElement: this.freeElement(id) });
    }

    mute(id, isMuted) {
      const call = this.calls.get(id);
      if (isMuted) call?.muteAudio();
      else call?.unmuteAudio();
    }

    hold(id, isHeld) {
      const call = this.calls.get(id);
      if (isHeld) call?.hold();
      else call?.unhold();
    }

    press(id, digit) {
      this.calls.get(id)?.dtmf(digit);
    }

    hangUp(id) {
      this.calls.get(id)?.hangup();
    }

    microphone(id, device) {
      return this.calls.get(id)?.setAudioInDevice(device);
    }

    // For good, in this tab.
    close() {
      this.isWanted = false;
      clearTimeout(this.retry);
      clearTimeout(this.renewal);
      this.client?.disconnect();
      this.client = null;
      this.tell({ type: "line", line: "off" });
    }
  }

  ccPhone.Line = Line;
  ccPhone.post = post;
})();
