"use strict";
const form = document.getElementById("filter");
if (form) {
  const articles = [...document.querySelectorAll("#list > article")];
  const texts = articles.map((article) => article.textContent.toLowerCase());
  const none = document.getElementById("no-match");
  const output = form.querySelector("output");
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const filter = () => {
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
    const code = value("code");
    const operation = value("operation");
    const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    articles.forEach((article, index) => {
      const fits =
        severities.has(article.dataset.severity) &&
        (!code || article.dataset.code === code) &&
        (!operation || article.dataset.operation === operation) &&
        words.every((word) => texts[index].includes(word));
      article.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    none.hidden = shown > 0;
    output.textContent = shown === articles.length ? `${shown} findings` : `${shown} of ${articles.length} findings`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
  }
};
addEventListener("hashchange", open);
open();
