"""Every page that residents meet, filled, empty and wrong. A walk: one language, all states, `look` at each."""

from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from dokodemo.base import clock
from dokodemo.catalog.combined import Combined
from dokodemo.operate import answers, walk
from tests.browser import papers, road
from tests.browser.chromium import window
from tests.browser.filled import LONG, Filled
from tests.browser.given import (
    CHILD,
    DOG,
    NUMBERS,
    form_for_both,
    of_page,
    older_child,
    one_child_apart,
)
from tests.browser.looking import Look

# The walks of both languages are taken at the same time, by two people who do not meet: a very long name, and one with
# a variant of a character.
APPLICANTS = {"ja": LONG, "en": "辻"}


def visitors(browser: Browser, filled: Filled, look: Look) -> None:
    """Who is not signed in; the ways in and what can go wrong there; the doubles' pages."""
    front = filled.house.public_url("internet")
    with window(browser, look.language) as page:
        for path, name in (
            ("/", "home"),
            ("/procedures", "procedures"),
            ("/procedures/juminhyo-yuso", "procedure-signed"),
            (f"/procedures/{CHILD}", "procedure-child"),
            (f"/procedures/{DOG}", "procedure-dog"),
            ("/procedures/bukka-kyufu", "procedure-withdrawn"),
            ("/figures", "inventory"),
            ("/figures?section=nothing", "inventory-none"),
            ("/accessibility", "accessibility"),
            ("/offline", "offline"),
        ):
            page.goto(front + path)
            look(page, name)
        _guided(page, front, look)
        page.goto(f"{front}/nowhere")
        look(page, "not-found")
        page.goto(f"{front}/account-closed")
        look(page, "account-closed-seen")
        page.goto(f"{front}/sign-in?level=mail")
        look(page, "sign-in")
        page.locator("main details summary").first.click()
        look(page, "sign-in-opened")
        _by_card(page, front, look)
        _by_mail(page, filled, look)
        page.goto(f"{front}/words")
        look(page, "words")
    with window(browser, "ja") as page:
        _plainly(page, front, look)


def _guided(page: Page, front: str, look: Look) -> None:
    """The guide of a family that moves in with a newborn; a search that finds and one that does not."""
    page.goto(f"{front}/procedures/shussho")
    look(page, "procedure-counter")
    for typed, name in (
        ("引っ越した", "search"),
        ("カイジュウが出た", "search-nothing"),
        ("", "search-empty"),
    ):
        page.goto(f"{front}/search?{urlencode({'q': typed})}")
        look(page, name)
    page.goto(f"{front}/guide/hikkoshi")
    page.locator("[name=event][value=akachan]").check()
    look(page, "guide-event")
    road.press(page, "main .actions button")
    look(page, "guide-choice")
    road.press(page, "[name=answer][value=in]")
    road.press(page, "[name=answer][value=false]")
    page.locator("#answer").fill("去年の夏")
    road.press(page, "main .actions button")
    look(page, "guide-date-wrong")
    page.locator("#answer").fill("2026-11-21")
    road.press(page, "main .actions button")
    while page.locator("button[name=answer]").count() or page.locator("#answer").count():
        if page.locator("button[name=answer]").count():
            road.press(page, "li:first-child button[name=answer]")
        else:
            page.locator("#answer").fill("2020-01-05")
            road.press(page, "main .actions button")
    look(page, "guide-result")
    _ticked(page, front, look)
    road.press(page, "form[action='/guide/rate'] button")
    look(page, "guide-rating-wrong")
    page.locator("[name=stars][value='5']").check()
    page.locator("#comment").fill("とてもわかりやすかったです。" * 12)
    road.press(page, "form[action='/guide/rate'] button")
    look(page, "guide-rated")
    road.press(page, "main a.button")
    road.press(page, "form[action='/guide/keep'] button")
    look(page, "guide-keep")
    page.goto(page.locator("#address").input_value())
    look(page, "guide-kept")
    road.press(page, "main form button")
    page.goto(f"{front}/guide/kept/{'A' * 64}")
    road.press(page, "main form button")
    look(page, "guide-kept-gone")
    page.goto(f"{front}/guide/result")
    page.locator("dl.summary a").first.click()
    look(page, "guide-before")
    page.goto(f"{front}/guide/kosodate")
    road.press(page, "main .actions button")
    while page.locator("button[name=answer]").count():
        road.press(page, "[name=answer][value=false]")
    look(page, "guide-nothing")
    road.press(page, "form[action='/guide/forget'] button")


