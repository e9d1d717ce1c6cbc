"""Templates to pages: one Jinja environment a language, with the words of that language at hand."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboards import wording
from dashboards.address import Filters, language
from dashboards.answers import json_bytes, tagged
from dashboards.assets import address, chart_style_ids
from dashboards.auth import form_token, remember_token
from dashboards.content.desk import Desk
from dashboards.content.runs import silent_jobs
from dashboards.i18n import Lang, coded_text, has_text, problem_text, text, word
from dashboards.lights import light_text, verdict_text
from dashboards.looks import note_looks
from dashboards.revising import difference_text
from measures.terms import Status
from storage import reading

TEMPLATES = Path(__file__).parent / "templates"
HTML = "text/html; charset=utf-8"


@cache
def environment(lang: str) -> Environment:
    """The templates with the words of a language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "lang": lang,
        "t": partial(_text, lang),
        "asset": address,
        "chart_style_ids": chart_style_ids,
        "shapes": wording.SHAPES,
        "statuses": tuple(Status),
    }
    made.filters |= {
        "revised_by": lambda change, percent, unit: difference_text(change, percent, unit, lang),
        "number": partial(_with_lang, wording.number_text, lang),
        "quantity": lambda value, unit: wording.quantity_text(value, unit, lang),
        "unit": partial(_with_lang, wording.unit_text, lang),
        "share": partial(_with_lang, wording.share_text, lang),
        "day": partial(_with_lang, wording.date_text, lang),
        "moment": wording.moment_text,
        "period": partial(_with_lang, wording.period_text, lang),
        "target_words": partial(_with_lang, wording.target_text, lang),
        "gap_words": partial(_with_lang, wording.gap_text, lang),
        "required_words": partial(_with_lang, wording.required_text, lang),
        "light_words": partial(_with_lang, light_text, lang),
        "verdict_words": lambda verdict, row: verdict_text(verdict, row, lang),
        "status_words": partial(_with_lang, wording.status_text, lang),
        "indicator_name": lambda one: wording.indicator_text(vars(one), lang),
        "place_name": lambda one: wording.place_text(one.place, one.place_code, lang),
        "place_of": lambda name, code: wording.place_text(name, code, lang),
        "step_words": partial(_with_lang, wording.step_text, lang),
        "problem_words": partial(_with_lang, problem_text, lang),
        "word": lambda value, family: word(family, str(value), lang),
        "coded": lambda code, family, values=None: coded_text(family, code, values or {}, lang),
        "said": lambda key: text(key, lang) if has_text(key, lang) else key.rpartition(".")[2],
    }
    return made


def _text(lang: str, key: str, **values: object) -> str:
    return text(key, lang, **values)


def _with_lang(function: Any, lang: str, value: Any, *more: Any) -> str:
    return str(function(value, lang, *more))


def render(
    request: Request,
    template: str,
    *,
    filters: Filters | None = None,
    status: int = 200,
    once: bool = False,
    **content: Any,
) -> Response:
    """A page in the language of the request; its forms carry the visitor's form secret.

    It has an entity tag, unless it is of another status or shown this `once`: such a page is kept nowhere.
    """
    lang = language(request)
    token = form_token(request)
    unreleased = note_looks(request, *content.values())
    body = (
        environment(lang)
        .get_template(template)
        .render(
            path=request.url.path,
            filters=filters or Filters(),
            links=links(request, lang),
            notices=notices(request) if request.state.person else (),
            form_token=token,
            person=request.state.person,
            unreleased=unreleased,
            **content,
        )
    )
    response = tagged(request, body.encode(), HTML) if status == 200 and not once else plain_page(body, status)
    if token in body:
        remember_token(request, response, token)
    _remember_language(request, response)
    return response


def error_page(request: Request, status: int, **content: Any) -> Response:
    """A page that says what went wrong."""
    lang = language(request)
    body = (
        environment(lang)
        .get_template("error.html")
        .render(
            path=request.url.path,
            filters=Filters(),
            links=links(request, lang),
            notices=(),
            form_token=form_token(request),
            person=request.state.person,
            unreleased=False,
            status=status,
            **content,
        )
    )
    return plain_page(body, status)


def plain_page(body: str, status: int) -> Response:
    """A page that is not kept anywhere."""
    return Response(body, status_code=status, media_type=HTML, headers={"Cache-Control": "no-store"})


def links(request: Request, lang: str) -> Mapping[str, str]:
    """Addresses that every page needs: this page in the other language."""
    other = Lang.EN if lang == Lang.ZH else Lang.ZH
    return {"other_language": str(request.url.include_query_params(lang=other.value).replace(scheme="", netloc=""))}


def notices(request: Request) -> tuple[str, ...]:
    """Jobs that have fallen silent; said above every page (a dead scheduler is not all green)."""
    desk: Desk = request.app.state.desk
    with reading(desk.store) as connection:
        return silent_jobs(connection, desk)


def figure_json(figure: Mapping[str, Any]) -> str:
    """A figure as JSON that may stand inside a script element."""
    return json_bytes(figure).decode().replace("<", "\\u003c").replace("&", "\\u0026")


def _remember_language(request: Request, response: Response) -> None:
    wanted = request.query_params.get("lang")
    if wanted in (Lang.ZH, Lang.EN):
        response.set_cookie(
            "lang", wanted, max_age=31_536_000, samesite="lax", httponly=True, secure=request.url.scheme == "https"
        )
