"""A reorganisation of the city hall, prepared in advance and carried out at midnight in both staff zones."""
