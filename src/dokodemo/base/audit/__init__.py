"""The trail: who did what to whom, chained so that it proves itself (decision 15)."""