def _ticked(page: Page, front: str, look: Look) -> None:
    """A sheet with a dog as well: two procedures can be applied for here, together; one that cannot."""
    page.goto(f"{front}/guide/questions/dog")
    road.press(page, "[name=answer][value=new]")
    page.locator("#answer").fill("2026-11-10")
    road.press(page, "main .actions button")
    look(page, "guide-result-together")
    road.press(page, "form[action='/together'] button")
    look(page, "together-visitor")
    page.goto(f"{front}/together?procedure={DOG}&procedure=shussho")
    look(page, "together-not")
    page.goto(f"{front}/guide/result")


def _plainly(page: Page, front: str, look: Look) -> None:
    """やさしい日本語, with furigana and without."""
    page.goto(f"{front}/language/ja-x-easy?next=/")
    look(page, "easy-home", language="ja", saying="ふりがな")
    page.goto(f"{front}/procedures/{DOG}")
    look(page, "easy-procedure", language="ja")
    page.goto(f"{front}/accessibility")
    page.locator("main details summary").click()
    look(page, "easy-accessibility", language="ja")
    page.goto(f"{front}/guide/hikkoshi")
    road.press(page, "main .actions button")
    road.press(page, "[name=answer][value=within]")
    page.locator("#answer").fill("去年の夏")
    road.press(page, "main .actions button")
    look(page, "easy-date-wrong", language="ja")
    page.goto(f"{front}/furigana/off?next=/")
    look(page, "easy-home-without", language="ja", saying="ふりがな")


def _by_card(page: Page, front: str, look: Look) -> None:
    page.goto(f"{front}/sign-in?level=card")
    road.press(page, "form[action='/sign-in/card'] button")
    look(page, "double-choose", language="ja", saying="代役")
    road.press(page, "button:not([name=cancel])")
    look(page, "double-wrong", language="ja", saying="選んでください")
    road.press(page, "button[name=cancel]")
    look(page, "sign-in-cancelled")
    page.goto(f"{front}/sign-in/card/callback?code=x&state=y")
    look(page, "sign-in-time-over")
    page.goto(f"{walk_issuer(page, front)}/sign-in/none")
    look(page, "double-refused", language="ja", saying="サインインできません")


def walk_issuer(page: Page, front: str) -> str:
    """The double's own address, where the card's button leads."""
    page.goto(f"{front}/sign-in?level=card")
    road.press(page, "form[action='/sign-in/card'] button")
    return page.url.partition("/sign-in")[0]


def _by_mail(page: Page, filled: Filled, look: Look) -> None:
    front, mail = filled.house.public_url("internet"), filled.house.mail_url()
    page.goto(f"{front}/sign-in/mail")
    look(page, "mail-ask")
    page.locator("#email").fill("not an address")
    road.press(page, "main button.button")
    look(page, "mail-wrong", saying="name@example.com")
    page.locator("[name=csrfmiddlewaretoken]").first.evaluate("field => { field.value = 'gone' }")
    road.press(page, "main button.button")
    look(page, "form-expired")
    page.goto(f"{front}/sign-in/mail")
    address = f"new.{look.language}@example.invalid"
    page.locator("#email").fill(address)
    road.press(page, "main button.button")
    look(page, "mail-sent")
    link = road.mailed_link(filled.house, address)
    page.goto(f"{mail}/")
    look(page, "double-mails", language="ja", saying=address)
    road.press(page, f"a.row:has-text('{address}')")
    look(page, "double-mail", language="ja", saying=link)
    page.goto(f"{mail}/messages/100000")
    look(page, "double-mail-missing", language="ja", saying="ありません")
    page.goto(link)
    look(page, "mail-link")
    road.press(page, "main form button")
    _nothing_yet(page, front, look)
    page.goto(link)
    road.press(page, "main form button")
    look(page, "mail-link-used")


