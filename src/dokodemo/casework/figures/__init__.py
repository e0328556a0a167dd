"""What the chief's board, the warnings before a deadline and the statistics are made of. Figures of procedures and months,
never of a person: nobody is scored here."""
