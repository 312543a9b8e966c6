// Sets light or dark before the first paint; loaded in <head>, so nothing flashes.
// A choice is remembered on this device; without one the system's setting counts.
(() => {
  const KEY = "cc-theme";
  const THEMES = ["system", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    const theme = localStorage.getItem(KEY);
    return THEMES.includes(theme) ? theme : "system";
  }

  function apply() {
    const theme = chosen();
    const wantsDark = theme === "system" ? system.matches : theme === "dark";
    document.documentElement.dataset.bsTheme = wantsDark ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  function choose(theme) {
    localStorage.setItem(KEY, theme);
    apply();
  }

  const isDark = () => document.documentElement.dataset.bsTheme === "dark";

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
    else if (target.closest("[data-theme-toggle]")) choose(isDark() ? "light" : "dark");
  });
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("cc:page", apply);
  apply();
})();
