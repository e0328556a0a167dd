"""The cases of a zone: from the arrival of an application to what goes back."""
