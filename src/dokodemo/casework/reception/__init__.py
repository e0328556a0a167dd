"""Applications on paper and by telephone: a clerk types them into the same form, and they become the same cases as our own."""
