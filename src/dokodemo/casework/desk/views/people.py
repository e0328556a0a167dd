"""Free search of the registry, where this zone keeps one."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base.access import allow, signed_in
from dokodemo.base.ui.question import Problem, Question
from dokodemo.casework import people
from dokodemo.casework.desk import sealed
from dokodemo.casework.desk.views.guard import polite, typed
from dokodemo.casework.people import Candidate


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver")
@polite
def search(request: HttpRequest) -> HttpResponseBase:
    """A POST searches: neither name nor number ever stands in an address to be read. One line says why."""
    source = people.source()
    if source is None:
        raise Http404
    given = request.method == "POST" or sealed.read(request)
    text, reason = typed(request, "q").strip(), typed(request, "reason").strip()
    errors = _errors(text, reason) if given else {}
    if request.method == "POST" and not errors:
        return sealed.go_on(request, {"q": text, "reason": reason})
    found: list[Candidate] | None = None
    if given and not errors:
        found = source.search(text, signed_in(request), reason)
    context = {
        "questions": [
            Question(
                "q", "search", _("名前・フリガナ・生年月日・宛名番号"), True, text, error=errors.get("q", ""),
                help=_("名前とフリガナは、はじめの2文字から探せます。"), width="medium", autocomplete="off",
            ),
            Question(
                "reason", "text", _("探す理由（1行）"), True, reason, error=errors.get("reason", ""),
                help=_("だれが何のために探したかが記録され、あとから点検されます。"), autocomplete="off",
            ),
        ],
        "problems": [Problem(name, said) for name, said in errors.items()],
        "found": found,
    }  # fmt: skip
    return TemplateResponse(request, "desk/people.html", context, status=422 if errors else 200)


def _errors(text: str, reason: str) -> dict[str, str]:
    errors = {}
    if not people.is_searchable(text):
        errors["q"] = _("2文字以上、100文字以内で入力してください。")
    if len(reason) < 4 or len(reason) > 200 or "\n" in reason:
        errors["reason"] = _("探す理由を、4文字以上の1行で入力してください（例：電話で本人から問い合わせ）。")
    return errors
