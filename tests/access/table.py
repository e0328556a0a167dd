"""Who is answered how: one row for each address (by its name in the URL map) and method, one column for each role.

A word is a status, ``sign-in`` (303 to the sign-in page, coming back afterwards) or ``goes`` (302 or 303 to elsewhere).
A request of somebody who is let in lacks what the act needs (a version, a choice, a link that is real), so it is told
422, 409, 410 or 400 and nothing happens; somebody who is not let in sends everything right and must not notice it.
A visitor has no session of this zone; a session of another zone must do just as little, so the staff in ``internet``
and the residents in ``office`` and ``core`` are told what the visitor's column says.
"""

from dataclasses import dataclass

ROLES = ("visitor", "owner", "stranger", "clerk", "other", "approver", "operator", "auditor", "administrator")
RESIDENTS = ("owner", "stranger")
STAFF = ("clerk", "other", "approver", "operator", "auditor", "administrator")

# owner: whose application, draft and document it is. stranger: another resident, signed in as surely.
INTERNET = """
name              method  visitor  owner  stranger
language          GET     goes     goes   goes
language          POST    405      405    405
furigana          GET     goes     goes   goes
furigana          POST    405      405    405
service_worker    GET     200      200    200
service_worker    POST    405      405    405
offline           GET     200      200    200
offline           POST    405      405    405
words             GET     200      200    200
words             POST    405      405    405
accessibility     GET     200      200    200
accessibility     POST    405      405    405
health            GET     200      200    200
health            POST    405      405    405
home              GET     200      200    200
home              POST    405      405    405
procedures        GET     200      200    200
procedures        POST    405      405    405
inventory         GET     200      200    200
inventory         POST    405      405    405
inventory_csv     GET     200      200    200
inventory_csv     POST    405      405    405
rate_application  GET     sign-in  405    405
rate_application  POST    sign-in  goes   404
procedure         GET     200      200    200
procedure         POST    405      405    405
together          GET     422      422    422
together          POST    405      405    405
guide_begin       GET     405      405    405
guide_begin       POST    goes     goes   goes
guide_forget      GET     405      405    405
guide_forget      POST    goes     goes   goes
guide_keep        GET     405      405    405
guide_keep        POST    goes     goes   goes
guide_kept        GET     200      200    200
guide_kept        POST    410      410    410
guide_rate        GET     405      405    405
guide_rate        POST    goes     goes   goes
guide_result      GET     goes     goes   goes
guide_result      POST    405      405    405
guide_question    GET     goes     goes   goes
guide_question    POST    goes     goes   goes
guide_event       GET     200      200    200
guide_event       POST    405      405    405
search            GET     200      200    200
search            POST    405      405    405
sign_in           GET     200      goes   goes
sign_in           POST    405      405    405
sign_in_card      GET     405      405    405
sign_in_card      POST    goes     goes   goes
sign_in_callback  GET     400      400    400
sign_in_callback  POST    405      405    405
sign_in_mail      GET     200      200    200
sign_in_mail      POST    422      422    422
sign_in_link      GET     200      200    200
sign_in_link      POST    410      410    410
sign_out          GET     405      405    405
sign_out          POST    goes     goes   goes
apply_start       GET     sign-in  goes   goes
apply_start       POST    sign-in  200    200
apply_signed      GET     sign-in  goes   goes
apply_signed      POST    sign-in  405    405
apply_go_on       GET     sign-in  goes   404
apply_go_on       POST    sign-in  405    405
apply_files       GET     sign-in  200    404
apply_files       POST    sign-in  422    404
apply_review      GET     sign-in  200    404
apply_review      POST    sign-in  405    405
apply_submit      GET     sign-in  goes   goes
apply_submit      POST    403      422    404
apply_delete      GET     sign-in  200    404
apply_delete      POST    sign-in  goes   404
apply_page        GET     sign-in  200    404
apply_page        POST    403      422    404
receipt           GET     sign-in  200    404
receipt           POST    sign-in  405    405
remember          GET     sign-in  405    405
remember          POST    sign-in  goes   404
my                GET     sign-in  200    200
my                POST    sign-in  405    405
my_profile        GET     sign-in  200    200
my_profile        POST    sign-in  200    200
my_settings       GET     sign-in  200    200
my_settings       POST    sign-in  200    200
confirm_address   GET     sign-in  200    200
confirm_address   POST    sign-in  410    410
close_account     GET     sign-in  200    200
close_account     POST    sign-in  422    422
my_application    GET     sign-in  200    404
my_application    POST    sign-in  405    405
delete_copy       GET     sign-in  405    405
delete_copy       POST    sign-in  goes   404
mend              GET     sign-in  goes   goes
mend              POST    sign-in  goes   404
withdraw          GET     sign-in  goes   404
withdraw          POST    sign-in  goes   404
my_document       GET     sign-in  200    404
my_document       POST    sign-in  405    405
my_document_text  GET     sign-in  200    404
my_document_text  POST    sign-in  405    405
account_closed    GET     200      200    200
account_closed    POST    405      405    405
"""

