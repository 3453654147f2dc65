"""Before it is sent, while it is sent, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import language_name
from brobygger.plugin_api.services import all_roles, ask_modules, once, proven_addresses, read_kinds
from brobygger.plugin_api.services import persons_of as persons_of_visitor
from brobygger.plugin_api.web import render, render_form, see_other, url_for
from brobygger_newsletter.errors import EditedMeanwhileError, FrozenError, NotPossibleError, NotReadyError
from brobygger_newsletter.permissions import SEND, WRITE
from brobygger_newsletter.sending import audience as audiences
from brobygger_newsletter.sending import services
from brobygger_newsletter.sending.audience import Audience
from brobygger_newsletter.sending.checks import check
from brobygger_newsletter.sending.forms import AudienceForm, SendForm, TrialForm
from brobygger_newsletter.sending.totals import progress_of
from brobygger_newsletter.sending.trial import as_seen, send_trial
from brobygger_newsletter.texts import ISSUE_STATES
from brobygger_newsletter.writing.models import IssueState
from brobygger_newsletter.writing.reading import editions_of, subjects_of
from brobygger_newsletter.writing.services import WRITABLE
from brobygger_newsletter.writing.views import edit_url, edition_or_404, issue_or_404

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_newsletter.writing.models import Issue

#: A mail's look is in its own words, so its page lets styles in, and nothing else that acts.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def progress_url(request: Request, issue: Issue) -> str:
    return url_for(request, "newsletter:progress", issue=issue.public_id)


async def _offered(issue: Issue) -> dict[str, dict[str, str]]:
    """Return what an audience can be narrowed to, by the fields of the form."""
    segments = await ask_modules("newsletter_segments", issue.association, dict)
    offered = {
        "languages": {code: language_name(code) for code in await audiences.languages_of(issue)},
        "segments": {f"{module}:{one['key']}": str(one["title"]) for module, one in segments},
        "kinds": {}, "roles": {},
    }  # fmt: skip
    offered["kinds"] = {kind.public_id: kind.title for kind in await read_kinds()}
    offered["roles"] = {key: str(role.title) for key, role in (await all_roles()).items()}
    return offered


async def audience(request: Request) -> Response:
    """Who gets it, and why."""
    issue = await issue_or_404(request)
    if issue.is_frozen:
        return see_other(progress_url(request, issue))
    chosen = Audience.of(issue)
    form = await read_form(
        request, AudienceForm, offered=await _offered(issue), version=str(issue.version), kinds=list(chosen.kinds),
        roles=list(chosen.roles), joined_since=chosen.joined_since, languages=list(chosen.languages),
        segments=list(chosen.segments), is_commercial=issue.is_commercial,
    )  # fmt: skip

    async def perform() -> str:
        await services.save_audience(
            issue, form.audience(), is_commercial=bool(form.is_commercial.data), version=form.version_number
        )
        return url_for(request, "newsletter:send", issue=issue.public_id)

    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except FrozenError:
            return see_other(progress_url(request, issue))
        except EditedMeanwhileError:
            await _say_edited(form, issue)
    return await render_form(request, "newsletter/sending/audience.html", {"form": form, "issue": issue})


async def _say_edited(form: Any, issue: Issue) -> None:
    await issue.refresh_from_db()
    form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
    form.version.data = str(issue.version)


async def send(request: Request) -> Response:
    """The last look: who gets it and why, what has to be put right, and when."""
    issue = await issue_or_404(request)
    if issue.is_frozen:
        return see_other(progress_url(request, issue))
    form = await read_form(request, SendForm, version=str(issue.version))

    async def perform() -> str:
        await services.send_at(issue, form.sent_at, version=form.version_number)
        return progress_url(request, issue)

    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except FrozenError:
            return see_other(progress_url(request, issue))
        except NotReadyError:
            form.form_error = _("It cannot be sent yet. See below what is missing.")
        except EditedMeanwhileError:
            await _say_edited(form, issue)
    count = await audiences.count(issue)
    context = {
        "form": form, "issue": issue, "editions": await editions_of(issue), "count": count,
        "found": await check(issue, recipients=count.all), "audience": Audience.of(issue),
        "chosen": await _in_words(issue), "subject": (await subjects_of([issue]))[issue.id],
        "to_members": audiences.goes_to_members(issue, issue.newsletter),
        "trial": TrialForm(addresses=await _own_addresses(request)), "tried": "tried" in request.query_params,
    }  # fmt: skip
    return await render_form(request, "newsletter/sending/send.html", context)


async def _in_words(issue: Issue) -> list[str]:
    """Return what the audience is narrowed to."""
    offered, chosen = await _offered(issue), Audience.of(issue)
    named = [*((name, getattr(chosen, name)) for name in ("kinds", "roles", "languages", "segments"))]
    return [offered[name].get(key, key) for name, keys in named for key in keys]


async def _own_addresses(request: Request) -> list[str]:
    return await proven_addresses((await persons_of_visitor(request.state.visitor))[0])


async def trial(request: Request) -> Response:
    """Send a test of every edition to oneself."""
    issue = await issue_or_404(request)
    form = await read_form(request, TrialForm, addresses=await _own_addresses(request))
    if form.validate():
        name = request.state.visitor.persons[0].name.partition(" ")[0]

        async def perform() -> str:
            for edition in await editions_of(issue):
                await send_trial(issue, edition, email=str(form.email.data), name=name)
            return url_for(request, "newsletter:send", issue=issue.public_id, tried="1")

        return see_other(await once(form.once_key, perform))
    return see_other(url_for(request, "newsletter:send", issue=issue.public_id))


async def preview(request: Request) -> Response:
    """How an edition looks: a page with its plain text, and a link to the mail itself."""
    issue = await issue_or_404(request)
    edition = await edition_or_404(request, issue)
    seen = await as_seen(issue, edition, name=_("Anna"))
    context = {"issue": issue, "edition": edition, "text": seen.text, "editions": await editions_of(issue)}
    return await render(request, "newsletter/sending/preview.html", context)


async def mail(request: Request) -> Response:
    """The mail as programs show it, on the width that the window has."""
    from starlette.responses import HTMLResponse

    issue = await issue_or_404(request)
    edition = await edition_or_404(request, issue)
    seen = await as_seen(issue, edition, name=_("Anna"))
    return HTMLResponse(seen.html, headers={"Content-Security-Policy": _MAIL_POLICY})


async def progress(request: Request) -> Response:
    """How far it is, and how it went; a part of it is fetched again while it is on its way."""
    issue = await issue_or_404(request)
    if issue.state == IssueState.DRAFT:
        return see_other(edit_url(request, issue))
    context = {
        "issue": issue, "how": await progress_of(issue), "subject": (await subjects_of([issue]))[issue.id],
        "editions": await editions_of(issue), "state_text": ISSUE_STATES[issue.state], "form": WriteForm(),
        "on_its_way": issue.state in (IssueState.STARTING, IssueState.SENDING), "waits": issue.state in WRITABLE,
    }  # fmt: skip
    return await render(request, "newsletter/sending/progress.html", context, partial="how")


async def _press(request: Request, act: Callable[[Issue], Awaitable[None]]) -> Response:
    issue = await issue_or_404(request)
    form = await read_form(request, WriteForm)

    async def perform() -> str:
        await act(issue)
        return progress_url(request, issue)

    try:
        return see_other(await once(form.once_key, perform))
    except NotPossibleError:
        return see_other(progress_url(request, issue))  # which shows how it stands now


async def pause(request: Request) -> Response:
    return await _press(request, services.pause)


async def resume(request: Request) -> Response:
    return await _press(request, services.resume)


async def unschedule(request: Request) -> Response:
    return await _press(request, services.unschedule)


async def stop(request: Request) -> Response:
    """Ask before the rest is never sent."""
    if request.method == "POST":
        return await _press(request, services.stop)
    issue = await issue_or_404(request)
    context = {"issue": issue, "form": WriteForm(), "subject": (await subjects_of([issue]))[issue.id]}
    return await render(request, "newsletter/sending/stop.html", context)


_WRITER, _SENDER = permission(WRITE), permission(SEND)
_BOTH, _POST = ("GET", "POST"), ("POST",)
_ISSUE = "/manage/issues/{issue}"
ASSOCIATION_ROUTES = [
    Route(f"{_ISSUE}/words/{{language}}/preview", preview, name="preview", audience=_WRITER),
    Route(f"{_ISSUE}/words/{{language}}/mail", mail, name="mail", audience=_WRITER),
    Route(f"{_ISSUE}/audience", audience, name="audience", methods=_BOTH, audience=_SENDER),
    Route(f"{_ISSUE}/send", send, name="send", methods=_BOTH, audience=_SENDER),
    Route(f"{_ISSUE}/trial", trial, name="trial", methods=_POST, audience=_WRITER),
    Route(f"{_ISSUE}/progress", progress, name="progress", audience=_WRITER),
    Route(f"{_ISSUE}/pause", pause, name="pause", methods=_POST, audience=_SENDER),
    Route(f"{_ISSUE}/resume", resume, name="resume", methods=_POST, audience=_SENDER),
    Route(f"{_ISSUE}/unschedule", unschedule, name="unschedule", methods=_POST, audience=_SENDER),
    Route(f"{_ISSUE}/stop", stop, name="stop", methods=_BOTH, audience=_SENDER),
]
