"""Who the resident is: accounts, sessions, signing in with the card or by an e-mail link."""