# clerk and approver (who is its chief as well): of the section whose case it is. other: a clerk of another section of the same zone.
DESK = """
name              method  visitor  clerk  other  approver  operator  auditor
language          GET     goes     goes   goes   goes      goes      goes
language          POST    405      405    405    405       405       405
furigana          GET     goes     goes   goes   goes      goes      goes
furigana          POST    405      405    405    405       405       405
health            GET     200      200    200    200       200       200
health            POST    405      405    405    405       405       405
sign_in           GET     200      200    200    200       200       200
sign_in           POST    422      422    422    422       422       422
sign_in_second    GET     goes     goes   goes   goes      goes      goes
sign_in_second    POST    goes     goes   goes   goes      goes      goes
sign_out          GET     405      405    405    405       405       405
sign_out          POST    goes     goes   goes   goes      goes      goes
security          GET     sign-in  200    200    200       200       200
security          POST    405      405    405    405       405       405
security_app      GET     sign-in  200    200    200       200       200
security_app      POST    sign-in  422    422    422       422       422
security_passkey  GET     sign-in  200    200    200       200       200
security_passkey  POST    sign-in  422    422    422       422       422
security_remove   GET     sign-in  goes   goes   goes      goes      goes
security_remove   POST    sign-in  goes   goes   goes      goes      goes
security_codes    GET     sign-in  goes   goes   goes      goes      goes
security_codes    POST    sign-in  goes   goes   goes      goes      goes
security_sign_out GET     405      405    405    405       405       405
security_sign_out POST    sign-in  goes   goes   goes      goes      goes
password          GET     sign-in  200    200    200       200       200
password          POST    sign-in  422    422    422       422       422
desk              GET     sign-in  200    200    200       goes      goes
desk              POST    sign-in  goes   goes   goes      goes      goes
help              GET     sign-in  200    200    200       403       403
help              POST    405      405    405    405       405       405
manual            GET     sign-in  200    200    200       200       200
manual            POST    405      405    405    405       405       405
manual_chief      GET     sign-in  200    200    200       200       200
manual_chief      POST    405      405    405    405       405       405
case              GET     sign-in  200    404    200       403       403
case              POST    405      405    405    405       405       405
case_take         GET     405      405    405    405       405       405
case_take         POST    sign-in  409    404    403       403       403
case_link         GET     405      405    405    405       405       405
case_link         POST    sign-in  409    404    403       403       403
case_correct      GET     405      405    405    405       405       405
case_correct      POST    sign-in  409    404    403       403       403
case_ask          GET     405      405    405    405       405       405
case_ask          POST    sign-in  409    404    403       403       403
case_propose      GET     405      405    405    405       405       405
case_propose      POST    sign-in  409    404    403       403       403
case_decide       GET     405      405    405    405       405       405
case_decide       POST    sign-in  403    404    409       403       403
case_return       GET     405      405    405    405       405       405
case_return       POST    sign-in  403    404    409       403       403
case_letter       GET     405      405    405    405       405       405
case_letter       POST    sign-in  409    404    409       403       403
case_agree        GET     405      405    405    405       405       405
case_agree        POST    sign-in  403    404    409       403       403
case_withdraw     GET     405      405    405    405       405       405
case_withdraw     POST    sign-in  409    404    403       403       403
case_reopen       GET     405      405    405    405       405       405
case_reopen       POST    sign-in  403    404    409       403       403
case_fee          GET     405      405    405    405       405       405
case_fee          POST    sign-in  409    404    403       403       403
case_number       GET     405      405    405    405       405       405
case_whole        GET     405      405    405    405       405       405
case_whole        POST    sign-in  422    404    422       403       403
case_note         GET     405      405    405    405       405       405
case_note         POST    sign-in  409    404    409       403       403
case_note_back    GET     405      405    405    405       405       405
case_note_back    POST    sign-in  409    404    409       403       403
case_contact      GET     405      405    405    405       405       405
case_contact      POST    sign-in  409    404    409       403       403
case_promise      GET     405      405    405    405       405       405
case_promise      POST    sign-in  409    404    409       403       403
case_presence     GET     405      405    405    405       405       405
case_presence     POST    sign-in  200    404    200       403       403
case_document     GET     sign-in  200    404    200       403       403
case_document     POST    405      405    405    405       405       405
many              GET     405      405    405    405       405       405
many              POST    sign-in  goes   403    goes      403       403
many_undo         GET     405      405    405    405       405       405
many_undo         POST    sign-in  goes   goes   goes      403       403
export            GET     405      405    405    405       405       405
export            POST    sign-in  200    200    200       403       403
view_save         GET     405      405    405    405       405       405
view_save         POST    sign-in  goes   goes   goes      403       403
view_remove       GET     405      405    405    405       405       405
view_remove       POST    sign-in  goes   goes   goes      403       403
approvals         GET     sign-in  200    200    200       403       403
approvals         POST    405      405    405    405       405       405
approvals_seen    GET     405      405    405    405       405       405
approvals_seen    POST    sign-in  goes   goes   goes      403       403
register          GET     sign-in  200    200    200       403       200
register          POST    sign-in  goes   goes   goes      403       goes
register_export   GET     405      405    405    405       405       405
register_export   POST    sign-in  200    200    200       403       200
mentions          GET     sign-in  200    200    200       403       403
mentions          POST    sign-in  goes   goes   goes      403       403
prints            GET     sign-in  200    200    200       403       403
prints            POST    sign-in  422    404    422       403       403
print_paper       GET     sign-in  200    404    200       403       403
print_paper       POST    sign-in  422    404    422       403       403
print_pdf         GET     sign-in  200    404    200       403       403
print_pdf         POST    405      405    405    405       405       405
print_label       GET     sign-in  200    404    200       403       403
print_label       POST    405      405    405    405       405       405
trail             GET     sign-in  403    403    403       403       200
trail             POST    sign-in  403    403    403       403       goes
trail_verify      GET     405      405    405    405       405       405
trail_verify      POST    sign-in  403    403    403       403       200
trail_export      GET     405      405    405    405       405       405
trail_export      POST    sign-in  403    403    403       403       422
holdings          GET     sign-in  403    403    403       200       200
holdings          POST    405      405    405    405       405       405
holdings_csv      GET     sign-in  403    403    403       200       200
holdings_csv      POST    405      405    405    405       405       405
holdings_pdf      GET     sign-in  403    403    403       200       200
holdings_pdf      POST    405      405    405    405       405       405
holdings_file     GET     sign-in  403    403    403       200       200
holdings_file     POST    405      405    405    405       405       405
operations        GET     sign-in  403    403    403       200       403
operations        POST    405      405    405    405       405       405
operations_retry  GET     405      405    405    405       405       405
operations_retry  POST    sign-in  403    403    403       goes      403
board             GET     sign-in  403    403    200       403       403
board             POST    405      405    405    405       405       405
deadlines         GET     sign-in  200    200    200       403       403
deadlines         POST    sign-in  goes   goes   goes      403       403
statistics        GET     sign-in  200    200    200       403       200
statistics        POST    405      405    405    405       405       405
statistics_open_data GET  405      405    405    405       405       405
statistics_open_data POST sign-in  goes   goes   goes      403       goes
alarms            GET     sign-in  403    403    200       403       200
alarms            POST    405      405    405    405       405       405
alarm             GET     sign-in  403    403    404       403       404
alarm             POST    sign-in  403    403    404       403       404
alarms_told       GET     sign-in  403    403    200       403       200
alarms_told       POST    sign-in  403    403    goes      403       goes
looking_report       GET  sign-in  403    403    403       403       200
looking_report       POST 405      405    405    405       405       405
looking_report_file  GET  405      405    405    405       405       405
looking_report_file  POST sign-in  403    403    403       403       200
reception         GET     sign-in  200    200    403       403       403
reception         POST    sign-in  422    422    403       403       403
reception_answer  GET     405      405    405    405       405       405
reception_answer  POST    sign-in  goes   404    403       403       403
reception_slip    GET     sign-in  200    404    403       403       403
reception_slip    POST    405      405    405    405       405       405
reception_sheet   GET     sign-in  200    404    403       403       403
reception_sheet   POST    sign-in  409    404    403       403       403
reception_scan    GET     sign-in  200    404    403       403       403
reception_scan    POST    405      405    405    405       405       405
reception_discard GET     sign-in  200    404    403       403       403
reception_discard POST    sign-in  200    404    403       403       403
"""

