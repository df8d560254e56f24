// What pages do more where scripts run: buttons that copy, and answers while one types.
"use strict";

const words = document.body.dataset;

if (navigator.clipboard) {
  for (const shown of document.querySelectorAll(".copy")) {
    const button = document.createElement("button");
    const text = shown.textContent;
    button.type = "button";
    button.className = "copying";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy} ${text}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    shown.after(button);
  }
}

const form = document.querySelector("form[role=search]:not([data-here])");
const results = document.getElementById("results");

if (form && results) {
  const field = form.elements.q;
  let waiting;
  let asking;

  const ask = async () => {
    const link = new URL(form.action);
    if (field.value.trim()) link.searchParams.set("q", field.value);
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(link, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      results.replaceChildren(...page.getElementById("results").childNodes);
      history.replaceState(null, "", link);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
  field.addEventListener("keydown", (event) => {
    // Enter asks, with Shift or while a word of Japanese is being typed it does not
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
