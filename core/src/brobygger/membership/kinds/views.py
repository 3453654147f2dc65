"""The page on which an association says how one can belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.errors import EditedMeanwhileError, KindInUseError, LastKindError
from brobygger.membership.kinds.forms import KindForm, QuestionForm
from brobygger.membership.kinds.questions import (
    MOST_QUESTIONS,
    add_question,
    delete_question,
    find_question,
    questions_of,
    save_question,
)
from brobygger.membership.kinds.services import (
    MOST_KINDS,
    close_kind,
    create_kind,
    delete_kind,
    find_kind,
    open_kind,
    read_kinds,
    save_kind,
)
from brobygger.membership.kinds.texts import ENTRIES, FORMS, SORTS, WHO, kind_title
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.kinds.models import KindQuestion, MembershipKind

_TEXTS = {"kind_title": kind_title, "sorts": SORTS, "who_texts": WHO, "entries": ENTRIES, "forms": FORMS}


async def list_kinds(request: Request) -> Response:
    kinds = await read_kinds()
    context = {"kinds": kinds, "may_add": len(kinds) < MOST_KINDS, **_TEXTS}
    return await render(request, "core/membership/kinds/list.html", context)


async def _find(request: Request) -> MembershipKind:
    kind = await find_kind(request.path_params["kind"])
    if kind is None:
        raise HTTPException(404)
    return kind


async def new_kind(request: Request) -> Response:
    form = await read_form(request, KindForm)
    if request.method == "POST" and form.validate():
        if len(await read_kinds()) < MOST_KINDS:
            return see_other(await once(form.once_key, lambda: _create(request, form)))
        form.form_error = _("You have as many kinds as there is room for. Delete one first.")
    return await render_form(request, "core/membership/kinds/edit.html", {"form": form, "kind": None, **_TEXTS})


async def _create(request: Request, form: KindForm) -> str:
    await create_kind(request.state.association, **form.values())
    return url_for(request, "kinds")


async def edit_kind(request: Request) -> Response:
    kind = await _find(request)
    form = await read_form(request, KindForm, obj=kind)
    if request.method == "GET":
        form.title.data = kind_title(kind)
    elif form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, kind, form)))
        except EditedMeanwhileError:
            await kind.refresh_from_db()
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(kind.version)
    return await _show_kind(request, kind, form)


async def _show_kind(request: Request, kind: MembershipKind, form: KindForm) -> Response:
    questions = await questions_of(kind)
    context = {"form": form, "kind": kind, "questions": questions, "may_ask": len(questions) < MOST_QUESTIONS, **_TEXTS}
    return await render_form(request, "core/membership/kinds/edit.html", context)


async def _save(request: Request, kind: MembershipKind, form: KindForm) -> str:
    await save_kind(kind, version=form.version_number, **form.values())
    return url_for(request, "kinds")


async def end_kind(request: Request) -> Response:
    """Close, open again or delete a kind; what cannot be done is said on the kind's own page."""
    kind = await _find(request)
    act = {"close": close_kind, "open": open_kind, "delete": delete_kind}.get(request.path_params["act"])
    if act is None:
        raise HTTPException(404)
    sent = await read_form(request, WriteForm)

    async def perform() -> str:
        await act(kind)
        return url_for(request, "kinds")

    try:
        return see_other(await once(sent.once_key, perform))
    except KindInUseError:
        error = _("Somebody is or was a member of this kind. You can close it, so that nobody new becomes one.")
    except LastKindError:
        error = _("It is the only kind that is open. Open or add another one first.")
    form = KindForm(obj=kind, title=kind_title(kind))
    form.title.data, form.form_error = kind_title(kind), error
    return await _show_kind(request, kind, form)


async def new_question(request: Request) -> Response:
    kind = await _find(request)
    form = await read_form(request, QuestionForm)
    if request.method == "POST" and form.validate():
        if len(await questions_of(kind)) < MOST_QUESTIONS:
            return see_other(await once(form.once_key, lambda: _add_question(request, kind, form)))
        form.form_error = _("You ask as much as a form can hold. Delete a question first.")
    return await _show_question(request, kind, None, form)


async def _add_question(request: Request, kind: MembershipKind, form: QuestionForm) -> str:
    await add_question(kind, **form.values())
    return url_for(request, "kinds:edit", kind=kind.public_id)


async def edit_question(request: Request) -> Response:
    kind = await _find(request)
    question = await find_question(kind, request.path_params["question"])
    if question is None:
        raise HTTPException(404)
    form = await read_form(request, QuestionForm, obj=question)
    if request.method == "POST" and (await request.form()).get("act") == "delete":
        return see_other(await once(form.once_key, lambda: _delete_question(request, kind, question)))
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save_question(request, kind, question, form)))
        except EditedMeanwhileError:
            await question.refresh_from_db()
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(question.version)
    return await _show_question(request, kind, question, form)


async def _show_question(
    request: Request, kind: MembershipKind, question: KindQuestion | None, form: QuestionForm
) -> Response:
    context = {"form": form, "kind": kind, "question": question, **_TEXTS}
    return await render_form(request, "core/membership/kinds/question.html", context)


async def _save_question(request: Request, kind: MembershipKind, question: KindQuestion, form: QuestionForm) -> str:
    await save_question(kind, question, version=form.version_number, **form.values())
    return url_for(request, "kinds:edit", kind=kind.public_id)


async def _delete_question(request: Request, kind: MembershipKind, question: KindQuestion) -> str:
    await delete_question(kind, question)
    return url_for(request, "kinds:edit", kind=kind.public_id)


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_MEMBERS)
ASSOCIATION_ROUTES = [
    Route("/kinds", list_kinds, name="kinds", audience=_MANAGE),
    Route("/kinds/new", new_kind, name="kinds:new", methods=_BOTH, audience=_MANAGE),
    Route("/kinds/{kind}", edit_kind, name="kinds:edit", methods=_BOTH, audience=_MANAGE),
    Route("/kinds/{kind}/questions/new", new_question, name="kinds:new_question", methods=_BOTH, audience=_MANAGE),
    Route("/kinds/{kind}/questions/{question}", edit_question, name="kinds:question", methods=_BOTH, audience=_MANAGE),
    Route("/kinds/{kind}/{act}", end_kind, name="kinds:end", methods=("POST",), audience=_MANAGE),
]