# Where the two desks differ: the register of dogs here (whose form takes no files); the residents, their ledger, files
# and My Number there.
OFFICE = """
name              method  visitor  clerk  other  approver  operator  auditor
people            GET     sign-in  404    404    404       403       403
people            POST    sign-in  404    404    404       403       403
case_number       POST    sign-in  403    404    403       403       403
case_attachment   GET     sign-in  404    404    404       403       403
case_attachment   POST    405      405    405    405       405       405
dogs              GET     sign-in  200    404    200       403       403
dogs              POST    sign-in  goes   goes   goes      403       403
dog               GET     sign-in  200    404    200       403       403
dog               POST    405      405    405    405       405       405
voices            GET     sign-in  403    403    403       200       403
voices            POST    405      405    405    405       405       405
transfer          GET     sign-in  404    200    404       403       403
transfer          POST    sign-in  goes   goes   goes      403       403
transfer_entry    GET     sign-in  404    404    404       403       403
transfer_entry    POST    sign-in  404    404    404       403       403
transfer_export   GET     405      405    405    405       405       405
transfer_export   POST    sign-in  404    goes   404       403       403
portal            GET     sign-in  200    404    200       200       403
portal            POST    405      405    405    405       405       405
portal_retry      GET     405      405    405    405       405       405
portal_retry      POST    sign-in  goes   404    goes      goes      403
publishing           GET   sign-in  403    403    200       200       403
publishing           POST  sign-in  403    403    403       422       403
publishing_proposal  GET   sign-in  403    403    200       200       403
publishing_proposal  POST  405      405    405    405       405       405
publishing_publish   GET   405      405    405    405       405       405
publishing_publish   POST  sign-in  403    403    409       409       403
publishing_drop      GET   405      405    405    405       405       405
publishing_drop      POST  sign-in  403    403    403       409       403
publishing_form      GET   sign-in  403    403    200       200       403
publishing_form      POST  405      405    405    405       405       405
publishing_letter    GET   sign-in  403    403    200       200       403
publishing_letter    POST  405      405    405    405       405       405
"""
CORE = """
name              method  visitor  clerk  other  approver  operator  auditor
people            GET     sign-in  200    200    200       403       403
people            POST    sign-in  422    422    422       403       403
case_number       POST    sign-in  422    404    422       403       403
case_attachment   GET     sign-in  200    404    200       403       403
case_attachment   POST    405      405    405    405       405       405
child_allowances  GET     sign-in  200    404    200       403       403
child_allowances  POST    sign-in  goes   goes   goes      403       403
child_allowance   GET     sign-in  200    404    200       403       403
child_allowance   POST    405      405    405    405       405       405
mandates          GET     sign-in  200    200    200       403       403
mandates          POST    sign-in  goes   goes   goes      403       403
mandate           GET     sign-in  404    404    404       403       403
mandate           POST    sign-in  404    404    404       403       403
transfer          GET     sign-in  200    200    200       403       403
transfer          POST    sign-in  goes   goes   goes      403       403
transfer_entry    GET     sign-in  200    404    200       403       403
transfer_entry    POST    sign-in  422    404    422       403       403
transfer_export   GET     405      405    405    405       405       405
transfer_export   POST    sign-in  goes   goes   goes      403       403
portal            GET     sign-in  200    200    200       200       403
portal            POST    405      405    405    405       405       405
portal_retry      GET     405      405    405    405       405       405
portal_retry      POST    sign-in  goes   goes   goes      goes      403
looks             GET     sign-in  200    200    200       403       200
looks             POST    sign-in  422    422    422       403       422
"""