def _nothing_yet(page: Page, front: str, look: Look) -> None:
    """A resident with nothing; signed in by mail, which is too little for the child allowance; then leaving."""
    look(page, "my-empty")
    page.goto(f"{front}/procedures/{CHILD}")
    look(page, "procedure-needs-card")
    page.goto(f"{front}/sign-in?level=card&next=/procedures/{CHILD}")
    look(page, "sign-in-card-missing")
    page.goto(f"{front}/my/settings")
    look(page, "settings-mail")
    page.goto(f"{front}/my/settings/close")
    look(page, "close")
    road.press(page, "main form button")
    look(page, "close-wrong")
    page.locator("#understood").check()
    road.press(page, "main form button")
    look(page, "account-closed")


def own_pages(browser: Browser, filled: Filled, look: Look) -> None:
    """What residents have at home: applications in every state, settings, the confirmation of an address."""
    front = filled.house.public_url("internet")
    with window(browser, look.language) as page:
        page.goto(f"{front}/sign-in?next=/my")
        road.sign_in_card(filled.house, page, walk.holder(LONG))
        look(page, "my")
        for what in ("approved", "examined", "waiting"):
            page.goto(f"{front}/my/{filled.cases[what]}")
            look(page, f"my-{what}")
        page.goto(f"{front}/my/{filled.cases['approved']}")
        road.press(page, "a[href$='/text']")
        look(page, "letter", saying="海風市長の印（見本）")
        page.goto(f"{front}/my/{filled.cases['waiting']}")
        page.locator("main details summary").last.click()
        look(page, "my-delete-copy")
        page.goto(f"{front}/receipts/{filled.cases['approved']}")
        look(page, "receipt-later")
    with window(browser, look.language) as page:
        page.goto(f"{front}/sign-in?next=/my/settings")
        road.sign_in_card(filled.house, page, walk.holder(APPLICANTS[look.language]))
        _settings(page, filled, look)
    with window(browser, look.language) as page:
        page.goto(f"{front}/sign-in?next=/my")
        road.sign_in_card(filled.house, page, walk.holder("潮見"))
        for what in ("refused", "reopened"):
            page.goto(f"{front}/my/{filled.cases[what]}")
            if what == "refused":
                page.locator("#post1").wait_for()  # its letter came back
            look(page, f"my-{what}")


def mended(browser: Browser, filled: Filled, look: Look) -> None:
    """What is to be mended, from the notice to the review; and taking an application back."""
    front = filled.house.public_url("internet")
    with window(browser, look.language) as page:
        page.goto(f"{front}/sign-in?next=/my")
        road.sign_in_card(filled.house, page, walk.holder(LONG))
        page.goto(f"{front}/my/{filled.cases['gone']}")
        look(page, "my-gone")
        # Two languages walk beside each other: each mends an application of its own.
        asked = filled.cases["asked" if look.language == "ja" else "asked_en"]
        page.goto(f"{front}/my/{asked}")
        look(page, "my-asked", saying="通帳の写真は")
        road.press(page, "form[action$='/mend'] button")
        look(page, "mend-page", saying="通帳の写真は")
        page.locator("#claimant_phone").fill("0312345678")
        road.press(page, "main .actions button[value=next]")
        look(page, "mend-files", saying="通帳の写真は")
        draft = page.url.rpartition("/")[0]
        page.goto(f"{draft}/review")
        look(page, "mend-review", saying="通帳の写真は")
        page.goto(f"{front}/my")
        look(page, "my-mending")
        page.goto(f"{front}/my/{filled.cases['waiting']}")
        road.press(page, "a[href$='/withdraw']")
        look(page, "withdraw")
        page.locator("#reason").fill("あ" * 1001)
        road.press(page, "main form button.danger")
        look(page, "withdraw-wrong")


