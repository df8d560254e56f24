"""The sitemap of a site, for search engines (sitemaps.org): every page, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from ...errors import InvalidParameters
from ...marking import gettext_lazy as _

NAME = "sitemap.xml"
# one file may have 50,000 addresses and 50 MiB
_MOST_ADDRESSES, _MOST_CHARACTERS = 50_000, 40 << 20
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_OF_ADDRESSES = f'{_HEAD}<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'


def checked_base(base: str) -> str:
    """Return the address of a site with a slash at its end; raises InvalidParameters for others."""
    try:
        parts = urlsplit(base)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address or not base.isascii() or not base.isprintable() or set(base) & set(' "<>?#&'):
        raise InvalidParameters(
            base,
            _("{value} is not the address of a site; give one such as https://errors.example/"),
        )
    return base.rstrip("/") + "/"


def sitemaps(base: str, pages: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a sitemap; each page is its paths by language."""
    files = list(_files(base, pages))
    if len(files) == 1:
        yield NAME, files[0]
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
    yield from zip(names, files, strict=True)
    every = "".join([f"<sitemap><loc>{base}{name}</loc></sitemap>\n" for name in names])
    yield NAME, f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{every}</sitemapindex>\n".encode("ascii")


def _files(base: str, pages: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    told: list[str] = []
    size = 0
    for page in pages:
        others = "".join(
            [
                f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href="{base}{path}"/>'
                for tag, path in page.items()
            ]
        )
        for path in page.values():
            address = f"<url><loc>{base}{path}</loc>{others}</url>\n"
            if told and (len(told) == _MOST_ADDRESSES or size + len(address) > _MOST_CHARACTERS):
                yield _file(told)
                told, size = [], 0
            told.append(address)
            size += len(address)
    yield _file(told)


def _file(addresses: Iterable[str]) -> bytes:
    return f"{_OF_ADDRESSES}{''.join(addresses)}</urlset>\n".encode("ascii")
