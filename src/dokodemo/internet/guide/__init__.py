"""The guide (手続きガイド): a few questions, then exactly what is to be done, in order, with dates.

It knows nobody. What was answered is kept in the person's own browser, locked, until it is closed."""
