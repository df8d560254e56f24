"""A shop on Django: ``python django_app.py catalog_sync ../shop``, then ``runserver``."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="of an example",  # noqa: S106
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.db"}},
    INSTALLED_APPS=["catalog.contrib.django"],
    MIDDLEWARE=["catalog.contrib.django.CatalogMiddleware"],
    CATALOG={
        "database": "default",
        "base": "https://errors.example/",
        "systems": ["shop"],
        "mapped": {"ConnectionError": None, "TimeoutError": 504},
    },
)

from catalog import CodedError  # noqa: E402 (after the settings, as in a project)
from catalog.contrib.django import (  # noqa: E402, F401 (Django looks for the handlers here)
    catalog,
    handler400,
    handler403,
    handler404,
    languages,
    response,
)


class NotEnoughStock(CodedError):
    """Raised where an order asks for more than there is."""

    catalog_code = "shop:NOT_ENOUGH_STOCK"


def explain(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what a code means."""
    return response(catalog().get(code, locale=languages(request)))


def order(request: HttpRequest) -> HttpResponse:
    """Order some of what there are three of."""
    count = int(request.GET.get("count", "1"))
    if count > 3:
        raise NotEnoughStock(item="りんご", count=3)
    return JsonResponse({"ordered": count})


def one(_: HttpRequest, number: int) -> HttpResponse:
    """Show an order; there is none yet."""
    raise Http404(f"There is no order {number}.")


def pay(_: HttpRequest) -> HttpResponse:
    """Pay at a bank that does not answer."""
    raise ConnectionRefusedError(111, "db.internal:5432 refused")


urlpatterns = [
    path("errors/<path:code>", explain),
    path("order", order),
    path("orders/<int:number>", one),
    path("pay", pay),
]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