# Where an administrator is told otherwise than an auditor, or let in where a clerk is not: people and plans; the lists of
# whose looks are noticed; a look at cases that somebody else granted (the approver is the section's chief and may grant
# it); what was destroyed of a section's cases, which an operator and an auditor read, and an administrator does not.
ADMINISTRATION = """
name               method  visitor  clerk  other  approver  operator  auditor  administrator
breakglass         GET     sign-in  403    403    200       403       403      200
breakglass         POST    sign-in  403    403    403       403       403      422
breakglass_answer  GET     405      405    405    405       405       405      405
breakglass_answer  POST    sign-in  403    403    409       403       403      403
breakglass_section GET     sign-in  403    403    403       403       403      200
breakglass_section POST    405      405    405    405       405       405      405
breakglass_case    GET     sign-in  403    403    403       403       403      200
breakglass_case    POST    405      405    405    405       405       405      405
breakglass_end     GET     405      405    405    405       405       405      405
breakglass_end     POST    sign-in  403    403    403       403       403      goes
disposal           GET     sign-in  200    200    200       200       200      403
disposal           POST    sign-in  409    409    409       403       403      403
disposal_run       GET     sign-in  404    404    404       404       404      403
disposal_run       POST    405      405    405    405       405       405      405
disposal_confirm   GET     405      405    405    405       405       405      405
disposal_confirm   POST    sign-in  404    404    404       403       403      403
disposal_drop      GET     405      405    405    405       405       405      405
disposal_drop      POST    sign-in  404    404    404       403       403      403
disposal_holds     GET     sign-in  200    200    200       200       200      403
disposal_holds     POST    sign-in  422    422    422       403       403      403
disposal_hold_end  GET     405      405    405    405       405       405      405
disposal_hold_end  POST    sign-in  404    404    404       403       403      403
disposal_records   GET     sign-in  200    200    200       200       200      403
disposal_records   POST    sign-in  goes   goes   goes      goes      goes     403
disposal_export    GET     405      405    405    405       405       405      405
disposal_export    POST    sign-in  200    200    200       200       200      403
"""
LISTS = """
name         method  visitor  clerk  other  approver  operator  auditor  administrator
notable      GET     sign-in  403    403    403       403       200      200
notable      POST    sign-in  403    403    403       403       422      422
own_numbers  GET     sign-in  403    403    403       403       200      200
own_numbers  POST    sign-in  403    403    403       403       422      422
"""
DIRECTORY = """
name                    method  visitor  clerk  other  approver  operator  auditor  administrator
directory               GET     sign-in  403    403    403       403       403      200
directory               POST    sign-in  403    403    403       403       403      goes
directory_new           GET     sign-in  403    403    403       403       403      200
directory_new           POST    sign-in  403    403    403       403       403      422
directory_member        GET     sign-in  403    403    403       403       403      200
directory_member        POST    sign-in  403    403    403       403       403      422
directory_absence       GET     405      405    405    405       405       405      405
directory_absence       POST    sign-in  403    403    403       403       403      422
reorganisations         GET     sign-in  403    403    403       403       403      200
reorganisations         POST    sign-in  403    403    403       403       403      422
reorganisation          GET     sign-in  403    403    403       403       200      200
reorganisation          POST    405      405    405    405       405       405      405
reorganisation_confirm  GET     405      405    405    405       405       405      405
reorganisation_confirm  POST    sign-in  403    403    403       403       403      409
reorganisation_withdraw GET     405      405    405    405       405       405      405
reorganisation_withdraw POST    sign-in  403    403    403       403       403      409
"""