def _settings(page: Page, filled: Filled, look: Look) -> None:
    look(page, "settings")
    page.locator("#email").fill("nobody")
    road.press(page, "form:has(#email) button")
    look(page, "settings-wrong", saying="name@example.com")
    address = f"notice.{look.language}@example.invalid"
    page.locator("#email").fill(address)
    road.press(page, "form:has(#email) button")
    look(page, "settings-asked")
    link = road.mailed_link(filled.house, address)
    page.goto(link)
    look(page, "confirm-address")
    road.press(page, "main form button")
    look(page, "settings-confirmed", saying=address)
    page.goto(link)
    road.press(page, "main form button")
    look(page, "confirm-address-used")


def application(browser: Browser, filled: Filled, look: Look) -> None:
    """One application: every page wrong, some filled, papers, review, receipt."""
    front = filled.house.public_url("internet")
    with window(browser, look.language) as page:
        road.begin(filled.house, page, CHILD)
        road.sign_in_card(filled.house, page, walk.holder(APPLICANTS[look.language]))
        road.start(page)
        look(page, "apply-anata")
        draft = page.url.rpartition("/")[0]
        _every_page(page, look)
        _papers(page, look)
        _review(page, look, draft)
        page.goto(f"{front}/my")
        look(page, "my-draft")
        page.goto(f"{front}/")
        look(page, "home-draft")
        page.goto(f"{front}/procedures/{CHILD}")
        look(page, "procedure-begun")
        road.press(page, "form[action$='/start'] button:not([name])")
        look(page, "resume")
        road.press(page, "button[value=continue]")
        page.goto(f"{draft}/review")
        road.send(page, NUMBERS)
        look(page, "receipt")


def _every_page(page: Page, look: Look) -> None:
    pages = one_child_apart()
    pages[6] = ("ue-no-ko", {"has_older": "true"})
    pages.insert(7, ("ue-no-ko-no-koto", older_child()))
    for page_id, given in pages:
        for box in page.locator("main form input[type=text]").all():
            box.fill("")  # a decision may have filled it
        road.press(page, "main .actions button[value=next]")
        look(page, f"apply-{page_id}-wrong")
        if page_id == "riyu":
            _wrong(page, look, {"event_kind": "birth", "event_date": "令和99年13月40日"})
        if page_id == "kodomo":
            road.answer_only(page, given)
            look(page, "apply-kodomo-filled")
        if page_id == "haigusha":
            page.goto(f"{page.url.rpartition('/')[0]}/review")
            look(page, "review-too-early")
            page.goto(f"{page.url.rpartition('/')[0]}/haigusha")
        road.answer(page, page_id, given)


def _wrong(page: Page, look: Look, given: dict[str, str]) -> None:
    road.answer_only(page, given)
    road.press(page, "main .actions button[value=next]")
    look(page, "apply-riyu-not-a-date")


def _papers(page: Page, look: Look) -> None:
    look(page, "files")
    page.locator("#file-koza").set_input_files(papers.not_a_photo())
    road.press(page, "button[name=attach][value=koza]")
    look(page, "files-refused")
    road.press(page, ".actions button[value=next]")
    look(page, "review-without-papers")
    page.goto(f"{page.url.rpartition('/')[0]}/files")
    road.attach(page, "koza", papers.passbook())
    road.attach(page, "bekkyo-kango", papers.statement())
    look(page, "files-attached", saying="別居監護申立書.pdf")
    road.press(page, ".actions button[value=next]")


