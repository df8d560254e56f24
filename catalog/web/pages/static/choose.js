// The first page of a site of files: on to the reader's own language, where there are pages in it.
"use strict";

(() => {
  const links = [...document.querySelectorAll("main a[hreflang]")];
  for (const wanted of navigator.languages) {
    const spoken = wanted.toLowerCase();
    const found = links.find(({ hreflang }) => spoken === hreflang.toLowerCase())
      ?? links.find(({ hreflang }) => spoken.split("-")[0] === hreflang.toLowerCase().split("-")[0]);
    if (found) {
      location.replace(found.href);
      return;
    }
  }
})();