@dataclass(frozen=True)
class Row:
    """One address and method of one zone, and what each role is told."""

    zone: str
    name: str
    method: str
    told: dict[str, str]

    def __str__(self) -> str:
        return f"{self.zone}-{self.name}-{self.method}"

    def lets_in(self, role: str) -> bool:
        """Whether this role gets further than the door: to the page, or to what is wrong with the request."""
        return self.told[role] not in ("sign-in", "403", "404", "405")


def read(zone: str, text: str) -> list[Row]:
    """The rows of one table. Roles that have no column are told what a visitor is told; an administrator is let
    in nowhere where a clerk, an operator or an auditor is not: what is everybody's is theirs too."""
    head, *lines = text.strip().splitlines()
    columns = head.split()[2:]
    rows = []
    for line in lines:
        name, method, *words = line.split()
        said = dict(zip(columns, words, strict=True))
        if "auditor" in said:
            refused = "403" in (said.get("clerk"), said.get("operator"), said["auditor"])
            said.setdefault("administrator", "403" if refused else said["auditor"])
        rows.append(Row(zone, name, method, {role: said.get(role, said["visitor"]) for role in ROLES}))
    return rows


ROWS: list[Row] = [
    *read("internet", INTERNET),
    *read("office", DESK),
    *read("office", OFFICE),
    *read("office", ADMINISTRATION),
    *read("office", DIRECTORY),
    *read("core", DESK),
    *read("core", CORE),
    *read("core", ADMINISTRATION),
    *read("core", LISTS),
]
