// One tab of a person is their phone: the one that holds the lock. The others say so, and
// can ask for it; a tab that is loaded anew gets back what it left.
(() => {
  const LOCK = "cc-phone";
  const LEFT = "cc-phone-left";
  const COMES_BACK_WITHIN = 3000;

  function tabName() {
    const known = sessionStorage.getItem(LOCK) ?? crypto.randomUUID();
    sessionStorage.setItem(LOCK, known);
    return known;
  }

  // Another tab of the same person may be loading anew in the middle of a call.
  function isAwaited(tab) {
    const left = JSON.parse(localStorage.getItem(LEFT) ?? "{}");
    return left.tab !== tab && Date.now() - (left.at ?? 0) < COMES_BACK_WITHIN;
  }

  class Tabs {
    constructor({ start, stop, isBusy }) {
      this.tab = tabName();
      this.start = start;
      this.stop = stop;
      this.isBusy = isBusy;
      this.channel = new BroadcastChannel(LOCK);
      this.channel.addEventListener("message", ({ data }) => this.asked(data));
      addEventListener("pagehide", () => this.left());
      this.wait();
    }

    // Resolves when this tab gives the phone away.
    wait() {
      navigator.locks.request(LOCK, () => {
        if (isAwaited(this.tab)) {
          setTimeout(() => this.wait(), COMES_BACK_WITHIN);
          return undefined;
        }
        this.start();
        return new Promise((release) => {
          this.release = release;
        });
      });
    }

    left() {
      if (!this.release || !this.isBusy()) return;
      localStorage.setItem(LEFT, JSON.stringify({ tab: this.tab, at: Date.now() }));
    }

    take() {
      this.channel.postMessage({ takes: this.tab });
    }

    asked({ takes }) {
      if (!takes || !this.release || this.isBusy()) return;
      this.stop();
      this.release();
      this.release = null;
      // The one that asked has waited for longer, so it is next.
      this.wait();
    }

    tell(message) {
      this.channel.postMessage(message);
    }
  }

  ccPhone.Tabs = Tabs;
})();
