"use strict";
const root = document.documentElement;
const stored = { get() { try { return localStorage.getItem("theme"); } catch { return null; } }, set(value) { try { localStorage.setItem("theme", value); } catch { /* a page opened from a file may have no storage */ } } };
const chosen = stored.get();
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

document.addEventListener("DOMContentLoaded", () => { theme(); filter(); marks(); tables(); });

function theme() {
  const button = document.getElementById("theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `${button.textContent} colours`); };
  button.hidden = false;
  name();
  button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; stored.set(root.dataset.theme); name(); });
}

function filter() {
  const form = document.getElementById("filter");
  const items = [...document.querySelectorAll("[data-topic]")].map((node) => ({ node, words: node.textContent.toLowerCase() }));
  const proofs = items.filter((item) => item.node.classList.contains("proof"));
  const apply = () => {
    const asked = Object.fromEntries(new FormData(form));
    const words = asked.words.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ node, words: text }) => {
      const { day, direction, topic } = node.dataset;
      return (!asked.topic || topic === asked.topic) && (!asked.direction || direction === asked.direction) &&
        (!asked.first || day >= asked.first) && (!asked.last || (day && day <= asked.last)) && words.every((word) => text.includes(word));
    };
    const kept = new Set();
    let shown = 0;
    for (const item of items) {
      const fit = fits(item);
      item.node.hidden = !fit;
      if (proofs.includes(item) && fit) { kept.add(item.node.id); shown += 1; }
    }
    const whole = shown === proofs.length;
    for (const mark of document.querySelectorAll("a.mark")) mark.classList.toggle("faded", !whole && !kept.has(mark.getAttribute("href").slice(1)));
    document.getElementById("matches").textContent = whole ? `${shown} figures` : `${shown} of ${proofs.length} figures`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const goal = link && document.getElementById((link.getAttribute("href") || "").slice(1));
    if (goal?.hidden) { form.reset(); for (const item of items) item.node.hidden = false; }
  });
  apply();
}

function marks() {
  const tip = document.getElementById("tip");
  let shown = null;
  const show = (mark) => {
    shown = mark;
    const proof = document.getElementById(mark.getAttribute("href").slice(1));
    const first = proof?.querySelector("blockquote");
    tip.querySelector(".tip-head").textContent = mark.getAttribute("aria-label");
    tip.querySelector("blockquote").textContent = first?.querySelector("p").textContent ?? "";
    tip.querySelector(".tip-source").textContent = first?.querySelector("footer").textContent ?? "";
    tip.hidden = false;
    place();
  };
  const place = () => {
    if (!shown) return;
    const at = shown.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) { hide(); return; }
    const box = tip.getBoundingClientRect();
    const above = at.top - box.height - 10;
    tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - box.width / 2, innerWidth - box.width - 8))}px`;
    tip.style.top = `${above > 8 ? above : Math.min(at.bottom + 10, innerHeight - box.height - 8)}px`;
  };
  const hide = () => { shown = null; tip.hidden = true; };
  for (const panel of document.querySelectorAll("figure.chart .scroll")) {
    const lanes = [...panel.querySelectorAll(".lane")].map((lane) => [...lane.querySelectorAll("a.mark")]);
    const all = lanes.flat();
    for (const mark of all) mark.setAttribute("tabindex", "-1");
    lanes[0]?.at(-1)?.setAttribute("tabindex", "0");
    panel.scrollLeft = panel.scrollWidth;
    panel.addEventListener("pointerover", (event) => { const mark = event.target.closest("a.mark"); if (mark) show(mark); });
    panel.addEventListener("pointerout", hide);
    panel.addEventListener("focusin", (event) => { const mark = event.target.closest("a.mark"); if (mark) show(mark); });
    panel.addEventListener("focusout", hide);
    panel.addEventListener("scroll", place);
    panel.addEventListener("keydown", (event) => {
      const mark = event.target.closest("a.mark");
      if (!mark) return;
      const lane = lanes.findIndex((each) => each.includes(mark));
      const at = lanes[lane].indexOf(mark);
      const goal = step(event.key, lanes, lane, at);
      if (!goal) return;
      event.preventDefault();
      for (const each of all) each.setAttribute("tabindex", each === goal ? "0" : "-1");
      goal.focus();
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", place, { passive: true }); // a key or a jump that scrolls the page must not lose the tip
}

function step(key, lanes, lane, place) {
  const row = lanes[lane];
  if (key === "ArrowLeft") return row[place - 1];
  if (key === "ArrowRight") return row[place + 1];
  if (key === "Home") return row[0];
  if (key === "End") return row.at(-1);
  const other = key === "ArrowUp" ? lanes[lane - 1] : key === "ArrowDown" ? lanes[lane + 1] : undefined;
  const day = row[place].dataset.day;
  return other?.find((mark) => mark.dataset.day >= day) ?? other?.at(-1);
}

function tables() {
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });
  const open = () => { const goal = document.getElementById(location.hash.slice(1)); goal?.closest("details")?.setAttribute("open", ""); if (goal?.matches(".proof")) goal.focus({ preventScroll: true }); };
  addEventListener("hashchange", open);
  open();
}
