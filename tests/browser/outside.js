/* Finds what a text from outside broke; returns a function for the page to keep. */
((sentinel) => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.includes(sentinel)) texts.push([node, node.data]);
  }
  const alone = "button, option, title, pre, code, textarea, .visually-hidden, .cc-avatar";

  /* Whether a text cannot turn the order of what stands beside it in the same line. */
  const isFenced = (node) => {
    if (node.parentElement.closest(alone)) return true;
    for (let box = node.parentElement; box; box = box.parentElement) {
      const { display, unicodeBidi } = getComputedStyle(box);
      if (unicodeBidi === "isolate" && box.matches("bdi, span, b")) return true;
      if (!display.startsWith("inline")) return box.textContent.trim() === node.data.trim();
    }
    return true;
  };

  const put = (text) => {
    for (const [node, template] of texts) node.data = template.replaceAll(sentinel, text);
  };

  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden");

  const clips = (element) => {
    const { overflowX } = getComputedStyle(element);
    return overflowX !== "visible";
  };

  /* Whether some part of it is cut off at a side by a box around it, or by the screen. */
  const isCut = (element) => {
    const { left, right, width } = element.getBoundingClientRect();
    if (width === 0) return false;
    const isOut = (box) => left < box.left - 1 || right > box.right + 1;
    if (isOut({ left: 0, right: innerWidth })) return true;
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (clips(box) && isOut(box.getBoundingClientRect())) return true;
    return false;
  };

  const label = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);

  return {
    unfenced: () =>
      texts.filter(([node]) => !isFenced(node)).map(([node]) => label(node.parentElement)),
    nameless: () =>
      [...document.querySelectorAll("a, button, summary")]
        .filter((one) => isSeen(one) && !(one.getAttribute("aria-label") || one.textContent).trim())
        .map(label),
    broken: (shown) => {
      const found = [];
      for (const text of shown) {
        put(text);
        const over = document.documentElement.scrollWidth - innerWidth;
        if (over > 0) found.push(`${text.slice(0, 20)}: the page is ${over} px too wide`);
        for (const one of document.querySelectorAll("button, a.btn, input, select, textarea, summary"))
          if (isSeen(one) && isCut(one)) found.push(`${text.slice(0, 20)}: cut off: ${label(one)}`);
        if (found.length > 5) break;
      }
      return found;
    },
  };
})