def _review(page: Page, look: Look, draft: str) -> None:
    look(page, "review")
    page.locator("[name=spouse_kojinbango]").fill("123456789012")
    road.press(page, "#submit")
    look(page, "submit-wrong")
    page.goto(f"{draft}/delete")
    look(page, "delete")


def dog(browser: Browser, filled: Filled, look: Look) -> None:
    """The dog's one page wrong and filled, the review that warns, and the owner's pages."""
    front = filled.house.public_url("internet")
    with window(browser, look.language) as page:
        road.begin(filled.house, page, DOG)
        road.press(page, "a.button[href^='/sign-in/mail']")
        road.sign_in_mail(filled.house, page, f"dog.{look.language}@example.invalid")
        road.start(page)
        look(page, "dog")
        road.press(page, "main .actions button[value=next]")
        look(page, "dog-wrong")
        road.walk_form(page, answers.dog(clock.today(), registered_elsewhere=True))
        look(page, "dog-review")
        page.goto(f"{page.url.rpartition('/')[0]}/inu")
        look(page, "dog-filled")
        page.goto(f"{page.url.rpartition('/')[0]}/review")
        _, number = road.send(page, {})
        look(page, "dog-receipt")
        road.open_until(page, f"{front}/my/{number}", "3,000")
        look(page, "my-fee")


def together(browser: Browser, filled: Filled, look: Look) -> None:
    """Both procedures in one form: every page, review, receipt with both parts; what is remembered of it."""
    front, form = filled.house.public_url("internet"), form_for_both()
    with window(browser, look.language) as page:
        page.goto(f"{front}/procedures/{form.id}")
        road.press(page, "#start ~ p a.button")
        road.sign_in_card(filled.house, page, walk.holder(APPLICANTS[look.language]))
        look(page, "together-signed-in")
        road.start(page)
        look(page, "together-first")
        road.press(page, "main .actions button[value=next]")
        look(page, "together-first-wrong")
        _fill(page, form)
        look(page, "together-files")
        road.press(page, ".actions button[value=next]")
        look(page, "together-review")
        places = form.places[CHILD]
        road.send(page, {places[name].name: number for name, number in NUMBERS.items()})
        look(page, "together-receipt")
        road.press(page, "form[action$='/remember'] button")
        _profile(page, front, form, look)
        _written_once(page, front, look)


def _fill(page: Page, form: Combined) -> None:
    pages = {CHILD: answers.family(), DOG: answers.dog(clock.today())}
    typed = answers.in_one(form, pages)
    while (shown := form.page(page.url.rpartition("/")[2])) is not None:
        road.answer(page, shown.id, of_page(shown, typed))


def _written_once(page: Page, front: str, look: Look) -> None:
    """Who is written down already is brought into a list."""
    page.goto(f"{front}/procedures/tennyu+kokuho-kanyu")
    road.start(page)
    page.goto(f"{page.url.rpartition('/')[0]}/kokuho-kanyu-hito")
    look(page, "together-people")
    road.press(page, "button[name=bring] >> nth=0")
    look(page, "together-brought")


def _profile(page: Page, front: str, form: Combined, look: Look) -> None:
    look(page, "profile")
    page.locator("#applicant__phone").fill("12")
    road.press(page, "main .actions button[value=save] >> nth=-1")
    look(page, "profile-wrong")
    page.goto(f"{front}/procedures/{form.id}")
    road.start(page)
    look(page, "together-filled")
    page.goto(f"{front}/my/profile")
    road.press(page, "button[name=forget][value=bank]")
    look(page, "profile-forgotten")
    road.press(page, "button[value=delete]")
    look(page, "profile-empty")
    road.press(page, "button[name=start][value=family]")
    road.press(page, "button[name=more][value=children]")
    look(page, "profile-begun")
