"""A link that signs somebody in must not lie in a log: whoever reads the log could use it first."""

import logging
import re

_LINK = re.compile(r"(/sign-in/mail/|/my/settings/address/|/guide/kept/)[\w=-]{8,}")


class HideLinks(logging.Filter):
    """Takes the token out of every address in a record; for the handlers, so that no logger is forgotten."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _LINK.search(said):
            record.msg, record.args = _LINK.sub(r"\1…", said), ()
        return True
