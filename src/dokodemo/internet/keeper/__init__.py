"""The keeper: a small process of its own that holds the residents' private keys (decision 2).

Why it exists: whoever steals the database of this zone, or its backups, reads nobody, because no private key was ever
in it. And whoever takes over a *web* process must not be able to open what belongs to people who are not there.

So the keeper gives a key only against fresh evidence that its owner is signing in right now, and it checks the evidence
itself, without believing the web process in anything:

- card: the identity provider's signed token. The keeper verifies the signature with the provider's keys from its own
  configuration (ES256 only), issuer, audience, and age (five minutes), and takes each token once.
- e-mail: a link. The keeper makes the token, keeps only its hash, and sends the mail itself. The web process learns the
  token when the person clicks, not before. Used once, within thirty minutes.

From the evidence follows the *binding* (a keyed hash of issuer and subject, or of the address), and from the binding
the account. The caller never names the account whose key it wants: there is no request that says "give me the key of
account X". A new account is made in the same step, with the same evidence. The e-mail's text, its sender and the host
in its link are the keeper's own; the caller gives the address, the language and a path.

What a hijacked web process can therefore read: those who sign in or are signed in while it is hijacked. Nobody else. It
can make the keeper send sign-in links to any address, but they arrive in that mailbox. It cannot destroy anybody's key
either: ``shred`` wants the private key itself, which only a signed-in resident's request holds.

What this does not protect from: somebody who reads the keeper's own folder. Under ``dokodemo up`` everything runs as
one user and isolates nothing; in production the keeper has an operating-system user of its own, and
``DOKODEMO_KEEPER_GROUP`` names the group (of the web's user) that may connect to its socket. And keys that were seen
during a hijack stay seen: those accounts are to be closed and made anew (their sign-ins are in the trail).

Protocol (``wire``): Unix socket ``<folder>/keeper.sock``; a request and an answer are four bytes of length and JSON.
Store (``store``): files under ``<folder>/keeper/``, 0600, durable before they are answered for, so that a kill at any
moment loses nothing. No Django, no database.
"""


def run() -> None:
    """The process ``dokodemo process internet keeper``."""
    from dokodemo.internet.keeper import server  # whoever only asks need not load what answers

    server.run()
