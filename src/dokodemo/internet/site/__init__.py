"""The front: what this city offers here, and what each procedure needs, before anything is typed."""
