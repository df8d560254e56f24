// The search of a site of files: the index is a script beside the page, and nobody else is asked.
"use strict";

(() => {
  const MOST = 30;
  const [BY_CODE, ELSEWHERE, BY_BEGINNING, BY_NAME, BY_WORDS] = [0, 1, 2, 3, 4];
  const BITS_32 = 1n << 32n;

  const fold = (text) => text.normalize("NFKC").toLowerCase();

  // each row: symbol, numbers, meaning, aliases, name of the file unless it is the symbol
  const every = globalThis.catalogIndex.flatMap(([system, folder, rows]) =>
    rows.map(([symbol, numbers = [], meaning = "", aliases = [], file = symbol]) => {
      const names = [symbol, ...aliases].map(fold);
      return {
        system, symbol, meaning, names,
        numbers: numbers.map(String),
        link: `${folder}/${file}.html`,
        inNames: names.join(" "),
        text: fold(`${system} ${symbol} ${aliases.join(" ")} ${meaning}`),
      };
    }));

  // what a number can be written as, or nothing for what is no number
  const readings = (text) => {
    const found = [];
    if (/^[-+]?\d{1,20}$/.test(text)) found.push(BigInt(text.replace("+", "")));
    else if (/^0x[0-9a-f]{1,16}$/.test(text)) found.push(BigInt(text));
    if (/^[0-9a-f]{8}$/.test(text)) found.push(BigInt(`0x${text}`));
    for (const one of [...found]) {
      if (one >= BITS_32 / 2n && one < BITS_32) found.push(one - BITS_32);
      if (one < 0n && one >= -BITS_32 / 2n) found.push(one + BITS_32);
    }
    for (const one of [...found]) {
      // an HRESULT that holds a number of Windows
      if (one >> 16n === 0x8007n) found.push(one & 0xFFFFn);
    }
    return found.map(String);
  };

  const rank = (entry, asked, numbers, words) => {
    if (entry.names.includes(asked)) return BY_CODE;
    if (numbers.includes(entry.numbers[0])) return BY_CODE;
    if (numbers.some((one) => entry.numbers.includes(one))) return ELSEWHERE;
    if (!words.every((word) => entry.text.includes(word))) return undefined;
    if (entry.names.some((name) => name.startsWith(asked))) return BY_BEGINNING;
    return words.every((word) => entry.inNames.includes(word)) ? BY_NAME : BY_WORDS;
  };

  // the entries that a line of a log names among other words
  const inLine = (text) => {
    const names = new Set(text.match(/[\p{L}_][\p{L}\p{N}_]{2,}/gu));
    const numbers = (text.match(/\b0x[0-9a-f]{1,16}\b/g) ?? []).flatMap(readings);
    const errno = [...text.matchAll(/errno[^\d\n]{0,3}(\d+)/g)].map((match) => match[1]);
    return every.filter((entry) =>
      entry.names.some((name) => names.has(name))
      || numbers.some((one) => entry.numbers.includes(one))
      || (entry.system === "errno" && errno.some((one) => entry.numbers.includes(one))))
      .sort((one, other) => errno.includes(other.numbers[0]) - errno.includes(one.numbers[0]));
  };

  // entries that a text can mean, best first; those that are explained before others
  const find = (text) => {
    const asked = fold(text).trim();
    const words = asked.split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const numbers = readings(asked);
    let found = every
      .map((entry) => ({ entry, rank: rank(entry, asked, numbers, words) }))
      .filter((one) => one.rank !== undefined);
    if (numbers.length && found.some((one) => one.rank <= ELSEWHERE)) {
      found = found.filter((one) => one.rank <= ELSEWHERE);
    }
    found.sort((one, other) => one.rank - other.rank || !one.entry.meaning - !other.entry.meaning);
    return found.length ? found.map((one) => one.entry) : inLine(asked);
  };

  globalThis.catalogFind = find;
  if (typeof document === "undefined") return;

  const form = document.querySelector("form[data-here]");
  const results = document.getElementById("results");
  const field = form.elements.q;

  const made = (tag, name, ...content) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...content);
    return element;
  };

  const item = (entry) => {
    const link = made("a", "", made("code", "", entry.symbol));
    link.href = entry.link;
    const about = made("span", "of", [entry.system, ...entry.numbers].join(" "));
    return made("li", "", link, " ", about, made("p", "", entry.meaning || form.dataset.unexplained));
  };

  const show = () => {
    const found = find(field.value);
    results.replaceChildren();
    if (!field.value.trim()) return;
    results.append(made("h2", "", form.dataset.heading));
    if (found.length) results.append(made("ol", "found", ...found.slice(0, MOST).map(item)));
    else results.append(made("p", "problem", form.dataset.none));
    if (found.length > MOST) results.append(made("p", "", form.dataset.more));
  };

  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
  field.addEventListener("keydown", (event) => {
    // Enter asks, with Shift or while a word of Japanese is being typed it does not
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      show();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    show();
  }
})();
