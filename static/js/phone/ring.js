// How a call makes itself known: a tone, the tab's title, a notice of the system.
(() => {
  const PATTERN = [1, 2];
  const TONES = [440, 480];

  class Ring {
    constructor() {
      this.context = null;
      this.notice = null;
      this.isOn = false;
    }

    set(isOn, words) {
      if (isOn === this.isOn) return;
      this.isOn = isOn;
      document.getElementById("cc-phone").dataset.titleBadge = isOn ? "Call" : "";
      cc.badge();
      if (isOn) this.start(words);
      else this.stop();
    }

    start(words) {
      this.sound();
      if (!document.hidden || window.Notification?.permission !== "granted") return;
      this.notice = new Notification(words, { tag: "cc-phone", requireInteraction: true });
      this.notice.addEventListener("click", () => window.focus());
    }

    // Through the device that was chosen for ringing, which need not be the headset.
    async sound() {
      const context = new AudioContext();
      this.context = context;
      const device = localStorage.getItem("cc-phone-ring") ?? "";
      if (device && context.setSinkId) await context.setSinkId(device).catch(() => undefined);
      const gain = context.createGain();
      gain.gain.value = 0;
      gain.connect(context.destination);
      for (const frequency of TONES) {
        const tone = new OscillatorNode(context, { frequency });
        tone.connect(gain);
        tone.start();
      }
      const [on, off] = PATTERN;
      for (let turn = 0; turn < 40; turn += 1) {
        const at = context.currentTime + turn * (on + off);
        gain.gain.setTargetAtTime(0.12, at, 0.01);
        gain.gain.setTargetAtTime(0, at + on, 0.01);
      }
    }

    stop() {
      this.context?.close();
      this.context = null;
      this.notice?.close();
      this.notice = null;
    }
  }

  ccPhone.Ring = Ring;
})();
